"""Is a workbook still what the portal wrote? Read cell by cell with a program that did not write it."""

import io
import zipfile
from collections.abc import Iterator
from typing import IO, NamedTuple
from xml.etree.ElementTree import ParseError

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from reports import codes

MARK = "Mã xác nhận "  # what stands before the code at the foot of every sheet
_UNREADABLE = (InvalidFileException, zipfile.BadZipFile, ParseError, KeyError, ValueError, TypeError, OSError)


class Unreadable(Exception):
    """The file is no workbook that could have come from the portal."""


class Difference(NamedTuple):
    """A cell that holds something else; ``cell`` is empty for a sheet that is not there or is not ours."""

    sheet: str
    cell: str
    expected: str
    came: str


def code_of(file: IO[bytes]) -> str:
    """The code that a workbook bears, as codes.read gives it; empty where it bears none. Raises Unreadable."""
    for sheet in _open(file, results=True):
        for row in sheet.iter_rows(values_only=True):
            for value in row:
                if isinstance(value, str) and value.startswith(MARK):
                    return codes.read(value.removeprefix(MARK).splitlines()[0])
    return ""


def differences(came: IO[bytes], expected: bytes) -> Iterator[Difference]:
    """Where a workbook differs from the one that the portal would write now: formulas, their results, all other cells.

    How a cell looks is not compared: whoever widens a column has changed no figure. A program that saves formulas
    without results leaves nothing to compare there. Raises Unreadable.
    """
    ours, theirs = _sheets(io.BytesIO(expected)), _sheets(came)
    for title in [*ours, *(title for title in theirs if title not in ours)]:
        mine, other = ours.get(title), theirs.get(title)
        if mine and other:
            yield from _of_sheet(title, mine, other)
        else:
            yield Difference(
                title, "", "có trang tính" if mine else "không có trang tính", "có" if other else "không có"
            )


class _Sheet(NamedTuple):
    """One sheet twice: with the formulas, and with the results that were stored beside them."""

    formulas: Worksheet
    results: Worksheet


def _sheets(file: IO[bytes]) -> dict[str, _Sheet]:
    pairs = zip(_open(file, results=False), _open(file, results=True), strict=True)
    return {formulas.title: _Sheet(formulas, results) for formulas, results in pairs}


def _open(file: IO[bytes], *, results: bool) -> list[Worksheet]:
    file.seek(0)
    try:
        return list(openpyxl.load_workbook(file, data_only=results).worksheets)
    except _UNREADABLE as error:
        raise Unreadable(str(error)) from error


def _of_sheet(title: str, mine: _Sheet, other: _Sheet) -> Iterator[Difference]:
    rows, columns = (max(getattr(one.formulas, size) for one in (mine, other)) for size in ("max_row", "max_column"))
    for row in range(1, rows + 1):
        for column in range(1, columns + 1):
            (formula, result), (written, stored) = (
                (sheet.formulas.cell(row, column).value, sheet.results.cell(row, column).value)
                for sheet in (mine, other)
            )
            is_formula = isinstance(written, str) and written.startswith("=")
            if formula != written or (result != stored and not (is_formula and stored is None)):
                address = mine.results.cell(row, column).coordinate
                yield Difference(title, address, _shown(result), _shown(written if stored is None else stored))


def _shown(value: object) -> str:
    return "trống" if value is None else str(value)
