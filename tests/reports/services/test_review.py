import datetime

import pytest

from agencies.models import Event, Membership, Role
from reports import open_points
from reports.models import Explanation, Remark, Report
from reports.services import Refusal, acts, periods, review
from tests import cast, filing, races

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft():
    return filing.report(cast.skhdt())


@pytest.fixture
def submitted(draft):
    filing.submit(draft, cast.reporter_a(), cast.signer_a())
    return draft


@pytest.fixture
def warned(draft):
    """A report with one warning: it counts up to a day before the closing day."""
    filing.fill_all(draft, cast.reporter_a())
    acts.describe(draft.pk, by=cast.reporter_a(), data_as_of=datetime.date(2024, 6, 10))
    return draft


def unexplained(report: Report) -> list[str]:
    return [problem.key for problem in open_points.of(filing.version(report)).unexplained]


def test_an_explanation_answers_its_warning(warned):
    assert unexplained(warned) == ["ASOF|"]
    review.explain(warned.pk, "ASOF|", "Số liệu chốt theo lịch họp của Sở.", by=cast.reporter_a())
    assert unexplained(warned) == []


def test_an_explanation_holds_only_while_the_warning_says_the_same(warned):
    review.explain(warned.pk, "ASOF|", "Số liệu chốt theo lịch họp của Sở.", by=cast.reporter_a())
    acts.describe(warned.pk, by=cast.reporter_a(), data_as_of=datetime.date(2024, 6, 3))
    assert unexplained(warned) == ["ASOF|"]


def test_explaining_again_replaces_what_was_said(warned):
    for text in ("Lần đầu.", "Lần sau rõ hơn."):
        review.explain(warned.pk, "ASOF|", text, by=cast.reporter_a())
    assert Explanation.objects.get().text == "Lần sau rõ hơn."
    events = Event.objects.filter(action="explain").order_by("number")
    assert list(events.values_list("before", "after")) == [(None, "Lần đầu."), ("Lần đầu.", "Lần sau rõ hơn.")]


@pytest.mark.parametrize(
    "text, said",
    [("", "Ghi giải trình bằng một câu ngắn"), ("  ok ", "Ghi giải trình"), ("a" * 1001, "có 1001 ký tự")],
)
def test_an_explanation_is_a_sentence(warned, text, said):
    with pytest.raises(Refusal, match=said):
        review.explain(warned.pk, "ASOF|", text, by=cast.reporter_a())


@pytest.mark.parametrize("key", ["PL2-2|2:2.2,2:2.1", "MISSING|2:1", ""])
def test_what_is_no_warning_is_not_explained(warned, key):
    with pytest.raises(Refusal, match="Cảnh báo này không còn nữa"):
        review.explain(warned.pk, key, "Đã đối chiếu.", by=cast.reporter_a())


def test_only_the_reporter_explains_and_only_before_sending(warned):
    with pytest.raises(Refusal, match="Chỉ người lập báo cáo"):
        review.explain(warned.pk, "ASOF|", "Đã đối chiếu.", by=cast.signer_a())
    review.explain(warned.pk, "ASOF|", "Đã đối chiếu.", by=cast.reporter_a())
    filing.act(warned, "send_for_signature", cast.reporter_a())
    with pytest.raises(Refusal, match="Chờ ký"):
        review.explain(warned.pk, "ASOF|", "Muộn rồi.", by=cast.reporter_a())


def test_a_remark_stands_at_a_cell_or_at_a_section(submitted):
    at_cell = review.remark(submitted.pk, "Kiểm tra lại.", by=cast.reviewer(), key="2:2.1")
    at_section = review.remark(submitted.pk, "Nêu rõ số kế hoạch.", by=cast.reviewer(), section="I.1")
    assert (at_cell.indicator.code, at_cell.section) == ("2.1", None)
    assert (at_section.section.code, at_section.indicator) == ("I.1", None)
    assert set(Event.objects.filter(action="remark").values_list("subject", flat=True)) == {
        "cell:2:2.1",
        "section:I.1",
    }


@pytest.mark.parametrize("key, section", [("2:99", ""), ("", "IX"), ("", ""), ("x", ""), ("9999:1", "")])
def test_a_remark_needs_a_place_of_the_form(submitted, key, section):
    with pytest.raises(Refusal, match="Không có ô hoặc mục"):
        review.remark(submitted.pk, "Kiểm tra lại.", by=cast.reviewer(), key=key, section=section)


def test_the_agency_does_not_write_remarks(submitted):
    with pytest.raises(Refusal, match="Chỉ người thẩm định"):
        review.remark(submitted.pk, "Kiểm tra lại.", by=cast.reporter_a(), key="2:2.1")


def test_a_reviewer_who_works_there_does_not_write_remarks(submitted):
    Membership.objects.create(user=cast.reviewer(), agency=cast.skhdt(), role=Role.VIEWER)
    with pytest.raises(Refusal, match="chính cơ quan mình"):
        review.remark(submitted.pk, "Kiểm tra lại.", by=cast.reviewer(), key="2:2.1")


def test_remarks_are_written_while_the_report_is_under_review_only(submitted):
    filing.act(submitted, "approve", cast.reviewer())
    with pytest.raises(Refusal, match="Chỉ ghi nhận xét khi báo cáo đã gửi"):
        review.remark(submitted.pk, "Muộn rồi.", by=cast.reviewer(), key="2:2.1")


def test_a_remark_is_not_written_in_a_closed_period(submitted):
    periods.close_period(submitted.period, by=None)
    with pytest.raises(Refusal, match="đã đóng"):
        review.remark(submitted.pk, "Muộn rồi.", by=cast.reviewer(), key="2:2.1")


def test_a_remark_is_taken_back_until_it_is_sent(submitted):
    first = review.remark(submitted.pk, "Nhầm ô.", by=cast.reviewer(), key="2:1")
    sent = review.remark(submitted.pk, "Kiểm tra lại.", by=cast.reviewer(), key="2:2.1")
    review.drop_remark(submitted.pk, first.pk, by=cast.reviewer())
    filing.act(submitted, "send_back", cast.reviewer())
    assert list(Remark.objects.values_list("pk", "round")) == [(sent.pk, 1)]
    with pytest.raises(Refusal):
        review.drop_remark(submitted.pk, sent.pk, by=cast.reviewer())


def test_a_remark_at_another_report_is_no_remark(submitted):
    other = filing.report(cast.stc())
    filing.submit(other, cast.reporter_b(), cast.signer_b())
    theirs = review.remark(other.pk, "Kiểm tra lại.", by=cast.reviewer(), key="2:1")
    with pytest.raises(Remark.DoesNotExist):
        review.drop_remark(submitted.pk, theirs.pk, by=cast.reviewer())


def test_several_reports_are_approved_and_those_to_be_read_are_left_with_the_reason(submitted):
    clean = filing.report(cast.stc())
    filing.submit(clean, cast.reporter_b(), cast.signer_b())
    review.remark(submitted.pk, "Kiểm tra lại.", by=cast.reviewer(), key="2:2.1")
    unsent = filing.report(cast.district())
    approved, left = review.approve_many([submitted.pk, clean.pk, unsent.pk, 10**6], by=cast.reviewer())
    assert approved == [clean]
    assert [(report.pk, reason) for report, reason in left] == [
        (submitted.pk, "Còn 1 nhận xét chưa gửi: trả lại báo cáo hoặc xóa nhận xét trước khi duyệt."),
        (unsent.pk, "Báo cáo đang ở tình trạng “Đang lập”, không thể “Phê duyệt”."),
    ]


def test_a_report_with_an_explained_warning_is_read_on_its_own(warned):
    review.explain(warned.pk, "ASOF|", "Số liệu chốt theo lịch họp.", by=cast.reporter_a())
    filing.act(warned, "send_for_signature", cast.reporter_a())
    filing.act(warned, "sign_and_send", cast.signer_a(), paper=filing.PAPER)
    approved, left = review.approve_many([warned.pk], by=cast.reviewer())
    assert (approved, left[0][1]) == ([], "Báo cáo có cảnh báo kèm giải trình: cần đọc trước khi duyệt.")


def test_a_report_that_was_returned_is_read_on_its_own(submitted):
    review.remark(submitted.pk, "Kiểm tra lại.", by=cast.reviewer(), key="2:2.1")
    filing.act(submitted, "send_back", cast.reviewer())
    filing.act(submitted, "send_for_signature", cast.reporter_a())
    filing.act(submitted, "sign_and_send", cast.signer_a(), paper=filing.PAPER)
    _, left = review.approve_many([submitted.pk], by=cast.reviewer())
    assert left[0][1] == "Báo cáo đã từng bị trả lại: cần xem phần sửa trước khi duyệt."


def test_others_approve_nothing_together(submitted):
    approved, left = review.approve_many([submitted.pk], by=cast.reporter_a())
    assert (approved, len(left)) == ([], 1)
    assert review.approve_many([submitted.pk], by=cast.reporter_b()) == ([], [])


@pytest.mark.django_db(transaction=True)
def test_two_reviewers_who_approve_the_same_reports_at_once_approve_each_once():
    reports = [filing.report(cast.skhdt()), filing.report(cast.stc())]
    filing.submit(reports[0], cast.reporter_a(), cast.signer_a())
    filing.submit(reports[1], cast.reporter_b(), cast.signer_b())
    both = [cast.reviewer(), cast.member("tuan.snv", "Lê Anh Tuấn", Role.REVIEWER, cast.snv())]
    pks = [report.pk for report in reports]
    answers = races.at_once(*(lambda who=who: review.approve_many(pks, by=who) for who in both))
    assert sum(len(approved) for approved, _ in answers) == 2
    assert sum(len(left) for _, left in answers) == 2
    assert Event.objects.filter(action="approve").count() == 2
