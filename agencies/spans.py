"""From which day to which day is counted? The standard spans of a year, by the reporting regime of 188/SNV-CCHC."""

import datetime
from dataclasses import dataclass

# Name, first and last (month, day); a start in December lies in the year before.
_STANDARD = {
    "q1": ("Quý I năm {}", (12, 15), (3, 14)),
    "h1": ("6 tháng đầu năm {}", (12, 15), (6, 14)),
    "q3": ("Quý III năm {}", (6, 15), (9, 14)),
    "m9": ("9 tháng đầu năm {}", (12, 15), (9, 14)),
    "year": ("Năm {}", (12, 15), (12, 14)),
}


FIRST_YEAR, LAST_YEAR = 1990, 2100  # of what somebody may ask about


@dataclass(frozen=True, slots=True)
class Span:
    """So many days, both ends included."""

    kind: str  # q1, h1, q3, m9, year
    name: str
    starts_on: datetime.date
    ends_on: datetime.date


def of_year(year: int) -> list[Span]:
    """The five standard spans of a year: quarter I, six months, quarter III, nine months, year."""
    return [
        Span(kind, name.format(year), datetime.date(year - (start[0] == 12), *start), datetime.date(year, *end))
        for kind, (name, start, end) in _STANDARD.items()
    ]


def is_sound(starts_on: datetime.date, ends_on: datetime.date) -> bool:
    """Whether days that somebody asks about follow each other, and lie where figures can be."""
    return starts_on <= ends_on and starts_on.year >= FIRST_YEAR and ends_on.year <= LAST_YEAR
