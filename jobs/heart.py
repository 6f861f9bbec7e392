"""How does a worker say that it lives, and how far its job is?

A thread with a database connection of its own, so that long work neither delays the beat nor is delayed by it. When
the database is busy or away the thread says it later; the work does not notice.
"""

import contextlib
import logging
import threading
import time
from collections.abc import Callable, Iterator

from django.db import DatabaseError, InterfaceError, connection
from django.utils import timezone

from jobs import registry
from jobs.models import Beat, Job
from jobs.progress import PAUSE, Progress
from jobs.watch import SILENCE, Watch, sweep

logger = logging.getLogger("jobs")

SWEEP = 3600  # seconds
# Waiting longer would only make the next sign of life later.
IMPATIENT = {"sqlite": "PRAGMA busy_timeout = 2000", "postgresql": "SET lock_timeout = '2s'"}


class Outage:
    """Is it time to say that the database does not answer? Once; and of a busy one only when it stays so.

    SQLite is busy as long as an import is being written, by this worker itself as a rule: nothing that one must know.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self._since: float | None = None
        self._said = False

    def ended(self) -> None:
        self._since, self._said = None, False

    def lasts(self, error: Exception) -> bool:
        """Note that the database did not answer; whether to say so."""
        if self._since is None:
            self._since = self.clock()
        busy = any(said in str(error) for said in ("is locked", "lock timeout"))
        if self._said or (busy and self.clock() - self._since < SILENCE.total_seconds()):
            return False
        self._said = True
        return True


class Heart(threading.Thread):
    """``stopping``: whether the worker was told to stop. ``lease`` in seconds: how long silence is not yet death."""

    def __init__(self, worker: str, lease: float, stopping: Callable[[], bool]) -> None:
        super().__init__(name="heart", daemon=True)
        self.worker, self.lease, self.stopping = worker, lease, stopping
        self._watch = Watch(lease)
        self._ended = threading.Event()
        self._progress: Progress | None = None
        self._next_beat = self._next_sweep = 0.0
        self._outage = Outage()

    @contextlib.contextmanager
    def attend(self, job: Job) -> Iterator[Progress]:
        """The progress of a run of this worker. Work that may be repeated stops at once when the worker must."""
        work = registry.works[job.kind]
        stopping = self.stopping if work.repeatable else lambda: False
        progress = Progress(job, beat=lambda: self._beat(job), stopping=stopping)
        self._progress, self._next_beat = progress, 0.0
        try:
            yield progress
        finally:
            self._progress, self._next_beat = None, 0.0

    def run(self) -> None:
        while not self._ended.wait(min(PAUSE, self.lease / 8)):
            try:
                self._tick()
                self._outage.ended()
            except (DatabaseError, InterfaceError) as error:
                if self._outage.lasts(error):
                    logger.warning("no sign of life could be written: %s", str(error).strip())
                self._watch.forget()
                connection.close()
            except Exception:
                logger.exception("the heart missed a beat")
                connection.close()
        with contextlib.suppress(DatabaseError, InterfaceError):
            Beat.objects.filter(worker=self.worker).delete()
        connection.close()

    def stop(self) -> None:
        """Say good-bye: the beat is taken back."""
        self._ended.set()
        self.join(timeout=5)

    def _beat(self, job: Job | None) -> None:
        Beat.objects.update_or_create(worker=self.worker, defaults={"seen_at": timezone.now(), "job": job})

    def _tick(self) -> None:
        if connection.connection is None:
            with connection.cursor() as cursor:
                cursor.execute(IMPATIENT[connection.vendor])
        now, progress = time.monotonic(), self._progress
        if now >= self._next_beat:
            self._next_beat = now + self.lease / 4
            self._beat(progress.job if progress else None)
            self._watch.look()
            if now >= self._next_sweep:
                self._next_sweep = now + SWEEP
                sweep()
        if progress and not progress.finished:
            progress.store()
