"""Dossiers for the tests: written as an import writes them, with the summary kept."""

import datetime
from collections.abc import Iterable

from django.db import connection, transaction

from agencies.models import Agency
from procedures import summary
from procedures.models import Dossier, Field, Procedure

COLUMNS = ("agency_id", "procedure_id", "channel", "outcome", "received_on", "due_on", "finished_on")
START = datetime.date(2024, 1, 1)


def day(number: int) -> datetime.date:
    return START + datetime.timedelta(days=number)


def procedure(code: str, field: str, agency: Agency | None = None, **more) -> Procedure:
    """A procedure in force since ever, made when first asked for."""
    found = Procedure.objects.filter(code=code).first()
    of = Field.objects.get_or_create(name=field)[0]
    tier = more.pop("tier", "province")
    return found or Procedure.objects.create(code=code, name=code, field=of, tier=tier, agency=agency, **more)


def dossier(code: str, agency: Agency, of: Procedure, received: int, **more) -> Dossier:
    """An open dossier that came online, unless ``more`` says otherwise; days are counted from START."""
    dates = {name: day(more.pop(name)) for name in ("due_on", "finished_on") if more.get(name) is not None}
    values = {"channel": 1, "outcome": 3 if "finished_on" in dates else 1, "received_on": day(received)} | dates | more
    return Dossier(code=code, agency_id=agency.pk, procedure_id=of.pk, **values)


def write(dossiers: Iterable[Dossier]) -> None:
    """Store dossiers, new and changed, and keep the summary, in one transaction."""
    rows = list(dossiers)
    with transaction.atomic(), connection.cursor() as cursor:
        old = list(Dossier.objects.filter(pk__in=[row.pk for row in rows]))
        Dossier.objects.filter(pk__in=[row.pk for row in old]).delete()
        Dossier.objects.bulk_create(rows)
        cursor.execute(
            "CREATE TEMPORARY TABLE delta (sign integer, agency_id bigint, procedure_id bigint, channel integer, "
            "outcome integer, received_on date, due_on date, finished_on date)"
        )
        deltas = [(sign, *(getattr(row, name) for name in COLUMNS)) for sign, row in signed(old, rows)]
        cursor.executemany(f"INSERT INTO delta VALUES ({', '.join(['%s'] * 8)})", deltas)
        summary.add("SELECT * FROM delta")
        cursor.execute("DROP TABLE delta")


def signed(old: list[Dossier], new: list[Dossier]) -> list[tuple[int, Dossier]]:
    return [(-1, row) for row in old] + [(1, row) for row in new]
