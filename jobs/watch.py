"""Which runs ended without a word?

A worker that is killed says nothing. Every worker looks at the beats of the others and takes for dead the run whose
beat it has seen unchanged for a whole lease. Time is measured by the looking worker alone: no two clocks are compared.
A worker that could not write itself (SQLite has one writer at a time, PostgreSQL may be away) has seen nothing: the
others could not write either.
"""

import datetime
import logging
import time
import uuid
from collections.abc import Callable

from django.db.models import Max
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from jobs import registry, running
from jobs.models import Beat, Job

logger = logging.getLogger("jobs")

Sign = tuple[str, int, uuid.UUID | None, datetime.datetime | None]  # state, attempts, task, last beat

SILENCE = datetime.timedelta(seconds=60)  # after which a page says that nobody is at work
KEPT = datetime.timedelta(days=7)  # places in the queue that lead nowhere any more


class Watch:
    """What one worker has seen of the others. ``lease`` in seconds."""

    def __init__(self, lease: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.lease, self.clock = lease, clock
        self._first: dict[tuple[uuid.UUID, Sign], float] = {}
        self._looked = clock()

    def forget(self) -> None:
        self._first = {}

    def look(self) -> None:
        """Look around; interrupt what gave no sign of life for a lease."""
        now = self.clock()
        if now - self._looked > self.lease / 2:
            self.forget()  # this worker was kept from looking, so the others may have been kept from writing
        self._looked = now
        self._first = {seen: self._first.get(seen, now) for seen in signs()}
        for (key, sign), first in self._first.items():
            if now - first >= self.lease:
                logger.warning("job %s: run %s gives no sign of life", key, sign[1])
                running.interrupted(Job(pk=key, attempts=sign[1]))


def signs() -> list[tuple[uuid.UUID, Sign]]:
    """Every job that somebody should be at: the running ones, and those that were taken from the queue."""
    ready = DBTaskResult.objects.filter(status="READY").values("pk")
    at_work = Job.objects.filter(state=Job.State.RUNNING)
    taken = Job.objects.filter(state=Job.State.QUEUED).exclude(task__in=ready)
    found = (at_work | taken).annotate(seen_at=Max("beats__seen_at"))
    return [
        (key, (state, attempts, task, seen_at))
        for key, state, attempts, task, seen_at in found.values_list("pk", "state", "attempts", "task", "seen_at")
    ]


def anybody() -> bool:
    """Whether a worker has given a sign of life within the last minute."""
    return Beat.objects.filter(seen_at__gte=timezone.now() - SILENCE).exists()


def silent(job: Job) -> bool:
    """Whether a running job's worker has given no sign of life for a minute."""
    if job.state != Job.State.RUNNING or job.started_at is None:
        return False
    last = job.beats.aggregate(last=Max("seen_at"))["last"] or job.started_at
    return max(last, job.started_at) < timezone.now() - SILENCE


def sweep() -> None:
    """Remove what is of no use any more: old places in the queue, old beats, what the apps registered as tidies."""
    old = timezone.now() - KEPT
    open_tasks = Job.objects.filter(state__in=[Job.State.QUEUED, Job.State.RUNNING], task__isnull=False)
    path = running.perform.module_path
    DBTaskResult.objects.filter(task_path=path, enqueued_at__lt=old).exclude(pk__in=open_tasks.values("task")).delete()
    Beat.objects.filter(seen_at__lt=old).delete()
    for tidy in registry.tidies:
        try:
            tidy()
        except Exception:
            logger.exception("tidying up failed")
