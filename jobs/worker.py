"""What does a process do that works behind the pages?

It takes one task after the other from the queue of django-tasks-db. A database that is busy or away stops no worker:
it waits and goes on.
"""

import logging
import time

from django.db import InterfaceError, OperationalError, close_old_connections, connection
from django_tasks_db.management.commands import db_worker
from django_tasks_db.models import DBTaskResult
from django_tasks_db.utils import exclusive_transaction

from jobs import running
from jobs.heart import Heart, Outage

logger = logging.getLogger("jobs")


class Worker(db_worker.Worker):
    """``lease``: seconds of silence after which the others take this worker for dead."""

    def __init__(self, *, worker_id: str, lease: float, interval: float, batch: bool = False) -> None:
        super().__init__(
            queue_names=["*"],
            interval=interval,
            batch=batch,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=worker_id,
            excluded_queue_names=[],
        )
        self._outage = Outage()
        self.heart = Heart(worker_id, lease, stopping=lambda: not self.running)

    def run(self) -> None:
        running.attend = self.heart.attend
        self.heart.start()
        try:
            while self.running:
                found = self.step()
                if self.batch and not found:
                    return
                if self.running and not found:
                    time.sleep(self.interval)
        finally:
            running.attend = running.alone
            self.heart.stop()

    def step(self) -> bool:
        """Run one task; False when there is none, or none can be had now."""
        try:
            close_old_connections()
            row = self._take()
            if row is not None:
                self.run_task(row)
        except (OperationalError, InterfaceError) as error:
            if self._outage.lasts(error):
                logger.warning("the database is busy or away: %s", str(error).strip())
            connection.close()
            return False
        self._outage.ended()
        return row is not None

    def _take(self) -> DBTaskResult | None:
        tasks = DBTaskResult.objects.ready().filter(backend_name=self.backend_name)
        if not tasks.exists():
            return None  # to look takes no lock; on SQLite everybody who writes would wait for it
        with exclusive_transaction(tasks.db):
            row = tasks.get_locked()
            if row is not None:
                row.claim(self.worker_id)
        return row
