"""Is a row of a file a dossier that the ledger can take, and if not, why not?

The good row goes through one function of comparisons and dictionary look-ups (about a microsecond and a half); only a
row that fails is looked at again cell by cell, so that every wrong cell can be named.
"""

import dataclasses
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from operator import itemgetter
from typing import Protocol

from agencies import names
from procedures.importing import days, words
from procedures.importing.columns import BY_NAME, COLUMNS
from procedures.importing.faults import Refused, shortened
from procedures.importing.promises import Promises

FIRST_DAY, LAST_DUE = "1990-01-01", "2099-12-31"
LONGEST_REASON = 200
MOST_STRANGERS = 1000
_OTHER_SPAN = "Bỏ dòng này, hoặc nhập với kỳ có hồ sơ đó."
CODE_BOUND = "chữ, số và các dấu . - / _, nhiều nhất 60 ký tự"
# A number of ten or twelve digits that begins with 0 is a telephone or an identity number, not a dossier.
_CODE = re.compile(r"(?!0[0-9]{9}(?:[0-9]{2})?\Z)[0-9A-Za-zÀ-ỹ][0-9A-Za-zÀ-ỹ._/-]{0,59}\Z").match
_NUMBER_OF_A_PERSON = re.compile(r"(?<!\d)\d{9,12}(?!\d)", re.ASCII)

Row = tuple[str, str, str, str, str, str, str | None, str | None, str, str]
"""code, agency, procedure, channel, outcome, received_on, due_on, finished_on, delay_reason, due_computed; days as
yyyy-mm-dd, the last "1" where the file names no due day and the time of the procedure makes one, "0" else."""
Narrow = Callable[..., Row | None]


class Seen:
    """Which codes may stand in a file twice? One byte a slot; those that fall into a taken slot are asked of the
    database, so a set of two million codes (300 MB) is never needed."""

    def __init__(self, size: int) -> None:
        """``size``: bytes of the file; a row is about a hundred."""
        bits = max(10, min(23, (size // 6).bit_length()))
        self.taken, self.mask = bytearray(1 << bits), (1 << bits) - 1
        self.suspects: list[str] = []  # of one batch
        self.suspected = 0


class Counter(Protocol):
    """Knows the line of the file that the last row ended on."""

    @property
    def line_num(self) -> int: ...


class RowSource(Protocol):
    """The rows of a file below its header."""

    @property
    def counter(self) -> Counter: ...

    def __iter__(self) -> Iterator[list[str]]: ...


@dataclasses.dataclass(frozen=True, slots=True)
class Validity:
    """One agency or procedure under a code or name, from when to when; ``inside``: within the scope of the import."""

    pk: str
    since: str = ""
    until: str = "9999-12-31"
    inside: bool = True
    label: str = ""


Spans = tuple[Validity, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class ImportScope:
    """What a file may hold. Keys of ``agencies`` and ``procedures`` are folded codes and names; days are yyyy-mm-dd.

    ``default`` is the agency of every row that names none, "" where each must. ``times``: the working days that a
    procedure (by its key) takes, where they are known.
    """

    agencies: Mapping[str, Spans]
    procedures: Mapping[str, Spans]
    starts_on: str
    ends_on: str
    today: str
    name: str = ""
    default: str = ""
    times: Mapping[str, int] = dataclasses.field(default_factory=dict)

    @property
    def last_received(self) -> str:
        return min(self.ends_on, self.today)


class Register(dict[str, str | Spans]):
    """``register[text]``: what is known under a code or a name, as it was typed; remembered, () when unknown.

    What has always been and lies inside the scope, as nearly everything does, is its key alone.
    """

    MOST_KEPT = 20_000

    def __init__(self, known: Mapping[str, Spans]) -> None:
        super().__init__()
        self.known = known

    def __missing__(self, text: str) -> str | Spans:
        if len(self) >= self.MOST_KEPT:
            self.clear()
        spans = self.known.get(names.fold(text), ())
        always = len(spans) == 1 and spans[0].inside and (spans[0].since, spans[0].until) == ("", "9999-12-31")
        self[text] = found = spans[0].pk if always else spans
        return found

    def spans(self, text: str) -> Spans:
        return self.known.get(names.fold(text), ())


def on(spans: Spans, day: str) -> Spans:
    """Those that held on a day; where some are inside the scope, only these: a name may stand for several agencies."""
    held = tuple(span for span in spans if span.since <= day <= span.until)
    return tuple(span for span in held if span.inside) or held


def _held(spans: Spans, day: str) -> str:
    """The key of the one that held on a day inside the scope, "" when there is none or more than one."""
    held = on(spans, day)
    return held[0].pk if len(held) == 1 and held[0].inside else ""


class Checker:
    """Reads the rows of one file. ``rows`` counts them, ``refused`` those that were refused, ``outside`` of these
    those that belong to another agency or another span; ``strangers`` counts what was found instead. ``promised``: rows
    without a due day that were given one."""

    def __init__(
        self,
        scope: ImportScope,
        places: Mapping[str, int],
        width: int,
        refuse: Callable[[Refused], None],
        *,
        serials=False,
    ) -> None:
        """``places``: column of ours to its place in a row of ``width`` cells; ``refuse`` takes every refusal."""
        self.scope, self.width, self.refuse = scope, width, refuse
        self.days = days.Days(serials)
        self.channels, self.outcomes = words.Words(words.CHANNELS), words.Words(words.OUTCOMES)
        own = {"": scope.agencies.get(names.fold(scope.default), ())} if scope.default else {}
        self.agencies, self.procedures = Register({**scope.agencies, **own}), Register(scope.procedures)
        # A column that the file does not have is read from the cell that is put behind every row.
        self.pick = itemgetter(*(places.get(column.name, width) for column in COLUMNS))
        self.has_reason = "reason" in places
        self.rows = self.refused = self.outside = self.promised = 0
        self.promises = Promises()
        self.strangers: dict[str, int] = {}

    def check(self, source: RowSource, codes: Seen | None = None) -> Iterator[tuple[int, Row]]:
        """The line and the narrow row of every good row, in the order of the file; ``codes`` watches theirs."""
        narrow, pick, width, counter = self.narrow(codes or Seen(0)), self.pick, self.width, source.counter
        count = 0
        try:
            for cells in source:
                if len(cells) == width:
                    count += 1
                    cells.append("")
                    row = narrow(*pick(cells))
                    if row is None:
                        row = self._second_look(counter.line_num, cells, narrow)
                        if row is None:
                            continue
                    yield counter.line_num, row
                elif any(cell.strip() for cell in cells):
                    count += 1
                    row = self._other_width(counter.line_num, cells, narrow)
                    if row is not None:
                        yield counter.line_num, row
        finally:
            self.rows += count

    def narrow(self, codes: Seen) -> Narrow:
        """The function that makes the narrow row of the nine cells of COLUMNS, or None of a row it cannot take."""
        scope, code_of = self.scope, _CODE
        receipts = days.Bounded(self.days, FIRST_DAY, scope.last_received)
        dues = days.Bounded(self.days, FIRST_DAY, LAST_DUE)
        ends = days.Bounded(self.days, scope.starts_on, scope.today)
        channels, outcomes, agencies, procedures = self.channels, self.outcomes, self.agencies, self.procedures
        taken, mask, suspects, has_reason = codes.taken, codes.mask, codes.suspects, self.has_reason

        def row(code, procedure, agency, received, due, finished, channel, outcome, reason) -> Row | None:
            received, due, finished, outcome = receipts[received], dues[due], ends[finished], outcomes[outcome]
            if outcome > "2":
                if received > finished:
                    return None
            elif finished or not outcome:
                return None
            channel, place, kind = channels[channel], agencies[agency], procedures[procedure]
            if received < FIRST_DAY or not channel or (due and due < received) or not code_of(code):
                return None
            if not isinstance(place, str):
                place = _held(place, received)
            if not isinstance(kind, str):
                kind = _held(kind, received)
            if not place or not kind:
                return None
            if not has_reason:
                reason = ""
            elif reason and not _is_plain(reason):
                return None
            slot = hash(code) & mask
            if taken[slot]:
                suspects.append(code)
            else:
                taken[slot] = 1
            if due:
                return code, place, kind, channel, outcome, received, due, finished or None, reason, "0"
            due = self._promised(kind, received, outcome)
            return code, place, kind, channel, outcome, received, due, finished or None, reason, "1" if due else "0"

        return row

    def _promised(self, procedure: str, received: str, outcome: str) -> str | None:
        """The due day that the time of the procedure makes; nothing is promised before a dossier is taken in."""
        time = self.scope.times.get(procedure)
        if time is None or outcome == words.WAITING:
            return None
        self.promised += 1
        return self.promises[received, time]

    def _second_look(self, line: int, cells: list[str], narrow: Narrow) -> Row | None:
        """The row with the blanks and the letters of its cells put right, or None once its faults are told."""
        cleaned = [clean(cell) for cell in cells]
        row = narrow(*self.pick(cleaned)) if cleaned != cells else None
        if row is None:
            found, outside = self.faults(line, cleaned)
            self.refused += 1
            self.outside += bool(outside)
            if outside and (outside in self.strangers or len(self.strangers) < MOST_STRANGERS):
                self.strangers[outside] = self.strangers.get(outside, 0) + 1
            for fault in found:
                self.refuse(fault)
        return row

    def _other_width(self, line: int, cells: list[str], narrow: Narrow) -> Row | None:
        """Empty cells at the end may be left out or be too many; anything else has slipped into other columns."""
        while len(cells) > self.width and not cells[-1].strip():
            cells.pop()
        if len(cells) > self.width or len(cells) <= self.width // 2:
            self.refused += 1
            came = shortened(" | ".join(cells))
            mend = "Kiểm tra dấu phân cách và dấu nháy kép trong dòng."
            self.refuse(Refused(line, "Cả dòng", f"{len(cells)} ô: {came}", f"{self.width} ô như tiêu đề", mend))
            return None
        cells += [""] * (self.width - len(cells)) + [""]
        return narrow(*self.pick(cells)) or self._second_look(line, cells, narrow)

    def faults(self, line: int, cells: Sequence[str]) -> tuple[list[Refused], str]:
        """Every wrong cell of a row, and what it belongs to when that is not the scope of this import ("" else)."""
        given = dict(zip((column.name for column in COLUMNS), self.pick(cells), strict=True))
        found = [*_code(given["code"]), *self._word_faults(given)]
        day_faults, outside = self._day_faults(given)
        found += day_faults
        received = self.days[given["received"]]
        if received and received != days.BAD:
            agency_faults, stranger = self._agency_faults(given["agency"], received)
            found += agency_faults + self._procedure_faults(given["procedure"], received)
            outside = stranger or outside
        if self.has_reason and given["reason"] and not _is_plain(given["reason"]):
            came = "dãy số giống số của một người" if _NUMBER_OF_A_PERSON.search(given["reason"]) else given["reason"]
            expected = f"lý do ngắn (nhiều nhất {LONGEST_REASON} ký tự), không có số giấy tờ, số điện thoại"
            found.append(("reason", came, expected, "Bỏ dữ liệu cá nhân khỏi lý do."))
        said = [Refused(line, BY_NAME[name].header, shortened(came), *more) for name, came, *more in found]
        return said or [Refused(line, "Cả dòng", shortened(" | ".join(cells)), "một dòng hồ sơ đầy đủ")], outside

    def _word_faults(self, given: Mapping[str, str]) -> Iterator["Fault"]:
        for name, known, table in (
            ("channel", self.channels, words.CHANNELS),
            ("outcome", self.outcomes, words.OUTCOMES),
        ):
            if not known[given[name]]:
                yield name, given[name], "một trong: " + words.first(table), "Ghi một trong các từ đó."

    def _day_faults(self, given: Mapping[str, str]) -> tuple[list["Fault"], str]:
        scope = self.scope
        received, due, finished = (self.days[given[name]] for name in ("received", "due", "finished"))
        form = "ngày có thật, viết ngày/tháng/năm, ví dụ 10/06/2024"
        found: list[Fault] = [
            (name, given[name], form, "Ghi lại ngày.")
            for name in ("received", "due", "finished")
            if self.days[given[name]] == days.BAD
        ]
        if days.BAD in (received, due, finished):
            return found, ""
        outside = ""
        if not received:
            found.append(("received", "", form, "Ghi ngày tiếp nhận."))
        elif received > scope.today:
            found.append(("received", given["received"], "ngày không ở tương lai", "Ghi lại ngày tiếp nhận."))
        elif received < FIRST_DAY:
            found.append(("received", given["received"], "ngày từ năm 1990", "Ghi lại ngày tiếp nhận."))
        elif received > scope.ends_on:
            outside = f"hồ sơ tiếp nhận tháng {_month(received)}"
            expected = f"ngày trong kỳ, chậm nhất {shown(scope.ends_on)}"
            found.append(("received", given["received"], expected, _OTHER_SPAN))
        if due and not received <= due <= LAST_DUE:
            mend = "Sửa ngày hẹn trả hoặc ngày tiếp nhận."
            found.append(("due", given["due"], "từ ngày tiếp nhận trở đi", mend))
        if finished and finished < received:
            mend = "Sửa ngày trả kết quả hoặc ngày tiếp nhận."
            found.append(("finished", given["finished"], "từ ngày tiếp nhận trở đi", mend))
        elif finished > scope.today:
            found.append(("finished", given["finished"], "ngày không ở tương lai", "Ghi lại ngày trả kết quả."))
        elif finished and finished < scope.starts_on:
            outside = f"hồ sơ xong tháng {_month(finished)}"
            expected = f"hồ sơ còn giải quyết trong kỳ, từ {shown(scope.starts_on)}"
            found.append(("finished", given["finished"], expected, _OTHER_SPAN))
        return found + self._consistency(given, finished), outside

    def _consistency(self, given: Mapping[str, str], finished: str) -> list["Fault"]:
        outcome = self.outcomes[given["outcome"]]
        if outcome in words.OPEN and finished:
            mend = "Xóa ngày trả kết quả hoặc sửa trạng thái."
            return [("outcome", given["outcome"], "trạng thái đã kết thúc, vì có ngày trả kết quả", mend)]
        if outcome and outcome not in words.OPEN and not finished:
            return [("finished", "", f"ngày, vì trạng thái là “{given['outcome']}”", "Ghi ngày trả kết quả.")]
        return []

    def _agency_faults(self, text: str, received: str) -> tuple[list["Fault"], str]:
        known = self.agencies.spans(text)
        held = on(known, received)
        if not held:
            expected = "mã hoặc tên cơ quan trong danh mục vào ngày tiếp nhận"
            if known:
                expected += f" (cơ quan này không hoạt động ngày {shown(received)})"
            return [("agency", text, expected, "Kiểm tra mã hoặc tên cơ quan.")], ""
        if not held[0].inside:
            mend = "Sửa đơn vị, hoặc bỏ dòng này và nhập ở cơ quan đó."
            return [("agency", text, f"cơ quan thuộc phạm vi {self.scope.name}", mend)], held[0].label or text
        if len(held) > 1:
            return [("agency", text, "mã cơ quan: tên này có ở nhiều cơ quan", "Ghi mã thay cho tên.")], ""
        return [], ""

    def _procedure_faults(self, text: str, received: str) -> list["Fault"]:
        known = self.procedures.spans(text)
        held = on(known, received)
        if len(held) == 1:
            return []
        if known:
            return [
                ("procedure", text, f"thủ tục có hiệu lực ngày {shown(received)}", "Kiểm tra mã và ngày tiếp nhận.")
            ]
        return [("procedure", text, "mã thủ tục trong danh mục", "Kiểm tra mã, hoặc bổ sung thủ tục vào danh mục.")]


Fault = tuple[str, str, str, str]  # column of ours, came, expected, mend


def clean(cell: str) -> str:
    """NFC, no outer blanks (Excel's no-break blank included), no invisible marks."""
    return names.nfc(cell.replace("\u00a0", " ").replace("\u200b", "").replace("\ufeff", ""))


def shown(day: str) -> str:
    return "/".join(reversed(day.split("-")))


def _month(day: str) -> str:
    return f"{int(day[5:7])}/{day[:4]}"


def _code(code: str) -> Iterator[Fault]:
    if not _CODE(code):
        if _NUMBER_OF_A_PERSON.fullmatch(code):
            yield "code", f"{code[:3]}…", "mã hồ sơ, không phải số của một người", "Cổng không lưu dữ liệu cá nhân."
        else:
            yield "code", code, CODE_BOUND, "Bỏ ký tự khác khỏi mã." if code else "Ghi mã hồ sơ."


def _is_plain(reason: str) -> bool:
    return (
        len(reason) <= LONGEST_REASON
        and reason.isprintable()
        and unicodedata.is_normalized("NFC", reason)
        and not _NUMBER_OF_A_PERSON.search(reason)
    )
