"""Does work survive the end of the process that does it? Real workers, really killed."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.db import connection

from jobs import registry, running, services
from jobs.models import Beat, Job
from tests import cast
from tests.jobs import kinds

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

State = Job.State


@pytest.fixture
def start(settings, monkeypatch):
    """Starts a worker on the database of the tests; in the end none is left."""
    monkeypatch.setattr(registry, "works", {})
    kinds.register()
    name, started = str(connection.settings_dict["NAME"]), []
    url = f"sqlite:///{name}"
    if connection.vendor == "postgresql":
        url = urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}"))

    def begin(lease: float = 60) -> subprocess.Popen:
        """``lease``: long for those who shall not take each other for dead, however slow the machine is."""
        command = [sys.executable, "-m", "tests.jobs.kinds", "--lease", str(lease), "--interval", "0.1"]
        environment = os.environ | {"DATABASE_URL": url}
        process = subprocess.Popen(command, env=environment, cwd=settings.BASE_DIR, stderr=subprocess.DEVNULL)
        started.append(process)
        return process

    yield begin
    for one in started:
        one.kill()
        one.wait()


def until(holds: Callable[[], object], seconds: float = 120) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, list(Job.objects.values("kind", "state", "attempts", "message"))
        time.sleep(0.05)


def is_in(job: Job, state: str, attempts: int) -> Callable[[], bool]:
    return lambda: Job.objects.filter(pk=job.pk, state=state, attempts=attempts).exists()


def test_a_worker_that_is_killed_leaves_work_that_is_run_again_or_said(start, tmp_path):
    def ask(kind: str) -> Job:
        return services.ask(kind, kind, by=cast.reporter_a(), arguments={"file": str(tmp_path / kind)})

    nap, once = ask("nap"), ask("nap_once")
    first, second = start(), start()
    until(lambda: Job.objects.filter(state=State.RUNNING, done=1).count() == 2)
    assert Beat.objects.count() == 2
    for worker in (first, second):
        os.kill(worker.pid, signal.SIGKILL)
    third = start(lease=2)
    until(is_in(nap, State.DONE, 2))
    until(is_in(once, State.FAILED, 1))
    once.refresh_from_db()
    assert once.message == "Việc bị ngắt giữa chừng; hãy chạy lại."
    assert (tmp_path / "nap").read_text() == "1\n2\n"
    third.terminate()
    assert third.wait(60) == 0
    assert Beat.objects.count() == 2  # those of the killed


def test_a_worker_that_must_stop_hands_its_work_to_the_next(start, tmp_path):
    job = services.ask("nap", "nap", by=cast.reporter_a(), arguments={"file": str(tmp_path / "nap")})
    first = start()
    until(is_in(job, State.RUNNING, 1))
    first.terminate()
    assert first.wait(60) == 0
    job.refresh_from_db()
    assert (job.state, job.message, Beat.objects.count()) == (State.QUEUED, running.WAITS, 0)
    start()
    until(is_in(job, State.DONE, 2))
