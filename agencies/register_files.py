"""In which files do the registers of the admin come in and go out?

Only CSV comes in: a workbook somebody mailed can be built to exhaust the server that opens it, a CSV cannot.
"""

import csv
import io
from collections.abc import Iterator
from typing import Any

import tablib
from import_export.formats.base_formats import Format

from agencies import sheets


class Csv(Format):
    """UTF-8, separated by comma, semicolon or tab as the header line shows; Excel in Vietnam writes semicolons."""

    def __init__(self, encoding: str | None = None) -> None:
        """import-export names an encoding; the file itself says which it is."""

    def get_title(self) -> str:
        return "CSV"

    def create_dataset(self, in_stream: bytes) -> tablib.Dataset:
        """The rows as text under their headers. Raises ValueError with a Vietnamese sentence that names the line."""
        try:
            text = in_stream.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise ValueError("Tệp không phải CSV mã hóa UTF-8. Trong Excel, hãy lưu kiểu “CSV UTF-8”.") from None
        return read(text)

    def export_data(self, dataset: tablib.Dataset, **kwargs: Any) -> bytes:
        return sheets.csv_text(dataset.headers, dataset)

    def is_binary(self) -> bool:
        return True  # it decodes and encodes by itself

    def get_read_mode(self) -> str:
        return "rb"

    def get_extension(self) -> str:
        return "csv"

    def get_content_type(self) -> str:
        return sheets.CONTENT_TYPES["csv"]

    def can_import(self) -> bool:
        return True

    def can_export(self) -> bool:
        return True


class Xlsx(Csv):
    """Goes out only."""

    def get_title(self) -> str:
        return "Excel"

    def export_data(self, dataset: tablib.Dataset, **kwargs: Any) -> bytes:
        return sheets.xlsx(dataset.headers, dataset)

    def get_extension(self) -> str:
        return "xlsx"

    def get_content_type(self) -> str:
        return sheets.CONTENT_TYPES["xlsx"]

    def can_import(self) -> bool:
        return False


def read(text: str) -> tablib.Dataset:
    """The rows of a CSV text, every cell as it was before ``sheets.guarded``; empty lines at the end are left out.

    Raises ValueError for a line that does not fit under the header.
    """
    first = text.partition("\n")[0]
    lines = list(_lines(text, separator=max(",;\t", key=first.count)))
    while lines and _is_empty(lines[-1][1]):
        lines.pop()
    headers = [header.strip() for header in lines[0][1]] if lines else []
    if len(set(headers)) != len(headers):
        raise ValueError("Dòng tiêu đề có cột trùng tên hoặc không có tên.")
    dataset = tablib.Dataset(headers=headers)
    for number, cells in lines[1:]:
        if _is_empty(cells):
            raise ValueError(f"Dòng {number} trống; hãy xóa dòng này.")
        if len(cells) != len(headers):
            raise ValueError(f"Dòng {number} có {len(cells)} ô, dòng tiêu đề có {len(headers)} cột.")
        dataset.append([sheets.unguarded(cell) for cell in cells])
    return dataset


def _is_empty(cells: list[str]) -> bool:
    return not any(cell.strip() for cell in cells)


def _lines(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        for cells in reader:
            yield reader.line_num, cells
    except csv.Error:
        raise ValueError(f"Dòng {reader.line_num}: dấu nháy kép không khép lại đúng chỗ.") from None
