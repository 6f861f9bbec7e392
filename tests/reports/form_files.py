"""Workbooks as a clerk sends them back: taken from the portal, changed with openpyxl, read again."""

import io
from collections.abc import Callable

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile

from agencies.models import User
from reports import form_cells, proposals
from reports.models import Report, Upload
from reports.services import form_files
from tests import filing

Change = Callable[[openpyxl.Workbook], object]


def out(of: Report, by: User) -> bytes:
    return form_files.workbook(filing.version(of), by)


def changed(data: bytes, *changes: Change) -> bytes:
    """The file after somebody has worked on it."""
    book = openpyxl.load_workbook(io.BytesIO(data), rich_text=True)
    for change in changes:
        change(book)
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def cell(book: openpyxl.Workbook, key: str, what: str = ""):
    """The cell that a name points at."""
    sheet, _, at = book.defined_names[form_cells.name(key, what)].attr_text.partition("!")
    return book[sheet.strip("'")][at.replace("$", "")]


def typed(what: str = "", **values: object) -> Change:
    """Writes values into cells: ``typed(**{"2:1": 5})``."""

    def write(book: openpyxl.Workbook) -> None:
        for key, value in values.items():
            cell(book, key, what).value = value

    return write


def file(data: bytes, name: str = "biểu đã điền.xlsx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def back(of: Report, data: bytes, by: User) -> Upload:
    return form_files.read(filing.version(of), file(data), by)


def proposed(of: Report, data: bytes, by: User) -> proposals.Proposal:
    return proposals.of(back(of, data, by), filing.version(of), by)


def said(found: proposals.Proposal) -> dict[str, tuple[str | None, str]]:
    """The text and the verdict of every row that the file changes."""
    return {row.spec.key: (row.found.text, row.verdict) for row in found.rows}
