"""Is the report right? Values in, problems out; nothing here raises for what a person did.

An error stops the sending, a warning asks for an explanation. The rules of the edition are data (`rules` says how one
is broken); the checks that no expression can say are the functions below:

    INPUT    a text that could not be read                     HEAD     a figure in a heading
    SCOPE    a figure in a cell of somebody else               MISSING  a cell not filled in
    RATE     a claim beside a computed cell disagrees          BASE     a rate lacks its 2015 figure
    OVER     a percentage above 100                            YTD      a figure of the year so far falls
    PREV     the figures or a text are those of last period
    SOURCE   a figure is not what the register counts that the row names as its source
"""

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, lru_cache

from agencies import numbers
from agencies.numbers import Offer, Reading, State
from reports import cells, formula, prefill, rules, sources
from reports.catalogue import Edition, Kind, Rollup, Rule, Severity, Spec
from reports.cells import Baselines, Cell, Figures, Filer, Sheet
from reports.formula import Clause

SAME_FIGURES = 3  # so many figures of one appendix must be last period's before anybody is asked about it
SAME_TEXT = 80  # characters; "Không có." may be repeated

_HUNDRED = Decimal(100)
_DATE = re.compile(r"[0-9]{1,2}\s*[/.-]\s*[0-9]{1,2}\s*[/.-]\s*[0-9]{2,4}|(?:ngày|tháng|quý|năm)\s+[0-9IVXivx/]+")


@dataclass(frozen=True, slots=True)
class Problem:
    """Something to mend or to explain: what was expected, what came and how to mend it, in Vietnamese.

    `cells` begins with the key of the cell where it is shown. `reason` is why the rule exists, where that needs saying.
    """

    rule: str
    severity: Severity
    cells: tuple[str, ...]
    expected: str
    came: str
    mend: str
    offer: Offer | None = None
    reason: str = ""

    @property
    def key(self) -> str:
        """Which problem this is, whatever the figures are: "PL2-2|2:2.2,2:2.1"; at most 200 characters."""
        return f"{self.rule}|{','.join(self.cells)}"[:200]

    @property
    def fingerprint(self) -> str:
        """16 hexadecimal digits that change with what was expected or came: then an explanation no longer holds."""
        return hashlib.sha256(f"{self.expected}\n{self.came}".encode()).hexdigest()[:16]


@dataclass(frozen=True)
class _Case:
    """All that a check may look at."""

    edition: Edition
    filer: Filer
    sheet: Sheet
    baselines: Baselines
    previous: Sheet
    earlier: Sheet
    names: Mapping[str, str]

    @cached_property
    def scope(self) -> frozenset[str]:
        return cells.scope(self.edition, self.filer)

    @cached_property
    def figures(self) -> Figures:
        return cells.figures(self.sheet, self.baselines)

    def cell(self, key: str) -> Cell:
        return self.sheet.get(key, cells.BLANK)

    def read(self, spec: Spec) -> Reading:
        return cells.read(spec, self.filer, self.cell(spec.key).typed, self.names)


def problems(
    edition: Edition,
    filer: Filer,
    sheet: Sheet,
    baselines: Baselines,
    previous: Sheet | None = None,
    earlier: Sheet | None = None,
    names: Mapping[str, str] = cells.NOBODY,
) -> list[Problem]:
    """Everything that is wrong or odd in a complete sheet, in printed order.

    `previous` is the sheet of the last period, whichever it was; `earlier` that of the last period before this one that
    counts from the start of the same year. `names` gives the names of lead agencies by code, for the sentences.
    """
    case = _Case(edition, filer, sheet, baselines, previous or {}, earlier or {}, names)
    found = [problem for check in _CHECKS for problem in check(case)]
    rank = _rank(edition)
    return sorted(found, key=lambda problem: rank[problem.cells[0]])


def same_text(texts: Mapping[str, str], previous: Mapping[str, str]) -> list[Problem]:
    """A PREV warning for each narrative section (code to text) that repeats last period's with only dates changed.

    The cell of such a problem is "section:" and the code.
    """
    return [
        Problem(
            "PREV",
            Severity.WARNING,
            (f"section:{code}",),
            expected="nội dung của kỳ này",
            came="nội dung giống hệt kỳ trước, chỉ khác ngày tháng hoặc không khác gì",
            mend="Cập nhật nội dung của kỳ này, hoặc giải trình vì sao giữ nguyên.",
        )
        for code, text in texts.items()
        if len(_undated(text)) >= SAME_TEXT and _undated(text) == _undated(previous.get(code, ""))
    ]


def _undated(text: str) -> str:
    return " ".join(_DATE.sub(" ", text).split())


@lru_cache(maxsize=16)
def _rank(edition: Edition) -> dict[str, int]:
    return {key: place for place, key in enumerate(edition.specs)}


@lru_cache(maxsize=16)
def _as_data(edition: Edition) -> dict[str, Rule]:
    return {rule.id: rule for rule in edition.rules}


def _built_in(
    edition: Edition,
    rule: str,
    severity: Severity,
    key: str,
    expected: str,
    came: str,
    mend: str,
    offer: Offer | None = None,
) -> Problem:
    """A problem of a check that is programmed here; severity and reason come from the edition where it has them."""
    data = _as_data(edition).get(rule)
    if data is not None and rule != "RATE":  # RATE has two severities, which its reason explains
        severity = data.severity
    return Problem(rule, severity, (key,), expected, came, mend, offer, data.reason if data else "")


def _texts(case: _Case) -> Iterator[Problem]:
    """INPUT, HEAD and SCOPE: what `cells.read` refused."""
    for key, cell in case.sheet.items():
        spec = case.edition.specs.get(key)
        if spec is None or not cell.typed:
            continue
        if cell.state is not State.MISSING and key in case.scope and not spec.is_computed:
            continue
        reading = case.read(spec)
        if reading.refused:
            severity = Severity.ERROR if reading.rule == "INPUT" else Severity.WARNING
            yield _built_in(
                case.edition, reading.rule, severity, key, reading.expected, reading.came, reading.mend, reading.offer
            )


def _missing(case: _Case) -> Iterator[Problem]:
    """MISSING; where only another answer asks for a cell, the rule that says so speaks."""
    conditional = cells.conditional(case.edition)
    for key in cells.due(case.edition, case.filer, case.sheet):
        cell = case.cell(key)
        if cell.state is not State.MISSING or key in conditional:
            continue
        if not cell.typed or not case.read(case.edition.specs[key]).refused:
            yield _blank(case.edition, key)


@lru_cache(maxsize=2048)
def _blank(edition: Edition, key: str) -> Problem:
    """One for all reports: it says the same of each, and most of what is wrong in a new report is this."""
    return _built_in(
        edition,
        "MISSING",
        Severity.ERROR,
        key,
        expected="số liệu, hoặc “không phát sinh”",
        came="ô còn trống",
        mend="Nhập số liệu; nếu không phát sinh thì gõ “-”.",
    )


def _claims(case: _Case) -> Iterator[Problem]:
    """RATE: what somebody wrote beside a computed cell."""
    for key in case.edition.order:
        cell, spec = case.cell(key), case.edition.specs[key]
        if not cell.typed or key not in case.scope:
            continue
        claim = case.read(spec)
        if claim.value is None or claim.state is not State.REPORTED:
            continue
        if cell.state is State.REPORTED and cell.value is not None:
            yield from _disagrees(case, spec, cell.value, claim)
        elif cell.state is State.MISSING:
            yield from _unfounded(case, spec)
        elif claim.value:
            yield _nothing_to_claim(case, spec, cell)


def _disagrees(case: _Case, spec: Spec, value: Decimal, claim: Reading) -> Iterator[Problem]:
    assert claim.value is not None
    off = abs(claim.value - numbers.rounded(value, claim.places))
    is_cut = spec.kind is Kind.RATE and off == Decimal(1).scaleb(-claim.places)
    if off:
        shown = numbers.show(value, spec.kind)
        parts = ", ".join(cells.place(case.edition.specs[key], spec.appendix) for key in _parts(case.edition, spec.key))
        yield _built_in(
            case.edition,
            "RATE",
            Severity.WARNING if is_cut else Severity.ERROR,
            spec.key,
            expected=f"{shown} ({cells.explain(case.edition, case.sheet, case.baselines, spec.key)})",
            came=case.cell(spec.key).typed,
            mend=f"Ghi {shown}: làm tròn, không cắt bớt chữ số." if is_cut else f"Ghi {shown}, hoặc sửa dòng {parts}.",
            offer=Offer(numbers.rounded(value, 2)),
        )


def _parts(edition: Edition, key: str) -> tuple[str, ...]:
    return formula.references(edition.formulas[key])


def _unfounded(case: _Case, spec: Spec) -> Iterator[Problem]:
    if _lacks_base(case, spec.key):
        return  # BASE says it
    yield _built_in(
        case.edition,
        "RATE",
        Severity.WARNING,
        spec.key,
        expected="đủ các dòng thành phần để tính",
        came=f"{case.cell(spec.key).typed}; {cells.explain(case.edition, case.sheet, case.baselines, spec.key)}",
        mend="Nhập các dòng còn thiếu; số liệu của dòng này do hệ thống tính.",
    )


def _nothing_to_claim(case: _Case, spec: Spec, cell: Cell) -> Problem:
    nothing = "không phát sinh (0 / 0)" if cell.state is State.NONE else "để trống: không thuộc phạm vi của đơn vị"
    return _built_in(
        case.edition,
        "RATE",
        Severity.ERROR,
        spec.key,
        expected=nothing,
        came=cell.typed,
        mend="Xóa số liệu này, hoặc sửa các dòng thành phần.",
    )


def _lacks_base(case: _Case, key: str) -> bool:
    return any(name not in case.baselines for name in formula.baselines(case.edition.formulas[key]))


def _bases(case: _Case) -> Iterator[Problem]:
    """BASE."""
    for key in case.edition.baseline_keys:
        cell, spec = case.cell(key), case.edition.specs[key]
        added_up = case.filer.tier == "province" and spec.rollup is Rollup.RATIO
        if key not in case.scope or added_up or cell.state is not State.MISSING or not _lacks_base(case, key):
            continue
        written = f"{cell.typed}; " if cell.typed else ""
        yield _built_in(
            case.edition,
            "BASE",
            Severity.WARNING,
            key,
            expected="có số gốc năm 2015 của đơn vị để tính tỷ lệ",
            came=f"{written}{cells.explain(case.edition, case.sheet, case.baselines, key)}",
            mend="Nhập số gốc năm 2015: nhập một lần, dùng cho mọi kỳ; chưa từng có thì nhập 0.",
        )


def _over(case: _Case) -> Iterator[Problem]:
    """OVER, for percentages that are typed and for rates whose parts no rule of the edition compares."""
    for key in _unguarded(case.edition):
        cell = case.cell(key)
        if cell.state is State.REPORTED and cell.value is not None and cell.value > _HUNDRED:
            yield _built_in(
                case.edition,
                "OVER",
                Severity.WARNING,
                key,
                expected="không quá 100 %",
                came=numbers.show(cell.value, Kind.PERCENT),
                mend="Kiểm tra lại: tỷ lệ hiếm khi quá 100 %.",
            )


@lru_cache(maxsize=16)
def _unguarded(edition: Edition) -> tuple[str, ...]:
    compared = [set(formula.references(clause)) for _, clause in _clauses(edition)]

    def is_free(spec: Spec) -> bool:
        return not any(set(_parts(edition, spec.key)) <= keys for keys in compared)

    return tuple(
        spec.key
        for spec in edition.specs.values()
        if spec.kind is Kind.PERCENT or (spec.kind is Kind.RATE and is_free(spec))
    )


def _expressions(case: _Case) -> Iterator[Problem]:
    """The rules that the edition brings as data."""
    for rule, clause in _clauses(case.edition):
        for found in rules.findings(case.edition, clause, case.sheet, case.figures):
            yield Problem(rule.id, rule.severity, *found, reason=rule.reason)


@lru_cache(maxsize=16)
def _clauses(edition: Edition) -> tuple[tuple[Rule, Clause], ...]:
    """Without those that name no cell ("1 <= 2"), as there is nowhere to show them."""
    return tuple(
        (rule, clause) for rule in edition.rules for clause in edition.clauses[rule.id] if formula.references(clause)
    )


def _flows(case: _Case) -> Iterator[Spec]:
    """The typed figures of the year so far."""
    for spec in case.edition.specs.values():
        if spec.cumulative and not spec.is_computed and spec.key in case.scope:
            yield spec


def _falls(case: _Case) -> Iterator[Problem]:
    """YTD."""
    for spec in _flows(case) if case.earlier else ():
        now, before = case.cell(spec.key).value, case.earlier.get(spec.key, cells.BLANK).value
        if now is not None and before is not None and now < before:
            yield _built_in(
                case.edition,
                "YTD",
                Severity.WARNING,
                spec.key,
                expected=f"không nhỏ hơn số lũy kế của kỳ trước trong năm ({numbers.show(before, spec.kind)})",
                came=numbers.show(now, spec.kind),
                mend=f"Sửa dòng {spec.code} thành số lũy kế từ đầu năm.",
            )


def _repeats(case: _Case) -> Iterator[Problem]:
    """PREV, once for an appendix: all of its figures of the year so far, if a few, are last period's."""
    flows: dict[int, list[Spec]] = {}
    for spec in _flows(case) if case.previous else ():
        flows.setdefault(spec.appendix, []).append(spec)
    for appendix, specs in flows.items():
        now = {spec.key: value for spec in specs if (value := case.cell(spec.key).value)}
        before = {spec.key: cell.value for spec in specs if (cell := case.previous.get(spec.key)) and cell.value}
        if len(now) >= SAME_FIGURES and now == before:
            yield _built_in(
                case.edition,
                "PREV",
                Severity.WARNING,
                specs[0].key,
                expected="số liệu của kỳ này",
                came=f"cả {len(now)} số liệu lũy kế khác 0 của Phụ lục {appendix} giống hệt kỳ trước",
                mend="Cập nhật số liệu của kỳ này, hoặc giải trình vì sao không thay đổi.",
            )


def _sources(case: _Case) -> Iterator[Problem]:
    """SOURCE: what a person typed is compared with what the register counted when it was asked last."""
    for spec in prefill.sourced(case.edition, case.filer):
        cell = case.cell(spec.key)
        off = prefill.difference(cell)
        if off is None or cell.measured is None:
            continue
        counted = prefill.written(cell.measured)
        yield _built_in(
            case.edition,
            "SOURCE",
            Severity.WARNING,
            spec.key,
            expected=f"{counted} như {sources.register(spec.source)}",
            came=f"{prefill.written(cell.value or cells.ZERO)}, chênh {prefill.signed(off)}",
            mend=f"Ghi {counted}, hoặc xóa trống để ô lấy lại số từ sổ; nếu giữ số khác thì giải trình lý do.",
            offer=Offer(cell.measured),
        )


_CHECKS: tuple[Callable[[_Case], Iterator[Problem]], ...] = (
    *(_texts, _missing, _claims, _bases, _over, _expressions, _falls, _repeats, _sources),
)
