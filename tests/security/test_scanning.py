"""Is no upload taken that a scanner has not found clean, wherever it comes in?"""

import re
import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from agencies import scanning
from agencies.models import Event
from agencies.services import Refusal
from procedures.models import LedgerImport
from reports.documents import word_template
from reports.models import Attachment, Upload, WordTemplate
from tests import cast, clamd, test_access
from tests.procedures import files
from tests.reports import form_files as clerk
from tests.reports import pdfs
from tests.reports.services import test_table_files
from tests.test_architecture import APPS, python_files

pytestmark = pytest.mark.django_db
stage, clients = test_access.stage, test_access.clients
SPAN = {"span": "own", "starts_on": "1/1/2024", "ends_on": "30/6/2024"}


def infected(content: bytes) -> bytes:
    return content + clamd.MARK


def ways(stage) -> dict[str, tuple[str, str, dict[str, object]]]:
    """Every address that takes a file: who sends it, and what."""
    report, lan = stage.draft, cast.reporter_a()
    pdf = pdfs.plain().replace(b"Bao cao", clamd.MARK)
    ledger = files.text(files.row("H1", reason=clamd.MARK.decode()))

    def file(name: str, content: bytes) -> dict[str, object]:
        return {"file": SimpleUploadedFile(name, content)}

    def at(name: str) -> str:
        return reverse(name, args=[report.pk])

    return {
        at("attach"): ("reporter", "file", file("a.pdf", pdf)),
        at("upload_form"): ("reporter", "file", file("a.xlsx", infected(clerk.out(report, lan)))),
        at("upload_tables"): ("reporter", "file", file("a.docx", infected(test_table_files.docx()))),
        reverse("upload_ledger"): (
            "reporter",
            "file",
            SPAN | {"agency": report.agency_id} | file("a.csv", ledger.encode()),
        ),
        reverse("save_word_template"): ("admin", "file", file("a.docx", infected(word_template.template()))),
        reverse("admin:agencies_agency_import"): (
            "admin",
            "import_file",
            {"format": "0", "import_file": SimpleUploadedFile("a.csv", infected(b"code\n"))},
        ),
    }


def kept(tmp_path) -> tuple[list[int], list[str]]:
    counts = [model.objects.count() for model in (Attachment, Upload, LedgerImport, WordTemplate)]
    return counts, [str(path) for path in tmp_path.rglob("*") if path.is_file()]


def test_an_infected_file_is_refused_at_every_address_and_written_down(stage, clients, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    before = kept(tmp_path)
    with clamd.running() as settings.CCHC_CLAMD:
        for page, (who, _, given) in ways(stage).items():
            count = Event.objects.filter(action="refuse_infected_file").count()
            answer = clients[who].post(page, given)
            assert "Tệp có mã độc (Eicar-Test-Signature)" in answer.text, page
            assert Event.objects.filter(action="refuse_infected_file").count() == count + 1, page
    assert kept(tmp_path) == before
    said = Event.objects.filter(action="refuse_infected_file").order_by("pk")[0].after
    assert (said["name"], said["found"], said["scanner"]) == ("a.pdf", "Eicar-Test-Signature", clamd.VERSION)


def test_nothing_is_taken_while_the_scanner_is_down(stage, clients, settings, tmp_path):
    settings.MEDIA_ROOT, settings.CCHC_CLAMD = tmp_path, clamd.nowhere()
    before = kept(tmp_path)
    for page, (who, _, given) in ways(stage).items():
        assert "Chưa quét được mã độc" in clients[who].post(page, given).text, page
    assert kept(tmp_path) == before


def test_every_field_that_takes_a_file_is_among_these_addresses(stage):
    fields = [path for path in python_files(*APPS) for _ in re.findall(r"\bFileField\(", path.read_text())]
    assert len(fields) + 1 == len(ways(stage))  # the one more is import-export's


@pytest.mark.parametrize("how", ["slow", "garbage", "mute", "endless", "limit", "partly"])
def test_a_scanner_that_does_not_say_clean_has_not_said_so(how, settings):
    settings.CCHC_CLAMD_SECONDS = 0.5
    started = time.monotonic()
    with clamd.running(how) as settings.CCHC_CLAMD, pytest.raises(Refusal, match="Chưa quét được"):
        scanning.must_be_clean("a.pdf", [b"x" * 100, b"y" * 3_000_000], by=cast.reporter_a())
    assert time.monotonic() - started < 3
    assert not Event.objects.filter(action="refuse_infected_file").exists()


def test_a_file_is_scanned_whole_in_pieces_of_any_size(settings):
    half = len(clamd.MARK) // 2
    with clamd.running() as settings.CCHC_CLAMD:
        assert scanning.scan([b"a" * 2_500_000, b"", clamd.MARK[:half], clamd.MARK[half:]]) == "Eicar-Test-Signature"
        assert scanning.must_be_clean("a", [b"a" * 2_500_000], by=cast.reporter_a()) == clamd.VERSION


def test_without_a_scanner_the_pages_say_so(stage, clients, settings):
    page = reverse("report", args=[stage.draft.pk])
    assert "chưa nối với phần mềm quét mã độc" in clients["reviewer"].get(reverse("report", args=[stage.sent.pk])).text
    settings.CCHC_CLAMD = clamd.nowhere()
    assert "được quét mã độc trước khi cổng nhận" in clients["reporter"].get(page).text


def test_a_command_tells_whether_the_scanner_works(settings, capsys):
    with pytest.raises(CommandError, match="chưa đặt"):
        call_command("check_scanner")
    with clamd.running() as settings.CCHC_CLAMD:
        call_command("check_scanner")
    assert clamd.VERSION in capsys.readouterr().out
    with pytest.raises(CommandError, match="không trả lời"):
        call_command("check_scanner")
