"""The administration of reports in a real browser: no page breaks the content policy, and none needs a script."""

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, expect

from tests import cast, filing
from tests.reports.admin import asking

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_no_page_for_editions_and_periods_breaks_the_policy(tab, sign_in, live_server):
    copy = asking.copied()
    sign_in(tab.context, cast.admin())
    for name, args in asking.pages(copy):
        answer = tab.goto(live_server.url + reverse(f"admin:{name}", args=args))
        assert answer.status == 200, name
    report = filing.report(cast.skhdt())
    tab.goto(live_server.url + asking.address("change", report))
    expect(tab.locator("#content")).to_contain_text("Quyền quản trị hệ thống không cho đọc hay ghi số liệu.")


def test_no_page_of_a_report_breaks_the_policy(tab, sign_in, live_server):
    sign_in(tab.context, asking.staff(cast.reporter_a()))
    report = filing.report(cast.skhdt())
    pages = [reverse("admin:reports_report_changelist"), asking.address("change", report)]
    pages += [asking.address("appendix", report, number) for number in range(2, 9)]
    for where in [*pages, asking.address("sections", report)]:
        assert tab.goto(live_server.url + where).status == 200, where


def test_a_report_is_filled_in_and_sent_for_signature_without_any_script(browser: Browser, sign_in, live_server):
    lan = asking.staff(cast.reporter_a())
    report = filing.report(cast.skhdt())
    filing.fill_all(report, lan)
    context = browser.new_context(java_script_enabled=False, locale="vi-VN", viewport={"width": 1280, "height": 800})
    sign_in(context, lan)
    tab = context.new_page()
    tab.goto(live_server.url + reverse("admin:reports_report_changelist"))
    tab.click("text=Sở Kế hoạch và Đầu tư")
    tab.click(".report-tabs >> text=PL2.")
    tab.fill('[name="typed-2:2.1"]', "21")
    tab.fill('[name="typed-2:2.2"]', "12")
    tab.fill('[name="typed-2:8"]', "9 cuộc")
    tab.click('input[value="Lưu"]')
    expect(tab.locator(".messagelist")).to_contain_text("Đã lưu 3 ô của Phụ lục 2. Báo cáo còn 1 lỗi")
    expect(tab.locator('[id="c-2-2"]')).to_contain_text("57,14 %")
    expect(tab.locator('[name="typed-2:8"]')).to_have_value("9 cuộc")
    tab.click(".report-tabs >> text=Tổng quan")
    expect(tab.locator('input[value="Trình ký"]')).to_be_disabled()
    tab.click("text=Phụ lục 2, dòng 8")
    tab.fill('[name="typed-2:8"]', "1")
    tab.fill('[name="note-2:8"]', "9 cuộc")
    with tab.expect_navigation():  # every page has the tabs: the next click must not come to this one
        tab.click('input[value="Lưu và sang Phụ lục 3"]')
    tab.click(".report-tabs >> text=Thuyết minh")
    tab.fill('[name="text-I.1"]', "Đã ban hành 01 kế hoạch.\nĐang thực hiện.")
    tab.click('input[value="Lưu"]')
    expect(tab.locator(".messagelist")).to_contain_text("Đã lưu mục I.1.")
    tab.click('input[value="Lưu"]')
    expect(tab.locator("#container")).not_to_contain_text("Đã lưu mục")
    tab.click(".report-tabs >> text=Tổng quan")
    tab.click('input[value="Trình ký"]')
    expect(tab.locator(".messagelist")).to_contain_text("Đã trình ký.")
    assert filing.version(report).status == "waiting"
    context.close()
