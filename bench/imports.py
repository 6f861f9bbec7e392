"""What does the import of dossiers cost beside a raw COPY (PostgreSQL) or a bare executemany (SQLite) of the same file?

Ours is everything behind the pages: every row checked, codes resolved, repeats removed, refusals kept, compared with
the ledger, merged, statistics and event in the same transaction. CCHC_BENCH_ROWS="20000" is a quick look; a year of the
largest province is 1.836.000 rows.
"""

import csv
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bench import Row, ledgers, pairs

SIZES = [int(size) for size in os.environ.get("CCHC_BENCH_ROWS", "205787,1836000").split(",")]
DAILY, SAMPLE = 12_000, 4_000
RAW_COLUMNS = "code, procedure, agency, received, due, finished, channel, outcome"


def run() -> list[Row]:
    found = []
    for size in SIZES:
        with pairs.databases() as databases:
            for name, url in databases:
                environment = os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "bench.settings"}
                command = [sys.executable, "-m", "bench.imports", str(size)]
                done = subprocess.run(command, env=environment, cwd=pairs.ROOT, stdout=subprocess.PIPE, check=True)
                found += [Row(**row | {"what": f"{row['what']}, {name}"}) for row in json.loads(done.stdout)]
    return found


class Measured:
    """One database with its registers, and files of one size."""

    def __init__(self, size: int, folder: Path) -> None:
        from django.conf import settings
        from django.core.management import call_command
        from django.db import connection

        call_command("migrate", verbosity=0)
        settings.MEDIA_ROOT = folder / "media"
        self.size, self.folder, self.rows, self.processor = size, folder, [], []
        self.root, self.by = ledgers.registers()
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # as the registers of a portal that runs for a day are
        self.file = ledgers.write(folder / "all.csv", ledgers.rows(size))
        self.repeat = 3 if size > 500_000 else 5

    # --- ours ---

    def empty(self) -> None:
        from django.db import connection

        from procedures import summary
        from procedures.models import Dossier

        with connection.cursor() as cursor:
            for table in (Dossier._meta.db_table, *(grain.table for grain in summary.GRAINS)):
                cursor.execute(f"{'TRUNCATE' if connection.vendor == 'postgresql' else 'DELETE FROM'} {table}")
        self.settle()

    def settle(self) -> None:
        """What was written before must not be paid for by what is measured next."""
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute("CHECKPOINT" if connection.vendor == "postgresql" else "PRAGMA wal_checkpoint(TRUNCATE)")

    def uploaded(self, path: Path):
        from django.core.files import File

        from procedures.services import imports

        with path.open("rb") as file:
            span = {"starts_on": ledgers.FIRST, "ends_on": ledgers.ENDS}
            return imports.upload(File(file, name=path.name), agency=self.root, by=self.by, **span)

    def imported(self, path: Path) -> tuple[float, object]:
        """Seconds from the check to the end of the merge; the upload is before."""
        from jobs import services as jobs
        from procedures.services import imports

        one = self.uploaded(path)
        self.settle()
        started = time.perf_counter()
        jobs.run_now(imports.check(one, by=self.by))
        checked = time.perf_counter()
        one.refresh_from_db()
        jobs.run_now(imports.confirm(one, by=self.by, without_refused=True))
        ended = time.perf_counter()
        one.refresh_from_db()
        print(f"  {path.name}: {checked - started:.2f} + {ended - checked:.2f} s", file=sys.stderr, flush=True)
        if one.state != "applied":
            raise RuntimeError(f"{one.state}: {one.reason}")
        return ended - started, one

    def first_load(self, path: Path) -> float:
        self.empty()
        seconds, one = self.imported(path)
        assert (one.added, one.refused) == (one.rows, 0)
        return seconds

    # --- the yardsticks ---

    def bare(self, path: Path) -> float:
        from django.db import connection

        postgresql = connection.vendor == "postgresql"
        text = 'varchar(60) COLLATE "C"' if postgresql else "varchar(60)"
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE IF EXISTS raw")
            cursor.execute(
                f"CREATE TABLE raw (code {text} PRIMARY KEY, procedure varchar(60), agency varchar(60), "
                "received date, due date, finished date, channel varchar(20), outcome varchar(20))"
            )
            cursor.execute("CREATE INDEX raw_by_agency ON raw (agency, received)")
            cursor.execute("CREATE INDEX raw_by_procedure ON raw (procedure)")
            cursor.execute("CREATE INDEX raw_late ON raw (agency, due) WHERE finished IS NULL OR finished > due")
            self.settle()
            started = time.perf_counter()
            with path.open(encoding="utf-8", newline="") as file:
                if postgresql:
                    cursor.execute("SET datestyle = 'ISO, DMY'")
                    cursor.copy_expert(f"COPY raw ({RAW_COLUMNS}) FROM STDIN WITH (FORMAT csv, HEADER)", file)
                else:
                    reader = csv.reader(file)
                    next(reader)
                    cursor.execute("BEGIN IMMEDIATE")
                    cursor.executemany(f"INSERT INTO raw ({RAW_COLUMNS}) VALUES ({', '.join(['%s'] * 8)})", reader)
                    cursor.execute("COMMIT")
            seconds = time.perf_counter() - started
            cursor.execute("DROP TABLE raw")
        print(f"  bare: {seconds:.2f} s", file=sys.stderr, flush=True)
        return seconds

    def add(self, what: str, ours: float, baseline: float, goal: float | None = None) -> None:
        said = f"{self.size:,}".replace(",", ".")
        what = f"Nhập {said} hồ sơ: {what}"
        self.rows.append({"what": what, "ours": ours, "baseline": baseline, "goal": goal})

    def in_turn(self, *calls: Callable[[], float]) -> list[float]:
        """The medians of calls that are measured in turn; ``processor`` keeps those of their processor seconds."""
        found: list[list[float]] = []
        used: list[list[float]] = []
        for _ in range(self.repeat):
            found.append([])
            used.append([])
            for call in calls:
                before = _processor()
                found[-1].append(call())
                used[-1].append(_processor() - before)
        self.processor = [statistics.median(column) for column in zip(*used, strict=True)]
        return [statistics.median(column) for column in zip(*found, strict=True)]


def _processor() -> float:
    """Processor seconds of this process and of its PostgreSQL backend: what counts on a machine that others use too.

    The upload and the emptying of the tables are in it; helpers that the backend starts are not.
    """
    from django.db import connection

    if connection.vendor != "postgresql":
        return time.process_time()
    connection.ensure_connection()
    said = Path(f"/proc/{connection.connection.get_backend_pid()}/stat").read_text().rpartition(")")[2].split()
    return time.process_time() + (int(said[11]) + int(said[12])) / os.sysconf("SC_CLK_TCK")


def main(size: int) -> None:
    import django

    django.setup()
    from django.db import connection

    with tempfile.TemporaryDirectory(prefix="cchc-bench-") as folder:
        one = Measured(size, Path(folder))
        postgresql = connection.vendor == "postgresql"
        _loads(one, postgresql)
        _again(one, postgresql)
        if size <= 250_000:
            _other_ways(one, postgresql)
    print(json.dumps(one.rows))


def _loads(one: Measured, postgresql: bool) -> None:
    from procedures import summary

    add = summary.add

    def without_statistics() -> float:
        summary.add = lambda source, params=(): None
        try:
            return one.first_load(one.file)
        finally:
            summary.add = add

    part = ledgers.write(one.folder / "part.csv", ledgers.rows(one.size // 5))
    bare, plain, ours, fifth = one.in_turn(
        lambda: one.bare(one.file),
        without_statistics,
        lambda: one.first_load(one.file),
        lambda: one.first_load(part),
    )
    name = "COPY" if postgresql else "executemany"
    one.add(f"lần đầu, không thống kê / {name}", plain, bare, 1.1 if postgresql else None)
    one.add(f"lần đầu, có thống kê / {name}", ours, bare, 1.8 if postgresql else 1.3)
    one.add(f"lần đầu, không thống kê / {name}, thời gian bộ xử lý", one.processor[1], one.processor[0])
    one.add(f"lần đầu, có thống kê / {name}, thời gian bộ xử lý", one.processor[2], one.processor[0])
    one.add("gấp 5 lần số dòng / 5 lần thời gian", ours, 5 * fifth, 1.1)
    one.bare_seconds = bare
    one.add("bộ nhớ cao nhất của tiến trình nhập (MB)", _peak(one), 0, 100)


def _peak(one: Measured) -> int:
    """What a process of its own needs that does nothing but this import, from the upload to the merge."""
    one.empty()
    command = [sys.executable, "-m", "bench.imports", "peak", str(one.file)]
    done = subprocess.run(command, cwd=pairs.ROOT, stdout=subprocess.PIPE, check=True)
    return int(done.stdout)


def peak(path: Path) -> None:
    import django

    django.setup()
    from django.conf import settings

    from agencies.models import Agency, User

    settings.MEDIA_ROOT = path.parent / "media"
    one = Measured.__new__(Measured)
    one.root, one.by = Agency.objects.get(code="T"), User.objects.get(username="do")
    one.imported(path)
    # Not ru_maxrss: that begins with what the process was before it became this program.
    status = Path("/proc/self/status").read_text()
    print(int(status.partition("VmHWM:")[2].split()[0]) // 1024)


def _again(one: Measured, postgresql: bool) -> None:
    one.first_load(one.file)
    found = [one.imported(one.file) for _ in range(one.repeat)]
    again = statistics.median(seconds for seconds, _ in found)
    one.add("tệp không đổi, lần nữa / lần đầu thô", again, one.bare_seconds, 1.8 if postgresql else None)
    one.add("tệp không đổi: số dòng ghi lại", max(row.added + row.changed for _, row in found), 0, 0)
    count = min(DAILY, one.size // 2)
    daily = []
    for day in range(3):
        lines = list(ledgers.rows(count, one.size + day * count, one.size + 4 * count))
        lines[: count // 2] = [_moved_on(row) for row in ledgers.rows(count // 2, day * count // 2, one.size)]
        seconds, row = one.imported(ledgers.write(one.folder / "day.csv", iter(lines)))
        assert row.added == count - count // 2
        daily.append(seconds)
    one.add(f"thêm {count} hồ sơ của một ngày (giây x 1000)", round(statistics.median(daily) * 1000), 0, 2000)


def _moved_on(cells: list[str]) -> list[str]:
    """The same dossier, brought by post as it turned out."""
    return [*cells[:6], "Bưu chính", cells[7]]


def _other_ways(one: Measured, postgresql: bool) -> None:
    book = ledgers.write_xlsx(one.folder / "all.xlsx", ledgers.rows(one.size))
    xlsx, text = one.in_turn(lambda: one.first_load(book), lambda: one.first_load(one.file))
    one.add("XLSX / CSV", xlsx, text, 2.5)
    one.empty()
    one.add("để so sánh: bulk_create, tính theo mẫu", _bulk_create(one), one.bare_seconds)
    one.empty()
    one.add("để so sánh: django-import-export, tính theo mẫu", _import_export(one), one.bare_seconds)


def _bulk_create(one: Measured) -> float:
    """Seconds for all rows, from a sample: one object a row, codes looked up in dictionaries, no check."""
    from procedures.models import Dossier

    agencies, procedures = _keys()
    started = time.perf_counter()
    sample = min(one.size, 10 * SAMPLE)
    Dossier.objects.bulk_create(
        (Dossier(**_fields(row, agencies, procedures)) for row in ledgers.rows(sample)), batch_size=5_000
    )
    return (time.perf_counter() - started) * one.size / sample


def _import_export(one: Measured) -> float:
    """Seconds for all rows, from a sample, as the package does it by default."""
    import tablib
    from import_export import resources

    from procedures.models import Dossier

    class DossierResource(resources.ModelResource):
        class Meta:
            model = Dossier
            import_id_fields = ("code",)

    agencies, procedures = _keys()
    found = [_fields(row, agencies, procedures) for row in ledgers.rows(min(one.size, SAMPLE))]
    names = [name.removesuffix("_id") for name in found[0]]
    data = tablib.Dataset(
        *[["" if cell is None else str(cell) for cell in row.values()] for row in found], headers=names
    )
    started = time.perf_counter()
    result = DossierResource().import_data(data, dry_run=False)
    assert result.totals["new"] == len(found)
    return (time.perf_counter() - started) * one.size / len(found)


def _keys() -> tuple[dict[str, int], dict[str, int]]:
    from agencies.models import Agency
    from procedures.models import Procedure

    return dict(Agency.objects.values_list("code", "pk")), dict(Procedure.objects.values_list("code", "pk"))


def _fields(row: list[str], agencies: dict[str, int], procedures: dict[str, int]) -> dict[str, object]:
    def day(text: str) -> str | None:
        return "-".join(reversed(text.split("/"))) if text else None

    return {
        "code": row[0],
        "agency_id": agencies[row[2]],
        "procedure_id": procedures[row[1]],
        "channel": {"Trực tuyến": 1, "Trực tiếp": 2, "Bưu chính": 3}[row[6]],
        "outcome": {"Đang giải quyết": 1, "Đã giải quyết": 3, "Trả lại": 4}[row[7]],
        "received_on": day(row[3]),
        "due_on": day(row[4]),
        "finished_on": day(row[5]),
    }


if __name__ == "__main__":
    peak(Path(sys.argv[2])) if sys.argv[1] == "peak" else main(int(sys.argv[1]))
