from decimal import Decimal

import pytest

from reports import cells, entry_rows
from reports.catalogue import Kind
from reports.cells import Filer
from reports.entry_rows import Filled, Mode
from reports.rollup import Total
from tests.reports.real import EDITION, NAMES, SKHDT

PROVINCE = Filer("46", "province")
DISTRICT = Filer("476", "district")


def filled(typed: dict[str, str], filer: Filer = SKHDT, bases=None, before=None, totals=None) -> Filled:
    bases = bases or {}
    sheet = cells.apply(EDITION, filer, {}, typed, bases)
    previous = cells.apply(EDITION, filer, {}, before, {}) if before else {}
    return Filled(EDITION, filer, sheet, bases, previous, NAMES, totals or {})


def modes(number: int, filer: Filer = SKHDT, why: str = "") -> dict[str, str]:
    rows = entry_rows.rows(filled({}, filer), number, lambda spec: why, {})
    return {row.spec.code: row.mode.value for row in rows}


def test_a_row_is_met_by_what_it_holds_and_whose_it_is():
    found = modes(2)
    assert {code: found[code] for code in ("1", "2", "3", "3.1")} == {
        "1": "typed",
        "2": "computed",
        "3": "band",
        "3.1": "outside",
    }


def test_a_shut_cell_says_why():
    (row, *_) = entry_rows.rows(filled({}), 2, lambda spec: "Kỳ báo cáo đã đóng.", {})
    assert (row.mode, row.why, row.open) == (Mode.SHUT, "Kỳ báo cáo đã đóng.", False)


@pytest.mark.parametrize(
    "typed, text, shown, state",
    [
        ("01", "1", "1", "reported"),
        ("1537", "1.537", "1.537", "reported"),
        ("-", "-", "không phát sinh", "none"),
        ("x", "x", "không thuộc phạm vi", "out_of_scope"),
        ("", "", "", "missing"),
        ("9 cuộc", "9 cuộc", "", "missing"),
    ],
)
def test_an_input_shows_what_was_read_and_keeps_what_was_not(typed, text, shown, state):
    cell = entry_rows.shown(filled({"2:1": typed}), "2:1")
    assert (cell.text, cell.shown, cell.state, cell.typed) == (text, shown, state, typed)


def test_a_percentage_keeps_the_decimals_it_was_typed_with():
    assert entry_rows.shown(filled({"8:5.2": "88,70%"}), "8:5.2").text == "88,70"
    assert entry_rows.shown(filled({"8:5.2": "100"}), "8:5.2").text == "100"


def test_a_choice_says_its_word():
    assert entry_rows.shown(filled({"2:7.2": "1"}), "2:7.2").parts == "Phát phiếu"


def test_a_rate_shows_its_parts_or_what_it_lacks():
    rate = entry_rows.shown(filled({"2:2.1": "21", "2:2.2": "12", "2:2": "57"}), "2:2")
    assert (rate.shown, rate.parts, rate.claim, rate.text) == ("57,14 %", "12 / 21", "57", "")
    lacking = entry_rows.shown(filled({"2:2.2": "12"}), "2:2")
    assert (lacking.shown, lacking.parts) == ("chưa đủ số liệu", "thiếu 2.1")


def test_nothing_of_nothing_is_no_percentage():
    rate = entry_rows.shown(filled({"7:1.1": "0", "7:1.2": "0"}), "7:1")
    assert (rate.shown, rate.parts) == ("không phát sinh", "0 / 0")


def test_a_base_of_2015_stands_beside_its_rate():
    cell = entry_rows.shown(filled({"5:2.1": "44"}, bases={"5:2.5": Decimal(51)}), "5:2.5")
    assert (cell.base, cell.shown, cell.parts) == ("51", "13,73 %", "(51 - 44) / 51")


@pytest.mark.parametrize(
    "before, now, change",
    [("4", "6", "+2"), ("6", "4", "-2"), ("6", "6", ""), ("-", "6", "+6"), ("", "6", ""), ("4", "", "")],
)
def test_the_change_since_last_period(before, now, change):
    assert entry_rows.shown(filled({"2:1": now}, before={"2:1": before, "2:2.1": "1"}), "2:1").change == change


def test_a_percentage_changes_by_points():
    before = {"2:2.1": "21", "2:2.2": "6"}
    cell = entry_rows.shown(filled({"2:2.1": "21", "2:2.2": "12"}, before=before), "2:2")
    assert cell.change == "+28,57 điểm"


@pytest.mark.parametrize(
    "key, filer, sentence",
    [
        ("2:3.1", SKHDT, "Sở Nội vụ nhập tại báo cáo của tỉnh"),
        ("4:3.2", SKHDT, "UBND cấp huyện nhập"),
        ("4:3.1", DISTRICT, "Sở, ban, ngành nhập"),
        ("2:1", PROVINCE, "Cộng từ báo cáo của các đơn vị"),
    ],
)
def test_a_foreign_cell_says_whose_it_is(key, filer, sentence):
    assert entry_rows.whose(EDITION.specs[key], filer, NAMES) == sentence


def test_a_departments_paper_leaves_out_the_rows_of_other_tiers_unless_a_total_needs_them():
    paper = entry_rows.on_paper(EDITION, SKHDT)
    assert {"4:3.2", "4:3.2.1", "4:3.3", "4:3.3.2"} & paper == set()
    assert {"5:1.5.3", "4:3.1", "4:3.4"} <= paper


def test_the_province_shows_what_its_agencies_add_up_to_and_of_how_many():
    totals = {"2:1": Total("2:1", state=cells.State.REPORTED, value=Decimal(18), given=3, expected=4)}
    (row, *_) = entry_rows.rows(filled({}, PROVINCE, totals=totals), 2, lambda spec: "", {})
    assert (row.mode, row.cell.shown, row.why) == (Mode.ADDED, "18", "3/4 đơn vị")


@pytest.mark.parametrize(
    "value, kind, text",
    [
        ("1234567.5", Kind.AMOUNT, "1.234.567,5"),
        ("21.0000", Kind.COUNT, "21"),
        ("1234.5", Kind.PERCENT, "1234,5"),
        ("0", Kind.COUNT, "0"),
    ],
)
def test_a_figure_is_written_as_it_can_be_typed_again(value, kind, text):
    assert entry_rows.written(Decimal(value), kind) == text
