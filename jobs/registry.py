"""Which kinds of work are there, and in which ways may a run end?

A module that holds work is imported in its app's ``ready``::

    @registry.runs("check_ledger_import", left=import_was_left)
    def run(job: Job, progress: Progress) -> None: ...

A run ends well by returning, and otherwise by one of the exceptions below or by any other, which the server's log
keeps.
"""

import dataclasses
from collections.abc import Callable
from typing import TYPE_CHECKING

from jobs.models import Job

if TYPE_CHECKING:
    from jobs.progress import Progress

Run = Callable[[Job, "Progress"], None]


class Stopped(Exception):
    """The work cannot be done; the text is the Vietnamese sentence that the page of the job shows."""


class Cancelled(Exception):
    """The person asked for the end of it. Raised by ``progress``; a function lets it pass."""


class Lost(Exception):
    """The run is no longer this process's: it was taken for dead. Nothing of it may be committed."""


class Interrupted(Exception):
    """The worker must stop. The run is repeated by the next one."""


@dataclasses.dataclass(frozen=True, slots=True)
class Work:
    """One kind of work."""

    run: Run
    # May it run again from its start after it was interrupted? Then nothing it did before may stand in its way.
    repeatable: bool
    # Told, in the transaction that says so, that the job ended without being done (failed, cancelled).
    left: Callable[[Job], None] | None
    # Why a person may not run it again now: a Vietnamese sentence, empty when it may.
    why_not_again: Callable[[Job], str]
    # What kind of file the address of the result hands out ("ZIP"), "" where it is a page.
    file: str = ""


works: dict[str, Work] = {}
tidies: list[Callable[[], object]] = []  # what every worker does once an hour; may run in several at once


def runs(
    kind: str,
    *,
    repeatable: bool = True,
    left: Callable[[Job], None] | None = None,
    why_not_again: Callable[[Job], str] = lambda job: "",
    file: str = "",
) -> Callable[[Run], Run]:
    """Register a function under the name that jobs keep."""

    def register(function: Run) -> Run:
        works[kind] = Work(function, repeatable, left, why_not_again, file)
        return function

    return register
