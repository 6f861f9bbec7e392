import dataclasses
import datetime
from decimal import Decimal

import pytest
from django.utils import timezone

from agencies import log
from agencies.models import Event, Membership, Role
from reports.models import Period, Report, Version
from reports.services import Refusal, acts, figures, periods, review
from tests import cast, filing, races

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2024, 6, 14, 3, 0, tzinfo=datetime.UTC)  # 10:00 in Huế


@pytest.fixture
def clock(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOW)


@pytest.fixture
def draft():
    return filing.report(cast.skhdt())


@pytest.fixture
def complete(draft):
    filing.fill_all(draft, cast.reporter_a())
    return draft


@pytest.fixture
def waiting(complete):
    filing.act(complete, "send_for_signature", cast.reporter_a())
    return complete


@pytest.fixture
def submitted(waiting):
    filing.act(waiting, "sign_and_send", cast.signer_a(), paper=filing.PAPER)
    return waiting


@pytest.fixture
def returned(submitted):
    review.remark(submitted.pk, "Kiểm tra lại số nhiệm vụ.", by=cast.reviewer(), key="2:2.1")
    filing.act(submitted, "send_back", cast.reviewer(), reason="Xem các ô được nêu.")
    return submitted


@pytest.fixture
def approved(submitted):
    filing.act(submitted, "approve", cast.reviewer())
    return submitted


def status(report: Report) -> str:
    return filing.version(report).status


def last_event(report: Report) -> Event:
    return Event.objects.filter(chain=report.chain).order_by("-number").first()


def test_an_empty_report_is_not_sent_for_signature(draft):
    with pytest.raises(Refusal, match=r"^Còn \d+ ô chưa nhập; phải nhập đủ trước khi gửi\.$"):
        filing.act(draft, "send_for_signature", cast.reporter_a())
    assert status(draft) == "draft"


def test_a_warning_without_explanation_holds_the_report_back(complete):
    acts.describe(complete.pk, by=cast.reporter_a(), data_as_of=datetime.date(2024, 6, 10))
    with pytest.raises(Refusal, match=r"^Còn 1 cảnh báo chưa có giải trình\.$"):
        filing.act(complete, "send_for_signature", cast.reporter_a())
    review.explain(complete.pk, "ASOF|", "Số liệu chốt theo lịch họp của Sở.", by=cast.reporter_a())
    filing.act(complete, "send_for_signature", cast.reporter_a())
    assert status(complete) == "waiting"


def test_sending_for_signature_keeps_who_prepared_the_report(waiting):
    version = filing.version(waiting)
    assert (version.status, version.prepared_by) == ("waiting", cast.reporter_a())


def test_who_prepared_the_report_does_not_sign_it(complete):
    Membership.objects.create(user=cast.reporter_a(), agency=cast.skhdt(), role=Role.SIGNER)
    filing.act(complete, "send_for_signature", cast.reporter_a())
    with pytest.raises(Refusal, match="Người trình ký không được tự ký"):
        filing.act(complete, "sign_and_send", cast.reporter_a(), paper=filing.PAPER)


def test_a_declined_report_is_a_draft_again_and_says_why(waiting):
    filing.act(waiting, "decline", cast.signer_a(), reason="Thiếu kế hoạch kiểm tra.")
    version = filing.version(waiting)
    assert (version.status, version.reason) == ("draft", "Thiếu kế hoạch kiểm tra.")


@pytest.mark.parametrize("reason", ["", "   "])
def test_declining_without_a_reason_is_refused(waiting, reason):
    with pytest.raises(Refusal, match="Ghi lý do khi chọn “Trả lại người lập”"):
        filing.act(waiting, "decline", cast.signer_a(), reason=reason)


def test_sending_keeps_the_document_and_who_signed(clock, submitted):
    version = filing.version(submitted)
    assert (version.document_number, version.document_date) == ("2147/BC-SKHĐT", datetime.date(2024, 6, 11))
    assert (version.signer_name, version.signer_title) == ("Nguyễn Đại Minh", "Giám đốc")
    assert (version.signed_by, version.sent_at, version.late) == (cast.signer_a(), NOW, False)
    assert Report.objects.get(pk=submitted.pk).sent == version


@pytest.mark.parametrize("late, due_on", [(False, 14), (True, 13)])
def test_a_report_sent_after_the_due_day_is_late(clock, waiting, late, due_on):
    Period.objects.filter(pk=waiting.period_id).update(due_on=datetime.date(2024, 6, due_on))
    filing.act(waiting, "sign_and_send", cast.signer_a(), paper=filing.PAPER)
    assert filing.version(waiting).late is late


def test_what_is_sent_again_after_the_due_day_was_in_time_if_the_first_was(clock, submitted):
    review.remark(submitted.pk, "Kiểm tra lại.", by=cast.reviewer(), key="2:1")
    filing.act(submitted, "send_back", cast.reviewer())
    Period.objects.filter(pk=submitted.period_id).update(due_on=datetime.date(2024, 6, 13))
    filing.act(submitted, "send_for_signature", cast.reporter_a())
    filing.act(submitted, "sign_and_send", cast.signer_a(), paper=filing.PAPER)
    assert filing.version(submitted).late is False
    filing.act(submitted, "approve", cast.reviewer())
    filing.act(submitted, "reopen", cast.reviewer(), reason="Sửa số liệu.")
    filing.act(submitted, "send_for_signature", cast.reporter_a())
    filing.act(submitted, "sign_and_send", cast.signer_a(), paper=filing.PAPER)
    assert filing.version(submitted).late is False


@pytest.mark.parametrize("missing", ["number", "signer_name"])
def test_sending_without_a_document_is_refused(waiting, missing):
    with pytest.raises(Refusal, match="Ghi số văn bản, ngày văn bản và người ký"):
        filing.act(waiting, "sign_and_send", cast.signer_a(), paper=dataclasses.replace(filing.PAPER, **{missing: " "}))
    with pytest.raises(Refusal):
        filing.act(waiting, "sign_and_send", cast.signer_a())


def test_a_withdrawn_report_is_the_agencys_own_again(submitted):
    filing.act(submitted, "withdraw", cast.reporter_a())
    version = filing.version(submitted)
    assert (version.status, version.sent_at) == ("draft", None)
    assert not Version.objects.readable_by(cast.reviewer()).filter(report=submitted).exists()


def test_a_report_under_review_is_not_withdrawn(submitted):
    filing.act(submitted, "take", cast.reviewer())
    with pytest.raises(Refusal, match="Người thẩm định đã nhận báo cáo"):
        filing.act(submitted, "withdraw", cast.reporter_a())
    assert filing.version(submitted).taken_by == cast.reviewer()


def test_a_report_is_not_returned_without_a_remark(submitted):
    with pytest.raises(Refusal, match="Ghi ít nhất một nhận xét"):
        filing.act(submitted, "send_back", cast.reviewer())


def test_a_return_opens_the_cells_it_names_and_no_others(returned):
    assert (status(returned), filing.version(returned).round) == ("returned", 1)
    filing.fill(returned, {"2:2.1": "21"}, cast.reporter_a())
    with pytest.raises(Refusal, match="Ô này không bị trả lại nên vẫn khóa"):
        filing.fill(returned, {"2:1": "6"}, cast.reporter_a())


def test_a_returned_report_goes_the_same_way_again(returned):
    filing.fill(returned, {"2:2.1": "21"}, cast.reporter_a())
    filing.act(returned, "send_for_signature", cast.reporter_a())
    filing.act(returned, "decline", cast.signer_a(), reason="Đối chiếu thêm.")
    assert status(returned) == "returned"
    filing.act(returned, "send_for_signature", cast.reporter_a())
    filing.act(returned, "sign_and_send", cast.signer_a(), paper=filing.PAPER)
    filing.act(returned, "approve", cast.reviewer())
    assert status(returned) == "approved"


def test_what_waits_for_the_second_signature_is_withdrawn_though_a_reviewer_had_taken_it(submitted):
    filing.act(submitted, "take", cast.reviewer())
    review.remark(submitted.pk, "Kiểm tra lại số nhiệm vụ.", by=cast.reviewer(), key="2:2.1")
    filing.act(submitted, "send_back", cast.reviewer())
    filing.act(submitted, "send_for_signature", cast.reporter_a())
    filing.act(submitted, "withdraw", cast.reporter_a())
    assert status(submitted) == "returned"


def test_only_the_cells_of_the_last_return_are_open(returned):
    filing.fill(returned, {"2:2.1": "21"}, cast.reporter_a())
    filing.act(returned, "send_for_signature", cast.reporter_a())
    filing.act(returned, "sign_and_send", cast.signer_a(), paper=filing.PAPER)
    review.remark(returned.pk, "Số văn bản chưa khớp.", by=cast.reviewer(), key="2:1")
    filing.act(returned, "send_back", cast.reviewer())
    filing.fill(returned, {"2:1": "6"}, cast.reporter_a())
    with pytest.raises(Refusal):
        filing.fill(returned, {"2:2.1": "20"}, cast.reporter_a())


def test_a_remark_that_was_not_sent_holds_the_approval_back(submitted):
    review.remark(submitted.pk, "Kiểm tra lại.", by=cast.reviewer(), key="2:2.1")
    with pytest.raises(Refusal, match="Còn 1 nhận xét chưa gửi"):
        filing.act(submitted, "approve", cast.reviewer())


def test_nobody_approves_the_report_of_their_own_agency():
    report = filing.report(cast.snv())
    signer = cast.member("ky.snv", "Người ký của Sở", Role.SIGNER, cast.snv())
    filing.submit(report, cast.reporter_snv(), signer)
    with pytest.raises(Refusal, match="Không ai thẩm định báo cáo của chính cơ quan mình"):
        filing.act(report, "approve", cast.reviewer())


def test_an_approved_report_is_in_force(approved):
    report = Report.objects.get(pk=approved.pk)
    assert report.official == report.sent == report.current
    assert report.official.decided_by == cast.reviewer()


def test_a_correction_is_a_new_version_and_the_old_one_stays_in_force_until_it_is_approved(approved):
    old = filing.version(approved)
    new = filing.act(approved, "reopen", cast.reviewer(), reason="Đơn vị đề nghị sửa số liệu.")
    report = Report.objects.get(pk=approved.pk)
    assert (new.number, new.status, report.current, report.official) == (2, "draft", new, old)
    filing.fill(approved, {"2:1": "6"}, cast.reporter_a())
    assert filing.sheet(approved).sheet["2:1"].value == Decimal(6)
    assert old.figures.get(indicator__appendix__number=2, indicator__code="1").value == 0
    filing.act(approved, "send_for_signature", cast.reporter_a())
    filing.act(approved, "sign_and_send", cast.signer_a(), paper=filing.PAPER)
    filing.act(approved, "approve", cast.reviewer())
    assert Report.objects.get(pk=approved.pk).official == new
    assert Version.objects.get(pk=old.pk).status == "approved"


def test_reopening_without_a_reason_is_refused(approved):
    with pytest.raises(Refusal, match="Ghi lý do"):
        filing.act(approved, "reopen", cast.reviewer())


def test_a_form_made_before_somebody_elses_action_is_refused(waiting):
    with pytest.raises(Refusal, match="vừa được người khác thay đổi"):
        acts.act(waiting.pk, "decline", by=cast.signer_a(), revision=0, reason="Cũ.")


def test_nothing_happens_in_a_closed_period(waiting):
    periods.close_period(waiting.period, by=None)
    with pytest.raises(Refusal, match="Kỳ báo cáo đã đóng"):
        filing.act(waiting, "sign_and_send", cast.signer_a(), paper=filing.PAPER)


def test_a_report_of_others_is_no_report_at_all(draft):
    with pytest.raises(Report.DoesNotExist):
        filing.act(draft, "send_for_signature", cast.reporter_b())


def test_an_unknown_action_is_an_error_of_the_caller(draft):
    with pytest.raises(KeyError):
        filing.act(draft, "publish", cast.reporter_a())


def test_a_role_that_was_withdrawn_is_gone_at_once(complete):
    Membership.objects.filter(user=cast.reporter_a()).update(valid_to=timezone.localdate() - datetime.timedelta(days=1))
    with pytest.raises(Report.DoesNotExist):
        filing.act(complete, "send_for_signature", cast.reporter_a())


def test_every_action_is_one_event_that_says_from_where_to_where_and_why(waiting):
    before = Event.objects.filter(chain=waiting.chain).count()
    filing.act(waiting, "decline", cast.signer_a(), reason="Thiếu kế hoạch kiểm tra.")
    event = last_event(waiting)
    assert (event.number, event.action, event.by_name) == (before + 1, "decline", "Nguyễn Đại Minh")
    assert (event.before, event.after, event.note) == (
        {"status": "waiting"},
        {"status": "draft"},
        "Thiếu kế hoạch kiểm tra.",
    )


def test_the_event_of_a_sending_holds_the_document(submitted):
    assert last_event(submitted).after == {
        "status": "submitted",
        "document_number": "2147/BC-SKHĐT",
        "document_date": "2024-06-11",
        "signer": "Nguyễn Đại Minh",
        "late": True,
    }


def test_a_refused_action_writes_nothing(waiting):
    count = Event.objects.count()
    with pytest.raises(Refusal):
        filing.act(waiting, "approve", cast.reviewer())
    assert (Event.objects.count(), status(waiting)) == (count, "waiting")


def test_the_day_of_the_data_lies_in_the_period(draft):
    acts.describe(draft.pk, by=cast.reporter_a(), data_as_of=datetime.date(2024, 6, 10))
    assert filing.version(draft).data_as_of == datetime.date(2024, 6, 10)
    with pytest.raises(Refusal, match="từ 15/12/2023 đến 14/6/2024; đã nhập 15/6/2024"):
        acts.describe(draft.pk, by=cast.reporter_a(), data_as_of=datetime.date(2024, 6, 15))
    with pytest.raises(Refusal, match="Chỉ người lập báo cáo"):
        acts.describe(draft.pk, by=cast.signer_a(), data_as_of=None)


# --- at the same moment ---


def effects(report: Report, action: str) -> int:
    return Event.objects.filter(chain=report.chain, action=action).count()


def refused(answers: list[object]) -> int:
    return sum(isinstance(answer, Refusal) for answer in answers)


@pytest.mark.django_db(transaction=True)
def test_two_approvals_at_once_have_one_effect():
    report = filing.report(cast.skhdt())
    filing.submit(report, cast.reporter_a(), cast.signer_a())
    other = cast.member("tuan.snv", "Lê Anh Tuấn", Role.REVIEWER, cast.snv())
    revision = filing.version(report).revision
    answers = races.at_once(
        *(lambda who=who: acts.act(report.pk, "approve", by=who, revision=revision) for who in (cast.reviewer(), other))
    )
    assert (refused(answers), effects(report, "approve"), status(report)) == (1, 1, "approved")
    assert list(log.breaks(report.chain.__class__.objects.get(pk=report.chain_id))) == []


@pytest.mark.django_db(transaction=True)
def test_of_an_approval_and_a_return_at_once_one_happens():
    report = filing.report(cast.skhdt())
    filing.submit(report, cast.reporter_a(), cast.signer_a())
    other = cast.member("tuan.snv", "Lê Anh Tuấn", Role.REVIEWER, cast.snv())
    revision = filing.version(report).revision
    reviewer = cast.reviewer()

    def send_back() -> None:
        review.remark(report.pk, "Kiểm tra lại.", by=other, key="2:2.1")
        acts.act(report.pk, "send_back", by=other, revision=revision)

    answers = races.at_once(lambda: acts.act(report.pk, "approve", by=reviewer, revision=revision), send_back)
    assert refused(answers) == 1
    assert effects(report, "approve") + effects(report, "send_back") == 1
    assert status(report) in ("approved", "returned")


@pytest.mark.django_db(transaction=True)
def test_a_figure_typed_while_the_report_is_sent_for_signature_is_in_it_or_refused():
    report = filing.report(cast.skhdt())
    filing.fill_all(report, cast.reporter_a())
    seen = filing.sheet(report).sheet["2:1"].revision
    revision = filing.version(report).revision
    first, second = cast.reporter_a(), cast.second_reporter_a()
    change = figures.Change("2:1", seen, typed="6")
    answers = races.at_once(
        lambda: acts.act(report.pk, "send_for_signature", by=first, revision=revision),
        lambda: figures.save_figures(report.pk, [change], by=second),
    )
    was_saved = not isinstance(answers[1], Exception)
    assert status(report) == "waiting"
    assert filing.sheet(report).sheet["2:1"].value == (6 if was_saved else 0)


@pytest.mark.django_db(transaction=True)
def test_many_presses_of_one_button_have_one_effect():
    report = filing.report(cast.skhdt())
    filing.fill_all(report, cast.reporter_a())
    revision, by = filing.version(report).revision, cast.reporter_a()
    answers = races.at_once(*[lambda: acts.act(report.pk, "send_for_signature", by=by, revision=revision)] * 8)
    assert (refused(answers), effects(report, "send_for_signature")) == (7, 1)
