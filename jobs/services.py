"""How is long work asked for, cancelled and asked for again? One function an intention, the actor as ``by``."""

from typing import Any

from django.db import transaction

from agencies.models import User
from agencies.services import Refusal
from jobs import registry, running
from jobs.models import Job

TRIES = 3  # how often an interrupted job is begun before somebody must ask again

__all__ = ["Refusal", "again", "ask", "cancel", "run_now"]


@transaction.atomic
def ask(kind: str, title: str, *, by: User, arguments: dict[str, Any], link: str = "") -> Job:
    """Queue work in the caller's transaction: nothing runs before it is committed.

    ``kind`` as registered (KeyError otherwise); ``arguments`` plain JSON; ``link``: where the result is looked at.
    """
    if kind not in registry.works:
        raise KeyError(kind)
    job = Job.objects.create(
        kind=kind, title=title[:200], owner=by, arguments=arguments, link=link, attempts_allowed=TRIES
    )
    running.enqueue(job)
    return job


def cancel(job: Job, *, by: User) -> None:
    """End a queued job at once; ask a running one to stop, which it does at its next report. Raises Refusal."""
    with transaction.atomic():
        row = _locked(job, by)
        if row.state == Job.State.QUEUED:
            running.end(row, Job.State.CANCELLED, running.CANCELLED)
        elif row.state == Job.State.RUNNING:
            Job.objects.filter(pk=row.pk).update(cancel_asked=True)
        else:
            raise Refusal(f"Việc này không hủy được nữa: {row.get_state_display().lower()}.")
    job.refresh_from_db()


def again(job: Job, *, by: User, silent: bool = False) -> Job:
    """Queue an ended job again, from its start. Raises Refusal.

    ``silent``: also a running one, because its worker gives no sign of life; should it live, nothing of it counts.
    """
    with transaction.atomic():
        row = _locked(job, by)
        if row.state == Job.State.QUEUED or (row.state == Job.State.RUNNING and not silent):
            raise Refusal("Việc này đang chờ hoặc đang chạy; không cần chạy lại.")
        if row.state == Job.State.DONE:
            raise Refusal("Việc này đã xong; không cần chạy lại.")
        if reason := registry.works[row.kind].why_not_again(row) if row.kind in registry.works else running.UNKNOWN:
            raise Refusal(reason)
        row.state, row.cancel_asked, row.attempts_allowed = Job.State.QUEUED, False, row.attempts + TRIES
        row.done, row.total, row.message, row.finished_at = 0, 0, "", None
        row.save()
        running.enqueue(row)
    return row


def run_now(job: Job) -> Job:
    """Run a queued job in this process, without a worker: for tests and the demonstration. Raises what it raises.

    Cancelled and Stopped are not raised: the job says them.
    """
    if job.task:
        running.run(job.pk, job.task, loud=True)
    job.refresh_from_db()
    return job


def _locked(job: Job, by: User) -> Job:
    row = Job.objects.select_for_update(of=("self",)).get(pk=job.pk)
    if row.owner_id != by.pk and not by.is_superuser:
        raise Refusal("Chỉ người yêu cầu và quản trị hệ thống được dừng hoặc chạy lại việc này.")
    return row
