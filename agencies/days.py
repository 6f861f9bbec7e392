"""How are a day, a moment, and the time until a day said?"""

import datetime


def said(day: datetime.date) -> str:
    """A day as it is written here: "14/6/2024"."""
    return f"{day.day}/{day.month}/{day.year}"


def instant(at: datetime.datetime) -> str:
    """A moment, given in the time of the province: "10:32 22/6/2024"."""
    return f"{at:%H:%M} {said(at.date())}"


def left(due_on: datetime.date, today: datetime.date) -> str:
    """ "còn 3 ngày", "hôm nay là hạn cuối", "quá hạn 2 ngày"."""
    days = (due_on - today).days
    if days == 0:
        return "hôm nay là hạn cuối"
    return f"còn {days} ngày" if days > 0 else f"quá hạn {-days} ngày"


def is_near(due_on: datetime.date, today: datetime.date) -> bool:
    """Whether a due day is so near, or past, that it should stand out."""
    return (due_on - today).days <= 2
