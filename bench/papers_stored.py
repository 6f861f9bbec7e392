"""A form taken back, and the province's totals after the last approval; prints pairs of seconds for bench.papers."""

import io
import json
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bench import rollup

AGENCIES, ROUNDS = 474, 7


def main() -> None:
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    from tests import cast, filing

    cast.skhdt()
    period, _ = rollup._period(AGENCIES)
    rollup._fill(period)
    report = filing.report(cast.skhdt())
    form, upload, data = _round_trip(report)
    print(json.dumps({"form": (form, 0), "upload": (upload, 0), "total": (_total(report), _read(data))}))


def _median(call: Callable[[], object]) -> float:
    times = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        call()
        times.append(time.perf_counter() - started)
    return statistics.median(times[1:])


def _round_trip(report) -> tuple[float, float, bytes]:
    """Making the form; and a filled one from its bytes to the finished page, in the process of the server."""
    from django.test import Client
    from django.urls import reverse

    from reports import plain
    from reports.models import Figure, Version
    from tests import cast, filing
    from tests.reports import form_files as clerk
    from tests.reports import real

    Version.objects.filter(pk=report.current_id).update(status="draft", sent_at=None)
    client, lan = Client(), cast.reporter_a()
    client.force_login(lan)
    form = _median(lambda: clerk.out(report, lan))
    scope = real.EDITION.specs
    filed = {key: text for key, text in real.as_filed().items() if text and not scope[key].is_computed}
    data = clerk.changed(clerk.out(report, lan), lambda book: _typed(book, filed))

    def upload() -> None:
        answer = client.post(reverse("upload_form", args=[report.pk]), {"file": clerk.file(data)}, follow=True)
        if "ô có thể đổi" not in answer.content.decode():
            raise RuntimeError(answer.content.decode()[:2000])

    times = form, _median(upload), data
    Figure.objects.filter(version=report.current_id).delete()
    plain.forget()
    filing.fill_all(report, lan)  # nothing stands in the way of its approval
    return times


def _typed(book, filed: dict[str, str]) -> None:
    from reports import form_cells
    from tests.reports import form_files as clerk

    for key, text in filed.items():
        if form_cells.name(key) in book.defined_names:
            clerk.cell(book, key).value = text


def _total(report) -> float:
    """From the click on "Phê duyệt" to the official totals of the province."""
    from reports import rollup as totals
    from reports import rollup_query
    from reports.models import Report, Version
    from reports.services import acts
    from tests import cast, filing

    reviewer = cast.reviewer()

    def approve() -> None:
        version = filing.version(report)
        acts.act(report.pk, "approve", by=reviewer, revision=version.revision)
        rollup_query.province(report.period, totals.Stage.OFFICIAL)

    paper = {"document_number": "1/BC", "document_date": "2024-06-11", "signer_name": "A", "signer_title": "B"}
    times = []
    for _ in range(ROUNDS):
        Report.objects.filter(pk=report.pk).update(official=None)
        Version.objects.filter(pk=report.current_id).update(status="submitted", taken_by=reviewer, **paper)
        started = time.perf_counter()
        approve()
        times.append(time.perf_counter() - started)
    return statistics.median(times[1:])


def _read(data: bytes) -> float:
    """What adding up the same number of workbooks takes that somebody opens one after the other with openpyxl."""
    import openpyxl

    with tempfile.TemporaryDirectory() as folder:
        for number in range(AGENCIES):
            (Path(folder) / f"{number}.xlsx").write_bytes(data)
        sums: dict[tuple[str, str], float] = {}
        started = time.perf_counter()
        for path in sorted(Path(folder).iterdir()):
            book = openpyxl.load_workbook(io.BytesIO(path.read_bytes()), read_only=True, data_only=True)
            for sheet in book.worksheets[1:-1]:
                for row in sheet.iter_rows(min_row=5, values_only=True):
                    if len(row) > 4 and isinstance(row[4], int | float):
                        place = (sheet.title, str(row[0]))
                        sums[place] = sums.get(place, 0) + row[4]
        return time.perf_counter() - started


if __name__ == "__main__":
    main()
