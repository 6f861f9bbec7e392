"""Reports that follow the register and the ledger: at the opening of a period, after an import, when somebody asks."""

import datetime

import pytest
from django.urls import reverse

from agencies.models import User
from jobs import services as jobs
from jobs.models import Job
from procedures.services import changes
from reports import sources
from reports.models import Period, Report
from reports.services import acts, measuring, periods, prefill, refilling
from tests import cast, filing
from tests.procedures import rows

pytestmark = pytest.mark.django_db


def register() -> None:
    """Two procedures in the charge of Sở KH&ĐT, one of them announced on 12 June 2024."""
    rows.procedure("1.001")
    rows.procedure("1.002", valid_from=datetime.date(2024, 6, 12))


def cell(report, key="4:1.4.1"):
    found = filing.sheet(report).sheet[key]
    return found.value, found.filled_from


def run_all() -> int:
    waiting = list(Job.objects.filter(kind=refilling.KIND, state=Job.State.QUEUED))
    for job in waiting:
        assert jobs.run_now(job).state == Job.State.DONE
    return len(waiting)


def test_a_period_that_is_opened_is_filled_behind_the_pages():
    rows.procedure()
    cast.skhdt()
    periods.generate_periods(2024, filing.edition(), by=None)
    periods.open_period(Period.objects.get(kind="h1"), by=cast.admin())
    report = filing.report(cast.skhdt())
    assert cell(report, "4:1.4.1") == (None, "")
    assert run_all() == 1
    assert cell(report, "4:1.4.1") == (1, "procedures.province")


def test_without_any_register_nothing_is_asked_for():
    cast.skhdt()
    periods.generate_periods(2024, filing.edition(), by=None)
    periods.open_period(Period.objects.get(kind="h1"), by=cast.admin())
    assert not Job.objects.exists()


def test_an_import_fills_the_reports_of_its_agencies_and_no_others():
    mine, other = filing.report(cast.skhdt()), filing.report(cast.stc())
    register()
    rows.procedure("2.001", agency=cast.stc())
    changes.tell([cast.skhdt().pk], by=cast.reporter_a())
    assert run_all() == 1
    assert cell(mine) == (2, "procedures.province")
    assert cell(other) == (None, "")


def test_a_procedure_that_is_edited_by_hand_fills_the_open_reports_once_for_all_edits(client):
    report = filing.report(cast.skhdt())
    register()
    row = rows.procedure("1.003")
    client.force_login(cast.admin())
    change = reverse("admin:procedures_procedure_change", args=[row.pk])
    form = {"code": "1.003", "name": row.name, "field": row.field_id, "tier": "province", "agency": row.agency_id}
    for days in ("5", "5", "7"):  # of which the second changes nothing
        assert client.post(change, form | {"processing_days": days}).status_code == 302
    assert run_all() == 1
    assert cell(report) == (3, "procedures.province")
    client.post(change, form | {"processing_days": "7"})
    assert run_all() == 0
    client.post(reverse("admin:procedures_procedure_delete", args=[row.pk]), {"post": "yes"})
    assert run_all() == 1
    assert cell(report)[0] == 2


def test_a_version_that_is_opened_again_takes_what_the_registers_count_today():
    report = filing.report(cast.skhdt())
    register()
    prefill.fill(report.pk, by=None)
    taken = {key: "" for key, one in filing.sheet(report).sheet.items() if one.filled_from}  # emptied, they stay
    filing.submit(report, cast.reporter_a(), cast.signer_a(), **taken)
    for name in ("take", "approve"):
        filing.act(report, name, cast.reviewer())
    approved = filing.version(report)
    rows.procedure("1.003")
    opened = filing.act(report, "reopen", cast.reviewer(), reason="Đơn vị đề nghị sửa.")
    assert (opened.number, opened.pk) == (2, filing.version(report).pk)
    assert cell(report) == (3, "procedures.province")
    assert approved.figures.get(indicator__code="1.4.1", indicator__appendix__number=4).value == 2


def test_what_was_taken_is_taken_anew_for_the_day_up_to_which_the_agency_counts():
    report = filing.report(cast.skhdt())
    register()
    acts.describe(report.pk, by=cast.reporter_a(), data_as_of=datetime.date(2024, 6, 13))
    assert cell(report) == (None, "")  # nothing was taken yet
    prefill.fill(report.pk, by=cast.reporter_a())
    assert (cell(report)[0], cell(report, "4:1.2")[0]) == (2, 1)
    acts.describe(report.pk, by=cast.reporter_a(), data_as_of=datetime.date(2024, 6, 10))
    assert (cell(report)[0], cell(report, "4:1.2")[0]) == (1, 0)


def test_a_reporter_asks_for_the_figures_and_follows_one_to_the_dossiers(client):
    report = filing.report(cast.skhdt())
    register()
    client.force_login(cast.reporter_a())
    page = reverse("report_appendix", args=[report.pk, 4])
    assert set(measuring.values(filing.version(report))) <= set(sources.MEASURES)
    assert "Lấy lại số liệu từ sổ" in client.get(page).content.decode()
    said = client.post(reverse("prefill", args=[report.pk]), {"appendix": "4"}, follow=True).content.decode()
    assert "số liệu từ sổ" in said
    assert "Tự điền từ Danh mục TTHC" in said
    assert client.get(reverse("report_source", args=[report.pk, 4, "1.4.1"])).status_code == 302
    assert client.get(reverse("report_source", args=[report.pk, 4, "1.1"])).status_code == 404


def test_the_reviewer_sees_what_was_overruled_why_and_that_the_register_has_moved_since(client):
    report = filing.report(cast.skhdt())
    register()
    prefill.fill(report.pk, by=None)
    taken = {key: str(int(one.value)) for key, one in filing.sheet(report).sheet.items() if one.filled_from}
    filing.fill_all(report, cast.reporter_a(), **taken | {"4:1.4.1": "5"})
    filing.explain_all(report, cast.reporter_a(), "Ba thủ tục chờ công bố.")
    filing.act(report, "send_for_signature", cast.reporter_a())
    filing.act(report, "sign_and_send", cast.signer_a(), paper=filing.PAPER)
    rows.procedure("1.003")
    client.force_login(cast.reviewer())
    page = client.get(reverse("review_report", args=[report.pk])).content.decode()
    row = page[page.index('id="compared"') :].partition("dòng 1.4.1")[2].partition("</tr>")[0]
    source = reverse("report_source", args=[report.pk, 4, "1.4.1"])
    for text in (">5<", ">2<", "+3", ">3<", "Ba thủ tục chờ công bố.", source):
        assert text in row


def test_the_province_sees_where_a_lead_agencys_figure_was_taken_from(client):
    own = filing.report(cast.province())
    register()
    prefill.fill(own.pk, by=None)
    Report.objects.filter(pk=own.pk).update(sent=filing.version(own))
    client.force_login(cast.viewer())
    for name, args in (("province_appendix", [own.period_id, 4]), ("province_cell", [own.period_id, 4, "1.4.1"])):
        page = client.get(reverse(name, args=args), {"stage": "sent"}).content.decode()
        assert "Tự điền từ Danh mục TTHC" in page
        assert reverse("report_source", args=[own.pk, 4, "1.4.1"]) in page


def test_the_administration_shows_what_the_register_counts_beside_the_cell(client):
    report = filing.report(cast.skhdt())
    register()
    prefill.fill(report.pk, by=None)
    filing.fill(report, {"4:1.4.1": "5"}, cast.reporter_a())
    User.objects.filter(username="lan.skhdt").update(is_staff=True)
    client.force_login(cast.reporter_a())
    page = client.get(reverse("admin:reports_report_appendix", args=[report.pk, 4])).content.decode()
    assert "Danh mục TTHC: 2, chênh +3" in page
