"""In which encoding, with which separator and under which header line was a CSV file written?"""

import codecs
import csv
import io
import itertools
import unicodedata
from collections.abc import Iterable, Iterator
from typing import IO

from procedures.importing import columns
from procedures.importing.faults import FileRefused
from procedures.importing.layout import HEADER_WITHIN, MOST_COLUMNS, SAMPLE, Layout

LONGEST_LINE = 64 * 1024  # characters
MOST_BYTES = 2 * 1024 * 1024 * 1024
HEAD = 256 * 1024  # bytes that are looked at for separator and header
SEPARATORS = ",;\t"
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_UNREADABLE = (
    "Không đọc được chữ trong tệp (không phải UTF-8, UTF-16 hay Windows-1258, hoặc tệp bị hỏng). "
    "Trong Excel, hãy lưu kiểu “CSV UTF-8”."
)
_CUT = "Tệp bị cắt cụt: chữ cuối cùng chỉ còn một nửa. Hãy xuất hoặc tải lại tệp từ hệ thống gốc."
# What no text begins with, so that a renamed file is told from a CSV.
_OTHERS = {
    b"PK\x03\x04": "một tệp nén hoặc tệp Excel",
    b"\xd0\xcf\x11\xe0": "một tệp Excel cũ (.xls) hoặc tệp có mật khẩu",
    b"%PDF-": "một tệp PDF",
    b"\x1f\x8b": "một tệp nén",
    b"<html": "một trang web",
    b"<!DOC": "một trang web",
    b"<?xml": "một tệp XML",
}


class Scan:
    """Watches a whole file go by: does it stay text in one encoding, and does no line outgrow its bound?

    Feed it every chunk and ``end`` it; ``encoding`` is certain then. Raises FileRefused.
    """

    def __init__(self, head: bytes) -> None:
        """``head``: the beginning of the file."""
        if not head:
            raise FileRefused("Tệp trống.")
        for start, what in _OTHERS.items():
            if head.startswith(start):
                raise FileRefused(f"Đây là {what}, không phải tệp CSV. Hãy lưu lại đúng định dạng rồi tải lên.")
        self.encoding = _by_head(head) or "utf-8"
        self._decoder = _decoder(self.encoding)
        self._only_ascii = True
        self._line = self._size = 0

    def feed(self, chunk: bytes) -> None:
        self._size += len(chunk)
        if self._size > MOST_BYTES:
            raise FileRefused(f"Tệp lớn nhất {MOST_BYTES // 1024**3} GB; hãy chia tệp theo tháng.")
        self._measure(self._decoded(chunk))

    def end(self) -> str:
        """The encoding of the whole file, which does not end in the middle of a letter."""
        try:
            self._decoder.decode(b"", final=True)
        except UnicodeDecodeError as error:
            raise FileRefused(_CUT) from error
        return self.encoding

    def _decoded(self, chunk: bytes) -> str:
        try:
            text = self._decoder.decode(chunk)
        except UnicodeDecodeError as error:
            # In Windows-1258 nearly everything is text, and none of it is long UTF-8: what was UTF-8 up to here is a
            # damaged file.
            if self.encoding != "utf-8" or not self._only_ascii or not chunk[: error.start].isascii():
                raise FileRefused(_UNREADABLE) from error
            self.encoding, self._decoder = "cp1258", _decoder("cp1258")
            return self._decoded(chunk)
        self._only_ascii = self._only_ascii and chunk.isascii()
        return text

    def _measure(self, text: str) -> None:
        if "\0" in text:
            raise FileRefused("Tệp có ký tự rỗng (NUL): đây không phải tệp văn bản nguyên vẹn.")
        pieces = text.split("\n")
        self._line += len(pieces[0])
        longest = max(self._line, *map(len, pieces))
        if len(pieces) > 1:
            self._line = len(pieces[-1])
        if longest > LONGEST_LINE:
            raise FileRefused(f"Tệp có dòng dài quá {LONGEST_LINE} ký tự: đây không phải tệp CSV nguyên vẹn.")


def _by_head(head: bytes) -> str:
    """The encoding that the first bytes prove, "" when they prove none."""
    for mark, name in _MARKS:
        if head.startswith(mark):
            return name
    pairs = head[: len(head) // 2 * 2][:2000]
    low, high = pairs[0::2].count(0), pairs[1::2].count(0)
    if len(pairs) >= 8 and max(low, high) * 2 >= len(pairs) // 2:  # more than a quarter of all bytes
        return "utf-16-le" if high > low else "utf-16-be"
    return ""


def _decoder(name: str) -> codecs.IncrementalDecoder:
    return codecs.getincrementaldecoder(name)("strict")


def layout(head: bytes, encoding: str, *, whole: bool) -> Layout:
    """The layout of a CSV file of which ``head`` is the beginning (``whole``: all of it). Raises FileRefused."""
    text = _decoder(encoding).decode(head).lstrip("\ufeff")
    if encoding == "cp1258":
        text = unicodedata.normalize("NFC", text)
    lines = text.splitlines(keepends=True)
    if not whole and len(lines) > 1:
        lines.pop()  # cut in the middle
    best = max((_read(lines, separator) for separator in SEPARATORS), key=lambda read: worth(read[0]))
    rows, separator = best
    above = header_place(rows)
    headers = columns.distinct([*without_end(rows[above])])
    if not 1 < len(headers) <= MOST_COLUMNS:
        raise FileRefused(
            "Không thấy dòng tiêu đề có nhiều cột, cách nhau bằng dấu phẩy, chấm phẩy hoặc tab. Hãy dùng tệp mẫu."
        )
    return Layout("csv", headers, above, rows[above + 1 :][:SAMPLE], encoding, separator)


def _read(lines: list[str], separator: str) -> tuple[list[list[str]], str]:
    try:
        rows = list(itertools.islice(csv.reader(lines, delimiter=separator), HEADER_WITHIN + SAMPLE + 1))
    except csv.Error:
        rows = []
    return rows or [[]], separator


def worth(rows: list[list[str]]) -> tuple[int, int]:
    """How much like a table of dossiers rows look: recognised headers, then the number of columns of the header."""
    header = rows[header_place(rows)]
    return _recognised(header), len(header)


def _recognised(cells: Iterable[str]) -> int:
    return len({name for cell in cells if (name := columns.known(cell))})


def header_place(rows: list[list[str]]) -> int:
    """Which of the first rows is the header: the one with most headers we know, else the first with two cells."""
    first = rows[:HEADER_WITHIN]
    best = max(range(len(first)), key=lambda place: (_recognised(first[place]), -place))
    if _recognised(first[best]):
        return best
    return next((place for place, row in enumerate(first) if sum(1 for cell in row if cell.strip()) > 1), 0)


def without_end(row: list[str]) -> list[str]:
    """A header without the empty cells that spreadsheets leave behind it."""
    cells = list(row)
    while len(cells) > 1 and not cells[-1].strip():
        cells.pop()
    return cells


class CsvSource:
    """The rows of a CSV file below its header, read as a stream."""

    def __init__(self, file: IO[bytes], layout: Layout) -> None:
        # The mark of "utf-8-sig" stands before the header, which is read over; its decoder is not written in C.
        text = io.TextIOWrapper(file, encoding=layout.encoding.removesuffix("-sig"), newline="")
        text._CHUNK_SIZE = HEAD  # type: ignore[attr-defined]
        csv.field_size_limit(LONGEST_LINE * 4)
        self.counter = csv.reader(text, delimiter=layout.separator)
        for _ in range(layout.above + 1):
            next(self.counter, None)

    def __iter__(self) -> Iterator[list[str]]:
        return self.counter
