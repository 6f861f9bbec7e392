"""An edition as it is read: rows by key and appendix, formulas in an order that works, what changes with what."""

import dataclasses
from graphlib import CycleError

import pytest

from reports import catalogue
from reports.catalogue import AppendixSpec, Kind, Rollup, Rule, Severity, Spec
from reports.formula import FormulaError, Quotient, Ref


def spec(key: str, formula: str = "", kind: Kind | None = None) -> Spec:
    number, _, code = key.partition(":")
    return Spec(
        key,
        int(number),
        code,
        f"Dòng {code}",
        "Đơn vị",
        kind or (Kind.TOTAL if formula else Kind.COUNT),
        formula=formula,
    )


def autonomy() -> catalogue.Edition:
    """The nested totals of appendix 7, and a rate of appendix 5 that divides one of them."""
    return catalogue.edition(
        "thử",
        [AppendixSpec(5, "PHỤ LỤC NĂM", "Năm"), AppendixSpec(7, "PHỤ LỤC BẢY", "Bảy")],
        [
            spec("5:1", "7:2.1 / 7:2.2", Kind.RATE),
            spec("5:2", "(baseline2015 - 7:2.2) / baseline2015", Kind.RATE),
            spec("7:2.1", "2.2 + 2.4"),
            spec("7:2.2"),
            spec("7:2.4", "2.4.1 + 2.4.2"),
            spec("7:2.4.1"),
            spec("7:2.4.2"),
        ],
        [
            Rule("PL7", "7:2.1 <= 7:2.2; 7:2.4 > 0", Severity.ERROR, "Vì thế."),
            Rule("RATE", "", Severity.ERROR, "Có sẵn."),
        ],
    )


def test_the_rows_of_an_appendix_keep_their_printed_order() -> None:
    assert [row.code for row in autonomy().of_appendix(7)] == ["2.1", "2.2", "2.4", "2.4.1", "2.4.2"]


def test_an_appendix_that_does_not_exist_has_no_rows() -> None:
    assert autonomy().of_appendix(9) == ()


def test_formulas_are_parsed_for_computed_rows_only() -> None:
    assert set(autonomy().formulas) == {"5:1", "5:2", "7:2.1", "7:2.4"}
    assert autonomy().formulas["5:1"] == Quotient(Ref("7:2.1"), Ref("7:2.2"))


def test_formulas_are_parsed_once() -> None:
    edition = autonomy()
    assert edition.formulas is edition.formulas


def test_a_computed_row_comes_after_everything_it_is_computed_from() -> None:
    order = autonomy().order
    assert set(order) == {"5:1", "5:2", "7:2.1", "7:2.4"}
    assert order.index("7:2.4") < order.index("7:2.1") < order.index("5:1")


def test_a_typed_figure_changes_every_row_above_it_in_the_order_to_compute_them() -> None:
    assert autonomy().dependents["7:2.4.1"] == ("7:2.4", "7:2.1", "5:1")


def test_a_row_that_nothing_reads_changes_nothing() -> None:
    assert autonomy().dependents["5:1"] == ()


def test_the_rates_that_need_a_2015_figure_are_known() -> None:
    assert autonomy().baseline_keys == ("5:2",)


def test_checks_are_parsed_and_the_programmed_ones_have_no_clauses() -> None:
    clauses = autonomy().clauses
    assert len(clauses["PL7"]) == 2
    assert clauses["RATE"] == ()


def test_a_circle_of_formulas_can_not_be_arranged() -> None:
    edition = catalogue.edition("thử", [], [spec("2:1", "2 + 3"), spec("2:2", "1 + 3"), spec("2:3")])
    with pytest.raises(CycleError):
        _ = edition.order


def test_a_formula_that_does_not_parse_raises_when_it_is_first_used() -> None:
    edition = catalogue.edition("thử", [], [spec("2:1", "2 +")])
    with pytest.raises(FormulaError):
        _ = edition.formulas


def test_what_is_computed_and_what_is_a_heading_follows_from_the_kind() -> None:
    computed = {kind for kind in Kind if spec("2:1", kind=kind).is_computed}
    headings = {kind for kind in Kind if spec("2:1", kind=kind).is_heading}
    assert computed == {Kind.RATE, Kind.TOTAL}
    assert headings == {Kind.HEADING}


@pytest.mark.parametrize("key, depth", [("2:1", 1), ("2:3.3", 2), ("8:6.5.2", 3)])
def test_the_depth_of_a_row_is_the_depth_of_its_code(key: str, depth: int) -> None:
    assert spec(key).depth == depth


def test_a_label_in_italics_is_one_piece() -> None:
    row = dataclasses.replace(spec("2:3.3.1"), label="Số vấn đề", italic=True)
    assert row.runs == (("Số vấn đề", True),)


def test_a_label_with_an_italic_ending_is_two_pieces_that_join_to_the_label() -> None:
    row = dataclasses.replace(spec("2:1"), label="Số văn bản (Kết luận, chỉ thị)", italic_from="(Kết luận")
    assert row.runs == (("Số văn bản ", False), ("(Kết luận, chỉ thị)", True))


def test_every_kind_roll_up_severity_and_tier_has_a_vietnamese_name() -> None:
    assert set(catalogue.KIND_NAMES) == set(Kind)
    assert set(catalogue.ROLLUP_NAMES) == set(Rollup)
    assert set(catalogue.SEVERITY_NAMES) == set(Severity)
    assert set(catalogue.TIER_NAMES) == set(catalogue.TIERS)
