"""Does a cell come out of a workbook as what it was, to the last digit?"""

import datetime

import openpyxl
import pytest
from openpyxl.workbook.defined_name import DefinedName

from procedures.importing import xlsx_book
from procedures.importing.faults import FileRefused


def saved(path, names=(), **cells):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Biểu 'A'"
    for reference, value in cells.items():
        sheet[reference] = value
    sheet["A9"].number_format = "0.00%"
    book.create_sheet("Ẩn").sheet_state = "veryHidden"
    for name, at in names:
        book.defined_names[name] = DefinedName(name, attr_text=at)
    book.save(path)
    return path


def test_every_cell_says_what_it_is(tmp_path):
    day = datetime.date(2024, 6, 14)
    path = saved(tmp_path / "a.xlsx", A1=12.5, A2=" chữ ", A3=day, A4=True, A5="=1+1", A6="#REF!", A9=0.887, A10=1e15)
    [sheet, hidden] = xlsx_book.read(path).sheets
    assert (sheet.name, sheet.shown, hidden.shown) == ("Biểu 'A'", True, False)
    found = {xlsx_book.reference(*at): (cell.kind, cell.text, cell.formula) for at, cell in sheet.cells.items()}
    assert found == {
        "A1": ("number", "12.5", False),
        "A2": ("text", " chữ ", False),
        "A3": ("day", "2024-06-14", False),
        "A4": ("truth", "1", False),
        "A5": ("number", "", True),
        "A6": ("error", "#REF!", False),
        "A9": ("percent", "0.887", False),
        "A10": ("number", "1000000000000000", False),
    }


def test_a_name_leads_to_its_cell_and_a_lost_one_nowhere(tmp_path):
    names = [("PL2_1", "'Biểu ''A'''!$AB$14"), ("PL2_2", "#REF!"), ("PL2_3", "'Biểu ''A'''!$A$1:$B$2")]
    book = xlsx_book.read(saved(tmp_path / "a.xlsx", names, AB14=3))
    assert book.names == {"PL2_1": ("Biểu 'A'", 14, 28), "PL2_2": None, "PL2_3": None}


def test_only_the_sheet_of_a_name_is_read_where_that_is_asked(tmp_path):
    path = saved(tmp_path / "a.xlsx", [("DAU", "Ẩn!$A$1")], A1=3)
    assert [sheet.name for sheet in xlsx_book.read(path, only="DAU").sheets] == ["Ẩn"]
    assert xlsx_book.read(path, only="KHAC").sheets == ()


def test_what_is_no_workbook_is_refused_in_words(tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"%PDF-1.7")
    with pytest.raises(FileRefused, match="không phải tệp Excel"):
        xlsx_book.read(path)
