"""How are two things measured side by side? In turn, in one process, and the medians are compared."""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests import postgresql

ROOT = Path(__file__).resolve().parent.parent


def medians(ours: Callable[[], object], baseline: Callable[[], object], count: int) -> tuple[float, float]:
    """The median seconds of both, measured in turn, after two of each that do not count."""
    found: tuple[list[float], list[float]] = ([], [])
    for _ in range(count + 2):
        for place, call in enumerate((ours, baseline)):
            started = time.perf_counter()
            call()
            found[place].append(time.perf_counter() - started)
    return statistics.median(found[0][2:]), statistics.median(found[1][2:])


@contextmanager
def databases() -> Iterator[list[tuple[str, str]]]:
    """The name and the address of an empty SQLite file and of an empty PostgreSQL that keeps what it acknowledges."""
    durable = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}
    with tempfile.TemporaryDirectory(prefix="cchc-bench-") as folder, postgresql.server(**durable) as url:
        yield [("SQLite", f"sqlite:///{folder}/bench.sqlite3"), ("PostgreSQL", url)]


def measured(module: str, url: str) -> dict[str, tuple[float, float]]:
    """What a module of ours prints about one database, measured in a process of its own."""
    environment = os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "bench.settings"}
    command = [sys.executable, "-m", module]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{command} failed:\n{done.stderr[-2000:]}")
    return json.loads(done.stdout)
