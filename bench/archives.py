"""What does the archive of a period take, in seconds and in memory?

474 approved reports with every cell filled, each as workbook and Word report. The yardstick draws as many
workbooks from one report's tables that are ready. CCHC_BENCH_REPORTS=50 is a quick look.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench import Row, pairs

REPORTS = int(os.environ.get("CCHC_BENCH_REPORTS", "474"))
MOST_MEGABYTES = 200


def run() -> list[Row]:
    found = []
    with pairs.databases() as databases:
        for name, url in databases:
            environment = os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "bench.settings"}
            for step in ("prepare", "archive"):  # the memory is that of a process that only archives
                command = [sys.executable, "-m", "bench.archives", step, str(REPORTS)]
                done = subprocess.run(command, env=environment, cwd=pairs.ROOT, stdout=subprocess.PIPE, check=True)
            said = json.loads(done.stdout)
            found += [
                Row(f"Đóng gói {REPORTS} báo cáo so với chỉ vẽ sổ, {name}", said["ours"], said["baseline"]),
                Row(f"Bộ nhớ cao nhất khi đóng gói (MB), {name}", said["megabytes"], 0, MOST_MEGABYTES),
            ]
    return found


def prepare(count: int) -> None:
    from django.core.management import call_command

    from reports import plain
    from reports.catalogue import Kind
    from reports.models import Report, Version
    from tests import cast, filing, province

    call_command("migrate", verbosity=0)
    period = province.period_of(count - 1)
    specs = plain.edition(filing.edition()).specs.values()
    typed = [spec.key for spec in specs if not spec.is_computed and spec.kind is not Kind.HEADING]
    for number, report in enumerate(Report.objects.filter(period=period)):
        province.send(report, dict.fromkeys(typed, number % 2), approved=True)
    Version.objects.update(document_number="2147/BC", document_date="2024-06-11")
    cast.viewer()


def archive(count: int) -> dict[str, float]:
    from django.conf import settings

    from agencies.models import User
    from jobs import services as jobs
    from reports import papers, plain
    from reports.documents import workbook
    from reports.models import Period, Version
    from reports.services import archives

    with tempfile.TemporaryDirectory(prefix="cchc-bench-") as folder:
        settings.MEDIA_ROOT = Path(folder)
        job = archives.ask(Period.objects.get(kind="h1", year=2024), by=User.objects.get(username="an.ubnd"))
        started = time.perf_counter()
        job = jobs.run_now(job)
        ours = time.perf_counter() - started
        megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        assert (job.state, job.total) == (job.State.DONE, count), job.message
        print(f"  {job.message} {ours:.1f} s, {megabytes:.0f} MB", file=sys.stderr, flush=True)
    tables = papers.appendices(Version.objects.select_related(*plain.WITH_REPORT).filter(status="approved")[0])
    started = time.perf_counter()
    for _ in range(count):
        workbook.workbook(tables)
    return {"ours": ours, "baseline": time.perf_counter() - started, "megabytes": megabytes}


if __name__ == "__main__":
    import django

    django.setup()
    if sys.argv[1] == "prepare":
        prepare(int(sys.argv[2]))
    else:
        print(json.dumps(archive(int(sys.argv[2]))))
