"""Runs pytest twice, on SQLite and on a PostgreSQL of its own: `python -m tests.run [pytest's arguments]`."""

import os
import signal
import subprocess
import sys
import time

from tests import postgresql

WORKERS = os.environ.get("TEST_WORKERS", "2")


def pytest(title: str, database_url: str, arguments: list[str]) -> int:
    """Returns pytest's exit status; an empty address means SQLite."""
    print(f"\n--- {title} ---", flush=True)
    environment = os.environ | {"DATABASE_URL": database_url}
    command = [sys.executable, "-m", "pytest", "-q", "-n", WORKERS, "--dist", "worksteal", *arguments]
    return subprocess.run(command, env=environment, check=False).returncode


def main(arguments: list[str]) -> int:
    # An interrupted run must still stop its server.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    started = time.monotonic()
    results = [pytest("SQLite", "", arguments)]
    with postgresql.server() as url:
        results.append(pytest("PostgreSQL", url, arguments))
    print(f"Both databases took {time.monotonic() - started:.0f} s.")
    return max(results)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
