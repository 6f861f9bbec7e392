"""Does anything of an agency reach people who may not read it? Its texts and figures carry words that nobody else has.

Everything that a person can reach is followed link by link and read, files unzipped; no foreign word may be in it.
"""

import datetime
import io
import re
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse

from agencies.models import User
from reports import open_points
from reports.models import Report
from reports.services import acts, attachments, figures, review, sections
from tests import cast, filing
from tests.security import asking, pages

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

DRAFT_ONLY = "KANARI-TYPED"  # a text that cannot be read stands in a draft only, and in its history
READABLE = ("KANARI-NOTE", "KANARI-SECTION", "KANARI-EXPLAIN", "KANARI-FILE", "KANARI-NUMBER", "KANARI-SIGNER")
FIGURE = ("48271", "48.271")  # as it is stored and as it is shown
PAPER = acts.Paper("KANARI-NUMBER", datetime.date(2024, 6, 11), "KANARI-SIGNER", "KANARI-TITLE")
SKIPPED = re.compile(r"[?&](sort|page|p-sort)=|^/static/|^/admin/|^/logout/")
# The app of these imports nothing of the reports (tests/test_architecture.py): the first test looks at them for all.
BELOW = re.compile(r"^/(procedures|dossiers)/")
ALIKE = 2  # pages that differ in numbers or in what is asked of them, such as the cells of the province


@pytest.fixture
def report(settings, tmp_path) -> Report:
    """The draft of agency B, with everything that its people can leave in it."""
    settings.MEDIA_ROOT = tmp_path
    cast.skhdt(), cast.stc(), cast.snv(), cast.reviewer(), cast.viewer()
    filing.report(cast.skhdt())
    report, reporter = filing.report(cast.stc()), cast.reporter_b()
    leave_draft_words(report, reporter)
    return report


def leave_draft_words(report: Report, reporter: User) -> None:
    filing.fill(report, {"2:1": "KANARI-TYPED"}, reporter)
    filing.fill_all(report, reporter, **{"2:1": FIGURE[0], "2:2.1": FIGURE[0]})
    seen = filing.sheet(report).sheet["2:1"].revision
    figures.save_figures(report.pk, [figures.Change("2:1", seen, note="KANARI-NOTE")], by=reporter)
    sections.save_section(report.pk, "I.1", "KANARI-SECTION", 0, by=reporter)
    acts.describe(report.pk, by=reporter, data_as_of=datetime.date(2024, 6, 10))
    for warning in open_points.of(filing.version(report)).warnings:
        review.explain(report.pk, warning.key, "KANARI-EXPLAIN", by=reporter)
    pdf = SimpleUploadedFile("KANARI-FILE.pdf", b"%PDF-1.7 KANARI-FILE %%EOF")
    attachments.attach(report.pk, pdf, by=reporter)


def send(report: Report) -> None:
    filing.act(report, "send_for_signature", cast.reporter_b())
    filing.act(report, "sign_and_send", cast.signer_b(), paper=PAPER)


def browser(user: User | None) -> Client:
    client = Client()
    if user:
        client.force_login(user)
    return client


def reachable(user: User | None, report: Report, *, follow: bool = True, below: bool = False) -> dict[str, str]:
    """Everything that a person comes to by links, and what guessing the addresses of a report gives; as text.

    ``follow`` False: the first pages and the guesses alone. ``below``: the pages BELOW, too.
    """
    client, found, alike = browser(user), {}, {}
    waiting = ["/", "/agencies/", "/periods/", "/catalogue/", "/review/?turn=all", "/province/", *guesses(report)]
    while waiting:
        address = waiting.pop(0)
        shape = re.sub(r"[0-9]+(\.[0-9]+)*", "0", re.sub(r"=[^&]*", "", address))
        if not below and BELOW.search(address):
            continue
        if address in found or SKIPPED.search(address) or alike.setdefault(shape, 0) >= ALIKE:
            continue
        alike[shape] += 1
        answer = asking.ask(client, "GET", address)
        found[address] = told(answer)
        if follow and answer["Content-Type"].startswith("text/html"):
            elements = pages.Page(found[address]).elements
            links = (given.get("href", "").partition("#")[0] for tag, given in elements if tag == "a")
            waiting += [link if link[0] == "/" else address.partition("?")[0] + link for link in links if link]
    return found


def guesses(report: Report) -> list[str]:
    """The addresses of a report, whoever is meant to know them."""
    names = ("report", "report_sections", "report_print", "report_history", "report_workbook", "report_word")
    names += ("review_report",)
    own = [reverse(name, args=[report.pk]) for name in names]
    own += [reverse("report_appendix", args=[report.pk, number]) for number in (2, 3)]
    own += [f"{address}?version={number}" for address in own for number in (1, 2)]
    own += [f"{reverse('report_history', args=[report.pk])}?export=csv"]
    own += [f"{reverse('review_report', args=[report.pk])}?part={part}" for part in ("2", "sections")]
    return [*own, *(reverse("attachment", args=[one.key]) for one in _files(report))]


def _files(report: Report):
    from reports.models import Attachment

    return Attachment.objects.filter(version__report=report)


def told(answer) -> str:
    """Everything that an answer says, headers and the parts of a workbook included."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            content = b"\n".join(book.read(name) for name in book.namelist())
    return content.decode(errors="replace") + str(dict(answer.headers))


def words(found: dict[str, str]) -> set[str]:
    said = "\n".join(found.values())
    return set(re.findall(r"KANARI[0-9]?-[A-Z]+", said)) | {one for one in FIGURE if one in said}


def strangers() -> dict[str, User | None]:
    return {
        "reporter": cast.reporter_a(),
        "signer": cast.signer_a(),
        "nobody": None,
        "commune": cast.reporter_commune(),
    }


def test_a_draft_is_read_by_nobody_but_its_agency(report):
    for who, user in {**strangers(), "viewer": cast.viewer(), "reviewer": cast.reviewer()}.items():
        assert words(reachable(user, report, below=True)) == set(), who
    seen = reachable(cast.reporter_b(), report, below=True)
    assert words(seen) >= {DRAFT_ONLY, "KANARI-NOTE", "KANARI-SECTION", "KANARI-EXPLAIN", "KANARI-FILE", *FIGURE}


def test_a_report_that_was_sent_is_read_by_the_province_and_by_no_other_agency(report):
    send(report)
    for who, user in strangers().items():
        assert words(reachable(user, report)) == set(), who
    for user in (cast.viewer(), cast.reviewer()):
        seen = reachable(user, report)
        assert words(seen) >= {*READABLE, *FIGURE}
        # As files, too: the workbook, the list of the cell's agencies, the history.
        assert any("xlsx" in address and "KANARI-NOTE" in said for address, said in seen.items())
        assert any(
            "history" in address and "export=csv" in address and FIGURE[0] in said for address, said in seen.items()
        )


def test_a_report_that_was_withdrawn_is_hidden_again(report):
    send(report)
    filing.act(report, "withdraw", cast.reporter_b(), reason="KANARI-REASON")
    for user in (cast.viewer(), cast.reviewer(), cast.reporter_a()):
        assert words(reachable(user, report)) == set()


def test_a_remark_is_the_reviewers_own_until_it_is_sent(report):
    send(report)
    review.remark(report.pk, "KANARI-REMARK", by=cast.reviewer(), key="2:1")
    for user in (cast.reporter_b(), cast.signer_b(), cast.viewer(), cast.reporter_a()):
        assert "KANARI-REMARK" not in words(reachable(user, report, follow=False))
    assert "KANARI-REMARK" in words(reachable(cast.reviewer(), report, follow=False))
    filing.act(report, "send_back", cast.reviewer())
    assert "KANARI-REMARK" in words(reachable(cast.reporter_b(), report, follow=False))


def test_the_next_version_is_a_draft_that_the_province_does_not_read(report):
    send(report)
    filing.act(report, "approve", cast.reviewer())
    filing.act(report, "reopen", cast.reviewer(), reason="Sửa số")
    reporter = cast.reporter_b()
    seen = filing.sheet(report).sheet["2:1"].revision
    figures.save_figures(report.pk, [figures.Change("2:1", seen, typed="77", note="KANARI2-NOTE")], by=reporter)
    sections.save_section(report.pk, "I.1", "KANARI2-SECTION", 1, by=reporter)
    pdf = SimpleUploadedFile("KANARI2-FILE.pdf", b"%PDF-1.7 KANARI2-FILE %%EOF")
    attachments.attach(report.pk, pdf, by=reporter)
    for user in (cast.viewer(), cast.reviewer(), cast.reporter_a()):
        assert not any(word.startswith("KANARI2") for word in words(reachable(user, report)))
    assert words(reachable(reporter, report)) >= {"KANARI2-NOTE", "KANARI2-SECTION", "KANARI2-FILE"}


def test_a_refusal_about_a_foreign_report_says_nothing_of_it(report):
    client, body = browser(cast.reporter_a()), b'{"changes":[{"key":"2:1","revision":9,"typed":"1"}]}'
    for name in ("save_figures", "preview_figures"):
        answer = asking.ask(client, "POST", reverse(name, args=[report.pk]), body, "application/json")
        assert answer.status_code == 404
        assert words({"": told(answer)}) == set()
    with transaction.atomic():
        for name in ("explain", "describe", "attach"):
            assert client.post(reverse(name, args=[report.pk])).status_code == 404
