"""How a broken rule is said, and when it keeps silent."""

from decimal import Decimal

import pytest

from agencies.numbers import State
from reports import cells, formula, rules
from reports.cells import Cell
from reports.rules import Finding
from tests.reports.real import EDITION, SKHDT


def broken(expression: str, typed: dict[str, str], bases: dict[str, Decimal] | None = None) -> list[Finding]:
    """What a rule says of a department's sheet."""
    sheet = cells.apply(EDITION, SKHDT, {}, typed, bases or {})
    get = cells.figures(sheet, bases or {})
    return [found for clause in formula.parse_rule(expression) for found in rules.findings(EDITION, clause, sheet, get)]


def test_a_part_above_the_whole():
    assert broken("2:2.2 <= 2:2.1", {"2:2.2": "25", "2:2.1": "21"}) == [
        Finding(("2:2.2", "2:2.1"), "dòng 2.2 không lớn hơn dòng 2.1 (21)", "25", "Sửa dòng 2.2 hoặc 2.1.")
    ]


def test_parts_that_together_exceed_the_whole():
    typed = {"2:5.1": "595", "2:5.2": "508", "2:5.3": "74", "2:5.4": "14"}

    assert broken("2:5.2 + 2:5.3 + 2:5.4 <= 2:5.1", typed) == [
        Finding(
            ("2:5.2", "2:5.3", "2:5.4", "2:5.1"),
            "dòng 5.2 + 5.3 + 5.4 không lớn hơn dòng 5.1 (595)",
            "508 + 74 + 14 = 596",
            "Sửa dòng 5.2, 5.3, 5.4 hoặc 5.1.",
        )
    ]


def test_two_appendices_that_disagree():
    typed = {"5:1.5.2": "3"} | dict.fromkeys(("7:2.2", "7:2.3", "7:2.4.1", "7:2.4.2", "7:2.4.3", "7:2.5"), "1")

    assert broken("5:1.5 = 7:2.1", typed) == [
        Finding(
            ("5:1.5", "7:2.1"),
            "dòng 1.5 bằng Phụ lục 7, dòng 2.1 (6)",
            "3",
            "Sửa dòng 1.5 hoặc Phụ lục 7, dòng 2.1.",
        )
    ]


def test_a_staff_that_grew_since_2015():
    assert broken("5:2.1 <= base2015(5:2.5)", {"5:2.1": "60"}, {"5:2.5": Decimal(51)}) == [
        Finding(("5:2.1",), "dòng 2.1 không lớn hơn số gốc năm 2015 (51)", "60", "Sửa dòng 2.1 hoặc số gốc năm 2015.")
    ]


def test_every_clause_of_a_chain_speaks_for_itself():
    typed = {"4:1.4.1": "100", "4:1.4.2": "-", "4:1.4.3": "-", "4:2.1": "101", "4:2.2": "100", "4:2.3": "102"}

    found = broken("4:2.1 <= 4:1.4; 4:2.2 <= 4:1.4; 4:2.3 <= 4:1.4", typed)

    assert [(one.cells, one.came) for one in found] == [(("4:2.1", "4:1.4"), "101"), (("4:2.3", "4:1.4"), "102")]


@pytest.mark.parametrize(
    "typed, came",
    [
        ({"2:7": "1", "2:7.2": "0"}, [(("2:7.1", "2:7"), "ô còn trống")]),
        ({"2:7": "1", "2:7.1": "-", "2:7.2": "0"}, [(("2:7.1", "2:7"), "không phát sinh")]),
        ({"2:7": "1", "2:7.1": "0", "2:7.2": "0"}, [(("2:7.1", "2:7"), "0")]),
        ({"2:7": "1"}, [(("2:7.1", "2:7"), "ô còn trống"), (("2:7.2", "2:7"), "ô còn trống")]),
        ({"2:7": "1", "2:7.1": "120", "2:7.2": "0"}, []),  # 0 is a choice: online
        ({"2:7": "1", "2:7.1": "120 phiếu", "2:7.2": "Phát phiếu"}, []),  # said already: it could not be read
        ({"2:7": "1", "2:7.1": "x", "2:7.2": "x"}, []),
        ({"2:7": "0"}, []),
        ({"2:7": "-"}, []),
        ({}, []),
    ],
)
def test_a_survey_that_was_held_has_a_count_and_a_method(typed, came):
    found = broken("2:7 = 1 requires 2:7.1 and 2:7.2", typed)

    assert [(one.cells, one.came) for one in found] == came


def test_what_is_required_names_its_condition():
    [found] = broken("2:7 = 1 requires 2:7.1 and 2:7.2", {"2:7": "1", "2:7.2": "2"})

    assert (found.expected, found.mend) == ("có số liệu khi dòng 7 bằng 1", "Nhập dòng 7.1, hoặc sửa dòng 7.")


@pytest.mark.parametrize("typed", [{"8:6.4.2": "0"}, {"8:6.4.2": "-"}, {}, {"8:6.4.2": "9", "8:6.1.3": "1"}])
def test_a_condition_that_does_not_hold_or_is_unknown_asks_for_nothing(typed):
    typed = {"8:6.1.3": "0", "8:6.2.3": "0"} | typed

    assert broken("8:6.4.2 > 0 requires 8:6.1.3 + 8:6.2.3 > 0", typed) == []


@pytest.mark.parametrize(
    "expression, typed",
    [
        ("2:2.2 <= 2:2.1", {"2:2.2": "25"}),  # a figure is missing
        ("2:2.2 <= 2:2.1", {"2:2.2": "25", "2:2.1": "hai mươi"}),  # or could not be read
        ("2:2.2 <= 2:2.1", {"2:2.2": "25", "2:2.1": "x"}),  # or is not this agency's
        ("4:3.2.2 <= 4:3.2.1", {"4:3.2.2": "5", "4:3.2.1": "2"}),
        ("5:2.1 <= base2015(5:2.5)", {"5:2.1": "60"}),
        ("4:2.1 <= 4:1.4", {"4:2.1": "5", "4:1.4.1": "2"}),  # a total that lacks parts
    ],
)
def test_a_rule_whose_figures_are_not_all_there_says_nothing(expression, typed):
    assert broken(expression, typed) == []


@pytest.mark.parametrize(
    "expression, said",
    [
        ("2:1 < 2:2.1", "dòng 1 nhỏ hơn dòng 2.1 (5)"),
        ("2:1 > 2:2.1", "dòng 1 lớn hơn dòng 2.1 (5)"),
        ("2:1 >= 2:2.2", "dòng 1 không nhỏ hơn dòng 2.2 (9)"),
        ("2:1 = 7", "dòng 1 bằng 7"),
        ("2:1 >= 7:1.1", "dòng 1 không nhỏ hơn Phụ lục 7, dòng 1.1 (1.234,5)"),
    ],
)
def test_every_comparison_has_its_words(expression, said):
    [found] = broken(expression, {"2:1": "5", "2:2.1": "5", "2:2.2": "9", "7:1.1": "1.234,5"})

    assert found.expected == said


def test_nothing_that_occurred_is_zero_in_a_comparison():
    assert broken("2:2.2 <= 2:2.1", {"2:2.2": "1", "2:2.1": "-"})[0].expected == "dòng 2.2 không lớn hơn dòng 2.1 (0)"


def test_a_cell_that_is_absent_from_the_sheet_is_unknown():
    [clause] = formula.parse_rule("2:2.2 <= 2:2.1")
    sheet = {"2:2.2": Cell(State.REPORTED, Decimal(5))}

    assert list(rules.findings(EDITION, clause, sheet, cells.figures(sheet, {}))) == []
