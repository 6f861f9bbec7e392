"""Work for the tests of the worker, and the worker that knows it: `python -m tests.jobs.kinds --lease 1`."""

import os
import sys
import time
from pathlib import Path

import django


def register() -> None:
    from jobs import registry

    @registry.runs("nap")
    def nap(job, progress) -> None:
        """The first run never ends by itself; the next one does. Each leaves a line in the file it was given."""
        with Path(job.arguments["file"]).open("a") as file:
            file.write(f"{job.attempts}\n")
        while job.attempts == 1:
            progress(1, 2, "Đang ngủ")
            time.sleep(0.05)

    @registry.runs("nap_once", repeatable=False)
    def nap_once(job, progress) -> None:
        nap(job, progress)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    register()
    from django.core.management import call_command

    call_command("worker", *sys.argv[1:])
