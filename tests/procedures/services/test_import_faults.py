"""Does an import happen wholly or not at all, whoever dies in the middle and whoever comes at the same time?"""

import datetime
import os
import random
import signal
import subprocess
import sys
import threading
import time
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction

from agencies import log
from agencies.models import Chain
from jobs import running
from jobs import services as jobs
from jobs.models import Job
from procedures import ledger_staging, summary
from procedures.models import Dossier, LedgerImport, Procedure
from procedures.services import Refusal, imports, register
from tests import cast, races
from tests.procedures import dossiers, files
from tests.procedures.rows import procedure

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

State = LedgerImport.State
ROWS = 12_000


@pytest.fixture(autouse=True)
def known(transactional_db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    procedure("1.001")
    yield
    ledger_staging.sweep(set(), datetime.date.max)  # emptying the tables leaves those that are made for one import


def killed(job: Job, settings, moment: float) -> bool:
    """Run the job in a process that dies about so many seconds after the begin, and queue it again; was it cut?"""
    name = str(connection.settings_dict["NAME"])
    url = f"sqlite:///{name}"
    if connection.vendor == "postgresql":
        url = urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}"))
    command = [sys.executable, "-m", "tests.procedures.importer", str(job.pk), str(settings.MEDIA_ROOT)]
    command.append(str(moment + random.uniform(0.001, 0.03)))
    environment = os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    ended = subprocess.run(command, env=environment, cwd=settings.BASE_DIR, stderr=subprocess.DEVNULL, check=False)
    assert ended.returncode in (0, -signal.SIGALRM)
    job.refresh_from_db()
    was_cut = job.state == Job.State.RUNNING
    running.interrupted(job)  # what the other workers do when no sign of life comes
    return was_cut


def is_all_or_none(one: LedgerImport, count: int) -> None:
    one.refresh_from_db()
    written = Dossier.objects.count()
    assert written == (count if one.state == State.APPLIED else 0)
    assert summary.differences() == []
    assert list(log.breaks(Chain.objects.get(name="ledger"))) == []


def test_an_import_whose_process_is_killed_at_any_moment_is_there_wholly_or_not_at_all(settings):
    mine = {"agency": cast.skhdt(), "by": cast.reporter_a()}
    one = files.upload([files.row(f"H{n:05d}") for n in range(ROWS)], **mine)
    check = imports.check(one, by=mine["by"])
    assert killed(check, settings, 0)
    is_all_or_none(one, ROWS)
    jobs.run_now(Job.objects.get(pk=check.pk))
    one.refresh_from_db()
    apply = imports.confirm(one, by=mine["by"])
    cuts = 0
    for moment in (0, 0.06, 0.15):  # as often as it is begun again by itself
        if Job.objects.get(pk=apply.pk).state == Job.State.QUEUED:
            cuts += killed(apply, settings, moment)
            is_all_or_none(one, ROWS)
    assert cuts
    apply.refresh_from_db()
    if apply.state == Job.State.FAILED:
        jobs.again(apply, by=mine["by"])
    if apply.state != Job.State.DONE:
        jobs.run_now(Job.objects.get(pk=apply.pk))
    is_all_or_none(one, ROWS)
    assert one.state == State.APPLIED
    imports.sweep(datetime.date.max)
    assert [name for name in connection.introspection.table_names() if name.startswith("ledger_staging")] == []


@pytest.mark.postgresql
def test_of_two_imports_of_the_same_rows_at_once_one_waits_and_finds_them_there():
    mine = {"agency": cast.skhdt(), "by": cast.reporter_a()}
    content = [files.row(f"H{n}") for n in range(300)]
    waiting = [files.checked(content, **mine) for _ in range(2)]
    found = [imports.confirm(one, by=mine["by"]) for one in waiting]
    answers = races.at_once(*(lambda job=job: jobs.run_now(job) for job in found))
    assert not [one for one in answers if isinstance(one, Exception)]
    for one in waiting:
        one.refresh_from_db()
    assert sorted((one.state, one.added, one.unchanged) for one in waiting) == [
        (State.APPLIED, 0, 300),
        (State.APPLIED, 300, 0),
    ]
    assert summary.differences() == []


@pytest.mark.postgresql
def test_two_checks_and_a_change_of_the_same_code_end_as_one_of_them_says():
    mine = {"agency": cast.skhdt(), "by": cast.reporter_a()}
    files.applied([files.row("H1", outcome="Đang giải quyết", finished="")], **mine)
    words = ("Đã giải quyết", "Rút hồ sơ")
    waiting = [files.checked([files.row("H1", outcome=word)], **mine) for word in words]
    found = [imports.confirm(one, by=mine["by"]) for one in waiting]
    races.at_once(*(lambda job=job: jobs.run_now(job) for job in found))
    assert {Job.objects.get(pk=job.pk).state for job in found} == {Job.State.DONE}
    assert Dossier.objects.get().outcome in (3, 5)
    assert summary.differences() == []


def test_a_ledger_that_was_written_past_the_imports_is_compared_again():
    mine = {"agency": cast.skhdt(), "by": cast.reporter_a()}
    one = files.checked([files.row("H1"), files.row("H2")], **mine)
    files.applied([files.row("H1")], **mine)
    one.settled["at"] = ledger_imports_made()
    one.save()
    files.confirmed(one, by=mine["by"])
    assert (one.state, one.added, one.unchanged) == (State.READY, 1, 1)
    assert Dossier.objects.count() == 1
    assert ledger_staging.Staging(one.staging).is_whole(imports.import_work.settled_of(one))


def ledger_imports_made() -> int:
    return imports.import_work.last_change()


class Watched(SimpleUploadedFile):
    """A file that knows whether it was read inside a transaction, which others might have to wait for."""

    was_inside = False

    def chunks(self, chunk_size: int | None = None):
        Watched.was_inside |= connection.in_atomic_block
        return super().chunks(chunk_size)


def test_a_file_is_copied_before_anything_is_locked():
    file = Watched("ho-so.csv", files.text(files.row("H1")).encode())
    imports.upload(file, agency=cast.skhdt(), starts_on=files.STARTS, ends_on=files.ENDS, by=cast.reporter_a())
    assert not Watched.was_inside


@pytest.mark.postgresql
def test_nobody_waits_for_the_log_while_dossiers_are_written():
    mine = {"agency": cast.skhdt(), "by": cast.reporter_a()}
    job = imports.confirm(files.checked([files.row("H1")], **mine), by=mine["by"])
    held, written = threading.Event(), threading.Event()

    def hold() -> None:
        """Keeps the import within its transaction."""
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("LOCK TABLE procedures_dossier IN EXCLUSIVE MODE")
            held.set()
            written.wait(60)

    def write() -> None:
        held.wait(60)
        end = time.monotonic() + 60
        while not is_waiting() and time.monotonic() < end:
            time.sleep(0.02)
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout = '2s'")
                log.write(log.Entry("upload_dossiers", "x"), by=None, name="ledger")
        finally:
            written.set()

    def run() -> None:
        held.wait(60)
        jobs.run_now(job)

    answers = races.at_once(hold, run, write)
    assert answers == [None, None, None]
    assert Dossier.objects.count() == 1


def is_waiting() -> bool:
    """Whether some statement waits for the table of dossiers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'procedures_dossier'::regclass")
        return cursor.fetchone()[0] > 0


@pytest.mark.postgresql
def test_a_procedure_does_not_change_its_field_while_its_first_dossiers_are_written():
    agency, of = cast.skhdt(), dossiers.procedure("2.001", "Đầu tư")
    other = dossiers.procedure("2.002", "Hộ tịch").field
    begun = threading.Event()

    def write() -> None:
        with transaction.atomic():
            dossiers.write([dossiers.dossier("H1", agency, of, 1)])
            begun.set()
            time.sleep(0.5)

    def move() -> None:
        begun.wait(60)
        row = Procedure.objects.get(pk=of.pk)
        row.field, row.name = other, "Thủ tục"
        register.save_procedure(row, by=None)

    _, answer = races.at_once(write, move)
    assert isinstance(answer, Refusal)
    assert summary.differences() == []
