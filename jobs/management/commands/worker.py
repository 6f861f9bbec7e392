"""Runs what was asked for behind the pages, until it is told to stop: `manage.py worker`.

SIGTERM or Ctrl+C: work that may be repeated goes back into the queue, other work is finished. A second one stops at
once. As many workers as wanted may run, on as many machines.
"""

import os
import socket
import uuid
from argparse import ArgumentParser

from django.core.management.base import BaseCommand

from jobs.worker import Worker


class Command(BaseCommand):
    help = "Run the work that people asked for, one job after the other."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--lease", type=float, default=24, help="seconds of silence after which it counts as dead")
        parser.add_argument("--interval", type=float, default=1, help="seconds between two looks at an empty queue")
        parser.add_argument("--batch", action="store_true", help="end when the queue is empty")

    def handle(self, *, lease: float, interval: float, batch: bool, **options: object) -> None:
        name = f"{socket.gethostname()[:24]}:{os.getpid()}:{uuid.uuid4().hex[:8]}"
        worker = Worker(worker_id=name, lease=max(lease, 1), interval=interval, batch=batch)
        worker.configure_signals()
        worker.run()
