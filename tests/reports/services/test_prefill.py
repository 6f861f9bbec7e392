"""Figures of other registers in a report: filled, kept, compared, and written down."""

from decimal import Decimal

import pytest

from agencies import log
from agencies.models import Event
from reports import open_points, plain
from reports.cells import State
from reports.models import Report
from reports.services import Refusal, acts, figures, periods, prefill, review
from tests import cast, filing

pytestmark = pytest.mark.django_db
COUNTED = {"dossiers.resolved": 664, "dossiers.on_time": 589}
AS_COUNTED = {"4:3.1.1": "664", "4:3.1.2": "589"}


@pytest.fixture
def report():
    return filing.report(cast.skhdt())


def fill(report: Report, by=None, **more: int) -> figures.Saved:
    values = COUNTED | {name.replace("__", "."): value for name, value in more.items()}
    return prefill.fill(report.pk, by=by, values=lambda version: values)


def cell(report: Report, key: str = "4:3.1.1"):
    return filing.sheet(report).sheet[key]


def test_empty_cells_are_filled_with_what_follows_from_them(report):
    saved = fill(report)
    assert set(saved.changed) == {"4:3.1", "4:3.1.1", "4:3.1.2"}
    assert (cell(report).value, cell(report).filled_from, cell(report).revision) == (664, "dossiers.resolved", 1)
    assert cell(report, "4:3.1").denominator == 664
    assert filing.version(report).filled == 2


def test_the_system_writes_down_what_it_filled_and_from_where(report):
    fill(report)
    events = Event.objects.filter(chain=report.chain).order_by("number")
    assert [(one.by_name, one.action, one.subject, one.note) for one in events] == [
        ("hệ thống", "fill_figure", "cell:4:3.1.1", "Sổ hồ sơ TTHC: hồ sơ đã giải quyết"),
        ("hệ thống", "fill_figure", "cell:4:3.1.2", "Sổ hồ sơ TTHC: hồ sơ giải quyết đúng hạn"),
    ]
    assert not list(log.breaks(filing.version(report).report.chain))


def test_the_registers_are_asked_once_and_again_when_they_have_changed_before_the_report_is_locked(report):
    asked = []

    def values(version):
        asked.append(version.pk)
        if len(asked) == 2:
            log.write(log.Entry("import_dossiers", "ledger"), by=None, name="ledger")
        return COUNTED | {"dossiers.resolved": 663 + len(asked)}

    prefill.fill(report.pk, by=None, values=values)
    assert (len(asked), cell(report).value) == (1, 664)
    prefill.fill(report.pk, by=None, values=values)
    assert (len(asked), cell(report).value) == (3, 666)


def test_filling_twice_writes_nothing(report):
    fill(report)
    assert not fill(report).changed
    assert Event.objects.filter(chain=report.chain).count() == 2


def test_what_a_person_typed_stays_and_is_compared(report):
    filing.fill(report, {"4:3.1.1": "600"}, cast.reporter_a())
    before = filing.version(report).warnings
    saved = fill(report)
    assert (cell(report).value, cell(report).filled_from, cell(report).measured) == (600, "", 664)
    assert [one.cells for one in saved.after if one.rule == "SOURCE"] == [("4:3.1.1",)]
    assert filing.version(report).warnings == before + 1
    last = Event.objects.filter(chain=report.chain, action="compare_figure").get()
    assert (last.before, last.after) == ({}, {"measured": "664"})


def test_filled_cells_follow_when_the_ledger_moves_and_a_page_of_before_is_stale(report):
    fill(report)
    fill(report, dossiers__resolved=670)
    assert (cell(report).value, cell(report).revision) == (670, 2)
    with pytest.raises(figures.Conflict) as raised:
        figures.save_figures(report.pk, [figures.Change("4:3.1.1", 1, typed="665")], by=cast.reporter_a())
    assert raised.value.theirs["4:3.1.1"].by == "hệ thống"


def test_what_was_filled_is_read_again_as_it_was_remembered(report):
    fill(report)
    remembered = plain.filing(filing.version(report)).figures.sheet
    plain.forget_newest()
    assert dict(plain.filing(filing.version(report)).figures.sheet) == dict(remembered)


def test_an_emptied_cell_takes_the_registers_figure_again(report):
    fill(report)
    filing.fill(report, {"4:3.1.1": "600"}, cast.reporter_a())
    assert cell(report).filled_from == ""
    filing.fill(report, {"4:3.1.1": ""}, cast.reporter_a())
    assert (cell(report).value, cell(report).filled_from) == (664, "dossiers.resolved")


def test_a_report_that_was_sent_or_whose_period_is_closed_stays_as_it_is(report):
    fill(report)
    filing.submit(report, cast.reporter_a(), cast.signer_a(), **AS_COUNTED)
    with pytest.raises(Refusal, match="Đã gửi"):
        fill(report, dossiers__resolved=670)
    other = filing.report(cast.stc())
    periods.close_period(other.period, by=None)
    with pytest.raises(Refusal, match="Kỳ báo cáo đã đóng"):
        fill(other)
    assert (cell(report).measured, cell(other).state) == (664, State.MISSING)


def test_a_returned_report_is_filled_only_where_the_return_names_a_cell(report):
    filing.submit(report, cast.reporter_a(), cast.signer_a())
    review.remark(report.pk, "Xem lại số đúng hạn.", by=cast.reviewer(), key="4:3.1.2")
    filing.act(report, "send_back", cast.reviewer(), reason="Xem lại.")
    fill(report)
    assert (cell(report).measured, cell(report, "4:3.1.2").measured) == (None, 589)


def test_overruling_needs_an_explanation_before_the_report_may_go(report):
    fill(report)
    filing.fill_all(report, cast.reporter_a(), **AS_COUNTED | {"4:3.1.1": "600"})
    with pytest.raises(Refusal, match="1 cảnh báo chưa có giải trình"):
        filing.act(report, "send_for_signature", cast.reporter_a())
    review.explain(report.pk, "SOURCE|4:3.1.1", "64 hồ sơ nhập trùng trong sổ.", by=cast.reporter_a())
    filing.act(report, "send_for_signature", cast.reporter_a())
    fill_again = open_points.of(filing.version(report))
    assert not fill_again.unexplained


def test_an_explanation_no_longer_holds_once_the_ledger_has_moved(report):
    fill(report)
    filing.fill(report, {"4:3.1.1": "600"}, cast.reporter_a())
    review.explain(report.pk, "SOURCE|4:3.1.1", "64 hồ sơ nhập trùng trong sổ.", by=cast.reporter_a())
    fill(report, dossiers__resolved=670)
    assert "SOURCE|4:3.1.1" in {one.key for one in open_points.of(filing.version(report)).unexplained}


def test_the_province_takes_lead_cells_from_the_register_and_a_lead_agency_asks_only_for_its_own(report):
    own = filing.report(cast.province())
    saved = prefill.fill(own.pk, by=None, values=lambda version: {"procedures.province": 1537, "dossiers.resolved": 9})
    assert cell(own, "4:1.4.1").value == Decimal(1537)
    assert "4:3.1.1" not in saved.changed
    with pytest.raises(Refusal, match="do cơ quan chủ trì"):
        prefill.fill(own.pk, by=cast.reporter_snv(), values=lambda version: COUNTED)


def test_nobody_fills_a_report_of_others_or_without_being_its_reporter(report):
    with pytest.raises(Report.DoesNotExist):
        fill(report, by=cast.reporter_b())
    with pytest.raises(Refusal, match="Chỉ người lập báo cáo"):
        fill(report, by=cast.signer_a())


def test_the_next_version_keeps_what_was_filled_and_compared(report):
    fill(report)
    filing.submit(report, cast.reporter_a(), cast.signer_a(), **AS_COUNTED)
    filing.act(report, "approve", cast.reviewer())
    acts.act(report.pk, "reopen", by=cast.reviewer(), revision=filing.version(report).revision, reason="Số sai.")
    assert (filing.version(report).number, cell(report).measured) == (2, 664)
