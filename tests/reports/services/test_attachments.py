import hashlib
import io
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command

from agencies.models import Event
from reports.models import Attachment, Report
from reports.services import Refusal, attachments, periods
from tests import cast, filing
from tests.pages import words
from tests.reports import pdfs

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def report():
    return filing.report(cast.skhdt())


def upload(content: bytes = PDF, name: str = "Báo cáo đã ký.pdf") -> SimpleUploadedFile:
    file = SimpleUploadedFile("x.pdf", content, content_type="application/pdf")
    file._name = name  # as a hostile client would send it: Django's own upload keeps the base name only
    return file


def attach(report: Report, file=None, by=None) -> Attachment:
    return attachments.attach(report.pk, upload() if file is None else file, by=by or cast.reporter_a())


def stored(folder) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_a_pdf_is_stored_under_its_key_and_known_by_its_name(report, files):
    row = attach(report)
    assert (row.name, row.size, row.by) == ("Báo cáo đã ký.pdf", len(PDF), cast.reporter_a())
    assert row.sha256 == hashlib.sha256(PDF).hexdigest()
    assert stored(files) == [f"attachments/{row.key.hex[:2]}/{row.key.hex}.pdf"]
    assert attachments.path_of(row).read_bytes() == PDF


def test_the_signatures_of_a_file_are_kept_with_it_and_shown(report, client, settings, tmp_path):
    settings.CCHC_TRUST_ROOTS = str(tmp_path / "roots")
    (tmp_path / "roots").mkdir()
    (tmp_path / "roots" / "root.pem").write_bytes(pdfs.authority().pem())
    signer = pdfs.authority().signer("Nguyễn Đại Minh", "Sở Kế hoạch và Đầu tư")
    row = attach(report, upload(pdfs.signed(pdfs.plain(), signer)))
    assert Event.objects.get(action="attach").after["signed"] == row.signed.code == "good"
    attach(report, upload(pdfs.plain()))
    client.force_login(cast.reporter_a())
    said = words(client.get(f"/reports/{report.pk}/"))
    assert "Chữ ký số hợp lệ Nguyễn Đại Minh , Sở Kế hoạch và Đầu tư" in said
    assert "Tệp chưa ký số" in said
    settings.CCHC_TRUST_ROOTS = ""
    call_command("check_signatures", stdout=io.StringIO())
    row.refresh_from_db()
    assert row.signed.code == "unrooted"
    event = Event.objects.get(action="check_signatures")
    assert (event.chain, event.subject, event.by_name) == (report.chain, f"file:{row.key}", "hệ thống")
    assert event.before == "Chữ ký số hợp lệ" != event.after == row.signed.title


def test_a_file_that_cannot_be_looked_at_is_taken_all_the_same(report, monkeypatch):
    monkeypatch.setattr("reports.services.signing.CHILD", "reports.there_is_no_such_module")
    row = attach(report, upload(PDF.replace(b"<<>>", b"<</ByteRange[0 1]>>")))
    assert row.signed.title == "Không kiểm tra được chữ ký số của tệp này"


def test_the_event_holds_the_digest(report):
    row = attach(report)
    event = Event.objects.get(action="attach")
    assert (event.subject, event.after["sha256"]) == (f"file:{row.key}", row.sha256)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"MZ\x90\x00",
        b"PK\x03\x04 no pdf %%EOF",
        b"<html><script>alert(1)</script>%PDF-1.7 %%EOF",
        b" %PDF-1.7\n%%EOF",
        b"%PDF-1.7 cut off in the middle",
        b"%PDF-1.7\n%%EOF" + b"\0" * 4096,
    ],
    ids=["empty", "program", "zip", "html", "blank first", "cut off", "something behind"],
)
def test_what_is_not_a_whole_pdf_is_refused_and_leaves_nothing(report, files, content):
    with pytest.raises(Refusal, match="Chỉ nhận tệp PDF còn nguyên vẹn"):
        attach(report, upload(content))
    assert (stored(files), Attachment.objects.count()) == ([], 0)


def test_a_file_that_is_too_large_is_refused_with_its_size(report, files):
    class Large:
        name, size, file = "to.pdf", 21 * 1024 * 1024, io.BytesIO()

        def chunks(self):
            raise AssertionError("a file that is too large is not read")

    with pytest.raises(Refusal, match="Tệp lớn nhất 20 MB; tệp này 21,0 MB"):
        attach(report, Large())
    assert stored(files) == []


@pytest.mark.parametrize(
    "name, kept",
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("..\\..\\windows\\a.pdf", "a.pdf"),
        ("/etc/shadow", "shadow.pdf"),
        ("a\r\nSet-Cookie: x=1.pdf", "aSet-Cookie: x=1.pdf"),
        ("Báo cáo.PDF", "Báo cáo.pdf"),
        ('"><img src=x>.pdf', '"><img src=x>.pdf'),
        ("bao cao\u202efdp.exe", "bao caofdp.exe.pdf"),
        ("\u0000.pdf", "pdf.pdf"),
        ("..", "tai-lieu.pdf"),
        ("", "tai-lieu.pdf"),
        ("ử" * 300 + ".pdf", "ử" * 120 + ".pdf"),
        (".htaccess", "htaccess.pdf"),
    ],
)
def test_no_name_decides_where_a_file_lies(report, files, name, kept):
    row = attach(report, upload(name=name))
    assert row.name == kept
    assert stored(files) == [f"attachments/{row.key.hex[:2]}/{row.key.hex}.pdf"]


def test_a_report_takes_ten_files(report):
    for _ in range(10):
        last = attach(report)
    with pytest.raises(Refusal, match="nhiều nhất 10 tệp"):
        attach(report)
    attachments.detach(report.pk, last.key, by=cast.reporter_a())
    attach(report)


def test_a_file_taken_off_stays_for_the_record(report, files):
    row = attach(report)
    attachments.detach(report.pk, row.key, by=cast.signer_a())
    row.refresh_from_db()
    assert row.removed_at is not None
    assert len(stored(files)) == 1
    assert Event.objects.get(action="detach").before == {"sha256": row.sha256}
    with pytest.raises(Attachment.DoesNotExist):
        attachments.detach(report.pk, row.key, by=cast.reporter_a())


def test_a_file_of_another_report_is_not_taken_off(report):
    theirs = attachments.attach(filing.report(cast.stc()).pk, upload(), by=cast.reporter_b())
    with pytest.raises(Attachment.DoesNotExist):
        attachments.detach(report.pk, theirs.key, by=cast.reporter_a())
    with pytest.raises(Attachment.DoesNotExist):
        attachments.detach(report.pk, uuid.uuid4(), by=cast.reporter_a())


def test_others_attach_nothing(report):
    with pytest.raises(Report.DoesNotExist):
        attach(report, by=cast.reporter_b())
    filing.submit(report, cast.reporter_a(), cast.signer_a())
    with pytest.raises(Refusal, match="Chỉ người lập báo cáo hoặc người ký"):
        attach(report, by=cast.reviewer())


def test_a_sent_report_keeps_its_files(report):
    row = attach(report)
    filing.submit(report, cast.reporter_a(), cast.signer_a())
    with pytest.raises(Refusal, match="Đã gửi"):
        attach(report)
    with pytest.raises(Refusal, match="Đã gửi"):
        attachments.detach(report.pk, row.key, by=cast.reporter_a())


def test_nothing_is_attached_in_a_closed_period(report):
    periods.close_period(report.period, by=None)
    with pytest.raises(Refusal, match="đã đóng"):
        attach(report)


def test_a_disk_that_takes_no_file_is_said_and_leaves_nothing(report, files):
    (files / "attachments").write_text("a file where the folder should be")
    with pytest.raises(Refusal, match="Máy chủ chưa ghi được tệp"):
        attach(report)
    assert (stored(files), Attachment.objects.count()) == (["attachments"], 0)
