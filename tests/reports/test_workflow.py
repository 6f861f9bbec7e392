"""Every state, every action, every role: who may do what, as a table of literals."""

import dataclasses

import pytest

from agencies import log
from reports import workflow
from reports.workflow import ACTIONS, Situation, Status

STATES = ("draft", "waiting", "submitted", "returned", "approved")
ROLES = ("reporter", "signer", "reviewer", "viewer")

# (state, action, role) -> the state it leads to when nothing else stands in the way. What is not here is refused.
ALLOWED = {
    ("draft", "send_for_signature", "reporter"): "waiting",
    ("returned", "send_for_signature", "reporter"): "waiting",
    ("waiting", "decline", "signer"): "draft",
    ("waiting", "sign_and_send", "signer"): "submitted",
    ("waiting", "withdraw", "reporter"): "draft",
    ("waiting", "withdraw", "signer"): "draft",
    ("submitted", "withdraw", "reporter"): "draft",
    ("submitted", "withdraw", "signer"): "draft",
    ("submitted", "take", "reviewer"): "submitted",
    ("submitted", "send_back", "reviewer"): "returned",
    ("submitted", "approve", "reviewer"): "approved",
    ("approved", "reopen", "reviewer"): "draft",
}
BACK_TO_RETURNED = {("waiting", "decline"), ("waiting", "withdraw"), ("submitted", "withdraw")}


def situation(state: str, *roles: str, **more) -> Situation:
    return Situation(Status(state), frozenset(roles), **more)


def ready(state: str, action: str, role: str, **more) -> Situation:
    """A situation in which nothing but state and role decides."""
    return situation(state, role, **({"remarks": 1} if action == "send_back" else {}) | more)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("state", STATES)
def test_an_action_is_open_to_its_role_in_its_state_and_to_nobody_else(state, action, role):
    refusal = workflow.why_not(ACTIONS[action], ready(state, action, role))
    assert (refusal == "") == ((state, action, role) in ALLOWED)


@pytest.mark.parametrize("state, action, role", ALLOWED)
def test_an_action_leads_where_the_table_says(state, action, role):
    assert workflow.target(ACTIONS[action], ready(state, action, role)) == ALLOWED[state, action, role]


@pytest.mark.parametrize("state, action, role", ALLOWED)
def test_a_report_that_was_returned_before_goes_back_to_returned_and_not_to_draft(state, action, role):
    goal = workflow.target(ACTIONS[action], ready(state, action, role, returned_before=True))
    assert goal == ("returned" if (state, action) in BACK_TO_RETURNED else ALLOWED[state, action, role])


def test_every_action_and_every_state_is_in_the_table():
    assert {action for _, action, _ in ALLOWED} == set(ACTIONS)
    assert {state for state, _, _ in ALLOWED} == set(STATES) == {status.value for status in Status}
    assert set(workflow.LABELS) == set(Status)


def test_every_state_can_be_reached_and_only_approval_ends():
    reached = {"draft"} | {goal for key, goal in ALLOWED.items() if key[0] != goal} | {"returned"}
    assert reached == set(STATES)


# (state, action, role, what stands in the way) -> the sentence
BLOCKED = [
    ("draft", "send_for_signature", "reporter", {"errors": 7}, "Còn 7 lỗi phải sửa trước khi gửi."),
    ("draft", "send_for_signature", "reporter", {"blanks": 5}, "Còn 5 ô chưa nhập; phải nhập đủ trước khi gửi."),
    (
        "draft",
        "send_for_signature",
        "reporter",
        {"blanks": 5, "errors": 2},
        "Còn 5 ô chưa nhập, 2 lỗi phải sửa trước khi gửi.",
    ),
    ("draft", "send_for_signature", "reporter", {"unexplained": 2}, "Còn 2 cảnh báo chưa có giải trình."),
    ("waiting", "sign_and_send", "signer", {"errors": 1}, "Còn 1 lỗi phải sửa trước khi gửi."),
    ("waiting", "sign_and_send", "signer", {"unexplained": 1}, "Còn 1 cảnh báo chưa có giải trình."),
    ("waiting", "sign_and_send", "signer", {"preparer": True}, "Người trình ký không được tự ký báo cáo này."),
    ("submitted", "approve", "reviewer", {"errors": 1}, "Còn 1 lỗi phải sửa trước khi gửi."),
    ("submitted", "approve", "reviewer", {"member": True}, "Không ai thẩm định báo cáo của chính cơ quan mình."),
    ("submitted", "send_back", "reviewer", {"member": True}, "Không ai thẩm định báo cáo của chính cơ quan mình."),
    ("submitted", "take", "reviewer", {"member": True}, "Không ai thẩm định báo cáo của chính cơ quan mình."),
    ("approved", "reopen", "reviewer", {"member": True}, "Không ai thẩm định báo cáo của chính cơ quan mình."),
    (
        "submitted",
        "approve",
        "reviewer",
        {"remarks": 2},
        "Còn 2 nhận xét chưa gửi: trả lại báo cáo hoặc xóa nhận xét trước khi duyệt.",
    ),
    (
        "submitted",
        "send_back",
        "reviewer",
        {"remarks": 0},
        "Ghi ít nhất một nhận xét tại ô hoặc mục cần sửa trước khi trả lại.",
    ),
    ("submitted", "take", "reviewer", {"taken": True}, "Báo cáo đã có người nhận thẩm định."),
    (
        "submitted",
        "withdraw",
        "reporter",
        {"taken": True},
        "Người thẩm định đã nhận báo cáo; hãy đề nghị trả lại thay vì rút về.",
    ),
]


@pytest.mark.parametrize("state, action, role, facts, sentence", BLOCKED)
def test_what_stands_in_the_way_is_said(state, action, role, facts, sentence):
    assert workflow.why_not(ACTIONS[action], ready(state, action, role, **facts)) == sentence


@pytest.mark.parametrize("state, action, role", ALLOWED)
def test_nothing_happens_in_a_closed_period(state, action, role):
    refusal = workflow.why_not(ACTIONS[action], ready(state, action, role, period_open=False))
    assert refusal == "Kỳ báo cáo đã đóng; liên hệ Sở Nội vụ nếu cần mở lại kỳ."


@pytest.mark.parametrize("state, action, role", ALLOWED)
def test_nothing_happens_to_a_version_that_a_newer_one_has_replaced(state, action, role):
    refusal = workflow.why_not(ACTIONS[action], ready(state, action, role, newest=False))
    assert refusal == "Đã có phiên bản mới hơn của báo cáo này."


def test_the_role_is_refused_before_the_state_is_told():
    refusal = workflow.why_not(ACTIONS["approve"], situation("draft", "reporter"))
    assert refusal == "Việc “Phê duyệt” thuộc về người thẩm định của báo cáo này."


def test_the_state_is_told_by_the_name_people_know():
    refusal = workflow.why_not(ACTIONS["approve"], situation("returned", "reviewer"))
    assert refusal == "Báo cáo đang ở tình trạng “Bị trả lại”, không thể “Phê duyệt”."


def test_a_page_offers_the_actions_of_the_person_and_the_state_with_what_blocks_them():
    offered = workflow.offered(situation("submitted", "reviewer", errors=0, remarks=0))
    assert [(action.name, bool(blocked)) for action, blocked in offered] == [
        ("take", False),
        ("send_back", True),
        ("approve", False),
    ]


def test_who_holds_two_roles_is_offered_the_actions_of_both():
    offered = workflow.offered(situation("waiting", "reporter", "signer"))
    assert [action.name for action, _ in offered] == ["sign_and_send", "decline", "withdraw"]


def test_a_viewer_is_offered_nothing():
    assert all(workflow.offered(situation(state, "viewer")) == [] for state in STATES)


WRITES = {("draft", "reporter", False), ("draft", "reporter", True), ("returned", "reporter", True)}


@pytest.mark.parametrize("opened", [False, True])
@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("state", STATES)
def test_only_a_reporter_writes_and_after_a_return_only_where_it_was_opened(state, role, opened):
    refusal = workflow.why_not_write(situation(state, role), opened=opened)
    assert (refusal == "") == ((state, role, opened) in WRITES)


@pytest.mark.parametrize("facts", [{"period_open": False}, {"newest": False}])
def test_nobody_writes_into_a_closed_period_or_an_old_version(facts):
    assert workflow.why_not_write(situation("draft", "reporter", **facts), opened=True)


ATTACHES = {(state, role) for state in ("draft", "returned", "waiting") for role in ("reporter", "signer")}


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("state", STATES)
def test_files_come_and_go_until_the_report_is_sent(state, role):
    assert (workflow.why_not_attach(situation(state, role)) == "") == ((state, role) in ATTACHES)
    assert workflow.why_not_attach(situation(state, role, period_open=False))


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("state", STATES)
def test_remarks_are_written_by_a_reviewer_on_a_submitted_report_of_others(state, role):
    allowed = (state, role) == ("submitted", "reviewer")
    assert (workflow.why_not_remark(situation(state, role)) == "") == allowed
    assert workflow.why_not_remark(situation(state, role, member=True))
    assert workflow.why_not_remark(situation(state, role, period_open=False))


BULK = situation("submitted", "reviewer")


@pytest.mark.parametrize(
    "facts, warnings, allowed",
    [
        ({}, 0, True),
        ({}, 1, False),
        ({"errors": 1}, 0, False),
        ({"remarks": 1}, 0, False),
        ({"returned_before": True}, 0, False),
        ({"member": True}, 0, False),
        ({"status": Status.APPROVED}, 0, False),
        ({"roles": frozenset({"reporter"})}, 0, False),
    ],
)
def test_reports_are_approved_together_only_when_nothing_is_open(facts, warnings, allowed):
    asked = dataclasses.replace(BULK, **facts)
    assert (workflow.approves_in_bulk(asked, warnings=warnings) == "") == allowed


def test_the_log_calls_every_action_as_its_button_does():
    assert {name: log.LABELS[name] for name in workflow.ACTIONS} == {
        name: action.label for name, action in workflow.ACTIONS.items()
    }
