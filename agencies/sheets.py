"""How is a table written so that a spreadsheet program may open it safely?

Text stays text: whatever somebody typed, no spreadsheet program runs it as a formula. Numbers and days stay what they
are.
"""

import csv
import datetime
import io
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import xlsxwriter

CONTENT_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
XLSX_ROWS = 1_048_575  # below the header line; XlsxWriter drops further rows without a word
XLSX_TEXT = 32_767  # characters in a cell; XlsxWriter drops a longer text without a word
_CUT = " … (đã cắt bớt, xem đầy đủ trên cổng)"
# What makes Excel, LibreOffice or Google Sheets read a text as a formula, full-width twins and leading blanks included.
_TRIGGERS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "|", "%")


class TooManyRows(ValueError):
    """More rows than a sheet can hold."""


def is_risky(text: str) -> bool:
    """Whether a spreadsheet could read the text as a formula."""
    return text.startswith(_TRIGGERS) or text.lstrip(" \u00a0'\"").startswith(_TRIGGERS)


def guarded(text: str) -> str:
    """The text as it may stand in a CSV cell: with an apostrophe before what could be a formula."""
    return f"'{text}" if is_risky(text) else text


def unguarded(text: str) -> str:
    """A CSV cell as it was before ``guarded``."""
    return text[1:] if text.startswith("'") and is_risky(text[1:]) else text


def plain(value: Any) -> Any:
    """A cell as a number, a day, an instant of Vietnamese time, a text or None."""
    if isinstance(value, bool):
        return "Có" if value else "Không"
    if isinstance(value, datetime.datetime):
        local = value.astimezone(VIETNAM) if value.tzinfo else value
        return local.replace(tzinfo=None, microsecond=0)
    if value is None or isinstance(value, int | float | Decimal | datetime.date):
        return value
    return str(value)


def csv_text(headers: Sequence[Any], rows: Iterable[Sequence[Any]]) -> bytes:
    """UTF-8 with the mark that Excel needs, commas, decimal points, ISO days: for programs before people."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    for row in (headers, *rows):
        writer.writerow([guarded(cell) if isinstance(cell, str) else cell for cell in map(plain, row)])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def xlsx(headers: Sequence[Any], rows: Iterable[Sequence[Any]]) -> bytes:
    """One sheet with a frozen header. Raises TooManyRows."""
    out = io.BytesIO()
    # Calling write_string for text keeps every text a text; the options are a second lock.
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    sheet = book.add_worksheet("Danh sách")
    formats = {
        "header": book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}),
        "date": book.add_format({"num_format": "dd/mm/yyyy"}),
        "datetime": book.add_format({"num_format": "dd/mm/yyyy hh:mm"}),
        "risky": book.add_format({"quote_prefix": True}),
    }
    count = 0
    for column, header in enumerate(headers):
        sheet.write_string(0, column, str(header), formats["header"])
    for count, row in enumerate(rows, 1):
        if count > XLSX_ROWS:
            raise TooManyRows
        for column, value in enumerate(row):
            _cell(sheet, count, column, plain(value), formats)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, count, max(len(headers) - 1, 0))
    sheet.autofit()
    on_paper(sheet)
    book.close()
    return out.getvalue()


def on_paper(sheet: Any) -> None:
    """A list on paper: A4 across, as wide as the page, with its header on every page."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_footer("&CTrang &P/&N")


def _cell(sheet: Any, row: int, column: int, value: Any, formats: dict[str, Any]) -> None:
    if value is None or value == "":
        return
    if isinstance(value, datetime.date):
        kind = "datetime" if isinstance(value, datetime.datetime) else "date"
        sheet.write_datetime(row, column, value, formats[kind])
    elif isinstance(value, str):
        if len(value) > XLSX_TEXT:
            value = value[: XLSX_TEXT - len(_CUT)] + _CUT
        write_text(sheet, row, column, value, formats["risky"] if is_risky(value) else None)
    else:
        sheet.write_number(row, column, value)


def write_text(sheet: Any, row: int, column: int, text: str, style: Any = None) -> None:
    """A text as it is. XlsxWriter takes "<r>…</r>" for its own markup and copies it into the file as it stands, so
    such a text is put in as pieces, three being the fewest it takes."""
    if text.startswith("<r>") and text.endswith("</r>"):
        sheet.write_rich_string(row, column, text[:1], text[1:2], text[2:], *([style] if style else []))
    else:
        sheet.write_string(row, column, text, style)
