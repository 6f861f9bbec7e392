"""On which days do offices work, and when is a dossier due that takes so many working days?

Public holidays of Vietnam come from the `holidays` package: Tết, the days off in lieu of a weekend, and the exchanged
days that the Government announces (a Monday off for a Saturday at work).
"""

import datetime
import functools

import holidays

# Exchanges the package does not know: day off -> Saturday at work instead.
EXCHANGED = {datetime.date(2026, 1, 2): datetime.date(2026, 1, 10)}  # announced by Bộ Nội vụ on 25/12/2025
_AT_WORK = frozenset(EXCHANGED.values())
_DAY = datetime.timedelta(days=1)
LONGEST = 3650  # working days; a processing time beyond is a typing error


@functools.cache
def _off(year: int) -> frozenset[datetime.date]:
    return frozenset(day for day in holidays.country_holidays("VN", years=year) if day.year == year)


@functools.cache
def _at_work(year: int) -> frozenset[datetime.date]:
    """Saturdays and Sundays of a year that were exchanged for another day off."""
    calendar = holidays.country_holidays("VN", years=year)
    return frozenset(calendar.weekend_workdays) | _AT_WORK


def is_workday(day: datetime.date) -> bool:
    if day in EXCHANGED:
        return False
    if day.weekday() >= 5:
        return day in _at_work(day.year)
    return day not in _off(day.year)


def due_date(received_on: datetime.date, days: int) -> datetime.date:
    """The day on which a dossier received on one day is due, ``days`` working days later.

    The day it came in is not counted (Bộ luật Dân sự 2015, Điều 147). Raises ValueError for a time below 0 or beyond
    LONGEST; 0 is the same day, or the next working day when it came in on a day off.
    """
    if not 0 <= days <= LONGEST:
        raise ValueError(days)
    day = received_on
    for _ in range(days):
        day = _next(day)
    return day if is_workday(day) else _next(day)


def workdays_between(start: datetime.date, end: datetime.date) -> int:
    """How many working days lie after ``start`` up to and with ``end``; negative when ``end`` comes first."""
    if end < start:
        return -workdays_between(end, start)
    return sum(is_workday(start + _DAY * number) for number in range(1, (end - start).days + 1))


def _next(day: datetime.date) -> datetime.date:
    day += _DAY
    while not is_workday(day):
        day += _DAY
    return day
