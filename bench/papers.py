"""What do workbooks cost: writing one, taking one back, and the province's totals beside adding up 474 files?"""

import io
from typing import Any

from bench import Row
from bench.pairs import databases, measured, medians

ROUNDS = 100
BARE = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
Cells = list[tuple[str, list[tuple[int, int, Any, dict[str, Any]]]]]


def run() -> list[Row]:
    rows = [_one_workbook()]
    with databases() as found:
        for name, url in found:
            times = measured("bench.papers_stored", url)
            rows += [
                Row(f"Biểu để điền: lập tệp, {name} (ms)", times["form"][0] * 1000, 0),
                Row(f"Nạp biểu đã điền, đọc, xem trước, {name} (ms)", times["upload"][0] * 1000, 0, 1000),
                Row(f"Duyệt cuối đến số toàn tỉnh, so với openpyxl đọc 474 sổ, {name}", *times["total"], 1 / 20),
            ]
    return rows


def _tables() -> Any:
    from reports import cells, tables
    from tests.reports import real

    sheet = cells.apply(real.EDITION, real.SKHDT, {}, real.as_filed(), {})
    paper = tables.Paper("Sở Kế hoạch và Đầu tư", "6 tháng đầu năm 2024")
    found = tables.of_report(real.EDITION, sheet, {}, paper)
    return lambda: found


def _one_workbook() -> Row:
    """The seven appendices as the portal exports them, beside a program that only writes the same cells."""
    from reports.documents import workbook

    tables = _tables()
    cells = _written(workbook.workbook(tables()))
    ours, bare = medians(lambda: workbook.workbook(tables()), lambda: _bare(cells), ROUNDS)
    return Row("Một sổ Excel bảy phụ lục, so với XlsxWriter trần ghi cùng các ô", ours, bare, 1.5)


def _written(data: bytes) -> Cells:
    """Every cell of a workbook with its value and its look: what the bare program writes again."""
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(data))
    return [(sheet.title, [_cell(one) for row in sheet.iter_rows() for one in row if _is_drawn(one)]) for sheet in book]


def _is_drawn(cell: Any) -> bool:
    """Whether the file has the cell: those that others are merged into are empty, and in the file all the same."""
    return cell.value is not None or cell.has_style or type(cell).__name__ == "MergedCell"


def _cell(one: Any) -> tuple[int, int, Any, dict[str, Any]]:
    look = {
        "font_name": one.font.name,
        "font_size": one.font.sz,
        "bold": bool(one.font.b),
        "italic": bool(one.font.i),
        "text_wrap": bool(one.alignment.wrap_text),
        "align": one.alignment.horizontal or "",
        "num_format": one.number_format,
        "border": 1 if one.border.left.style else 0,
    }
    return one.row - 1, one.column - 1, one.value, look


def _bare(sheets: Cells) -> bytes:
    """The same cells with the same looks, each look made once, as a program by hand would."""
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, BARE)
    styles: dict[tuple[Any, ...], Any] = {}
    for title, cells in sheets:
        sheet = book.add_worksheet(title)
        for row, column, value, look in cells:
            key = tuple(look.values())
            style = styles.get(key)
            if style is None:
                style = styles[key] = book.add_format(look)
            if value is None:
                sheet.write_blank(row, column, None, style)
            elif isinstance(value, str) and value.startswith("="):
                sheet.write_formula(row, column, value, style)
            elif isinstance(value, str):
                sheet.write_string(row, column, value, style)
            else:
                sheet.write_number(row, column, value, style)
    book.close()
    return out.getvalue()
