import dataclasses
from decimal import Decimal

import pytest

from procedures import statistics
from procedures.statistics import DossierCounts, Severity

GOOD = DossierCounts(20, 10, 6, 4, 12, 5, 6, 1, 5, 4, 1, returned=1, withdrawn=1, invalid=1, waiting=2)


def rules(line: DossierCounts, previous: DossierCounts | None = None) -> list[str]:
    return [problem.rule for problem in statistics.problems(line, previous)]


def test_a_line_that_closes_has_no_problem():
    assert rules(GOOD, DossierCounts(pending=4)) == []


def test_the_published_district_figures_fail_by_the_invalid_dossiers_counted_as_late():
    published = DossierCounts(resolved=54_404, early=36_296, on_time=15_150, late=5_023)
    [problem] = statistics.problems(published)
    assert (problem.rule, problem.severity) == ("06a-7", Severity.ERROR)
    assert problem.expected == "Cột (7) = (8) + (9) + (10) = 36.296 + 15.150 + 5.023 = 56.469"
    assert problem.came == "cột (7) ghi 54.404, lệch 2.065"
    assert "2.065 hồ sơ không hợp lệ" in problem.mend


def test_the_published_district_figures_pass_with_the_invalid_apart():
    assert rules(DossierCounts(resolved=54_404, early=36_296, on_time=15_150, late=2_958, invalid=2_065)) == []


@pytest.mark.parametrize(
    "name, broken",
    [
        ("received", ["06a-3", "06a-flow"]),
        ("direct", ["06a-3"]),
        ("early", ["06a-7"]),
        ("within", ["06a-11"]),
        ("invalid", ["06a-flow"]),
        ("carried", ["06a-3", "06a-carry"]),
    ],
)
def test_one_dossier_too_many_breaks_the_rules_of_its_column(name, broken):
    one_more = dataclasses.replace(GOOD, **{name: getattr(GOOD, name) + 1})
    assert rules(one_more, DossierCounts(pending=4)) == broken


@pytest.mark.parametrize("name", [name for _, name, _ in statistics.COLUMNS])
def test_a_rule_is_not_judged_while_a_part_is_missing(name):
    assert rules(dataclasses.replace(GOOD, **{name: None}), DossierCounts(pending=4)) == []


def test_a_missing_column_beside_the_form_counts_as_nought():
    line = dataclasses.replace(GOOD, returned=None)
    [problem] = statistics.problems(line)
    assert problem.came == "cột (3) ghi 20, lệch 1"
    assert problem.expected == "Cột (3) = (7) + (11) + rút hồ sơ + không hợp lệ = 12 + 5 + 1 + 1 = 19"


def test_lines_are_added_column_by_column_and_missing_is_never_nought():
    total = statistics.add([GOOD, GOOD, DossierCounts(received=1)])
    assert (total.received, total.late, total.waiting) == (41, 2, 4)
    assert statistics.add([DossierCounts(received=1), DossierCounts(received=2)]).online is None
    assert statistics.add([]) == DossierCounts()


def test_rates_name_what_they_divide_by():
    district = DossierCounts(online=25_946, direct=39_948, resolved=54_404, early=36_296, on_time=15_150)
    assert statistics.on_time_rate(district) == (51_446, 54_404)
    assert statistics.online_rate(district) == (25_946, 65_894)
    assert round(statistics.percent((51_446, 54_404)), 2) == Decimal("94.56")
    assert statistics.on_time_rate(DossierCounts(early=1)) is None
    assert statistics.percent((0, 0)) is None


def test_waiting_is_a_part_of_what_is_pending():
    assert rules(dataclasses.replace(GOOD, waiting=5)) == []
    (problem,) = statistics.problems(dataclasses.replace(GOOD, waiting=7))
    assert (problem.rule, problem.columns) == ("06a-waiting", ("waiting", "pending"))
    assert problem.came == "chờ tiếp nhận ghi 7, hơn 2"
