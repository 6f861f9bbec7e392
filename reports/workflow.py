"""May this person do this now, and if not, why?

One table of actions drives the buttons, the refusal of a POST, the diagram in the docs and the tests.
"""

import dataclasses
import enum
from collections.abc import Callable


class Status(enum.StrEnum):
    DRAFT = "draft"
    WAITING = "waiting"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"


LABELS = {
    Status.DRAFT: "Đang lập",
    Status.WAITING: "Chờ ký",
    Status.SUBMITTED: "Đã gửi",
    Status.RETURNED: "Bị trả lại",
    Status.APPROVED: "Đã duyệt",
}
WRITABLE = frozenset({Status.DRAFT, Status.RETURNED})

REPORTER, SIGNER, REVIEWER = "reporter", "signer", "reviewer"
_WHO = {REPORTER: "người lập báo cáo", SIGNER: "người ký", REVIEWER: "người thẩm định"}


@dataclasses.dataclass(frozen=True, slots=True)
class Situation:
    """All that decides about an action: the version, the person, and what is still open. Plain facts, no rows."""

    status: Status
    roles: frozenset[str]  # that the person holds for this report today
    member: bool = False  # the person works for the reporting agency, in whatever role
    preparer: bool = False  # the person sent this version for signature
    period_open: bool = True
    newest: bool = True  # no later version of the report exists
    blanks: int = 0  # cells that nobody has filled in
    errors: int = 0
    unexplained: int = 0  # warnings without an explanation that still holds
    remarks: int = 0  # remarks of the reviewer that were not sent back yet
    returned_before: bool = False
    taken: bool = False  # a reviewer has begun


def _period_open(s: Situation) -> str:
    return "" if s.period_open else "Kỳ báo cáo đã đóng; liên hệ Sở Nội vụ nếu cần mở lại kỳ."


def _no_errors(s: Situation) -> str:
    blanks = f"{s.blanks} ô chưa nhập" if s.blanks else ""
    if s.errors:
        return f"Còn {blanks}{', ' if blanks else ''}{s.errors} lỗi phải sửa trước khi gửi."
    return f"Còn {blanks}; phải nhập đủ trước khi gửi." if blanks else ""


def _explained(s: Situation) -> str:
    return f"Còn {s.unexplained} cảnh báo chưa có giải trình." if s.unexplained else ""


def _not_preparer(s: Situation) -> str:
    return "Người trình ký không được tự ký báo cáo này." if s.preparer else ""


def _outsider(s: Situation) -> str:
    return "Không ai thẩm định báo cáo của chính cơ quan mình." if s.member else ""


def _not_taken(s: Situation) -> str:
    return "Người thẩm định đã nhận báo cáo; hãy đề nghị trả lại thay vì rút về." if s.taken else ""


def _untaken(s: Situation) -> str:
    return "Báo cáo đã có người nhận thẩm định." if s.taken else ""


def _has_remarks(s: Situation) -> str:
    return "" if s.remarks else "Ghi ít nhất một nhận xét tại ô hoặc mục cần sửa trước khi trả lại."


def _no_remarks(s: Situation) -> str:
    return f"Còn {s.remarks} nhận xét chưa gửi: trả lại báo cáo hoặc xóa nhận xét trước khi duyệt." if s.remarks else ""


def _newest(s: Situation) -> str:
    return "" if s.newest else "Đã có phiên bản mới hơn của báo cáo này."


Need = Callable[[Situation], str]


@dataclasses.dataclass(frozen=True, slots=True)
class Action:
    """One row of the table. ``target`` None: back to where it was filled in (draft, or returned after a return)."""

    name: str
    label: str
    sources: frozenset[Status]
    target: Status | None
    roles: frozenset[str]
    needs: tuple[Need, ...]
    asks: frozenset[str] = frozenset()  # inputs that must come with it: "reason", "document"
    new_version: bool = False


def _action(name: str, label: str, sources: str, target: Status | None, roles: str, *needs: Need, **more) -> Action:
    return Action(
        name,
        label,
        frozenset(Status(source) for source in sources.split()),
        target,
        frozenset(roles.split()),
        (_newest, _period_open, *needs),
        **more,
    )


ACTIONS: dict[str, Action] = {
    action.name: action
    for action in (
        _action("send_for_signature", "Trình ký", "draft returned", Status.WAITING, REPORTER, _no_errors, _explained),
        _action(
            "sign_and_send",
            "Ký và gửi",
            "waiting",
            Status.SUBMITTED,
            SIGNER,
            _not_preparer,
            _no_errors,
            _explained,
            asks=frozenset({"document"}),
        ),
        _action("decline", "Trả lại người lập", "waiting", None, SIGNER, asks=frozenset({"reason"})),
        _action("withdraw", "Rút về để sửa", "waiting submitted", None, "reporter signer", _not_taken),
        _action("take", "Nhận thẩm định", "submitted", Status.SUBMITTED, REVIEWER, _outsider, _untaken),
        _action("send_back", "Trả lại đơn vị", "submitted", Status.RETURNED, REVIEWER, _outsider, _has_remarks),
        _action("approve", "Phê duyệt", "submitted", Status.APPROVED, REVIEWER, _outsider, _no_errors, _no_remarks),
        _action(
            "reopen",
            "Mở phiên bản sửa đổi",
            "approved",
            Status.DRAFT,
            REVIEWER,
            _outsider,
            asks=frozenset({"reason"}),
            new_version=True,
        ),
    )
}


# After one of these everybody who reads the report has read all that was written before it. What an agency does among
# itself (prepare, decline, withdraw) shows nothing of a version that was never sent.
SEEN = frozenset(
    action.name
    for action in ACTIONS.values()
    if action.target is Status.SUBMITTED or action.sources <= {Status.SUBMITTED, Status.APPROVED}
)


def target(action: Action, s: Situation) -> Status:
    """The state that an action leads to from here."""
    if action.target is not None:
        return action.target
    return Status.RETURNED if s.returned_before else Status.DRAFT


def why_not(action: Action, s: Situation) -> str:
    """Why the action is refused here and now, as a sentence for the person; empty when it may go ahead."""
    if not (action.roles & s.roles):
        who = " hoặc ".join(_WHO[role] for role in sorted(action.roles))
        return f"Việc “{action.label}” thuộc về {who} của báo cáo này."
    if s.status not in action.sources:
        return f"Báo cáo đang ở tình trạng “{LABELS[s.status]}”, không thể “{action.label}”."
    return next(filter(None, (need(s) for need in action.needs)), "")


def offered(s: Situation) -> list[tuple[Action, str]]:
    """The actions a person meets on a page: theirs, from this state, each with the reason that still blocks it."""
    return [
        (action, why_not(action, s))
        for action in ACTIONS.values()
        if action.roles & s.roles and s.status in action.sources
    ]


def why_not_write(s: Situation, *, opened: bool) -> str:
    """Why a figure or a section cannot be changed; ``opened``: the last return named this cell or section."""
    if REPORTER not in s.roles:
        return "Chỉ người lập báo cáo của đơn vị được nhập số liệu."
    if s.status not in WRITABLE:
        return f"Báo cáo đang ở tình trạng “{LABELS[s.status]}” nên không sửa được."
    if s.status == Status.RETURNED and not opened:
        return "Ô này không bị trả lại nên vẫn khóa; chỉ các ô, mục có nhận xét được mở để sửa."
    return _newest(s) or _period_open(s)


def why_not_attach(s: Situation) -> str:
    """Why no file can be added to a report, or taken off it."""
    if not {REPORTER, SIGNER} & s.roles:
        return "Chỉ người lập báo cáo hoặc người ký của đơn vị được đính kèm hoặc bỏ tệp."
    if s.status not in WRITABLE | {Status.WAITING}:
        return f"Báo cáo đang ở tình trạng “{LABELS[s.status]}”: không đính kèm hoặc bỏ tệp được."
    return _newest(s) or _period_open(s)


def why_not_remark(s: Situation) -> str:
    """Why a remark cannot be written, or taken back."""
    if REVIEWER not in s.roles:
        return "Chỉ người thẩm định ghi nhận xét."
    if s.status != Status.SUBMITTED:
        return "Chỉ ghi nhận xét khi báo cáo đã gửi và đang chờ thẩm định."
    return _outsider(s) or _newest(s) or _period_open(s)


def approves_in_bulk(s: Situation, *, warnings: int) -> str:
    """Why a report must be read on its own instead of being approved together with others."""
    reason = why_not(ACTIONS["approve"], s)
    if reason or s.returned_before:
        return reason or "Báo cáo đã từng bị trả lại: cần xem phần sửa trước khi duyệt."
    return "Báo cáo có cảnh báo kèm giải trình: cần đọc trước khi duyệt." if warnings else ""


def mermaid() -> str:
    """The state diagram of the table, for the docs."""
    lines = ["stateDiagram-v2", "    [*] --> draft"]
    for action in ACTIONS.values():
        for source in sorted(action.sources):
            for goal in ("draft", "returned") if action.target is None else (action.target.value,):
                lines.append(f"    {source.value} --> {goal}: {action.name}")
    return "\n".join([*lines, "    approved --> [*]"])
