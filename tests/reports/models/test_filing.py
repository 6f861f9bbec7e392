"""Which reports and versions may somebody see?"""

import datetime

import pytest
from django.utils import timezone

from agencies.models import Membership, Placement, Role, User
from reports.models import Report, Version
from tests import cast, filing

pytestmark = pytest.mark.django_db


@pytest.fixture
def reports() -> dict[str, Report]:
    """Of the first half of 2024: the province's, two departments', a district's and that of a commune below it."""
    agencies = [cast.province(), cast.skhdt(), cast.stc(), cast.district(), cast.commune()]
    filing.period()
    return {agency.code: Report.objects.get(agency=agency) for agency in agencies}


def seen(by: User) -> set[str]:
    return set(Report.objects.visible_to(User.objects.get(pk=by.pk)).values_list("agency__code", flat=True))


def read(by: User) -> set[str]:
    versions = Version.objects.readable_by(User.objects.get(pk=by.pk))
    return set(versions.values_list("report__agency__code", flat=True))


def district_viewer() -> User:
    return cast.member("xem.phongdien", "Người xem", Role.VIEWER, cast.district())


def test_people_of_an_agency_see_and_read_its_report(reports):
    assert (seen(cast.reporter_commune()), read(cast.reporter_commune())) == ({"19822"}, {"19822"})


def test_a_reviewer_knows_of_every_report_and_reads_what_was_sent(reports):
    filing.submit(reports["STC"], cast.reporter_b(), cast.signer_b())
    assert seen(cast.reviewer()) == {"46", "SKHDT", "STC", "476", "19822"}
    assert read(cast.reviewer()) == {"STC"}


def test_a_viewer_of_a_district_reads_its_own_report_and_what_its_communes_have_sent(reports):
    assert (seen(district_viewer()), read(district_viewer())) == ({"476", "19822"}, {"476"})
    signer = cast.member("ky.dienhuong", "Người ký", Role.SIGNER, cast.commune())
    filing.submit(reports["19822"], cast.reporter_commune(), signer)
    assert read(district_viewer()) == {"476", "19822"}


def test_a_commune_belongs_to_the_district_it_stood_below_when_the_period_ended(reports):
    Placement.objects.filter(agency=cast.commune()).update(valid_to=datetime.date(2024, 6, 13))
    assert seen(district_viewer()) == {"476"}
    Placement.objects.filter(agency=cast.commune()).update(valid_to=datetime.date(2024, 6, 14))
    assert seen(district_viewer()) == {"476", "19822"}


def test_a_reporter_of_a_lead_agency_reads_the_draft_of_the_province(reports):
    lead = cast.member("hoa.stp", "Đỗ Thị Hoa", Role.REPORTER, cast.agency("STP", "Sở Tư pháp", "department"))
    assert (seen(lead), read(lead)) == ({"46"}, {"46"})
    signer = cast.member("ky.stp", "Người ký", Role.SIGNER, cast.agency("STP", "Sở Tư pháp", "department"))
    assert "46" not in seen(signer)


def test_a_reporter_of_a_department_that_leads_nothing_does_not(reports):
    other = cast.member("x.skx", "Người khác", Role.REPORTER, cast.agency("SKX", "Sở không chủ trì", "department"))
    assert "46" not in seen(other)


@pytest.mark.parametrize("days, codes", [({"valid_to": -1}, set()), ({"valid_from": 1}, set()), ({}, {"SKHDT"})])
def test_a_role_counts_on_its_days_only(reports, days, codes):
    one, today = cast.user("lan"), timezone.localdate()
    dates = {name: today + datetime.timedelta(days=shift) for name, shift in days.items()}
    Membership.objects.create(user=one, agency=cast.skhdt(), role=Role.VIEWER, **dates)
    assert (seen(one), read(one)) == (codes, codes)


def test_a_shut_account_and_an_administrator_see_nothing(reports):
    shut = cast.reporter_a()
    User.objects.filter(pk=shut.pk).update(is_active=False)
    assert (seen(shut), read(shut)) == (set(), set())
    assert (seen(cast.admin()), read(cast.admin())) == (set(), set())
