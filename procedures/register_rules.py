"""Can a procedure be registered like this? What its columns say must fit together."""

import dataclasses
import datetime
from collections.abc import Iterable, Iterator
from typing import Protocol

from agencies import days

PARTIAL, FULL = ("partial", "level_3"), ("full", "level_4")  # levels 3 and 4 are the older names, counted as today's


class Stated(Protocol):
    """What the rules read of a row, by the names of the register's columns."""

    code: str
    valid_from: datetime.date | None
    valid_to: datetime.date | None
    online_eligible: str
    online: str
    has_fee: bool
    online_payment: bool
    ended: str
    ended_by: str
    replaced_by: str


@dataclasses.dataclass(frozen=True, slots=True)
class Fault:
    """Why a row is refused, at which column; the text is what the person reads."""

    column: str
    text: str


def rank(level: str) -> int:
    """0 not online, 1 in part, 2 in full."""
    return 2 if level in FULL else 1 if level in PARTIAL else 0


def faults(row: Stated) -> Iterator[Fault]:
    if row.valid_from and row.valid_to and row.valid_to < row.valid_from:
        yield Fault("valid_to", "Ngày kết thúc phải bằng hoặc sau ngày bắt đầu.")
    if rank(row.online) > rank(row.online_eligible):
        yield Fault("online", "Mức đang cung cấp cao hơn mức đủ điều kiện; hãy sửa một trong hai.")
    if row.online_payment and not row.has_fee:
        yield Fault("online_payment", "Có thanh toán trực tuyến thì thủ tục phải có phí, lệ phí.")
    yield from _end_faults(row)


def _end_faults(row: Stated) -> Iterator[Fault]:
    if row.ended and not row.valid_to:
        yield Fault("valid_to", "Thủ tục hết áp dụng thì phải có ngày cuối cùng còn áp dụng.")
    if row.ended_by and not row.ended:
        yield Fault("ended", "Có quyết định bãi bỏ, thay thế thì phải ghi là bãi bỏ hay được thay thế.")
    if row.replaced_by and row.ended != "replaced":
        yield Fault("ended", "Có thủ tục thay thế thì phải ghi là được thay thế.")
    if row.replaced_by and row.replaced_by == row.code:
        yield Fault("replaced_by", "Một thủ tục không thay thế chính nó; thay đổi thuộc tính là một dòng mới cùng mã.")


Span = tuple[datetime.date | None, datetime.date | None]


def overlap(one: Span, other: Span) -> bool:
    """Whether two spans share a day; both ends count, an open end goes on for ever."""
    (start, end), (other_start, other_end) = one, other
    return (start or datetime.date.min) <= (other_end or datetime.date.max) and (other_start or datetime.date.min) <= (
        end or datetime.date.max
    )


def overlapping(span: Span, others: Iterable[Span]) -> Span | None:
    """The first of the other rows of a code that shares a day with a row."""
    return next((other for other in others if overlap(span, other)), None)


def span_text(span: Span) -> str:
    return " – ".join(days.said(day) if day else "…" for day in span)
