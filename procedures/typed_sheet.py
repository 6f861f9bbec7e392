"""What stands in the cells of a statistics table that somebody types, and what is wrong there?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from agencies import numbers
from agencies.kinds import Kind
from agencies.numbers import State
from procedures import statistics
from procedures.statistics import DossierCounts, Problem

WHOLE = "all"  # the key of the one line that counts all fields together
NUMBERS = {name: f"({number})" for number, name, _ in statistics.COLUMNS}
LABELS = {name: label for _, name, label in statistics.COLUMNS} | dict(statistics.APART)
LABELS |= {statistics.WAITING[0]: f"Trong (11): {statistics.WAITING[1].lower()}"}
NAMES = tuple(LABELS)  # in the order of the page
_NOTHING = frozenset({"-", "–", "—", "−", "kps", "không phát sinh"})


@dataclass(frozen=True, slots=True)
class _Dossiers:
    """What every cell asks for."""

    kind: Kind = Kind.COUNT
    unit: str = "hồ sơ"
    choices: tuple[tuple[int, str], ...] = ()


_ASKED = _Dossiers()


@dataclass(frozen=True, slots=True)
class TypedCell:
    """One figure: the text as typed, what it was read as, and why it could not be read."""

    name: str
    text: str
    value: int | None
    fault: str = ""
    theirs: str = ""  # what somebody else has saved meanwhile, where that differs
    wrong: bool = False  # a part of an identity that does not hold

    @property
    def number(self) -> str:
        return NUMBERS.get(self.name, "")

    @property
    def label(self) -> str:
        return f"{self.number} {LABELS[self.name]}".strip()


@dataclass(frozen=True, slots=True)
class TypedRow:
    """One line of the table. ``field`` None: all fields together."""

    field: int | None
    cells: tuple[TypedCell, ...]
    problems: tuple[Problem, ...] = ()
    pending_before: int | None = None  # column (11) of the span before

    @property
    def key(self) -> str:
        return WHOLE if self.field is None else f"f{self.field}"

    @property
    def line(self) -> DossierCounts:
        return DossierCounts(**{cell.name: cell.value for cell in self.cells})

    @property
    def is_read(self) -> bool:
        """Whether every text in it could be read."""
        return not any(cell.fault for cell in self.cells)

    @property
    def is_empty(self) -> bool:
        return not any(cell.text for cell in self.cells)


def of_line(field: int | None, line: DossierCounts) -> TypedRow:
    """A row as it is stored."""
    values = {name: getattr(line, name) for name in NAMES}
    return TypedRow(field, tuple(TypedCell(name, shown(value), value) for name, value in values.items()))


def of_texts(field: int | None, texts: Mapping[str, str]) -> TypedRow:
    """A row as somebody typed it."""
    return TypedRow(field, tuple(_cell(name, texts.get(name, "")) for name in NAMES))


def shown(value: int | None) -> str:
    return "" if value is None else statistics.number(value)


def _cell(name: str, typed: str) -> TypedCell:
    text = numbers.clean(typed)
    if text.casefold() in _NOTHING:
        return TypedCell(name, text, 0)
    reading = numbers.read(_ASKED, text)
    if reading.refused:
        # The grammar's own advice may send words to a column for notes, which this form does not have.
        mend = f"Gõ {numbers.show(reading.offer.value, Kind.COUNT)}." if reading.offer else reading.mend
        return TypedCell(name, text, None, f"Cần {reading.expected}; ô ghi “{reading.came}”. {mend}")
    value = int(reading.value) if reading.state is State.REPORTED and reading.value is not None else None
    if value is not None and value >= 10**9:
        return TypedCell(name, text, None, "Số hồ sơ quá lớn: nhiều nhất chín chữ số. Kiểm tra lại.")
    return TypedCell(name, text, value)


def judged(row: TypedRow, before: DossierCounts | None) -> TypedRow:
    """The row with the identities that do not hold in it, and what goes on from the span before."""
    found = tuple(statistics.problems(row.line, before)) if row.is_read else ()
    wrong = {name for problem in found for name in problem.columns}
    cells = tuple(replace(cell, wrong=cell.name in wrong) for cell in row.cells)
    return replace(row, cells=cells, problems=found, pending_before=before.pending if before else None)


def carried_over(row: TypedRow, before: DossierCounts | None) -> TypedRow:
    """The row with column (6) taken from column (11) of the span before; as it was where that is not known."""
    if before is None or before.pending is None:
        return row
    taken = TypedCell("carried", shown(before.pending), before.pending)
    return replace(row, cells=tuple(taken if cell.name == "carried" else cell for cell in row.cells))


def beside(rows: Iterable[TypedRow], theirs: Mapping[int | None, DossierCounts]) -> list[TypedRow]:
    """The rows with what somebody else has saved beside each cell that differs; their lines that are new come last."""
    own = list(rows)
    known = {row.field for row in own}
    own += [of_texts(field, {}) for field in theirs if field not in known]
    return [
        replace(row, cells=tuple(_beside(cell, theirs.get(row.field, DossierCounts())) for cell in row.cells))
        for row in own
    ]


def _beside(cell: TypedCell, line: DossierCounts) -> TypedCell:
    value = getattr(line, cell.name)
    other = "" if value == cell.value and not cell.fault else (shown(value) or "trống")
    return replace(cell, theirs=other)


def total(rows: Iterable[TypedRow]) -> DossierCounts:
    return statistics.add(row.line for row in rows)
