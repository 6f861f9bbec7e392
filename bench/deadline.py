"""Does the portal stand a deadline day? PostgreSQL, two web workers, and everybody at once.

The yardstick is a bare Django template view that renders the same inputs without login, asked one by one of the same
server while it is idle, with the pauses that lie between two requests of the crowd.
"""

import asyncio
import contextlib
import json
import os
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from bench import Row, load
from tests import postgresql

ROOT = Path(__file__).resolve().parent.parent
SECONDS = 30.0
CROWDS = (500, 2500)
DURABLE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on", "shared_buffers": "256MB"}


def run() -> list[Row]:
    """Each crowd on a fresh database: the slowest twentieth of opens and saves, errors, and figures that were lost."""
    rows = []
    for crowd in CROWDS:
        with postgresql.server(**DURABLE) as url:
            rows += _day(url, crowd)
    return rows


def _day(url: str, crowd: int) -> list[Row]:
    _call(url, "manage.py", "migrate", "-v0")
    _call(url, "manage.py", "collectstatic", "--no-input", "-v0")
    people = [
        load.Person(**json.loads(line))
        for line in _call(url, "-m", "bench.crowd", "make", str(crowd)).split("\n")
        if line
    ]
    with served(url) as port:
        between = load.PAUSE / crowd  # seconds, on average, when everybody is there
        idle = asyncio.run(load.one_by_one(port, "/bench/page/2/", 110, between))
        yardstick = statistics.median(idle[10:])
        tally = asyncio.run(load.deadline_day(port, people, SECONDS))
    told = "\n".join(json.dumps({"report": person.report, "saved": person.saved}) for person in people)
    lost = int(_call(url, "-m", "bench.crowd", "lost", told=told))
    what = f"{crowd} người, {len(tally.opens)} lần mở, {len(tally.saves)} lần lưu"
    goal = 3.0 if crowd <= 500 else None
    if tally.errors:
        print(f"{crowd}: {tally.errors[:3]}", file=sys.stderr)
    return [
        Row(f"{what}: mở trang, p95", _p95(tally.opens), yardstick, goal),
        Row(f"{what}: lưu ô, p95", _p95(tally.saves), yardstick, goal),
        Row(f"{what}: lỗi, số liệu mất", len(tally.errors) + lost, 0, 0),
    ]


def _p95(seconds: list[float]) -> float:
    return statistics.quantiles(seconds, n=20)[-1]


def _environment(url: str) -> dict[str, str]:
    return os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "bench.settings"}


def _call(url: str, *command: str, told: str = "") -> str:
    done = subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env=_environment(url),
        input=told,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{command} failed:\n{done.stderr[-2000:]}")
    return done.stdout


@contextlib.contextmanager
def served(url: str) -> Iterator[int]:
    """The portal as production serves it, with two workers, on a free port."""
    port = postgresql.free_port()
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "bench.wsgi:application", "--host", "127.0.0.1"]
    command += ["--port", str(port), "--workers", "2", "--blocking-threads", "1", "--log-level", "error"]
    server = subprocess.Popen(command, cwd=ROOT, env=_environment(url))
    try:
        for _ in range(100):
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=1)
                break
            time.sleep(0.1)
        yield port
    finally:
        server.terminate()
        server.wait(timeout=20)
