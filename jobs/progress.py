"""How far is a run, and is it still ours?

In a worker a thread stores the progress (jobs.heart), on a connection of its own: a function may report from inside a
long transaction, and a busy database delays what the page shows and never fails the work. On SQLite the work itself may
keep the thread from writing; then the call stores it, between two transactions. Elsewhere (``run_now``) it always does.
"""

import time
from collections.abc import Callable

from django.db import OperationalError, connection
from django.utils import timezone

from jobs.models import Job
from jobs.registry import Cancelled, Interrupted, Lost

PAUSE = 0.5  # seconds between two stores
BEHIND = 2.0  # seconds after which the thread has been kept from storing
MESSAGE = 300  # characters


class Progress:
    """``progress(done, total, message)`` as often as one likes; ``total`` 0 where it is not known.

    Raises Cancelled, Lost or Interrupted when the work must stop: let them pass.
    """

    def __init__(
        self, job: Job, *, beat: Callable[[], None] | None = None, stopping: Callable[[], bool] = lambda: False
    ) -> None:
        """``beat``: a worker's sign of life; then a thread of the worker calls ``store``."""
        self.job = job
        self.finished = False
        self._beat, self._stopping = beat, stopping
        self._latest = self._stored = (0, 0, "")
        self._looked = time.monotonic()
        self._cancelled = self._lost = False

    def __call__(self, done: int, total: int = 0, message: str = "") -> None:
        self._latest = (done, max(total, 0), message[:MESSAGE])
        if time.monotonic() - self._looked >= (BEHIND if self._beat else PAUSE):
            self._store_here()
        self.check()

    def check(self) -> None:
        """Whether to go on; for loops that have nothing new to say."""
        if self.finished:
            return
        if self._lost:
            raise Lost
        if self._cancelled:
            raise Cancelled
        if self._stopping():
            raise Interrupted

    def _store_here(self) -> None:
        if self._beat is None:
            self.store()
        elif not connection.in_atomic_block:
            try:
                self._beat()
                self.store()
            except OperationalError:  # the database is busy or away; the work will find out by itself
                self._looked = time.monotonic()

    def store(self) -> None:
        """Write what was said last and read what was asked meanwhile."""
        latest = self._latest
        mine = self._mine()
        if latest != self._stored:
            mine.update(done=latest[0], total=latest[1], message=latest[2])
            self._stored = latest
        asked = mine.values_list("cancel_asked", flat=True).first()
        self._cancelled, self._lost = bool(asked), asked is None
        self._looked = time.monotonic()

    def _mine(self):
        return Job.objects.filter(pk=self.job.pk, state=Job.State.RUNNING, attempts=self.job.attempts)

    def still_mine(self) -> None:
        """Inside a transaction: lock the job's row. Raises Lost or Cancelled; then nothing may be committed.

        Whoever would take the job over or cancel it waits for the end of the transaction: keep what follows short.
        """
        asked = self._mine().select_for_update().values_list("cancel_asked", flat=True).first()
        if asked is None:
            raise Lost
        if asked:
            raise Cancelled

    def finish(self, message: str = "", link: str | None = None) -> None:
        """As the last statement of the transaction that writes the result: job and result are done together or not.

        A worker that was taken for dead and goes on all the same is stopped here. Raises Lost or Cancelled.
        """
        self.still_mine()
        done, total, said = self._latest
        changes = {
            "state": Job.State.DONE,
            "finished_at": timezone.now(),
            "done": total or done,
            "total": total,
            "message": (message or said)[:MESSAGE],
        }
        self._mine().update(**changes | ({} if link is None else {"link": link}))
        self.finished = True
