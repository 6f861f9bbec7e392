"""Which cells of a sent-back file want mending? A list that a clerk works through beside that file."""

import dataclasses
import io
from collections import Counter
from collections.abc import Sequence

import xlsxwriter

from reports.documents import workbook

_HEAD = ("Trang", "Ô", "Dòng", "Chỉ tiêu", "Loại", "Đã nhận", "Cần", "Cách sửa", "Chỗ trong tệp")
_WIDTHS = (12, 9, 9, 44, 16, 24, 36, 48, 16)
KINDS = {"error": "Lỗi", "warning": "Cảnh báo", "skip": "Không ghi được", "conflict": "Người khác vừa sửa", "": "Lỗi"}


@dataclasses.dataclass(frozen=True, slots=True)
class Wrong:
    """One line. ``where`` is the place as the reader said it: "PL2!E14", or "dòng 31"."""

    where: str
    code: str
    label: str
    kind: str
    came: str
    expected: str
    mend: str

    @property
    def texts(self) -> tuple[str, ...]:
        sheet, mark, cell = self.where.rpartition("!")
        place = (sheet, cell) if mark else ("", self.where)
        kind = KINDS.get(self.kind, self.kind)
        return (*place, self.code, self.label, kind, self.came, self.expected, self.mend, self.where)


def error_workbook(title: str, source: str, wrong: Sequence[Wrong]) -> bytes:
    """Three sheets: how to use it, the list, and how many of each kind on every sheet of the file."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    styles = workbook.Styles(book)
    _sheet(
        book,
        styles,
        "Đọc trước",
        (100,),
        [
            (title,),
            (f"Tệp đã nạp: {source}",),
            ("Trang “Lỗi” ghi từng ô cần xem lại: trang và ô trong tệp của bạn, đã nhận gì, cần gì, sửa thế nào.",),
            ("Chép chữ ở cột “Chỗ trong tệp” (ví dụ PL2!E14) vào hộp tên ở góc trái Excel, bấm Enter để tới ô đó.",),
            ("Sửa trong tệp của bạn, lưu lại, rồi nạp lại lên cổng. Các ô không có trong danh sách không phải sửa.",),
            ("“Cảnh báo” vẫn ghi được, nhưng phải giải trình trước khi gửi báo cáo.",),
        ],
    )
    _sheet(book, styles, "Lỗi", _WIDTHS, [_HEAD, *(one.texts for one in wrong)], freeze=True)
    counted = Counter((one.texts[0] or "(không rõ trang)", one.texts[4]) for one in wrong)
    lines = [(sheet, kind, str(count)) for (sheet, kind), count in sorted(counted.items())]
    _sheet(book, styles, "Tổng hợp", (24, 24, 10), [("Trang", "Loại", "Số ô"), *lines], freeze=True)
    book.close()
    return out.getvalue()


def _sheet(
    book: xlsxwriter.Workbook,
    styles: workbook.Styles,
    name: str,
    widths: Sequence[int],
    rows: Sequence[Sequence[str]],
    *,
    freeze: bool = False,
) -> None:
    sheet = book.add_worksheet(name)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    for place, width in enumerate(widths):
        sheet.set_column(place, place, width)
    for row, texts in enumerate(rows):
        style = styles.get(bold=row == 0, text_wrap=True, border=int(freeze))
        height = max(workbook.lines(text, width) for text, width in zip(texts, widths, strict=True))
        sheet.set_row(row, workbook.LINE * height)
        for column, text in enumerate(texts):
            workbook.put(sheet, styles, (row, column), text, style)
    if freeze:
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(len(rows) - 1, 1), len(widths) - 1)
