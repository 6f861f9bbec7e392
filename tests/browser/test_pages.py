"""Every page in a browser: no error, nothing from elsewhere, not wider than a phone, nothing that axe objects to."""

import datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from reports.models import Attachment
from reports.services import acts, review, sections
from tests import cast, filing

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# page -> who looks at it; {draft} and {sent} are reports
PAGES = {
    "/": cast.reporter_a,
    "/reports/{draft}/": cast.reporter_a,
    "/reports/{draft}/sections/": cast.reporter_a,
    "/reports/{draft}/history/": cast.reporter_a,
    "/reports/{draft}/print/": cast.reporter_a,
    "/reports/{sent}/": cast.signer_b,
    "/reports/{sent}/sections/": cast.viewer,
    "/review/": cast.reviewer,
    "/review/{sent}/": cast.reviewer,
    "/review/{sent}/?part=2": cast.reviewer,
    "/review/{sent}/?part=sections": cast.reviewer,
    "/periods/": cast.admin,
    "/catalogue/": cast.viewer,
}


@pytest.fixture
def stage(transactional_db) -> dict[str, int]:
    """A draft with everything that can be wrong, and a report that was returned once and sent again."""
    cast.snv()
    draft, sent = filing.report(cast.skhdt()), filing.report(cast.stc())
    filing.fill(draft, {"2:8": "9 cuộc", "2:2.1": "21", "2:2.2": "22"}, cast.reporter_a())
    acts.describe(draft.pk, by=cast.reporter_a(), data_as_of=datetime.date(2024, 6, 10))
    sections.save_section(draft.pk, "I.1", "Sở đã ban hành 6 kế hoạch. " * 20, 0, by=cast.reporter_a())
    filing.submit(sent, cast.reporter_b(), cast.signer_b())
    review.remark(sent.pk, "Kiểm tra lại.", by=cast.reviewer(), key="2:2.1")
    review.remark(sent.pk, "Nêu rõ số.", by=cast.reviewer(), section="I.1")
    filing.act(sent, "send_back", cast.reviewer(), reason="Xem các ô được nêu.")
    filing.fill(sent, {"2:2.1": "24"}, cast.reporter_b())
    filing.act(sent, "send_for_signature", cast.reporter_b())
    filing.act(sent, "sign_and_send", cast.signer_b(), paper=filing.PAPER)
    review.remark(sent.pk, "Vẫn chưa khớp.", by=cast.reviewer(), key="2:1")
    return {"draft": draft.pk, "sent": sent.pk}


def test_every_page_is_sound_on_a_desk_and_on_a_phone(tab, live_server, sign_in, axe, stage):
    found = []
    for path, who in PAGES.items():
        sign_in(tab.context, who())
        tab.set_viewport_size({"width": 1366, "height": 800})
        tab.goto(live_server.url + path.format(**stage))
        expect(tab.locator("h1")).to_have_count(1)
        found += [f"{path}: {finding}" for finding in axe(tab)]
        tab.set_viewport_size({"width": 360, "height": 800})
        width = tab.evaluate("document.documentElement.scrollWidth")
        found += [f"{path}: {width} wide"] if width > 360 else []
    assert found == []


def test_the_account_menu_shuts_on_escape_and_on_a_click_elsewhere(tab, live_server, sign_in):
    sign_in(tab.context, cast.viewer())
    tab.goto(live_server.url)
    menu, way_out = tab.locator(".user-menu summary"), tab.get_by_role("button", name="Đăng xuất")
    menu.click()
    expect(way_out).to_be_visible()
    tab.keyboard.press("Escape")
    expect(way_out).to_be_hidden()
    expect(menu).to_be_focused()
    menu.click()
    expect(way_out).to_be_visible()
    tab.locator("h1").click()
    expect(way_out).to_be_hidden()


def test_the_way_of_a_report_by_its_buttons(tab, live_server, sign_in, stage):
    page: Page = tab
    draft = filing.report(cast.skhdt())
    filing.fill_all(draft, cast.reporter_a(), **{"2:2.1": "21", "2:2.2": "12", "2:8": "1"})
    sign_in(page.context, cast.reporter_a())
    page.goto(live_server.url)
    page.get_by_role("link", name="Kiểm tra và trình ký").click()
    expect(page.get_by_role("button", name="Trình ký")).to_be_disabled()
    page.get_by_role("textbox", name="Giải trình").fill("Chốt theo lịch họp của Sở.")
    with page.expect_navigation():  # the page that is being left has the next button, too
        page.get_by_role("button", name="Lưu giải trình").click()
    page.get_by_role("button", name="Trình ký").click()
    expect(page.locator(".messages")).to_contain_text("Đã trình ký.")

    sign_in(page.context, cast.signer_a())
    page.goto(live_server.url)
    page.get_by_role("link", name="Đọc và ký").click()
    page.get_by_label("Số văn bản").fill("2147/BC-SKHĐT")
    page.get_by_label("Ngày văn bản").fill("11/6/2024")
    page.get_by_label("Chức vụ").fill("Giám đốc")
    page.get_by_role("button", name="Ký và gửi").click()
    expect(page.locator(".messages")).to_contain_text("Đã ký và gửi báo cáo.")

    sign_in(page.context, cast.reviewer())
    page.goto(f"{live_server.url}/review/?turn=new")
    page.get_by_role("link", name="Sở Kế hoạch và Đầu tư").click()
    with page.expect_navigation():
        page.get_by_role("button", name="Nhận thẩm định").click()
    page.locator("summary", has_text="Phê duyệt…").click()
    expect(page.get_by_text("Báo cáo có 1 cảnh báo có giải trình.")).to_be_visible()
    page.get_by_role("button", name="Phê duyệt").click()
    expect(page.locator(".messages")).to_contain_text("Đã phê duyệt báo cáo.")
    assert filing.version(draft).status == "approved"


def test_a_file_is_chosen_in_vietnamese_and_sent_at_once(tab, live_server, sign_in, stage, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    pdf = Path(tmp_path) / "Văn bản đã ký.pdf"
    pdf.write_bytes(b"%PDF-1.7\n%%EOF\n")
    sign_in(tab.context, cast.reporter_a())
    tab.goto(f"{live_server.url}/reports/{stage['draft']}/")
    with tab.expect_file_chooser() as chooser:
        tab.get_by_role("button", name="Chọn tệp PDF…").click()
    chooser.value.set_files(pdf)
    expect(tab.get_by_role("link", name="Văn bản đã ký.pdf")).to_be_visible()
    assert Attachment.objects.get().size == 15
