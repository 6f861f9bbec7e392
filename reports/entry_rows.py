"""What stands in each row of an appendix while it is filled in?

Pure: the page draws these rows, and the answer to a save carries the same `Shown` of every cell that changed, so that a
cell looks alike whether it was loaded or saved a moment ago.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

from agencies import numbers
from agencies.numbers import State
from reports import cells, formula, prefill, rollup, sources
from reports.catalogue import Edition, Kind, Rollup, Spec
from reports.cells import Cell, Filer
from reports.rollup import Total

PERCENTS = (Kind.RATE, Kind.PERCENT)
SHORT = {State.NONE: "-", State.OUT_OF_SCOPE: "x"}  # what typing says the same state
SAID = {State.NONE: "không phát sinh", State.OUT_OF_SCOPE: "không thuộc phạm vi"}
STATES = {
    State.MISSING.value: "Chưa nhập",
    State.REPORTED.value: "Số liệu",
    State.NONE.value: "Không phát sinh",
    State.OUT_OF_SCOPE.value: "Không thuộc phạm vi",
}

_ADDED_UP = (Rollup.SUM, Rollup.RATIO, Rollup.TALLY)
_SWAP = str.maketrans(",.", ".,")
_TIERS = {"department": "Sở, ban, ngành", "district": "UBND cấp huyện", "commune": "UBND cấp xã"}


class Mode(StrEnum):
    """How a row is met."""

    BAND = "band"  # a heading
    TYPED = "typed"  # an input
    SHUT = "shut"  # typed by somebody else, or not now: `EntryRow.why` says the reason
    COMPUTED = "computed"
    OUTSIDE = "outside"  # not this agency's: `EntryRow.why` says whose
    ADDED = "added"  # in the province's report: from those of the agencies, `EntryRow.why` says of how many


@dataclass(frozen=True, slots=True)
class Filled:
    """A complete sheet with all that explains it; `names` gives the names of lead agencies by code."""

    edition: Edition
    filer: Filer
    sheet: Mapping[str, Cell]
    bases: Mapping[str, Decimal]
    previous: Mapping[str, Cell]
    names: Mapping[str, str]
    totals: Mapping[str, Total] = field(default_factory=dict)  # what the agencies' reports add up to, for the province

    def total(self, spec: Spec) -> Total | None:
        """What stands in a cell of the province's report instead of its own; None where the lead agency types it."""
        return self.totals.get(spec.key) if spec.is_computed or _is_added_up(spec) else None


@dataclass(frozen=True, slots=True)
class Shown:
    """A cell as the page shows it; every field is text but the revision."""

    state: str
    typed: str  # exactly as somebody typed it
    text: str  # in the input: the figure as it was read, or the text that could not be read
    shown: str  # the figure as printed: "57,14 %"
    parts: str  # "12 / 21", the word of a choice, or "thiếu 2.1"
    note: str
    base: str
    claim: str  # what somebody wrote where nothing is to be typed
    change: str  # since the previous period: "+12", "-0,45"
    source: str  # "Tự điền từ Sổ hồ sơ TTHC", "Sổ hồ sơ TTHC: 664, chênh -64"; "" where no register counts
    revision: int


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One printed row and what stands in it."""

    spec: Spec
    mode: Mode
    cell: Shown
    previous: str = ""
    why: str = ""
    open: bool = False  # the person may write here, be it only a note
    remarks: tuple[str, ...] = ()
    on_paper: bool = True
    needs_base: bool = False
    typist: str = ""  # the lead agency that types here, in the province's report

    @property
    def anchor(self) -> str:
        return anchor(self.spec.key)

    @property
    def look(self) -> str:
        """The classes of the row."""
        found = ["line", f"line--{self.mode.value}", f"line--depth{self.spec.depth}"]
        found += [f"line--{name}" for name, holds in self._marks if holds]
        return " ".join(found)

    @property
    def _marks(self) -> tuple[tuple[str, bool], ...]:
        return ("bold", self.spec.bold), ("off-paper", not self.on_paper), ("remarked", bool(self.remarks))

    @property
    def state_label(self) -> str:
        return STATES[self.cell.state]


def anchor(key: str) -> str:
    """The id of a row on every page that shows it: "c-2-5.1"."""
    return f"c-{key.replace(':', '-')}"


def units(spec: Spec) -> tuple[str, ...]:
    """What the form prints under "Đơn vị tính": the unit, or the figures to choose from."""
    return tuple(f"{number} = {label}" for number, label in spec.choices) or (spec.unit,)


def rows(
    filled: Filled, number: int, why_not: Callable[[Spec], str], remarks: Mapping[str, Sequence[str]]
) -> list[EntryRow]:
    """The rows of an appendix in printed order.

    `why_not` says why a cell cannot be written by whoever looks at the page; `remarks` are the reviewer's by key.
    """
    printed = on_paper(filled.edition, filled.filer)
    scope = cells.scope(filled.edition, filled.filer)
    found = []
    for spec in filled.edition.of_appendix(number):
        why = why_not(spec)
        mode = _mode(filled, spec, spec.key in scope, why)
        found.append(
            EntryRow(
                spec=spec,
                mode=mode,
                cell=shown(filled, spec.key),
                previous=_previous(filled, spec),
                why=_why(filled, spec, mode) or why,
                open=not why,
                remarks=tuple(remarks.get(spec.key, ())),
                on_paper=spec.key in printed,
                needs_base=spec.key in filled.edition.baseline_keys and mode is not Mode.ADDED,
                typist=filled.names.get(spec.lead, "") if filled.filer.tier == "province" else "",
            )
        )
    return found


def _is_added_up(spec: Spec) -> bool:
    return rollup.basis(spec) in _ADDED_UP


def _mode(filled: Filled, spec: Spec, in_scope: bool, why: str) -> Mode:
    if spec.is_heading:
        return Mode.BAND
    if _is_added_up(spec) and spec.key in filled.totals:
        return Mode.ADDED
    if not in_scope:
        return Mode.OUTSIDE
    if spec.is_computed:
        return Mode.COMPUTED
    return Mode.SHUT if why else Mode.TYPED


def _why(filled: Filled, spec: Spec, mode: Mode) -> str:
    if mode is Mode.OUTSIDE:
        return whose(spec, filled.filer, filled.names)
    total = filled.total(spec)
    return total.coverage if total and mode is Mode.ADDED else ""


def shown(filled: Filled, key: str) -> Shown:
    """One cell as the page shows it."""
    spec, cell = filled.edition.specs[key], filled.sheet.get(key, cells.BLANK)
    if total := filled.total(spec):
        cell = replace(cell, state=total.state, value=total.value)
    outside = spec.is_computed or key not in cells.scope(filled.edition, filled.filer)
    value = value_of(spec, cell)
    base = filled.bases.get(key)
    figure, parts = _figure(filled, spec, cell, value)
    return Shown(
        state=cell.state.value,
        typed=cell.typed,
        text="" if outside else _text(spec, cell),
        shown=figure,
        parts=parts,
        note=cell.note,
        base="" if base is None else written(base, Kind.COUNT),
        claim=cell.typed if outside else "",
        change=_change(filled, spec, cell.state, value),
        source="" if outside else counted(spec, cell),
        revision=cell.revision,
    )


def value_of(spec: Spec, cell: Cell) -> Decimal | None:
    """The figure of a cell; of a stored rate, which has only its parts, their quotient in percent."""
    if cell.value is None and spec.kind is Kind.RATE and cell.numerator is not None and cell.denominator is not None:
        return cells.percent(cell.numerator, cell.denominator)
    return cell.value


def printed(spec: Spec, state: State, value: Decimal | None) -> str:
    """A figure as the paper form would have it: "1.537", "57,14 %", "không phát sinh"; "" where there is none."""
    if state is State.REPORTED:
        return numbers.show(value, spec.kind)
    return SAID.get(state, "")


def written(value: Decimal, kind: Kind, places: int = 0) -> str:
    """A figure as one types it, with every decimal it has and at least `places`: "1.234,5", "88,70"."""
    scale = -int(value.normalize().as_tuple().exponent)
    rounded = numbers.rounded(value, max(places, scale, 0))
    # In a percentage a dot would be a question: numbers.read tells why.
    return f"{rounded:f}".replace(".", ",") if kind in PERCENTS else f"{rounded:,f}".translate(_SWAP)


def _text(spec: Spec, cell: Cell) -> str:
    if cell.state is State.MISSING:
        return cell.typed
    if cell.state is not State.REPORTED or cell.value is None:
        return SHORT.get(cell.state, "")
    places = numbers.read(spec, cell.typed).places if spec.kind is Kind.PERCENT and cell.typed else 0
    return written(cell.value, spec.kind, places)


def counted(spec: Spec, cell: Cell) -> str:
    """Where the figure was taken from; of one that somebody typed, what the register counts."""
    if cell.measured is None:
        return ""
    name, off = sources.register(spec.source), prefill.difference(cell)
    if cell.filled_from and off is None:
        return f"Tự điền từ {name}"
    return f"{name}: {prefill.written(cell.measured)}{f', chênh {prefill.signed(off)}' if off else ''}"


def _figure(filled: Filled, spec: Spec, cell: Cell, value: Decimal | None) -> tuple[str, str]:
    """The figure as printed, and what stands below it."""
    figure = printed(spec, cell.state, value)
    if filled.total(spec):
        behind = rollup.explain(filled.edition, filled.totals, spec.key)
        if not figure and filled.totals[spec.key].state is State.MISSING:  # "chưa đủ số liệu: thiếu 1.1, 1.2"
            figure, _, behind = behind.partition(": ")
        return (figure, behind) if figure else (behind, "")
    if spec.choices and cell.state is State.REPORTED:
        return figure, dict(spec.choices).get(int(cell.value or 0), "")
    if not spec.is_computed:
        return figure, ""
    parts = cells.explain(filled.edition, filled.sheet, filled.bases, spec.key)
    if cell.state is State.MISSING:  # "chưa đủ số liệu: thiếu 2.1"
        figure, _, parts = parts.partition(": ")
    return figure, "" if parts == figure else parts


def _previous(filled: Filled, spec: Spec) -> str:
    cell = filled.previous.get(spec.key)
    if cell is None or cell.state is State.MISSING:
        return ""
    if cell.state is not State.REPORTED:
        return SHORT[cell.state] if cell.state is State.NONE else ""
    return numbers.show(value_of(spec, cell), spec.kind)


def _change(filled: Filled, spec: Spec, state: State, value: Decimal | None) -> str:
    """The signed difference to the previous period; "" unless both figures are known and differ."""
    before = filled.previous.get(spec.key)
    if before is None or spec.choices or state not in _COUNTED or before.state not in _COUNTED:
        return ""
    past = value_of(spec, before)
    if value is None or past is None:
        return ""
    change = numbers.rounded(value - past, 2)
    if not change:
        return ""
    points = " điểm" if spec.kind in PERCENTS else ""  # a percentage changes by points, not by per cent
    return f"{'+' if change > 0 else '-'}{numbers.show(abs(change), Kind.AMOUNT)}{points}"


_COUNTED = (State.REPORTED, State.NONE)


def whose(spec: Spec, filer: Filer, names: Mapping[str, str]) -> str:
    """Who fills in a cell that is not this agency's."""
    if filer.tier == "province":
        return "Cộng từ báo cáo của các đơn vị"
    if not spec.own:
        return f"{names.get(spec.lead) or 'Cơ quan chủ trì'} nhập tại báo cáo của tỉnh"
    return f"{' và '.join(name for tier, name in _TIERS.items() if tier in spec.tiers) or 'Đơn vị cấp khác'} nhập"


@lru_cache(maxsize=64)
def on_paper(edition: Edition, filer: Filer) -> frozenset[str]:
    """The keys of the rows that this agency's paper form has.

    A department's form leaves out what only districts or communes fill in, unless a total of its own needs the row.
    """
    needed = {
        part
        for key, node in edition.formulas.items()
        if filer.tier in (edition.specs[key].tiers or {filer.tier})
        for part in formula.references(node)
    }
    return frozenset(
        spec.key
        for spec in edition.specs.values()
        if filer.tier == "province" or not spec.tiers or filer.tier in spec.tiers or spec.key in needed
    )
