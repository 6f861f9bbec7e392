"""Is a report explained, signed and sent in the administration by the same actions, with the same refusals?"""

import datetime

import pytest

from agencies import log
from agencies.models import Event
from reports.models import Report, SectionText, Version
from reports.services import acts, review, sections
from tests import cast, filing
from tests.reports.admin.asking import address, errors, fields, said, staff

pytestmark = pytest.mark.django_db

PAPER = {"number": "2147/BC-SKHĐT", "day": "11/6/2024", "signer_name": "Nguyễn Đại Minh", "signer_title": "Giám đốc"}


def act(client, report: Report, name: str, **more):
    revision = filing.version(report).revision
    return client.post(address("act", report, name), {"revision": revision} | more, follow=True)


def page(client, report: Report):
    return client.get(address("change", report))


def offered(client, report: Report) -> dict[str, str]:
    """The buttons of the page with the reasons that still block them."""
    return {offer.action.label: offer.blocked for offer in page(client, report).context["offers"]}


def test_a_report_is_filled_sent_for_signature_signed_and_sent(client, lan, report):
    filing.fill_all(report, lan)
    assert offered(client, report) == {"Trình ký": ""}
    assert said(act(client, report, "send_for_signature"))[0].startswith("Đã trình ký.")
    client.force_login(staff(cast.signer_a()))
    assert "Trả lại người lập" in offered(client, report)
    assert said(act(client, report, "sign_and_send", **PAPER)) == ["Đã ký và gửi báo cáo."]
    version = filing.version(report)
    assert (version.status, version.document_number, version.signed_by) == (
        "submitted",
        "2147/BC-SKHĐT",
        cast.signer_a(),
    )
    actions = Event.objects.filter(chain=report.chain, subject="version:1").values_list("action", flat=True)
    assert list(actions) == ["send_for_signature", "sign_and_send"]
    assert list(log.breaks(Report.objects.get(pk=report.pk).chain)) == []


def test_a_report_with_errors_is_not_sent(client, lan, report):
    (blocked,) = offered(client, report).values()
    assert blocked == "Còn 79 ô chưa nhập; phải nhập đủ trước khi gửi."
    response = act(client, report, "send_for_signature")
    assert response.status_code == 409
    assert blocked in response.content.decode()
    assert filing.version(report).status == "draft"


def test_what_was_typed_about_the_document_is_kept_when_something_is_missing(client, lan, report):
    filing.fill_all(report, lan)
    act(client, report, "send_for_signature")
    client.force_login(staff(cast.signer_a()))
    response = act(client, report, "sign_and_send", **(PAPER | {"day": "11/13/2024"}))
    text = response.content.decode()
    assert response.status_code == 422
    assert "Ngày ghi theo kiểu ngày/tháng/năm, ví dụ 14/6/2024." in text
    assert 'value="2147/BC-SKHĐT"' in text
    assert 'value="11/13/2024"' in text
    assert filing.version(report).status == "waiting"


def test_whoever_prepared_a_report_does_not_sign_it(client, lan, report):
    cast.member("lan.skhdt", "Trần Thị Lan", "signer", cast.skhdt())
    filing.fill_all(report, lan)
    act(client, report, "send_for_signature")
    response = act(client, report, "sign_and_send", **PAPER)
    assert "Người trình ký không được tự ký báo cáo này." in response.content.decode()
    assert filing.version(report).status == "waiting"


def test_a_form_that_somebody_overtook_is_refused(client, lan, report):
    filing.fill_all(report, lan)
    response = client.post(address("act", report, "send_for_signature"), {"revision": 7})
    assert "Báo cáo vừa được người khác thay đổi tình trạng." in response.content.decode()


@pytest.mark.parametrize("name", ["approve", "take", "send_back", "decline", "sign_and_send", "reopen"])
def test_the_actions_of_others_are_refused(client, lan, report, name):
    filing.fill_all(report, lan)
    response = act(client, report, name, reason="vì sao", **PAPER)
    assert response.status_code == 409
    assert filing.version(report).status == "draft"


def test_an_unknown_action_is_not_found(client, lan, report):
    assert act(client, report, "delete").status_code == 404
    assert client.get(address("act", report, "send_for_signature")).status_code == 404


def test_a_reviewer_takes_and_approves_what_is_sent_and_reads_what_is_wrong_with_it(client, lan, report):
    filing.submit(report, lan, cast.signer_a())
    client.force_login(staff(cast.reviewer()))
    assert "Phê duyệt" in offered(client, report)
    assert offered(client, report)["Trả lại đơn vị"].startswith("Ghi ít nhất một nhận xét")
    act(client, report, "take")
    assert said(act(client, report, "approve")) == ["Đã phê duyệt báo cáo."]
    assert Report.objects.get(pk=report.pk).official == filing.version(report)


def test_nobody_reviews_the_report_of_his_own_agency(client, lan, report):
    filing.submit(report, lan, cast.signer_a())
    client.force_login(staff(cast.member("lan.skhdt", "Trần Thị Lan", "reviewer", cast.snv())))
    response = act(client, report, "approve")
    assert "Không ai thẩm định báo cáo của chính cơ quan mình." in response.content.decode()
    assert filing.version(report).status == "submitted"


# --- explanations, the day of the data ---


@pytest.mark.parametrize("page_name", ["describe", "explain"])
def test_reading_the_address_of_a_form_changes_nothing(client, lan, report, page_name):
    acts.describe(report.pk, by=lan, data_as_of=datetime.date(2024, 6, 11))
    assert client.get(address(page_name, report)).status_code == 404
    assert filing.version(report).data_as_of == datetime.date(2024, 6, 11)


def test_a_warning_is_explained_and_holds_until_it_says_something_else(client, lan, report):
    filing.fill_all(report, lan)
    filing.fill(report, {"8:6.3.1": "100"}, lan)
    assert offered(client, report) == {"Trình ký": "Còn 1 cảnh báo chưa có giải trình."}
    (line,) = page(client, report).context["warnings"]
    assert (line.label, line.href) == ("Phụ lục 8, dòng 6.3.1", address("appendix", report, 8) + "#c-8-6.3.1")
    sent = {"problem": line.problem.key, "text": "Có 100 TTHC ở mức độ khác."}
    assert said(client.post(address("explain", report), sent, follow=True)) == ["Đã lưu giải trình."]
    assert offered(client, report) == {"Trình ký": ""}
    filing.fill(report, {"8:6.3.1": "101"}, lan)
    assert offered(client, report) == {"Trình ký": "Còn 1 cảnh báo chưa có giải trình."}


def test_an_explanation_that_is_too_short_is_refused_and_kept(client, lan, report):
    filing.fill_all(report, lan)
    filing.fill(report, {"8:6.3.1": "100"}, lan)
    (line, *_) = page(client, report).context["warnings"]
    response = client.post(address("explain", report), {"problem": line.problem.key, "text": "đủ"})
    text = response.content.decode()
    assert response.status_code == 409
    assert "Ghi giải trình bằng một câu ngắn." in text
    assert ">\nđủ</textarea>" in text


def test_the_day_of_the_data_is_written_and_refused_outside_the_period(client, lan, report):
    assert said(client.post(address("describe", report), {"data_as_of": "11/6/2024"}, follow=True)) == [
        "Đã lưu ngày số liệu."
    ]
    assert filing.version(report).data_as_of == datetime.date(2024, 6, 11)
    response = client.post(address("describe", report), {"data_as_of": "20/6/2024"})
    text = response.content.decode()
    assert "Ngày số liệu phải nằm trong kỳ, từ 15/12/2023 đến 14/6/2024" in text
    assert 'value="20/6/2024"' in text


# --- the narrative ---


def test_sections_are_written_and_only_those_that_were_touched_are_saved(client, lan, report):
    where = address("sections", report)
    sent = fields(client.get(where)) | {
        "text-I.1": "Đã ban hành 01 kế hoạch.\r\nĐang thực hiện.",
        "text-IV": "Tiếp tục.",
    }
    assert said(client.post(where, sent, follow=True)) == ["Đã lưu mục I.1, IV."]
    texts = dict(SectionText.objects.values_list("section__code", "text"))
    assert texts == {"I.1": "Đã ban hành 01 kế hoạch.\nĐang thực hiện.", "IV": "Tiếp tục."}
    client.post(where, fields(client.get(where)))
    assert set(SectionText.objects.values_list("revision", flat=True)) == {1}


def test_two_people_in_one_section_lose_nothing(client, lan, report):
    where = address("sections", report)
    sent = fields(client.get(where)) | {"text-I.1": "Của tôi.", "text-I.2": "Mục khác."}
    sections.save_section(report.pk, "I.1", "Của anh Hải.", 0, by=cast.second_reporter_a())
    response = client.post(where, sent)
    text = response.content.decode()
    assert response.status_code == 409
    assert "Người khác vừa lưu mục này: “Của anh Hải.”." in text
    assert ">\nCủa tôi.</textarea>" in text
    assert SectionText.objects.get(section__code="I.2").text == "Mục khác."
    assert said(client.post(where, fields(response), follow=True)) == ["Đã lưu mục I.1."]
    assert SectionText.objects.get(section__code="I.1").text == "Của tôi."


def test_a_section_of_a_report_that_was_sent_meanwhile_is_refused_and_kept(client, lan, report):
    where = address("sections", report)
    sent = fields(client.get(where)) | {"text-I.1": "Quá muộn."}
    filing.submit(report, lan, cast.signer_a())
    response = client.post(where, sent)
    assert errors(response) == ["Báo cáo đang ở tình trạng “Đã gửi” nên không sửa được."]
    assert ">\nQuá muộn.</textarea>" in response.content.decode()
    assert not SectionText.objects.exists()


def test_after_a_return_only_the_sections_with_a_remark_are_open(client, lan, report):
    filing.submit(report, lan, cast.signer_a())
    review.remark(report.pk, "Nêu rõ số văn bản.", by=cast.reviewer(), section="I.1")
    filing.act(report, "send_back", cast.reviewer())
    response = client.get(address("sections", report))
    assert [name for name in response.context["form"].fields if name.startswith("text-")] == ["text-I.1"]
    assert "Nhận xét: Nêu rõ số văn bản." in response.content.decode()


def test_the_next_version_is_the_one_that_is_filled_in(client, lan, report):
    filing.submit(report, lan, cast.signer_a())
    filing.act(report, "approve", cast.reviewer())
    filing.act(report, "reopen", cast.reviewer(), reason="Đơn vị đề nghị sửa.")
    assert page(client, report).context["version"] == Version.objects.get(report=report, number=2)
    names = client.get(address("appendix", report, 2)).context["form"].fields
    assert "typed-2:1" in names
