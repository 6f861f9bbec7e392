"""How do the figures of the agencies become the province's?

    sum      the sum over the agencies that gave the figure
    ratio    sum of numerators / sum of denominators, over the agencies that gave both; rates are never averaged
    tally    how many agencies chose what
    lead     what the lead agency typed into the province's own report
    formula  computed from the province's own figures; every row of the kind total is, whatever its parts come from

Every total says how many agencies are behind it, of how many that were asked. A figure that nobody gave, and a formula
with a part that nobody gave, is missing, never 0. Where the lead agency supplies a figure that every agency also files
for itself, the agencies' sum stands beside it for reconciliation. Source: the roll-up column of 188/SNV-CCHC's rows.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

from agencies import numbers
from agencies.numbers import State
from reports import cells, formula
from reports.catalogue import Edition, Kind, Rollup, Spec
from reports.cells import ZERO, Cell, Filer

TIERS = ("department", "district", "commune")  # those that are added up
_SUPPLIED = frozenset({Rollup.LEAD, Rollup.FORMULA})
_RECONCILED = frozenset({Kind.COUNT, Kind.AMOUNT, Kind.TOTAL, Kind.RATE})  # a percentage without parts can't be added


class Stage(StrEnum):
    """Which version of a report counts; the value is the name of the report's key to it."""

    OFFICIAL = "official"  # approved
    PROVISIONAL = "sent"  # whatever was sent last

    @property
    def label(self) -> str:
        return "Chính thức" if self is Stage.OFFICIAL else "Tạm tính"


@dataclass(frozen=True, slots=True)
class Sums:
    """One row of the form over all agencies whose reports count.

    `given` of them gave a figure, `none` of these confirmed that there was nothing, `both` gave both parts of a rate.
    `out_of_scope` says per tier how many declared that the row is not theirs; `choices` how many chose what.
    """

    given: int = 0
    none: int = 0
    both: int = 0
    value: Decimal = ZERO
    numerator: Decimal = ZERO
    denominator: Decimal = ZERO
    out_of_scope: Mapping[str, int] = field(default_factory=dict)
    choices: Mapping[int, int] = field(default_factory=dict)


_NOTHING = Sums()


@dataclass(frozen=True, slots=True)
class Total:
    """The province's figure of one row, and what is behind it.

    The value of a rate is a percentage that nobody has rounded, its parts stand beside it; a tally has no value.
    `beside` is what the agencies' own figures add up to where a lead agency supplies the province's.
    """

    key: str
    basis: Rollup = Rollup.NONE
    state: State = State.MISSING
    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    given: int = 0
    expected: int = 0
    tally: Mapping[int, int] | None = None
    note: str = ""
    beside: "Total | None" = None

    @property
    def coverage(self) -> str:
        """The agencies behind it, of those that were asked: "18/21 đơn vị"."""
        return f"{self.given}/{self.expected} đơn vị"

    @property
    def reconciled(self) -> bool | None:
        """Whether the lead agency's figure is the sum of the agencies'; None where there are no two to compare."""
        if self.beside is None or self.value is None or self.beside.value is None:
            return None
        return self.value == self.beside.value


def basis(spec: Spec) -> Rollup:
    """How the province's figure comes about."""
    return Rollup.FORMULA if spec.kind is Kind.TOTAL else spec.rollup


@lru_cache(maxsize=16)
def asked(edition: Edition) -> Mapping[str, frozenset[str]]:
    """The tiers whose agencies file a row, by its key; a computed row only where a part of it is filed."""
    blank = {tier: cells.complete(edition, Filer("", tier), {}, {}) for tier in TIERS}
    return {
        key: frozenset(tier for tier in TIERS if blank[tier][key].state is not State.OUT_OF_SCOPE)
        for key in edition.specs
    }


def roll_up(
    edition: Edition,
    agencies: Mapping[str, int],
    sums: Mapping[str, Sums],
    supplied: Mapping[str, Cell],
    bases: Mapping[str, Decimal],
) -> dict[str, Total]:
    """The province's totals by key in printed order, headings left out.

    `agencies` is how many of each tier have to report, `sums` what they gave (a row that nobody touched may be absent),
    `supplied` and `bases` the province's own report.
    """
    found: dict[str, Total] = {}
    filed_by, everybody = asked(edition), {}
    for spec in edition.specs.values():
        if not spec.is_heading:
            own, tiers = sums.get(spec.key, _NOTHING), filed_by[spec.key]
            if tiers not in everybody:
                everybody[tiers] = sum(agencies.get(tier, 0) for tier in tiers)
            expected = everybody[tiers] - sum(own.out_of_scope[tier] for tier in own.out_of_scope if tier in tiers)
            found[spec.key] = _total(spec, own, expected, supplied.get(spec.key, cells.BLANK))
    for key in edition.order:
        if found[key].basis is Rollup.FORMULA:
            found[key] = _computed(edition, key, found, bases)
    return found


def _total(spec: Spec, own: Sums, expected: int, supplied: Cell) -> Total:
    """One row, except that what is computed from other rows has no value yet."""
    kind = basis(spec)
    beside = _added(spec, own, expected) if _is_reconciled(spec) else None
    if kind is Rollup.FORMULA:
        return Total(spec.key, kind, beside=beside, note=supplied.note)
    if kind is Rollup.LEAD:
        given = supplied.state in (State.REPORTED, State.NONE)
        value = supplied.value if given else None
        parts = (supplied.numerator, supplied.denominator)
        return Total(spec.key, kind, supplied.state, value, *parts, int(given), 1, None, supplied.note, beside)
    return _added(spec, own, expected)


def _is_reconciled(spec: Spec) -> bool:
    return spec.own and spec.rollup in _SUPPLIED and spec.kind in _RECONCILED


def _added(spec: Spec, own: Sums, expected: int) -> Total:
    """What the agencies' figures add up to."""
    kind = basis(spec) if basis(spec) not in _SUPPLIED else Rollup.SUM
    given = own.both if spec.kind is Kind.RATE else own.given
    if kind is Rollup.NONE or not given:
        return Total(spec.key, kind, given=given, expected=expected)
    if spec.kind is Kind.RATE:
        return _ratio(spec.key, own, expected)
    state = State.NONE if own.none == own.given else State.REPORTED
    if kind is Rollup.TALLY:
        tally = {choice: own.choices.get(choice, 0) for choice, _ in spec.choices}
        return Total(spec.key, kind, state, given=own.given, expected=expected, tally=tally)
    return Total(spec.key, kind, state, own.value, given=own.given, expected=expected)


def _ratio(key: str, own: Sums, expected: int) -> Total:
    state, value = _rate(own.numerator, own.denominator)
    return Total(key, Rollup.RATIO, state, value, own.numerator, own.denominator, own.both, expected)


def _rate(numerator: Decimal, denominator: Decimal) -> tuple[State, Decimal | None]:
    if not numerator and not denominator:
        return State.NONE, ZERO
    value = cells.percent(numerator, denominator)
    return (State.MISSING if value is None else State.REPORTED), value


def _computed(edition: Edition, key: str, found: Mapping[str, Total], bases: Mapping[str, Decimal]) -> Total:
    """A row from the province's own figures: parts that are nobody's are left out of a sum, and void a rate."""
    node, blank = edition.formulas[key], found[key]
    top, bottom = formula.parts(node)
    parts = [found[name] for name in formula.references(node)]
    given, expected = _behind(parts, asked(edition), edition)
    result = Total(key, Rollup.FORMULA, given=given, expected=expected, note=blank.note, beside=blank.beside)
    states = {part.state for part in parts}
    if State.OUT_OF_SCOPE in states and (bottom is not None or len(states) == 1):
        return _with(result, State.OUT_OF_SCOPE)
    if State.MISSING in states or any(name not in bases for name in formula.baselines(node)):
        return result
    values = {part.key: part.value or ZERO for part in parts}
    values |= {formula.base(name): bases[name] for name in formula.baselines(node)}
    numerator = formula.evaluate(top, values.__getitem__)
    if bottom is None:
        return _with(result, State.REPORTED if State.REPORTED in states else State.NONE, numerator)
    denominator = formula.evaluate(bottom, values.__getitem__)
    state, value = _rate(numerator, denominator)
    return _with(result, state, value, numerator, denominator)


def _with(
    total: Total,
    state: State,
    value: Decimal | None = None,
    numerator: Decimal | None = None,
    denominator: Decimal | None = None,
) -> Total:
    behind, beside = (total.given, total.expected), total.beside
    return Total(total.key, total.basis, state, value, numerator, denominator, *behind, None, total.note, beside)


def _behind(parts: Iterable[Total], tiers: Mapping[str, frozenset[str]], edition: Edition) -> tuple[int, int]:
    """How many agencies are behind a computed row: of parts that the same agencies file, the one that fewest gave.

    The lead agencies count where there is nobody else.
    """
    groups: dict[frozenset[str], list[Total]] = {}
    leads: dict[frozenset[str], list[Total]] = {}
    for part in parts:
        if part.basis in _SUPPLIED:
            leads.setdefault(frozenset({edition.specs[part.key].lead}), []).append(part)
        else:
            _join(groups, tiers[part.key], part)
    counted = (groups or leads).values()
    return (
        sum(min(part.given for part in group) for group in counted),
        sum(max(part.expected for part in group) for group in counted),
    )


def _join(groups: dict[frozenset[str], list[Total]], tiers: frozenset[str], part: Total) -> None:
    together = [part]
    for other in [other for other in groups if other & tiers]:
        together += groups.pop(other)
        tiers |= other
    groups[tiers] = together


@dataclass(frozen=True, slots=True)
class Overview:
    """How far one appendix is: rows with a figure, of how many; lead figures that the agencies contradict."""

    appendix: int
    title: str
    filled: int
    rows: int
    differing: int


def overview(edition: Edition, totals: Mapping[str, Total]) -> list[Overview]:
    """One line an appendix, in printed order."""
    found = []
    for appendix in edition.appendices:
        rows = [totals[spec.key] for spec in edition.of_appendix(appendix.number) if not spec.is_heading]
        filled = sum(row.value is not None or row.tally is not None for row in rows)
        differing = sum(row.reconciled is False for row in rows)
        found.append(Overview(appendix.number, appendix.short, filled, len(rows), differing))
    return found


def lacking(edition: Edition, totals: Mapping[str, Total], key: str) -> list[str]:
    """Where the parts stand that a computed row lacks: ["2.1", "Phụ lục 7, dòng 2.1"]; empty for any other row."""
    if totals[key].basis is not Rollup.FORMULA:
        return []
    home = edition.specs[key].appendix
    return [
        cells.place(edition.specs[name], home)
        for name in formula.references(edition.formulas[key])
        if totals[name].state is State.MISSING
    ]


def explain(edition: Edition, totals: Mapping[str, Total], key: str) -> str:
    """What is behind a total in words: "589 / 664", "12 + 4", "Có: 12; Không: 3", "chưa đủ số liệu: thiếu 2.1"."""
    spec, total = edition.specs[key], totals[key]
    if missing := lacking(edition, totals, key):
        return f"chưa đủ số liệu: thiếu {', '.join(missing)}"
    if total.tally is not None:
        labels = dict(spec.choices)
        return "; ".join(f"{labels[choice]}: {count}" for choice, count in total.tally.items())
    if spec.kind is Kind.RATE:
        return _drawn_rate(total)
    if total.basis is Rollup.FORMULA and total.value is not None:
        return formula.explain(
            edition.formulas[key], lambda name: numbers.show(totals[name].value or ZERO, Kind.AMOUNT)
        )
    return "" if total.value is not None else "chưa đủ số liệu"


def _drawn_rate(total: Total) -> str:
    if total.numerator is None or total.denominator is None:
        return "chưa đủ số liệu"
    drawn = f"{numbers.show(total.numerator, Kind.AMOUNT)} / {numbers.show(total.denominator, Kind.AMOUNT)}"
    return f"không tính được: {drawn}" if total.state is State.MISSING else drawn
