"""How are the rows of a workbook read? A child process opens it (children, xlsx_child)."""

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

from procedures.importing import children, columns, rows, sniff, xlsx_child
from procedures.importing.faults import FileRefused
from procedures.importing.layout import MOST_COLUMNS, SAMPLE, Layout

HEAD_SECONDS, ROWS_SECONDS = 8, 180  # of processor time
MOST_HEAD = 32 * 1024 * 1024  # bytes of JSON


def layout(path: Path) -> Layout:
    """The layout of a workbook's data: the sheet whose header we know best. Raises FileRefused."""
    with children.child(HEAD_SECONDS, xlsx_child.__name__, "head", str(path)) as out:
        text = out.read(MOST_HEAD)
    return laid_out(text)


def laid_out(text: bytes | str) -> Layout:
    """The same of the JSON that the child process has written."""
    found = [(sheet["part"], sheet["rows"]) for sheet in json.loads(text) if sheet["rows"]]
    if not found:
        raise FileRefused("Tệp Excel không có dòng nào.")
    part, first = max(found, key=lambda sheet: sniff.worth(sheet[1]))
    above = sniff.header_place(first)
    headers = columns.distinct(sniff.without_end(first[above]))
    if not 1 < len(headers) <= MOST_COLUMNS:
        raise FileRefused("Không thấy dòng tiêu đề có nhiều cột trong tệp Excel. Hãy dùng tệp mẫu.")
    samples = first[above + 1 :][:SAMPLE]
    return Layout("xlsx", headers, above, [row + [""] * (len(headers) - len(row)) for row in samples], separator=part)


class XlsxSource:
    """The rows of a sheet below its header; ``line_num`` is the row's number in the sheet."""

    def __init__(self, path: Path, layout: Layout) -> None:
        self.path, self.layout, self.line_num = path, layout, 0
        self.counter: rows.Counter = self

    def __iter__(self) -> Iterator[list[str]]:
        whole, above = False, self.layout.above
        arguments = (xlsx_child.__name__, "rows", str(self.path), self.layout.separator, str(len(self.layout.headers)))
        with children.child(ROWS_SECONDS, *arguments) as out:
            csv.field_size_limit(sniff.LONGEST_LINE * 4)
            for place, cells in enumerate(csv.reader(io.TextIOWrapper(out, encoding="utf-8", newline=""))):
                number = cells[0]
                if number == "end":
                    whole = True
                elif place > above:
                    self.line_num = int(number)
                    del cells[0]
                    yield cells
        if not whole:
            raise FileRefused(children.DIED)
