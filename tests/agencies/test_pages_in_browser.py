"""Do the pages about agencies, people and the log work in a real browser, on a wide and a narrow screen?"""

import re

import pytest
from playwright.sync_api import expect

from agencies import services
from agencies.models import Event, Succession
from tests import cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def addresses(db) -> dict[str, list[str]]:
    """The pages of the portal and of the administration, with something on each."""
    admin, reporter, commune = cast.admin(), cast.reporter_a(), cast.commune()
    Succession.objects.create(predecessor=commune, successor=cast.district(), kind="merger", on="2025-07-01")
    services.grant(cast.user("moi", "Người Mới"), commune, "reporter", by=admin)
    event = Event.objects.latest("pk").pk
    membership = reporter.memberships.get().pk
    pages = ["agency/", f"agency/{commune.pk}/change/", "agency/import/", "agency/export/", "user/", "user/add/"]
    pages += [f"user/{reporter.pk}/change/", f"user/{reporter.pk}/password/", "membership/add/", "event/"]
    pages += [f"membership/{membership}/change/", f"event/{event}/change/", "succession/add/"]
    return {
        "portal": ["/agencies/", "/agencies/?q=xa", f"/agencies/{commune.pk}/", f"/agencies/{cast.skhdt().pk}/"],
        "administration": ["/admin/", "/admin/auth/group/add/", *(f"/admin/agencies/{page}" for page in pages)],
    }


@pytest.mark.parametrize("width", [360, 1280])
def test_the_register_fits_any_window_and_axe_finds_nothing(tab, live_server, sign_in, axe, addresses, width):
    sign_in(tab.context, cast.admin())
    tab.set_viewport_size({"width": width, "height": 800})
    for address in addresses["portal"]:
        tab.goto(live_server.url + address)
        assert tab.evaluate("document.documentElement.scrollWidth") <= width, address
        assert axe(tab) == [], address


def test_the_administration_keeps_to_the_policy_and_calls_nobody(tab, live_server, sign_in, addresses):
    sign_in(tab.context, cast.admin())
    for address in addresses["administration"]:
        response = tab.goto(live_server.url + address)
        assert response.status == 200, address
    # The tab itself complains about what the policy refused and about requests to other hosts.


def test_an_agency_is_chosen_by_typing_without_accents(tab, live_server, sign_in, addresses):
    sign_in(tab.context, cast.admin())
    tab.goto(f"{live_server.url}/admin/agencies/membership/add/")
    tab.locator(".select2-selection").nth(1).click()
    tab.locator(".select2-search__field").fill("dien huong")
    tab.get_by_role("option", name="Xã Điền Hương (19822, Huyện Phong Điền)").click()
    expect(tab.locator("#id_agency")).to_have_value(str(cast.commune().pk))


def test_the_calendar_of_the_administration_is_vietnamese_and_begins_on_monday(tab, live_server, sign_in, addresses):
    sign_in(tab.context, cast.admin())
    tab.goto(f"{live_server.url}/admin/agencies/membership/add/")
    tab.locator("a.date-icon, a:has(.date-icon)").first.click()
    calendar = tab.locator(".calendarbox").first
    expect(calendar.locator("th")).to_have_text(["2", "3", "4", "5", "6", "7", "CN"])
    expect(calendar.locator("caption")).to_have_text(re.compile("^tháng", re.IGNORECASE))


def test_a_new_colleague_logs_in_chooses_a_password_and_works(tab, live_server):
    _, told = services.create_user("moi.skhdt", "Người Mới", by=None)
    tab.goto(live_server.url)
    tab.get_by_label("Tên đăng nhập").fill("MOI.SKHDT")
    tab.get_by_label("Mật khẩu").fill(told)
    tab.get_by_role("button", name="Đăng nhập").click()
    tab.get_by_role("heading", name="Đổi mật khẩu").wait_for()
    tab.get_by_label("Mật khẩu hiện tại").fill(told)
    for label in ("Mật khẩu mới", "Nhập lại mật khẩu mới"):
        tab.get_by_label(label, exact=True).fill("đom đóm lập lòe bụi tre")
    tab.get_by_role("button", name="Đổi mật khẩu").click()
    tab.get_by_text("Đã đổi mật khẩu").wait_for()
    tab.get_by_role("link", name="Đơn vị").click()
    tab.get_by_role("heading", name="Cơ quan, đơn vị").wait_for()
