"""Is a file that leaves the portal safe to open, and does it say exactly what the table said?"""

import csv
import datetime
import io
from decimal import Decimal
from zoneinfo import ZoneInfo

import openpyxl
import pytest

from agencies import sheets

RISKY = [
    "=1+1",
    "==1+1",
    "+84 234 3822",
    "-5 thôn",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "＝1+1",
    "＋1",
    "－1",
    "＠a",
    " =1+1",
    '  =cmd|" /C calc"!A0',
    '"=1+1"',
    "'=1+1",
    "\u00a0=1",
    "|x",
    "%0A=1",
    '=HYPERLINK("http://a";"b")',
    '=DDE("cmd";"/C calc";"1")',
    '-2+3+cmd|" /C calc"!A0',
    "@",
    "=",
    "+",
    "-",
    "= ",
    "=CMD()",
    "=A1\n=B1",
    '=IMPORTXML("http://a", "b")',
    "=1;2",
    "+@x",
    "-@x",
    "''=1",
    " \t=1",
    '="x"',
    "=‮1",
    "=“x”",
    "＝＝",
    "-0,5",
]
SAFE = ["Sở Kế hoạch và Đầu tư", "001", "1.537", "88,70%", "", "a=b", "x - y", "(12 / 21)", "Xã Hoà", "12:30"]


def sheet(*rows):
    return openpyxl.load_workbook(io.BytesIO(sheets.xlsx(["Cột"], rows))).active


@pytest.mark.parametrize("text", RISKY)
def test_no_text_becomes_a_formula_in_a_workbook_and_none_is_altered(text):
    cell = sheet([text])["A2"]
    assert cell.data_type == "s"
    assert cell.value.replace("_x000D_", "\r") == text
    assert cell.quotePrefix


@pytest.mark.parametrize("text", RISKY)
def test_no_cell_of_a_csv_begins_like_a_formula(text):
    content = sheets.csv_text(["Cột"], [[text]]).decode("utf-8-sig")
    (_, (cell,)) = csv.reader(io.StringIO(content, newline=""))
    assert cell == f"'{text}"
    assert sheets.unguarded(cell) == text


@pytest.mark.parametrize("text", SAFE)
def test_other_text_is_left_alone(text):
    assert sheets.guarded(text) == text
    assert sheets.unguarded(text) == text
    cell = sheet([text])["A2"]
    assert (cell.value or "") == text
    assert not cell.quotePrefix


def test_text_that_the_library_takes_for_its_own_markup_stays_text():
    for text in ("<r>&</r>", "<r><t>x</t></r>", "<r>"):
        assert sheet([text])["A2"].value == text


def test_headers_are_text_as_well():
    content = sheets.xlsx(["=1+1"], [])
    assert openpyxl.load_workbook(io.BytesIO(content)).active["A1"].data_type == "s"
    assert sheets.csv_text(["=1+1"], []).decode("utf-8-sig") == "'=1+1\r\n"


def test_numbers_days_and_instants_stay_what_they_are():
    instant = datetime.datetime(2024, 6, 14, 17, 30, tzinfo=datetime.UTC)
    row = [1537, Decimal("88.70"), -5, datetime.date(2024, 6, 14), instant, True, None, "x"]
    values = [cell.value for cell in sheet(row)[2]]
    assert [str(value) for value in values[3:5]] == ["2024-06-14 00:00:00", "2024-06-15 00:30:00"]
    assert [*values[:3], *values[5:]] == [1537, 88.7, -5, "Có", None, "x"]
    line = sheets.csv_text([], [row]).decode("utf-8-sig").splitlines()[1]
    assert line == "1537,88.70,-5,2024-06-14,2024-06-15 00:30:00,Có,,x"


def test_instants_are_written_in_vietnamese_time():
    assert ZoneInfo("Asia/Ho_Chi_Minh") == sheets.VIETNAM


def test_a_text_too_long_for_a_cell_is_cut_and_says_so():
    value = sheet(["x" * 40_000])["A2"].value
    assert len(value) == 32_767
    assert value.endswith("(đã cắt bớt, xem đầy đủ trên cổng)")


def test_more_rows_than_a_sheet_holds_are_refused_instead_of_lost(monkeypatch):
    monkeypatch.setattr(sheets, "XLSX_ROWS", 2)
    assert sheets.xlsx(["a"], [["1"], ["2"]])
    with pytest.raises(sheets.TooManyRows):
        sheets.xlsx(["a"], [["1"], ["2"], ["3"]])


def test_as_many_prefixes_are_tried_as_promised():
    assert len(set(RISKY)) == 40
