"""The appendices of Báo cáo 2147/BC-SKHĐT as somebody copied them, and the same in other layouts."""

import random
import re
from pathlib import Path

from reports.placing import FileReading
from reports.reading_tables import finding, form, pasted
from tests.reports.real import EDITION, as_filed

TEXT = (Path(__file__).parent / "skhdt_h1_2024.txt").read_text(encoding="utf-8")
LINES = [line.split("\t") for line in TEXT.split("\n")]
HEADER = ["STT", "Chỉ tiêu", "Đơn vị tính", "Số liệu", "Ghi chú"]
_TAG = re.compile(r"</?i>")


def is_row(cells: list[str]) -> bool:
    return len(cells) == 5 and cells[0][:1].isdigit()


ROWS = [[_TAG.sub("", cell) for cell in cells] for cells in LINES if is_row(cells)]


def text(rows: list[list[str]]) -> str:
    return "\n".join("\t".join(cells) for cells in rows)


def each(change) -> str:
    """The whole text with every row of a table changed."""
    return text([change(cells) if is_row(cells) else cells for cells in LINES])


def slips(label: str, share: float, chance: random.Random) -> str:
    """A label with some letters wrong, as a scanner reads them."""
    return "".join(chance.choice("aeioucnthg") if c.isalpha() and chance.random() < share else c for c in label)


def read(said: str) -> FileReading:
    return finding.read(pasted.lines(said, form.of(EDITION)), EDITION, "Văn bản dán")


def texts(reading: FileReading) -> dict[str, str]:
    return {one.key: one.text or "" for one in reading.found}


def wrong(reading: FileReading) -> list[str]:
    """The cells with another text than the paper's."""
    filed = as_filed()
    return [one.key for one in reading.found if (one.text or "") != filed[one.key]]
