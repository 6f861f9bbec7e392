"""How does PostgreSQL save figures in two round trips, one that reads and one that stores?

Nobody is waited for. What was read is worked on without a lock, and the database stores the outcome only if the head of
the report's chain is still the one that was read: every change of a version, of its figures, texts and remarks moves
that head. Whoever was overtaken takes the ordinary way, with the locks of `locking`.
"""

import json
from collections.abc import Iterable
from typing import Any

from django.db import connection, models
from django.db.models import F

from agencies import log
from agencies.models import Event
from agencies.prepared import Prepared
from reports import plain
from reports.models import Version

_in_work = Prepared(
    lambda report: (
        Version.objects.filter(report=report, pk=F("report__current"))
        .select_related(*plain.WITH_REPORT)
        .annotate(**plain.WITH_PAST)
    ),
    report=models.BigIntegerField(),
)
_STORE = "SELECT report_store_figures(%s, %s, %s, %s, %s)"


def is_possible() -> bool:
    """Whether the database has the function for it; SQLite has none."""
    return connection.vendor == "postgresql"


def read(report_pk: int) -> Version | None:
    """The version in work of a report, with plain.WITH_REPORT and without its lock."""
    return _in_work.first(report=report_pk)


def store(version: Version, rows: Iterable[dict[str, Any]], counts: dict[str, int], events: list[Event]) -> bool:
    """Store cells, counts and events if the chain ends where the first event begins and the period is open.

    False where it does not: then nothing is stored.
    """
    told = [json.dumps(list(rows), default=str), json.dumps(counts), log.as_json(events)]
    with connection.cursor() as cursor:
        cursor.execute(_STORE, [version.pk, version.revision, *told])
        return cursor.fetchone()[0]
