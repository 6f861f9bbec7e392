"""How does biểu II.06a/VPCP look in Excel and as plain rows?

The layout of the official form on A4 across: thirteen columns under three heads, the numbers of the columns below them.
The sums are live formulas with their results stored. What the form has no column for stands apart on its right. Text is
always text.
"""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from agencies import sheets
from procedures import lines, statistics
from procedures.statistics import DossierCounts

TYPED = "nhập tay"
FONT = "Times New Roman"
_A4 = 9
_HEAD = 8  # the first of the four rows of column headings
_TOP = _HEAD + 4  # the first line
_FIRST = 2  # the column of (3)
_NUMBER = '[$-42A]#,##0;-#,##0;"0"'
_APART = (*statistics.APART, statistics.WAITING)
_LAST = _FIRST + len(lines.PRINTED) - 1
_ASIDE = _LAST + 2  # one narrow empty column keeps the form and what stands beside it apart
# What a total is made of within its line, by the names of the columns.
_PARTS = {
    "received": ("online", "direct", "carried"),
    "resolved": ("early", "on_time", "late"),
    "pending": ("within", "overdue"),
}
# Of months that follow each other only what came in and went out adds up; what was there at an end does not.
_FLOWS = frozenset({"online", "direct", "resolved", "early", "on_time", "late", *dict(statistics.APART)})


@dataclass(frozen=True, slots=True)
class Paper:
    """What stands around the table."""

    agency: str
    days: str
    span: str
    first: str  # the heading of the first column
    agencies: tuple[int, int]  # those that gave figures, those that should
    overlaps: bool = False  # the lines follow each other in time
    illustrative: bool = False
    odd: Sequence[str] = ()  # what does not go on from the span before


class SheetRow(Protocol):
    @property
    def label(self) -> str: ...
    @property
    def line(self) -> DossierCounts: ...
    @property
    def typed(self) -> bool: ...


def plain(first: str, rows: Iterable[SheetRow], whole: DossierCounts) -> tuple[list[str], list[list[Any]]]:
    """Headings and rows for a file that programs read; the last row is the total."""
    heads = [lines.title(name) for name in lines.PRINTED]
    names = (*lines.PRINTED, *lines.ASIDE)
    headings = [first, *heads, *(label for _, label in _APART), "Nguồn"]
    drawn = [[row.label, *_values(row.line, names), TYPED if row.typed else "sổ hồ sơ"] for row in rows]
    return headings, [*drawn, ["Tổng cộng", *_values(whole, names), ""]]


def _values(line: DossierCounts, names: Iterable[str]) -> list[int | None]:
    return [getattr(line, name) for name in names]


def workbook(paper: Paper, rows: Iterable[SheetRow], whole: DossierCounts) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": f"{statistics.FORM} – {paper.agency}", "company": paper.agency})
    _Sheet(book, book.add_worksheet("II.06a"), paper, list(rows), whole).draw()
    book.close()
    return out.getvalue()


class _Sheet:
    """Draws the form."""

    def __init__(
        self, book: xlsxwriter.Workbook, sheet: Worksheet, paper: Paper, rows: Sequence[SheetRow], whole: DossierCounts
    ) -> None:
        self.book, self.sheet, self.paper, self.rows, self.whole = book, sheet, paper, rows, whole
        self.known: dict[tuple[tuple[str, Any], ...], Format] = {}
        self.properties: dict[int, dict[str, Any]] = {}

    def draw(self) -> None:
        self.page()
        self.heading()
        self.columns()
        for place, row in enumerate(self.rows):
            self.line(_TOP + place, row, str(place + 1))
        self.total(_TOP + len(self.rows))
        self.notes(_TOP + len(self.rows) + 2)

    def style(self, **properties: Any) -> Format:
        key = tuple(sorted(properties.items()))
        if key not in self.known:
            made = self.book.add_format({"font_name": FONT, "font_size": 11, "valign": "vcenter"} | properties)
            self.known[key], self.properties[id(made)] = made, properties
        return self.known[key]

    def page(self) -> None:
        """A4 across, as wide as the page, the headings on every page."""
        sheet = self.sheet
        sheet.set_paper(_A4)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.5, right=0.4, top=0.6, bottom=0.6)
        sheet.center_horizontally()
        sheet.hide_gridlines(2)
        sheet.repeat_rows(_HEAD, _TOP - 1)
        sheet.freeze_panes(_TOP, _FIRST)
        sheet.set_footer(f'&L&"{FONT},Italic"&9II.06a&C&"{FONT},Regular"&9Trang &P/&N')
        sheet.set_column(0, 0, 5)
        sheet.set_column(1, 1, 30)
        sheet.set_column(_FIRST, _LAST, 10.5)
        sheet.set_column(_LAST + 1, _LAST + 1, 1.5)
        sheet.set_column(_ASIDE, _ASIDE + len(_APART) - 1, 11)

    def heading(self) -> None:
        """What stands above: the form on the left, title and span in the middle, who reports to whom on the right."""
        left, middle = self.style(align="left", text_wrap=True), self.style(align="center")
        self.across(0, 0, 2, statistics.FORM, self.style(align="left", bold=True))
        self.block(1, 0, 2, 2, statistics.ISSUED, self.style(align="left", valign="top", italic=True, text_wrap=True))
        title = self.style(align="center", bold=True, font_size=13, text_wrap=True)
        self.block(0, 3, 1, 9, statistics.TITLE, title)
        self.across(2, 3, 9, f"Kỳ báo cáo: {self.paper.span or '………………'}", middle)
        self.across(3, 3, 9, f"({self.paper.days})", middle)
        self.block(0, 10, 1, _LAST, f"- Đơn vị báo cáo: {self.paper.agency}", left)
        self.block(2, 10, 3, _LAST, "- Đơn vị nhận báo cáo: ………………", left)
        for row in (0, 1, 2):
            self.sheet.set_row(row, 20)
        if self.paper.illustrative:
            self.across(5, 3, 9, "DỮ LIỆU MINH HỌA", self.style(align="center", bold=True))
        self.across(6, 8, _LAST, statistics.UNIT, self.style(align="right", italic=True))

    def columns(self) -> None:
        """Four rows: the heads, "Trong kỳ" within the first of them, the columns, and their numbers."""
        head = self.style(bold=True, align="center", border=1, text_wrap=True)
        self.block(_HEAD, 0, _HEAD + 2, 0, "STT", head)
        self.block(_HEAD, 1, _HEAD + 2, 1, self.paper.first, head)
        for title, numbers in statistics.GROUPS:
            start, end = _FIRST + numbers[0] - 3, _FIRST + numbers[-1] - 3
            self.block(_HEAD, start, _HEAD, end, title, head)
        for place, (number, _, label) in enumerate(statistics.COLUMNS):
            if number in (4, 5):
                self.text(_HEAD + 2, _FIRST + place, label, head)
            else:
                self.block(_HEAD + 1, _FIRST + place, _HEAD + 2, _FIRST + place, label, head)
        self.block(_HEAD + 1, _FIRST + 1, _HEAD + 1, _FIRST + 2, "Trong kỳ", head)
        self.sheet.set_row(_HEAD + 2, 48)
        small = self.style(italic=True, align="center", border=1, font_size=9, text_wrap=True)
        for place, text in enumerate(("(1)", "(2)", *lines.NUMBERS)):
            self.text(_HEAD + 3, place, text, small)
        self.sheet.set_row(_HEAD + 3, 26)
        aside = self.style(bold=True, align="center", border=4, text_wrap=True)
        self.block(_HEAD, _ASIDE, _HEAD, _ASIDE + 2, "Ngoài mẫu biểu", aside)
        for place, (_, label) in enumerate(statistics.APART):
            self.block(_HEAD + 1, _ASIDE + place, _HEAD + 3, _ASIDE + place, label, aside)
        self.block(_HEAD, _ASIDE + 3, _HEAD + 3, _ASIDE + 3, "Trong (11): chờ tiếp nhận", aside)

    def line(self, place: int, row: SheetRow, number: str) -> None:
        cell = {"border": 1, "text_wrap": True}
        self.text(place, 0, number, self.style(align="center", **cell))
        label = f"{row.label} ({TYPED})" if row.typed else row.label
        self.text(place, 1, label, self.style(align="left", **cell))
        for column, name in self.figures():
            style = self.style(border=1 if column <= _LAST else 4, num_format=_NUMBER)
            value = getattr(row.line, name)
            parts = [getattr(row.line, part) for part in _PARTS.get(name, ())]
            # A sum that does not hold is shown as it was given, not mended by the formula.
            if parts and None not in parts and sum(parts) == value:
                cells = [xl_rowcol_to_cell(place, _FIRST + lines.PRINTED.index(part)) for part in _PARTS[name]]
                self.sheet.write_formula(place, column, f"=SUM({cells[0]}:{cells[-1]})", style, value)
            else:
                self.number(place, column, value, style)

    def total(self, place: int) -> None:
        bold = {"border": 1, "bold": True}
        self.text(place, 0, "", self.style(**bold))
        self.text(place, 1, "Tổng cộng", self.style(align="left", **bold))
        for column, name in self.figures():
            style = self.style(border=1 if column <= _LAST else 4, bold=True, num_format=_NUMBER)
            value = getattr(self.whole, name)
            summed = not self.paper.overlaps or name in _FLOWS
            if value is not None and summed and value == getattr(statistics.add(row.line for row in self.rows), name):
                top, bottom = (xl_rowcol_to_cell(at, column) for at in (_TOP, place - 1))
                self.sheet.write_formula(place, column, f"=SUM({top}:{bottom})", style, value)
            else:
                self.number(place, column, value, style)

    def figures(self) -> Iterable[tuple[int, str]]:
        yield from enumerate(lines.PRINTED, _FIRST)
        yield from enumerate(lines.ASIDE, _ASIDE)

    def notes(self, place: int) -> None:
        style = self.style(italic=True, font_size=10, text_wrap=True, align="left")
        given, asked = self.paper.agencies
        told = [f"{rate.label}: {rate.formula} = {rate.said}." for rate in lines.rates(self.whole)]
        told += [f"Số đơn vị có số liệu: {given}/{asked}.", statistics.FLOW_NOTE]
        told += [f"{problem.expected}; {problem.came}." for problem in statistics.problems(self.whole)]
        told += self.paper.odd
        for offset, text in enumerate(told):
            self.across(place + offset, 0, _LAST, text, style)
        self.sheet.set_row(place + len(told) + 1, 18)
        signs = self.style(align="center", bold=True)
        self.across(place + len(told) + 1, 0, 4, "Người lập biểu", signs)
        self.across(place + len(told) + 1, 8, _LAST, "Thủ trưởng đơn vị", signs)

    def across(self, place: int, start: int, end: int, text: str, style: Format) -> None:
        self.block(place, start, place, end, text, style)

    def block(self, top: int, left: int, bottom: int, right: int, text: str, style: Format) -> None:
        """A merged text; one cell alone cannot be merged."""
        if (top, left) != (bottom, right):
            self.sheet.merge_range(top, left, bottom, right, "", style)
        self.text(top, left, text, style)

    def text(self, place: int, column: int, text: str, style: Format) -> None:
        """Text as it is, never a formula; where it looks like one, Excel is told so even if the cell is edited."""
        if not text:
            self.sheet.write_blank(place, column, None, style)
            return
        if sheets.is_risky(text):
            style = self.style(**self.properties[id(style)] | {"quote_prefix": True})
        self.sheet.write_string(place, column, text, style)

    def number(self, place: int, column: int, value: int | None, style: Format) -> None:
        if value is None:
            self.sheet.write_blank(place, column, None, style)
        else:
            self.sheet.write_number(place, column, value, style)
