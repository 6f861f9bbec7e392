"""What does the form ask? One edition of it: its appendices, their rows, and the checks that go with them.

Built once per edition from its rows (fixtures or models) and then only read. A row is known by its key "2:5.1": the
number of the appendix, a colon, the code within it. Whether an edition is sound is asked of `edition_faults`; an
`Edition` made of unsound rows raises when its formulas are first used. How a row is written in a file: `edition_rows`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from graphlib import TopologicalSorter

from agencies.kinds import Kind, Severity
from reports import formula


class Rollup(StrEnum):
    """How the province's figure comes about."""

    NONE = ""
    SUM = "sum"  # over the agencies
    RATIO = "ratio"  # sum of numerators / sum of denominators
    TALLY = "tally"  # how many agencies chose what
    LEAD = "lead"  # typed by the lead agency in the province's own report
    FORMULA = "formula"  # computed from the province's own cells, which the lead agency typed


TIERS = ("province", "department", "district", "commune")

KIND_NAMES = {
    Kind.HEADING: "Tiêu đề",
    Kind.COUNT: "Số đếm",
    Kind.AMOUNT: "Số tiền",
    Kind.RATE: "Tỷ lệ tính từ hai số",
    Kind.PERCENT: "Tỷ lệ nhập sẵn",
    Kind.TOTAL: "Tổng",
    Kind.CHOICE: "Lựa chọn",
}
ROLLUP_NAMES = {
    Rollup.NONE: "",
    Rollup.SUM: "Cộng các cơ quan",
    Rollup.RATIO: "Tổng tử số / tổng mẫu số",
    Rollup.TALLY: "Đếm từng lựa chọn",
    Rollup.LEAD: "Cơ quan chủ trì nhập",
    Rollup.FORMULA: "Tính từ số cơ quan chủ trì nhập",
}
SEVERITY_NAMES = {Severity.ERROR: "Lỗi, chặn gửi", Severity.WARNING: "Cảnh báo, cần giải trình"}
TIER_NAMES = {"province": "Tỉnh", "department": "Sở, ngành", "district": "Cấp huyện", "commune": "Cấp xã"}

# Checks that no expression can say; they are programmed in `checks` and have only a severity and a reason as data.
BUILT_IN = frozenset({"RATE", "HEAD", "YTD", "PREV", "SOURCE"})


@dataclass(frozen=True)
class Spec:
    """One row of the form (an indicator)."""

    key: str  # "2:5.1"
    appendix: int
    code: str  # "5.1"
    label: str
    unit: str = ""
    kind: Kind = Kind.COUNT
    choices: tuple[tuple[int, str], ...] = ()  # ((0, "Không"), (1, "Có"))
    formula: str = ""
    rollup: Rollup = Rollup.NONE
    lead: str = ""  # code of the agency that supplies the province's figure
    own: bool = True  # False: a cell of the lead agency alone
    tiers: frozenset[str] = frozenset()  # who files it; empty: everybody
    source: str = ""  # the measure that fills it: "dossiers.resolved", a name of sources.MEASURES
    cumulative: bool = False  # counted since the start of the year, so it can't fall from one period to the next
    help: str = ""
    legal: str = ""
    bold: bool = False
    italic: bool = False
    line: int = 0  # in the file it was read from, counting the header as 1
    pk: int | None = None
    italic_from: str = ""  # the words with which an italic ending of the label begins
    remark: str = ""  # for whoever looks after the edition, not for those who fill it in

    @property
    def is_heading(self) -> bool:
        """Whether the row is a band without a figure."""
        return self.kind is Kind.HEADING

    @property
    def is_computed(self) -> bool:
        """Whether the figure follows from other rows and is never typed."""
        return self.kind in (Kind.RATE, Kind.TOTAL)

    @property
    def depth(self) -> int:
        """1 for "5", 2 for "5.1", 3 for "5.1.2"."""
        return self.code.count(".") + 1

    @property
    def runs(self) -> tuple[tuple[str, bool], ...]:
        """The label as printed: pieces of text, each with whether it is in italics; joined they are the label."""
        start = self.label.find(self.italic_from) if self.italic_from else -1
        if start <= 0:
            return ((self.label, self.italic),)
        return ((self.label[:start], self.italic), (self.label[start:], True))


@dataclass(frozen=True)
class AppendixSpec:
    """One table of the form: its number ("Phụ lục 2"), printed title, and a short title for menus."""

    number: int
    title: str
    short: str


@dataclass(frozen=True)
class Rule:
    """One check as data: `expression` is parsed by `formula.parse_rule`, and empty for the BUILT_IN ones."""

    id: str
    expression: str
    severity: Severity
    reason: str


@dataclass(frozen=True)
class SectionSpec:
    """One heading of the narrative ("II.2.4"); `takes_text` is False for a heading that only groups others."""

    code: str
    title: str
    level: int  # 1 for "II", 3 for "II.2.4"
    takes_text: bool
    order: int
    hint: str = ""


@dataclass(frozen=True, eq=False)  # known by identity: what follows from one is kept by functools.lru_cache
class Edition:
    """The whole form; `specs` in printed order, by key."""

    code: str
    appendices: tuple[AppendixSpec, ...]
    specs: dict[str, Spec]
    rules: tuple[Rule, ...] = ()
    name: str = ""

    def of_appendix(self, number: int) -> tuple[Spec, ...]:
        """The rows of one appendix in printed order; empty for an unknown number."""
        return self._by_appendix.get(number, ())

    @cached_property
    def formulas(self) -> dict[str, formula.Node]:
        """The parsed formula of every rate and total, by key. Raises formula.FormulaError."""
        return {spec.key: formula.parse(spec.formula, spec.key) for spec in self.specs.values() if spec.is_computed}

    @cached_property
    def order(self) -> tuple[str, ...]:
        """The keys of the computed rows, each after those it is computed from. Raises graphlib.CycleError."""
        return arrange(self.formulas)

    @cached_property
    def dependents(self) -> dict[str, tuple[str, ...]]:
        """For every key: the computed rows that change with it, directly or not, in the order to compute them in."""
        reach: dict[str, set[str]] = {key: set() for key in self.specs}
        for key in reversed(self.order):
            for part in formula.references(self.formulas[key]):
                reach[part] |= {key} | reach[key]
        rank = {key: place for place, key in enumerate(self.order)}
        return {key: tuple(sorted(keys, key=rank.__getitem__)) for key, keys in reach.items()}

    def with_dependents(self, keys: Iterable[str]) -> frozenset[str]:
        """The rows of `keys` and the computed rows that change with them."""
        named = frozenset(keys)
        return named.union(*(self.dependents[key] for key in named))

    @cached_property
    def clauses(self) -> dict[str, tuple[formula.Clause, ...]]:
        """The parsed expression of every rule by its id; none for a BUILT_IN one. Raises formula.FormulaError."""
        return {rule.id: formula.parse_rule(rule.expression) if rule.expression else () for rule in self.rules}

    @cached_property
    def baseline_keys(self) -> tuple[str, ...]:
        """The keys of the rates that need a 2015 figure, in printed order."""
        return tuple(key for key, node in self.formulas.items() if formula.baselines(node))

    @cached_property
    def _by_appendix(self) -> dict[int, tuple[Spec, ...]]:
        found: dict[int, list[Spec]] = {}
        for spec in self.specs.values():
            found.setdefault(spec.appendix, []).append(spec)
        return {number: tuple(specs) for number, specs in found.items()}


def key_of(appendix: int, code: str) -> str:
    """The key of a row: key_of(2, "5.1") is "2:5.1"."""
    return f"{appendix}:{code}"


def edition(
    code: str, appendices: Iterable[AppendixSpec], specs: Iterable[Spec], rules: Iterable[Rule] = (), name: str = ""
) -> Edition:
    """An edition of sound rows, given in printed order; a second row of the same key would replace the first."""
    return Edition(code, tuple(appendices), {spec.key: spec for spec in specs}, tuple(rules), name)


def arrange(formulas: dict[str, formula.Node]) -> tuple[str, ...]:
    """The keys of `formulas`, each after those its formula reads; otherwise in the order given.

    Raises graphlib.CycleError, whose args[1] is the circle of keys.
    """
    graph = {key: [part for part in formula.references(node) if part in formulas] for key, node in formulas.items()}
    return tuple(TopologicalSorter(graph).static_order())
