"""Which dossiers does the demonstration's ledger hold? Invented ones whose totals are the published ones.

Published (results of six months, 27/10/2024): by tier what was newly received and how much of it online; resolved
early, on time and late; in progress and waiting on 14/6/2024. The districts' 5.023 late hold 2.065 invalid dossiers,
which stand apart here. Not published, and so chosen: everything in ``Tier`` below the line, and every single dossier.

Sở KH&ĐT has what it filed: 664 resolved, 589 of them in time, 1.061 received, all online (Báo cáo 2147/BC-SKHĐT).
Deterministic: the same dossiers every time.
"""

import bisect
import dataclasses
import datetime
import random
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate, islice

from procedures import illustration, workdays
from procedures.illustration import COMMUNE, DISTRICT, PLANNING, PROVINCE

STARTS_ON, ENDS_ON = datetime.date(2023, 12, 15), datetime.date(2024, 6, 14)
NOTE = (
    "Tổng số theo cấp khớp số liệu đã công bố của tỉnh Thừa Thiên Huế (15/12/2023 – 14/6/2024). "
    "Số chuyển từ kỳ trước, trả lại, rút hồ sơ, không hợp lệ (trừ 2.065 của cấp huyện) và đang giải quyết quá hạn "
    "không được công bố; các số này do phần mềm chọn để biểu khép kín, và từng hồ sơ là giả định."
)
# The numbers of procedures.models.Channel and Outcome; a test compares them.
ONLINE, DIRECT, POSTAL = 1, 2, 3
PENDING, WAITING, RESOLVED, RETURNED, WITHDRAWN, INVALID = 1, 2, 3, 4, 5, 6
Dossier = tuple[
    str, str, str, int, int, datetime.date, datetime.date | None, datetime.date | None, str
]  # code, agency, procedure, channel, outcome, received_on, due_on, finished_on, delay_reason


@dataclasses.dataclass(frozen=True, slots=True)
class Totals:
    """What a group of agencies adds up to in the span; it closes: received + carried = all that follows."""

    received: int  # newly
    online: int
    early: int
    on_time: int
    late: int
    in_progress: int
    waiting: int
    # --- chosen ---
    carried: int
    overdue: int  # of those in progress
    returned: int
    withdrawn: int
    invalid: int

    def less(self, other: "Totals") -> "Totals":
        mine, theirs = dataclasses.astuple(self), dataclasses.astuple(other)
        return Totals(*(a - b for a, b in zip(mine, theirs, strict=True)))


TOTALS = {
    PROVINCE: Totals(46_112, 39_997, 17_099, 25_234, 764, 2_292, 697, 1_480, 187, 1_042, 371, 93),
    DISTRICT: Totals(65_894, 25_946, 36_296, 15_150, 2_958, 9_278, 786, 2_221, 1_046, 1_180, 402, 2_065),
    COMMUNE: Totals(93_781, 55_323, 56_762, 28_820, 1_148, 3_952, 356, 1_347, 168, 2_515, 1_162, 413),
}
OF_PLANNING = Totals(1_061, 1_061, 214, 375, 75, 96, 24, 38, 11, 268, 41, 6)

# How much of a tier's dossiers each department gets (Văn phòng UBND tỉnh has no ledger: it may type its table).
SIZES = {
    "STNMT": 90, "STP": 75, "SGTVT": 70, "SLDTBXH": 45, "SYT": 40, "SCT": 38, "SGDDT": 14, "SXD": 13, "SNNPTNT": 12,
    "SVHTT": 9, "SDL": 7, "BQLKKTCN": 6, "SNV": 5, "STTTT": 4, "SKHCN": 3, "STC": 3, "SNGV": 2, "TTT": 1, "BDT": 1,
}  # fmt: skip
DISTRICT_SIZES = {"474": 36, "482": 15, "479": 14, "478": 13, "480": 12, "476": 10, "477": 9, "481": 6, "483": 4}
# Which fields people come for most, and how many working days their procedures take.
POPULAR = {"Chứng thực": 30, "Hộ tịch": 28, "Đất đai": 24, "Lưu thông hàng hóa trong nước": 9, "Bảo trợ xã hội": 8}
LONGEST = {"Chứng thực": 2, "Hộ tịch": 4, "Đất đai": 20}
DELAYS = ("Lỗi kết nối với phần mềm chuyên ngành", "Mất kết nối Cổng Dịch vụ công", "Chưa gia hạn được trên phần mềm")


@dataclasses.dataclass(slots=True)
class _Fate:
    """What became of a dossier, and where it came to be; days are numbers of working days of the span."""

    outcome: int
    agency: str
    procedure: illustration.Example
    received: int
    due: int | None
    finished: int | None


def dossiers(agencies: Sequence[tuple[str, str]]) -> Iterator[Dossier]:
    """Every dossier of agencies given as (code, tier), departments and districts and communes of the province."""
    calendar = _Calendar()
    yield from _Group(PROVINCE, {PLANNING: 1}, OF_PLANNING, calendar).dossiers()
    for tier, totals in (TOTALS | {PROVINCE: TOTALS[PROVINCE].less(OF_PLANNING)}).items():
        of = "department" if tier == PROVINCE else tier
        yield from _Group(
            tier, _sizes([code for code, one in agencies if one == of], tier), totals, calendar
        ).dossiers()


def _sizes(codes: Sequence[str], tier: str) -> dict[str, int]:
    if tier == PROVINCE:
        return {code: SIZES[code] for code in codes if code in SIZES}
    if tier == DISTRICT:
        return {code: DISTRICT_SIZES.get(code, 10) for code in codes}
    # Some communes have a few times as much to do as others.
    return {code: 10 + sum(map(ord, code)) * 7 % 31 for code in codes}


class _Calendar:
    """Working days around the span by number; 0 is its first one."""

    def __init__(self) -> None:
        first, last = STARTS_ON - datetime.timedelta(days=120), ENDS_ON + datetime.timedelta(days=120)
        days = [first + datetime.timedelta(days=n) for n in range((last - first).days)]
        self._days = [day for day in days if workdays.is_workday(day)]
        self._zero = bisect.bisect_left(self._days, STARTS_ON)
        self.last = bisect.bisect_right(self._days, ENDS_ON) - 1 - self._zero

    def day(self, number: int | None) -> datetime.date | None:
        return None if number is None else self._days[self._zero + number]


class _Group:
    """The dossiers of some agencies of one tier."""

    def __init__(self, tier: str, sizes: dict[str, int], totals: Totals, calendar: _Calendar) -> None:
        self.totals, self.calendar = totals, calendar
        self.dice = random.Random(f"{tier}:{len(sizes)}")  # noqa: S311 - illustrative dossiers, not secrets
        self.agencies, self.sizes = list(sizes), list(accumulate(sizes.values()))
        self.known: dict[str, tuple[list[illustration.Example], list[float]]] = {}
        rows = [
            one for one in illustration.in_force() if one.tier == tier and (one.valid_from or STARTS_ON) <= STARTS_ON
        ]
        for code in self.agencies:
            mine = [one for one in rows if tier != PROVINCE or one.agency == code]
            weights = [POPULAR.get(one.field, 2) / (1 + number % 9) for number, one in enumerate(mine)]
            self.known[code] = mine, list(accumulate(weights))
        self.bias = {code: self.dice.random() for code in self.agencies}

    def dossiers(self) -> Iterator[Dossier]:
        fates = [fate for made in self._fates() for fate in made]
        online = self._online(fates)
        numbers = dict.fromkeys(self.agencies, 0)
        for place, fate in enumerate(fates):
            numbers[fate.agency] += 1
            yield self._dossier(fate, numbers[fate.agency], place in online)

    def _dossier(self, fate: _Fate, number: int, is_online: bool) -> Dossier:
        received = self.calendar.day(fate.received)
        assert received is not None
        is_late = fate.due is not None and fate.finished is not None and fate.finished > fate.due
        other = POSTAL if number % 17 == 0 else DIRECT
        return (
            f"MH-{fate.agency}-{received:%y%m%d}-{number:05}",
            fate.agency,
            fate.procedure.code,
            ONLINE if is_online else other,
            fate.outcome,
            received,
            self.calendar.day(fate.due),
            self.calendar.day(fate.finished),
            DELAYS[number % 3] if is_late and number % 6 == 0 else "",
        )

    def _online(self, fates: list[_Fate]) -> set[int]:
        """Which of the newly received came online: so many as were, of procedures that are provided online."""
        dice = self.dice
        scored = sorted(
            (dice.random() + self.bias[fate.agency] + (not fate.procedure.online) * 9, place)
            for place, fate in enumerate(fates)
            if fate.received >= 0
        )
        return {place for _, place in islice(scored, self.totals.online)}

    def _fates(self) -> Iterator[Iterator[_Fate]]:
        """Carried dossiers are taken evenly out of those that were on time, late, returned, or are overdue."""
        all_of = self.totals
        spread = {
            "on_time": all_of.on_time,
            "late": all_of.late,
            "returned": all_of.returned,
            "overdue": all_of.overdue,
        }
        carried = _shares(all_of.carried, spread)
        yield self._finished(RESOLVED, all_of.early, 0, lambda limit: self.dice.randrange(limit))
        yield self._finished(RESOLVED, all_of.on_time, carried["on_time"], lambda limit: limit)
        yield self._finished(RESOLVED, all_of.late, carried["late"], lambda limit: limit + self.dice.randint(1, 12))
        yield self._finished(RETURNED, all_of.returned, carried["returned"], lambda limit: self.dice.randint(1, limit))
        yield self._finished(WITHDRAWN, all_of.withdrawn, 0, lambda limit: self.dice.randint(0, limit))
        yield self._finished(INVALID, all_of.invalid, 0, lambda limit: self.dice.randint(0, min(limit, 2)))
        yield self._open(all_of.in_progress - all_of.overdue, lambda limit: -self.dice.randint(0, limit))
        yield self._open(all_of.overdue - carried["overdue"], lambda limit: -limit - self.dice.randint(1, 15))
        last = self.calendar.last
        yield self._open(carried["overdue"], lambda limit: -last - self.dice.randint(max(1, limit - last + 1), 30))
        for agency, procedure, _ in self._cases(all_of.waiting):
            yield iter([_Fate(WAITING, agency, procedure, last - self.dice.randint(0, 3), None, None)])

    def _finished(self, outcome: int, count: int, carried: int, took: Callable[[int], int]) -> Iterator[_Fate]:
        """Finished within the span after ``took`` working days; ``carried`` of them came in before it."""
        for number, (agency, procedure, limit) in enumerate(self._cases(count)):
            days = took(limit)
            if number < carried:
                received = -self.dice.randint(1, days)
            else:
                received = self.dice.randint(0, self.calendar.last - days)
            yield _Fate(outcome, agency, procedure, received, received + limit, received + days)

    def _open(self, count: int, since: Callable[[int], int]) -> Iterator[_Fate]:
        """Still open on the last day; ``since``: on which day, counted from the last one, it came in."""
        for agency, procedure, limit in self._cases(count):
            received = self.calendar.last + since(limit)
            yield _Fate(PENDING, agency, procedure, received, received + limit, None)

    def _cases(self, count: int) -> Iterator[tuple[str, illustration.Example, int]]:
        """So many times an agency, one of its procedures, and how many working days that takes."""
        dice = self.dice
        for agency in dice.choices(self.agencies, cum_weights=self.sizes, k=count):
            mine, weights = self.known[agency]
            procedure = mine[bisect.bisect(weights, dice.random() * weights[-1], hi=len(mine) - 1)]
            yield agency, procedure, _limit(procedure)


def _limit(procedure: illustration.Example) -> int:
    longest = LONGEST.get(procedure.field, 15)
    return 1 + sum(map(ord, procedure.code)) * 13 % longest


def _shares(total: int, sizes: dict[str, int]) -> dict[str, int]:
    """``total`` in proportion to the sizes; what rounding leaves goes to the first."""
    found = {name: total * size // sum(sizes.values()) for name, size in sizes.items()}
    first = next(iter(found))
    return found | {first: found[first] + total - sum(found.values())}
