"""The province's pages in a browser: readable for everybody, and as wide as the screen."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from reports.models import Report
from tests import cast
from tests.province import period_of, send

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", [1280, 360])
def test_the_pages_fit_the_screen_and_the_needs_of_all(tab, live_server, sign_in, axe, width):
    period = period_of(30)
    for report in Report.objects.filter(period=period, agency__tier="commune"):
        send(report, {"2:5.1": 1234, "4:2.1": 12}, approved=True)
    Report.objects.filter(period=period).update(illustrative=True)
    sign_in(tab.context, cast.viewer())
    tab.set_viewport_size({"width": width, "height": 800})
    for name, args in (
        ("province", []),
        ("province_appendix", [period.pk, 2]),
        ("province_appendix", [period.pk, 4]),
        ("province_cell", [period.pk, 2, "5.1"]),
        ("province_cell", [period.pk, 3, "1"]),
    ):
        tab.goto(live_server.url + reverse(name, args=args))
        assert axe(tab) == [], name
        assert tab.evaluate("document.documentElement.scrollWidth") <= width, name


def test_the_way_down_ends_at_the_agencys_own_cell(tab, live_server, sign_in):
    period = period_of(3)
    report = Report.objects.get(period=period, agency__name="Đơn vị 1")
    send(report, {"2:5.1": 595}, approved=True)
    sign_in(tab.context, cast.viewer())
    tab.goto(live_server.url + reverse("province"))
    tab.get_by_role("link", name="PL2. Chỉ đạo, điều hành").click()
    tab.get_by_role("link", name="595").click()
    expect(tab.locator("main")).to_contain_text("1/3 đơn vị có số liệu")
    tab.get_by_role("link", name="Đơn vị 1").click()
    expect(tab).to_have_url(re.compile(f"/reports/{report.pk}/"))
    expect(tab.locator("main")).to_contain_text("595")
