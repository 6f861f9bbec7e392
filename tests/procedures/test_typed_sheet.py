"""What stands in the cells of a table that somebody types, and what is wrong there?"""

import pytest

from procedures import typed_sheet
from procedures.statistics import DossierCounts


def cell(text: str):
    (found,) = (cell for cell in typed_sheet.of_texts(None, {"late": text}).cells if cell.name == "late")
    return found


@pytest.mark.parametrize("text, value", [("5.023", 5023), ("5023", 5023), ("0", 0), ("-", 0), ("", None), (" 12 ", 12)])
def test_a_figure_is_read_as_everywhere_else(text, value):
    assert (cell(text).value, cell(text).fault) == (value, "")


@pytest.mark.parametrize("text", ["5,5", "5.02", "1e3", "-3", "９", "88,70%", "1234567890", "x"])
def test_what_is_no_count_is_kept_and_refused(text):
    assert cell(text).value is None
    assert cell(text).text == text
    assert cell(text).fault


def test_words_beside_a_number_are_told_what_to_type():
    assert cell("9 cuộc").fault == "Cần số nguyên không âm, ví dụ 1.537; ô ghi “9 cuộc”. Gõ 9."


def test_the_cells_of_an_identity_that_does_not_hold_are_marked():
    row = typed_sheet.of_line(None, DossierCounts(resolved=54404, early=36296, on_time=15150, late=5023))
    row = typed_sheet.judged(row, DossierCounts(pending=7))
    assert [cell.name for cell in row.cells if cell.wrong] == ["resolved", "early", "on_time", "late"]
    assert row.pending_before == 7


def test_what_was_pending_is_carried_over():
    row = typed_sheet.carried_over(typed_sheet.of_texts(None, {"online": "5"}), DossierCounts(pending=1537))
    assert [(cell.name, cell.text) for cell in row.cells if cell.text] == [("online", "5"), ("carried", "1.537")]


def test_what_another_saved_stands_beside_the_cells_that_differ():
    mine = typed_sheet.of_texts(None, {"online": "5", "late": "3"})
    (row, other) = typed_sheet.beside([mine], {None: DossierCounts(online=5, late=4), 12: DossierCounts(early=1)})
    assert [(cell.name, cell.theirs) for cell in row.cells if cell.theirs] == [("late", "4")]
    assert [(cell.name, cell.theirs) for cell in other.cells if cell.theirs] == [("early", "1")]
