"""Which files does an import hand out? The template to fill in, and the workbook that says what was refused.

Made of plain data; nothing typed by anybody is ever a formula.
"""

import collections
import io
import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import xlsxwriter

from agencies import sheets
from procedures.importing import words
from procedures.importing.columns import COLUMNS
from procedures.importing.faults import Refused

MOST_LINES = 20_000  # of a workbook; the CSV has them all
MOST_KINDS = 200  # different refusals that the summary tells apart
HEADERS = ("Dòng của tệp", "Cột", "Giá trị gặp", "Cần có", "Cách sửa")
MEND = "Ghi lại ô này theo mẫu bên cạnh."
_PLACE = re.compile(r"\b(dòng|ngày) [\d/]+")  # what makes each of many like refusals different
_WIDTHS = (14, 22, 34, 60, 60)
_GUIDE = {
    "code": "Mã của hệ thống một cửa, mỗi hồ sơ một mã. Mã đã có trong sổ: dòng cập nhật hồ sơ đó.",
    "procedure": "Mã thủ tục như trong danh mục TTHC của cổng.",
    "agency": "Tên hoặc mã cơ quan. Bỏ trống được khi tệp chỉ của một cơ quan.",
    "received": "Ngày/tháng/năm; có giờ thì giờ bị cắt bỏ.",
    "due": "Để trống thì cổng tính theo thời hạn của thủ tục; thủ tục chưa ghi thời hạn thì hồ sơ không có hạn.",
    "finished": "Để trống khi hồ sơ đang giải quyết hoặc chờ tiếp nhận.",
    "channel": "Một trong: " + words.first(words.CHANNELS) + ".",
    "outcome": "Một trong: " + words.first(words.OUTCOMES) + ".",
    "reason": "Chỉ ghi khi chậm do lỗi hệ thống.",
}


def template_csv() -> bytes:
    return sheets.csv_text([column.header for column in COLUMNS], [])


def template_xlsx() -> bytes:
    """One sheet to fill in, one that explains each column."""
    out, book, formats = _book()
    sheet = book.add_worksheet("Hồ sơ")
    for place, column in enumerate(COLUMNS):
        sheet.write_string(0, place, column.header, formats["head"])
        sheet.set_column(place, place, 24, formats["text"] if column.name in ("code", "procedure") else None)
    sheet.freeze_panes(1, 0)
    sheets.on_paper(sheet)
    guide = book.add_worksheet("Hướng dẫn")
    rows = [
        (column.header, "bắt buộc" if column.required else "có thể bỏ", column.example, _GUIDE.get(column.name, ""))
        for column in COLUMNS
    ]
    _table(guide, formats, ("Cột", "Cần", "Ví dụ", "Ghi thế nào"), rows, (24, 14, 28, 90))
    guide.write_string(
        len(rows) + 2, 0, "Không đưa họ tên, số giấy tờ, điện thoại, địa chỉ của người nộp vào tệp.", formats["strong"]
    )
    book.close()
    return out.getvalue()


def refused_csv(refused: Iterable[Refused]) -> Iterator[bytes]:
    """Every refusal, piece by piece: a file of millions of mistakes needs no memory."""
    rows = (cells(one) for one in refused)
    yield sheets.csv_text(HEADERS, [])
    while piece := list(itertools.islice(rows, 1000)):
        first, *more = piece
        yield sheets.csv_text(first, more).removeprefix(b"\xef\xbb\xbf")


def cells(one: Refused) -> tuple[int, str, str, str, str]:
    return (one.line, one.column, one.came, one.expected, one.mend or MEND)


def refused_xlsx(refused: Iterable[Refused], about: Sequence[tuple[str, Any]]) -> bytes:
    """The error workbook: what it is, every refusal (the first MOST_LINES), and how often each kind occurs.

    ``about``: names and values for its first sheet (the file, the agency, the days).
    """
    out, book, formats = _book()
    readme, errors, summary = (book.add_worksheet(name) for name in ("Đọc trước", "Lỗi", "Tổng hợp"))
    kinds: collections.Counter[tuple[str, str]] = collections.Counter()
    kept, count = [], 0
    for count, one in enumerate(refused, 1):
        kind = (one.column, _PLACE.sub(r"\1 …", one.expected))
        kinds[kind if kind in kinds or len(kinds) < MOST_KINDS else (one.column, "các lỗi khác")] += 1
        if count <= MOST_LINES:
            kept.append(cells(one))
    _table(errors, formats, HEADERS, kept, _WIDTHS)
    rows = [(column, expected, times) for (column, expected), times in kinds.most_common()]
    _table(summary, formats, ("Cột", "Cần có", "Số lỗi"), rows, (22, 80, 12))
    _readme(readme, formats, about, count, len(kept))
    book.close()
    return out.getvalue()


def _readme(sheet: Any, formats: dict[str, Any], about: Sequence[tuple[str, Any]], count: int, kept: int) -> None:
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 90, formats["wrap"])
    sheet.write_string(0, 0, "Các dòng bị từ chối khi nhập hồ sơ TTHC", formats["strong"])
    steps = [
        *about,
        ("Số lỗi", count),
        (
            "Trang tính “Lỗi”",
            "Mỗi lỗi một dòng: dòng thứ mấy của tệp, cột nào, giá trị gặp, cần có gì, cách sửa.",
        ),
        ("Trang tính “Tổng hợp”", "Mỗi loại lỗi xảy ra bao nhiêu lần; sửa loại nhiều nhất trước."),
        (
            "Cách làm",
            "Sửa trong tệp gốc (hoặc trong hệ thống một cửa rồi xuất lại) và tải cả tệp lên lại. "
            "Dòng đã ghi vào sổ không bị ghi hai lần: mã hồ sơ đã có thì dòng chỉ cập nhật.",
        ),
    ]
    if kept < count:
        steps.append(("Lưu ý", f"Sổ này chỉ có {kept} lỗi đầu tiên trong {count}; tệp CSV có đủ."))
    for line, (name, value) in enumerate(steps, 2):
        sheet.write_string(line, 0, name, formats["head"])
        _write(sheet, line, 1, value, formats)


def _book() -> tuple[io.BytesIO, Any, dict[str, Any]]:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    formats = {
        "head": book.add_format({"bold": True, "text_wrap": True, "valign": "top"}),
        "strong": book.add_format({"bold": True}),
        "text": book.add_format({"num_format": "@"}),
        "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
        "risky": book.add_format({"text_wrap": True, "valign": "top", "quote_prefix": True}),
    }
    return out, book, formats


def _table(
    sheet: Any, formats: dict[str, Any], headers: Sequence[str], rows: Sequence[Sequence[Any]], widths: Sequence[int]
) -> None:
    for place, (header, width) in enumerate(zip(headers, widths, strict=True)):
        sheet.set_column(place, place, width)
        sheet.write_string(0, place, header, formats["head"])
    for line, row in enumerate(rows, 1):
        for place, value in enumerate(row):
            _write(sheet, line, place, value, formats)
    sheet.freeze_panes(1, 0)
    sheets.on_paper(sheet)
    sheet.autofilter(0, 0, max(len(rows), 1), len(headers) - 1)


def _write(sheet: Any, line: int, place: int, value: Any, formats: dict[str, Any]) -> None:
    if isinstance(value, int):
        sheet.write_number(line, place, value, formats["wrap"])
    else:
        text = str(value)
        sheets.write_text(sheet, line, place, text, formats["risky" if sheets.is_risky(text) else "wrap"])
