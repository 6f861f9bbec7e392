import datetime

import pytest

from procedures import timing
from procedures.timing import Timing


def day(number: int) -> datetime.date:
    return datetime.date(2024, 6, number)


@pytest.mark.parametrize(
    "resolved, due, finished, as_of, expected",
    [
        (True, 10, 9, 14, Timing.EARLY),
        (True, 10, 10, 14, Timing.ON_TIME),
        (True, 10, 11, 14, Timing.LATE),
        (True, None, 11, 14, Timing.ON_TIME),
        (True, 10, 13, 12, Timing.OVERDUE),  # finished, but not yet on that day
        (True, 10, 13, 10, Timing.WITHIN),  # the due day itself is still in time
        (True, None, None, 14, Timing.WITHIN),
        (False, 10, 12, 14, None),
        (False, 10, 12, 11, Timing.OVERDUE),
    ],
)
def test_a_dossier_is_judged_as_of_a_day(resolved, due, finished, as_of, expected):
    found = timing.timing(
        resolved=resolved, due_on=due and day(due), finished_on=finished and day(finished), day=day(as_of)
    )
    assert found is expected


def test_a_dossier_is_open_from_the_day_it_came_in_until_the_day_before_it_is_finished():
    opened = [timing.is_open(day(5), day(8), day(number)) for number in (4, 5, 7, 8)]
    assert opened == [False, True, True, False]


def test_delay_is_counted_in_calendar_days_past_the_due_day():
    assert timing.days_late(day(10), day(13), day(14)) == 3
    assert timing.days_late(day(10), None, day(12)) == 2
    assert timing.days_late(day(10), day(9), day(14)) == 0
    assert timing.days_late(None, None, day(14)) == 0
