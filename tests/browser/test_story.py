"""The main job, as it happens: a real report from the first key to the province's workbook."""

import csv
import io
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Locator, Page, expect

from agencies import log
from agencies.models import User
from reports.models import Report
from tests import cast, filing
from tests.browser.desk import box, expect_saved, paste, row, type_into
from tests.reports import real
from tests.reports.documents import test_workbook

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

# What the preview says about the filed figures: appendix, code, as filed, what stands in the line.
VERDICTS = [
    ("3", "2", "20", "Dòng đề mục không có số liệu"),
    ("3", "3.2", "100", "Cần 0,00 % (0 / 20)"),
    ("4", "3.1", "88,70%", "Khớp số hệ thống tính: 88,70 % (589 / 664)"),
    ("5", "1.1", "09", "không phải ô của đơn vị này"),
    ("5", "2.5", "13,7%", "Cần có số gốc năm 2015"),
    ("6", "1", "1", "Dòng đề mục không có số liệu"),
    ("7", "1", "0", "không phát sinh (0 / 0)"),
    ("8", "5.1", "100", "Dòng đề mục không có số liệu"),
    ("8", "5.3", "100", "Dòng đề mục không có số liệu"),
    ("8", "6.3", "91,34", "Khớp số hệ thống tính: 91,34 % (116 / 127)"),
    ("8", "6.3.1", "127", "127 + 127 = 254"),
    ("8", "6.4.2", "1061", "khi dòng 6.4.2 lớn hơn 0 thì dòng 6.1.3 + 6.2.3 lớn hơn 0"),
]
WHERE_TO_PASTE = {2: "2:1", 3: "3:2.1", 4: "4:1.1", 5: "5:2.1", 6: "6:1.1", 7: "7:1.1", 8: "8:5.2"}


def paper(number: int) -> str:
    """An appendix of the filed report as it is copied from Word: STT, label, unit, figure and note, tabs between."""
    with (real.FIXTURES / "demo" / "skhdt_h1_2024_as_filed.csv").open(encoding="utf-8", newline="") as file:
        lines = [line for line in csv.DictReader(file) if line["appendix"] == str(number)]
    labels = {spec.code: spec.label for spec in real.EDITION.of_appendix(number)}
    columns = ("unit_as_printed", "value_as_filed", "note_as_filed")
    return "\n".join(
        "\t".join((f"{line['code']}.", labels[line["code"]], *(line[name] for name in columns))) for line in lines
    )


@pytest.fixture
def sit_down(watched, browser, browser_context_args, live_server, sign_in):
    """Seats a person at a browser of his own; gives what opens a page there."""
    contexts = []

    def seat(user: User) -> Callable[[str], Page]:
        contexts.append(browser.new_context(**browser_context_args, accept_downloads=True))
        sign_in(contexts[-1], user)
        page = watched(contexts[-1].new_page())

        def go(path: str) -> Page:
            page.goto(f"{live_server.url}{path}")
            return page

        return go

    yield seat
    for context in contexts:
        context.close()


def test_a_real_report_from_the_first_key_to_the_workbook_of_the_province(sit_down, report, tmp_path):
    reporter, signer, reviewer = (sit_down(who()) for who in (cast.reporter_a, cast.signer_a, cast.reviewer))
    types_and_pastes(reporter, report)
    corrects(reporter, report)
    explains_and_sends_for_signature(reporter, report)
    signs(signer, report)
    returns_two_cells(reviewer, report)
    mends_what_is_open(reporter, report)
    signs(signer, report)
    approves(reviewer, report)
    rolls_up_and_exports(reviewer, report, tmp_path)
    assert list(log.breaks(report.chain)) == []


def types_and_pastes(go, report: Report) -> None:
    page = go(f"/reports/{report.pk}/appendices/2/")
    type_into(page, "2:2.1", "21")
    type_into(page, "2:2.2", "12")
    expect(row(page, "2:2").locator("output")).to_have_text("57,14 %")
    expect(row(page, "2:2")).to_contain_text("12 / 21")
    type_into(page, "2:8", "9 cuộc")
    expect(row(page, "2:8")).to_contain_text("Cần 0 (Không) hoặc 1 (Có)")
    expect(box(page, "2:8")).to_have_value("9 cuộc")
    for number, key in WHERE_TO_PASTE.items():
        page = go(f"/reports/{report.pk}/appendices/{number}/")
        paste(page, key, paper(number))
        dialog = page.locator("#paste-dialog")
        expect(dialog.locator(".dialog__summary")).to_contain_text("sẽ ghi")
        for _, code, filed, said in (line for line in VERDICTS if line[0] == str(number)):
            expect(preview_line(dialog, code)).to_contain_text(filed)
            expect(preview_line(dialog, code)).to_contain_text(said)
        dialog.get_by_role("button", name="Ghi vào biểu").click()
        expect(dialog).to_be_hidden()
    expect(box(go(f"/reports/{report.pk}/appendices/4/"), "4:1.2")).to_have_value("1")
    page = go(f"/reports/{report.pk}/appendices/6/")
    expect(box(page, "6:1.1")).to_have_value("1")


def preview_line(dialog: Locator, code: str) -> Locator:
    return (
        dialog.locator("tbody tr")
        .filter(has=dialog.page.locator("td:nth-child(2)", has_text=code))
        .filter(has=dialog.page.locator(f'td:nth-child(2):text-is("{code}")'))
    )


def corrects(go, report: Report) -> None:
    page = go(f"/reports/{report.pk}/appendices/2/")
    row(page, "2:8").get_by_role("button", name="Dùng 1, ghi chú “9 cuộc”").click()
    expect(box(page, "2:8")).to_have_value("1")
    expect(row(page, "2:8").locator("textarea")).to_have_value("9 cuộc; Tổ chức hội thảo, diễn đàn")
    type_into(page, "2:7", "0")
    expect_saved(page, "2:7")
    page = go(f"/reports/{report.pk}/appendices/3/")
    expect(row(page, "3:3.2")).to_contain_text("Cần 0,00 % (0 / 20)")
    row(page, "3:3.2").get_by_role("button", name="Bỏ “100”").click()
    expect(row(page, "3:3.2")).not_to_contain_text("Cần 0,00 %")
    for number in (4, 8):
        page = go(f"/reports/{report.pk}/appendices/{number}/")
        page.get_by_role("button", name="Ô trống là không phát sinh").click()
        page.locator("#blanks-dialog").get_by_role("button", name="Ghi là không phát sinh").click()
        expect(page.locator("#blanks-dialog")).to_be_hidden()
    page = go(f"/reports/{report.pk}/appendices/5/")
    expect(row(page, "5:2.5").locator("output")).to_have_text("chưa đủ số liệu")
    for key, base in (("5:2.5", "51"), ("5:1.5.4", "0"), ("5:3.4", "0")):
        row(page, key).locator('[data-field="base"]').fill(base)
        row(page, key).locator('[data-field="base"]').press("Tab")
        expect_saved(page, key)  # the next page would not know what is still under way
    expect(row(page, "5:2.5").locator("output")).to_have_text("13,73 %")
    expect(row(page, "5:2.5")).to_contain_text("Bản giấy ghi 13,7%: khớp")


def explains_and_sends_for_signature(go, report: Report) -> None:
    page = go(f"/reports/{report.pk}/")
    expect(page.get_by_role("button", name="Trình ký")).to_be_disabled()
    while page.locator("form[action$='/explanations/']").count() and page.locator("#next-warning").count():
        form = page.locator("#next-warning form[action$='/explanations/']")
        form.locator("textarea, input[type=text]").fill("Đã đối chiếu với phần mềm một cửa; số liệu đúng.")
        with page.expect_navigation():  # or the next one would be read from the page that is being left
            form.get_by_role("button", name="Lưu giải trình").click()
    page.get_by_role("button", name="Trình ký").click()
    expect(page.locator(".status").first).to_have_text("Chờ ký")


def signs(go, report: Report) -> None:
    page = go(f"/reports/{report.pk}/")
    form = open_offer(page, "sign_and_send")
    form.get_by_label("Số văn bản").fill("2147/BC-SKHĐT")
    form.get_by_label("Ngày văn bản").fill("11/6/2024")
    form.get_by_label("Người ký").fill("Nguyễn Đại Minh")
    form.get_by_label("Chức vụ").fill("Phó Giám đốc")
    form.get_by_role("button", name="Ký và gửi").click()
    expect(page.locator(".status").first).to_have_text("Đã gửi")


def returns_two_cells(go, report: Report) -> None:
    page = go("/review/")
    expect(page.get_by_role("link", name="Sở Kế hoạch và Đầu tư")).to_be_visible()
    for number, key, text in (
        (8, "8:6.3.1", "Đề nghị cộng đủ hai mức độ."),
        (3, "3:3.1", "Kiểm tra lại số đã rà soát."),
    ):
        page = go(f"/review/{report.pk}/?part={number}")
        form = page.locator("form[action$='/remarks/']").filter(has=page.locator(f'input[name=key][value="{key}"]'))
        form.locator("xpath=ancestor::details/summary").click()
        form.locator("textarea").fill(text)
        with page.expect_navigation():  # a remark that is under way would not be in what is sent back
            form.get_by_role("button", name="Ghi nhận xét").click()
    page = go(f"/review/{report.pk}/")
    open_offer(page, "send_back").get_by_role("button", name="Trả lại đơn vị").click()
    expect(page.locator(".status").first).to_have_text("Bị trả lại")


def open_offer(page: Page, action: str) -> Locator:
    form = page.locator(f"form[action$='/act/{action}/']")
    if not form.is_visible():
        form.locator("xpath=ancestor::details/summary").click()
    return form


def mends_what_is_open(go, report: Report) -> None:
    expect(go("/").locator("main")).to_contain_text("Bị trả lại")
    page = go(f"/reports/{report.pk}/appendices/8/")
    expect(row(page, "8:6.3.1")).to_contain_text("Đề nghị cộng đủ hai mức độ.")
    assert page.locator('[data-field="typed"]').count() == 1
    type_into(page, "8:6.3.1", "254")
    expect_saved(page, "8:6.3.1")
    page = go(f"/reports/{report.pk}/appendices/3/")
    assert page.locator('[data-field="typed"]').count() == 1
    type_into(page, "3:3.1", "52")
    expect_saved(page, "3:3.1")
    assert go(f"/reports/{report.pk}/appendices/2/").locator('[data-field="typed"]').count() == 0
    # The paper's 91,34 % was of 127; of 254 it no longer holds. The rate follows from a mended cell, so it is open too.
    page = go(f"/reports/{report.pk}/appendices/8/")
    row(page, "8:6.3").get_by_role("button", name="Bỏ “91,34”").click()
    expect(row(page, "8:6.3")).not_to_contain_text("Cần 45,67 %")
    page = go(f"/reports/{report.pk}/")
    page.get_by_role("button", name="Trình ký").click()
    expect(page.locator(".status").first).to_have_text("Chờ ký")


def approves(go, report: Report) -> None:
    page = go(f"/review/{report.pk}/")
    open_offer(page, "approve").get_by_role("button", name="Phê duyệt").click()
    expect(page.locator(".status").first).to_have_text("Đã duyệt")


def rolls_up_and_exports(go, report: Report, folder: Path) -> None:
    """Two other agencies are approved as well; what the province's workbook says is recalculated."""
    for agency, role, tasks, done in ((cast.stc(), "stc", "30", "15"), (cast.district(), "phongdien", "9", "3")):
        reporter, signer = (cast.member(f"{who}.{role}", who, who, agency) for who in ("reporter", "signer"))
        other = filing.report(agency)
        filing.submit(other, reporter, signer, **{"2:2.1": tasks, "2:2.2": done})
        filing.act(other, "approve", cast.reviewer())
    page = go(f"/province/{report.period_id}/appendices/2/?stage=official")
    expect(page.locator("#c-2-2")).to_contain_text("50,00 %")
    expect(page.locator("#c-2-2")).to_contain_text("30 / 60")
    expect(page.locator("main")).to_contain_text("Chính thức")
    page.locator("#c-2-2").get_by_role("link").first.click()
    expect(page.locator("main")).to_contain_text("Huyện Phong Điền")
    page = go(f"/province/{report.period_id}/appendices/2/?stage=official")
    with page.expect_download() as download:
        page.get_by_role("link", name="Tải phụ lục (Excel)").click()
    data = Path(download.value.path()).read_bytes()
    stored = openpyxl.load_workbook(io.BytesIO(data), data_only=True)["PL2"]
    again = test_workbook.recalculated(folder, province=data)["province"]["PL2"]
    rate = next(line for line in stored.iter_rows() if line[1].value and "Tỷ lệ hoàn thành" in str(line[1].value))[3]
    assert (rate.value, again[rate.coordinate].value) == (50, 50)
    assert openpyxl.load_workbook(io.BytesIO(data))["PL2"][rate.coordinate].value.startswith("=")
