"""What does the province's roll-up cost beside the SQL that one would write by hand?

The yardstick is three statements over the same tables: the agencies by tier, the sums and counts of every row of the
form, and the cells of the province's own report. Ours is the whole answer: the same, tallies and declared scopes too,
assembled into totals. Each size on SQLite and on a PostgreSQL of its own.
"""

import io
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from bench import Row
from tests import postgresql

ROOT = Path(__file__).resolve().parent.parent
SIZES = {474: 25, 10_000: 7}  # agencies, and how many pairs are measured
GOAL = 1.3
QUERIES = 3
COLUMNS = ("version_id", "indicator_id", "state", "value", "numerator", "denominator", "typed", "note", "revision")
COLUMNS += ("filled_from",)

BY_TIER = """SELECT a.tier, count(*), count(r.official_id) FROM reports_report r
JOIN agencies_agency a ON a.id = r.agency_id WHERE r.period_id = %s GROUP BY a.tier"""
SUMS = """SELECT f.indicator_id, count(*) FILTER (WHERE f.state = 'reported'), count(*) FILTER (WHERE f.state = 'none'),
count(*) FILTER (WHERE f.state = 'out_of_scope'), sum(f.value), sum(f.numerator), sum(f.denominator),
count(f.denominator)
FROM reports_report r JOIN reports_figure f ON f.version_id = r.official_id
WHERE r.period_id = %s AND r.agency_id <> %s GROUP BY f.indicator_id"""
OWN = """SELECT f.indicator_id, f.state, f.value, f.numerator, f.denominator, f.note
FROM reports_report r JOIN reports_figure f ON f.version_id = r.official_id
WHERE r.period_id = %s AND r.agency_id = %s"""


def run() -> list[Row]:
    rows = []
    for agencies in SIZES:
        with tempfile.TemporaryDirectory(prefix="cchc-bench-") as folder:
            rows += _measured(f"sqlite:///{folder}/bench.sqlite3", "SQLite", agencies)
        with postgresql.server() as url:
            rows += _measured(url, "PostgreSQL", agencies)
    return rows


def _measured(url: str, name: str, agencies: int) -> list[Row]:
    """The measurement of one database and size, in a process of its own."""
    environment = os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "bench.settings"}
    command = [sys.executable, "-m", "bench.rollup", str(agencies)]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{command} failed:\n{done.stderr[-2000:]}")
    found = json.loads(done.stdout)
    what = f"Tổng hợp {agencies} đơn vị x {found['rows']} chỉ tiêu, {name}"
    return [
        Row(what, found["ours"], found["baseline"], GOAL),
        Row(f"{what}: số truy vấn", found["queries"], 0, QUERIES),
    ]


def main(agencies: int) -> None:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from reports import rollup, rollup_query

    call_command("migrate", verbosity=0)
    period, root = _period(agencies)
    _fill(period)

    def by_hand() -> None:
        with connection.cursor() as cursor:
            for statement, parameters in ((BY_TIER, [period.pk]), (SUMS, [period.pk, root]), (OWN, [period.pk, root])):
                cursor.execute(statement, parameters)
                cursor.fetchall()

    def ours() -> None:
        rollup_query.province(period, rollup.Stage.OFFICIAL)

    first, second = _pairs(ours, by_hand, SIZES.get(agencies, 5))
    with CaptureQueriesContext(connection) as context:
        ours()
    rows = period.edition.appendices.values("indicators").count()
    print(json.dumps({"ours": first, "baseline": second, "queries": len(context), "rows": rows}))


def _pairs(ours: Callable[[], None], baseline: Callable[[], None], count: int) -> tuple[float, float]:
    """The medians of both, measured in turn, after one of each that does not count."""
    found: tuple[list[float], list[float]] = ([], [])
    for _ in range(count + 1):
        for place, call in enumerate((ours, baseline)):
            started = time.perf_counter()
            call()
            found[place].append(time.perf_counter() - started)
    return statistics.median(found[0][1:]), statistics.median(found[1][1:])


def _period(agencies: int):
    """A period for which the province and so many agencies report, each with an approved version."""
    from django.db.models import F
    from django.utils import timezone

    from agencies.models import Agency, User
    from reports.models import Report, Version
    from tests import cast, filing

    root = cast.province()
    tiers = ["department"] * 21 + ["district"] * 9 + ["commune"] * 141
    Agency.objects.bulk_create(
        [Agency(code=f"T{n}", name=f"Đơn vị {n}", tier=tiers[n % len(tiers)]) for n in range(agencies)], batch_size=500
    )
    period = filing.period()
    by = User.objects.create(username="bench", full_name="bench")
    Version.objects.update(status="approved", sent_at=timezone.now(), signed_by=by)
    Report.objects.update(official=F("current"), sent=F("current"))
    return period, root.pk


def _fill(period) -> None:
    """A figure for every row that is no heading, in every version; a few are none, missing or not the agency's."""
    from django.db import connection

    from reports import plain
    from reports.models import Version

    specs = [spec for spec in plain.edition(period.edition).specs.values() if not spec.is_heading]
    versions = Version.objects.filter(report__period=period).values_list("pk", flat=True)
    lines = (line for version in versions for line in _figures(version, specs))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            _copy(cursor, lines)
        else:
            places = ", ".join(["%s"] * len(COLUMNS))
            cursor.execute("BEGIN")
            cursor.executemany(f"INSERT INTO reports_figure ({', '.join(COLUMNS)}) VALUES ({places})", lines)
            cursor.execute("COMMIT")
        cursor.execute("ANALYZE")


def _figures(version: int, specs: list) -> Iterator[tuple]:
    dice = random.Random(version)
    for spec in specs:
        chance = dice.random()
        state = (
            "reported" if chance < 0.8 else "none" if chance < 0.9 else "missing" if chance < 0.97 else "out_of_scope"
        )
        value = numerator = denominator = None
        if state in ("reported", "none"):
            size = dice.randrange(1, 1000) if state == "reported" else 0
            if spec.kind == "rate":
                numerator, denominator = dice.randrange(size + 1), size
            elif spec.choices:
                value = dice.choice(spec.choices)[0]
            else:
                value = size
        yield version, spec.pk, state, value, numerator, denominator, "", "", 0, ""


def _copy(cursor, lines: Iterator[tuple]) -> None:
    buffer = io.StringIO()
    for line in lines:
        buffer.write("\t".join("\\N" if field is None else str(field) for field in line) + "\n")
    buffer.seek(0)
    cursor.cursor.copy_expert(f"COPY reports_figure ({', '.join(COLUMNS)}) FROM STDIN", buffer)


if __name__ == "__main__":
    main(int(sys.argv[1]))
