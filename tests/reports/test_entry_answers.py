from hypothesis import given
from hypothesis import strategies as st

from reports import cells, checks, entry_answers
from reports.catalogue import Severity
from reports.checks import Problem
from tests.reports.real import EDITION, SKHDT

TEXTS = st.dictionaries(
    st.sampled_from(["2:1", "2:2", "2:2.1", "2:2.2", "2:8", "6:1.1", "6:1.2"]),
    st.sampled_from(["", "0", "6", "21", "100", "9 cuộc", "x", "-"]),
)


def problems(texts: dict[str, str]) -> list[Problem]:
    return checks.problems(EDITION, SKHDT, cells.apply(EDITION, SKHDT, {}, texts, {}), {})


@given(TEXTS, TEXTS)
def test_what_came_and_what_went_is_told_as_if_the_lists_were_compared_one_by_one(before, after):
    old, new = problems(before), problems(after)
    assert entry_answers.added(old, new) == [one for one in new if one not in old]
    assert entry_answers.gone(old, new) == sorted({one.key for one in old} - {one.key for one in new})


def test_a_problem_that_says_something_else_came_and_did_not_go():
    was = Problem("PL2-2", Severity.ERROR, ("2:2.2",), "dòng 2.2 không lớn hơn dòng 2.1 (21)", "22", "Sửa.")
    now = Problem("PL2-2", Severity.ERROR, ("2:2.2",), "dòng 2.2 không lớn hơn dòng 2.1 (21)", "23", "Sửa.")
    assert entry_answers.added([was], [now]) == [now]
    assert entry_answers.gone([was], [now]) == []


def test_a_blank_cell_is_one_and_the_same_problem_in_every_report():
    one, other = ({id(each) for each in problems(texts) if each.rule == "MISSING"} for texts in ({}, {"2:1": "6"}))
    assert other < one


@given(TEXTS)
def test_a_page_names_blank_cells_and_tells_every_other_problem(texts):
    found = problems(texts)
    told = entry_answers.listed(found, {})
    assert [f"MISSING|{key}" for key in told["blank"]] == [one.key for one in found if one.rule == "MISSING"]
    assert [one["key"] for one in told["others"]] == [one.key for one in found if one.rule != "MISSING"]
    for blank in (one for one in found if one.rule == "MISSING"):  # as problems.js makes them of their keys
        assert (blank.severity, len(blank.cells), blank.offer) == (Severity.ERROR, 1, None)
    assert all(one["expected"] and one["mend"] for one in told["others"])
