"""How is a line of the statistics table drawn, on the page and on the sheet?"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from agencies import numbers
from agencies.kinds import Kind
from procedures import statistics
from procedures.statistics import Line

PRINTED = tuple(name for _, name, _ in statistics.COLUMNS)
ASIDE = (*(name for name, _ in statistics.APART), statistics.WAITING[0])
# What the printed form says under the numbers of three columns.
FORMULAS = {3: "(3)=(4)+(5)+(6)", 7: "(7)=(8)+(9)+(10)", 11: "(11)=(12)+(13)"}
NUMBERS = tuple(FORMULAS.get(number, f"({number})") for number, _, _ in statistics.COLUMNS)

TOTALS = frozenset({"received", "resolved", "pending"})

Address = Callable[[str], str]  # the address behind a column; "" for none


@dataclass(frozen=True, slots=True)
class Figure:
    """One number as it is drawn, and where it leads."""

    name: str
    shown: str
    href: str
    is_total: bool


@dataclass(frozen=True, slots=True)
class Drawn:
    """One line; ``href`` leads one step down from its label."""

    label: str
    line: Line
    printed: tuple[Figure, ...]
    aside: tuple[Figure, ...]
    href: str = ""
    typed: bool = False  # at least a part of it was typed, not counted from the ledger

    @property
    def is_empty(self) -> bool:
        return self.line == Line()


@dataclass(frozen=True, slots=True)
class Rate:
    """A rate with what it is divided by, said in words."""

    label: str
    formula: str
    parts: str  # "42.333 / 43.097"
    percent: str  # "98,23 %"; "" for 0/0


def title(name: str) -> str:
    """A column by its number, the head above it and its own: "(10) Số lượng hồ sơ đã giải quyết: quá hạn"."""
    for number, known, label in statistics.COLUMNS:
        if known == name:
            group = next(text for text, numbers in statistics.GROUPS if number in numbers)
            return f"({number}) {group}: {label.lower()}"
    return dict((*statistics.APART, statistics.WAITING))[name]


def nowhere(name: str) -> str:
    return ""


def draw(label: str, line: Line, address: Address = nowhere, href: str = "", typed: bool = False) -> Drawn:
    printed = tuple(_figure(name, line, address) for name in PRINTED)
    aside = tuple(_figure(name, line, address) for name in ASIDE)
    return Drawn(label, line, printed, aside, href, typed)


def _figure(name: str, line: Line, address: Address) -> Figure:
    value = getattr(line, name)
    href = address(name) if value else ""
    return Figure(name, "" if value is None else statistics.number(value), href, name in TOTALS)


def rates(line: Line) -> list[Rate]:
    """The two rates; one whose parts are missing is left out."""
    found = (
        (
            "Giải quyết đúng hạn và trước hạn",
            "((8) + (9)) / (7), của hồ sơ đã giải quyết",
            statistics.on_time_rate(line),
        ),
        ("Nộp trực tuyến", "(4) / ((4) + (5)), của hồ sơ mới tiếp nhận trong kỳ", statistics.online_rate(line)),
    )
    return [Rate(label, formula, *_parts(rate)) for label, formula, rate in found if rate]


def _parts(rate: tuple[int, int]) -> tuple[str, str]:
    percent: Decimal | None = statistics.percent(rate)
    return " / ".join(map(statistics.number, rate)), numbers.show(percent, Kind.RATE)
