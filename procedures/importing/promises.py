"""When is a dossier due whose file does not say so?"""

import datetime

from procedures import workdays
from procedures.importing import days


class Promises(dict[tuple[str, int], str]):
    """``promises[received, time]``: the due day (yyyy-mm-dd) so many working days after a day; remembered, because a
    file has a few hundred days and a procedure one of a few dozen times."""

    def __missing__(self, asked: tuple[str, int]) -> str:
        if len(self) >= days.MOST_KEPT:
            self.clear()
        received, time = asked
        self[asked] = due = workdays.due_date(datetime.date.fromisoformat(received), time).isoformat()
        return due
