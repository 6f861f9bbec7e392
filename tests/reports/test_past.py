"""What stands of the reports before one: the same, whether it was read with the version or is asked for."""

import pytest
from django.test import RequestFactory

from agencies import roles
from reports import plain
from reports.models import Report, Version
from reports.services import at_once, review
from reports.views import access
from tests import cast, filing

pytestmark = pytest.mark.django_db


def read_with(report: Report) -> Version:
    rows = Version.objects.select_related(*plain.WITH_REPORT).annotate(**plain.WITH_PAST)
    return rows.get(report=report, pk=Report.objects.get(pk=report.pk).current_id)


def both(report: Report) -> set[plain.Past | None]:
    asked = Version.objects.select_related(*plain.WITH_REPORT).get(report=report)
    return {plain.past_versions(read_with(report)), plain.past_versions(asked)}


def test_the_first_report_has_nothing_before_it():
    assert both(filing.report(cast.skhdt())) == {frozenset()}


def test_what_was_approved_before_stands_and_what_was_only_sent_may_still_change():
    before = filing.report(cast.skhdt(), "q1")
    report = filing.report(cast.skhdt())
    assert Report.objects.get(pk=report.pk).previous_id == before.pk
    assert both(report) == {frozenset()}
    filing.submit(before, cast.reporter_a(), cast.signer_a())
    assert both(report) == {None}
    filing.act(before, "approve", cast.reviewer())
    before.refresh_from_db()
    assert both(report) == {frozenset({(before.pk, before.official_id)})}


def test_it_is_not_asked_for_where_it_was_read(django_assert_num_queries):
    version = read_with(filing.report(cast.skhdt()))
    with django_assert_num_queries(0):
        plain.past_versions(version)


def test_an_opening_and_a_save_ask_for_nothing_that_the_version_was_read_with(django_assert_num_queries):
    before = filing.report(cast.skhdt(), "q1")
    filing.submit(before, cast.reporter_a(), cast.signer_a())
    filing.act(before, "approve", cast.reviewer())
    report, request = filing.report(cast.skhdt()), RequestFactory().get("/")
    request.user = cast.reporter_a()
    filing.fill(report, {"2:1": "6"}, request.user)
    stands = {(before.pk, Report.objects.get(pk=before.pk).official_id)}
    for read in (lambda: access.version_or_404(request, report.pk), lambda: at_once.read(report.pk)):
        roles.rights(request.user)
        plain.filing(read())
        with django_assert_num_queries(1):
            assert plain.filing(read()).past == stands


def test_the_first_explanation_is_on_the_page_at_once(client):
    report = filing.report(cast.skhdt())
    client.force_login(cast.reporter_a())

    def shown() -> bool:
        return "So 12-CV" in client.get(f"/reports/{report.pk}/appendices/8/").content.decode()

    filing.fill(report, {"8:6.4.2": "5", "8:6.4.1": "9", "8:6.1.3": "0", "8:6.2.3": "0"}, cast.reporter_a())
    assert not shown()
    problem = next(one for one in plain.filing(filing.version(report)).problems() if one.rule == "PL8-641")
    review.explain(report.pk, problem.key, "So 12-CV.", by=cast.reporter_a())
    assert shown()


def test_who_was_overtaken_while_reading_leaves_nobody_an_older_figure():
    report, by = filing.report(cast.skhdt()), cast.reporter_a()
    filing.fill(report, {"2:1": "6"}, by)
    overtaken = read_with(report)
    plain.forget_newest()
    filing.fill(report, {"2:1": "7"}, by)
    assert plain.filing(overtaken).figures.sheet["2:1"].value == 7
    assert plain.filing(read_with(report)).figures.sheet["2:1"].value == 7
    filing.fill(report, {"2:2.1": "8"}, by)
    assert {key: plain.filing(read_with(report)).figures.sheet[key].value for key in ("2:1", "2:2.1")} == {
        "2:1": 7,
        "2:2.1": 8,
    }


def test_a_new_report_opens_with_three_questions_and_again_with_two(client, django_assert_num_queries):
    """Who asks and for which version, then the figures; nothing about explanations, of which there is none."""
    report = filing.report(cast.skhdt())
    client.force_login(cast.reporter_a())
    page = f"/reports/{report.pk}/appendices/2/"
    client.get(page)
    plain.forget_newest()
    for questions in (3, 2):
        with django_assert_num_queries(questions):
            assert client.get(page).status_code == 200
