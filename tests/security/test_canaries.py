"""Does anything of an agency reach people who may not read it? Its texts and figures carry words that nobody else has.

Everything that a person can reach is followed link by link and read, files unzipped; no foreign word may be in it.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client

from agencies import log
from agencies.models import Event, Tier
from reports.models import Period, Report
from reports.services import acts, attachments, review, sections
from tests import cast, filing
from tests.security import asking, pages

pytestmark = pytest.mark.django_db

# One word for every place in which somebody can leave something, and a figure that no one else has.
WORDS = (
    *("KANARI-TYPED", "KANARI-NOTE", "KANARI-SECTION", "KANARI-EXPLAIN", "KANARI-FILE", "KANARI-NUMBER"),
    *("KANARI-SIGNER", "KANARI-TITLE", "KANARI-REASON", "KANARI-REMARK"),
)
FIGURE = ("48271", "48.271")
ADDRESS = re.compile(r"^/(?!static/|logout/)")
# Every page leads to all others through the lists; the sorts and pages of a list show nothing new.
SKIPPED = re.compile(r"[?&](sort|page|p-sort|o|p)=|/admin/(jsi18n|logout)")
MOST = 400


def leave_words(report: Report) -> None:
    """Whatever B's people can leave anywhere, in a draft: figures, notes, texts, explanations, a file."""
    reporter = cast.reporter_b()
    filing.fill_all(report, reporter, **{"4:1.1": "5"})
    now = filing.sheet(report).sheet
    filing.fill(report, {"2:1": FIGURE[0]}, reporter)
    del now
    filing.figures.save_figures(
        report.pk,
        [
            filing.figures.Change("2:4", filing.sheet(report).sheet["2:4"].revision, note="KANARI-NOTE"),
        ],
        by=reporter,
    )
    sections.save_section(report.pk, "I.1", "KANARI-SECTION", 0, by=reporter)
    pdf = SimpleUploadedFile("KANARI-FILE.pdf", b"%PDF-1.7\nKANARI-FILE\n%%EOF")
    attachments.attach(report.pk, pdf, by=reporter)
