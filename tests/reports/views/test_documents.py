"""The papers as files, and the template they are made with."""

import io

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings

from agencies.models import Event
from reports.documents import word_template
from reports.models import WordTemplate
from reports.services import sections
from tests import cast, filing
from tests.pages import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def report():
    cast.snv()
    return filing.report(cast.skhdt())


def texts(content: bytes) -> list[str]:
    return [one.text for one in docx.Document(io.BytesIO(content)).paragraphs]


def test_the_report_is_fetched_in_word_with_its_figures(client, report):
    author = cast.reporter_a()
    filing.fill(report, {"2:2.1": "21", "2:2.2": "12"}, author)
    sections.save_section(report.pk, "I.1", "Sở [[đạt 2:2]] & <còn lại>.", 0, by=author)
    client.force_login(author)
    page = client.get(f"/reports/{report.pk}/report.docx")
    assert "Sở đạt 57,14\u00a0% & <còn lại>." in texts(page.content)
    assert "DỰ THẢO" in texts(page.content)
    assert "2024-06-14%20S%E1%BB%9F%20K" in page["Content-Disposition"]
    assert "Sở đạt 57,14 % &amp; &lt;còn lại&gt;." in client.get(f"/reports/{report.pk}/print/").content.decode()


def test_the_pages_offer_the_papers_and_say_where_no_pdf_can_be_made(client, report):
    client.force_login(cast.reporter_a())
    page = client.get(f"/reports/{report.pk}/")
    assert f'href="/reports/{report.pk}/report.docx"' in page.content.decode()
    assert "PDF: máy chủ chưa cài LibreOffice" in words(page)
    answer = client.post(f"/reports/{report.pk}/report.pdf")
    assert answer.status_code == 409
    assert "chưa cài LibreOffice" in words(answer)
    with override_settings(CCHC_SOFFICE="sh"):
        assert f'action="/reports/{report.pk}/report.pdf"' in client.get(f"/reports/{report.pk}/").content.decode()


def test_the_province_is_fetched_in_word(client, report):
    client.force_login(cast.viewer())
    page = client.get(f"/province/{report.period_id}/report.docx?stage=sent")
    assert "DỰ THẢO – SỐ LIỆU TẠM TÍNH" in texts(page.content)
    assert f"/province/{report.period_id}/report.docx" in client.get("/province/").content.decode()


def upload(client, content: bytes):
    return client.post("/word-template/save/", {"file": SimpleUploadedFile("Mẫu.docx", content)})


def test_a_template_is_replaced_and_reports_are_written_with_it(client, report):
    file = docx.Document(io.BytesIO(word_template.template()))
    file.paragraphs[0].insert_paragraph_before("Mẫu của tỉnh, [[2:2.1]]")
    out = io.BytesIO()
    file.save(out)
    client.force_login(cast.admin())
    assert upload(client, out.getvalue()).status_code == 302
    assert [row.number for row in WordTemplate.objects.all()] == [1]
    event = Event.objects.get(action="save_word_template")
    assert event.after["sha256"] == WordTemplate.objects.get().sha256
    assert client.get("/word-template/file/").content == out.getvalue()
    client.force_login(cast.reporter_a())
    assert "Mẫu của tỉnh, chưa đủ số liệu" in texts(client.get(f"/reports/{report.pk}/report.docx").content)
    client.force_login(cast.admin())
    assert client.post("/word-template/reset/").status_code == 302
    assert client.get("/word-template/file/").content == word_template.template()
    assert client.get("/word-template/file/?version=1").content == out.getvalue()


def test_a_template_that_will_not_do_is_refused_with_every_reason(client, report):
    file = docx.Document(io.BytesIO(word_template.template()))
    file.paragraphs[-1].insert_paragraph_before("[[số lạ]] {{7*7}}")
    for one in file.element.body.iter("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}t"):
        one.text = one.text.replace("[[trích yếu]]", "Báo cáo")
    out = io.BytesIO()
    file.save(out)
    client.force_login(cast.admin())
    answer = upload(client, out.getvalue())
    assert answer.status_code == 422
    assert "Mẫu còn thiếu: [[trích yếu]]." in words(answer)
    assert "không biết: [[số lạ]]." in words(answer)
    assert upload(client, b"PK\x03\x04").status_code == 422
    assert not WordTemplate.objects.exists()
