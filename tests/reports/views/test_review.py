"""One report under review: what is odd, what was explained, what was mended, and the decision."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies.models import Membership, Role
from reports import plain
from reports.models import Remark, Report
from reports.services import acts, figures, review, sections
from tests import cast, filing
from tests.pages import links, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def report():
    """Sở KH&ĐT's report, sent with an explained warning, an own figure and a text."""
    cast.snv()
    found = filing.report(cast.skhdt())
    filing.fill_all(found, cast.reporter_a(), **{"2:2.1": "21", "2:2.2": "12"})
    sections.save_section(found.pk, "I.1", "Sở đã ban hành 6 kế hoạch.", 0, by=cast.reporter_a())
    acts.describe(found.pk, by=cast.reporter_a(), data_as_of=datetime.date(2024, 6, 10))
    review.explain(found.pk, "ASOF|", "Chốt theo lịch họp.", by=cast.reporter_a())
    filing.act(found, "send_for_signature", cast.reporter_a())
    filing.act(found, "sign_and_send", cast.signer_a(), paper=filing.PAPER)
    return found


@pytest.fixture
def see(client, report):
    def get(part: str = "", user=None, **query):
        client.force_login(user or cast.reviewer())
        return client.get(f"/review/{report.pk}/", ({"part": part} if part else {}) | query)

    return get


@pytest.fixture
def send(client, report):
    def post(path: str, user=None, **data):
        client.force_login(user or cast.reviewer())
        return client.post(f"/review/{report.pk}/{path}", data)

    return post


def send_back(report: Report, **places: str) -> None:
    for text, place in places.items():
        key, section = ("", place) if "." in place and ":" not in place else (place, "")
        review.remark(report.pk, text, by=cast.reviewer(), key=key, section=section)
    filing.act(report, "send_back", cast.reviewer())


def resend(report: Report) -> None:
    filing.act(report, "send_for_signature", cast.reporter_a())
    filing.act(report, "sign_and_send", cast.signer_a(), paper=filing.PAPER)


def test_the_overview_holds_the_document_the_warnings_with_their_explanations_and_the_decision(see):
    said = words(see())
    assert "Số 2147/BC-SKHĐT Ngày 11/6/2024 Người ký Nguyễn Đại Minh, Giám đốc" in said
    assert "1 cảnh báo" in said
    assert "Giải trình: Chốt theo lịch họp. – Trần Thị Lan" in said
    for button in ("Nhận thẩm định", "Trả lại đơn vị", "Phê duyệt"):
        assert button in said
    assert "Ghi ít nhất một nhận xét tại ô hoặc mục cần sửa trước khi trả lại." in said


def test_figures_stand_beside_last_periods_with_the_change(see, report):
    earlier = filing.report(cast.skhdt(), "q1")
    filing.fill_all(earlier, cast.reporter_a(), **{"2:2.1": "21", "2:2.2": "5"})
    filing.act(earlier, "send_for_signature", cast.reporter_a())
    filing.act(earlier, "sign_and_send", cast.signer_a(), paper=filing.PAPER)
    report.previous = earlier
    report.save(update_fields=["previous"])
    said = words(see("2"))
    assert "2.2 Số nhiệm vụ đã hoàn thành Nhiệm vụ 12 5 +7" in said
    assert "57,14 % 12 / 21 23,81 % +33,33" in said
    assert "Kỳ trước: Quý I năm 2024." in said


def test_a_cell_of_others_is_told_to_be_theirs(see):
    assert "3.1 Số sở, ngành đã kiểm tra Cơ quan, đơn vị không thuộc phạm vi" in words(see("2"))


def test_the_narrative_stands_with_a_remark_at_each_section(see):
    page = see("sections")
    assert "Sở đã ban hành 6 kế hoạch." in words(page)
    assert page.content.decode().count('name="section" value="I.1"') == 1


@pytest.mark.parametrize("part", ["0", "9", "x", "2 ", "overview'"])
def test_a_part_that_is_not_there_is_no_page(see, part):
    assert see(part).status_code == 404


def test_a_remark_is_written_where_it_belongs_and_taken_back(see, send, report):
    answer = send("remarks/", key="2:2.1", text="Kiểm tra lại số nhiệm vụ.", part="2")
    assert answer["Location"] == f"/review/{report.pk}/?part=2#c-2-2.1"
    assert "Nhận xét: Kiểm tra lại số nhiệm vụ. (Hoàng Thị Thu)" in words(see("2"))
    assert links(see())["Phụ lục 2, dòng 2.1"] == f"/review/{report.pk}/?part=2#c-2-2.1"
    row = Remark.objects.get()
    answer = send(f"remarks/{row.pk}/drop/", part="2")
    assert answer["Location"] == f"/review/{report.pk}/?part=2"
    assert Remark.objects.count() == 0


def test_a_remark_too_short_stays_in_its_field(send):
    answer = send("remarks/", key="2:2.1", text="?", part="2")
    assert answer.status_code == 409
    assert "Ghi nhận xét bằng một câu ngắn." in words(answer)
    assert ">?</textarea>" in answer.content.decode()
    assert send("remarks/", key="2:2.1", text="", part="2").status_code == 422


def test_a_remark_that_is_not_there_is_not_taken_back(send):
    assert send("remarks/999/drop/").status_code == 404


def test_a_return_needs_a_remark_and_tells_the_agency(send, client, report):
    client.force_login(cast.reviewer())
    revision = filing.version(report).revision
    blocked = client.post(f"/reports/{report.pk}/act/send_back/", {"revision": revision, "reason": "Xem các ô."})
    assert blocked.status_code == 409
    assert "Ghi ít nhất một nhận xét" in words(blocked)
    assert ">\nXem các ô.</textarea>" in blocked.content.decode()
    send("remarks/", key="2:2.1", text="Kiểm tra lại số nhiệm vụ.", part="2")
    answer = client.post(f"/reports/{report.pk}/act/send_back/", {"revision": revision, "reason": "Xem các ô."})
    assert answer["Location"] == f"/review/{report.pk}/"
    assert filing.version(report).status == "returned"


def test_of_a_resent_report_what_was_mended_stands_before_and_after_by_remark(see, report):
    send_back(report, **{"Sai số nhiệm vụ.": "2:2.1", "Thiếu văn bản.": "2:1", "Nêu rõ số.": "I.1"})
    filing.fill(report, {"2:2.1": "24"}, cast.reporter_a())
    sections.save_section(report.pk, "I.1", "Kế hoạch số 44.", 1, by=cast.reporter_a())
    resend(report)
    said = words(see())
    assert "Phụ lục 2, dòng 2.1 Sai số nhiệm vụ. 21 24" in said
    assert "Phụ lục 2, dòng 1 Thiếu văn bản. Chưa sửa" in said
    assert "Mục I.1 Nêu rõ số. Sở đã ban hành 6 kế hoạch. Kế hoạch số 44." in said
    assert "Đã trả lại: Sai số nhiệm vụ. Trước: 21 → sau: 24" in words(see("2"))
    assert "Trước khi sửa Sở đã ban hành 6 kế hoạch." in words(see("sections"))


def test_a_remark_on_a_rate_is_answered_by_what_it_is_computed_from(see, report):
    send_back(report, **{"Tỷ lệ lạ.": "2:2", "Tỷ lệ này cũng lạ.": "4:3.1"})
    filing.fill(report, {"2:2.1": "24", "2:2": "50"}, cast.reporter_a())
    resend(report)
    said = words(see())
    assert (
        "Phụ lục 2, dòng 2 Tỷ lệ lạ. 57,14 % 50,00 % Phụ lục 2, dòng 2.1 Số liệu để tính Phụ lục 2, dòng 2 21 24"
        in said
    )
    assert "Phụ lục 4, dòng 3.1 Tỷ lệ này cũng lạ. Chưa sửa" in said
    assert "Sửa thêm ngoài các nhận xét" not in said
    assert "Đã trả lại: Tỷ lệ lạ. Trước: 57,14 % → sau: 50,00 %" in words(see("2"))


def test_a_note_beside_a_part_mends_no_rate_and_one_at_the_rate_is_told_with_its_parts(see, report):
    send_back(report, **{"Tỷ lệ lạ.": "2:2"})
    seen = filing.sheet(report).sheet["2:2.1"].revision
    figures.save_figures(report.pk, [figures.Change("2:2.1", seen, note="Theo Kế hoạch 12")], by=cast.reporter_a())
    resend(report)
    assert "Tỷ lệ lạ. Chưa sửa" in words(see())
    send_back(report, **{"Tỷ lệ vẫn lạ.": "2:2"})
    filing.fill(report, {"2:2.1": "24"}, cast.reporter_a())
    seen = filing.sheet(report).sheet["2:2"].revision
    figures.save_figures(report.pk, [figures.Change("2:2", seen, note="Đã tính lại")], by=cast.reporter_a())
    resend(report)
    said = words(see())
    assert "57,14 % 50,00 %" in said
    assert "Đã tính lại" in said


def test_an_approval_that_is_blocked_says_so_at_once(see, report):
    review.remark(report.pk, "Con số này lạ.", by=cast.reviewer(), key="2:1")
    page = see().content.decode()
    assert "<summary" not in page.partition("act/approve/")[0].rpartition('class="offer"')[2]
    assert "Còn 1 nhận xét chưa gửi" in words(see())


def test_what_is_not_out_has_no_document_on_the_page_of_the_review(see, report):
    send_back(report, **{"Sai số nhiệm vụ.": "2:2.1"})
    assert "2147/BC-SKHĐT" not in words(see())


def test_an_approval_says_what_it_passes_over(see, report):
    assert "nhận xét lần trước chưa sửa" not in words(see())
    send_back(report, **{"Sai số nhiệm vụ.": "2:2.1", "Thiếu văn bản.": "2:1"})
    filing.fill(report, {"2:2.1": "24"}, cast.reporter_a())
    resend(report)
    assert "Báo cáo có 1 nhận xét lần trước chưa sửa" in words(see())


def test_what_was_typed_and_taken_back_is_not_mended(see, report):
    send_back(report, **{"Sai số nhiệm vụ.": "2:2.1"})
    filing.fill(report, {"2:2.1": "24"}, cast.reporter_a())
    filing.fill(report, {"2:2.1": "21"}, cast.reporter_a())
    resend(report)
    assert "Phụ lục 2, dòng 2.1 Sai số nhiệm vụ. Chưa sửa" in words(see())


def test_of_a_new_version_what_differs_from_the_approved_one_is_shown(see, report):
    filing.act(report, "approve", cast.reviewer())
    filing.act(report, "reopen", cast.reviewer(), reason="Đơn vị đề nghị sửa.")
    filing.fill(report, {"2:2.2": "13"}, cast.reporter_a())
    resend(report)
    said = words(see())
    assert "Khác với phiên bản đã duyệt" in said
    assert "Phụ lục 2, dòng 2.2 – Số nhiệm vụ đã hoàn thành 12 13" in said


def test_an_approved_report_offers_to_be_opened_again_with_a_reason(see, client, report):
    filing.act(report, "approve", cast.reviewer())
    assert "Mở phiên bản sửa đổi" in words(see())
    revision = filing.version(report).revision
    answer = client.post(f"/reports/{report.pk}/act/reopen/", {"revision": revision, "reason": ""})
    assert answer.status_code == 422
    assert "Ghi lý do." in words(answer)


def test_nobody_reviews_the_report_of_their_own_agency(see, send, report):
    Membership.objects.create(user=cast.reviewer(), agency=cast.skhdt(), role=Role.VIEWER)
    elsewhere = cast.member("ly.vpub", "Đoàn Thị Ly", Role.REVIEWER, cast.province())
    review.remark(report.pk, "Con số này lạ.", by=elsewhere, key="2:1")
    page = see("2")
    assert "Không ai thẩm định báo cáo của chính cơ quan mình." in words(page)
    assert "Con số này lạ." not in words(page)
    assert 'name="key"' not in page.content.decode()
    assert send("remarks/", key="2:1", text="Kiểm tra lại.", part="2").status_code == 409


def test_a_report_that_was_never_sent_is_not_reviewed(client):
    cast.skhdt()
    draft = filing.report(cast.stc())
    client.force_login(cast.reviewer())
    assert client.get(f"/review/{draft.pk}/").status_code == 404


@pytest.mark.parametrize("part", ["", "2", "8", "sections"])
def test_remarks_and_changes_cost_no_more_queries(see, report, part):
    def count() -> int:
        plain.forget()  # what the process remembers of the last save would hide what a page asks
        with CaptureQueriesContext(connection) as queries:
            assert see(part).status_code == 200
        return len(queries)

    before = count()
    send_back(report, **{f"Nhận xét {n}.": key for n, key in enumerate(["2:1", "2:2.1", "8:6.1.1", "I.1", "I.2"])})
    filing.fill(report, {"2:1": "6", "2:2.1": "24"}, cast.reporter_a())
    resend(report)
    review.remark(report.pk, "Vẫn chưa khớp.", by=cast.reviewer(), key="2:1")
    assert count() <= before + 2  # the changes since the return, and which sections it opened


def test_the_report_of_ones_own_agency_is_read_without_buttons(see, report):
    colleague = cast.member("an.skhdt", "Trần Văn An", Role.REVIEWER, cast.skhdt())
    page = see(user=colleague)
    assert "Người thẩm định của cơ quan khác nhận xét và quyết định." in words(page)
    assert f"/reports/{report.pk}/act/" not in page.content.decode()
