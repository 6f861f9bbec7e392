"""What is open in a report is said in the same words on every page."""

import pytest

from reports import remaining
from reports.catalogue import Severity
from reports.checks import Problem
from reports.remaining import Remaining


@pytest.mark.parametrize(
    ("counted", "said"),
    [
        (Remaining(5, 2, 8), "5 ô chưa nhập, 2 lỗi, 8 cảnh báo"),
        (Remaining(errors=1), "1 lỗi"),
        (Remaining(blanks=79, warnings=3), "79 ô chưa nhập, 3 cảnh báo"),
        (Remaining(), "không có lỗi, cảnh báo"),
    ],
)
def test_what_is_open_is_said_without_zeros(counted: Remaining, said: str) -> None:
    assert str(counted) == said


def test_a_blank_cell_is_not_counted_among_the_errors() -> None:
    def problem(rule: str, severity: Severity) -> Problem:
        return Problem(rule, severity, ("2:1",), "", "", "")

    found = [problem("MISSING", Severity.ERROR), problem("INPUT", Severity.ERROR), problem("BASE", Severity.WARNING)]
    assert remaining.of([*found, found[0]]) == Remaining(blanks=2, errors=1, warnings=1)
