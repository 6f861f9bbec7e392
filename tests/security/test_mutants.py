"""Does a damaged file ever end otherwise than read or refused in words?

The readers of the child processes run in this one. CCHC_FUZZ=all tries 3,000 mutants of each file, CCHC_MUTANTS=20000
as many as that; each database tries its own.
"""

import contextlib
import csv
import datetime
import functools
import io
import json
import os
import signal
from collections import Counter
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse

from agencies import sheets
from procedures.importing import (
    columns,
    docx_child,
    preflight,
    rows,
    sniff,
    xlsx_book,
    xlsx_cells,
    xlsx_child,
    xlsx_rows,
)
from procedures.importing.faults import FileRefused
from procedures.importing.layout import Layout
from procedures.models import Dossier, LedgerImport
from procedures.services import Refusal
from reports import form_reading, signatures
from reports.documents import word_check, word_template
from reports.models import Figure
from reports.reading_tables import finding, from_book, from_document
from reports.reading_tables.lines import TooLong
from tests import cast, test_access
from tests.procedures import files
from tests.procedures.importing.test_rows import SCOPE
from tests.reports import form_files as clerk
from tests.reports import pdfs
from tests.reports.real import EDITION
from tests.reports.services import test_table_files
from tests.security import asking, mutants

COUNT = int(os.environ.get("CCHC_MUTANTS") or (3_000 if asking.EVERYTHING else 30))
LONGEST = 8  # seconds of processor time for one mutant, as the child processes have
REVISIONS = dict.fromkeys(EDITION.specs, (0, ""))

stage, clients = test_access.stage, test_access.clients


@functools.cache
def ledger() -> bytes:
    lines: list[list] = [files.row(f"H{number}") for number in range(30)]
    for line in lines:
        line[3:6] = [datetime.date(2024, 6, 10), datetime.date(2024, 6, 14), datetime.date(2024, 6, 13)]
    return sheets.xlsx(files.HEADERS, lines)


@functools.cache
def signed() -> bytes:
    return pdfs.signed(pdfs.plain(), pdfs.authority().signer("Nguyễn Văn A"))


def opened(content: bytes, kind: preflight.FileKind = preflight.WORKBOOK):
    return preflight.opened(io.BytesIO(content), kind)


def written(work: Callable[..., object], *given: object) -> str:
    with contextlib.redirect_stdout(io.StringIO()) as out:
        work(*given)
    return out.getvalue()


class Rows:
    """What the child process writes of the rows of a sheet."""

    def __init__(self, text: str, above: int) -> None:
        *self.lines, end = csv.reader(io.StringIO(text, newline=""))
        assert end == ["end"]
        self.above, self.counter, self.line_num = above, self, 0

    def __iter__(self):
        for number, *cells in self.lines[self.above + 1 :]:
            self.line_num = int(number)
            yield cells


def of_a_ledger(content: bytes) -> None:
    layout = xlsx_rows.laid_out(written(xlsx_child.head, opened(content)))
    text = written(xlsx_child.rows, opened(content), layout.separator, len(layout.headers))
    checked(layout, Rows(text, layout.above))


def of_a_csv(content: bytes) -> None:
    scan = sniff.Scan(content[: sniff.HEAD])
    scan.feed(content)
    layout = sniff.layout(content[: sniff.HEAD], scan.end(), whole=len(content) <= sniff.HEAD)
    checked(layout, sniff.CsvSource(io.BytesIO(content), layout))


def checked(layout: Layout, source: rows.RowSource) -> None:
    mapping = columns.guess(layout.headers, layout.samples).mapping
    if columns.missing(mapping):
        mapping = {}
    places = {name: layout.headers.index(header) for name, header in mapping.items()}
    checker = rows.Checker(SCOPE, places, len(layout.headers), lambda refused: None, serials=layout.kind == "xlsx")
    for _, row in checker.check(source) if places else ():
        stored(row)


def of_a_form(content: bytes) -> None:
    book = xlsx_book.of(json.loads(json.dumps(xlsx_cells.written(opened(content)))))
    form_reading.mark(book)
    reading, _ = form_reading.read(book, EDITION.specs, REVISIONS)
    stored(reading.plain())
    of_lines(from_book.lines(book, form_reading.text_of))


def of_a_document(content: bytes) -> None:
    of_lines(from_document.lines(docx_child.blocks(opened(content, preflight.DOCUMENT))))


def of_lines(lines) -> None:
    with contextlib.suppress(TooLong):
        stored(finding.read(lines, EDITION, "Tệp").plain())


def of_a_template(content: bytes) -> None:
    word_check.check(content, lambda name: False)


def of_a_pdf(content: bytes) -> None:
    found = pdfs.looked_at(content)
    stored(found)
    for one in signatures.verdict(found).signatures:
        assert one.fault or one.intact
        assert one.signed_at or not one.at


def stored(said: object) -> None:
    """What goes into the database, which takes neither NUL nor half a letter."""
    text = json.dumps(said, ensure_ascii=False, allow_nan=False)
    assert "\\u0000" not in text
    text.encode()


READERS = {
    "a ledger": (ledger, of_a_ledger),
    "a CSV": (lambda: files.text(*[files.row(f"H{number}") for number in range(30)]).encode("utf-8-sig"), of_a_csv),
    "a document": (functools.cache(test_table_files.docx), of_a_document),
    "a workbook": (functools.cache(test_table_files.xlsx), of_a_form),
    "a template": (word_template.template, of_a_template),
    "a signed PDF": (signed, of_a_pdf),
}


def faults(content: bytes, read: Callable[[bytes], None], seed: str, least: int = 0) -> list[str]:
    """What went otherwise than read or refused; at least so many mutants have to be refused, or nothing was tried."""
    found, refused = [], 0
    before = signal.signal(signal.SIGPROF, _too_long)
    first = COUNT if connection.vendor == "postgresql" else 0
    for number in range(first, first + COUNT):
        signal.setitimer(signal.ITIMER_PROF, LONGEST)
        try:
            read(mutants.mutant(content, seed, number))
        except FileRefused as refusal:
            refused += 1
            if not str(refusal).endswith((".", "!")) or len(str(refusal)) > 600:
                found.append(f"{seed} {number}: {str(refusal)[:200]!r}")
        except Exception as error:  # whatever it is, a person would be told that the file asked for too much memory
            found.append(f"{seed} {number}: {type(error).__name__} {str(error)[:200]}")
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
    signal.signal(signal.SIGPROF, before)
    assert refused >= least
    return found


def _too_long(*_: object) -> None:
    raise TimeoutError


@pytest.mark.parametrize("name", READERS)
def test_a_damaged_file_is_read_or_refused_in_words(name):
    content, read = READERS[name]
    read(content())
    assert faults(content(), read, name, COUNT // 4 if content().startswith(b"PK") else 0) == []


@pytest.mark.django_db
def test_a_damaged_form_is_read_or_refused_in_words(stage):
    assert faults(clerk.out(stage.draft, cast.reporter_a()), of_a_form, "a form", COUNT // 4) == []


@pytest.mark.django_db
def test_a_damaged_file_breaks_no_page_and_writes_no_figure(stage, clients, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    form = clerk.out(stage.draft, cast.reporter_a())
    bad = []
    figures = list(Figure.objects.order_by("pk").values())
    for view, name, content, number in (
        *(("upload_form", "biểu.xlsx", form, number) for number in (3, 11)),
        *(("upload_tables", "Phụ lục.docx", test_table_files.docx(), number) for number in (5, 8)),
        *(("attach", "ký.pdf", signed(), number) for number in (2, 4)),
    ):
        file = SimpleUploadedFile(name, mutants.mutant(content, view, number))
        answer = clients["reporter"].post(reverse(view, args=[stage.draft.pk]), {"file": file})
        bad += asking.broken(answer, f"{view} {number}")
    assert bad == []
    assert list(Figure.objects.order_by("pk").values()) == figures


@pytest.mark.django_db
def test_a_damaged_file_of_dossiers_comes_in_as_it_was_shown_or_not_at_all(stage, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    ways = Counter[str]()
    for number in range(60 if asking.EVERYTHING else 8):
        whole, name = ((READERS["a CSV"][0](), "hồ sơ.csv"), (ledger(), "hồ sơ.xlsx"))[number % 2]
        before = Dossier.objects.count()
        try:
            one = files.checked(
                mutants.mutant(whole, "through", number), agency=cast.skhdt(), by=cast.reporter_a(), name=name
            )
        except Refusal:
            ways["refused"] += 1
            assert Dossier.objects.count() == before
            continue
        ways[one.state] += 1
        added = files.counts(one)[1] if one.state == LedgerImport.State.READY else 0
        if added:
            files.confirmed(one, by=cast.reporter_a())
            assert one.state == LedgerImport.State.APPLIED
        assert Dossier.objects.count() == before + added
        Dossier.objects.all()._raw_delete("default")
    assert ways["refused"]
    assert set(ways) <= {"refused", LedgerImport.State.READY, LedgerImport.State.REFUSED}
