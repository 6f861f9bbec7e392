"""Was a dossier early, on time or late; is it still within its time, or overdue?

Days only: a file's clock times are cut off before they come here. What summary.py counts in SQL is counted by the same
rules, and a test holds the two against each other.
"""

import datetime
from enum import StrEnum


class Timing(StrEnum):
    EARLY = "early"
    ON_TIME = "on_time"
    LATE = "late"
    WITHIN = "within"
    OVERDUE = "overdue"


LABELS = {
    Timing.EARLY: "Trước hạn",
    Timing.ON_TIME: "Đúng hạn",
    Timing.LATE: "Quá hạn",
    Timing.WITHIN: "Đang giải quyết, trong hạn",
    Timing.OVERDUE: "Đang giải quyết, quá hạn",
}


def is_open(received_on: datetime.date, finished_on: datetime.date | None, day: datetime.date) -> bool:
    """Whether it had come in and was not finished when a day ended."""
    return received_on <= day and (finished_on is None or finished_on > day)


def timing(
    *, resolved: bool, due_on: datetime.date | None, finished_on: datetime.date | None, day: datetime.date
) -> Timing | None:
    """How a dossier stood when ``day`` ended (biểu II.06a/VPCP, columns 8 to 10, 12 and 13).

    ``resolved``: its outcome is a result, not a return, a withdrawal or a refusal of an invalid dossier; those have no
    timing and give None once they are finished. Without a due day nothing can be late: it is on time, or within.
    """
    if finished_on is None or finished_on > day:
        return Timing.OVERDUE if due_on is not None and due_on < day else Timing.WITHIN
    if not resolved:
        return None
    if due_on is None or finished_on == due_on:
        return Timing.ON_TIME
    return Timing.EARLY if finished_on < due_on else Timing.LATE


def days_late(due_on: datetime.date | None, finished_on: datetime.date | None, day: datetime.date) -> int:
    """Calendar days past the due day: until it was finished, or until ``day`` while it is open; 0 when in time."""
    end = finished_on if finished_on is not None and finished_on <= day else day
    return max(0, (end - due_on).days) if due_on is not None else 0
