"""The page on which figures are entered: typing, the keyboard, problems, who may write, how it looks."""

import re

import pytest
from playwright.sync_api import expect

from agencies.models import Event
from reports.services import review
from tests import cast, filing
from tests.browser.desk import box, expect_saved, row, stored, type_into
from tests.reports import real

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_typed_figure_saves_itself_and_brings_its_rate(desk, report):
    page = desk()
    type_into(page, "2:2.1", "21")
    type_into(page, "2:2.2", "12")
    expect_saved(page, "2:2.2")
    expect(row(page, "2:2").locator("output")).to_have_text("57,14 %")
    expect(row(page, "2:2").locator(".parts")).to_have_text("12 / 21")
    assert stored(report, "2:2.2").value == 12


def test_a_figure_comes_back_as_it_was_read(desk):
    page = desk(6)
    type_into(page, "6:1.1", "01")
    expect_saved(page, "6:1.1")
    expect(box(page, "6:1.1")).to_have_value("1")


def test_a_text_that_cannot_be_read_stays_and_its_offer_is_one_click_away(desk, report):
    page = desk()
    type_into(page, "2:8", "9 cuộc")
    says = row(page, "2:8").locator(".says")
    expect(says).to_contain_text("Cần 0 (Không) hoặc 1 (Có)")
    expect(box(page, "2:8")).to_have_value("9 cuộc")
    box(page, "2:8").focus()
    says.get_by_role("button", name="Dùng 1, ghi chú “9 cuộc”").click()
    expect_saved(page, "2:8")
    expect(says).not_to_contain_text("Lỗi")
    expect(row(page, "2:8").locator("textarea")).to_have_value("9 cuộc")
    assert stored(report, "2:8").value == 1


def test_what_is_pointed_at_lies_over_what_the_row_in_use_says(desk, report):
    page = desk()
    type_into(page, "2:7", "9 cuộc")
    type_into(page, "2:7.1", "abc")
    says = row(page, "2:7").locator(".says")
    expect(says).to_contain_text("Lỗi")
    expect(row(page, "2:7.1").locator(".says")).to_contain_text("Lỗi")
    expect(row(page, "2:7.1").locator(".saved")).to_have_text("! chưa hợp lệ")
    expect(page.locator("#save-state")).to_have_text(re.compile("^Đã giữ chữ đã gõ ở .*, chưa hợp lệ$"))
    box(page, "2:7.1").focus()
    says.hover(position={"x": 8, "y": 8})
    says.get_by_role("button", name="Dùng 1, ghi chú “9 cuộc”").click()
    expect_saved(page, "2:7")
    assert stored(report, "2:7").value == 1


def test_choosing_a_state_is_typing_it(desk, report):
    page = desk()
    row(page, "2:6.1").locator("select").select_option("none")
    expect_saved(page, "2:6.1")
    expect(box(page, "2:6.1")).to_have_value("-")
    assert stored(report, "2:6.1").state == "none"


def test_the_base_of_2015_completes_its_rate(desk):
    page = desk(5)
    type_into(page, "5:2.1", "44")
    expect(row(page, "5:2.5").locator("output")).to_have_text("chưa đủ số liệu")
    row(page, "5:2.5").locator('[data-field="base"]').fill("51")
    row(page, "5:2.5").locator('[data-field="base"]').press("Tab")
    expect(row(page, "5:2.5").locator("output")).to_have_text("13,73 %")


def test_the_keyboard_walks_down_the_column(desk):
    page = desk()
    box(page, "2:2.1").focus()
    page.keyboard.type("21")
    page.keyboard.press("Enter")
    expect(box(page, "2:2.2")).to_be_focused()
    page.keyboard.press("Enter")
    expect(box(page, "2:3.3.1")).to_be_focused()
    page.keyboard.press("Shift+Enter")
    expect(box(page, "2:2.2")).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(row(page, "2:2").locator("output")).to_be_focused()
    expect_saved(page, "2:2.1")


def test_escape_brings_back_what_was_saved(desk, report):
    filing.fill(report, {"2:1": "6"}, cast.reporter_a())
    page = desk()
    box(page, "2:1").fill("66")
    box(page, "2:1").press("Escape")
    expect(box(page, "2:1")).to_have_value("6")
    box(page, "2:1").press("Tab")
    type_into(page, "2:2.1", "21")  # what is saved later goes later
    expect_saved(page, "2:2.1")
    assert Event.objects.filter(subject="cell:2:1").count() == 1


def test_nothing_moves_while_figures_are_typed(desk):
    page = desk()
    before = page.evaluate("[...document.querySelectorAll('tr.line')].map(r => r.offsetTop + ':' + r.offsetHeight)")
    type_into(page, "2:2.1", "12")
    type_into(page, "2:2.2", "21")
    type_into(page, "2:8", "9 cuộc")
    expect(row(page, "2:2.2").locator(".says")).to_contain_text("Lỗi")
    expect(row(page, "2:8").locator(".says")).to_contain_text("Lỗi")
    assert before == page.evaluate(
        "[...document.querySelectorAll('tr.line')].map(r => r.offsetTop + ':' + r.offsetHeight)"
    )


def test_the_list_of_problems_leads_to_the_cell(desk):
    page = desk()
    type_into(page, "2:8", "9 cuộc")
    expect(page.locator("#problem-count")).to_have_text(re.compile("^78 ô chưa nhập, 1 lỗi"))
    expect(page.locator(".side-list__errors")).to_have_text("1 lỗi")
    page.locator("#problem-panel summary").click()
    page.locator("#problem-list").get_by_text("Đang ghi “9 cuộc”").click()
    expect(box(page, "2:8")).to_be_focused()


def test_a_claim_for_a_rate_is_judged_and_can_be_dropped(desk, report):
    filing.fill(report, {"3:3.2.1": "20", "3:3.2.2": "0", "3:3.2": "100"}, cast.reporter_a())
    page = desk(3)
    says = row(page, "3:3.2").locator(".says")
    expect(says).to_contain_text("Cần 0,00 % (0 / 20)")
    row(page, "3:3.2").locator("output").focus()
    says.get_by_role("button", name="Bỏ “100”").click()
    expect(says).not_to_contain_text("Lỗi")
    assert stored(report, "3:3.2").typed == ""


# --- who may write, and how the page looks ---


def test_after_a_return_only_the_named_cells_are_open(tab, live_server, sign_in, report):
    filing.submit(report, cast.reporter_a(), cast.signer_a())
    review.remark(report.pk, "Số này khác kế hoạch đã duyệt.", by=cast.reviewer(), key="2:2.1")
    filing.act(report, "send_back", cast.reviewer())
    sign_in(tab.context, cast.reporter_a())
    tab.goto(f"{live_server.url}/reports/{report.pk}/appendices/2/")
    expect(tab.locator('[data-field="typed"]')).to_have_count(1)
    expect(row(tab, "2:2.1").locator(".c-says")).to_contain_text("Số này khác kế hoạch đã duyệt.")
    expect(row(tab, "2:2.2")).to_contain_text("Đã khóa")
    type_into(tab, "2:2.1", "21")
    expect_saved(tab, "2:2.1")


@pytest.mark.parametrize("number", [2, 5, 8])
def test_the_page_has_no_finding_of_axe(desk, axe, report, number):
    filing.fill(report, {key: text for key, text in real.as_filed().items() if text}, cast.reporter_a())
    page = desk(number)
    assert page.evaluate("getComputedStyle(document.querySelector('.bar')).position") == "sticky"
    assert page.evaluate("[...document.querySelectorAll('.parts')].every(one => one.scrollWidth <= one.clientWidth)")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert axe(page) == []


def test_a_phone_shows_the_form_without_scrolling_sideways(desk, report):
    filing.fill(report, {key: text for key, text in real.as_filed().items() if text}, cast.reporter_a())
    for number in range(2, 9):
        page = desk(number)
        page.set_viewport_size({"width": 360, "height": 740})
        assert page.evaluate("document.documentElement.scrollWidth") == 360
