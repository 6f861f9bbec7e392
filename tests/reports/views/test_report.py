"""May the report go, and what is still missing? The page, its buttons and its forms."""

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agencies.models import Event
from reports import papers, word_papers
from reports.models import Attachment, Version
from reports.services import acts, attachments, periods, review, sections
from tests import cast, filing
from tests.pages import links, words
from tests.reports import real

pytestmark = pytest.mark.django_db
PAPER = {"number": "2147/BC-SKHĐT", "day": "11/6/2024", "signer_name": "Nguyễn Đại Minh", "signer_title": "Giám đốc"}


@pytest.fixture
def report():
    cast.snv()
    return filing.report(cast.skhdt())


@pytest.fixture
def see(client, report):
    def get(user, query: str = "", path: str = ""):
        client.force_login(user)
        return client.get(f"/reports/{report.pk}/{path}{query}")

    return get


@pytest.fixture
def send(client, report):
    def post(user, path: str, **data):
        client.force_login(user)
        return client.post(f"/reports/{report.pk}/{path}/", data)

    return post


@pytest.fixture
def act(send, report):
    def do(user, name: str, **data):
        return send(user, f"act/{name}", **{"revision": filing.version(report).revision} | data)

    return do


@pytest.fixture
def complete(report):
    filing.fill_all(report, cast.reporter_a())


@pytest.fixture
def waiting(report, complete):
    filing.act(report, "send_for_signature", cast.reporter_a())


@pytest.fixture
def submitted(report, waiting):
    filing.act(report, "sign_and_send", cast.signer_a(), paper=filing.PAPER)


def status(report) -> str:
    return filing.version(report).status


# --- what the page says ---


def test_the_real_report_is_told_what_holds_it_back_with_a_way_to_every_cell(see, report):
    filing.fill(report, {key: text for key, text in real.as_filed().items() if text}, cast.reporter_a())
    page = see(cast.reporter_a())
    said = words(page)
    assert "Chưa trình ký được: còn 5 ô chưa nhập, 2 lỗi phải sửa, 12 cảnh báo chưa giải trình" in said
    assert "Cần: 0 (Không) hoặc 1 (Có). Hiện có: 9 cuộc." in said
    assert "Cần: 0,00 % (0 / 20). Hiện có: 100." in said
    place = "Phụ lục 2, dòng 8 – Tổ chức đối thoại của lãnh đạo với người dân, cộng đồng doanh nghiệp"
    assert links(page)[place] == f"/reports/{report.pk}/appendices/2/#c-2-8"


def test_a_button_that_is_blocked_says_why(see, report):
    page = see(cast.reporter_a()).content.decode()
    assert 'disabled aria-describedby="why-send_for_signature"' in page
    assert "Còn 79 ô chưa nhập; phải nhập đủ trước khi gửi." in page


def test_a_right_report_may_be_sent_for_signature(see, complete):
    page = see(cast.reporter_a())
    assert "Đủ điều kiện để trình ký" in words(page)
    assert "Đã nhập 79/79 ô của 7 phụ lục" in words(page)
    assert 'disabled aria-describedby="why-send_for_signature"' not in page.content.decode()


def test_the_signer_is_asked_for_the_document_and_finds_what_is_known(see, waiting):
    page = see(cast.signer_a()).content.decode()
    assert 'name="number"' in page
    assert 'value="Nguyễn Đại Minh"' in page
    assert "Ví dụ: 2147/BC-SKHĐT" in page


def test_somebody_elses_turn_is_said_and_offers_nothing(see, submitted):
    said = words(see(cast.viewer()))
    assert "chờ thẩm định" in said
    assert "Lúc này không có việc nào của bạn ở báo cáo này." in said


def test_a_returned_report_says_of_every_remark_whether_it_was_mended(see, report, submitted):
    review.remark(report.pk, "Sai số nhiệm vụ.", by=cast.reviewer(), key="2:2.1")
    review.remark(report.pk, "Nêu rõ số.", by=cast.reviewer(), section="I.1")
    review.remark(report.pk, "Tỷ lệ lạ.", by=cast.reviewer(), key="2:2")
    filing.act(report, "send_back", cast.reviewer())
    filing.fill(report, {"2:2.1": "21"}, cast.reporter_a())
    said = words(see(cast.reporter_a()))
    assert "Tỷ lệ lạ. (Hoàng Thị Thu) Đã sửa" in said
    assert "Sai số nhiệm vụ. (Hoàng Thị Thu) Đã sửa" in said
    assert "Nêu rõ số. (Hoàng Thị Thu) Chưa sửa" in said


def test_the_signer_reads_what_was_returned_and_what_nobody_mended(see, report, submitted):
    review.remark(report.pk, "Sai số nhiệm vụ.", by=cast.reviewer(), key="2:2.1")
    review.remark(report.pk, "Nêu rõ số.", by=cast.reviewer(), section="I.1")
    filing.act(report, "send_back", cast.reviewer())
    assert "Còn 2 nhận xét chưa sửa; hãy xem lại trước khi trình ký." in words(see(cast.reporter_a()))
    filing.fill(report, {"2:2.1": "21"}, cast.reporter_a())
    filing.act(report, "send_for_signature", cast.reporter_a())
    said = words(see(cast.signer_a()))
    assert "Lần trước bị trả lại vì" in said
    assert "Còn 1 nhận xét chưa sửa; hãy xem lại trước khi ký và gửi." in said


def test_a_name_of_a_figure_that_nobody_knows_is_mended_before_the_signature(see, act, report, complete):
    sections.save_section(report.pk, "I.1", "Đã kiểm tra [[99:1]] nơi.", 0, by=cast.reporter_a())
    said = words(see(cast.reporter_a()))
    assert "Chưa trình ký được: còn 1 lỗi phải sửa" in said
    assert "Hiện có: [[99:1]]" in said
    answer = act(cast.reporter_a(), "send_for_signature")
    assert answer.status_code == 409
    assert "Còn 1 lỗi phải sửa trước khi gửi." in words(answer)
    sections.save_section(report.pk, "I.1", "Đã kiểm tra [[2:1]] nơi.", 1, by=cast.reporter_a())
    assert act(cast.reporter_a(), "send_for_signature").status_code == 302


def test_a_day_before_the_closing_day_is_odd(see, send, report, complete):
    answer = send(cast.reporter_a(), "describe", data_as_of="10/6/2024")
    assert answer.status_code == 302
    said = words(see(cast.reporter_a()))
    assert "Số liệu tính đến 10/6/2024, sớm hơn ngày chốt của kỳ (14/6/2024)." in said
    assert "còn 1 cảnh báo chưa giải trình" in said


@pytest.mark.parametrize(
    "typed, said",
    [
        ("31/2/2024", "Ngày ghi theo kiểu ngày/tháng/năm, ví dụ 14/6/2024."),
        ("hôm qua", "Ngày ghi theo kiểu ngày/tháng/năm, ví dụ 14/6/2024."),
        ("1/7/2024", "Ngày số liệu phải nằm trong kỳ, từ 15/12/2023 đến 14/6/2024; đã nhập 1/7/2024."),
    ],
)
def test_a_wrong_day_is_refused_and_stays_in_its_field(send, typed, said):
    answer = send(cast.reporter_a(), "describe", data_as_of=typed)
    assert answer.status_code in (409, 422)
    assert said in words(answer)
    assert f'value="{typed}"' in answer.content.decode()


def test_the_figures_cost_a_fixed_number_of_queries(see, report):
    def queries() -> int:
        see(cast.reporter_a())
        with CaptureQueriesContext(connection) as found:
            see(cast.reporter_a())
        return len(found)

    filing.fill(report, {"2:1": "5"}, cast.reporter_a())
    before = queries()
    filing.fill(report, {key: text for key, text in real.as_filed().items() if text}, cast.reporter_a())
    assert queries() <= before


# --- the buttons ---


def test_the_way_of_a_report_from_the_reporter_to_approval(act, report, complete):
    assert act(cast.reporter_a(), "send_for_signature")["Location"] == f"/reports/{report.pk}/"
    assert act(cast.signer_a(), "sign_and_send", **PAPER).status_code == 302
    assert act(cast.reviewer(), "take")["Location"] == f"/review/{report.pk}/"
    assert act(cast.reviewer(), "approve").status_code == 302
    assert status(report) == "approved"


def test_a_refused_action_shows_the_page_with_the_sentence(act, report):
    answer = act(cast.reporter_a(), "send_for_signature")
    assert answer.status_code == 409
    assert "Còn 79 ô chưa nhập; phải nhập đủ trước khi gửi." in words(answer)


def test_a_button_of_an_old_page_is_refused(act, report, complete):
    act(cast.reporter_a(), "send_for_signature", revision=0)
    answer = act(cast.signer_a(), "decline", revision=0, reason="Cũ.")
    assert answer.status_code == 409
    assert "Báo cáo vừa được người khác thay đổi tình trạng." in words(answer)
    assert "Cũ.</textarea>" in answer.content.decode()


def test_what_was_typed_stays_when_something_is_missing(act, report, waiting):
    answer = act(cast.signer_a(), "sign_and_send", **PAPER | {"number": "", "day": "11-13-2024"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Ghi số văn bản." in page
    assert 'value="11-13-2024"' in page
    assert 'value="Giám đốc"' in page
    assert status(report) == "waiting"


def test_a_document_of_tomorrow_or_from_before_the_period_is_refused(act, report, waiting):
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    for day, said in (
        (f"{tomorrow:%d/%m/%Y}", "chưa đến; hãy xem lại."),
        ("14/12/2023", "trước kỳ báo cáo (từ 15/12/2023)"),
    ):
        answer = act(cast.signer_a(), "sign_and_send", **PAPER | {"day": day})
        assert (answer.status_code, status(report)) == (422, "waiting")
        assert said in words(answer)


@pytest.mark.parametrize("revision", ["", "x", "-1", "1e3", "9" * 5000])
def test_a_revision_that_no_page_sends_is_refused(act, report, complete, revision):
    assert act(cast.reporter_a(), "send_for_signature", revision=revision).status_code in (409, 422)
    assert status(report) == "draft"


def test_a_field_that_no_form_has_changes_nothing(act, report, complete):
    more = {"status": "approved", "late": "", "sent_at": "2024-01-01", "prepared_by": str(cast.signer_a().pk)}
    act(cast.reporter_a(), "send_for_signature", **more)
    version = filing.version(report)
    assert (version.status, version.sent_at, version.prepared_by) == ("waiting", None, cast.reporter_a())


def test_an_unknown_action_is_no_page(act):
    assert act(cast.reporter_a(), "publish").status_code == 404


# --- explanations ---


def test_an_explanation_is_kept_and_the_next_warning_is_shown(see, send, report, complete):
    acts.describe(report.pk, by=cast.reporter_a(), data_as_of=datetime.date(2024, 6, 10))
    answer = send(cast.reporter_a(), "explanations", problem="ASOF|", text="Chốt theo lịch họp.")
    assert answer["Location"] == f"/reports/{report.pk}/#next-warning"
    said = words(see(cast.reporter_a()))
    assert "Chốt theo lịch họp. – Trần Thị Lan" in said
    assert "1 cảnh báo, đã giải trình hết" in said


def test_an_explanation_too_short_stays_in_its_field(send, report, complete):
    acts.describe(report.pk, by=cast.reporter_a(), data_as_of=datetime.date(2024, 6, 10))
    answer = send(cast.reporter_a(), "explanations", problem="ASOF|", text="ok")
    assert answer.status_code == 409
    assert "Ghi giải trình bằng một câu ngắn." in words(answer)
    assert ">\nok</textarea>" in answer.content.decode()


# --- files ---


@pytest.fixture
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def pdf(name: str = "Báo cáo đã ký.pdf", content: bytes = b"%PDF-1.7\n%%EOF\n") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="application/pdf")


def test_a_pdf_is_attached_listed_fetched_and_taken_off(see, send, client, report, files):
    assert send(cast.reporter_a(), "files", file=pdf()).status_code == 302
    row = Attachment.objects.get()
    page = see(cast.reporter_a())
    assert links(page)["Báo cáo đã ký.pdf"] == f"/files/{row.key}/"
    fetched = client.get(f"/files/{row.key}/")
    assert b"".join(fetched.streaming_content) == b"%PDF-1.7\n%%EOF\n"
    assert send(cast.reporter_a(), f"files/{row.key}/remove").status_code == 302
    assert client.get(f"/files/{row.key}/").status_code == 404


def test_a_fetched_file_is_saved_and_never_run(send, client, report, files):
    send(cast.reporter_a(), "files", file=pdf())
    answer = client.get(f"/files/{Attachment.objects.get().key}/")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''B%C3%A1o%20c%C3%A1o")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    answer.close()


def test_a_file_that_left_the_disk_is_not_there(client, report, files):
    row = attachments.attach(report.pk, pdf(), by=cast.reporter_a())
    attachments.path_of(row).unlink()
    client.force_login(cast.reporter_a())
    assert client.get(f"/files/{row.key}/").status_code == 404


@pytest.mark.parametrize(
    "file, said",
    [
        (None, "Chọn một tệp PDF trước khi đính kèm."),
        (pdf(content=b""), "Tệp này rỗng; hãy chọn lại."),
        (pdf("x.docx", b"PK\x03\x04"), "Chỉ nhận tệp PDF còn nguyên vẹn."),
    ],
    ids=["none", "empty", "no pdf"],
)
def test_what_is_no_pdf_is_refused_in_words(send, report, files, file, said):
    answer = send(cast.reporter_a(), "files", **({"file": file} if file else {}))
    assert answer.status_code in (409, 422)
    assert said in words(answer)


# --- versions, the print, what is closed ---


def test_an_older_version_stays_readable(see, report, submitted):
    filing.act(report, "approve", cast.reviewer())
    filing.act(report, "reopen", cast.reviewer(), reason="Sửa số liệu.")
    filing.fill(report, {"2:1": "6"}, cast.reporter_a())
    page = see(cast.reporter_a())
    assert links(page)["Phiên bản 1"] == "?version=1"
    old = see(cast.reporter_a(), "?version=1")
    assert "Đang xem phiên bản 1, bản cũ chỉ để đọc." in words(old)
    assert links(old)["PL3. Cải cách thể chế 6/6"] == f"/reports/{report.pk}/appendices/3/?version=1"
    assert "Phiên bản 1" in words(see(cast.viewer()))  # others see the approved one while the next is written
    assert see(cast.viewer(), "?version=2").status_code == 404


@pytest.mark.parametrize("number", ["0", "99", "x", "-1", "1;2", "9" * 30, "１"])
def test_a_version_that_is_not_there_is_no_page(see, number):
    assert see(cast.reporter_a(), f"?version={number}").status_code == 404


def test_the_print_is_the_paper_form_and_says_that_it_is_a_draft(see, report):
    filing.fill(report, {"2:2.1": "21", "2:2.2": "12"}, cast.reporter_a())
    said = words(see(cast.reporter_a(), path="print/"))
    assert "DỰ THẢO" in said
    assert "(Ban hành kèm theo Báo cáo số … ngày … của Sở Kế hoạch và Đầu tư)" in said
    assert "57,14 %" in said
    assert said.count("STT Chỉ tiêu thống kê") == 7


def test_the_print_of_a_sent_report_carries_its_document(see, submitted):
    said = words(see(cast.reporter_a(), path="print/"))
    assert "DỰ THẢO" not in said
    assert "(Ban hành kèm theo Báo cáo số 2147/BC-SKHĐT ngày 11/6/2024 của Sở Kế hoạch và Đầu tư)" in said
    assert "GIÁM ĐỐC Nguyễn Đại Minh" in said


def test_a_draft_does_not_carry_the_document_of_the_version_before(see, report, submitted):
    filing.act(report, "approve", cast.reviewer())
    filing.act(report, "reopen", cast.reviewer(), reason="Sửa số liệu.")
    for path in ("print/", "appendices/2/", ""):
        said = words(see(cast.reporter_a(), path=path))
        assert not [one for one in ("2147/BC-SKHĐT", "11/6/2024") if one in said]
    written = papers.paper(filing.version(report))
    assert (written.number, written.date, written.marks) == ("", None, ("DỰ THẢO",))
    names = word_papers.of_version(filing.version(report)).names
    assert not {"2147/BC-SKHĐT", "Nguyễn Đại Minh"} & set(map(str, names.values()))


def test_a_closed_period_offers_nothing_that_could_be_done(see, act, report, complete):
    periods.close_period(report.period, by=None)
    assert "Kỳ báo cáo đã đóng" in words(see(cast.reporter_a()))
    assert act(cast.reporter_a(), "send_for_signature").status_code == 409


def test_remarks_that_were_not_sent_are_nobodys_but_the_reviewers(see, report, submitted):
    review.remark(report.pk, "Con số này lạ.", by=cast.reviewer(), key="2:1")
    for who in (cast.reporter_a(), cast.signer_a(), cast.viewer()):
        for path in ("", "sections/", "appendices/2/"):
            assert "Con số này lạ." not in see(who, path=path).content.decode()


def test_text_that_looks_like_html_is_shown_as_text(see, send, report, complete):
    acts.describe(report.pk, by=cast.reporter_a(), data_as_of=datetime.date(2024, 6, 10))
    send(cast.reporter_a(), "explanations", problem="ASOF|", text="<script>alert(1)</script>")
    page = see(cast.reporter_a()).content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_a_withdrawn_report_disappears_from_the_others(see, act, report, submitted):
    act(cast.signer_a(), "withdraw")
    assert see(cast.viewer()).status_code == 404
    assert Version.objects.get(report=report).status == "draft"
    assert Event.objects.filter(chain=report.chain, action="withdraw").count() == 1
