import dataclasses
import threading
import time
from decimal import Decimal

import pytest
from django.db import transaction

from agencies import log
from agencies.models import Event, Tier
from reports import plain
from reports.cells import State
from reports.models import Figure, Report, Version
from reports.services import Refusal, at_once, figures, locking, periods
from tests import cast, filing, races

pytestmark = pytest.mark.django_db
Change = figures.Change


@pytest.fixture
def report():
    return filing.report(cast.skhdt())


def test_a_saved_part_brings_its_rate_with_both_parts(report):
    filing.fill(report, {"2:2.1": "21"}, cast.reporter_a())
    saved = filing.fill(report, {"2:2.2": "12"}, cast.reporter_a())
    assert set(saved.changed) == {"2:2", "2:2.2"}
    row = Figure.objects.get(version=filing.version(report), indicator__appendix__number=2, indicator__code="2")
    assert (row.state, row.value, row.numerator, row.denominator) == ("reported", None, 12, 21)


def test_a_total_is_stored_with_its_value(report):
    filing.fill(report, {"4:1.4.1": "127", "4:1.4.2": "0", "4:1.4.3": "kps"}, cast.reporter_a())
    assert filing.sheet(report).sheet["4:1.4"].value == Decimal(127)


def test_a_text_that_cannot_be_read_is_kept_without_a_value(report):
    saved = filing.fill(report, {"2:8": "9 cuộc"}, cast.reporter_a())
    cell = filing.sheet(report).sheet["2:8"]
    assert (cell.state, cell.value, cell.typed) == (State.MISSING, None, "9 cuộc")
    offers = [problem.offer for problem in saved.after if problem.rule == "INPUT"]
    assert [(offer.value, offer.note) for offer in offers] == [(Decimal(1), "9 cuộc")]


def test_a_base_is_stored_with_the_rate_it_belongs_to(report):
    filing.fill(report, {"5:2.1": "44"}, cast.reporter_a(), bases={"5:2.5": "51"})
    stored = filing.sheet(report)
    assert stored.bases == {"5:2.5": Decimal(51)}
    assert (stored.sheet["5:2.5"].numerator, stored.sheet["5:2.5"].denominator) == (7, 51)


def test_a_base_that_is_no_number_is_refused_with_what_came(report):
    with pytest.raises(Refusal, match="51 biên chế"):
        filing.fill(report, {}, cast.reporter_a(), bases={"5:2.5": "51 biên chế"})


def test_the_second_writer_of_a_cell_gets_both_values_and_stores_nothing(report):
    filing.fill(report, {"2:1": "6"}, cast.reporter_a())
    with pytest.raises(figures.Conflict) as caught:
        figures.save_figures(
            report.pk, [Change("2:1", 0, typed="7"), Change("2:2.1", 0, typed="21")], by=cast.second_reporter_a()
        )
    theirs = caught.value.theirs["2:1"]
    assert (theirs.cell.value, theirs.by) == (Decimal(6), "Trần Thị Lan")
    assert filing.sheet(report).sheet["2:2.1"].state is State.MISSING


def test_a_note_does_not_touch_the_figure(report):
    filing.fill(report, {"2:1": "6"}, cast.reporter_a())
    figures.save_figures(report.pk, [Change("2:1", 1, note="Kế hoạch")], by=cast.reporter_a())
    cell = filing.sheet(report).sheet["2:1"]
    assert (cell.value, cell.note, cell.revision) == (Decimal(6), "Kế hoạch", 2)


def test_a_note_that_is_too_long_is_refused_with_its_length(report):
    with pytest.raises(Refusal, match="1001 ký tự"):
        figures.save_figures(report.pk, [Change("2:1", 0, note="a" * 1001)], by=cast.reporter_a())


@pytest.mark.parametrize("key", ["2:99", "9:1", "", "2:1'; DROP TABLE"])
def test_a_cell_that_the_form_does_not_have_is_refused(report, key):
    with pytest.raises(Refusal, match="không có ô"):
        figures.save_figures(report.pk, [Change(key, 0, typed="1")], by=cast.reporter_a())


def test_somebody_of_another_agency_does_not_learn_that_the_report_exists(report):
    with pytest.raises(Report.DoesNotExist):
        filing.fill(report, {"2:1": "6"}, cast.reporter_b())


@pytest.mark.parametrize("who", [cast.signer_a, cast.reviewer, cast.viewer])
def test_only_a_reporter_of_the_agency_writes(report, who):
    with pytest.raises(Refusal, match="người lập báo cáo"):
        filing.fill(report, {"2:1": "6"}, who())


def test_a_closed_period_is_not_written_to(report):
    periods.close_period(report.period, by=None)
    with pytest.raises(Refusal, match="Kỳ báo cáo đã đóng"):
        filing.fill(report, {"2:1": "6"}, cast.reporter_a())


@pytest.mark.django_db(transaction=True)
def test_who_waited_while_the_period_was_closed_writes_nothing():
    report = filing.report(cast.skhdt())
    reporter, change = cast.reporter_a(), figures.Change("2:1", 0, typed="6")
    answers: list[object] = []

    def save() -> None:
        answers.extend(races.at_once(lambda: figures.save_figures(report.pk, [change], by=reporter)))

    waiting = threading.Thread(target=save)
    with transaction.atomic():
        locking.current_version(report.pk, reporter)
        waiting.start()
        time.sleep(0.5)  # until the other one has asked for the lock
        periods.close_period(report.period, by=None)
    waiting.join()
    assert isinstance(answers[0], Refusal)
    assert not Figure.objects.exists()
    assert not Event.objects.filter(action="save_figure").exists()


def test_a_report_waiting_for_its_signature_is_not_written_to(report):
    filing.fill_all(report, cast.reporter_a())
    filing.act(report, "send_for_signature", cast.reporter_a())
    with pytest.raises(Refusal, match="Chờ ký"):
        filing.fill(report, {"2:1": "6"}, cast.reporter_a())


def test_every_written_cell_is_one_event_with_before_and_after(report):
    filing.fill(report, {"2:1": "6"}, cast.reporter_a())
    filing.fill(report, {"2:1": "7"}, cast.reporter_a())
    event = Event.objects.filter(chain=report.chain).order_by("number").last()
    assert (event.action, event.subject, event.by_name) == ("save_figure", "cell:2:1", "Trần Thị Lan")
    assert (event.before["value"], event.after["value"]) == ("6", "7")
    assert not list(log.breaks(event.chain))


def test_a_refused_save_leaves_no_event(report):
    before = Event.objects.count()
    with pytest.raises(Refusal):
        filing.fill(report, {"2:1": "6"}, cast.signer_a())
    assert Event.objects.count() == before


def test_the_counts_of_the_version_follow(report):
    filing.fill(report, {"2:1": "6", "2:2.1": "21"}, cast.reporter_a())
    assert Version.objects.get(pk=filing.version(report).pk).filled == 2


def test_what_a_preview_shows_is_what_a_save_stores(report):
    changes = [Change("2:2.1", 0, typed="21"), Change("2:2.2", 0, typed="12"), Change("2:8", 0, typed="9 cuộc")]
    shown = figures.changed_figures(filing.plain.filing(filing.version(report)), changes)
    figures.save_figures(report.pk, changes, by=cast.reporter_a())
    stored = filing.sheet(report).sheet
    assert {k: dataclasses.replace(c, value=None) for k, c in shown.sheet.items()} == {
        k: dataclasses.replace(c, value=None) for k, c in stored.items()
    }


@pytest.fixture
def ordinary_way(monkeypatch):
    """Saves figures under the locks only: on SQLite always, on PostgreSQL whenever somebody was overtaken."""
    monkeypatch.setattr(at_once, "is_possible", lambda: False)


@pytest.mark.usefixtures("ordinary_way")
def test_saving_takes_the_same_number_of_queries_for_one_cell_and_for_twenty(report, django_assert_num_queries):
    by = cast.reporter_a()
    filing.fill(report, {"2:1": "6"}, by)
    keys = [f"6:{code}" for code in ("1.1", "1.2", "1.3", "2.1", "2.2", "2.3", "2.4", "2.5", "3", "4.2", "4.3", "4.4")]
    for change in ([Change("2:2.1", 0, typed="7")], [Change(key, 0, typed="1") for key in keys]):
        with django_assert_num_queries(7):  # savepoint, lock, write, counts, event, head, release
            figures.save_figures(report.pk, change, by=by)


@pytest.mark.usefixtures("ordinary_way")
def test_a_process_that_did_not_save_last_reads_the_figures_again(report, django_assert_num_queries):
    by = cast.reporter_a()
    filing.fill(report, {"2:1": "6"}, by)
    before = dict(plain._newest)
    filing.fill(report, {"2:2.1": "21"}, by)
    plain._newest.update(before)  # what a second process would remember: the state before the last save
    with django_assert_num_queries(8):  # savepoint, lock, figures, write, counts, event, head, release
        saved = figures.save_figures(report.pk, [Change("2:2.2", 0, typed="12")], by=by)
    assert saved.filing.figures.sheet["2:2"].numerator == 12
    assert saved.filing.figures.sheet["2:2"].denominator == 21


@pytest.mark.usefixtures("ordinary_way")
def test_the_first_save_after_the_opening_of_a_new_report_reads_no_figures(report, django_assert_num_queries):
    by = cast.reporter_a()
    assert filing.sheet(report).sheet["2:1"].typed == ""
    with django_assert_num_queries(8):  # rights, savepoint, lock, write, counts, event, head, release
        figures.save_figures(report.pk, [Change("2:1", 0, typed="6")], by=by)


def test_what_a_failed_save_would_have_stored_is_not_remembered(report):
    by = cast.reporter_a()
    filing.fill(report, {"2:1": "6"}, by)
    with transaction.atomic():
        figures.save_figures(report.pk, [Change("2:1", 1, typed="7")], by=by)
        transaction.set_rollback(True)
    assert filing.sheet(report).sheet["2:1"].typed == "6"
    filing.fill(report, {"2:1": "8"}, by)
    assert filing.sheet(report).sheet["2:1"].typed == "8"


def test_a_remembered_report_notices_that_the_one_before_it_was_approved():
    by = cast.reporter_a()
    first = filing.report(cast.skhdt(), "q1")
    filing.submit(first, by, cast.signer_a())
    half = filing.report(cast.skhdt())
    filing.fill(half, {"2:1": "6"}, by)
    filing.act(first, "approve", cast.reviewer())
    filing.fill(half, {"2:1": "7"}, by)
    filing.act(first, "reopen", cast.reviewer(), reason="Đính chính.")
    filing.fill(first, {"2:1": "4"}, by)
    for name, who, more in (
        ("send_for_signature", by, {}),
        ("sign_and_send", cast.signer_a(), {"paper": filing.PAPER}),
        ("approve", cast.reviewer(), {}),
    ):
        filing.act(first, name, who, **more)
    previous = plain.filing(filing.version(half)).previous
    assert previous["2:1"].typed == "4"


def test_the_lead_agency_types_its_cells_in_the_report_of_the_province():
    cast.reviewer()
    cast.agency("STP", "Sở Tư pháp", Tier.DEPARTMENT, cast.province())
    report = filing.report(cast.province())
    by = cast.reporter_snv()
    filing.fill(report, {"2:3.1": "12"}, by)
    assert filing.sheet(report).sheet["2:3.1"].value == Decimal(12)
    with pytest.raises(Refusal, match=r"cơ quan chủ trì \(Sở Tư pháp\)"):
        filing.fill(report, {"3:1.1": "35"}, by)
