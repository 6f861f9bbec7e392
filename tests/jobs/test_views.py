"""What do the pages of a job say, and whom do they obey?"""

import datetime

import pytest
from django.utils import timezone

from jobs import registry, running, services
from jobs.models import Beat, Job
from tests import cast
from tests.pages import words

pytestmark = pytest.mark.django_db

State = Job.State


@pytest.fixture
def job(monkeypatch, client):
    monkeypatch.setattr(registry, "works", {})
    registry.runs("try")(lambda job, progress: None)
    client.force_login(cast.reporter_a())
    return services.ask("try", "Kiểm tra tệp hồ sơ", by=cast.reporter_a(), arguments={}, link="/agencies/")


def at_work(job: Job, **changes) -> None:
    beat = changes.pop("seen_at", timezone.now())
    Beat.objects.create(worker="one", seen_at=beat, job=job)
    Job.objects.filter(pk=job.pk).update(state=State.RUNNING, started_at=beat, attempts=1, **changes)


def test_a_job_that_waits_says_so_and_that_nobody_is_at_work(client, job):
    page = words(client.get(f"/jobs/{job.pk}/"))
    assert "Đang chờ" in page
    assert "Chưa có tiến trình nền nào đang chạy" in page
    assert "không có tiến trình nền nào cho tín hiệu" in words(client.get("/jobs/"))


def test_a_job_at_work_says_how_far_it_is(client, job):
    at_work(job, done=51_447, total=205_787, message="Đang kiểm tra")
    page = client.get(f"/jobs/{job.pk}/")
    assert "51.447 / 205.787 (25 %)" in words(page)
    assert 'value="51447" max="205787"' in page.content.decode()
    state = client.get(f"/jobs/{job.pk}/state/").json()
    assert state == {
        "state": "running",
        "done": 51447,
        "total": 205787,
        "message": "Đang kiểm tra",
        "link": "/agencies/",
        "label": "Đang chạy",
        "amount": "51.447 / 205.787 (25 %)",
        "warning": "",
        "ended": False,
    }
    assert "không có tiến trình nền" not in words(client.get("/jobs/"))


def test_a_job_whose_worker_is_silent_says_so_and_may_be_run_again(client, job):
    at_work(job, seen_at=timezone.now() - datetime.timedelta(seconds=61))
    assert client.get(f"/jobs/{job.pk}/state/").json()["label"] == "Mất tín hiệu"
    assert "có thể đã bị ngắt giữa chừng" in words(client.get(f"/jobs/{job.pk}/"))
    client.post(f"/jobs/{job.pk}/again/")
    job.refresh_from_db()
    assert (job.state, job.attempts) == (State.QUEUED, 1)


def test_a_job_at_work_is_cancelled_and_not_run_a_second_time(client, job):
    at_work(job)
    assert "đang chạy; không cần chạy lại" in words(client.post(f"/jobs/{job.pk}/again/", follow=True))
    assert "Đã yêu cầu hủy" in words(client.post(f"/jobs/{job.pk}/cancel/", follow=True))
    job.refresh_from_db()
    assert (job.state, job.cancel_asked) == (State.RUNNING, True)


def test_a_job_that_failed_says_why_and_runs_again(client, job):
    running.end(job, State.FAILED, "Tệp không có dòng nào.")
    page = client.get(f"/jobs/{job.pk}/")
    assert "Tệp không có dòng nào." in words(page)
    assert "job.js" not in page.content.decode()
    client.post(f"/jobs/{job.pk}/again/")
    job.refresh_from_db()
    assert job.state == State.QUEUED


def test_everybody_sees_their_own_jobs_and_the_administrator_all(client, job):
    assert "Kiểm tra tệp hồ sơ" in words(client.get("/jobs/"))
    client.force_login(cast.reporter_b())
    assert "Kiểm tra tệp hồ sơ" not in words(client.get("/jobs/"))
    client.force_login(cast.admin())
    page = words(client.get("/jobs/"))
    assert "Kiểm tra tệp hồ sơ" in page
    assert "Trần Thị Lan" in page
