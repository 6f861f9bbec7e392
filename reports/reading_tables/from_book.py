"""The lines of a workbook: the rows of all its sheets, hidden ones left out."""

from collections.abc import Callable, Iterator

from agencies import names
from procedures.importing import xlsx_book
from procedures.importing.xlsx_book import Book, BookCell, Sheet
from reports.reading_tables.lines import TextLine

_MOST_COLUMNS = 60
_NO_RESULT = "(công thức chưa có kết quả)"  # no figure, so that it is shown and refused
TextOf = Callable[[BookCell], tuple[str, str]]


def lines(book: Book, text_of: TextOf) -> list[TextLine]:
    """``text_of``: a cell as one types it into the portal, and how it stood there."""
    shown = [sheet for sheet in book.sheets if sheet.shown]
    return [line for number, sheet in enumerate(shown, 1) for line in _sheet(sheet, number, text_of)]


def _sheet(sheet: Sheet, number: int, text_of: TextOf) -> Iterator[TextLine]:
    rows: dict[int, dict[int, BookCell]] = {}
    for (row, column), cell in sheet.cells.items():
        if column <= _MOST_COLUMNS:
            rows.setdefault(row, {})[column] = cell
    width = max((column for cells in rows.values() for column in cells), default=0)
    for row in sorted(rows):
        said = [_said(rows[row].get(column), text_of) for column in range(1, width + 1)]
        yield TextLine(
            cells=tuple(text for text, _ in said),
            where=f"{sheet.name}, dòng {row}",
            table=number,
            sheet=sheet.name,
            places=tuple(f"{sheet.name}!{xlsx_book.reference(row, column)}" for column in range(1, width + 1)),
            hows=tuple(how for _, how in said),
        )


def _said(cell: BookCell | None, text_of: TextOf) -> tuple[str, str]:
    if cell is None:
        return "", ""
    if cell.formula and not cell.text:
        return _NO_RESULT, ""
    text, how = text_of(cell)
    return " ".join(names.nfc(text).split()), "kết quả của công thức trong ô" if cell.formula else how
