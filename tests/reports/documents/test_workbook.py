"""Is the workbook what the paper form is, and does another program compute the same figures?"""

import dataclasses
import io
import os
import shutil
import subprocess
import zipfile
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from agencies.numbers import State
from reports import rollup, tables
from reports.documents import workbook
from reports.rollup import Stage, Sums
from tests.reports import real, test_tables

BASES = {"5:2.5": Decimal(51), "5:3.4": Decimal(0)}
DRAFT = dataclasses.replace(test_tables.PAPER, marks=(tables.DRAFT,))
PREFIXES = [
    *("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "'", '"', " =", "  +", " -", " @", "=cmd|", "=1+1"),
    *("@SUM(A1)", "+A1", "-A1", "=HYPERLINK(", "{=1+1}", "=-", "=+", "=@", "\t=", "\n=", "\r=", "'=", '"=', "“=", "‘="),
    *("%0A=", "|", "#REF!", "=DDE(", "\u00a0=", "\u200b=", "\ufeff="),
]


def of_report(paper=test_tables.PAPER, notes: dict[str, str] | None = None, bases=BASES) -> tuple[tables.Table, ...]:
    sheet = test_tables.as_filed(bases)
    for key, note in (notes or {}).items():
        sheet[key] = dataclasses.replace(sheet[key], note=note)
    return tables.of_report(real.EDITION, sheet, bases, paper)


def of_province() -> tuple[tables.Table, ...]:
    """Sums, a rate of agencies that gave both parts, one whose rows hold just its parts, lead cells and the rest."""
    sums = {
        "2:1": Sums(given=170, value=Decimal(205787)),
        "2:2": Sums(given=1, both=1, numerator=Decimal(12), denominator=Decimal(21)),
        "2:2.1": Sums(given=2, value=Decimal(100)),
        "2:2.2": Sums(given=1, value=Decimal(12)),
        "2:3.3": Sums(given=3, none=3, both=3),
        "4:3.1": Sums(given=2, both=2, numerator=Decimal(589), denominator=Decimal(664)),
        "4:3.1.1": Sums(given=2, value=Decimal(664)),
        "4:3.1.2": Sums(given=2, value=Decimal(589)),
        "5:1.5.2": Sums(given=21, value=Decimal(60)),
        "5:1.5.3": Sums(given=9, value=Decimal(400)),
        "5:2.5": Sums(given=2, both=2, numerator=Decimal(-3), denominator=Decimal(120)),
        "7:1": Sums(given=1, both=1, numerator=Decimal("1234.5678"), denominator=Decimal("2345.6789")),
        "2:7": Sums(given=3, value=Decimal(2), choices={0: 1, 1: 2}),
    }
    lead = {"3:1.1": 12, "3:1.2": 3, "3:1.3": 0, "5:1.5.1": 40, "8:6.3.1": 127, "8:6.3.2": 116, "7:2.4.1": 9}
    supplied = {key: tables.Cell(State.REPORTED, Decimal(value)) for key, value in lead.items()}
    totals = rollup.roll_up(real.EDITION, test_tables.AGENCIES, sums, supplied, {})
    return tables.of_province(real.EDITION, totals, DRAFT, Stage.PROVISIONAL, test_tables.NAMES)


def opened(data: bytes, *, results: bool = False) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(data), data_only=results, rich_text=not results)


def cell(book: openpyxl.Workbook, key: str, column: str = "D"):
    """The cell of a row, found by its printed number."""
    appendix, _, code = key.partition(":")
    sheet = book[f"PL{appendix}"]
    rows = [row for row in range(1, sheet.max_row + 1) if sheet[f"A{row}"].value in (code, f"{code}.")]
    return sheet[f"{column}{rows[0]}"]


def test_there_is_one_sheet_an_appendix():
    assert opened(workbook.workbook(of_report())).sheetnames == [f"PL{number}" for number in range(2, 9)]


def test_the_sheet_begins_like_the_paper():
    sheet = opened(workbook.workbook(of_report()))["PL2"]
    assert [sheet[f"A{row}"].value for row in (1, 2, 3)] == [
        "Phụ lục 2",
        "THỐNG KÊ SỐ LIỆU BÁO CÁO CÔNG TÁC CHỈ ĐẠO ĐIỀU HÀNH CẢI CÁCH HÀNH CHÍNH",
        "(Ban hành kèm theo Báo cáo số 2147/BC-SKHĐT ngày 11/6/2024 của Sở Kế hoạch và Đầu tư)",
    ]
    assert [str(sheet[name].value) for name in ("A5", "C5", "C6", "D6", "E5")] == [
        *("STT", "Kết quả thống kê", "Đơn vị tính", "Số liệu", "Ghi chú")
    ]
    assert str(sheet["B5"].value) == f"Chỉ tiêu thống kê\n{tables.WHEN_USED}"
    assert (sheet["A2"].font.bold, sheet["A3"].font.italic, sheet["A7"].font.name) == (True, True, "Times New Roman")


def test_a_label_is_bold_and_italic_as_printed():
    book = opened(workbook.workbook(of_report()))
    plain, slanted = cell(book, "2:2", "B").value
    assert (plain.text, plain.font.b, bool(plain.font.i)) == ("Tỷ lệ hoàn thành Kế hoạch CCHC năm ", True, False)
    assert (slanted.text, slanted.font.i) == ("(Lũy kế đến thời điểm báo cáo)", True)
    assert cell(book, "2:3.3.1", "B").font.italic is True
    assert cell(book, "2:2.1", "B").font.bold is False


def test_it_prints_on_a4_with_repeated_headings_and_page_numbers():
    sheet = opened(workbook.workbook(of_report()))["PL4"]
    setup = sheet.page_setup
    assert (str(setup.paperSize), setup.orientation, setup.fitToWidth or 1, setup.fitToHeight) == (
        "9",
        "portrait",
        1,
        0,
    )
    assert sheet.sheet_properties.pageSetUpPr.fitToPage is True
    assert sheet.print_title_rows == "$5:$6"
    assert sheet.oddFooter.center.text == "Trang &P/&N"


def test_figures_are_numbers_and_text_is_text():
    book = opened(workbook.workbook(of_report(notes={"2:5.1": "Theo phần mềm"})))
    assert (cell(book, "2:5.1").value, cell(book, "2:5.1").data_type) == (595, "n")
    assert (cell(book, "2:5.1").number_format, cell(book, "8:5.2").number_format) == (
        "[$-42A]#,##0",
        "[$-42A]#,##0.00",
    )
    assert (cell(book, "2:5.1", "E").value, cell(book, "2:5.1", "E").alignment.wrap_text) == ("Theo phần mềm", True)


def test_rates_and_totals_are_live_formulas_with_their_results_stored():
    data = workbook.workbook(of_report())
    live, results = opened(data), opened(data, results=True)
    rate, parts = cell(live, "2:2"), [cell(live, key).coordinate for key in ("2:2.2", "2:2.1")]
    top, bottom = parts
    assert rate.value == f'=IF(COUNT({top},{bottom})<2,"",IF({bottom}=0,IF({top}=0,0,""),{top}/{bottom}*100))'
    assert round(cell(results, "2:2").value, 2) == 57.14
    staff = cell(live, "5:2.1").coordinate
    assert cell(live, "5:2.5").value == f'=IF(COUNT({staff})<1,"",(51-{staff})/51*100)'
    assert round(cell(results, "5:2.5").value, 2) == 13.73


def test_a_formula_reaches_into_another_sheet():
    table = of_report()[0]
    other = dataclasses.replace(table.rows[1], node=tables.Sum(tables.Ref("7:1.1"), "+", tables.Ref("2:2.1")))
    rows = (table.rows[0], other, *table.rows[2:])
    book = opened(workbook.workbook((dataclasses.replace(table, rows=rows), *of_report()[1:])))
    target = cell(book, "7:1.1").coordinate
    assert f"'PL7'!{target}+" in cell(book, "2:2").value


def test_nothing_happened_is_a_0_drawn_as_a_dash():
    found = cell(opened(workbook.workbook(of_report()), results=True), "7:1")
    assert (found.value, found.number_format) == (0, '[$-42A]#,##0.00;-[$-42A]#,##0.00;"-"')


def test_a_rate_of_0_percent_is_no_dash():
    found = cell(opened(workbook.workbook(of_report()), results=True), "3:3.2")
    assert (found.value, found.number_format) == (0, "[$-42A]#,##0.00")


def test_what_is_missing_is_empty_and_its_note_says_why():
    book = opened(workbook.workbook(of_report(bases={})), results=True)
    assert cell(book, "2:7.1").value is None
    assert cell(book, "4:1.4").value in (None, "")
    assert cell(book, "5:2.5").value is None
    assert str(cell(book, "5:2.5", "E").value).startswith("chưa đủ số liệu")


def test_a_cell_that_is_not_the_agencys_says_x():
    found = cell(opened(workbook.workbook(of_report())), "2:3.1")
    assert (found.value, found.data_type) == ("x", "s")


def test_a_draft_says_so_on_every_page():
    draft, final = opened(workbook.workbook(of_report(DRAFT))), opened(workbook.workbook(of_report()))
    for sheet in draft:
        assert (sheet["A1"].value, sheet.oddHeader.center.text) == ("DỰ THẢO", "DỰ THẢO")
    assert not any("DỰ THẢO" in str(row[0].value) or sheet.oddHeader.center.text for sheet in final for row in sheet)


@pytest.mark.parametrize("prefix", PREFIXES)
def test_text_is_never_a_formula(prefix):
    note = f"{prefix}1+1"
    data = workbook.workbook(of_report(notes={"2:1": note}))
    found = cell(openpyxl.load_workbook(io.BytesIO(data)), "2:1", "E")
    assert (found.data_type, found.value) == ("s", note.replace("\r", "_x000D_"))  # as the format writes one
    assert formulas(data) == formulas(workbook.workbook(of_report()))


def test_there_are_forty_prefixes():
    assert len(set(PREFIXES)) >= 40


def test_what_looks_like_a_formula_stays_text_when_the_cell_is_edited():
    book = opened(workbook.workbook(of_report(notes={"2:1": "=1+1", "2:2": "Kế hoạch"})))
    assert (cell(book, "2:1", "E").quotePrefix, cell(book, "2:2", "E").quotePrefix) == (True, False)


def test_a_note_in_the_librarys_own_markup_stays_text():
    data = workbook.workbook(of_report(notes={"2:1": "<r>&</r>"}))
    assert cell(openpyxl.load_workbook(io.BytesIO(data)), "2:1", "E").value == "<r>&</r>"


def formulas(data: bytes) -> int:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return sum(archive.read(name).count(b"<f>") for name in archive.namelist() if "worksheets/" in name)


def test_an_agencys_name_cannot_be_a_formula_either():
    paper = dataclasses.replace(test_tables.PAPER, agency="=1+1", number="@A1")
    assert formulas(workbook.workbook(of_report(paper))) == formulas(workbook.workbook(of_report()))


def test_the_provinces_book_has_its_own_column_for_the_agencies_behind():
    book = opened(workbook.workbook(of_province()))
    assert str(book["PL2"]["E6"].value) == "Số đơn vị có số liệu"
    assert (cell(book, "2:1", "D").value, cell(book, "2:1", "E").value) == (205787, "170/171")
    assert cell(book, "2:7").value == "Không: 1; Có: 2"


def test_a_rate_of_the_province_holds_the_two_sums_where_the_rows_hold_more():
    book = opened(workbook.workbook(of_province()))
    assert cell(book, "2:2").value == "=12/21*100"
    assert cell(book, "4:3.1").value.startswith("=IF(COUNT(")
    assert cell(book, "5:2.5").value == "=-3/120*100"


needs_office = pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")


def recalculated(folder: Path, **books: bytes) -> dict[str, openpyxl.Workbook]:
    """The books after LibreOffice computed every formula anew, in a profile of its own."""
    profile = folder / "profile" / "user"
    profile.mkdir(parents=True)
    always = '<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse">'
    (profile / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry">'
        f"{always}<value>0</value></prop></item></oor:items>"
    )
    for name, data in books.items():
        (folder / f"{name}.xlsx").write_bytes(data)
    command = ["soffice", f"-env:UserInstallation=file://{folder / 'profile'}", "--headless", "--convert-to", "xlsx"]
    files = [str(folder / f"{name}.xlsx") for name in books]
    environment = os.environ | {"HOME": str(folder)}
    subprocess.run([*command, "--outdir", str(folder / "out"), *files], check=True, timeout=180, env=environment)
    return {name: openpyxl.load_workbook(folder / "out" / f"{name}.xlsx", data_only=True) for name in books}


def figures(appendices: tuple[tables.Table, ...]) -> dict[str, float | None]:
    """Every rate and total that is a formula in the book, as it should come out."""
    rows = [row for table in appendices for row in table.rows if row.node is not None]
    return {row.key: None if row.value is None else float(row.value) for row in rows}


@needs_office
def test_libreoffice_computes_the_same_figures(tmp_path):
    report, province = of_report(), of_province()
    # Results that are wrong on purpose: what comes out was computed, not copied.
    spoilt = [
        dataclasses.replace(
            table,
            rows=tuple(
                row if row.node is None else dataclasses.replace(row, value=Decimal(4711)) for row in table.rows
            ),
        )
        for table in report
    ]
    books = {"report": workbook.workbook(report), "province": workbook.workbook(province)}
    found = recalculated(tmp_path, **books, spoilt=workbook.workbook(spoilt))
    for name, appendices in (("report", report), ("province", province), ("spoilt", report)):
        expected = figures(appendices)
        assert len(expected) >= 13
        for key, value in expected.items():
            came = cell(found[name], key).value
            assert came in (None, "") if value is None else came == pytest.approx(value, rel=1e-12), (name, key, came)
