"""What stands on the paper, before anything draws it."""

import datetime
from decimal import Decimal

from agencies.numbers import State
from reports import cells, formula, rollup, tables
from reports.cells import Cell
from reports.rollup import Stage, Sums
from reports.tables import Paper
from tests.reports import real

PAPER = Paper("Sở Kế hoạch và Đầu tư", "6 tháng đầu năm 2024", "2147/BC-SKHĐT", datetime.date(2024, 6, 11))
AGENCIES = {"department": 21, "district": 9, "commune": 141}
NAMES = {"VPUB": "Văn phòng UBND tỉnh", "SNV": "Sở Nội vụ"}


def as_filed(bases: dict[str, Decimal] | None = None) -> dict[str, Cell]:
    return cells.apply(real.EDITION, real.SKHDT, {}, real.as_filed(), bases or {})


def report_rows(bases: dict[str, Decimal] | None = None) -> dict[str, tables.PrintedRow]:
    found = tables.of_report(real.EDITION, as_filed(bases), bases or {}, PAPER)
    return {row.key: row for table in found for row in table.rows}


def province_rows(sums=None, supplied=None, stage=Stage.OFFICIAL) -> dict[str, tables.PrintedRow]:
    totals = rollup.roll_up(real.EDITION, AGENCIES, sums or {}, supplied or {}, {})
    found = tables.of_province(real.EDITION, totals, PAPER, stage, NAMES)
    return {row.key: row for table in found for row in table.rows}


def text(node: formula.Node | None) -> str:
    assert node is not None
    return formula.text(node)


def test_the_head_says_which_document_the_appendix_comes_with():
    assert PAPER.issued == "(Ban hành kèm theo Báo cáo số 2147/BC-SKHĐT ngày 11/6/2024 của Sở Kế hoạch và Đầu tư)"
    assert Paper("Sở Nội vụ", "Quý I").issued == "(Ban hành kèm theo Báo cáo số … ngày … của Sở Nội vụ)"


def test_a_report_has_seven_tables_with_every_row_of_the_form():
    found = tables.of_report(real.EDITION, as_filed(), {}, PAPER)
    assert [table.name for table in found] == [f"Phụ lục {number}" for number in range(2, 9)]
    assert [row.key for table in found for row in table.rows] == list(real.EDITION.specs)


def test_the_columns_are_those_of_the_official_form():
    table = tables.of_report(real.EDITION, as_filed(), {}, PAPER)[0]
    titles = ["STT", "Chỉ tiêu thống kê", "Đơn vị tính", "Số liệu", "Ghi chú"]
    assert [column.title for column in table.columns] == titles


def test_a_row_shows_its_figure_as_people_read_it():
    rows = report_rows()
    assert (rows["2:2"].shown, rows["2:2"].explained) == ("57,14 %", "12 / 21")
    assert (rows["8:6.4.1"].shown, rows["2:1"].number, rows["2:2.1"].number) == ("1.061", "1.", "2.1")
    assert rows["2:7"].unit == "Không = 0; Có = 1"


def test_signs_stand_for_what_is_no_figure():
    rows = report_rows()
    assert (rows["7:1"].shown, rows["7:1"].state) == ("-", State.NONE)
    assert (rows["2:3.1"].shown, rows["2:3.1"].state) == ("x", State.OUT_OF_SCOPE)
    assert (rows["4:1.4.2"].shown, rows["4:1.4.2"].state) == ("", State.MISSING)


def test_a_band_has_a_label_and_no_figure():
    band = report_rows()["2:3"]
    assert (band.is_band, band.shown, band.node) == (True, "", None)


def test_a_label_keeps_its_italic_ending_as_printed():
    assert report_rows()["2:2"].label[-1] == ("(Lũy kế đến thời điểm báo cáo)", True)


def test_a_computed_figure_that_lacks_a_part_says_so_in_its_note():
    row = report_rows()["4:1.4"]
    assert (row.shown, row.value) == ("", None)
    assert row.note.startswith("chưa đủ số liệu: thiếu")


def test_a_2015_base_stands_in_the_formula_as_a_number():
    row = report_rows({"5:2.5": Decimal(51)})["5:2.5"]
    assert (row.shown, text(row.node)) == ("13,73 %", "(51 - 5:2.1) / 51")


def test_without_its_2015_base_a_rate_has_no_formula():
    row = report_rows()["5:2.5"]
    assert (row.node, row.value) == (None, None)
    assert "số gốc năm 2015" in row.note


def test_a_total_leaves_out_the_parts_that_are_not_this_agencys():
    assert text(report_rows()["5:1.5"].node) == "5:1.5.2"


def test_the_provinces_table_says_how_many_agencies_are_behind_a_figure():
    row = province_rows({"2:1": Sums(given=18, value=Decimal(96))})["2:1"]
    assert (row.shown, row.coverage) == ("96", "18/171")


def test_the_rate_of_the_province_refers_to_rows_that_hold_its_parts():
    sums = {
        "2:2": Sums(given=2, both=2, numerator=Decimal(30), denominator=Decimal(40)),
        "2:2.1": Sums(given=2, value=Decimal(40)),
        "2:2.2": Sums(given=2, value=Decimal(30)),
    }
    assert text(province_rows(sums)["2:2"].node) == "2:2.2 / 2:2.1"


def test_the_rate_of_the_province_holds_its_own_parts_where_the_rows_hold_more():
    sums = {
        "2:2": Sums(given=1, both=1, numerator=Decimal("12.0000"), denominator=Decimal("20.0000")),
        "2:2.1": Sums(given=2, value=Decimal(41)),
        "2:2.2": Sums(given=1, value=Decimal(12)),
    }
    row = province_rows(sums)["2:2"]
    assert (row.shown, text(row.node), row.explained) == ("60,00 %", "12 / 20", "12 / 20")


def test_a_lead_cell_names_its_supplier_and_what_the_agencies_say():
    supplied = {"4:2.1": Cell(State.REPORTED, Decimal(127), note="Theo quyết định công bố")}
    row = province_rows({"4:2.1": Sums(given=20, value=Decimal(150))}, supplied)["4:2.1"]
    lead = real.EDITION.specs["4:2.1"].lead
    assert row.note.splitlines() == [
        "Theo quyết định công bố",
        f"{NAMES.get(lead, lead)} cung cấp",
        "Các đơn vị tự báo cáo: 150 (20/171 đơn vị)",
    ]


def test_a_tally_is_drawn_choice_by_choice():
    row = province_rows({"2:7": Sums(given=3, value=Decimal(2), choices={0: 1, 1: 2})})["2:7"]
    assert (row.shown, row.is_tally) == ("Không: 1; Có: 2", True)


def test_the_province_says_which_versions_count():
    totals = rollup.roll_up(real.EDITION, AGENCIES, {}, {}, {})
    table = tables.of_province(real.EDITION, totals, PAPER, Stage.PROVISIONAL, NAMES)[0]
    assert table.notes[0] == "Số liệu tạm tính của kỳ 6 tháng đầu năm 2024."
