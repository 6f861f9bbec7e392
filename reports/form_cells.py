"""What is a cell called in the workbook that is filled in and sent back, and what does it say there?

Pure. Every cell to fill in has a name of its own, made of appendix and code and never of its place: "PL2_5_1" is the
figure of row 5.1 of Phụ lục 2, "PL2_5_1_ghi_chu" its note, "PL2_5_1_nam_2015" its 2015 figure.
"""

import hashlib
import re
from decimal import Decimal
from typing import NamedTuple

from agencies.numbers import State
from reports import entry_rows
from reports.cells import Cell

MARK = "CCHC_dau"  # the name of the cell with the signed mark
NOTE, BASE = "_ghi_chu", "_nam_2015"
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def name(key: str, what: str = "") -> str:
    """The name of a cell: of the figure, or of the NOTE or BASE beside it."""
    appendix, _, code = key.partition(":")
    return f"PL{appendix}_{code.replace('.', '_')}{what}"


class Said(NamedTuple):
    """What the workbook says of a row: figure, note and 2015 figure, as the portal would write them."""

    text: str
    note: str
    base: str

    @property
    def digest(self) -> str:
        """Eight letters that tell whether a person has changed anything."""
        return hashlib.blake2b("\0".join(self).encode(), digest_size=4).hexdigest()


NOTHING = Said("", "", "")


def said(cell: Cell, base: Decimal | None = None) -> Said:
    """What a cell says when it is written into the workbook."""
    text = cell.typed
    if cell.state is State.REPORTED and cell.value is not None:
        text = digits(cell.value)
    elif cell.state is not State.MISSING:
        text = entry_rows.SHORT[cell.state]
    return Said(text, _lines(cell.note), "" if base is None else digits(base))


def digits(value: Decimal) -> str:
    """A figure with every decimal it has and no marks: "1537", "12,5"."""
    return f"{value.normalize():f}".replace(".", ",")


def unescaped(text: str) -> str:
    """A text of a workbook as it was typed: Excel writes letters that XML has no room for as _x000D_."""
    return _lines(_ESCAPED.sub(lambda found: chr(int(found[1], 16)), text))


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
