"""What happens between the begin of a run and its end?

A run is named by the job and its number (``attempts``). Every change of state asks for both, so that a run that was
taken for dead cannot speak for the one that followed it.
"""

import contextlib
import logging
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager

from django.db import InterfaceError, OperationalError, connection, transaction
from django.utils import timezone
from django_tasks import TaskContext, task

from jobs import registry
from jobs.models import Job
from jobs.progress import MESSAGE, Progress

logger = logging.getLogger("jobs")

INTERRUPTED = "Việc bị ngắt giữa chừng; hãy chạy lại."
WAITS = "Việc bị ngắt giữa chừng; đang chờ chạy lại."
CANCELLED = "Đã hủy theo yêu cầu."
UNEXPECTED = "Có lỗi ngoài dự kiến; máy chủ đã ghi lại. Hãy chạy lại, hoặc báo quản trị hệ thống."
UNKNOWN = "Phiên bản đang chạy của cổng không biết loại việc này."

Attend = Callable[[Job], AbstractContextManager[Progress]]


@contextlib.contextmanager
def alone(job: Job):
    """The progress of a run that no worker looks after."""
    yield Progress(job)


attend: Attend = alone  # a worker puts its own here


@task(takes_context=True)
def perform(context: TaskContext, key: str) -> None:
    """What stands in the queue for a job."""
    run(uuid.UUID(key), uuid.UUID(str(context.task_result.id)))


def enqueue(job: Job) -> None:
    """Put a job at the end of the queue, in the caller's transaction. An older place in it leads nowhere any more."""
    job.task = uuid.UUID(str(perform.enqueue(str(job.pk)).id))
    job.save(update_fields=["task"])


def begin(key: uuid.UUID, task_id: uuid.UUID) -> Job | None:
    """Take a queued job. None when it has been cancelled, taken by another or queued anew."""
    with transaction.atomic():
        job = Job.objects.select_for_update().filter(pk=key, task=task_id, state=Job.State.QUEUED).first()
        if job is None:
            return None
        job.state, job.attempts = Job.State.RUNNING, job.attempts + 1
        job.started_at, job.finished_at = timezone.now(), None
        job.done, job.total, job.message = 0, 0, ""
        job.save()
        return job


def run(key: uuid.UUID, task_id: uuid.UUID, *, loud: bool = False) -> None:
    """Run a job to its end. ``loud``: what nobody expected is raised after it was noted."""
    job = begin(key, task_id)
    if job is None:
        return
    work = registry.works.get(job.kind)
    if work is None:
        end(job, Job.State.FAILED, UNKNOWN)
        return
    with attend(job) as progress:
        try:
            work.run(job, progress)
            if not progress.finished:
                with transaction.atomic():
                    progress.finish()
        except registry.Lost:
            logger.warning("job %s: run %s was taken for dead", job.pk, job.attempts)
        except registry.Cancelled:
            end(job, Job.State.CANCELLED, CANCELLED)
        except registry.Stopped as reason:
            end(job, Job.State.FAILED, str(reason))
        except (registry.Interrupted, SystemExit, KeyboardInterrupt):
            interrupted(job, counts=False)
        except (OperationalError, InterfaceError) as error:
            logger.warning("job %s: the database failed: %s", job.pk, error)
            interrupted(job)
            if loud:
                raise
        except Exception:
            logger.exception("job %s failed", job.pk)
            end(job, Job.State.FAILED, UNEXPECTED)
            if loud:
                raise


def end(job: Job, state: Job.State, message: str) -> bool:
    """End a run that is not done; False when the job is no longer at that run."""
    _renew_connection()
    with transaction.atomic():
        row = Job.objects.select_for_update().filter(pk=job.pk, attempts=job.attempts).first()
        if row is None or row.state not in (Job.State.RUNNING, Job.State.QUEUED):
            return False
        row.state, row.finished_at, row.message = state, timezone.now(), message[:MESSAGE]
        row.save(update_fields=["state", "finished_at", "message"])
        _tell(row)
    return True


def interrupted(job: Job, *, counts: bool = True) -> None:
    """Queue the job again where its work may be repeated, or say that it must be run again. ``counts``: as a try."""
    _renew_connection()
    with transaction.atomic():
        row = Job.objects.select_for_update().filter(pk=job.pk, attempts=job.attempts).first()
        if row is None or row.state not in (Job.State.RUNNING, Job.State.QUEUED):
            return
        work = registry.works.get(row.kind)
        if row.cancel_asked:
            end(row, Job.State.CANCELLED, CANCELLED)
        elif work and work.repeatable and (not counts or row.attempts < row.attempts_allowed):
            row.state, row.message = Job.State.QUEUED, WAITS
            row.attempts_allowed += 0 if counts else 1
            row.save(update_fields=["state", "message", "attempts_allowed"])
            enqueue(row)
        else:
            end(row, Job.State.FAILED, INTERRUPTED)


def _renew_connection() -> None:
    """What failed may have been the connection."""
    if not connection.in_atomic_block:
        connection.close_if_unusable_or_obsolete()


def _tell(job: Job) -> None:
    """Let the work's own rows follow; what goes wrong there must not keep the job from ending."""
    work = registry.works.get(job.kind)
    if work and work.left:
        try:
            with transaction.atomic():
                work.left(job)
        except Exception:
            logger.exception("job %s: its end was not passed on", job.pk)
