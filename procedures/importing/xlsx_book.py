"""What does a small workbook hold, cell by cell? A child process has opened it (xlsx_cells)."""

import dataclasses
import json
from pathlib import Path
from typing import Any

from procedures.importing import children, xlsx_cells
from procedures.importing.faults import FileRefused

SECONDS = 10  # of processor time
MOST_JSON = 32 * 1024 * 1024


@dataclasses.dataclass(frozen=True, slots=True)
class BookCell:
    """``kind``: number (written as the file has it: "12.5", "1e309"), percent (the number of a cell that shows it
    times a hundred), day (yyyy-mm-dd), text, truth ("1", "0"), error ("#REF!"). ``formula``: worked out by the program
    that saved the file; its text may be empty.
    """

    kind: str
    text: str
    formula: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class Sheet:
    """The cells that hold anything by row and column, both counted from 1; ``merged``: "A1:D1"."""

    name: str
    shown: bool
    cells: dict[tuple[int, int], BookCell]
    merged: tuple[str, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class Book:
    """``names``: the sheet, row and column that a name points at; None where it points at no single cell any more."""

    names: dict[str, tuple[str, int, int] | None]
    sheets: tuple[Sheet, ...]

    def sheet(self, name: str) -> Sheet | None:
        return next((one for one in self.sheets if one.name.casefold() == name.casefold()), None)


def read(path: Path, only: str = "") -> Book:
    """The workbook, or of its sheets just the one that the name ``only`` points into. Raises FileRefused."""
    with children.child(SECONDS, xlsx_cells.__name__, str(path), *filter(None, [only])) as out:
        text = out.read(MOST_JSON + 1)
    if len(text) > MOST_JSON:
        raise FileRefused("Tệp Excel có quá nhiều ô để là một biểu báo cáo.")
    return of(json.loads(text))


def of(said: dict[str, Any]) -> Book:
    """The workbook that the child process has written down."""
    return Book(
        names={name: at and (at[0], at[1], at[2]) for name, at in said["names"].items()},
        sheets=tuple(_sheet(**one) for one in said["sheets"]),
    )


def _sheet(name: str, shown: bool, cells: list[tuple[int, int, str, str, bool]], merged: list[str]) -> Sheet:
    found = {(row, column): BookCell(kind, text, formula) for row, column, kind, text, formula in cells}
    return Sheet(name, shown, found, tuple(merged))


def reference(row: int, column: int) -> str:
    """ "D14" of row 14 and column 4."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row}"
