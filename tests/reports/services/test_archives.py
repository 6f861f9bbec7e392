"""All approved papers of a period as one file: what is in it, who may ask, what becomes of it?"""

import csv
import hashlib
import io
import os
import time
import zipfile

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command

import jobs.services
from agencies.models import Tier
from jobs.models import Job
from jobs.registry import Cancelled
from reports.models import Attachment, Report
from reports.services import Refusal, archives, attachments
from tests import cast, filing, province

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
STC = "2_STC_so-tai-chinh_6-thang-dau-nam-2024_v01"


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def period(files):
    """Sở Tài chính is approved, with a signed file; Sở Kế hoạch và Đầu tư has only sent."""
    for agency in (cast.skhdt(), cast.stc()):
        report = filing.report(agency)
        if agency == cast.stc():
            pdf = SimpleUploadedFile("Báo cáo đã ký.pdf", PDF)
            key = attachments.attach(report.pk, pdf, by=cast.reporter_b()).key
        province.send(report, {"2:5.1": 7}, approved=agency == cast.stc())
    approved = Report.objects.get(agency=cast.stc()).official
    Attachment.objects.filter(key=key).update(version=approved)
    return filing.period()


def made(period, by=None) -> Job:
    return jobs.services.run_now(archives.ask(period, by=by or cast.viewer()))


def opened(job: Job) -> zipfile.ZipFile:
    assert job.state == Job.State.DONE, job.message
    return zipfile.ZipFile(archives.path_of(job.pk))


def test_it_holds_every_approved_report_with_its_files_and_a_list_of_contents(period):
    with opened(made(period)) as archive:
        names = sorted(archive.namelist())
        lines = list(csv.reader(io.StringIO(archive.read("0_muc-luc.csv").decode("utf-8-sig"))))
        stem = STC.removesuffix("01") + "02"  # the first version is the draft that the period opened with
        assert names == [
            "0_muc-luc.csv",
            "0_tong-hop-toan-tinh_6-thang-dau-nam-2024.xlsx",
            f"{stem}.docx",
            f"{stem}.xlsx",
            f"{stem}_dinh-kem-01.pdf",
        ]
        assert archive.read(f"{stem}_dinh-kem-01.pdf") == PDF
        sheet = openpyxl.load_workbook(io.BytesIO(archive.read(f"{stem}.xlsx")))["PL2"]
        assert "Sở Tài chính" in sheet["A3"].value
        for line in lines[1:]:
            if line[7]:
                assert line[8] == hashlib.sha256(archive.read(line[7])).hexdigest()
    assert {line[2] for line in lines[1:]} <= {"", *Tier.labels}
    assert [(line[0], line[7] != "") for line in lines[1:]] == [
        ("Sở Tài chính", True),
        ("Sở Tài chính", True),
        ("Sở Tài chính", True),
        ("Tổng hợp toàn tỉnh", True),
        ("Sở Kế hoạch và Đầu tư", False),
        ("Ủy ban nhân dân tỉnh Thừa Thiên Huế", False),
    ]


def test_a_file_that_is_gone_or_changed_is_said_in_the_list(period):
    row = Attachment.objects.get()
    attachments.path_of(row).write_bytes(b"%PDF-1.7 other %%EOF")
    with opened(made(period)) as archive:
        assert "tệp khác với tệp đã đính kèm" in archive.read("0_muc-luc.csv").decode()
    attachments.path_of(row).unlink()
    with opened(made(period)) as archive:
        assert "Không tìm thấy tệp đính kèm “Báo cáo đã ký.pdf”" in archive.read("0_muc-luc.csv").decode()


def test_one_person_waits_for_one_archive_of_a_period(period):
    assert archives.ask(period, by=cast.viewer()) == archives.ask(period, by=cast.viewer())
    assert archives.ask(period, by=cast.viewer()) != archives.ask(period, by=cast.reviewer())


def test_others_may_not_ask_and_nothing_approved_is_refused(period):
    with pytest.raises(Refusal, match="toàn tỉnh"):
        archives.ask(period, by=cast.reporter_b())
    Report.objects.update(official=None)
    with pytest.raises(Refusal, match="chưa có báo cáo nào được duyệt"):
        archives.ask(period, by=cast.viewer())


def test_a_cancelled_or_failed_one_leaves_nothing(period, files):
    def cancelled(*told):
        raise Cancelled

    job = archives.ask(period, by=cast.viewer())
    with pytest.raises(Cancelled):
        archives.run(job, cancelled)
    assert list((files / "archives").iterdir()) == []
    (files / "archives").rmdir()
    (files / "archives").write_text("a file where the folder should be")
    failed = jobs.services.run_now(job)
    assert (failed.state, failed.message[:20]) == (Job.State.FAILED, "Máy chủ chưa ghi đượ")


def test_only_who_asked_fetches_it_and_only_while_he_may(period, client):
    job = made(period)
    assert job.link == f"/archives/{job.pk}/"
    client.force_login(cast.viewer())
    assert "Tải tệp ZIP" in client.get(f"/jobs/{job.pk}/").content.decode()
    answer = client.get(job.link)
    assert b"".join(answer.streaming_content) == archives.path_of(job.pk).read_bytes()
    assert answer["Content-Disposition"] == 'attachment; filename="cchc_6-thang-dau-nam-2024.zip"'
    for other in (cast.reviewer(), cast.admin()):
        client.force_login(other)
        assert client.get(job.link).status_code == 404
    client.force_login(cast.viewer())
    cast.viewer().memberships.update(valid_to="2024-01-01")
    assert client.get(job.link).status_code == 404


def test_the_page_of_periods_offers_it_to_who_may(period, client):
    client.force_login(cast.viewer())
    assert "Đóng gói ZIP" in client.get("/periods/").content.decode()
    answer = client.post(f"/periods/{period.pk}/archive/")
    assert answer["Location"] == f"/jobs/{Job.objects.get().pk}/"
    client.force_login(cast.reporter_b())
    assert "Đóng gói ZIP" not in client.get("/periods/").content.decode()


def test_sweeping_takes_what_nobody_waits_for_and_leaves_the_rest(period, files, client, capsys):
    job = made(period)
    kept = attachments.path_of(Attachment.objects.get())
    lost = files / "attachments" / "00" / f"{'0' * 32}.pdf"
    half = kept.with_suffix(".part")
    foreign = files / "attachments" / "README.txt"
    preview = files / "django-import-export" / "abc"
    begun = files / "archives" / "x.1.part"
    for path in (lost, half, foreign, preview, begun):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
    call_command("sweep_files")
    assert all(path.exists() for path in (lost, half, preview, begun))  # younger than a day
    for path in (archives.path_of(job.pk), kept, lost, half, foreign, preview, begun):
        os.utime(path, (time.time() - 8 * 86_400,) * 2)
    call_command("sweep_files")
    assert "1 tệp nén quá hạn, 2 tệp đính kèm không thuộc báo cáo nào, 1 tệp nhập" in capsys.readouterr().out
    assert [path.exists() for path in (kept, foreign, lost, half, preview, begun)] == [True] * 2 + [False] * 4
    client.force_login(cast.viewer())
    assert "Tệp này không còn" in client.get(job.link, follow=True).content.decode()
