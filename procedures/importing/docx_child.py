"""What do the paragraphs and tables of a document say? Runs as a process of its own, with little memory and time.

``python -m procedures.importing.docx_child FILE`` writes the body in its order as JSON: a paragraph as its text, a
table as its rows of cell texts. Of merged cells the first has the text, the others are empty, so that columns stay
under each other. What was struck out with changes tracked is left out; nothing is fetched, computed or numbered.
A document that is refused ends with 3 and the Vietnamese reason on standard error.
"""

import json
import sys
import zipfile
from xml.parsers import expat

from procedures.importing import preflight, xlsx_child
from procedures.importing.faults import FileRefused

BODY = "word/document.xml"
LARGEST_BODY = 64 * 1024 * 1024
MOST_BLOCKS, MOST_CELLS, MOST_TEXT = 20_000, 60_000, 4_000_000
MOST_DEPTH, MOST_SPANNED = 200, 60
_SKIPPED = frozenset({"del", "moveFrom", "Fallback", "instrText", "delText"})
_BLANKS = frozenset({"tab", "br", "cr", "noBreakHyphen"})

Table = list[list[str]]


class Body:
    """What the parser of a document is at. Tables inside a cell are part of its text."""

    def __init__(self) -> None:
        self.blocks: list[str | Table] = []
        self.texts: list[str] = []
        self.table: Table | None = None
        self.inner = self.depth = self.skipped = self.cells = self.letters = 0
        self.span, self.goes_on, self.in_text = 1, False, False

    def start(self, name: str, said: dict[str, str]) -> None:
        self.depth += 1
        if self.depth > MOST_DEPTH:
            raise FileRefused(f"Tệp Word lồng quá {MOST_DEPTH} tầng. {preflight.DOCUMENT.again}")
        local = name.rpartition(":")[2]
        if self.skipped or local in _SKIPPED:
            self.skipped += 1
        elif local == "t":
            self.in_text = True
        elif local in _BLANKS:
            self.texts.append("-" if local == "noBreakHyphen" else " ")
        elif local == "tbl":
            self._begin_table()
        elif self.table is not None and self.inner == 1:
            self._in_table(local, {key.rpartition(":")[2]: value for key, value in said.items()})

    def _begin_table(self) -> None:
        self.inner += 1
        if self.inner == 1:
            self._paragraph()
            self.table = []
            self.blocks.append(self.table)

    def _in_table(self, local: str, said: dict[str, str]) -> None:
        assert self.table is not None
        if local == "tr":
            self.table.append([])
        elif local == "tc":
            self.texts.clear()
            self.span, self.goes_on = 1, False
        elif local == "gridSpan":
            self.span = _number(said.get("val"))
        elif local == "gridBefore" and self.table:
            self.table[-1] += [""] * _number(said.get("val"))
        elif local == "vMerge":
            self.goes_on = said.get("val", "continue") != "restart"

    def end(self, name: str) -> None:
        self.depth -= 1
        local = name.rpartition(":")[2]
        if self.skipped:
            self.skipped -= 1
        elif local == "t":
            self.in_text = False
        elif local == "p":
            self.texts.append(" ")
            if not self.inner:
                self._paragraph()
        elif local == "tc" and self.inner == 1:
            self._cell()
        elif local == "tbl":
            self.inner -= 1
            if not self.inner:
                self.table = None
                self.texts.clear()

    def text(self, data: str) -> None:
        if self.in_text and not self.skipped:
            self.texts.append(data)
            self.letters += len(data)
            if self.letters > MOST_TEXT:
                raise FileRefused("Tệp Word dài quá một báo cáo. Hãy chỉ giữ các phụ lục.")

    def _paragraph(self) -> None:
        if text := self._taken():
            self.blocks.append(text)
        if len(self.blocks) > MOST_BLOCKS:
            raise FileRefused(f"Tệp Word có quá {MOST_BLOCKS} đoạn. Hãy chỉ giữ các phụ lục.")

    def _cell(self) -> None:
        text = self._taken()
        if not self.table:
            return
        self.table[-1] += ["" if self.goes_on else text, *[""] * (self.span - 1)]
        self.cells += self.span
        if self.cells > MOST_CELLS:
            raise FileRefused(f"Tệp Word có quá {MOST_CELLS} ô. Hãy chỉ giữ các phụ lục.")

    def _taken(self) -> str:
        text = " ".join("".join(self.texts).split())
        self.texts.clear()
        return text


def _number(text: str | None) -> int:
    return min(int(text), MOST_SPANNED) if text and text.isascii() and text.isdigit() and len(text) < 5 else 1


def blocks(document: zipfile.ZipFile) -> list[str | Table]:
    """The body of a document that has passed preflight."""
    place = preflight.place(document.namelist(), BODY)
    if document.getinfo(place).file_size > LARGEST_BODY:
        raise FileRefused(f"Tệp Word lớn bất thường. {preflight.DOCUMENT.again}")
    body, parser = Body(), preflight.parser_without_dtd(preflight.DOCUMENT)
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = body.start, body.end
    parser.CharacterDataHandler = body.text
    try:
        with document.open(place) as file:
            while chunk := file.read(xlsx_child.CHUNK):
                parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except (expat.ExpatError, ValueError, LookupError, *preflight.BROKEN) as error:
        raise FileRefused(f"Tệp Word bị hỏng. {preflight.DOCUMENT.again}") from error
    return body.blocks


def main(path: str) -> int:
    return xlsx_child.limited(path, lambda document: json.dump(blocks(document), sys.stdout), preflight.DOCUMENT)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
