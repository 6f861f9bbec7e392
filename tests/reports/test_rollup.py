"""How the province's figures come about, without a database."""

from decimal import Decimal

import pytest

from agencies.numbers import State
from reports import catalogue, rollup
from reports.catalogue import AppendixSpec, Kind, Rollup, Spec
from reports.cells import Cell
from reports.rollup import Sums
from tests.reports import real

AGENCIES = {"department": 21, "district": 9, "commune": 141}


def row(code: str, kind: Kind, rollup_: Rollup, **more) -> Spec:
    return Spec(f"2:{code}", 2, code, f"Chỉ tiêu {code}", kind=kind, rollup=rollup_, **more)


def form(*specs: Spec) -> catalogue.Edition:
    return catalogue.edition("thử", [AppendixSpec(2, "Thử", "Thử")], specs)


def totals(edition, sums=None, supplied=None, bases=None):
    return rollup.roll_up(edition, AGENCIES, sums or {}, supplied or {}, bases or {})


def reported(value: int | str, **more) -> Cell:
    return Cell(State.REPORTED, Decimal(value), **more)


PLAIN = form(row("1", Kind.COUNT, Rollup.SUM))
RATE = form(
    row("2", Kind.RATE, Rollup.RATIO, formula="2.2 / 2.1"),
    row("2.1", Kind.COUNT, Rollup.SUM),
    row("2.2", Kind.COUNT, Rollup.SUM),
)
SUPPLIED = form(
    row("1", Kind.TOTAL, Rollup.FORMULA, formula="1.1 + 1.2", lead="VP"),
    row("1.1", Kind.COUNT, Rollup.LEAD, lead="VP"),
    row("1.2", Kind.COUNT, Rollup.LEAD, lead="VP"),
    row("2", Kind.RATE, Rollup.FORMULA, formula="1.2 / 1.1", lead="VP"),
)


def test_a_sum_says_how_many_agencies_are_behind_it():
    total = totals(PLAIN, {"2:1": Sums(given=18, none=2, value=Decimal(640))})["2:1"]
    assert (total.value, total.coverage, total.state) == (640, "18/171 đơn vị", State.REPORTED)


def test_a_figure_that_nobody_gave_is_missing_and_not_0():
    total = totals(PLAIN)["2:1"]
    assert (total.state, total.value, total.coverage) == (State.MISSING, None, "0/171 đơn vị")


def test_where_everybody_confirmed_that_there_was_nothing_the_sum_says_so():
    total = totals(PLAIN, {"2:1": Sums(given=3, none=3)})["2:1"]
    assert (total.state, total.value) == (State.NONE, 0)


def test_agencies_that_declare_a_row_not_theirs_are_not_expected():
    given = Sums(given=1, value=Decimal(5), out_of_scope={"department": 2, "commune": 40})
    assert totals(PLAIN, {"2:1": given})["2:1"].coverage == "1/129 đơn vị"


def test_only_the_tiers_that_file_a_row_are_expected():
    edition = form(row("1", Kind.COUNT, Rollup.SUM, tiers=frozenset({"department"})))
    given = Sums(given=7, value=Decimal(70), out_of_scope={"department": 1, "commune": 141})
    assert totals(edition, {"2:1": given})["2:1"].coverage == "7/20 đơn vị"


def test_a_rate_is_the_sum_of_numerators_by_the_sum_of_denominators():
    given = {"2:2": Sums(given=2, both=2, numerator=Decimal(589), denominator=Decimal(664))}
    total = totals(RATE, given)["2:2"]
    assert round(total.value, 4) == Decimal("88.7048")
    assert (total.numerator, total.denominator, total.coverage) == (589, 664, "2/171 đơn vị")


def test_a_rate_leaves_out_the_agencies_that_gave_one_part_only():
    """Ten agencies gave 2.1, one of them both parts: the rate is that one's, not the quotient of the two sums."""
    given = {
        "2:2": Sums(given=1, both=1, numerator=Decimal(12), denominator=Decimal(21)),
        "2:2.1": Sums(given=10, value=Decimal(210)),
        "2:2.2": Sums(given=1, value=Decimal(12)),
    }
    found = totals(RATE, given)
    assert round(found["2:2"].value, 2) == Decimal("57.14")
    assert found["2:2"].coverage == "1/171 đơn vị"
    assert found["2:2.1"].coverage == "10/171 đơn vị"


def test_a_rate_of_0_by_0_is_nothing_happened():
    total = totals(RATE, {"2:2": Sums(given=4, none=4, both=4)})["2:2"]
    assert (total.state, total.value) == (State.NONE, 0)


def test_a_rate_that_divides_by_0_has_its_parts_and_no_value():
    given = {"2:2": Sums(both=1, numerator=Decimal(5))}
    found = totals(RATE, given)
    assert (found["2:2"].state, found["2:2"].value, found["2:2"].numerator) == (State.MISSING, None, 5)
    assert rollup.explain(RATE, found, "2:2") == "không tính được: 5 / 0"


def test_a_tally_counts_each_choice_and_has_no_value():
    edition = form(row("7", Kind.CHOICE, Rollup.TALLY, choices=((0, "Không"), (1, "Có"))))
    found = totals(edition, {"2:7": Sums(given=15, value=Decimal(12), choices={0: 3, 1: 12, 2: 0})})
    assert found["2:7"].tally == {0: 3, 1: 12}
    assert found["2:7"].value is None
    assert rollup.explain(edition, found, "2:7") == "Không: 3; Có: 12"


def test_a_percentage_without_parts_is_never_added_up():
    edition = form(row("4.2", Kind.PERCENT, Rollup.NONE))
    total = totals(edition, {"2:4.2": Sums(given=21, value=Decimal(1900))})["2:4.2"]
    assert (total.state, total.value, total.beside) == (State.MISSING, None, None)


def test_a_lead_cell_is_the_lead_agencys_figure_and_the_agencies_sum_stands_beside_it():
    sums = {"2:1.1": Sums(given=20, value=Decimal(150))}
    total = totals(SUPPLIED, sums, {"2:1.1": reported(127, note="Công bố lại")})["2:1.1"]
    assert (total.value, total.given, total.expected, total.note) == (127, 1, 1, "Công bố lại")
    assert (total.beside.value, total.beside.coverage, total.reconciled) == (150, "20/171 đơn vị", False)


def test_a_lead_cell_agrees_with_the_agencies_or_cannot_be_compared():
    sums = {"2:1.1": Sums(given=20, value=Decimal(127))}
    assert totals(SUPPLIED, sums, {"2:1.1": reported(127)})["2:1.1"].reconciled is True
    assert totals(SUPPLIED, {}, {"2:1.1": reported(127)})["2:1.1"].reconciled is None
    assert totals(SUPPLIED, sums, {})["2:1.1"].reconciled is None


def test_a_cell_of_the_lead_agency_alone_has_nothing_to_reconcile():
    edition = form(row("1", Kind.COUNT, Rollup.LEAD, lead="SNV", own=False))
    assert totals(edition, {}, {"2:1": reported(3)})["2:1"].beside is None


def test_a_percentage_of_the_lead_agency_is_not_compared_with_a_sum_of_percentages():
    edition = form(row("1", Kind.PERCENT, Rollup.LEAD, lead="SNV"))
    assert totals(edition, {"2:1": Sums(given=2, value=Decimal(190))}, {"2:1": reported(95)})["2:1"].beside is None


def test_what_is_computed_from_lead_cells_uses_the_provinces_cells():
    found = totals(SUPPLIED, {}, {"2:1.1": reported(100), "2:1.2": reported(25)})
    assert found["2:1"].value == 125
    assert (found["2:2"].value, found["2:2"].numerator, found["2:2"].denominator) == (25, 25, 100)
    assert (found["2:1"].given, found["2:1"].expected) == (1, 1)
    assert rollup.explain(SUPPLIED, found, "2:1") == "100 + 25"


def test_what_is_computed_is_missing_when_a_part_is_missing():
    found = totals(SUPPLIED, {}, {"2:1.1": reported(100)})
    assert (found["2:1"].state, found["2:1"].value, found["2:2"].state) == (State.MISSING, None, State.MISSING)
    assert rollup.explain(SUPPLIED, found, "2:1") == "chưa đủ số liệu: thiếu 1.2"


def test_a_computed_total_stands_beside_the_agencies_own_totals():
    found = totals(
        SUPPLIED, {"2:1": Sums(given=3, value=Decimal(125))}, {"2:1.1": reported(100), "2:1.2": reported(25)}
    )
    assert (found["2:1"].beside.value, found["2:1"].reconciled) == (125, True)


def test_a_part_that_is_nobodys_is_left_out_of_a_sum_and_voids_a_rate():
    found = totals(SUPPLIED, {}, {"2:1.1": Cell(State.OUT_OF_SCOPE), "2:1.2": reported(25)})
    assert found["2:1"].value == 25
    assert found["2:2"].state is State.OUT_OF_SCOPE


def test_a_total_of_mixed_parts_needs_every_part_and_counts_the_agencies_of_each():
    """PL5 1.5 = 1.5.1 (Sở Nội vụ) + 1.5.2 (departments) + 1.5.3 (districts)."""
    sums = {"5:1.5.2": Sums(given=18, value=Decimal(60)), "5:1.5.3": Sums(given=9, value=Decimal(400))}
    found = totals(real.EDITION, sums, {"5:1.5.1": reported(40)})
    assert (found["5:1.5"].value, found["5:1.5"].coverage) == (500, "27/30 đơn vị")
    assert totals(real.EDITION, sums)["5:1.5"].value is None


def test_a_total_is_only_as_complete_as_its_weakest_part():
    edition = form(
        row("1", Kind.TOTAL, Rollup.SUM, formula="1.1 + 1.2"),
        row("1.1", Kind.COUNT, Rollup.SUM),
        row("1.2", Kind.COUNT, Rollup.SUM),
    )
    sums = {"2:1.1": Sums(given=20, value=Decimal(9)), "2:1.2": Sums(given=12, value=Decimal(1))}
    assert totals(edition, sums)["2:1"].coverage == "12/171 đơn vị"


def test_a_rate_is_expected_only_of_those_who_file_its_parts():
    """PL5 1.5.4 is computed from 1.5, of which a commune has no part."""
    assert rollup.asked(real.EDITION)["5:1.5.4"] == {"department", "district"}
    assert rollup.asked(real.EDITION)["4:3.1"] == {"department"}
    assert rollup.asked(real.EDITION)["2:1"] == {"department", "district", "commune"}
    assert rollup.asked(real.EDITION)["2:3.1"] == frozenset()


def test_every_row_of_the_real_form_but_the_headings_has_a_total():
    found = totals(real.EDITION)
    assert list(found) == [spec.key for spec in real.EDITION.specs.values() if not spec.is_heading]
    assert {total.state for total in found.values()} == {State.MISSING}


@pytest.mark.parametrize(
    "stage, label", [(rollup.Stage.OFFICIAL, "Chính thức"), (rollup.Stage.PROVISIONAL, "Tạm tính")]
)
def test_the_reader_can_be_told_which_versions_count(stage, label):
    assert stage.label == label


def test_a_2015_base_of_the_province_counts_in_a_computed_rate():
    edition = form(
        row("1", Kind.RATE, Rollup.FORMULA, formula="(baseline2015 - 1.1) / baseline2015", lead="SNV"),
        row("1.1", Kind.COUNT, Rollup.LEAD, lead="SNV"),
    )
    supplied = {"2:1.1": reported(44)}
    assert totals(edition, {}, supplied)["2:1"].state is State.MISSING
    assert round(totals(edition, {}, supplied, {"2:1": Decimal(51)})["2:1"].value, 2) == Decimal("13.73")
