"""What does a cell of a form ask for, and how bad is it when it gets something else?"""

from enum import StrEnum
from typing import Protocol


class Kind(StrEnum):
    """What a row of a form holds."""

    HEADING = "heading"  # a band across the table, no figure
    COUNT = "count"  # whole number
    AMOUNT = "amount"  # money, in the unit printed
    RATE = "rate"  # percent, computed from two parts
    PERCENT = "percent"  # percent that is typed because its parts are not asked for: can't be added up
    TOTAL = "total"  # computed sum
    CHOICE = "choice"  # one of a few printed numbers


class Severity(StrEnum):
    """What a broken rule does: an error stops the sending, a warning asks for an explanation."""

    ERROR = "error"
    WARNING = "warning"


class Expected(Protocol):
    """What a cell asks for: a row of a form, or whatever else says these three things."""

    @property
    def kind(self) -> Kind: ...
    @property
    def unit(self) -> str: ...
    @property
    def choices(self) -> tuple[tuple[int, str], ...]: ...
