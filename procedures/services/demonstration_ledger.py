"""How does the demonstration's ledger get into an empty database?"""

import datetime
import functools
from collections.abc import Iterable, Iterator
from typing import Any

from django.db import connection, transaction

from agencies import log
from agencies.models import Agency, on_day
from procedures import illustration, illustration_ledger, ledger_staging, summary
from procedures.importing import copying
from procedures.models import AgencyDay, Dossier, IllustrativeLedger, Procedure
from procedures.services import LEDGER

Row = tuple[Any, ...]
_NAMED = [column for column in ledger_staging.COLUMNS if column != "due_computed"]  # every due day is invented
_COLUMNS = ", ".join(_NAMED)


@transaction.atomic
def load_ledger() -> int:
    """Store the invented dossiers and their summary, after the register; returns how many."""
    on = on_day(illustration_ledger.ENDS_ON)
    agencies = {agency.code: agency for agency in Agency.objects.filter(on)}
    procedures = dict(Procedure.objects.filter(on_day(illustration.AS_OF)).values_list("code", "pk"))
    invented = illustration_ledger.dossiers([(code, agency.tier) for code, agency in agencies.items()])
    rows = ((code, agencies[agency].pk, procedures[of], *rest) for code, agency, of, *rest in invented)
    count = _copy(rows) if connection.vendor == "postgresql" else _insert(rows)
    summary.rebuild()
    counted = AgencyDay.objects.order_by().values_list("agency", flat=True).distinct()
    IllustrativeLedger.objects.bulk_create(IllustrativeLedger(agency_id=agency) for agency in counted)
    said = {"new": count, "illustrative": True}
    log.write(log.Entry("import_dossiers", "ledger", after=said), by=None, name=LEDGER)
    return count


def _insert(rows: Iterable[Row]) -> int:
    places = ", ".join(["%s"] * len(_NAMED))
    # In the order of the key, which is the order of its index; days as text, which spares an adapter a day.
    given = sorted((*row[:5], *(day and _iso(day) for day in row[5:8]), *row[8:]) for row in rows)
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {Dossier._meta.db_table} ({_COLUMNS}) VALUES ({places})", given)  # noqa: S608
    return len(given)


_iso = functools.cache(datetime.date.isoformat)


def _copy(rows: Iterable[Row]) -> int:
    with connection.cursor() as cursor:
        copying.copy(cursor.cursor, f"COPY {Dossier._meta.db_table} ({_COLUMNS}) FROM STDIN", _lines(rows))
        return cursor.rowcount


def _lines(rows: Iterable[Row]) -> Iterator[str]:
    for row in rows:
        yield "\t".join("\\N" if value is None else str(value) for value in row) + "\n"
