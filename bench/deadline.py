"""Does the portal stand a deadline day? PostgreSQL, two web workers, and everybody at once.

The yardstick is a bare Django template view that renders the same inputs without login, asked one by one of the same
server while it is idle, with the pauses that lie between two requests of the crowd.

A shared machine is twice as fast in one minute as in the next. So a crowd of 500 lives the day five times, each time
other people on the same server, between two looks at the yardstick, the second once the database has settled. What is
shown is the round with the median ratio, of openings and of saves; every round is told on the way. In the first, no
worker has drawn a page yet.
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

import psycopg2

from bench import Row, load
from tests import postgresql

ROOT = Path(__file__).resolve().parent.parent
SECONDS = 30.0
CROWDS = {500: 5, 2500: 1}
DURABLE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on", "shared_buffers": "256MB"}

Pair = tuple[float, float]  # seconds of ours and of the yardstick


def run() -> list[Row]:
    """Each crowd on a fresh database: the slowest twentieth of opens and saves, errors, and figures that were lost."""
    rows = []
    for crowd, rounds in CROWDS.items():
        with postgresql.server(**DURABLE) as url:
            rows += _days(url, crowd, rounds)
    return rows


def _days(url: str, crowd: int, rounds: int) -> list[Row]:
    _call(url, "manage.py", "migrate", "-v0")
    _call(url, "manage.py", "collectstatic", "--no-input", "-v0")
    people = [
        load.Person(**json.loads(line))
        for line in _call(url, "-m", "bench.crowd", "make", str(crowd * rounds)).split("\n")
        if line
    ]
    with served(url) as port:
        found = [_day(url, port, people[place::rounds]) for place in range(rounds)]
    told = "\n".join(json.dumps({"report": person.report, "saved": person.saved}) for person in people)
    lost = int(_call(url, "-m", "bench.crowd", "lost", told=told))
    errors = [error for tally, _ in found for error in tally.errors]
    if errors:
        print(f"{crowd}: {errors[:3]}", file=sys.stderr)
    tally = found[0][0]  # each round has as many openings and saves
    what = f"{crowd} người, {len(tally.opens)} lần mở, {len(tally.saves)} lần lưu"
    what += f", vòng giữa của {rounds}" if rounds > 1 else ""
    goal = 3.0 if crowd <= 500 else None
    return [
        Row(f"{what}: mở trang, p95", *_median([(_p95(tally.opens), bare) for tally, bare in found]), goal),
        Row(f"{what}: lưu ô, p95", *_median([(_p95(tally.saves), bare) for tally, bare in found]), goal),
        Row(f"{what}: lỗi, số liệu mất", len(errors) + lost, 0, 0),
    ]


def _day(url: str, port: int, people: list[load.Person]) -> tuple[load.Tally, float]:
    """What a crowd met, and the seconds of the yardstick around it."""
    before = _idle(port, len(people))
    tally = asyncio.run(load.deadline_day(port, people, SECONDS))
    _settle(url)
    after = _idle(port, len(people))
    told = (_p95(tally.opens), _p95(tally.saves), before, after)
    print("open {:.1f} save {:.1f} yardstick {:.1f} {:.1f} ms".format(*(1000 * one for one in told)), file=sys.stderr)
    return tally, (before + after) / 2


def _settle(url: str) -> None:
    """Nothing of what the crowd left to do may slow down the yardstick."""
    with contextlib.closing(psycopg2.connect(url)) as connection:
        connection.autocommit = True
        connection.cursor().execute("CHECKPOINT")
    time.sleep(3)


def _idle(port: int, crowd: int) -> float:
    between = load.PAUSE / crowd  # seconds, on average, when everybody is there
    return statistics.median(asyncio.run(load.one_by_one(port, "/bench/page/2/", 110, between))[10:])


def _median(pairs: list[Pair]) -> Pair:
    """The pair whose ratio is the median one."""
    ranked = sorted(pairs, key=lambda pair: pair[0] / pair[1])
    return ranked[len(ranked) // 2]


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
    environment = _environment(url) | {"HOST": "127.0.0.1", "PORT": str(port), "WORKERS": "2"}
    server = subprocess.Popen(["bin/serve", "bench.wsgi:application"], cwd=ROOT, env=environment)
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
