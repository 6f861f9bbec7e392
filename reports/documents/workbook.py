"""How do the appendices look in Excel?

One sheet an appendix in the layout of the official form, on A4. Rates and totals are live formulas with their results
stored; figures are numbers, text is always text. Signs: a figure 0 that means "không phát sinh" is drawn as "-" by its
number format and still counts as 0; "x" (không thuộc phạm vi) is text; what is missing is empty, and so is a formula
as long as a part of it is missing.
"""

import functools
import io
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from agencies.numbers import State
from agencies.sheets import write_text
from reports import formula, tables
from reports.catalogue import Kind
from reports.documents import qr
from reports.formula import Node, Number, Quotient
from reports.tables import Column, PrintedRow, Table

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FONT = "Times New Roman"
_A4 = 9
VI = "[$-42A]"  # separators as in Vietnamese, whatever the machine's own are (LibreOffice; Excel follows the machine)
_TRIGGERS = frozenset("=+-@\t\r\n＝＋－＠'")  # what a program may take for the beginning of a formula
_SUSPECT = _TRIGGERS | set(" <")  # a trigger, blanks before one, markup
LINE = 15.75  # points a line of 12 point text takes
ZERO = Number(Decimal(0))
_FITS = 1.13  # letters of the text for one of the digits that a column's width is counted in
_PICTURE = 84  # pixels a code is wide on a sheet, 2,2 cm
_PERCENT = (Kind.RATE, Kind.PERCENT)


def workbook(appendices: Iterable[Table], title: str = "") -> bytes:
    """The file: a sheet "PL2", "PL3" … for every table."""
    appendices = list(appendices)
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": title, "company": appendices[0].paper.agency if appendices else ""})
    styles = Styles(book)
    addresses = _addresses(appendices)
    for table in appendices:
        _Sheet(book.add_worksheet(f"PL{table.appendix}"), table, styles, addresses).draw()
    book.close()
    return out.getvalue()


def file_name(table: Table) -> str:
    """Without an extension: "Phụ lục CCHC - 6 tháng đầu năm 2024 - Sở Kế hoạch và Đầu tư"."""
    return f"Phụ lục CCHC - {table.paper.period} - {table.paper.agency}"


def _head_row(table: Table) -> int:
    """The first of the two rows of column headings, counted from 0; above it stand the marks, name, title, paper."""
    return len(table.paper.marks) + 4


def _addresses(appendices: Iterable[Table]) -> dict[str, tuple[int, str]]:
    """The appendix and cell of every figure by its key."""
    found = {}
    for table in appendices:
        letters = xl_col_to_name([column.name for column in table.columns].index("value"))
        for place, row in enumerate(table.rows, start=_head_row(table) + 3):  # a program counts its rows from 1
            found[row.key] = (table.appendix, f"{letters}{place}")
    return found


class Styles:
    """The formats of a book, each made once."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self.book = book
        self.known: dict[tuple[tuple[str, Any], ...], Format] = {}
        self.properties: dict[int, dict[str, Any]] = {}
        self.cells: dict[tuple[Any, ...], Format] = {}
        self.figures: dict[tuple[bool, bool, bool], Format] = {}

    def get(self, **properties: Any) -> Format:
        key = tuple(sorted(properties.items()))
        if key not in self.known:
            style = self.book.add_format({"font_name": FONT, "font_size": 12, "valign": "top"} | properties)
            self.known[key], self.properties[id(style)] = style, properties
        return self.known[key]

    def quoted(self, style: Format) -> Format:
        """The same, marked as text for whoever edits the cell."""
        return self.get(**self.properties[id(style)] | {"quote_prefix": True})

    def cell(self, row: PrintedRow, column: str, **more: Any) -> Format:
        """Of a cell in the table: lines all round, figures to the right, bold as printed."""
        key = (column, row.bold, row.is_tally, *more.values())
        style = self.cells.get(key)
        if style is None:
            style = self.cells[key] = self.get(**self.look(row, column) | more)
        return style

    def figure(self, row: PrintedRow) -> Format:
        """Of a number in the table."""
        key = (row.bold, _is_whole(row), row.state is State.NONE)
        style = self.figures.get(key)
        if style is None:
            style = self.figures[key] = self.cell(row, "value", num_format=number_format(row))
        return style

    def look(self, row: PrintedRow, column: str) -> dict[str, Any]:
        align = {"number": "center", "unit": "center", "value": "right", "coverage": "center"}.get(column, "left")
        if row.is_tally and column == "value":
            align = "left"
        look: dict[str, Any] = {"border": 1, "text_wrap": True, "align": align}
        if align == "right":
            look["indent"] = 1
        if row.bold and column in ("number", "label"):
            look["bold"] = True
        return look


class _Sheet:
    """Draws one table."""

    def __init__(self, sheet: Worksheet, table: Table, styles: Styles, addresses: dict[str, tuple[int, str]]) -> None:
        self.sheet, self.table, self.styles, self.addresses = sheet, table, styles, addresses
        self.looks: dict[tuple[bool, bool], dict[str, Format]] = {}
        self.places = [(at, column.name, column.width) for at, column in enumerate(table.columns)]
        self.last = len(table.columns) - 1

    def draw(self) -> None:
        self.page()
        self.heading()
        top = _head_row(self.table)
        self.columns(top)
        for place, row in enumerate(self.table.rows):
            self.row(top + 2 + place, row)
        self.notes(top + 3 + len(self.table.rows))

    def page(self) -> None:
        """A4 upright, as wide as the page, the column headings on every page, "Trang x/y" at its foot."""
        sheet, top = self.sheet, _head_row(self.table)
        sheet.set_default_row(LINE)
        sheet.set_paper(_A4)
        sheet.set_portrait()
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.6, right=0.4, top=0.7, bottom=0.7)
        sheet.center_horizontally()
        sheet.hide_gridlines(2)
        sheet.repeat_rows(top, top + 1)
        sheet.freeze_panes(top + 2, 2)
        marks = " – ".join(self.table.paper.marks)
        if marks:
            sheet.set_header(f'&C&"{FONT},Bold"{marks.replace("&", "&&")}')
        code = self.table.paper.code and f'&R&"{FONT},Regular"&9Mã xác nhận {self.table.paper.code}'
        sheet.set_footer(f'&L&"{FONT},Italic"&9PL{self.table.appendix}&C&"{FONT},Regular"&9Trang &P/&N{code}')
        for place, column in enumerate(self.table.columns):
            sheet.set_column(place, place, column.width)

    def heading(self) -> None:
        paper, styles = self.table.paper, self.styles
        centred = {"align": "center", "text_wrap": True}
        shown = [(mark, styles.get(bold=True, **centred)) for mark in paper.marks]
        shown.append((self.table.name, styles.get(bold=True, **centred)))
        shown.append((self.table.title, styles.get(bold=True, **centred)))
        shown.append((paper.issued, styles.get(italic=True, **centred)))
        for place, (text, style) in enumerate(shown):
            self.across(place, text, style)

    def across(self, place: int, text: str, style: Format) -> None:
        """A text over the whole width; a merged cell doesn't grow by itself, so its height is set."""
        width = sum(column.width for column in self.table.columns)
        self.merged(place, 0, place, self.last, text, style)
        self.sheet.set_row(place, LINE * lines(text, width))

    def columns(self, top: int) -> None:
        """Two rows: "Kết quả thống kê" stands over the unit and the figure."""
        head = {"bold": True, "align": "center", "valign": "vcenter", "border": 1, "text_wrap": True}
        style = self.styles.get(**head)
        for place, column in enumerate(self.table.columns):
            if column.name in ("unit", "value"):
                self.text(top + 1, place, column.title, style)
            elif column.name == "label":
                self.sheet.merge_range(top, place, top + 1, place, "", style)
                self.label_title(top, place, column, style)
            else:
                self.merged(top, place, top + 1, place, column.title, style)
        unit = [column.name for column in self.table.columns].index("unit")
        self.sheet.merge_range(top, unit, top, unit + 1, "Kết quả thống kê", style)
        self.sheet.set_row(top + 1, 2 * LINE)

    def label_title(self, top: int, place: int, column: Column, style: Format) -> None:
        bold, italic = self.styles.get(bold=True), self.styles.get(italic=True)
        self.sheet.write_rich_string(top, place, bold, f"{column.title}\n", italic, tables.WHEN_USED, style)

    def row(self, place: int, row: PrintedRow) -> None:
        height, sheet, styles, looks = 1, self.sheet, self.styles, self.looks_of(row)
        for at, name, width in self.places:
            if name == "label":
                text, italic = row.label[0]
                if len(row.label) == 1 and not italic:
                    put(sheet, styles, (place, at), text, looks[name])
                else:
                    text = "".join([piece for piece, _ in row.label])
                    self.label(place, at, row, looks[name])
            elif name == "value":
                text = row.shown
                self.figure(place, at, row, looks[name])
            else:
                text = getattr(row, name)
                put(sheet, styles, (place, at), text, looks[name])
            if text and (taken := lines(text, width)) > height:
                height = taken
        if height > 1:  # one line is what the sheet gives a row by itself
            sheet.set_row(place, LINE * height)

    def looks_of(self, row: PrintedRow) -> dict[str, Format]:
        """The formats of a row's cells by the names of their columns."""
        kind = (row.bold, row.is_tally)
        if kind not in self.looks:
            self.looks[kind] = {column.name: self.styles.cell(row, column.name) for column in self.table.columns}
        return self.looks[kind]

    def label(self, place: int, column: int, row: PrintedRow, style: Format) -> None:
        if len(row.label) == 1:
            text, italic = row.label[0]
            self.text(place, column, text, self.styles.cell(row, "label", italic=True) if italic else style)
            return
        runs: list[Any] = []
        for text, italic in row.label:
            runs += [self.styles.get(bold=row.bold, italic=italic), text]
        self.sheet.write_rich_string(place, column, *runs, style)

    def figure(self, place: int, column: int, row: PrintedRow, style: Format) -> None:
        if row.state is State.OUT_OF_SCOPE or row.is_tally or row.is_band:
            self.text(place, column, row.shown, style)
            return
        style = self.styles.figure(row)
        if row.node is not None:
            stored = "" if row.value is None else float(row.value)
            self.sheet.write_formula(place, column, self.formula(row.node), style, stored)
        elif row.value is None:
            self.sheet.write_blank(place, column, None, style)
        else:
            self.sheet.write_number(place, column, float(row.value), style)

    def formula(self, node: Node) -> str:
        """The live formula: empty as long as a figure it refers to is; a rate is in percent, and 0/0 is 0."""
        keys = formula.references(node)
        if isinstance(node, Quotient):
            top, bottom = (formula.excel(part, self.address) for part in (node.numerator, node.denominator))
            drawn = f"{formula.excel(node, self.address)}*100"
            if formula.references(node.denominator) or node.denominator == ZERO:
                drawn = f'IF({bottom}=0,IF({top}=0,0,""),{drawn})'
        else:
            drawn = formula.excel(node, self.address)
        if not keys:
            return f"={drawn}"
        given = ",".join(self.address(key) for key in keys)
        return f'=IF(COUNT({given})<{len(keys)},"",{drawn})'

    def address(self, key: str) -> str:
        """The cell of a row: "D12", or "'PL7'!D12" on another sheet (without quotes PL7 would be a cell)."""
        appendix, cell = self.addresses[key]
        return cell if appendix == self.table.appendix else f"'PL{appendix}'!{cell}"

    def notes(self, place: int) -> None:
        style = self.styles.get(italic=True, font_size=10, text_wrap=True)
        for offset, text in enumerate(self.table.notes):
            self.across(place + offset, text, style)
        if self.table.paper.code:
            self.code(place + len(self.table.notes) + 1)

    def code(self, place: int) -> None:
        """What is approved bears its code, and a picture that leads to the page that confirms it."""
        paper, picture = self.table.paper, qr.png(self.table.paper.address)
        look = {"font_size": 10, "text_wrap": True, "align": "left", "valign": "vcenter", "indent": 10}
        said = f"Mã xác nhận {paper.code}.\nKiểm tra bản in tại {paper.address}"
        self.across(place, said, self.styles.get(**look))
        self.sheet.set_row_pixels(place, _PICTURE + 8)
        told = {"description": "Mã QR dẫn tới trang kiểm tra bản in", "x_offset": 4, "y_offset": 4}
        size = _PICTURE / picture[1]
        told |= {"image_data": io.BytesIO(picture[0]), "x_scale": size, "y_scale": size}
        self.sheet.insert_image(place, 0, "ma-xac-nhan.png", told)

    def merged(self, top: int, left: int, bottom: int, right: int, text: str, style: Format) -> None:
        """A text in cells made one; what looks like a formula is put in by itself, since its mark is of one cell."""
        if text[:1] in _SUSPECT:
            self.sheet.merge_range(top, left, bottom, right, "", style)
            self.text(top, left, text, style)
        else:
            self.sheet.merge_range(top, left, bottom, right, text, style)

    def text(self, place: int, column: int, text: str, style: Format) -> None:
        put(self.sheet, self.styles, (place, column), text, style)


def put(sheet: Worksheet, styles: Styles, at: tuple[int, int], text: str, style: Format) -> None:
    """Text as it is, never a formula; where it looks like one, Excel is told so even if the cell is edited."""
    if not text:
        sheet.write_blank(*at, None, style)
        return
    if text[0] in _SUSPECT:
        is_trigger = text.lstrip(" ")[:1] in _TRIGGERS
        write_text(sheet, *at, text, styles.quoted(style) if is_trigger else style)
    else:
        sheet.write_string(*at, text, style)


@functools.lru_cache(maxsize=4096)  # labels are the same in every report
def lines(text: str, width: int) -> int:
    """How many lines a text takes in a column: rows don't grow by themselves in every program."""
    fits = int(width * _FITS)
    if len(text) <= fits and "\n" not in text:
        return 1
    return sum(1 + max(0, len(part) - 1) // fits for part in text.split("\n"))


def number_format(row: PrintedRow) -> str:
    """Grouped by thousands; a percentage with two decimals, anything else with decimals only where it has some."""
    digits = f"{VI}#,##0" if _is_whole(row) else f"{VI}#,##0.00"
    return f'{digits};-{digits};"-"' if row.state is State.NONE else digits


def _is_whole(row: PrintedRow) -> bool:
    if row.kind in _PERCENT:
        return False
    return row.value is None or row.value == row.value.to_integral_value()
