"""What a cell holds, whose it is, and what follows from it."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agencies import numbers
from agencies.numbers import State
from reports import catalogue, cells
from reports.catalogue import Edition, Kind, Rollup, Spec
from reports.cells import Cell, Filer
from tests.reports.real import EDITION, NAMES, SKHDT, as_filed

PROVINCE = Filer("46", "province")
DISTRICT = Filer("476", "district")
COMMUNE = Filer("19822", "commune")
MISSING, NONE, OUT, REPORTED = State.MISSING, State.NONE, State.OUT_OF_SCOPE, State.REPORTED


def after(changes: dict[str, str], filer: Filer = SKHDT, **bases: str) -> dict[str, Cell]:
    """The sheet of a blank report after typing; bases by code of Appendix 5 (b2_5="51" is that of 5:2.5)."""
    known = {f"5:{name[1:].replace('_', '.')}": Decimal(text) for name, text in bases.items()}
    return cells.apply(EDITION, filer, {}, changes, known)


def parts(cell: Cell) -> tuple[State, Decimal | None, Decimal | None]:
    return cell.state, cell.numerator, cell.denominator


# Whose cell is it?


@pytest.mark.parametrize(
    "key, tiers",
    [
        ("2:3", ""),  # a heading
        ("2:2.1", "department district commune"),  # summed over all
        ("2:2", "province department district commune"),  # computed
        ("2:4.1", "province"),  # only the lead agency knows, in the province's report
        ("4:1.4.1", "province department district commune"),  # everybody's own, beside the lead's
        ("4:3.2.1", "district"),
        ("4:3.3", "province commune"),
        ("5:1.5.2", "department"),
    ],
)
def test_a_cell_belongs_to_those_whom_the_form_asks(key, tiers):
    spec = EDITION.specs[key]

    assert [tier for tier in catalogue.TIERS if cells.in_scope(spec, Filer("", tier))] == tiers.split()


def test_an_agency_is_asked_for_as_many_cells_as_its_tier_has():
    counted = {filer.tier: len(cells.scope(EDITION, filer)) for filer in (PROVINCE, SKHDT, DISTRICT, COMMUNE)}

    assert counted == {"province": 72, "department": 100, "district": 100, "commune": 99}


# What does a text say?


@pytest.mark.parametrize("text", ["-", "–", "—", "−", "kps", "KPS", " Không phát sinh ", "kho\u0302ng pha\u0301t sinh"])
def test_a_dash_or_the_words_confirm_that_there_was_nothing(text):
    reading = cells.read(EDITION.specs["2:1"], SKHDT, text)

    assert (reading.state, reading.value, reading.refused) == (NONE, Decimal(0), False)


@pytest.mark.parametrize("text", ["x", "X", "không thuộc phạm vi"])
def test_an_agency_can_say_that_a_cell_is_not_its_own(text):
    reading = cells.read(EDITION.specs["8:5.2.2"], SKHDT, text)

    assert (reading.state, reading.value, reading.refused) == (OUT, None, False)


def test_a_blank_is_missing_and_not_zero():
    assert cells.read(EDITION.specs["2:1"], SKHDT, "  ") == numbers.Reading(MISSING)


@pytest.mark.parametrize(
    "key, filer, mend",
    [
        ("5:1.1", SKHDT, "Xóa số liệu này: ô này do Sở Nội vụ điền trong báo cáo của tỉnh."),
        ("3:1", SKHDT, "Xóa số liệu này: ô này do STP điền trong báo cáo của tỉnh."),
        ("4:3.2.1", SKHDT, "Xóa số liệu này: ô này do UBND cấp huyện điền."),
        ("4:3.1.1", COMMUNE, "Xóa số liệu này: ô này do các sở, ban, ngành điền."),
        ("2:1", PROVINCE, "Xóa số liệu này: ô này được cộng từ báo cáo của các đơn vị."),
    ],
)
def test_a_figure_in_a_cell_of_somebody_else_names_whose_it_is(key, filer, mend):
    reading = cells.read(EDITION.specs[key], filer, "9", NAMES)

    assert (reading.rule, reading.state, reading.mend) == ("SCOPE", OUT, mend)


@pytest.mark.parametrize("text", ["0", "00", "0%", "0 %", "0,00", "-", "x", "kps"])
@pytest.mark.parametrize("key", ["5:1.1", "2:4"])
def test_a_plain_zero_in_a_cell_without_figure_is_skipped(key, text):
    assert cells.read(EDITION.specs[key], SKHDT, text) == numbers.Reading(OUT, skipped=True)
    assert after({key: text})[key] == Cell(OUT)


@given(st.sampled_from(list(EDITION.specs.values())), st.sampled_from([PROVINCE, SKHDT, DISTRICT, COMMUNE]), st.text())
def test_no_text_ever_breaks_a_cell(spec, filer, text):
    reading = cells.read(spec, filer, text)

    assert reading.refused == bool(reading.mend)


# Typing


def test_a_refused_text_is_kept_without_a_value():
    assert after({"2:8": " 9 cuộc "})["2:8"] == Cell(MISSING, typed="9 cuộc")


def test_typing_leaves_the_note_and_the_revision_alone():
    before = {"2:1": Cell(REPORTED, Decimal(5), note="Kế hoạch", typed="5", revision=3)}

    sheet = cells.apply(EDITION, SKHDT, before, {"2:1": "06"}, {})

    assert sheet["2:1"] == Cell(REPORTED, Decimal(6), note="Kế hoạch", typed="06", revision=3)


def test_what_is_typed_into_a_computed_cell_is_a_claim_and_never_its_value():
    sheet = after({"2:2": "99%", "2:2.1": "21", "2:2.2": "12"})

    assert (sheet["2:2"].typed, numbers.show(sheet["2:2"].value, Kind.RATE)) == ("99%", "57,14 %")


def test_a_cleared_cell_is_missing_again():
    sheet = after({"2:2.1": "21", "2:2.2": "12"})

    cleared = cells.apply(EDITION, SKHDT, sheet, {"2:2.2": ""}, {})

    assert (cleared["2:2.2"], cleared["2:2"].state) == (Cell(), MISSING)


def test_a_cell_that_the_edition_does_not_have_is_an_error_of_the_program():
    with pytest.raises(KeyError):
        after({"2:99": "1"})


def test_a_complete_sheet_has_every_row_in_printed_order():
    assert list(after({})) == list(EDITION.specs)


def test_typing_cell_by_cell_ends_like_pasting_the_whole():
    sheet: dict[str, Cell] = {}
    for key, text in as_filed().items():
        sheet = cells.apply(EDITION, SKHDT, sheet, {key: text}, {})

    assert sheet == after(as_filed())


# What follows


def test_a_rate_keeps_its_two_parts_and_a_value_that_nobody_rounded():
    cell = after({"2:2.1": "21", "2:2.2": "12"})["2:2"]

    assert cell == Cell(REPORTED, Decimal("57.14285714285714285714285714"), Decimal(12), Decimal(21))


@pytest.mark.parametrize("missing", ["2:2.1", "2:2.2"])
def test_a_rate_that_lacks_a_part_has_no_value(missing):
    typed = {"2:2.1": "21", "2:2.2": "0"} | {missing: ""}

    assert after(typed)["2:2"] == Cell(MISSING)


def test_nothing_of_nothing_did_not_occur():
    assert after({"7:1.1": "0", "7:1.2": "0"})["7:1"] == Cell(NONE, Decimal(0), Decimal(0), Decimal(0))
    assert after({"7:1.1": "-", "7:1.2": "-"})["7:1"] == Cell(NONE, Decimal(0), Decimal(0), Decimal(0))


def test_something_of_nothing_has_its_parts_and_no_value():
    assert after({"7:1.1": "0", "7:1.2": "5,5"})["7:1"] == Cell(MISSING, None, Decimal("5.5"), Decimal(0))


def test_a_rate_that_no_column_could_hold_has_no_value():
    sheet = after({"7:1.1": "0,0001", "7:1.2": "99.999.999.999"})

    assert sheet["7:1"] == Cell(MISSING, None, Decimal(99999999999), Decimal("0.0001"))


def test_a_total_adds_up_what_is_in_scope():
    assert after({"5:1.5.2": "3"})["5:1.5"] == Cell(REPORTED, Decimal(3))
    assert after({"5:1.5.3": "4"}, DISTRICT)["5:1.5"] == Cell(REPORTED, Decimal(4))


def test_a_total_of_which_no_part_is_in_scope_is_not_either():
    sheet = after({}, COMMUNE)

    assert (sheet["5:1.5"].state, sheet["5:1.5.4"].state) == (OUT, OUT)


def test_a_total_with_a_blank_part_is_missing():
    assert after({"4:1.4.1": "127"})["4:1.4"] == Cell(MISSING)


def test_a_total_of_nothing_did_not_occur():
    nothing = dict.fromkeys(("4:1.4.1", "4:1.4.2", "4:1.4.3"), "-")

    assert after(nothing)["4:1.4"] == Cell(NONE, Decimal(0))
    assert after(nothing | {"4:1.4.2": "0"})["4:1.4"] == Cell(REPORTED, Decimal(0))


def test_a_total_that_no_column_could_hold_has_no_value():
    assert after({"4:1.4.1": "99999999999", "4:1.4.2": "1", "4:1.4.3": "-"})["4:1.4"] == Cell(MISSING)


def test_totals_of_totals_follow():
    sheet = after(dict.fromkeys(("7:2.2", "7:2.3", "7:2.4.1", "7:2.4.2", "7:2.4.3", "7:2.5"), "2"))

    assert (sheet["7:2.4"].value, sheet["7:2.1"].value) == (Decimal(6), Decimal(12))


def test_a_reduction_since_2015_stores_what_can_be_added_up():
    assert parts(after({"5:2.1": "44"}, b2_5="51")["5:2.5"]) == (REPORTED, Decimal(7), Decimal(51))
    assert parts(after({"5:2.1": "60"}, b2_5="50")["5:2.5"]) == (REPORTED, Decimal(-10), Decimal(50))
    assert parts(after({"5:2.1": "0"}, b2_5="0")["5:2.5"]) == (NONE, Decimal(0), Decimal(0))
    assert parts(after({"5:2.1": "44"})["5:2.5"]) == (MISSING, None, None)


def test_a_province_derives_from_what_its_lead_agencies_supply():
    sheet = after({"3:1.1": "12", "3:1.2": "30", "3:1.3": "-", "8:6.1.1": "120", "8:6.1.2": "90"}, PROVINCE)

    assert sheet["3:1"] == Cell(REPORTED, Decimal(42))
    assert (sheet["8:6.1"].value, sheet["8:6.1"].numerator) == (Decimal(75), Decimal(90))


def test_a_province_leaves_the_rates_of_its_agencies_to_the_roll_up():
    rolled_up = Cell(REPORTED, Decimal(50), Decimal(10), Decimal(20))
    given = {"2:2": rolled_up, "2:2.1": Cell(REPORTED, Decimal(30)), "2:2.2": Cell(REPORTED, Decimal(10))}

    assert cells.complete(EDITION, PROVINCE, given, {})["2:2"] == rolled_up


def test_a_figure_that_was_never_asked_for_counts_as_out_of_scope():
    assert cells.complete(EDITION, SKHDT, {"5:1.1": Cell()}, {})["5:1.1"] == Cell(OUT)


def test_percent_never_divides_by_zero():
    assert cells.percent(Decimal(1), Decimal(0)) is None
    assert cells.percent(Decimal(0), Decimal(0)) is None
    assert cells.percent(Decimal(12), Decimal(21)) == Decimal("57.14285714285714285714285714")


# What is left to do, and what stands behind a figure


@pytest.mark.parametrize(
    "typed, bases, key, line",
    [
        ({"2:2.1": "21", "2:2.2": "12"}, {}, "2:2", "12 / 21"),
        ({"2:2.2": "12"}, {}, "2:2", "chưa đủ số liệu: thiếu 2.1"),
        ({}, {}, "2:2", "chưa đủ số liệu: thiếu 2.2, 2.1"),
        ({"2:2.1": "0", "2:2.2": "5"}, {}, "2:2", "không tính được: 5 / 0"),
        ({"7:1.1": "1234,5", "7:1.2": "1000"}, {}, "7:1", "1.000 / 1.234,5"),
        ({"5:2.1": "44"}, {"b2_5": "51"}, "5:2.5", "(51 - 44) / 51"),
        ({"5:2.1": "44"}, {}, "5:2.5", "chưa đủ số liệu: thiếu số gốc năm 2015"),
        ({}, {}, "5:2.5", "chưa đủ số liệu: thiếu 2.1, số gốc năm 2015"),
        ({"4:1.4.1": "127", "4:1.4.2": "-", "4:1.4.3": "2"}, {}, "4:1.4", "127 + 0 + 2"),
        ({"5:1.5.2": "3"}, {}, "5:1.5", "3"),
        ({}, {}, "3:1", ""),
    ],
)
def test_a_computed_cell_is_explained_by_its_parts(typed, bases, key, line):
    known = {f"5:{name[1:].replace('_', '.')}": Decimal(text) for name, text in bases.items()}

    assert cells.explain(EDITION, after(typed, **bases), known, key) == line


def test_progress_counts_the_cells_to_be_typed():
    assert cells.progress(EDITION, SKHDT, after({}))[7] == (0, 9)
    assert cells.progress(EDITION, SKHDT, after({"7:1.1": "5", "7:1.2": "-", "7:2.2": "abc"}))[7] == (3, 9)
    assert cells.progress(EDITION, SKHDT, after({"8:5.2.2": "x"}))[8] == (1, 16)
    assert cells.progress(EDITION, PROVINCE, after({}, PROVINCE))[6] == (0, 1)


def test_what_another_answer_makes_needless_is_not_asked_for():
    assert "2:7.1" not in set(cells.due(EDITION, SKHDT, after({})))
    assert "2:7.1" not in set(cells.due(EDITION, SKHDT, after({"2:7": "0"})))
    assert {"2:7.1", "2:7.2"} <= set(cells.due(EDITION, SKHDT, after({"2:7": "1"})))
    assert cells.conditional(EDITION) == {"2:7.1", "2:7.2"}


def test_a_needless_cell_that_was_filled_in_counts_all_the_same():
    assert cells.progress(EDITION, SKHDT, after({"2:7": "0", "2:7.1": "5"}))[2] == (2, 16)


def test_a_row_is_named_with_its_appendix_where_that_is_not_at_hand():
    assert cells.place(EDITION.specs["7:2.1"], 7) == "2.1"
    assert cells.place(EDITION.specs["7:2.1"], 5) == "Phụ lục 7, dòng 2.1"
    assert cells.place(EDITION.specs["7:2.1"]) == "Phụ lục 7, dòng 2.1"


# Any sheet at all

FIGURE = st.integers(0, 10**11 - 1) | st.sampled_from([0, 1, 2])
CELL = st.builds(
    lambda state, value: Cell(state, Decimal(value) if state is REPORTED else None), st.sampled_from(State), FIGURE
)
SHEETS = st.dictionaries(st.sampled_from(list(EDITION.specs)), CELL)
BASES = st.dictionaries(st.sampled_from(EDITION.baseline_keys), FIGURE.map(Decimal))


@given(SHEETS, BASES, st.sampled_from([PROVINCE, SKHDT, DISTRICT, COMMUNE]))
def test_whatever_stands_in_a_sheet_everything_can_be_derived(sheet, bases, filer):
    whole = cells.complete(EDITION, filer, sheet, bases)

    assert len(whole) == 151
    for key in EDITION.order:
        cell = whole[key]
        assert (cell.numerator is None) == (cell.denominator is None)
        assert (cell.value is None) == (cell.state in (MISSING, OUT)) or filer is PROVINCE
        assert cell.value is None or abs(cell.value) < 10**11
        assert isinstance(cells.explain(EDITION, whole, bases, key), str)


@given(SHEETS, BASES)
def test_a_complete_sheet_completes_to_itself(sheet, bases):
    whole = cells.complete(EDITION, SKHDT, sheet, bases)

    assert cells.complete(EDITION, SKHDT, whole, bases) == whole


def test_a_formula_of_differences_leaves_out_what_is_out_of_scope():
    def row(code: str, **more: object) -> Spec:
        return Spec(f"1:{code}", 1, code, "Một dòng", rollup=Rollup.SUM, **more)  # type: ignore[arg-type]

    total = row("1", kind=Kind.TOTAL, formula="2 - 3 + 4")
    rows = (total, row("2"), row("3", own=False), row("4"))
    form: Edition = catalogue.edition("thử", (), rows)

    sheet = cells.apply(form, SKHDT, {}, {"1:2": "5", "1:4": "2"}, {})

    assert sheet["1:1"].value == Decimal(7)
    assert cells.explain(form, sheet, {}, "1:1") == "5 + 2"


# What does a return open?


@pytest.mark.parametrize(
    "returned, opened",
    [
        ("2:2.2", "2:2.2 2:2"),  # with the rate that follows
        ("2:2", "2:2 2:2.1 2:2.2"),  # a rate is mended in its parts
        ("2:7", "2:7 2:7.1 2:7.2"),  # "Có" asks for two rows more
        ("2:8", "2:8"),
    ],
)
def test_a_return_opens_what_must_change_together(returned, opened):
    assert cells.opened_by(EDITION, [returned]) == set(opened.split())


def test_a_return_of_nothing_opens_nothing():
    assert cells.opened_by(EDITION, []) == frozenset()
