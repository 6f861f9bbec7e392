"""Two people in one report, a lost line, an ended session: nothing that was typed is lost."""

import pytest
from playwright.sync_api import expect

from agencies.models import Event
from tests import cast
from tests.browser.desk import box, expect_saved, row, stored, type_into

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_second_of_two_people_gets_both_values_and_keeps_hers(quiet_desk, colleague, report):
    page = quiet_desk
    type_into(colleague, "2:1", "6")
    expect_saved(colleague, "2:1")
    type_into(page, "2:1", "7")
    says = row(page, "2:1").locator(".says")
    expect(says).to_contain_text("Lê Văn Hải vừa lưu ô này")
    expect(says.locator("dd")).to_have_text(["7", "6"])
    expect(box(page, "2:1")).to_have_value("7")
    says.get_by_role("button", name="Giữ của tôi").click()
    expect_saved(page, "2:1")
    assert stored(report, "2:1").value == 7


def test_the_second_of_two_people_may_take_theirs(quiet_desk, colleague, report):
    page = quiet_desk
    type_into(colleague, "2:1", "6")
    expect_saved(colleague, "2:1")
    type_into(page, "2:1", "7")
    row(page, "2:1").get_by_role("button", name="Lấy của Lê Văn Hải").click()
    expect(box(page, "2:1")).to_have_value("6")
    type_into(page, "2:2.1", "21")
    expect_saved(page, "2:2.1")
    assert stored(report, "2:1").value == 6


def test_a_conflict_in_one_cell_does_not_keep_the_others_back(quiet_desk, colleague, report):
    page = quiet_desk
    type_into(colleague, "2:1", "6")
    expect_saved(colleague, "2:1")
    page.context.set_offline(True)
    type_into(page, "2:1", "7")
    type_into(page, "2:2.1", "21")
    page.context.set_offline(False)
    expect_saved(page, "2:2.1")
    expect(row(page, "2:1").locator(".says")).to_contain_text("Lê Văn Hải")


def test_a_lost_line_keeps_what_is_typed_and_sends_it_when_it_is_back(quiet_desk, report):
    page = quiet_desk
    page.context.set_offline(True)
    type_into(page, "2:2.1", "21")
    type_into(page, "2:2.2", "12")
    expect(page.locator("#notices")).to_contain_text("Mất kết nối – đã giữ 2 ô, sẽ gửi khi có mạng.")
    expect(row(page, "2:2.2").locator(".saved")).to_have_text("… chưa gửi")
    page.context.set_offline(False)
    expect_saved(page, "2:2.2")
    expect(page.locator("#notices")).to_be_empty()
    assert stored(report, "2:2.1").value == 21


def test_a_save_whose_answer_was_lost_is_no_conflict(quiet_desk, report):
    page = quiet_desk
    lost = []

    def swallow(route):
        if lost:
            return route.continue_()
        lost.append(route.fetch().status)
        return route.abort()

    page.route("**/figures/", swallow)
    type_into(page, "2:1", "6")
    expect_saved(page, "2:1")
    assert lost == [200]
    assert Event.objects.filter(subject="cell:2:1").count() == 1


def test_a_closed_tab_offers_its_unsent_cells_again(quiet_desk, live_server, report):
    page = quiet_desk
    context, address = page.context, page.url
    # Not set_offline: a tab that is being closed is let out of it first, sees its line back, and may still send.
    page.evaluate("() => { window.fetch = () => Promise.reject(new TypeError('no line')) }")
    type_into(page, "2:2.1", "21")
    expect(page.locator("#notices")).to_contain_text("Mất kết nối")
    page.close(run_before_unload=False)
    page = context.new_page()
    page.goto(address)
    expect(page.locator("#notices")).to_contain_text("Còn 1 ô chưa gửi từ lần trước.")
    page.get_by_role("button", name="Đưa vào biểu và gửi").click()
    expect_saved(page, "2:2.1")
    assert stored(report, "2:2.1").value == 21


def test_leaving_with_unsent_cells_warns(quiet_desk):
    page = quiet_desk
    page.context.set_offline(True)
    type_into(page, "2:2.1", "21")
    expect(page.locator("#notices")).to_contain_text("Mất kết nối")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    with page.expect_event("close"):
        page.close(run_before_unload=True)
    assert asked == ["beforeunload"]


def test_an_ended_session_keeps_the_typing_until_somebody_logs_in_again(quiet_desk, sign_in, report):
    page = quiet_desk
    page.context.clear_cookies()
    type_into(page, "2:2.1", "21")
    notices = page.locator("#notices")
    expect(notices).to_contain_text("Phiên đăng nhập đã hết – đã giữ 1 ô.")
    expect(notices.get_by_role("link", name="Đăng nhập ở thẻ mới")).to_have_attribute("target", "_blank")
    sign_in(page.context, cast.reporter_a())
    notices.get_by_role("button", name="Đã đăng nhập, gửi tiếp").click()
    expect_saved(page, "2:2.1")
    assert stored(report, "2:2.1").value == 21


def test_another_account_never_signs_what_this_one_typed(quiet_desk, sign_in, report):
    page = quiet_desk
    sign_in(page.context, cast.second_reporter_a())
    type_into(page, "2:2.1", "21")
    expect(page.locator("#notices")).to_contain_text("tài khoản khác – đã giữ 1 ô")
    expect(box(page, "2:2.1")).to_have_value("21")
    assert stored(report, "2:2.1") is None
