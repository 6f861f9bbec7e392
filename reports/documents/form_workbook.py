"""What does the workbook look like that somebody fills in away from the portal and sends back?

A cover, one protected sheet an appendix with its open cells, and a hidden sheet with the signed mark. What may be typed
is asked of the same rows as on the page of an appendix. Formulas follow the portal's rules for "-" and "x", and hold
the results that the portal computed; nobody reads them back.
"""

import dataclasses
import io
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from agencies.numbers import State
from reports import cells, form_cells, form_rules, formula, tables
from reports.catalogue import AppendixSpec, Edition, Kind, Spec
from reports.cells import Cell
from reports.documents import workbook
from reports.entry_rows import EntryRow, Mode

COVER, HIDDEN = "Bìa", "CCHC"
_OPEN, _SHUT = "#FFF9DB", "#F1F3F5"  # what may be typed, what may not
_HEAD = 3  # rows above the column headings: name, title, who and when
_FORMATS = {Kind.RATE: "#,##0.00", Kind.PERCENT: "#,##0.00", Kind.AMOUNT: "#,##0.00"}
_SIGNS = {State.NONE: "-", State.OUT_OF_SCOPE: "x"}


@dataclasses.dataclass(frozen=True, slots=True)
class Form:
    """All that is written: who reports on what, the rows as the person meets them on the pages, and the signed mark."""

    agency: str
    period: str
    edition: Edition
    due: str  # "15/6/2024"
    made: str  # "10:32 22/6/2024"
    appendices: Sequence[tuple[AppendixSpec, Sequence[EntryRow]]]
    sheet: Mapping[str, Cell]
    bases: Mapping[str, Decimal]
    outside: frozenset[str]  # rows that ask nothing of this agency
    mark: str


@dataclasses.dataclass(frozen=True, slots=True)
class _Columns:
    """Where things stand on a sheet, counted from 0; the 2015 figures only where some row needs one."""

    base: int | None
    note: int

    number, label = 0, 1
    name = 2  # hidden among the others: the name of the row, which goes with it when somebody sorts
    unit, value = 3, 4

    @property
    def widths(self) -> dict[int, int]:
        based = {} if self.base is None else {self.base: 12}
        return {0: 7, 1: 52, 2: 14, 3: 18, 4: 16} | based | {self.note: 34}


def form_workbook(form: Form) -> bytes:
    """The file."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": f"Biểu điền số liệu – {form.period}", "company": form.agency})
    styles = workbook.Styles(book)
    _cover(book, styles, form)
    places = _places(form)
    for appendix, rows in form.appendices:
        _Sheet(book, styles, form, appendix, rows, places).draw()
    hidden = book.add_worksheet(HIDDEN)
    hidden.write_string(0, 0, form.mark)
    hidden.very_hidden()
    hidden.protect()
    book.define_name(form_cells.MARK, f"={HIDDEN}!$A$1")
    book.close()
    return out.getvalue()


def _columns(rows: Sequence[EntryRow]) -> _Columns:
    based = any(row.needs_base for row in rows)
    return _Columns(base=5 if based else None, note=6 if based else 5)


def _places(form: Form) -> dict[str, tuple[int, str]]:
    """The appendix and the cell of every figure by its key, and of every 2015 figure by formula.base(key)."""
    found = {}
    for appendix, rows in form.appendices:
        columns = _columns(rows)
        for place, row in enumerate(rows, _HEAD + 1):
            found[row.spec.key] = (appendix.number, xl_rowcol_to_cell(place, columns.value))
            if row.needs_base and columns.base is not None:
                found[formula.base(row.spec.key)] = (appendix.number, xl_rowcol_to_cell(place, columns.base))
    return found


def _cover(book: xlsxwriter.Workbook, styles: workbook.Styles, form: Form) -> None:
    sheet = book.add_worksheet(COVER)
    sheet.hide_gridlines(2)
    sheet.set_portrait()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 82)
    head, plain = styles.get(bold=True, font_size=14), styles.get(text_wrap=True)
    workbook.put(sheet, styles, (0, 0), "BIỂU ĐIỀN SỐ LIỆU CẢI CÁCH HÀNH CHÍNH", head)
    facts = (
        ("Cơ quan", form.agency),
        ("Kỳ báo cáo", form.period),
        ("Bộ biểu", form.edition.name or form.edition.code),
        ("Hạn gửi", form.due),
        ("Xuất từ cổng lúc", form.made),
    )
    for place, (what, said) in enumerate(facts, 2):
        workbook.put(sheet, styles, (place, 0), what, styles.get(bold=True))
        workbook.put(sheet, styles, (place, 1), said, plain)
    workbook.put(sheet, styles, (8, 0), "Cách điền", styles.get(bold=True))
    for place, said in enumerate(form_rules.HOW, 8):
        workbook.put(sheet, styles, (place, 1), said, plain)
        sheet.set_row(place, workbook.LINE * workbook.lines(said, 82))
    sheet.protect("", {"format_columns": True, "format_rows": True})


class _Sheet:
    """Draws one appendix."""

    def __init__(
        self,
        book: xlsxwriter.Workbook,
        styles: workbook.Styles,
        form: Form,
        appendix: AppendixSpec,
        rows: Sequence[EntryRow],
        places: Mapping[str, tuple[int, str]],
    ) -> None:
        self.book, self.styles, self.form, self.appendix, self.rows = book, styles, form, appendix, rows
        self.places, self.columns = places, _columns(rows)
        self.name = f"PL{appendix.number}"
        self.sheet: Worksheet = book.add_worksheet(self.name)

    def draw(self) -> None:
        self.page()
        self.head()
        for place, row in enumerate(self.rows, _HEAD + 1):
            self.row(place, row)
        self.sheet.protect("", {"format_columns": True, "format_rows": True})

    def page(self) -> None:
        sheet = self.sheet
        sheet.set_paper(9)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.hide_gridlines(2)
        sheet.repeat_rows(_HEAD)
        sheet.freeze_panes(_HEAD + 1, 2)
        sheet.set_footer(f'&L&"{workbook.FONT},Italic"&9{self.name}&C&"{workbook.FONT},Regular"&9Trang &P/&N')
        for place, width in self.columns.widths.items():
            sheet.set_column(place, place, width, None, {"hidden": place == self.columns.name})

    def head(self) -> None:
        columns, styles = self.columns, self.styles
        title = f"Phụ lục {self.appendix.number}. {self.appendix.title}"
        self.put(0, 0, title, styles.get(bold=True, font_size=13))
        self.put(1, 0, f"{self.form.agency} – {self.form.period}", styles.get())
        self.put(2, 0, form_rules.LEGEND, styles.get(italic=True, font_size=10))
        style = styles.get(bold=True, align="center", valign="vcenter", border=1, text_wrap=True)
        titles = {
            columns.number: "STT",
            columns.label: "Chỉ tiêu thống kê",
            columns.unit: "Đơn vị tính",
            columns.value: "Số liệu",
            columns.note: "Ghi chú",
            columns.name: "Mã dòng",
        }
        if columns.base is not None:
            titles[columns.base] = "Số năm 2015"
        for place, text in titles.items():
            self.put(_HEAD, place, text, style)

    def row(self, place: int, row: EntryRow) -> None:
        spec, columns = row.spec, self.columns
        texts = ((spec.label, 52), (tables.unit(spec), 18), (row.cell.note, 34))
        self.sheet.set_row(place, workbook.LINE * max(workbook.lines(text, width) for text, width in texts))
        self.put(place, columns.number, spec.code, self.style(row, align="center", bold=spec.bold))
        self.label(place, spec, row)
        self.put(place, columns.unit, tables.unit(spec), self.style(row, align="center"))
        self.figure(place, row)
        if columns.base is not None:
            self.base(place, row)
        self.put(place, columns.note, row.cell.note, self.input(row.open, num_format="@"))
        if row.open:
            self.call(place, columns.note, row, form_cells.NOTE)
        self.put(place, columns.name, form_cells.name(spec.key), self.styles.get())

    def label(self, place: int, spec: Spec, row: EntryRow) -> None:
        style = self.style(row, bold=spec.bold)
        runs: list[Any] = []
        for text, italic in spec.runs:
            runs += [self.styles.get(bold=spec.bold, italic=italic), text]
        if len(spec.runs) == 1:
            self.put(
                place, self.columns.label, spec.runs[0][0], self.style(row, bold=spec.bold, italic=spec.runs[0][1])
            )
        else:
            self.sheet.write_rich_string(place, self.columns.label, *runs, style)

    def figure(self, place: int, row: EntryRow) -> None:
        at, cell = (place, self.columns.value), self.form.sheet[row.spec.key]
        look = {"align": "right", "indent": 1, "num_format": workbook.VI + _FORMATS.get(row.spec.kind, "#,##0")}
        if row.mode is Mode.TYPED:
            self.put_said(at, form_cells.said(cell).text, cell.value, cell.state, self.input(True, **look))
            self.call(*at, row)
            self.sheet.data_validation(*at, *at, form_rules.validation(row.spec, xl_rowcol_to_cell(*at)))
        elif row.mode is Mode.COMPUTED:
            self.sheet.write_formula(*at, self.formula(row.spec), self.style(row, **look), _stored(cell))
        elif row.mode is Mode.ADDED:
            self.put(*at, row.cell.shown, self.style(row, align="right", indent=1))
        elif row.mode is Mode.BAND:
            self.put(*at, "", self.style(row))
        else:
            self.put_said(at, form_cells.said(cell).text, cell.value, cell.state, self.style(row, **look))

    def put_said(self, at: tuple[int, int], text: str, value: Decimal | None, state: State, style: Format) -> None:
        if state is State.REPORTED and value is not None:
            self.sheet.write_number(*at, float(value), style)
        else:
            workbook.put(self.sheet, self.styles, at, text, style)

    def base(self, place: int, row: EntryRow) -> None:
        at, value = (place, self.columns.base or 0), self.form.bases.get(row.spec.key)
        if not row.needs_base:
            self.put(*at, "", self.style(row))
            return
        style = self.input(row.open, align="right", indent=1, num_format=f"{workbook.VI}#,##0")
        self.put_said(at, "", value, State.REPORTED, style)
        if row.open:
            self.call(*at, row, form_cells.BASE)
            self.sheet.data_validation(*at, *at, form_rules.base_validation(xl_rowcol_to_cell(*at)))

    def formula(self, spec: Spec) -> str:
        """The live formula of a total or rate."""
        node = self.form.edition.formulas[spec.key]
        keys = [key for key in formula.references(node) if key not in self.form.outside or spec.kind is Kind.RATE]
        bases = [formula.base(key) for key in formula.baselines(node)]
        return form_rules.live(node, [self.address(key) for key in keys + bases], self.counted)

    def address(self, key: str) -> str:
        """The cell of a figure: "D12", or "'PL7'!D12" on another sheet."""
        appendix, cell = self.places[key]
        return cell if appendix == self.appendix.number else f"'PL{appendix}'!{cell}"

    def counted(self, key: str) -> str:
        """The number in a cell; "-" and "x" count as 0."""
        return f"N({self.address(key)})"

    def call(self, place: int, column: int, row: EntryRow, what: str = "") -> None:
        cell = xl_rowcol_to_cell(place, column, row_abs=True, col_abs=True)
        self.book.define_name(form_cells.name(row.spec.key, what), f"={self.name}!{cell}")

    def input(self, is_open: bool, **more: Any) -> Format:
        look = {"border": 1, "text_wrap": True, "bg_color": _OPEN if is_open else _SHUT, "locked": not is_open}
        return self.styles.get(**look | more)

    def style(self, row: EntryRow, **more: Any) -> Format:
        """Of what nobody types into."""
        return self.styles.get(**{"border": 1, "text_wrap": True, "bg_color": _SHUT} | more)

    def put(self, place: int, column: int, text: str, style: Format) -> None:
        workbook.put(self.sheet, self.styles, (place, column), text, style)


def _stored(cell: Cell) -> float | str:
    if cell.state is State.REPORTED and cell.value is not None:
        return float(cell.value)
    return _SIGNS.get(cell.state, "")


def outside(edition: Edition, filer: cells.Filer) -> frozenset[str]:
    """The rows that ask nothing of an agency."""
    return frozenset(edition.specs) - cells.scope(edition, filer)
