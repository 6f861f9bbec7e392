"""Pasting tables from Excel and Word into the entry page, and filling what is blank."""

import re

import pytest
from playwright.sync_api import expect

from agencies.models import Event
from tests import cast, filing
from tests.browser.desk import box, paste, row, stored
from tests.reports import real

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


AS_FILED_4 = """STT\tChỉ tiêu thống kê\tĐơn vị tính\tSố liệu\tGhi chú
1.\tThống kê TTHC\t\t\t
1.1.\tSố TTHC đã được phê duyệt phương án đơn giản hóa\tThủ tục\t0\t
1.2.\tSố TTHC công bố mới\tThủ tục\t01\t
3.1.\tTỷ lệ hồ sơ TTHC do các sở, ngành tiếp nhận được giải quyết đúng hạn\t%\t88,70%\t
3.1.1.\tTổng số hồ sơ TTHC đã giải quyết xong\tHồ sơ\t664\t
3.1.2.\tSố hồ sơ TTHC giải quyết đúng hạn\tHồ sơ\t589\tTừ Cổng DVC
"""


def test_a_table_of_the_paper_form_is_matched_by_stt(desk, report):
    page = desk(4)
    paste(page, "4:1.1", AS_FILED_4)
    dialog = page.locator("#paste-dialog")
    expect(dialog.locator(".dialog__summary")).to_contain_text("5 ô sẽ ghi")
    line = dialog.locator("tbody tr", has_text="88,70%")
    expect(line).to_contain_text("Khớp số hệ thống tính: 88,70 % (589 / 664)")
    dialog.get_by_role("button", name="Ghi vào biểu").click()
    expect(dialog).to_be_hidden()
    expect(box(page, "4:1.2")).to_have_value("1")
    expect(row(page, "4:3.1").locator("output")).to_have_text("88,70 %")
    expect(row(page, "4:3.1.2").locator("textarea")).to_have_value("Từ Cổng DVC")
    assert stored(report, "4:3.1.2").note == "Từ Cổng DVC"


def test_a_bare_column_goes_down_from_the_focused_cell_heading_rows_included(desk, report):
    column = [text for key, text in real.as_filed().items() if key.startswith("2:")]
    page = desk(2)
    paste(page, "2:1", "\n".join(column))
    dialog = page.locator("#paste-dialog")
    expect(dialog.locator("tbody tr", has_text="9 cuộc")).to_contain_text("Lỗi")
    dialog.locator("tbody tr", has_text="9 cuộc").get_by_label("Dùng 1, ghi chú “9 cuộc”").check()
    dialog.get_by_role("button", name="Ghi vào biểu").click()
    expect(dialog).to_be_hidden()
    expect(box(page, "2:5.1")).to_have_value("595")
    expect(box(page, "2:8")).to_have_value("1")
    expect(row(page, "2:2").locator("output")).to_have_text("57,14 %")
    assert Event.objects.filter(action="save_figure").values("at").distinct().count() == 1


def test_a_table_from_word_is_read_from_its_html(desk):
    rows = "".join(
        f"<tr><td><p>{code}.</p></td><td><p>{label}</p></td><td><p>Nhiệm&nbsp;vụ</p></td><td><p>{value}</p></td></tr>"
        for code, label, value in (
            ("2.1", "Số nhiệm vụ đề ra<br>trong kế hoạch", "21"),
            ("2.2", "Số nhiệm vụ đã hoàn thành", "12"),
        )
    )
    page = desk(2)
    paste(page, "2:1", "không dùng tới", f"<html><body><table>{rows}</table></body></html>")
    page.get_by_role("button", name="Ghi vào biểu").click()
    expect(box(page, "2:2.1")).to_have_value("21")
    expect(row(page, "2:2").locator("output")).to_have_text("57,14 %")


def test_a_heading_and_a_foreign_cell_are_skipped_with_the_reason(desk):
    page = desk(5)
    paste(page, "5:1.5.2", "1.\t9\n1.1.\t09\n2.1.\t44\n9.\t7")
    dialog = page.locator("#paste-dialog")
    expect(dialog.locator("tbody tr").nth(0)).to_contain_text("Dòng đề mục không có số liệu")
    expect(dialog.locator("tbody tr").nth(1)).to_contain_text("Sở Nội vụ")
    expect(dialog.locator("tbody tr").nth(3)).to_contain_text("Phụ lục này không có STT 9")
    expect(dialog.locator(".dialog__summary")).to_contain_text("1 ô sẽ ghi, trong đó 0 lỗi, 0 cảnh báo; bỏ qua 3.")


def test_a_single_text_is_pasted_as_always(desk):
    page = desk()
    box(page, "2:1").focus()
    paste(page, "2:1", "12\n")
    expect(page.locator("#paste-dialog")).to_be_hidden()


def test_blank_cells_become_none_after_a_look_at_the_list(desk, report):
    filing.fill(report, {"7:1.1": "500"}, cast.reporter_a())
    page = desk(7)
    page.get_by_role("button", name="Ô trống là không phát sinh").click()
    dialog = page.locator("#blanks-dialog")
    expect(dialog.locator("li")).to_have_count(8)
    dialog.get_by_label(re.compile("^1.2")).uncheck()
    dialog.get_by_role("button", name="Ghi là không phát sinh").click()
    expect(dialog).to_be_hidden()
    expect(page.locator("#save-state")).to_have_text("Đã lưu 7 ô")
    expect(page.locator(".saved:not(:empty)")).to_have_count(7)  # no computed row is said to be saved
    assert stored(report, "7:2.6").state == "none"
    assert stored(report, "7:1.2") is None


def test_a_line_of_choices_does_not_become_none_unasked(desk):
    page = desk(2)
    page.get_by_role("button", name="Ô trống là không phát sinh").click()
    dialog = page.locator("#blanks-dialog")
    expect(dialog.get_by_label(re.compile("^2.1"))).to_be_checked()
    expect(dialog.get_by_label(re.compile("^8 .*dòng chọn"))).not_to_be_checked()


def test_a_column_of_a_departments_paper_skips_the_rows_that_it_does_not_have(desk):
    column = [text for key, text in real.as_filed().items() if key.startswith("4:")]
    page = desk(4)
    paste(page, "4:1.1", "\n".join(column[1:]))  # from the first figure on, as one marks it in Word
    page.get_by_role("button", name="Ghi vào biểu").click()
    expect(box(page, "4:3.1.2")).to_have_value("589")
    expect(box(page, "4:3.4.2")).to_have_value("0")


def test_excels_way_to_write_stt_is_understood(desk):
    page = desk(2)
    paste(page, "2:1", "2,1\t21\n2,2\t12\n3,3,1\t4")
    page.get_by_role("button", name="Ghi vào biểu").click()
    expect(box(page, "2:2.2")).to_have_value("12")
    expect(box(page, "2:3.3.1")).to_have_value("4")


def test_a_table_without_stt_is_matched_by_its_labels(desk):
    page = desk(2)
    paste(
        page,
        "2:1",
        "Tổng số nhiệm vụ được giao\tNhiệm vụ\t595\nSố nhiệm vụ đã hoàn thành đúng hạn\tNhiệm vụ\t508\n"
        "Tổng số nhiệm vụ được giao\tNhiệm vụ\t7\n",
    )
    expect(page.locator(".dialog__summary")).to_contain_text("Ghép theo tên chỉ tiêu")
    page.get_by_role("button", name="Ghi vào biểu").click()
    expect(box(page, "2:5.1")).to_have_value("595")
    expect(box(page, "2:6.1")).to_have_value("7")  # the second of the same name


def test_a_table_of_another_appendix_is_doubted(desk):
    page = desk(3)
    paste(page, "3:2.1", "1.\tSố văn bản chỉ đạo CCHC đã ban hành\tVăn bản\t6\n2.1\tSố nhiệm vụ đề ra\tNhiệm vụ\t21")
    expect(page.locator(".dialog__summary")).to_contain_text("có thể bảng thuộc phụ lục khác")
