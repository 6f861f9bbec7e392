"""Which day does a cell of a file name?

dd/mm/yyyy and yyyy-mm-dd, with or without a clock time before or after it, which is cut off. The month never comes
first, a year has four digits: "05/06/24" could be three different days.
"""

import datetime
import re

BAD = "~"  # sorts behind every day, so that one comparison with the last possible day refuses it
MOST_KEPT = 50_000  # texts; clock times make nearly every one different

_CLOCK = r"\d{1,2}[:hg]\d{2}(?:[:p]\d{2})?(?:\.\d+)?"
_DAY = re.compile(
    rf"(?:{_CLOCK}[ ,]+)?"
    r"(?:(?P<d>\d{1,2})([/.-])(?P<m>\d{1,2})\2(?P<y>\d{4})|(?P<iy>\d{4})([/-])(?P<im>\d{1,2})\6(?P<id>\d{1,2}))"
    rf"(?:[ T,]+{_CLOCK}(?: ?(?:SA|CH|AM|PM))?(?:Z|[+-]\d\d:?\d\d)?)?",
    re.ASCII | re.IGNORECASE,
)
_SERIAL = re.compile(r"(\d{5})(?:\.\d+)?", re.ASCII)
_EXCEL_ZERO = datetime.date(1899, 12, 30)


def read(text: str, serials: bool = False) -> str:
    """The day as yyyy-mm-dd, "" for an empty cell, BAD for anything else.

    ``serials``: take a bare number for Excel's count of days (only in a workbook, 20000 to 80000).
    """
    text = text.strip()
    if not text:
        return ""
    if serials and (number := _SERIAL.fullmatch(text)):
        count = int(number[1])
        return (_EXCEL_ZERO + datetime.timedelta(days=count)).isoformat() if 20_000 <= count <= 80_000 else BAD
    found = _DAY.fullmatch(text)
    if not found:
        return BAD
    year, month, day = (int(found[name] or found[f"i{name}"]) for name in "ymd")
    try:
        return datetime.date(year, month, day).isoformat()
    except ValueError:
        return BAD


class Days(dict[str, str]):
    """``days[text]`` is ``read(text)``, remembered: a file names the same few hundred days again and again."""

    def __init__(self, serials: bool = False) -> None:
        super().__init__()
        self.serials = serials

    def __missing__(self, text: str) -> str:
        if len(self) >= MOST_KEPT:
            self.clear()
        # The day alone is asked first: with clock times, the whole text is new in nearly every row.
        day = self.get(text[:10]) if len(text) > 10 and text[10] in " T" and _DAY.fullmatch(text) else None
        self[text] = day = day or read(text, self.serials)
        return day


class Bounded(dict[str, str]):
    """``bounded[text]`` is the day when it lies between two days, "" of an empty cell, a blank of any other.

    A blank sorts before every day.
    """

    def __init__(self, read: Days, first: str, last: str) -> None:
        super().__init__()
        self.read, self.first, self.last = read, first, last

    def __missing__(self, text: str) -> str:
        if len(self) >= MOST_KEPT:
            self.clear()
        day = self.read[text]
        self[text] = day = day if not day or self.first <= day <= self.last else " "
        return day
