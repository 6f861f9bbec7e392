"""What stands of the reports before one: the same, whether it was read with the version or is asked for."""

import pytest

from reports import plain
from reports.models import Report, Version
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
