import datetime

import pytest

from agencies import days

TODAY = datetime.date(2024, 6, 14)


@pytest.mark.parametrize(
    "due_on, said",
    [
        (datetime.date(2024, 6, 17), "còn 3 ngày"),
        (datetime.date(2024, 6, 15), "còn 1 ngày"),
        (datetime.date(2024, 6, 14), "hôm nay là hạn cuối"),
        (datetime.date(2024, 6, 12), "quá hạn 2 ngày"),
    ],
)
def test_the_time_left_is_said_in_words(due_on, said):
    assert days.left(due_on, TODAY) == said


@pytest.mark.parametrize("due_on, near", [(17, False), (16, True), (14, True), (1, True)])
def test_a_due_day_stands_out_two_days_before(due_on, near):
    assert days.is_near(datetime.date(2024, 6, due_on), TODAY) is near


def test_a_moment_is_written_with_its_day():
    assert days.instant(datetime.datetime(2024, 6, 4, 9, 5)) == "09:05 4/6/2024"  # noqa: DTZ001 - as the caller gives it


def test_a_day_is_written_without_leading_zeros():
    assert days.said(datetime.date(2024, 6, 4)) == "4/6/2024"
