"""A PDF is made by a job, and stays at hand for as long as its paper says the same. A script plays LibreOffice."""

import os
import time

import pytest

import jobs.services
from jobs.models import Job
from reports.services import pdf_files
from tests import cast, filing
from tests.pages import words

pytestmark = pytest.mark.django_db
OFFICE = """#!/bin/sh
for file; do :; done
printf '%%PDF-1.7 made' > "$(dirname "$file")/document.pdf"
"""


@pytest.fixture
def files(settings, tmp_path):
    office = tmp_path / "office"
    office.write_text(OFFICE)
    office.chmod(0o755)
    settings.CCHC_SOFFICE, settings.MEDIA_ROOT, settings.CCHC_VAR = str(office), tmp_path / "media", tmp_path
    return tmp_path / "media" / "pdf"


@pytest.fixture
def report():
    cast.snv()
    return filing.report(cast.skhdt())


def content(answer) -> bytes:
    return b"".join(answer.streaming_content)


def test_the_first_click_asks_a_job_and_the_second_has_the_file_at_once(client, report, files):
    client.force_login(cast.reporter_a())
    for kind in ("report.pdf", "workbook.pdf"):
        page = f"/reports/{report.pk}/{kind}"
        asked = client.post(page)
        job = Job.objects.latest("created_at")
        assert asked["Location"] == client.post(page)["Location"] == f"/jobs/{job.pk}/"
        assert client.get(job.link)["Location"] == f"/jobs/{job.pk}/"
        assert jobs.services.run_now(job).state == Job.State.DONE
        first = client.get(job.link)
        assert "2024-06-14%20S%E1%BB%9F%20K" in first["Content-Disposition"]
        assert content(first) == content(client.post(page)) == b"%PDF-1.7 made"
    client.force_login(cast.second_reporter_a())
    assert content(client.post(page)) == b"%PDF-1.7 made"  # the same paper, for whoever may have it
    filing.fill(report, {"2:1": "6"}, cast.reporter_a())
    assert client.post(page).status_code == 302
    assert Job.objects.count() == 3


def test_the_file_is_of_who_asked_for_as_long_as_he_may_read_the_paper_and_for_a_day(client, report, files):
    client.force_login(cast.reporter_a())
    client.post(f"/reports/{report.pk}/report.pdf")
    job = jobs.services.run_now(Job.objects.get())
    assert client.get(job.link).status_code == 200
    for path in files.iterdir():
        os.utime(path, (time.time() - 90_000,) * 2)
    assert "Tệp PDF này không còn" in words(client.get(job.link, follow=True))
    assert (pdf_files.sweep(), list(files.iterdir())) == (2, [])
    client.force_login(cast.admin())
    assert client.get(job.link).status_code == 404
    client.force_login(cast.reporter_a())
    cast.reporter_a().memberships.update(valid_to="2024-01-01")
    assert client.get(job.link).status_code == 404


def test_what_fails_is_said_on_the_page_of_the_job(client, report, files):
    (files.parent.parent / "office").write_text("#!/bin/sh\n")
    client.force_login(cast.viewer())
    for place in ("report.pdf", "workbook.pdf?stage=sent"):
        client.post(f"/province/{report.period_id}/{place}")
    broken, lost = Job.objects.order_by("created_at")
    assert jobs.services.run_now(broken).message.startswith("Không tạo được PDF từ văn bản này")
    for path in files.glob("*.xlsx"):
        path.unlink()
    assert jobs.services.run_now(lost).message.startswith("Văn bản nguồn chỉ được giữ một ngày.")
