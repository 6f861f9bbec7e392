"""What stands in every cell of a small workbook, and what was it there: a number, a text, a day? A process of its own.

``python -m procedures.importing.xlsx_cells FILE [NAME]`` writes the names of the workbook and the cells of its sheets,
or of the one sheet that NAME points into, as JSON (xlsx_book reads it). Numbers are written as the file has them:
nothing here rounds.
"""

import json
import re
import sys
import zipfile
from typing import Any
from xml.parsers import expat

from procedures.importing import preflight, xlsx_child
from procedures.importing.faults import FileRefused
from procedures.importing.xlsx_child import LONGEST_CELL, Cells, Sheet

MOST_SHEETS, MOST_CELLS, MOST_TEXT, MOST_NAMES = 100, 60_000, 4_000_000, 20_000
_POINTS_AT = re.compile(r"(?:'((?:[^']|'')+)'|([^'!\[\]]+))!\$?([A-Z]{1,3})\$?([1-9]\d{0,6})", re.ASCII | re.DOTALL)
_PERCENT_IDS = frozenset({9, 10})


def names(book: zipfile.ZipFile) -> dict[str, tuple[str, str, str] | None]:
    """Sheet, column and row that every name of the workbook points at; None for one that points at no single cell."""
    found: dict[str, tuple[str, str, str] | None] = {}
    texts: list[str] = []
    name = ""

    def start(tag: str, attributes: list[str]) -> None:
        nonlocal name
        if tag.rpartition(":")[2] == "definedName":
            said = dict(zip(attributes[::2], attributes[1::2], strict=True))
            name = "" if "localSheetId" in said else said.get("name", "")
            texts.clear()

    def end(tag: str) -> None:
        nonlocal name
        if tag.rpartition(":")[2] != "definedName" or not name:
            return
        at = _POINTS_AT.fullmatch("".join(texts).strip().lstrip("="))
        found[name] = ((at[1] or at[2]).replace("''", "'"), at[3], at[4]) if at else None
        name = ""
        if len(found) > MOST_NAMES:
            raise FileRefused(f"Tệp Excel có quá {MOST_NAMES} tên. {preflight.SAVE_AGAIN}")

    def text(data: str) -> None:
        if name:
            texts.append(data)

    def handlers(parser: expat.XMLParserType) -> None:
        parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text

    xlsx_child.parse(book, xlsx_child.workbook(book), handlers)
    return found


class _Typed(Cells):
    """The cells of a sheet with what they are."""

    __slots__ = ("formula", "into", "pieces", "seen")

    def __init__(self, sheet: "TypedSheet", parser: expat.XMLParserType) -> None:
        super().__init__(sheet, parser, lambda number, cells: None)
        self.into = sheet
        self.pieces: list[str] = []
        self.seen = self.formula = False

    def start(self, name: str, attributes: list[str]) -> None:
        super().start(name, attributes)
        if name == "c":
            self.pieces.clear()
            self.seen = self.formula = False
        elif name == "f":
            self.formula = True
        elif name == "mergeCell":
            self.into.merged += [
                said for at, said in zip(attributes[::2], attributes[1::2], strict=True) if at == "ref"
            ]

    def end(self, name: str) -> None:
        if name == "v" or name == "t":
            self.parser.CharacterDataHandler = None
            self.pieces += self.texts
            self.seen = True
        elif name == "c" and (self.seen or self.formula):
            kind, text = self.into.typed(self.kind, self.style, "".join(self.pieces))
            if self.row - self.filled > xlsx_child.LARGEST_GAP and (text or self.formula):
                self.too_far()
            self.filled = self.row
            self.into.take(self.row, self.place, kind, text, self.formula)
        self.depth -= 1


class TypedSheet(Sheet):
    """The cells of one sheet as [row, column, kind, text, from a formula]; kinds: see xlsx_book.BookCell."""

    def __init__(self, book: zipfile.ZipFile, part: str, known: "Known") -> None:
        super().__init__(book, part, known.strings, known.days)
        self.known = known
        self.cells: list[list[Any]] = []
        self.merged: list[str] = []

    def typed(self, kind: str, style: str, text: str) -> tuple[str, str]:
        if len(text) > LONGEST_CELL:
            raise FileRefused(f"Tệp Excel có ô dài quá {LONGEST_CELL} ký tự. {preflight.SAVE_AGAIN}")
        if kind == "s":
            return "text", self.value(kind, style, text)
        if kind in ("str", "inlineStr"):
            return "text", text
        if kind in ("b", "e", "d"):
            return {"b": "truth", "e": "error", "d": "day"}[kind], text
        if style in self.dates:
            return "day", self.day(text)
        return "percent" if style in self.known.percents else "number", text

    def take(self, row: int, column: int, kind: str, text: str, formula: bool) -> None:
        if text or formula:
            self.known.count(text)
            self.cells.append([row, column, kind, text, formula])

    def read_all(self) -> None:
        xlsx_child.parse(self.book, self.part, lambda parser: _Typed(self, parser))


class Known:
    """What all sheets of a workbook share, and how much has been read of it."""

    def __init__(self, book: zipfile.ZipFile) -> None:
        self.strings = xlsx_child.shared_strings(book)
        self.days = xlsx_child.date_styles(book)
        self.percents = xlsx_child.styles(book, re.compile("%"), _PERCENT_IDS)
        self.cells = self.letters = 0

    def count(self, text: str) -> None:
        self.cells += 1
        self.letters += len(text)
        if self.cells > MOST_CELLS or self.letters > MOST_TEXT:
            raise FileRefused("Tệp Excel có quá nhiều ô để là một biểu báo cáo. Hãy chỉ giữ các trang của biểu.")


def written(book: zipfile.ZipFile, only: str = "") -> dict[str, Any]:
    """All that is asked for, as JSON can hold it."""
    sheets, pointed = xlsx_child.all_sheets(book), names(book)
    if len(sheets) > MOST_SHEETS:
        raise FileRefused(f"Tệp Excel có {len(sheets)} trang, nhiều nhất {MOST_SHEETS}. {preflight.SAVE_AGAIN}")
    known, found = Known(book), []
    at = pointed.get(only)
    for name, part, is_shown in sheets:
        if only and (at is None or at[0].casefold() != name.casefold()):
            continue
        sheet = TypedSheet(book, part, known)
        sheet.read_all()
        found.append({"name": name, "shown": is_shown, "cells": sheet.cells, "merged": sheet.merged})
    places = {name: at and [at[0], int(at[2]), _column(at[1])] for name, at in pointed.items()}
    return {"names": places, "sheets": found}


def _column(letters: str) -> int:
    """A is 1, AA is 27."""
    place = 0
    for letter in letters:
        place = place * 26 + ord(letter) - 64
    return place


def main(path: str, only: str = "") -> int:
    return xlsx_child.limited(path, lambda book: json.dump(written(book, only), sys.stdout))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
