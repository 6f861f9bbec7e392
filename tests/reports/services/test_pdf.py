"""The papers as PDF, made by the real LibreOffice."""

import shutil

import pytest
from django.test import override_settings

from reports.documents import word, word_template, workbook
from reports.services import Refusal, pdf
from tests.reports.documents import test_word

needs_office = pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")


@pytest.mark.slow
@needs_office
@override_settings(CCHC_SOFFICE="soffice")
def test_word_and_excel_become_pdf():
    paper = test_word.document("Một & <hai>.", appendices=True)
    for content, ending in (
        (word.written(paper, word_template.template()), "docx"),
        (workbook.workbook(paper.tables), "xlsx"),
    ):
        made = pdf.of(content, ending)
        assert made.startswith(b"%PDF-")
        assert len(made) > 20_000
    with pytest.raises(Refusal, match="Không tạo được PDF"):
        pdf.of(b"PK\x03\x04 not a document", "docx")


def test_without_libreoffice_it_is_said():
    assert pdf.why_not() == pdf.ABSENT
    with pytest.raises(Refusal, match="chưa cài LibreOffice"):
        pdf.of(b"", "docx")
