"""When is a run taken for dead, and when is it only quiet?"""

import datetime

import pytest
from django.db import OperationalError
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from jobs import registry, running, services, watch
from jobs.heart import Outage
from jobs.models import Beat, Job
from tests import cast

pytestmark = pytest.mark.django_db

State = Job.State


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def look(clock):
    """Looks every 6 seconds, as a worker does, for so many seconds."""
    eyes = watch.Watch(24, clock)

    def pass_time(seconds: int, beating: Beat | None = None) -> None:
        for _ in range(seconds // 6):
            clock.now += 6
            if beating:
                Beat.objects.filter(pk=beating.pk).update(seen_at=beating.seen_at + datetime.timedelta(clock.now))
            eyes.look()

    return pass_time


@pytest.fixture
def job(monkeypatch):
    """A job that another worker has begun."""
    monkeypatch.setattr(registry, "works", {})
    registry.runs("try")(lambda job, progress: None)
    asked = services.ask("try", "Việc thử", by=cast.reporter_a(), arguments={})
    DBTaskResult.objects.get(pk=asked.task).claim("other")
    return running.begin(asked.pk, asked.task)


def state(job: Job) -> str:
    job.refresh_from_db()
    return job.state


def test_a_beat_that_stands_still_for_a_lease_is_a_death(job, look):
    Beat.objects.create(worker="other", seen_at=timezone.now(), job=job)
    look(24)
    assert state(job) == State.RUNNING
    look(6)
    assert (state(job), job.message) == (State.QUEUED, running.WAITS)


def test_a_beat_that_moves_is_a_life(job, look):
    beat = Beat.objects.create(worker="other", seen_at=timezone.now(), job=job)
    look(600, beat)
    assert state(job) == State.RUNNING


def test_a_worker_that_lives_but_left_its_job_behind_is_as_good_as_dead(job, look):
    beat = Beat.objects.create(worker="other", seen_at=timezone.now())
    look(30, beat)
    assert state(job) == State.QUEUED


def test_who_was_kept_from_looking_has_seen_nothing(job, look, clock):
    for _ in range(5):
        look(18)
        clock.now += 60  # SQLite was busy: nobody could have written
    assert state(job) == State.RUNNING
    look(30)
    assert state(job) == State.QUEUED


def test_a_job_that_was_taken_from_the_queue_and_never_begun_is_queued_again(job, look):
    Job.objects.filter(pk=job.pk).update(state=State.QUEUED, attempts=0)
    old = job.task
    look(30)
    assert (state(job), job.task == old) == (State.QUEUED, False)
    assert DBTaskResult.objects.ready().filter(pk=job.task).exists()


def test_a_job_that_waits_in_the_queue_is_left_there(job, look):
    running.interrupted(job)
    job.refresh_from_db()
    place = job.task
    look(60)
    assert (state(job), job.task) == (State.QUEUED, place)


def test_places_in_the_queue_that_lead_nowhere_are_removed_after_a_week(job):
    running.interrupted(job)
    DBTaskResult.objects.update(enqueued_at=timezone.now() - datetime.timedelta(days=8))
    watch.sweep()
    job.refresh_from_db()
    assert [row.pk for row in DBTaskResult.objects.all()] == [job.task]


def test_silence_of_a_minute_is_said(job):
    assert not watch.silent(job)
    assert not watch.anybody()
    Job.objects.filter(pk=job.pk).update(started_at=timezone.now() - datetime.timedelta(seconds=70))
    job.refresh_from_db()
    assert watch.silent(job)
    Beat.objects.create(worker="other", seen_at=timezone.now(), job=job)
    assert not watch.silent(job)
    assert watch.anybody()


def test_a_database_that_is_busy_is_waited_for_and_one_that_is_away_is_told_once(clock):
    outage = Outage(clock)

    def told(error: str, seconds: int) -> list[int]:
        start, found = clock.now, []
        for second in range(seconds):
            clock.now = start + second
            if outage.lasts(OperationalError(error)):
                found.append(second)
        outage.ended()
        return found

    assert told("database is locked", 59) == []
    assert told("database is locked", 100) == [60]
    assert told("canceling statement due to lock timeout", 59) == []
    assert told("connection refused", 100) == [0]
