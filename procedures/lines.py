"""How is a line of the statistics table drawn, on the page and on the sheet?"""

from collections.abc import Callable
from dataclasses import dataclass

from agencies import numbers
from agencies.kinds import Kind
from procedures import statistics
from procedures.statistics import DossierCounts

PRINTED = tuple(name for _, name, _ in statistics.COLUMNS)
ASIDE = (*(name for name, _ in statistics.APART), statistics.WAITING[0])
# What the printed form says under the numbers of three columns.
FORMULAS = {3: "(3)=(4)+(5)+(6)", 7: "(7)=(8)+(9)+(10)", 11: "(11)=(12)+(13)"}
NUMBERS = tuple(FORMULAS.get(number, f"({number})") for number, _, _ in statistics.COLUMNS)

TOTALS = frozenset({"received", "resolved", "pending"})

# What the head of the table is drawn from, and the note below it.
HEAD = {
    "form": statistics.FORM,
    "issued": statistics.ISSUED,
    "form_title": statistics.TITLE,
    "unit": statistics.UNIT,
    "groups": statistics.GROUPS,
    "columns": statistics.COLUMNS,
    "numbers": NUMBERS,
    "totals": TOTALS,
    "aside": statistics.APART,
    "flow_note": statistics.FLOW_NOTE,
}

Address = Callable[[str], str]  # the address behind a column; "" for none


@dataclass(frozen=True, slots=True)
class DrawnFigure:
    """One number as it is drawn, and where it leads."""

    name: str
    shown: str
    href: str
    is_total: bool


@dataclass(frozen=True, slots=True)
class DrawnLine:
    """One line; ``href`` leads one step down from its label."""

    label: str
    line: DossierCounts
    printed: tuple[DrawnFigure, ...]
    aside: tuple[DrawnFigure, ...]
    href: str = ""
    typed: bool = False  # at least a part of it was typed, not counted from the ledger
    illustrative: bool = False  # invented by the demonstration, among others that are not

    @property
    def is_empty(self) -> bool:
        return self.line == DossierCounts()


@dataclass(frozen=True, slots=True)
class Rate:
    """A rate with what it is divided by, said in words."""

    label: str
    formula: str
    parts: str  # "42.333 / 43.097"
    percent: str  # "98,23 %", or why there is none

    @property
    def said(self) -> str:
        """With its parts: "42.333 / 43.097 = 98,23 %"."""
        return f"{self.parts} = {self.percent}" if self.parts else self.percent


def title(name: str) -> str:
    """A column by its number, the head above it and its own: "(10) Số lượng hồ sơ đã giải quyết: quá hạn"."""
    for number, known, label in statistics.COLUMNS:
        if known == name:
            group = next(text for text, numbers in statistics.GROUPS if number in numbers)
            return f"({number}) {group}: {label.lower()}"
    return dict((*statistics.APART, statistics.WAITING))[name]


def nowhere(name: str) -> str:
    return ""


def draw(label: str, line: DossierCounts, address: Address = nowhere, href: str = "", typed: bool = False) -> DrawnLine:
    printed = tuple(_figure(name, line, address) for name in PRINTED)
    aside = tuple(_figure(name, line, address) for name in ASIDE)
    return DrawnLine(label, line, printed, aside, href, typed)


def _figure(name: str, line: DossierCounts, address: Address) -> DrawnFigure:
    value = getattr(line, name)
    href = address(name) if value else ""
    return DrawnFigure(name, "" if value is None else statistics.number(value), href, name in TOTALS)


def rates(line: DossierCounts) -> tuple[Rate, Rate]:
    """Resolved in time, and received online; without parts where a figure is missing."""
    return (
        _rate("Giải quyết đúng hạn", "((8) + (9)) / (7), của hồ sơ đã giải quyết", statistics.on_time_rate(line)),
        _rate("Nộp trực tuyến", "(4) / ((4) + (5)), của hồ sơ mới tiếp nhận trong kỳ", statistics.online_rate(line)),
    )


def _rate(label: str, formula: str, rate: tuple[int, int] | None) -> Rate:
    if rate is None:
        return Rate(label, formula, "", "chưa đủ số liệu")
    parts = " / ".join(map(statistics.number, rate))
    return Rate(label, formula, parts, numbers.show(statistics.percent(rate), Kind.RATE) or "không phát sinh")
