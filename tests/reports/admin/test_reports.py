"""Can a department fill in its own report in the administration, and can nobody go around the workflow there?"""

import re

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from agencies import log
from agencies.models import Event
from reports.models import Report
from reports.services import periods, review
from tests import cast, filing
from tests.reports.admin.asking import KNOWN, address, errors, fields, said, staff, type_in
from tests.vietnamese import english_words

pytestmark = pytest.mark.django_db


# --- who sees what ---


def test_a_member_of_a_department_meets_its_own_reports_only(client, lan, report):
    text = client.get(reverse("admin:reports_report_changelist")).content.decode()
    assert "Sở Kế hoạch và Đầu tư" in text
    assert "Sở Tài chính" not in text
    assert english_words(text, known=KNOWN) == set()
    other = filing.report(cast.stc())
    for name, more in (("change", ()), ("appendix", (2,)), ("sections", ())):
        assert client.get(address(name, other, *more)).status_code == 404, name
    assert client.post(address("act", other, "send_for_signature"), {"revision": 0}).status_code == 404
    assert client.post(address("describe", other), {"data_as_of": ""}).status_code == 404
    assert client.post(address("explain", other), {"problem": "x", "text": "vì sao"}).status_code == 404


def test_a_member_meets_nothing_else_in_the_administration(client, lan, report):
    text = client.get(reverse("admin:index")).content.decode()
    assert re.findall(r'class="model-(\w+)', text) == ["report"]
    for name in ("formedition", "indicator", "period"):
        assert client.get(reverse(f"admin:reports_{name}_changelist")).status_code == 403


def test_staff_access_without_a_role_opens_no_report(client, report):
    client.force_login(cast.user("clerk", is_staff=True))
    assert client.get(reverse("admin:reports_report_changelist")).status_code == 403
    assert client.get(address("change", report)).status_code == 404
    assert client.get(address("appendix", report, 2)).status_code == 404


def test_whoever_has_no_staff_access_is_led_to_the_login(client, report):
    client.force_login(cast.signer_a())
    for name, more in (("change", ()), ("appendix", (2,))):
        response = client.get(address(name, report, *more))
        assert response.headers["Location"].startswith("/admin/login/?next=")


def test_the_administrator_of_the_system_sees_that_a_report_exists_and_neither_reads_nor_writes_it(client, report, lan):
    filing.fill(report, {"2:1": "98765"}, lan)
    client.force_login(cast.admin())
    listed = client.get(reverse("admin:reports_report_changelist")).content.decode()
    assert "Sở Kế hoạch và Đầu tư" in listed
    text = client.get(address("change", report)).content.decode()
    assert "Quyền quản trị hệ thống không cho đọc hay ghi số liệu." in text
    assert "98765" not in text
    assert "98.765" not in text
    assert client.get(address("appendix", report, 2)).status_code == 404
    sent = {"revision-2:1": 1, "typed-2:1": "1", "initial-typed-2:1": "98765"}
    assert client.post(address("appendix", report, 2), sent).status_code == 404
    assert client.post(address("act", report, "send_for_signature"), {"revision": 0}).status_code == 404
    assert filing.sheet(report).sheet["2:1"].value == 98765


def test_a_permission_over_reports_gives_the_list_and_no_figure(client, report):
    clerk = cast.user("clerk", is_staff=True)
    clerk.user_permissions.set(Permission.objects.filter(content_type__app_label="reports"))
    client.force_login(clerk)
    assert client.get(reverse("admin:reports_report_changelist")).status_code == 200
    assert client.get(address("appendix", report, 2)).status_code == 404
    for name in ("add", "delete"):
        args = [] if name == "add" else [report.pk]
        assert client.post(reverse(f"admin:reports_report_{name}", args=args), {"post": "yes"}).status_code == 403
    assert client.post(address("change", report), {"status": "approved"}).status_code == 405


def test_a_reviewer_reads_a_report_once_it_was_sent(client, report, lan):
    client.force_login(staff(cast.reviewer()))
    assert client.get(address("appendix", report, 2)).status_code == 404
    filing.submit(report, lan, cast.signer_a())
    response = client.get(address("appendix", report, 2))
    assert response.status_code == 200
    assert response.context["form"].fields == {}


# --- pages ---


def test_every_page_speaks_vietnamese_and_has_nothing_inline(client, lan, report):
    type_in(client, report, 2, {"typed 2:1": "ba", "typed 2:8": "9 cuộc"})
    pages = [address("change", report), address("sections", report), reverse("admin:reports_report_changelist")]
    pages += [address("appendix", report, number) for number in range(2, 9)]
    for where in pages:
        text = client.get(where).content.decode()
        assert english_words(text, known=KNOWN) == set(), where
        assert not re.search(r"\sstyle=|\son[a-z]+=|<style", text), where
        assert not re.search(r"<script(?![^>]*src=)(?![^>]*application/json)[^>]*>", text), where


def test_an_appendix_that_the_edition_lacks_is_not_found(client, lan, report):
    assert client.get(address("appendix", report, 1)).status_code == 404


# --- figures ---


def test_figures_are_typed_and_saved_with_their_events(client, lan, report):
    response = type_in(client, report, 2, {"typed 2:2.1": "21", "typed 2:2.2": "12", "note 2:2.2": "đến 11/6"})
    assert said(response)[0].startswith("Đã lưu 2 ô của Phụ lục 2. Báo cáo còn ")
    cells = filing.sheet(report).sheet
    assert (cells["2:2.1"].value, cells["2:2.2"].value, cells["2:2.2"].note) == (21, 12, "đến 11/6")
    assert "57,14 %" in response.content.decode()
    assert "12 / 21" in response.content.decode()
    events = Event.objects.filter(chain=report.chain).values_list("action", "subject", "by")
    assert set(events) == {("save_figure", "cell:2:2.1", lan.pk), ("save_figure", "cell:2:2.2", lan.pk)}
    assert list(log.breaks(Report.objects.get(pk=report.pk).chain)) == []


def test_a_form_sent_as_it_was_changes_nothing(client, lan, report):
    filing.fill(report, {"2:1": "1.537", "2:8": "x", "2:7": "-", "4:3.1.1": "589"}, lan, bases={"5:2.5": "51"})
    before = filing.sheet(report)
    for number in range(2, 9):
        assert said(type_in(client, report, number))[0].startswith("Không có ô nào thay đổi.")
    assert filing.sheet(report) == before


def test_a_text_that_cannot_be_read_is_kept_and_said_beside_the_cell(client, lan, report):
    text = type_in(client, report, 2, {"typed 2:8": "9 cuộc"}).content.decode()
    assert 'value="9 cuộc"' in text
    assert "ghi chú" in text
    assert filing.sheet(report).sheet["2:8"].state == "missing"


def test_a_base_of_2015_is_typed_beside_its_rate(client, lan, report):
    type_in(client, report, 5, {"base 5:2.5": "51", "typed 5:2.1": "44"})
    assert filing.sheet(report).bases == {"5:2.5": 51}
    response = type_in(client, report, 5, {"base 5:2.5": "một nghìn"})
    assert response.status_code == 409
    assert errors(response)[0].startswith("Số gốc năm 2015: cần ")
    assert 'value="một nghìn"' in response.content.decode()


def test_a_cell_of_somebody_else_has_no_input(client, lan, report):
    names = client.get(address("appendix", report, 2)).context["form"].fields
    assert "typed-2:3.1" not in names
    assert "typed-2:3" not in names
    assert "typed-2:2" not in names
    assert "typed-2:1" in names


def test_what_was_written_into_a_heading_can_be_taken_out_again(client, lan, report):
    filing.fill(report, {"3:2": "20"}, lan)
    text = client.get(address("appendix", report, 3)).content.decode()
    assert "dòng đề mục không có số liệu" in text
    type_in(client, report, 3, {"typed 3:2": ""})
    assert filing.sheet(report).sheet["3:2"].typed == ""


def test_two_people_in_one_cell_lose_nothing(client, lan, report):
    where = address("appendix", report, 2)
    sent = fields(client.get(where)) | {"typed-2:1": "15", "typed-2:5.1": "40"}
    filing.fill(report, {"2:1": "12"}, cast.second_reporter_a())
    response = client.post(where, sent)
    assert response.status_code == 409
    text = response.content.decode()
    assert "Lê Văn Hải vừa lưu “12” lúc" in text
    assert 'name="typed-2:1" value="15"' in text
    assert 'name="typed-2:5.1" value="40"' in text
    assert filing.sheet(report).sheet["2:1"].value == 12
    assert filing.sheet(report).sheet["2:5.1"].value is None
    again = client.post(where, fields(response), follow=True)
    assert said(again)[0].startswith("Đã lưu 2 ô của Phụ lục 2.")
    cells = filing.sheet(report).sheet
    assert (cells["2:1"].value, cells["2:5.1"].value) == (15, 40)


def test_a_cell_that_one_did_not_touch_is_left_to_the_other(client, lan, report):
    where = address("appendix", report, 2)
    sent = fields(client.get(where)) | {"typed-2:5.1": "40"}
    filing.fill(report, {"2:1": "12"}, cast.second_reporter_a())
    assert said(client.post(where, sent, follow=True))[0].startswith("Đã lưu 1 ô")
    cells = filing.sheet(report).sheet
    assert (cells["2:1"].value, cells["2:5.1"].value) == (12, 40)


def test_a_note_beside_somebody_elses_new_figure_keeps_that_figure(client, lan, report):
    where = address("appendix", report, 2)
    sent = fields(client.get(where)) | {"note-2:1": "gồm 2 kế hoạch"}
    filing.fill(report, {"2:1": "12"}, cast.second_reporter_a())
    again = client.post(where, fields(client.post(where, sent)), follow=True)
    assert said(again)[0].startswith("Đã lưu 1 ô")
    cell = filing.sheet(report).sheet["2:1"]
    assert (cell.value, cell.note) == (12, "gồm 2 kế hoạch")


def test_typing_into_a_report_that_was_sent_meanwhile_is_refused_and_kept(client, lan, report):
    where = address("appendix", report, 2)
    sent = fields(client.get(where)) | {"typed-2:1": "15"}
    filing.submit(report, lan, cast.signer_a())
    response = client.post(where, sent)
    assert response.status_code == 409
    assert errors(response) == ["Báo cáo đang ở tình trạng “Đã gửi” nên không sửa được."]
    assert 'name="typed-2:1" value="15"' in response.content.decode()


def test_a_closed_period_refuses_typing(client, lan, report):
    sent = fields(client.get(address("appendix", report, 2))) | {"typed-2:1": "15"}
    periods.close_period(report.period, by=None)
    response = client.post(address("appendix", report, 2), sent)
    assert errors(response) == ["Kỳ báo cáo đã đóng; liên hệ Sở Nội vụ nếu cần mở lại kỳ."]


def test_a_signer_cannot_type_figures(client, report):
    client.force_login(staff(cast.signer_a()))
    response = client.get(address("appendix", report, 2))
    assert response.context["form"].fields == {}
    assert "Chỉ người lập báo cáo của đơn vị được nhập số liệu." in response.content.decode()
    sent = {"revision-2:1": 0, "typed-2:1": "15", "initial-typed-2:1": ""}
    assert errors(client.post(address("appendix", report, 2), sent)) == [
        "Chỉ người lập báo cáo của đơn vị được nhập số liệu."
    ]


def test_cells_of_other_appendices_and_unknown_ones_cannot_be_sent_along(client, lan, report):
    sent = fields(client.get(address("appendix", report, 2)))
    sent |= {"revision-3:1.1": 0, "typed-3:1.1": "15", "revision-2:99": 0, "typed-2:99": "1"}
    client.post(address("appendix", report, 2), sent)
    assert filing.sheet(report).sheet["3:1.1"].value is None


def test_a_revision_that_is_no_number_is_refused(client, lan, report):
    sent = fields(client.get(address("appendix", report, 2))) | {"revision-2:1": "một", "typed-2:1": "5"}
    response = client.post(address("appendix", report, 2), sent)
    assert response.status_code == 422
    assert "Yêu cầu không đúng định dạng. Hãy tải lại trang." in response.content.decode()


def test_the_whole_form_is_far_below_the_number_of_fields_a_request_may_have(client, lan, report, settings):
    sent = [len(fields(client.get(address("appendix", report, number)))) for number in range(2, 9)]
    assert max(sent) < settings.DATA_UPLOAD_MAX_NUMBER_FIELDS / 10


def test_after_a_return_only_the_cells_with_a_remark_are_open(client, lan, report):
    filing.submit(report, lan, cast.signer_a())
    reviewer = cast.reviewer()
    review.remark(report.pk, "Xem lại số này.", by=reviewer, key="2:1")
    filing.act(report, "send_back", reviewer)
    response = client.get(address("appendix", report, 2))
    assert [name for name in response.context["form"].fields if name.startswith("typed-")] == ["typed-2:1"]
    assert "Nhận xét: Xem lại số này." in response.content.decode()
    shut = {"revision-2:5.1": 1, "typed-2:5.1": "15", "initial-typed-2:5.1": "-"}
    assert errors(client.post(address("appendix", report, 2), shut))[0].startswith(
        "Ô này không bị trả lại nên vẫn khóa"
    )


def test_a_lead_agency_types_its_cells_in_the_provinces_report(client, report):
    client.force_login(staff(cast.reporter_snv()))
    province = filing.report(cast.province())
    response = type_in(client, province, 2, {"typed 2:3.1": "12"})
    assert said(response)[0].startswith("Đã lưu 1 ô của Phụ lục 2.")
    assert filing.sheet(province).sheet["2:3.1"].value == 12
    assert "typed-2:1" not in response.context["form"].fields


@pytest.mark.parametrize("pk", ["9" * 18, "9" * 19, "9" * 5000, "²", "x"])
def test_a_report_that_cannot_be_is_not_there(client, lan, pk):
    assert client.get(f"/admin/reports/report/{pk}/change/").status_code == 404
