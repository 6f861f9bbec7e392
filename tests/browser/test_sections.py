"""The narrative in a browser: it saves itself, two people, a lost line, an ended session, figures dropped in."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from agencies.models import Event
from reports.models import SectionText
from reports.services import sections
from tests import cast, filing

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def opened(page: Page, live_server, report) -> Page:
    page.goto(f"{live_server.url}/reports/{report.pk}/sections/")
    return page


def section(page: Page, code: str = "I.1") -> Locator:
    return page.locator(f'section[id="s-{code}"]')


def text(page: Page, code: str = "I.1") -> Locator:
    return section(page, code).locator("textarea")


def state(page: Page, code: str = "I.1") -> Locator:
    return section(page, code).locator(".narrative__state")


@pytest.fixture
def narrative(tab, live_server, sign_in, report) -> Page:
    sign_in(tab.context, cast.reporter_a())
    return opened(tab, live_server, report)


@pytest.fixture
def quiet_narrative(page, live_server, sign_in, report) -> Page:
    """The same, for tests in which the browser itself reports refused or failed requests."""
    sign_in(page.context, cast.reporter_a())
    return opened(page, live_server, report)


def test_a_section_saves_itself_a_moment_after_the_last_key(narrative):
    text(narrative).press_sequentially("Sở đã ban hành 6 kế hoạch.")
    expect(state(narrative)).to_have_text("Chưa lưu…")
    expect(state(narrative)).to_have_text(re.compile(r"^Đã lưu lúc \d\d:\d\d"))
    assert SectionText.objects.get().text == "Sở đã ban hành 6 kế hoạch."
    assert Event.objects.filter(action="save_section").count() == 1


def test_leaving_a_field_saves_it_at_once_and_going_on_builds_on_it(narrative):
    text(narrative).fill("Một.")
    text(narrative, "I.2").focus()
    expect(state(narrative)).to_have_text(re.compile("^Đã lưu"))
    text(narrative).fill("Một. Hai.")
    text(narrative, "I.2").focus()
    expect(state(narrative)).to_have_text(re.compile("^Đã lưu"))
    narrative.reload()
    expect(text(narrative)).to_have_value("Một. Hai.")
    assert SectionText.objects.get().revision == 2


def test_the_field_grows_with_its_text(narrative):
    before = text(narrative).bounding_box()["height"]
    text(narrative).fill("Dòng\n" * 30)
    assert text(narrative).bounding_box()["height"] > before + 300


def test_a_figure_is_dropped_in_at_the_cursor(tab, live_server, sign_in, report):
    filing.fill(report, {"2:2.1": "21", "2:2.2": "12"}, cast.reporter_a())
    sign_in(tab.context, cast.reporter_a())
    page = opened(tab, live_server, report)
    text(page).fill("Hoàn thành nhiệm vụ.")
    text(page).evaluate("field => field.setSelectionRange(11, 11)")
    page.get_by_text("PL2. Chỉ đạo, điều hành (").click()
    page.locator('[data-insert="[[2:2]]"]').click()
    expect(text(page)).to_have_value("Hoàn thành [[2:2]]nhiệm vụ.")
    text(page, "I.2").focus()
    expect(section(page).locator("[data-reads-text]")).to_have_text("Hoàn thành 57,14 % (12/21)nhiệm vụ.")
    expect(state(page)).to_have_text(re.compile("^Đã lưu"))


def test_the_second_writer_sees_both_texts_and_keeps_his(quiet_narrative, report):
    sections.save_section(report.pk, "I.1", "Của Hải.", 0, by=cast.second_reporter_a())
    page = quiet_narrative
    text(page).fill("Của Lan.")
    text(page, "I.2").focus()
    expect(state(page)).to_have_text("Người khác vừa lưu mục này. Gộp hai nội dung rồi lưu bản của bạn.")
    expect(section(page).locator(".words--theirs")).to_have_text("Của Hải.")
    expect(text(page)).to_have_value("Của Lan.")
    assert SectionText.objects.get().text == "Của Hải."
    text(page).fill("Của Hải và Lan.")
    section(page).get_by_role("button", name="Lưu bản của tôi").click()
    expect(state(page)).to_have_text(re.compile("^Đã lưu"))
    expect(section(page).locator(".words--theirs")).to_have_count(0)
    assert SectionText.objects.get().text == "Của Hải và Lan."


def test_what_was_typed_without_a_line_is_saved_when_the_line_is_back(quiet_narrative):
    page = quiet_narrative
    page.context.set_offline(True)
    text(page).fill("Gõ khi mất mạng.")
    text(page, "I.2").focus()
    expect(state(page)).to_have_text(re.compile("^Mất kết nối"))
    page.context.set_offline(False)
    expect(state(page)).to_have_text(re.compile("^Đã lưu"))
    assert SectionText.objects.get().text == "Gõ khi mất mạng."


def test_a_closed_tab_offers_its_unsaved_text_again(quiet_narrative):
    page = quiet_narrative
    context, address = page.context, page.url
    # Not set_offline: a tab that is being closed is let out of it first, sees its line back, and may still send.
    page.evaluate("() => { window.fetch = () => Promise.reject(new TypeError('no line')) }")
    text(page).fill("Gõ rồi đóng thẻ.")
    text(page, "I.2").fill("Gõ rồi bỏ.")
    text(page).focus()
    expect(state(page, "I.2")).to_have_text(re.compile("^Mất kết nối"))
    page.close(run_before_unload=False)
    page = context.new_page()
    page.goto(address)
    expect(page.locator(".kept-above")).to_have_text("Còn đoạn chưa lưu từ lần trước: mục I.1, mục I.2")
    expect(section(page).locator(".kept .words")).to_have_text("Gõ rồi đóng thẻ.")
    section(page, "I.2").get_by_role("button", name="Bỏ").click()
    section(page).get_by_role("button", name="Đưa vào").click()
    expect(state(page)).to_have_text(re.compile("^Đã lưu"))
    expect(page.locator(".kept, .kept-above")).to_have_count(0)
    assert page.evaluate("() => Object.keys(localStorage).filter((name) => name.startsWith('cchc:'))") == []
    assert [row.text for row in SectionText.objects.all()] == ["Gõ rồi đóng thẻ."]


def test_after_a_login_in_another_tab_the_text_is_saved(quiet_narrative, sign_in):
    page = quiet_narrative
    page.context.clear_cookies()
    text(page).fill("Gõ khi hết phiên.")
    text(page, "I.2").focus()
    expect(state(page)).to_have_text(re.compile("^Phiên đăng nhập đã hết"))
    sign_in(page.context, cast.reporter_a())
    expect(state(page)).to_have_text(re.compile("^Đã lưu"), timeout=30_000)  # tried every five seconds
    assert SectionText.objects.get().text == "Gõ khi hết phiên."


def test_a_refusal_is_said_and_the_text_stays(quiet_narrative, report):
    filing.fill_all(report, cast.reporter_a())
    filing.act(report, "send_for_signature", cast.second_reporter_a())
    page = quiet_narrative
    text(page).fill("Muộn rồi.")
    text(page, "I.2").focus()
    expect(state(page)).to_have_text("Báo cáo đang ở tình trạng “Chờ ký” nên không sửa được.")
    expect(text(page)).to_have_value("Muộn rồi.")
    assert SectionText.objects.count() == 0


def test_without_scripts_every_section_has_its_button(browser, live_server, sign_in, report, browser_context_args):
    context = browser.new_context(**browser_context_args, java_script_enabled=False)
    sign_in(context, cast.reporter_a())
    page = opened(context.new_page(), live_server, report)
    text(page).fill("Không có mã lệnh.")
    section(page).get_by_role("button", name="Lưu mục này").click()
    expect(page.locator(".messages")).to_have_text("Đã lưu mục I.1.")
    assert SectionText.objects.get().text == "Không có mã lệnh."
    context.close()
