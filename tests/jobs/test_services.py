"""How is long work asked for, and in which ways may it end?"""

import pytest
from django.db import OperationalError, transaction
from django_tasks_db.models import DBTaskResult

from jobs import registry, running, services
from jobs.models import Job
from tests import cast

pytestmark = pytest.mark.django_db

State = Job.State


@pytest.fixture
def work(monkeypatch):
    """Registers a function as the kind "try"; what `left` was told is in ``work.told``."""
    monkeypatch.setattr(registry, "works", {})

    def register(function, **more):
        registry.runs("try", left=lambda job: register.told.append(job.state), **more)(function)
        return function

    register.told = []
    return register


def ask() -> Job:
    return services.ask("try", "Việc thử", by=cast.reporter_a(), arguments={"rows": 3})


def test_work_runs_to_its_end_and_says_how_far_it_came(work):
    seen = []

    def run(job, progress):
        seen.append(job.arguments)
        progress(2, 3, "Đang đọc")
        progress.store()
        seen.append(list(Job.objects.values_list("done", "total", "message", "state")))
        progress(3, 3, "Đã đọc 3 dòng")

    work(run)
    job = services.run_now(ask())
    assert seen == [{"rows": 3}, [(2, 3, "Đang đọc", "running")]]
    assert (job.state, job.done, job.total, job.message, job.attempts) == (State.DONE, 3, 3, "Đã đọc 3 dòng", 1)
    assert job.started_at <= job.finished_at
    assert work.told == []


def test_what_a_rolled_back_transaction_asked_for_is_not_queued(work):
    work(lambda job, progress: None)
    with transaction.atomic():
        ask()
        transaction.set_rollback(True)
    assert (Job.objects.count(), DBTaskResult.objects.count()) == (0, 0)


def test_work_nobody_registered_is_a_mistake_of_the_caller(work):
    with pytest.raises(KeyError):
        ask()


def test_work_that_cannot_be_done_says_why(work):
    @work
    def run(job, progress):
        raise registry.Stopped("Tệp không có dòng nào.")

    job = services.run_now(ask())
    assert (job.state, job.message, work.told) == (State.FAILED, "Tệp không có dòng nào.", ["failed"])


def test_what_nobody_expected_is_said_without_its_details(work):
    @work
    def run(job, progress):
        raise ValueError("secret of row 7")

    job = ask()
    running.run(job.pk, job.task)
    job.refresh_from_db()
    assert (job.state, job.message, work.told) == (State.FAILED, running.UNEXPECTED, ["failed"])
    with pytest.raises(ValueError, match="row 7"):
        services.run_now(services.again(job, by=job.owner))


def test_a_queued_job_is_cancelled_at_once_and_never_runs(work):
    work(lambda job, progress: pytest.fail("it ran"))
    job = ask()
    services.cancel(job, by=job.owner)
    assert (job.state, work.told) == (State.CANCELLED, ["cancelled"])
    assert services.run_now(job).state == State.CANCELLED
    with pytest.raises(services.Refusal, match="đã hủy"):
        services.cancel(job, by=job.owner)


def test_a_running_job_stops_at_its_next_report(work):
    @work
    def run(job, progress):
        services.cancel(job, by=job.owner)
        progress.store()
        progress(1, 2)
        pytest.fail("it went on")

    job = services.run_now(ask())
    assert (job.state, job.message, work.told) == (State.CANCELLED, running.CANCELLED, ["cancelled"])


def test_a_cancelled_job_does_not_commit_its_result(work):
    @work
    def run(job, progress):
        services.cancel(job, by=job.owner)
        with transaction.atomic():
            Job.objects.filter(pk=job.pk).update(title="đã ghi")
            progress.finish("Xong")

    job = services.run_now(ask())
    assert (job.state, job.title) == (State.CANCELLED, "Việc thử")


def test_a_run_that_was_taken_for_dead_commits_nothing(work):
    @work
    def run(job, progress):
        running.interrupted(job)
        with transaction.atomic():
            Job.objects.filter(pk=job.pk).update(title="đã ghi")
            progress.finish("Xong")

    job = services.run_now(ask())
    assert (job.state, job.title, job.message) == (State.QUEUED, "Việc thử", running.WAITS)


def test_an_interrupted_job_is_repeated_three_times_and_then_said(work):
    @work
    def run(job, progress):
        raise OperationalError("server closed the connection unexpectedly")

    job = ask()
    states = []
    for _ in range(3):
        running.run(job.pk, job.task)
        job.refresh_from_db()
        states.append((job.state, job.attempts))
    assert states == [(State.QUEUED, 1), (State.QUEUED, 2), (State.FAILED, 3)]
    assert (job.message, work.told) == ("Việc bị ngắt giữa chừng; hãy chạy lại.", ["failed"])
    job = services.again(job, by=job.owner)
    assert (job.state, job.attempts, job.attempts_allowed) == (State.QUEUED, 3, 6)


def test_work_that_must_not_be_repeated_is_said_at_once(work):
    @work
    def send(job, progress):
        raise OperationalError("gone")

    registry.runs("try", repeatable=False)(send)
    job = ask()
    running.run(job.pk, job.task)
    job.refresh_from_db()
    assert (job.state, job.message) == (State.FAILED, running.INTERRUPTED)


def test_a_worker_that_stops_puts_the_job_back_without_counting_a_try(work):
    @work
    def run(job, progress):
        raise registry.Interrupted

    job = ask()
    for _ in range(5):
        running.run(job.pk, job.task)
        job.refresh_from_db()
    assert (job.state, job.attempts) == (State.QUEUED, 5)


def test_an_interrupted_job_that_was_to_be_cancelled_is_cancelled(work):
    @work
    def run(job, progress):
        services.cancel(job, by=job.owner)
        raise OperationalError("gone")

    job = ask()
    running.run(job.pk, job.task)
    job.refresh_from_db()
    assert job.state == State.CANCELLED


def test_an_old_place_in_the_queue_leads_nowhere(work):
    work(lambda job, progress: None)
    job = ask()
    old = job.task
    services.cancel(job, by=job.owner)
    job = services.again(job, by=job.owner)
    running.run(job.pk, old)
    job.refresh_from_db()
    assert job.state == State.QUEUED


def test_only_its_owner_and_the_system_administrator_act_on_a_job(work):
    work(lambda job, progress: None)
    job = ask()
    with pytest.raises(services.Refusal):
        services.cancel(job, by=cast.reporter_b())
    services.cancel(job, by=cast.admin())
    with pytest.raises(services.Refusal):
        services.again(job, by=cast.reporter_b())
    assert list(Job.objects.visible_to(cast.reporter_b())) == []
    assert list(Job.objects.visible_to(cast.reporter_a())) == list(Job.objects.visible_to(cast.admin())) == [job]


def test_the_work_itself_may_refuse_to_be_repeated(work):
    @work
    def run(job, progress):
        raise registry.Stopped("Hỏng.")

    registry.runs("try", why_not_again=lambda job: "Tệp đã bị xóa.")(run)
    job = services.run_now(ask())
    with pytest.raises(services.Refusal, match="Tệp đã bị xóa"):
        services.again(job, by=job.owner)
