"""The lines of a Word document: its paragraphs, and the rows of its tables."""

from collections.abc import Iterator, Sequence

from agencies import names
from reports.reading_tables.lines import TextLine

Block = str | Sequence[Sequence[str]]


def lines(blocks: Sequence[Block]) -> list[TextLine]:
    """Of a document as procedures.importing.docx_blocks reads it."""
    return list(_lines(blocks))


def _lines(blocks: Sequence[Block]) -> Iterator[TextLine]:
    table = 0
    for number, block in enumerate(blocks, 1):
        if isinstance(block, str):
            yield TextLine((names.nfc(block),), f"đoạn {number}")
            continue
        table += 1
        for row, cells in enumerate(block, 1):
            yield TextLine(tuple(map(names.nfc, cells)), f"bảng {table}, dòng {row}", table=table)
