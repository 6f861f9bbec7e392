"""What does a line of biểu II.06a/VPCP say, and does it close?

Columns (3) received = (4) online + (5) direct or postal + (6) carried over; (7) resolved = (8) + (9) + (10);
(11) pending = (12) + (13). The official form has no column for dossiers that were returned, withdrawn or invalid, so
they stand beside it and (3) = (7) + (11) + those three. Waiting (handed in, not yet taken in by the office) is a part
of (3) and of (11), as the published figures count it: it stands beside the table and is in no sum.
"""

import dataclasses
from collections.abc import Iterable
from decimal import Decimal

from agencies import numbers
from agencies.kinds import Kind, Severity


@dataclasses.dataclass(frozen=True, slots=True)
class DossierCounts:
    """One line; None is missing, never nought."""

    received: int | None = None
    online: int | None = None
    direct: int | None = None  # direct and postal
    carried: int | None = None
    resolved: int | None = None
    early: int | None = None
    on_time: int | None = None
    late: int | None = None
    pending: int | None = None
    within: int | None = None
    overdue: int | None = None
    returned: int | None = None
    withdrawn: int | None = None
    invalid: int | None = None
    waiting: int | None = None


# What the form prints around its table (Thông tư 01/2020/TT-VPCP, Phụ lục II).
FORM = "Biểu số II.06a/VPCP/KSTT"
ISSUED = "Ban hành theo Thông tư số 01/2020/TT-VPCP ngày 21/10/2020"
TITLE = "TÌNH HÌNH, KẾT QUẢ GIẢI QUYẾT TTHC TẠI CƠ QUAN, ĐƠN VỊ TRỰC TIẾP GIẢI QUYẾT TTHC"
UNIT = "Đơn vị tính: Số hồ sơ TTHC"

NAMES = tuple(field.name for field in dataclasses.fields(DossierCounts))
# (number in the printed form, name in DossierCounts, heading); (1) is STT and (2) the field of administration.
COLUMNS = (
    (3, "received", "Tổng số"),
    (4, "online", "Trực tuyến"),
    (5, "direct", "Trực tiếp, dịch vụ bưu chính"),
    (6, "carried", "Từ kỳ trước"),
    (7, "resolved", "Tổng số"),
    (8, "early", "Trước hạn"),
    (9, "on_time", "Đúng hạn"),
    (10, "late", "Quá hạn"),
    (11, "pending", "Tổng số"),
    (12, "within", "Trong hạn"),
    (13, "overdue", "Quá hạn"),
)
# The heads above them: (title, numbers of the columns below).
GROUPS = (
    ("Số lượng hồ sơ tiếp nhận", (3, 4, 5, 6)),
    ("Số lượng hồ sơ đã giải quyết", (7, 8, 9, 10)),
    ("Số lượng hồ sơ đang giải quyết", (11, 12, 13)),
)
APART = (("returned", "Trả lại"), ("withdrawn", "Rút hồ sơ"), ("invalid", "Không hợp lệ"))
WAITING = ("waiting", "Chờ tiếp nhận")  # in (11)
CALLED = {name: f"({number})" for number, name, _ in COLUMNS} | {name: label.lower() for name, label in APART}
FLOW_NOTE = (
    "Mẫu biểu không có cột cho hồ sơ trả lại, rút và không hợp lệ; ba số này ghi bên cạnh, "
    "nên (3) = (7) + (11) + trả lại + rút hồ sơ + không hợp lệ. Hồ sơ chờ tiếp nhận đã đếm trong cột (3) và cột (11)."
)


@dataclasses.dataclass(frozen=True, slots=True)
class Problem:
    """A rule that a line breaks. ``columns`` are names of DossierCounts; the sentences are Vietnamese."""

    rule: str
    severity: Severity
    columns: tuple[str, ...]
    expected: str
    came: str
    mend: str


def add(lines: Iterable[DossierCounts]) -> DossierCounts:
    """The sum, column by column, of what was given; a column that no line gave stays missing."""
    sums: dict[str, int | None] = dict.fromkeys(NAMES)
    for line in lines:
        for name in NAMES:
            if (value := getattr(line, name)) is not None:
                sums[name] = (sums[name] or 0) + value
    return DossierCounts(**sums)


def is_whole(line: DossierCounts) -> bool:
    """Whether every column of the printed form was given."""
    return all(getattr(line, name) is not None for _, name, _ in COLUMNS)


def on_time_rate(line: DossierCounts) -> tuple[int, int] | None:
    """((8) + (9)) / (7) as numerator and denominator; None where a part is missing."""
    if line.early is None or line.on_time is None or line.resolved is None:
        return None
    return line.early + line.on_time, line.resolved


def online_rate(line: DossierCounts) -> tuple[int, int] | None:
    """(4) / ((4) + (5)): of the newly received, as the published rates divide; None where a part is missing."""
    if line.online is None or line.direct is None:
        return None
    return line.online, line.online + line.direct


def percent(rate: tuple[int, int] | None) -> Decimal | None:
    """A rate as a percentage, not rounded; None for 0/0, which is no rate."""
    return Decimal(100 * rate[0]) / rate[1] if rate and rate[1] else None


def problems(line: DossierCounts, previous: DossierCounts | None = None) -> list[Problem]:
    """What does not close in a line; ``previous`` is the line of the span that ended the day before.

    A rule whose parts are not all given is not judged, but a missing column beside the form counts as 0.
    """
    aside = {name: getattr(line, name) or 0 for name, _ in APART}
    line = dataclasses.replace(line, **aside)
    found = [
        _sum(line, "06a-3", "received", ("online", "direct", "carried"), "Sửa cột ghi sai trong bốn cột tiếp nhận."),
        _sum(line, "06a-7", "resolved", ("early", "on_time", "late"), _resolved_mend(line)),
        _sum(line, "06a-11", "pending", ("within", "overdue"), "Sửa cột ghi sai trong ba cột đang giải quyết."),
        _sum(line, "06a-flow", "received", ("resolved", "pending", *aside), _flow_mend()),
        _waiting(line),
        carry(line, previous),
    ]
    return [problem for problem in found if problem]


def _sum(line: DossierCounts, rule: str, total: str, parts: tuple[str, ...], mend: str) -> Problem | None:
    came, values = getattr(line, total), [getattr(line, name) for name in parts]
    if came is None or None in values or came == sum(values):
        return None
    shown = [name for name, value in zip(parts, values, strict=True) if value or name not in dict(APART)]
    drawn = " + ".join(CALLED[name] for name in shown)
    reckoned = " + ".join(number(getattr(line, name)) for name in shown)
    return Problem(
        rule,
        Severity.ERROR,
        (total, *parts),
        f"Cột {CALLED[total]} = {drawn} = {reckoned} = {number(sum(values))}",
        f"cột {CALLED[total]} ghi {number(came)}, lệch {number(abs(came - sum(values)))}",
        mend,
    )


def _resolved_mend(line: DossierCounts) -> str:
    mend = "Sửa cột ghi sai trong bốn cột đã giải quyết."
    if None in (line.resolved, line.early, line.on_time, line.late):
        return mend
    over = (line.early or 0) + (line.on_time or 0) + (line.late or 0) - (line.resolved or 0)
    if 0 < over <= (line.late or 0):
        return f"{mend} Nếu cột (10) gồm {number(over)} hồ sơ không hợp lệ thì chuyển số đó sang cột Không hợp lệ."
    return mend


def _flow_mend() -> str:
    return (
        "Mỗi hồ sơ tiếp nhận phải đã giải quyết, đang giải quyết, hoặc được ghi ở cột "
        "Trả lại, Rút hồ sơ, Không hợp lệ bên cạnh biểu."
    )


def _waiting(line: DossierCounts) -> Problem | None:
    if line.waiting is None or line.pending is None or line.waiting <= line.pending:
        return None
    return Problem(
        "06a-waiting",
        Severity.ERROR,
        ("waiting", "pending"),
        f"Chờ tiếp nhận là một phần của cột (11), nhiều nhất {number(line.pending)}",
        f"chờ tiếp nhận ghi {number(line.waiting)}, hơn {number(line.waiting - line.pending)}",
        "Đếm cả hồ sơ chờ tiếp nhận ở cột (3) và cột (11), hoặc sửa số chờ tiếp nhận.",
    )


def carry(line: DossierCounts, previous: DossierCounts | None) -> Problem | None:
    """What is carried into a span where it is not what the span before it, ``previous``, left pending."""
    if previous is None or line.carried is None or previous.pending is None or line.carried == previous.pending:
        return None
    return Problem(
        "06a-carry",
        Severity.WARNING,
        ("carried",),
        f"Cột (6) bằng cột (11) của kỳ trước = {number(previous.pending)}",
        f"cột (6) ghi {number(line.carried)}, lệch {number(abs(line.carried - previous.pending))}",
        "Kiểm tra số hồ sơ chuyển từ kỳ trước, hoặc giải trình.",
    )


def number(value: int) -> str:
    """A count as people write it: "2.065"."""
    return numbers.show(Decimal(value), Kind.COUNT)
