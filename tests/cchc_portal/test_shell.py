"""Is the frame of every page sound in a real browser?"""

import pytest
from playwright.sync_api import expect

from tests import cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_person_logs_in_works_by_keyboard_and_logs_out(tab, live_server):
    cast.reporter_a()
    tab.goto(f"{live_server.url}/")
    tab.get_by_label("Tên đăng nhập").fill("lan.skhdt")
    tab.get_by_label("Mật khẩu").fill(cast.PASSWORD)
    tab.keyboard.press("Enter")
    tab.get_by_role("heading", name="Việc của tôi").wait_for()
    tab.keyboard.press("Tab")
    expect(tab.get_by_role("link", name="Đến nội dung chính")).to_be_focused()
    tab.get_by_text("Trần Thị Lan").first.click()
    tab.get_by_role("button", name="Đăng xuất").click()
    tab.get_by_role("heading", name="Đăng nhập").wait_for()


def test_the_style_sheets_and_the_vietnamese_letters_arrive(tab, live_server):
    tab.goto(f"{live_server.url}/login/")
    assert tab.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(245, 247, 249)"
    assert tab.evaluate(
        "document.fonts.ready.then(() => document.fonts.check('14px \"Be Vietnam Pro\"', 'Đổi mật khẩu'))"
    )


@pytest.mark.parametrize("width", [360, 1280])
def test_no_page_of_the_shell_is_wider_than_its_window(tab, live_server, sign_in, width):
    sign_in(tab.context, cast.admin())
    tab.set_viewport_size({"width": width, "height": 700})
    for address in ("/", "/password/"):
        tab.goto(live_server.url + address)
        assert tab.evaluate("document.documentElement.scrollWidth") <= width


def test_axe_finds_nothing_on_the_pages_of_the_shell(tab, live_server, sign_in, axe):
    tab.goto(f"{live_server.url}/login/")
    assert axe(tab) == []
    sign_in(tab.context, cast.admin())
    for address in ("/", "/password/"):
        tab.goto(live_server.url + address)
        assert axe(tab) == []
