"""Does the statistics page of the province take the same time whatever the number of dossiers, and what does it cost
to keep what it reads?

One PostgreSQL with two databases, of 200 thousand and of 2 million dossiers over the same days, agencies and
procedures; one process asks both in turn. The upkeep is held against writing the same dossiers without it.
"""

import io
import json
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from bench import Row, pairs

AT_MOST = 200  # thousandths of a second, for what is asked of the whole province
SMALL, LARGE, DAILY, FIRST_LOAD = 200_000, 2_000_000, 12_000, 1_836_000
SAME, QUERIES, SHARE = 1.2, 10, 0.4
PAIRS, LOADS = 25, 3
PAGES = {"theo cấp": "", "theo cơ quan": "by=agency", "theo lĩnh vực": "by=field", "theo tháng": "by=month"}
SPAN = "from=2023-12-15&to=2024-06-14"
# Dossiers of one year, one in thirty open, one in thirty late; codes are numbered within an agency.
INVENTED = """
INSERT INTO {table} (code, agency_id, procedure_id, channel, outcome, received_on, due_on, finished_on, delay_reason)
SELECT agency || '-{salt}' || lpad(n::text, 8, '0'), agency, procedure, 1 + n % 3, CASE WHEN open THEN 1 ELSE 3 END,
       received, received + 9,
       CASE WHEN NOT open THEN received + CASE WHEN random() < 0.03 THEN 12 ELSE (random() * 9)::int END END, ''
FROM (SELECT n, agencies[1 + (random() * (array_length(agencies, 1) - 1))::int] AS agency,
             procedures[1 + (random() * (array_length(procedures, 1) - 1))::int] AS procedure,
             date '2024-06-14' - (random() * {days})::int AS received, random() < 0.03 AS open
      FROM generate_series(1, {count}) n,
           (SELECT array_agg(id) AS agencies FROM agencies_agency WHERE tier <> 'province') a,
           (SELECT array_agg(id) AS procedures FROM procedures_procedure WHERE valid_to IS NULL) p) made"""


def run() -> list[Row]:
    with pairs.databases() as found:
        measured = pairs.measured("bench.statistics", dict(found)["PostgreSQL"])
    queries = measured.pop("queries")
    rows = [Row(what, *numbers) for what, numbers in measured.items()]
    return [*rows, Row("Thống kê toàn tỉnh: số truy vấn của trang", queries[0], 0, QUERIES)]


def main() -> None:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    call_command("collectstatic", interactive=False, verbosity=0)
    small, large = Database("small", SMALL), Database("large", LARGE)
    found = {}
    for name, more in PAGES.items():
        asked = f"/dossiers/?{SPAN}&{more}"
        times = _in_turn(large, small, asked)
        found[f"Thống kê toàn tỉnh {name}, {LARGE} so với {SMALL} hồ sơ"] = (*times, SAME)
    with large.used():
        found |= {f"{what}, {LARGE} hồ sơ (giây x 1000)": (ms, 0, AT_MOST) for what, ms in _whole_province(large)}
        with CaptureQueriesContext(connection) as context:
            large.page(f"/dossiers/?{SPAN}")
        found["queries"] = (len(context), 0)
        found[f"Cập nhật tổng hợp sau {DAILY} hồ sơ, so với ghi chúng"] = (*_daily(), None)
        found[f"Tổng hợp {FIRST_LOAD} hồ sơ, so với COPY trần"] = (*_first_load(), SHARE)
    print(json.dumps(found))


class Database:
    """One of the two databases, with the session of a reviewer in it."""

    def __init__(self, name: str, count: int) -> None:
        from django.core.management import call_command
        from django.db import connection, connections
        from django.test import Client

        from tests import cast

        with connection.cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {name}")
        self.connection = connections.create_connection("default")
        self.connection.settings_dict = self.connection.settings_dict | {"NAME": name}
        self.client = Client()
        with self.used():
            call_command("migrate", verbosity=0)
            _fill(count)
            self.client.force_login(cast.reviewer())

    @contextmanager
    def used(self) -> Iterator[None]:
        """While it is the portal's database."""
        from django.db import connections

        usual, connections["default"] = connections["default"], self.connection
        try:
            yield
        finally:
            connections["default"] = usual

    def page(self, address: str) -> None:
        assert self.client.get(address).status_code == 200


def _in_turn(large: Database, small: Database, address: str) -> tuple[float, float]:
    """The median seconds of a page in both databases, after two of each that do not count."""
    found: dict[Database, list[float]] = {large: [], small: []}
    for _ in range(PAIRS + 2):
        for database, times in found.items():
            with database.used():
                times.append(_seconds(lambda database=database: database.page(address)))
    first, second = (statistics.median(times[2:]) for times in found.values())
    return first, second


def _whole_province(large: Database) -> Iterator[tuple[str, int]]:
    """Thousandths of a second of what no table by day, agency and field answers; spans of whole halves, and others."""
    import datetime

    from django.db.models import Count

    from agencies.models import Agency
    from procedures.models import Procedure
    from procedures.services import measures

    counts = Procedure.objects.values_list("field").annotate(n=Count("pk")).order_by("n")
    fields = [field for field, _ in counts]
    usual, largest = fields[len(fields) // 2], fields[-1]
    root = Agency.objects.get(tier="province")
    first, last = datetime.date(2023, 12, 15), datetime.date(2024, 6, 14)
    calls = {
        "Thủ tục lâu nhất": lambda: large.page(f"/dossiers/slowest/?{SPAN}"),
        "Thủ tục lâu nhất, từ 10/12 đến 10/6": lambda: large.page("/dossiers/slowest/?from=2023-12-10&to=2024-06-10"),
        "Một lĩnh vực, mọi cơ quan": lambda: large.page(f"/dossiers/?{SPAN}&by=agency&field={usual}"),
        "Lĩnh vực lớn nhất, mọi cơ quan": lambda: large.page(f"/dossiers/?{SPAN}&by=agency&field={largest}"),
        "Số liệu tự điền của tỉnh": lambda: measures.measured(root, first, last),
        "Số liệu tự điền của tỉnh, đến 10/6": lambda: measures.measured(root, first, last.replace(day=10)),
    }
    for what, call in calls.items():
        call()
        yield what, round(1000 * statistics.median(_seconds(call) for _ in range(7)))


def _fill(count: int) -> None:
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    from procedures import summary
    from procedures.models import Dossier
    from procedures.services import demonstration

    fixture = settings.BASE_DIR / "fixtures" / "agencies" / "thua_thien_hue_2024.csv"
    call_command("load_agencies", str(fixture), verbosity=0, stdout=io.StringIO())
    demonstration.load_register()
    with connection.cursor() as cursor:
        cursor.execute("SELECT setseed(0.5)")
        cursor.execute(INVENTED.format(table=Dossier._meta.db_table, count=count, days=350, salt=""))
        summary.rebuild()
        cursor.execute("VACUUM ANALYZE")


def _daily() -> tuple[float, float]:
    """Seconds of the summary's upkeep, and of writing the same dossiers: those of the last days."""
    from django.db import connection

    from procedures import summary
    from procedures.models import Dossier

    ledger, times = Dossier._meta.db_table, ([], [])
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE UNLOGGED TABLE waiting (LIKE {ledger} INCLUDING DEFAULTS)")
        for number in range(PAIRS):
            cursor.execute("TRUNCATE waiting")
            cursor.execute(INVENTED.format(table="waiting", count=DAILY, days=10, salt=f"day{number}"))
            calls = (
                lambda: summary.add(f"SELECT 1 AS sign, {summary.COLUMNS} FROM waiting"),
                lambda: cursor.execute(f"INSERT INTO {ledger} SELECT * FROM waiting"),
            )
            for call, found in zip(calls, times, strict=True):
                found.append(_seconds(call))
        cursor.execute("DROP TABLE waiting")
    first, second = map(statistics.median, times)
    return first, second


def _first_load() -> tuple[float, float]:
    """Seconds of counting a first load, and of a raw COPY of it into an empty ledger with the same indexes."""
    from django.db import connection

    from procedures import summary
    from procedures.models import Dossier

    ledger, times = Dossier._meta.db_table, ([], [])
    with connection.cursor() as cursor, tempfile.TemporaryFile("w+") as file:
        cursor.execute(f"CREATE UNLOGGED TABLE waiting (LIKE {ledger} INCLUDING DEFAULTS)")
        cursor.execute(INVENTED.format(table="waiting", count=FIRST_LOAD, days=350, salt="first"))
        cursor.cursor.copy_expert("COPY waiting TO STDOUT", file)
        for _ in range(LOADS):
            for grain in summary.GRAINS:
                cursor.execute(f"TRUNCATE {grain.table}")
            times[0].append(_seconds(lambda: summary.add(f"SELECT 1 AS sign, {summary.COLUMNS} FROM waiting")))
            cursor.execute(f"TRUNCATE {ledger}")
            file.seek(0)
            times[1].append(_seconds(lambda: cursor.cursor.copy_expert(f"COPY {ledger} FROM STDIN", file)))
    first, second = map(statistics.median, times)
    return first, second


def _seconds(call: Callable[[], object]) -> float:
    started = time.perf_counter()
    call()
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
