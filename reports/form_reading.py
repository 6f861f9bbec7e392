"""What does a workbook say that came back filled in? Cells are found by name, never by their place.

A name follows its cell when rows are moved and columns inserted, but stays where it is when somebody sorts. So every
row also carries its name in a hidden column: where the two disagree, the row's own name counts.
"""

import dataclasses
from collections import Counter
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from procedures.importing import xlsx_book
from procedures.importing.xlsx_book import Book, BookCell, Sheet
from reports import form_cells
from reports.catalogue import Spec
from reports.form_cells import BASE, NOTE, Said
from reports.placing import SURE, FileReading, Found, Unplaced

SOURCE = "Biểu Excel của cổng"
_FROM_FORMULA = 0.8  # what a formula gave is what the program showed, but nobody typed it
_EXACT = Decimal(10) ** 15  # beyond, a spreadsheet keeps no exact whole numbers

Revisions = Mapping[str, tuple[int, str]]  # of every open row when the file was made: revision, form_cells.Said.digest


def mark(book: Book) -> str:
    """The signed mark as it stands in the file; "" where there is none."""
    at = book.names.get(form_cells.MARK)
    sheet = at and book.sheet(at[0])
    cell = sheet.cells.get((at[1], at[2])) if at and sheet else None
    return cell.text if cell and cell.kind == "text" else ""


def read(book: Book, specs: Mapping[str, Spec], revisions: Revisions) -> tuple[FileReading, int]:
    """What somebody has changed since the file was made, and how many rows are as they were."""
    rows = _Rows(book, [specs[key] for key in revisions if key in specs])
    found, unplaced, unchanged = [], [], 0
    for spec in rows.specs:
        row = rows.row(spec)
        if row is None:
            unplaced.append(_gone(spec))
            continue
        unplaced += row.unplaced
        if row.said.digest == revisions[spec.key][1]:
            unchanged += 1
            continue
        found.append(
            Found(
                key=spec.key,
                text=row.said.text if row.has_text else None,
                note=row.said.note if row.has_note else None,
                base=row.said.base if row.has_base else None,
                where=row.where,
                confidence=_FROM_FORMULA if row.how and "công thức" in row.how else SURE,
                label=spec.label,
                how=row.how,
            )
        )
    return FileReading(tuple(found), tuple(unplaced), SOURCE), unchanged


def _gone(spec: Spec) -> Unplaced:
    why = f"Không còn dòng {spec.code} trong tệp (đã xóa, hoặc có hai dòng mang mã này); số trên cổng giữ nguyên."
    return Unplaced("", f"PL{spec.appendix}", f"{why} Nếu cần đổi dòng này thì nhập trên cổng hoặc tải biểu mới.")


@dataclasses.dataclass(frozen=True, slots=True)
class _Row:
    """One row as the file has it; what has no place of its own in the file is as the portal has it."""

    said: Said
    where: str
    how: str
    has_text: bool
    has_note: bool
    has_base: bool
    unplaced: tuple[Unplaced, ...]


class _Rows:
    """Where the rows stand in the workbook."""

    def __init__(self, book: Book, specs: list[Spec]) -> None:
        self.book, self.specs = book, specs
        names = {form_cells.name(spec.key) for spec in specs}
        self.marked: dict[str, dict[str, list[int]]] = {}  # the rows that carry a name, by sheet
        self.named: dict[tuple[str, int], str] = {}
        for sheet in book.sheets:
            self._look_through(sheet, names)
        self.columns = self._usual_columns()

    def _look_through(self, sheet: Sheet, names: set[str]) -> None:
        carried = [(row, column, cell.text) for (row, column), cell in sheet.cells.items() if cell.text in names]
        if not carried:
            return
        usual = Counter(column for _, column, _ in carried).most_common(1)[0][0]
        rows: dict[str, list[int]] = {}
        for row, column, name in carried:
            if column == usual:
                rows.setdefault(name, []).append(row)
                self.named[sheet.name, row] = name
        self.marked[sheet.name] = rows

    def _usual_columns(self) -> dict[tuple[str, str], int]:
        """The column of figures, notes and 2015 figures on every sheet, as most names have it."""
        seen: dict[tuple[str, str], Counter[int]] = {}
        for spec in self.specs:
            for what in ("", NOTE, BASE):
                if at := self.book.names.get(form_cells.name(spec.key, what)):
                    seen.setdefault((at[0], what), Counter())[at[2]] += 1
        return {place: columns.most_common(1)[0][0] for place, columns in seen.items()}

    def place(self, spec: Spec, what: str) -> tuple[Sheet, int, int] | None:
        """The sheet, row and column of a cell; None where the file has lost it, or has it twice."""
        name, at = form_cells.name(spec.key), self.book.names.get(form_cells.name(spec.key, what))
        if at and self.named.get((at[0], at[1]), name) == name and len(self._carrying(name)) < 2:
            sheet = self.book.sheet(at[0])
            return (sheet, at[1], at[2]) if sheet else None
        carrying = self._carrying(name)
        if len(carrying) != 1:
            return None
        [(title, row)] = carrying
        column, sheet = self.columns.get((title, what)), self.book.sheet(title)
        return (sheet, row, column) if sheet and column else None

    def _carrying(self, name: str) -> list[tuple[str, int]]:
        return [(title, row) for title, rows in self.marked.items() for row in rows.get(name, ())]

    def row(self, spec: Spec) -> _Row | None:
        places = {what: self.place(spec, what) for what in ("", NOTE, BASE) if self._has(spec, what)}
        if not places or None in places.values():
            return None
        read = {what: _read(*place) for what, place in places.items() if place}
        main = "" if "" in places else next(iter(places))
        return _Row(
            said=Said(*(read[what].text if what in read else "" for what in ("", NOTE, BASE))),
            where=read[main].where,
            how=read[main].how,
            has_text="" in read and not read[""].lacking,
            has_note=NOTE in read and not read[NOTE].lacking,
            has_base=BASE in read and not read[BASE].lacking,
            unplaced=tuple(one.lacking for one in read.values() if one.lacking),
        )

    def _has(self, spec: Spec, what: str) -> bool:
        return form_cells.name(spec.key, what) in self.book.names


@dataclasses.dataclass(frozen=True, slots=True)
class _Text:
    """The text of one cell, where it stands, what it was, and what could not be read of it."""

    text: str
    where: str
    how: str = ""
    lacking: Unplaced | None = None


def _read(sheet: Sheet, row: int, column: int) -> _Text:
    where = f"{sheet.name}!{xlsx_book.reference(row, column)}"
    cell = sheet.cells.get((row, column))
    if cell is None:
        return _Text("", where)
    if cell.formula and not cell.text:
        why = "Ô có công thức mà tệp không kèm kết quả: mở tệp bằng Excel, lưu lại rồi nạp, hoặc gõ thẳng con số."
        return _Text("", where, lacking=Unplaced("", where, why))
    text, how = text_of(cell)
    return _Text(text, where, "kết quả của công thức trong ô" if cell.formula else how)


def text_of(cell: BookCell) -> tuple[str, str]:
    """What a cell says as one types it into the portal, for the one grammar of numbers; and how it stood there."""
    if cell.kind == "number":
        return _number(cell.text), ""
    if cell.kind == "percent":
        whole = _number(cell.text, times=100)
        return f"{whole}%", f"ô định dạng phần trăm, ghi là {cell.text}"
    if cell.kind == "day":
        is_day = len(cell.text) >= 10 and cell.text[4] == "-"
        return (cell.text if is_day else f"ngày {cell.text}"), "ô định dạng ngày tháng"
    if cell.kind == "truth":
        return ("TRUE" if cell.text == "1" else "FALSE"), "ô đúng/sai"
    return form_cells.unescaped(cell.text).strip() if cell.kind == "text" else cell.text, ""


def _number(text: str, times: int = 1) -> str:
    """A number as the grammar takes it, to the fifteen digits that a spreadsheet keeps.

    Excel saves 1.1 as 1.1000000000000001. What is no number with so many digits (inf, 1e309) stays as it is, for the
    grammar to refuse.
    """
    try:
        value = Decimal(f"{float(text):.15g}") * times
    except (ValueError, InvalidOperation):
        return text
    if not value.is_finite() or abs(value) >= _EXACT:
        return text
    return form_cells.digits(value + 0) if value else "0"
