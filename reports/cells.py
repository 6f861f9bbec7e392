"""What does a cell hold, whose is it, and which cells follow from it?

Typing, pasting and files all go through `apply`, so that a preview and the saved report can't differ. A sheet is the
cells of one report by key; a *complete* sheet has a cell for every row of the edition, the computed ones included.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from agencies import numbers
from agencies.numbers import Reading, State
from reports import formula
from reports.catalogue import Edition, Kind, Rollup, Spec
from reports.formula import Comparison, Given, Node, Ref, Sum

ZERO = Decimal(0)
NOBODY: Mapping[str, str] = MappingProxyType({})

_SHORTCUTS = dict.fromkeys(("-", "–", "—", "−", "kps", "không phát sinh"), State.NONE)
_SHORTCUTS |= dict.fromkeys(("x", "không thuộc phạm vi"), State.OUT_OF_SCOPE)
_PLAIN_ZERO = frozenset(f"{zero}{sign}" for zero in ("0", "00", "0,0", "0,00") for sign in ("", "%", " %"))
_TIERS = {"department": "các sở, ban, ngành", "district": "UBND cấp huyện", "commune": "UBND cấp xã"}


@dataclass(frozen=True, slots=True)
class Filer:
    """Who files the report: the agency's code and its tier ("province", "department", "district", "commune")."""

    agency_code: str
    tier: str


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure. `typed` is the text as written, kept even when it could not be read.

    The value of a rate is a percentage that nobody has rounded, and its two parts stand beside it; what was typed into
    a computed cell is a claim, compared with the value by rule RATE and never used. NONE has the value 0.
    """

    state: State = State.MISSING
    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    note: str = ""
    typed: str = ""
    revision: int = 0
    filled_from: str = ""  # the measure that the figure was taken from; "" once a person has typed
    measured: Decimal | None = None  # what the register of the row's source counts, whoever filled the cell

    @property
    def is_blank(self) -> bool:
        """Whether nobody has filled the cell in, not even with a text that could not be read."""
        return self.state is State.MISSING and not self.typed


Sheet = Mapping[str, Cell]
Baselines = Mapping[str, Decimal]  # the 2015 figure by the key of the rate that needs it
Figures = Callable[[str], Decimal]  # a row's figure by its key, a 2015 figure by formula.base(key)

BLANK = Cell()
OUTSIDE = Cell(State.OUT_OF_SCOPE)


class UnknownError(LookupError):
    """A figure that is missing or not this agency's."""


def in_scope(spec: Spec, filer: Filer) -> bool:
    """Whether the row asks anything of this agency.

    A province answers for what its lead agencies supply and for what is computed; the rest is added up from the others.
    """
    if spec.is_heading:
        return False
    if filer.tier == "province":
        return spec.is_computed or spec.rollup in (Rollup.LEAD, Rollup.FORMULA)
    return spec.own and (not spec.tiers or filer.tier in spec.tiers)


@lru_cache(maxsize=64)
def scope(edition: Edition, filer: Filer) -> frozenset[str]:
    """The keys of the rows that are in scope."""
    return frozenset(spec.key for spec in edition.specs.values() if in_scope(spec, filer))


def read(spec: Spec, filer: Filer, text: str, names: Mapping[str, str] = NOBODY) -> Reading:
    """What `text` says in this agency's cell; for a computed cell, what it claims. Never raises.

    Beside numbers: "-", "kps" and "không phát sinh" are NONE, "x" and "không thuộc phạm vi" are OUT_OF_SCOPE. A text in
    a heading (rule HEAD) or in a cell of somebody else (rule SCOPE) is refused, a plain 0 there is skipped. `names`
    gives the names of lead agencies by code.
    """
    text = numbers.clean(text)
    said = _SHORTCUTS.get(text.casefold())
    if not in_scope(spec, filer):
        if said or text in _PLAIN_ZERO or not text:
            return Reading(State.OUT_OF_SCOPE, skipped=bool(text))
        return _heading(text) if spec.is_heading else _foreign(spec, filer, text, names)
    if said:
        return Reading(said, ZERO if said is State.NONE else None)
    return numbers.read(spec, text)


def _heading(text: str) -> Reading:
    return Reading(
        State.OUT_OF_SCOPE,
        rule="HEAD",
        expected="dòng đề mục không có số liệu",
        came=numbers.visible(text),
        mend="Xóa số liệu này; nếu là số liệu của một dòng bên dưới thì chuyển xuống dòng đó.",
    )


def _foreign(spec: Spec, filer: Filer, text: str, names: Mapping[str, str]) -> Reading:
    return Reading(
        State.OUT_OF_SCOPE,
        rule="SCOPE",
        expected="để trống: không phải ô của đơn vị này",
        came=numbers.visible(text),
        mend=f"Xóa số liệu này: {_whose(spec, filer, names)}.",
    )


def _whose(spec: Spec, filer: Filer, names: Mapping[str, str]) -> str:
    if filer.tier == "province":
        return "ô này được cộng từ báo cáo của các đơn vị"
    if not spec.own:
        return f"ô này do {names.get(spec.lead, spec.lead) or 'cơ quan chủ trì'} điền trong báo cáo của tỉnh"
    tiers = (name for tier, name in _TIERS.items() if tier in spec.tiers)
    return f"ô này do {', '.join(tiers) or 'đơn vị cấp khác'} điền"


def apply(
    edition: Edition, filer: Filer, sheet: Sheet, changes: Mapping[str, str], baselines: Baselines
) -> dict[str, Cell]:
    """The complete sheet after `changes` (key to text) were typed, with everything that follows from them.

    Notes and revisions stay as they were. Raises KeyError for a key that the edition does not have.
    """
    typed = {key: _typed(edition.specs[key], filer, sheet.get(key, BLANK), text) for key, text in changes.items()}
    return complete(edition, filer, {**sheet, **typed}, baselines)


def _typed(spec: Spec, filer: Filer, cell: Cell, text: str) -> Cell:
    reading = read(spec, filer, text)
    kept = "" if reading.skipped else numbers.clean(text)
    if spec.is_computed:
        return replace(cell, typed=kept)
    return replace(cell, state=reading.state, value=reading.value, typed=kept, filled_from="")


def complete(edition: Edition, filer: Filer, sheet: Sheet, baselines: Baselines) -> dict[str, Cell]:
    """A cell for every row in printed order: those of `sheet`, blank ones for the rest, and the computed ones anew."""
    whole = dict(_empty(edition, filer))
    for key, cell in sheet.items():
        if cell.state is not State.MISSING or whole[key].state is State.MISSING:
            whole[key] = cell
        else:
            whole[key] = replace(cell, state=State.OUT_OF_SCOPE)
    whole.update(derive(edition, filer, whole, baselines))
    return whole


@lru_cache(maxsize=64)
def _empty(edition: Edition, filer: Filer) -> Sheet:
    known = scope(edition, filer)
    return MappingProxyType({key: BLANK if key in known else OUTSIDE for key in edition.specs})


class _Row(NamedTuple):
    """What is known of a computed row before any figure is."""

    spec: Spec
    node: Node
    numerator: Node
    denominator: Node | None
    parts: tuple[str, ...]
    bases: tuple[str, ...]


@lru_cache(maxsize=16)
def _rows(edition: Edition) -> tuple[_Row, ...]:
    rows = ((edition.specs[key], edition.formulas[key]) for key in edition.order)
    return tuple(
        _Row(spec, node, *formula.parts(node), formula.references(node), formula.baselines(node)) for spec, node in rows
    )


def derive(edition: Edition, filer: Filer, sheet: Sheet, baselines: Baselines) -> dict[str, Cell]:
    """All computed cells, each with the note, claim and revision it has in `sheet`.

    A total adds up the parts that are in scope; a rate needs both of its parts, and 0/0 is NONE. Whatever lacks a part
    or a 2015 figure is MISSING. So is a rate that divides by 0 or a figure of 10**11 or more: there the two parts are
    given all the same. A province's RATIO is the roll-up's, which knows the parts agency by agency, and is left alone.
    """
    known = scope(edition, filer)
    found: dict[str, Cell] = {}

    def part(key: str) -> Cell:
        cell = found.get(key) or sheet.get(key, BLANK)
        return OUTSIDE if cell.state is State.MISSING and key not in known else cell

    for row in _rows(edition):
        key = row.spec.key
        old = sheet.get(key, BLANK)
        if filer.tier == "province" and row.spec.rollup is Rollup.RATIO:
            found[key] = part(key)
        elif key not in known:
            found[key] = _with(old, State.OUT_OF_SCOPE)
        else:
            found[key] = _computed(row, old, [part(name) for name in row.parts], baselines)
    return found


def _computed(row: _Row, old: Cell, parts: list[Cell], baselines: Baselines) -> Cell:
    states = {cell.state for cell in parts}
    is_rate = row.denominator is not None
    if State.OUT_OF_SCOPE in states and (is_rate or len(states) == 1):
        return _with(old, State.OUT_OF_SCOPE)
    if State.MISSING in states or any(key not in baselines for key in row.bases):
        return _with(old, State.MISSING)
    values = {name: _counted(cell) for name, cell in zip(row.parts, parts, strict=True)}
    values |= {formula.base(key): baselines[key] for key in row.bases}
    numerator = formula.evaluate(row.numerator, values.__getitem__)
    if row.denominator is None:
        state = State.REPORTED if State.REPORTED in states else State.NONE
        return _with(old, state, numerator) if abs(numerator) < numbers.LIMIT else _with(old, State.MISSING)
    denominator = formula.evaluate(row.denominator, values.__getitem__)
    if not numerator and not denominator:
        return _with(old, State.NONE, ZERO, ZERO, ZERO)
    value = percent(numerator, denominator)
    return _with(old, State.MISSING if value is None else State.REPORTED, value, numerator, denominator)


def _counted(cell: Cell) -> Decimal:
    return ZERO if cell.value is None or cell.state is State.OUT_OF_SCOPE else cell.value


def _with(
    old: Cell,
    state: State,
    value: Decimal | None = None,
    numerator: Decimal | None = None,
    denominator: Decimal | None = None,
) -> Cell:
    return Cell(state, value, numerator, denominator, old.note, old.typed, old.revision)


def percent(numerator: Decimal, denominator: Decimal) -> Decimal | None:
    """The rate of two parts in percent, not rounded; None where there is none or it would not fit (10**11 or more)."""
    if not denominator:
        return None
    value = numerator * 100 / denominator
    return value if abs(value) < numbers.LIMIT else None


def figures(sheet: Sheet, baselines: Baselines) -> Figures:
    """The figures of a sheet for formulas and checks; asking for one that nobody has given raises UnknownError."""
    bases = {formula.base(key): value for key, value in baselines.items()}

    def get(name: str) -> Decimal:
        cell = sheet.get(name)
        if cell is not None and cell.value is not None and cell.state in (State.REPORTED, State.NONE):
            return cell.value
        if name in bases:
            return bases[name]
        raise UnknownError(name)

    return get


def holds(test: Comparison, get: Figures) -> bool | None:
    """Whether a comparison is true; None where a figure in it is unknown."""
    try:
        left, right = formula.evaluate(test.left, get), formula.evaluate(test.right, get)
    except UnknownError:
        return None
    return formula.COMPARE[test.sign](left, right)


@lru_cache(maxsize=16)
def _conditions(edition: Edition) -> dict[str, tuple[Comparison, ...]]:
    """The rows that are asked for only where another row says so ("2:7 = 1 requires 2:7.1"), with what must hold."""
    found: dict[str, tuple[Comparison, ...]] = {}
    for clause in (clause for clauses in edition.clauses.values() for clause in clauses):
        for test in clause.tests:
            if clause.when is not None and isinstance(test, Given):
                for key in formula.references(test):
                    found[key] = (*found.get(key, ()), clause.when)
    return found


@lru_cache(maxsize=16)
def _asked_after(edition: Edition) -> dict[str, list[str]]:
    """The rows that are asked for because of what another row says, by the key of that one."""
    found: dict[str, list[str]] = {}
    for row, whens in _conditions(edition).items():
        for key in {key for when in whens for key in formula.references(when)}:
            found.setdefault(key, []).append(row)
    return found


@lru_cache(maxsize=16)
def conditional(edition: Edition) -> frozenset[str]:
    """The keys of the rows that are asked for only where another row says so."""
    return frozenset(_conditions(edition))


def opened_by(edition: Edition, keys: Iterable[str]) -> frozenset[str]:
    """The rows that may be mended when those of `keys` were returned.

    Those rows; what a computed one among them is made of; what another answer there would ask for ("2:7 = 1 requires
    2:7.1"); and the computed rows that follow, as what the paper claims of them may be wrong now.
    """
    found: set[str] = set()
    waiting = list(keys)
    while waiting:
        key = waiting.pop()
        if key not in found:
            found.add(key)
            waiting += formula.references(edition.formulas[key]) if key in edition.formulas else ()
            waiting += _asked_after(edition).get(key, ())
    return edition.with_dependents(found)


@lru_cache(maxsize=64)
def _asked(edition: Edition, filer: Filer) -> list[tuple[str, int, tuple[Comparison, ...]]]:
    """The rows that may have to be filled in, with their appendix, and when, where only another row asks for them."""
    known, whens = scope(edition, filer), _conditions(edition)
    asked = (spec for key, spec in edition.specs.items() if key in known and not spec.is_computed)
    return [(spec.key, spec.appendix, whens.get(spec.key, ())) for spec in asked]


def due(edition: Edition, filer: Filer, sheet: Sheet) -> Iterator[str]:
    """The keys of the cells that this agency has to fill in, filled or not, in printed order."""
    get = figures(sheet, {})
    for key, _, whens in _asked(edition, filer):
        if not whens or any(holds(when, get) for when in whens):
            yield key


def progress(edition: Edition, filer: Filer, sheet: Sheet) -> dict[int, tuple[int, int]]:
    """How many cells are filled in, of how many, by appendix; what other answers make needless does not count.

    A text that could not be read counts: somebody filled the cell in, wrongly, and the checks say so.
    """
    get, filled = figures(sheet, {}), {one.number: 0 for one in edition.appendices}
    total = dict(filled)
    for key, number, whens in _asked(edition, filer):
        is_filled = not sheet.get(key, BLANK).is_blank
        filled[number] += is_filled
        total[number] += is_filled or not whens or any(holds(when, get) for when in whens)
    return {number: (filled[number], total[number]) for number in filled}


def explain(edition: Edition, sheet: Sheet, baselines: Baselines, key: str) -> str:
    """The parts behind a computed cell of a complete sheet: "12 / 21"; empty for a cell that is not this agency's.

    What is lacking is said instead: "chưa đủ số liệu: thiếu 2.1"; a rate of 5 and 0 is "không tính được: 5 / 0".
    """
    spec, node, cell = edition.specs[key], edition.formulas[key], sheet.get(key, BLANK)
    if cell.state is State.OUT_OF_SCOPE:
        return ""
    lacking = [place(edition.specs[name], spec.appendix) for name in formula.references(node) if _lacks(sheet, name)]
    lacking += ["số gốc năm 2015" for name in formula.baselines(node) if name not in baselines]
    if lacking:
        return f"chưa đủ số liệu: thiếu {', '.join(lacking)}"
    bases = {formula.base(name): numbers.show(baselines[name], Kind.COUNT) for name in formula.baselines(node)}

    def shown(name: str) -> str:
        return bases[name] if name in bases else numbers.show(sheet[name].value or ZERO, edition.specs[name].kind)

    drawn = formula.explain(_in_scope_only(node, sheet) or node, shown)
    return f"không tính được: {drawn}" if cell.state is State.MISSING else drawn


def _lacks(sheet: Sheet, key: str) -> bool:
    return sheet.get(key, BLANK).state is State.MISSING


def _in_scope_only(node: Node, sheet: Sheet) -> Node | None:
    """The formula without the parts that are not this agency's, which a total leaves out."""
    if isinstance(node, Ref):
        return None if sheet[node.key].state is State.OUT_OF_SCOPE else node
    if not isinstance(node, Sum):
        return node
    left, right = _in_scope_only(node.left, sheet), _in_scope_only(node.right, sheet)
    if left is None or right is None:
        return left or right
    return Sum(left, node.sign, right)


def place(spec: Spec, home: int = 0) -> str:
    """Where a row stands, as people say it: "2.1", or "Phụ lục 7, dòng 2.1" where another appendix is at hand."""
    return spec.code if spec.appendix == home else f"Phụ lục {spec.appendix}, dòng {spec.code}"
