"""Runs pytest twice at once, on SQLite and on a PostgreSQL of its own: `python -m tests.run [pytest's arguments]`."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from typing import IO

from tests import postgresql

WORKERS = os.environ.get("TEST_WORKERS", "2")


def pytest(database_url: str, arguments: list[str], output: IO[str] | None = None) -> subprocess.Popen[str]:
    """Starts pytest on a database; an empty address means SQLite. Without ``output`` it prints as it goes."""
    environment = os.environ | {"DATABASE_URL": database_url}
    # What one process has compiled, the tests' assertions above all, the others need not compile again.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    command = [sys.executable, "-m", "pytest", "-q", "-n", WORKERS, "--dist", "worksteal", *arguments]
    return subprocess.Popen(command, env=environment, stdout=output, stderr=output and subprocess.STDOUT, text=True)


def main(arguments: list[str]) -> int:
    # An interrupted run must still stop its server.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    started = time.monotonic()
    # Browsers and databases let a core wait a third of the time: the two runs fill each other's gaps.
    print("\n--- SQLite; PostgreSQL runs beside it and is shown after it ---", flush=True)
    both = [pytest("", arguments)]
    with tempfile.TemporaryFile("w+") as later:
        try:
            with postgresql.server() as url:
                both.append(pytest(url, arguments, later))
                results = [run.wait() for run in both]
        finally:
            for run in both:
                run.terminate()
        later.seek(0)
        print("\n--- PostgreSQL ---", flush=True)
        shutil.copyfileobj(later, sys.stdout)
    print(f"Both databases took {time.monotonic() - started:.0f} s.", flush=True)
    return max(map(abs, results))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
