"""What stands in the cells of a workbook? Runs as a process of its own, with little memory and time.

``python -m procedures.importing.xlsx_child head FILE`` writes the first rows of every sheet as JSON;
``… rows FILE PART COLUMNS`` writes the rows of one sheet as CSV, each behind its row number, and "end" at the end.
A workbook that is refused ends with 3 and the Vietnamese reason on standard error.
"""

import csv
import datetime
import json
import posixpath
import re
import resource
import sys
import zipfile
from collections.abc import Callable, Iterator
from xml.parsers import expat

from procedures.importing import preflight
from procedures.importing.faults import FileRefused
from procedures.importing.layout import HEADER_WITHIN, MOST_COLUMNS, SAMPLE

MEMORY = 768 * 1024 * 1024
REFUSED = 3
MOST_STRINGS, MOST_CHARACTERS = 4_000_000, 150_000_000
MOST_SHEETS = 10  # that are looked at for a header
MOST_DEPTH, MOST_MERGED, LARGEST_GAP = 40, 10_000, 20_000
LONGEST_CELL = 32_767
LAST_ROW = 1_048_576
_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})", re.ASCII)
_DATE_IDS = frozenset([*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)])
_NOT_SAID = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.')
CHUNK = 256 * 1024


class _Enough(Exception):
    """The rows that were asked for are there."""


def parse(book: zipfile.ZipFile, part: str, handlers: Callable[[expat.XMLParserType], object]) -> None:
    """Sends a part of the workbook through a parser whose handlers ``handlers`` sets."""
    parser = preflight.parser_without_dtd()
    parser.buffer_text = True
    parser.buffer_size = 64 * 1024
    parser.ordered_attributes = True
    handlers(parser)
    try:
        with book.open(part) as file:
            while chunk := file.read(CHUNK):
                parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except _Enough:
        return
    except (expat.ExpatError, ValueError, LookupError, *preflight.BROKEN) as error:
        raise FileRefused(f"Phần {part} của tệp Excel bị hỏng. {preflight.SAVE_AGAIN}") from error


def elements(book: zipfile.ZipFile, part: str, wanted: set[str]) -> Iterator[tuple[str, dict[str, str]]]:
    """The elements of a small part, by their names without prefix, with their attributes."""
    found: list[tuple[str, dict[str, str]]] = []
    if part not in book.namelist():
        return
    if book.getinfo(part).file_size > 16 * 1024 * 1024:
        raise FileRefused(f"Phần {part} của tệp Excel lớn bất thường. {preflight.SAVE_AGAIN}")
    depth = 0

    def start(name: str, attributes: list[str]) -> None:
        nonlocal depth
        depth += 1
        if depth > MOST_DEPTH:
            raise FileRefused(f"Tệp Excel lồng quá {MOST_DEPTH} tầng. {preflight.SAVE_AGAIN}")
        if name.rpartition(":")[2] in wanted:
            found.append((name.rpartition(":")[2], dict(zip(attributes[::2], attributes[1::2], strict=True))))

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1

    def handlers(parser: expat.XMLParserType) -> None:
        parser.StartElementHandler, parser.EndElementHandler = start, end

    parse(book, part, handlers)
    yield from found


def sheets(book: zipfile.ZipFile) -> list[tuple[str, str]]:
    """Name and part of every sheet that is not hidden, in the order of the workbook."""
    found = [(name, part) for name, part, is_shown in all_sheets(book) if is_shown]
    if not found:
        raise FileRefused(f"Tệp Excel không có trang tính nào. {preflight.SAVE_AGAIN}")
    return found


def workbook(book: zipfile.ZipFile) -> str:
    """The part that lists the sheets."""
    return preflight.place(book.namelist(), "xl/workbook.xml")


def all_sheets(book: zipfile.ZipFile) -> list[tuple[str, str, bool]]:
    """Name and part of every sheet, and whether it is shown, in the order of the workbook."""
    targets, main = {}, workbook(book)
    for _, said in elements(book, main.replace("xl/", "xl/_rels/") + ".rels", {"Relationship"}):
        if said.get("TargetMode") == "External":
            raise FileRefused(f"Tệp Excel có liên kết ra ngoài. {preflight.SAVE_AGAIN}")
        target = said.get("Target", "")
        targets[said.get("Id", "")] = target.lstrip("/") if target.startswith("/") else posixpath.join("xl", target)
    found = []
    for _, said in elements(book, main, {"sheet"}):
        key = next((value for name, value in said.items() if name.rpartition(":")[2] == "id"), "")
        part = posixpath.normpath(targets.get(key, ""))
        if part in book.namelist() and not preflight.is_embedded(part):
            found.append((said.get("name", ""), part, said.get("state", "visible") == "visible"))
    return found


def date_styles(book: zipfile.ZipFile) -> set[str]:
    """The style numbers (as the cells write them) under which a number is a day."""
    return styles(book, re.compile(r"[dmyh]", re.I), _DATE_IDS)


def styles(book: zipfile.ZipFile, pattern: re.Pattern[str], built_in: frozenset[int]) -> set[str]:
    """The style numbers whose number format is one of Excel's own, or one that has a pattern outside its texts."""
    custom, found, inside = {}, set(), False
    count = 0
    part = preflight.place(book.namelist(), "xl/styles.xml")
    for name, said in elements(book, part, {"numFmt", "cellXfs", "xf", "cellStyles"}):
        if name == "numFmt":
            custom[said.get("numFmtId")] = bool(pattern.search(_NOT_SAID.sub("", said.get("formatCode", ""))))
        elif name == "xf" and inside:
            key = said.get("numFmtId", "0")
            if custom.get(key, key.isdigit() and int(key) in built_in):
                found.add(str(count))
            count += 1
        else:
            inside = name == "cellXfs"
    return found


def shared_strings(book: zipfile.ZipFile) -> list[str]:
    strings: list[str] = []
    texts: list[str] = []
    state = {"text": False, "phonetic": False, "size": 0}

    def start(name: str, attributes: list[str]) -> None:
        local = name.rpartition(":")[2]
        if local == "si":
            texts.clear()
        elif local == "t":
            state["text"] = not state["phonetic"]
        elif local == "rPh":
            state["phonetic"] = True

    def end(name: str) -> None:
        local = name.rpartition(":")[2]
        state["text"] = False
        if local == "si":
            text = "".join(texts)
            state["size"] += len(text)
            strings.append(sys.intern(text) if len(text) < 40 else text)
            if len(strings) > MOST_STRINGS or state["size"] > MOST_CHARACTERS:
                most = f"{MOST_STRINGS // 10**6} triệu ô chữ khác nhau, {MOST_CHARACTERS // 10**6} triệu ký tự"
                raise FileRefused(f"Tệp Excel có quá nhiều chữ (nhiều nhất {most}). Hãy lưu thành CSV.")
        elif local == "rPh":
            state["phonetic"] = False

    def text(data: str) -> None:
        if state["text"]:
            if len(data) > LONGEST_CELL:
                raise FileRefused(f"Tệp Excel có ô dài quá {LONGEST_CELL} ký tự. {preflight.SAVE_AGAIN}")
            texts.append(data)

    def handlers(parser: expat.XMLParserType) -> None:
        parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text

    part = preflight.place(book.namelist(), "xl/sharedStrings.xml")
    if part in book.namelist():
        parse(book, part, handlers)
    return strings


class Sheet:
    """The rows of one sheet as lists of texts; the handlers of expat are closures, for speed."""

    def __init__(self, book: zipfile.ZipFile, part: str, strings: list[str], dates: set[str]) -> None:
        self.book, self.part, self.strings, self.dates = book, part, strings, dates
        self.first_day = datetime.date(1904, 1, 1) if _is_1904(book) else datetime.date(1899, 12, 30)
        self._days: dict[str, str] = {}
        self.columns: dict[str, int] = {}

    def day(self, text: str) -> str:
        """A serial number as yyyy-mm-dd; what is no possible day stays as it is."""
        if text not in self._days:
            try:
                days = int(float(text))
                known = (self.first_day + datetime.timedelta(days=days)).isoformat() if days >= 1 else text
            except (ValueError, OverflowError):
                known = text
            self._days[text] = known
            if len(self._days) > 100_000:
                self._days.clear()
        return self._days.get(text) or text

    def place(self, letters: str) -> int:
        place = 0
        for letter in letters:
            place = place * 26 + ord(letter) - 64
        self.columns[letters] = place
        return place

    def value(self, kind: str, style: str, text: str) -> str:
        if kind == "s":
            if not text.isdigit() or int(text) >= len(self.strings):
                raise FileRefused(f"Tệp Excel bị hỏng (ô trỏ tới chữ không có). {preflight.SAVE_AGAIN}")
            return self.strings[int(text)]
        if len(text) > LONGEST_CELL:
            raise FileRefused(f"Tệp Excel có ô dài quá {LONGEST_CELL} ký tự. {preflight.SAVE_AGAIN}")
        if style in self.dates and kind in ("", "n"):
            return self.day(text)
        return text[:-2] if kind == "" and text.endswith(".0") else text

    def read(self, take: Callable[[int, list[str]], None]) -> None:
        """Calls ``take`` with the number and the cells of every row that has any."""
        parse(self.book, self.part, lambda parser: Cells(self, parser, take))

    def placed(self, reference: str) -> int:
        """The column of a cell, remembered by its letters."""
        found = _REFERENCE.fullmatch(reference)
        if not found or (place := self.place(found[1])) > 16_384:
            raise FileRefused(f"Tệp Excel có địa chỉ ô không hợp lệ. {preflight.SAVE_AGAIN}")
        return place


class Cells:
    """What the parser of a sheet is at: the row, the cell, and the texts inside it."""

    __slots__ = (
        "cells",
        "columns",
        "depth",
        "filled",
        "kind",
        "merged",
        "parser",
        "place",
        "row",
        "sheet",
        "style",
        "take",
        "texts",
    )

    def __init__(self, sheet: Sheet, parser: expat.XMLParserType, take: Callable[[int, list[str]], None]) -> None:
        self.sheet, self.parser, self.take, self.columns = sheet, parser, take, sheet.columns
        self.cells: list[str] = []
        self.texts: list[str] = []
        self.row = self.place = self.depth = self.merged = self.filled = 0
        self.kind = self.style = ""
        parser.StartElementHandler, parser.EndElementHandler = self.start, self.end

    def start(self, name: str, attributes: list[str]) -> None:
        self.depth += 1
        if name == "v" or name == "t":
            self.texts.clear()
            self.parser.CharacterDataHandler = self.texts.append
        elif name == "c":
            self.kind = self.style = ""
            self.place += 1
            for at in range(0, len(attributes), 2):
                key, said = attributes[at], attributes[at + 1]
                if key == "r":
                    self.place = self.columns.get(said.rstrip("0123456789")) or self.sheet.placed(said)
                elif key == "t":
                    self.kind = said
                elif key == "s":
                    self.style = said
        elif name == "row":
            self.row, self.place = _row_number(attributes, self.row), 0
        else:
            self._other(name)

    def _other(self, name: str) -> None:
        self.merged += name == "mergeCell"
        if self.merged > MOST_MERGED:
            raise FileRefused(f"Bảng dữ liệu có quá {MOST_MERGED} ô gộp. {preflight.SAVE_AGAIN}")
        if ":" in name and self.depth == 1:
            self._without(name[: name.index(":") + 1])
        if self.depth > MOST_DEPTH:
            raise FileRefused(f"Tệp Excel lồng quá {MOST_DEPTH} tầng. {preflight.SAVE_AGAIN}")

    def _without(self, prefix: str) -> None:
        """Some programs write every name of a sheet with a prefix; those of additions have others."""
        start, end = self.start, self.end
        self.parser.StartElementHandler = lambda name, attributes: start(name.removeprefix(prefix), attributes)
        self.parser.EndElementHandler = lambda name: end(name.removeprefix(prefix))

    def end(self, name: str) -> None:
        self.depth -= 1
        if name == "v" or name == "t":
            self.parser.CharacterDataHandler = None
            text = "".join(self.texts)
            self._put(self.sheet.value(self.kind, self.style, text) if name == "v" else text)
        elif name == "row" and self.cells:
            if self.row - self.filled > LARGEST_GAP and any(map(str.strip, self.cells)):
                self.too_far()
            self.take(self.row, self.cells)
            self.cells.clear()
            self.filled = self.row

    def too_far(self) -> None:
        raise FileRefused(f"Có ô ở dòng {self.row}, quá xa bảng dữ liệu. {preflight.SAVE_AGAIN}")

    def _put(self, text: str) -> None:
        cells, place = self.cells, self.place
        if place > MOST_COLUMNS:
            if text.strip():
                where = f"dòng {self.row}, cột {place}"
                raise FileRefused(f"Có ô ở {where}: quá xa bảng dữ liệu. {preflight.SAVE_AGAIN}")
            return
        if len(cells) < place:
            cells.extend([""] * (place - len(cells)))
        cells[place - 1] += text


def _row_number(attributes: list[str], before: int) -> int:
    number = before + 1
    for at in range(0, len(attributes), 2):
        if attributes[at] == "r":
            said = attributes[at + 1]
            number = int(said) if said.isdigit() and len(said) < 9 else 0
    if not before < number <= LAST_ROW:
        raise FileRefused(f"Có dòng {number}, quá xa bảng dữ liệu hoặc sai thứ tự. {preflight.SAVE_AGAIN}")
    return number


def _is_1904(book: zipfile.ZipFile) -> bool:
    said = [said.get("date1904", "") for _, said in elements(book, workbook(book), {"workbookPr"})]
    return bool(said) and said[0] in ("1", "true")


def head(book: zipfile.ZipFile) -> None:
    strings, dates, found = shared_strings(book), date_styles(book), []
    for name, part in sheets(book)[:MOST_SHEETS]:
        rows: list[list[str]] = []

        def take(number: int, cells: list[str], rows: list[list[str]] = rows) -> None:
            rows.append([cell[:1000] for cell in cells])
            if len(rows) > HEADER_WITHIN + SAMPLE:
                raise _Enough

        Sheet(book, part, strings, dates).read(take)
        found.append({"name": name, "part": part, "rows": rows})
    json.dump(found, sys.stdout)


def rows(book: zipfile.ZipFile, part: str, width: int) -> None:
    write = csv.writer(sys.stdout, lineterminator="\n").writerow

    def take(number: int, cells: list[str]) -> None:
        if len(cells) < width:
            cells += [""] * (width - len(cells))
        write((number, *cells))

    Sheet(book, part, shared_strings(book), date_styles(book)).read(take)
    write(("end",))


def main(what: str, path: str, *more: str) -> int:
    if what == "head":
        return limited(path, head)
    return limited(path, lambda book: rows(book, more[0], int(more[1])))


def limited(path: str, work: Callable[[zipfile.ZipFile], object], kind: preflight.FileKind = preflight.WORKBOOK) -> int:
    """Does something with a workbook or document under the limits of this process; the exit status."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        with open(path, "rb") as file:
            work(preflight.opened(file, kind))
    except FileRefused as refusal:
        sys.stderr.write(str(refusal))
        return REFUSED
    except MemoryError:
        sys.stderr.write(f"Tệp {kind.name} đòi quá nhiều bộ nhớ. {kind.again}")
        return REFUSED
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
