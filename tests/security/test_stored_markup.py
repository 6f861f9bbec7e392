"""Is what people type shown as text wherever it is shown? Every field holds markup; no page holds it as an element."""

import io
import json

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from agencies.models import Agency, User
from reports import open_points
from reports.models import Indicator, Period, Report, SectionTemplate
from reports.services import acts, attachments, figures, review, sections
from tests import cast, filing
from tests.security import asking, pages
from tests.security.test_canaries import browser

pytestmark = pytest.mark.django_db


def markup(place: str) -> str:
    """What ends whatever it may stand in and begins an element of its own."""
    return f"{place}\"'`--></textarea></title></script></style><xss {place} onxss=1>{{{{191*193}}}}&lt;xss&gt;"


PLACES = (
    *("NOTE", "TYPED", "SECTION", "EXPLAIN", "REMARK", "DECLINE", "RETURN", "NUMBER", "SIGNER", "TITLE", "FILE"),
    *("AGENCY", "SHORT", "PERSON", "PERIOD", "LABEL", "UNIT", "HELP", "HEADING"),
)


@pytest.fixture
def sent(settings, tmp_path) -> Report:
    """A report that was sent, with markup in every text that somebody could type."""
    settings.MEDIA_ROOT = tmp_path
    filing.edition()
    Indicator.objects.filter(appendix__number=2, code="1").update(
        label=markup("LABEL"), unit=markup("UNIT")[:60], help=markup("HELP")
    )
    SectionTemplate.objects.filter(code="I.1").update(title=markup("HEADING"))
    report = filing.report(cast.skhdt())
    cast.viewer()
    Period.objects.filter(pk=report.period_id).update(name=markup("PERIOD")[:120])
    Agency.objects.filter(pk=report.agency_id).update(name=markup("AGENCY"), short_name=markup("SHORT")[:60])
    User.objects.filter(pk=cast.reporter_a().pk).update(full_name=markup("PERSON"))
    type_everywhere(report)
    return report


@pytest.fixture
def report(sent) -> Report:
    return_it(sent)
    return sent


def type_everywhere(report: Report) -> None:
    reporter, signer = cast.reporter_a(), cast.signer_a()
    filing.fill_all(report, reporter)
    seen = filing.sheet(report).sheet["2:1"].revision
    figures.save_figures(report.pk, [figures.Change("2:1", seen, note=markup("NOTE"))], by=reporter)
    sections.save_section(report.pk, "I.1", markup("SECTION"), 0, by=reporter)
    acts.describe(report.pk, by=reporter, data_as_of=report.period.ends_on.replace(day=10))
    for warning in open_points.of(filing.version(report)).warnings:
        review.explain(report.pk, warning.key, markup("EXPLAIN"), by=reporter)
    pdf = SimpleUploadedFile("a.pdf", b"%PDF-1.7 %%EOF")
    pdf._name = f"{markup('FILE').replace('/', '')}.pdf"  # as a program sends it, which no browser would
    attachments.attach(report.pk, pdf, by=reporter)
    filing.act(report, "send_for_signature", reporter)
    filing.act(report, "decline", signer, reason=markup("DECLINE"))
    filing.act(report, "send_for_signature", reporter)
    paper = acts.Paper(markup("NUMBER")[:60], report.period.ends_on, markup("SIGNER"), markup("TITLE"))
    filing.act(report, "sign_and_send", signer, paper=paper)


def return_it(report: Report) -> None:
    reporter, reviewer = cast.reporter_a(), cast.reviewer()
    review.remark(report.pk, markup("REMARK"), by=reviewer, key="2:1")
    review.remark(report.pk, markup("REMARK"), by=reviewer, section="I.1")
    filing.act(report, "send_back", reviewer, reason=markup("RETURN"))
    filing.fill(report, {"2:1": markup("TYPED")}, reporter)


def shown_to(user: User, report: Report) -> dict[str, str]:
    """The pages that show what was typed, as a person gets them."""
    names = ("report", "report_sections", "report_print", "report_history", "review_report")
    addresses = [reverse(name, args=[report.pk]) for name in names]
    addresses += [
        reverse("report_appendix", args=[report.pk, 2]),
        f"{reverse('report_history', args=[report.pk])}?page=2",
    ]
    addresses += [f"{reverse('review_report', args=[report.pk])}?part={part}" for part in ("2", "sections")]
    addresses += ["/", "/agencies/", f"/agencies/{report.agency_id}/", "/periods/", "/catalogue/", "/password/"]
    addresses += ["/review/?turn=all", "/province/?stage=provisional"]
    addresses += [reverse(name, args=[report.period_id, 2]) for name in ("province_appendix",)]
    addresses += [reverse("province_cell", args=[report.period_id, 2, "1"]) + "?stage=provisional"]
    return answered(user, addresses)


def in_administration(report: Report) -> dict[str, str]:
    lists = ("agencies_agency", "agencies_user", "agencies_membership", "agencies_event", "reports_period")
    lists += ("reports_report", "reports_indicator", "reports_sectiontemplate")
    addresses = [reverse(f"admin:{name}_changelist") for name in lists]
    heading = SectionTemplate.objects.get(code="I.1").pk
    rows = {
        "agencies_agency": report.agency_id,
        "agencies_user": cast.reporter_a().pk,
        "reports_period": report.period_id,
    }
    rows |= {"reports_report": report.pk, "reports_sectiontemplate": heading}
    addresses += [reverse(f"admin:{name}_change", args=[pk]) for name, pk in rows.items()]
    addresses += [reverse("admin:agencies_event_change", args=[one.pk]) for one in report.chain.events.all()]
    question = "app_label=agencies&model_name=membership&field_name=agency&term=agency"
    return answered(cast.admin(), [*addresses, f"{reverse('admin:autocomplete')}?{question}"])


def by_a_clerk(report: Report) -> dict[str, str]:
    """The forms of the administration, for a reporter who may come there."""
    User.objects.filter(pk=cast.reporter_a().pk).update(is_staff=True)
    change = reverse("admin:reports_report_change", args=[report.pk])
    base = change.removesuffix("change/")
    return answered(cast.reporter_a(), [change, f"{base}appendices/2/", f"{base}sections/"])


def answered(user: User, addresses: list[str]) -> dict[str, str]:
    client, found = browser(user), {}
    for address in addresses:
        answer = asking.ask(client, "GET", address)
        assert answer.status_code in (200, 302, 403, 404), address
        found[address] = answer.content.decode()
    return found


def test_what_people_typed_is_text_on_every_page(sent):
    seen = set()
    people = (cast.reporter_a(), cast.signer_a(), cast.reviewer(), cast.viewer())
    shown = [shown_to(cast.reviewer(), sent)]  # number and signer stand on what is out alone
    return_it(sent)
    shown += [*(shown_to(user, sent) for user in people), in_administration(sent), by_a_clerk(sent)]
    for address, html in (pair for one in shown for pair in one.items()):
        page = pages.Page(html)
        assert not [tag for tag, given in page.elements if tag == "xss" or "onxss" in given], address
        assert "36863" not in html, address
        whole = page.text + " ".join(value for _, given in page.elements for value in given.values())
        seen |= {place for place in PLACES if f"<xss {place}" in whole}
    assert seen == set(PLACES)


def test_what_a_script_gets_is_data_that_no_browser_reads_as_a_page(report):
    client = browser(cast.reporter_a())
    typed = {"changes": [{"key": "2:1", "revision": 0, "typed": markup("TYPED"), "note": markup("NOTE")}]}
    for name in ("save_figures", "preview_figures"):
        answer = asking.ask(
            client, "POST", reverse(name, args=[report.pk]), json.dumps(typed).encode(), "application/json"
        )
        assert answer["Content-Type"] == "application/json"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert markup("TYPED")[:10] in json.dumps(answer.json(), ensure_ascii=False).replace('\\"', '"')


ODD = "\x01\x08\x0b\x1b[31m\x7f\ufffe\uffff_x0041_\U0010ffff\u202e =1+1"


@pytest.mark.parametrize("address", ["report_workbook", "report_history"])
def test_characters_that_no_file_may_hold_break_no_export(address, report):
    reporter = cast.reporter_a()
    seen = filing.sheet(report).sheet["2:1"].revision
    figures.save_figures(report.pk, [figures.Change("2:1", seen, note=f"=1+1{ODD}{ODD}")], by=reporter)
    answer = asking.ask(browser(reporter), "GET", f"{reverse(address, args=[report.pk])}?export=xlsx")
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    texts = [cell for sheet in book for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)]
    assert any("=1+1" in cell.value and cell.data_type != "f" for cell in texts)
