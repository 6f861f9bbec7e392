import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procedures import workdays

# Weekdays off by announcement of the Government, and the week-ends at work instead.
OFF = {
    2023: "2/1 20/1 23/1 24/1 25/1 26/1 1/5 2/5 3/5 1/9 4/9",
    2024: "1/1 8/2 9/2 12/2 13/2 14/2 18/4 29/4 30/4 1/5 2/9 3/9",
    2025: "1/1 27/1 28/1 29/1 30/1 31/1 7/4 30/4 1/5 2/5 1/9 2/9",
    2026: "1/1 2/1 16/2 17/2 18/2 19/2 20/2 27/4 30/4 1/5 31/8 1/9 2/9 24/11",
}
AT_WORK = {2023: "", 2024: "4/5", 2025: "26/4", 2026: "10/1 22/8"}
ALL = st.dates(datetime.date(2023, 1, 1), datetime.date(2026, 6, 30))


def dates(year: int, text: str) -> set[datetime.date]:
    return {datetime.date(year, int(month), int(day)) for day, month in (one.split("/") for one in text.split())}


@pytest.mark.parametrize("year", OFF)
def test_the_year_has_the_days_off_that_were_announced(year):
    days = [datetime.date(year, 1, 1) + datetime.timedelta(number) for number in range(365)]
    assert {day for day in days if day.weekday() < 5 and not workdays.is_workday(day)} == dates(year, OFF[year])
    assert {day for day in days if day.weekday() >= 5 and workdays.is_workday(day)} == dates(year, AT_WORK[year])


@pytest.mark.parametrize(
    "received, days, due",
    [
        ("2024-06-10", 3, "2024-06-13"),
        ("2024-06-13", 3, "2024-06-18"),  # over a week-end
        ("2024-02-07", 3, "2024-02-19"),  # over Tết
        ("2024-04-26", 3, "2024-05-04"),  # the Saturday that was exchanged
        ("2024-06-15", 0, "2024-06-17"),  # came in on a Saturday
        ("2024-06-14", 0, "2024-06-14"),
    ],
)
def test_a_due_day_counts_working_days_after_the_day_it_came_in(received, days, due):
    assert workdays.due_date(datetime.date.fromisoformat(received), days) == datetime.date.fromisoformat(due)


@given(ALL, st.integers(1, 60))
def test_between_a_day_and_its_due_day_lie_just_so_many_working_days(received, days):
    due = workdays.due_date(received, days)
    assert workdays.is_workday(due)
    assert workdays.workdays_between(received, due) == days
    assert workdays.workdays_between(due, received) == -days


@pytest.mark.parametrize("days", [-1, 3651])
def test_an_impossible_time_is_refused(days):
    with pytest.raises(ValueError):
        workdays.due_date(datetime.date(2024, 6, 10), days)
