"""Can a person take the form out as a workbook, fill it in, and choose what comes back of it?"""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from reports.documents.workbook import MEDIA_TYPE
from tests import cast
from tests.browser.desk import box, stored
from tests.reports import form_files as clerk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_form_goes_out_comes_back_filled_in_and_is_taken_as_chosen(tab, live_server, sign_in, report):
    sign_in(tab.context, cast.reporter_a())
    tab.goto(f"{live_server.url}/reports/{report.pk}/")
    with tab.expect_download() as out:
        tab.get_by_role("link", name="Tải biểu Excel để điền").click()
    filled = clerk.changed(
        Path(out.value.path()).read_bytes(), clerk.typed(**{"2:1": 6, "2:2.1": 21, "2:2.2": 12, "2:8": "9 cuộc"})
    )
    with tab.expect_file_chooser() as chooser:
        tab.get_by_role("button", name="Nạp lại biểu đã điền…").click()
    chooser.value.set_files({"name": "biểu.xlsx", "mimeType": MEDIA_TYPE, "buffer": filled})

    expect(tab.get_by_role("heading", name="4 ô có thể đổi")).to_be_visible()
    count = tab.locator("[data-count]")
    expect(count).to_have_text("Đang chọn 3 trong 4 ô")
    left = tab.get_by_label("Ghi dòng 2.2 của Phụ lục 2")
    left.uncheck()
    tab.get_by_label("Ghi 1, ghi chú “9 cuộc”").check()
    expect(count).to_have_text("Đang chọn 3 trong 4 ô")
    tab.get_by_role("button", name="Ghi các ô đã chọn").click()
    expect(tab.locator(".messages")).to_contain_text("Đã ghi 3 ô từ tệp “biểu.xlsx”.")
    expect(tab.get_by_role("heading", name="Còn 1 ô chưa ghi")).to_be_visible()
    expect(count).to_have_text("Đang chọn 0 trong 1 ô")

    # Back, to a page on which another cell stands where a ticked one stood
    tab.go_back()
    expect(tab.get_by_role("heading", name="Còn 1 ô chưa ghi")).to_be_visible()
    expect(count).to_have_text("Đang chọn 0 trong 1 ô")
    expect(left).not_to_be_checked()

    tab.goto(f"{live_server.url}/reports/{report.pk}/appendices/2/")
    for key, text in {"2:1": "6", "2:2.1": "21", "2:2.2": "", "2:8": "1"}.items():
        expect(box(tab, key)).to_have_value(text)
    assert stored(report, "2:8").note == "9 cuộc"
