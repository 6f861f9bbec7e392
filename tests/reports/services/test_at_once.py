import pytest

from agencies import log
from agencies.models import Event
from reports import plain
from reports.models import Figure, Report, Version
from reports.services import at_once, figures, periods
from tests import cast, filing

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]
Change = figures.Change
_CELL = [field.name for field in Figure._meta.concrete_fields if field.name not in ("id", "version", "indicator")]
_COUNTS = ("filled", "required", "errors", "warnings")
_SAID = ("number", "by", "by_name", "action", "subject", "before", "after", "note")


@pytest.fixture
def report():
    return filing.report(cast.skhdt())


def stored(report: Report) -> dict[str, object]:
    """Everything that a save leaves behind, whichever way it went."""
    version = filing.version(report)
    return {
        "cells": list(Figure.objects.filter(version=version).order_by("indicator").values_list("indicator", *_CELL)),
        "counts": [getattr(version, name) for name in _COUNTS],
        "events": list(Event.objects.filter(chain=report.chain).order_by("number").values_list(*_SAID)),
        "breaks": list(log.breaks(version.report.chain)),
    }


def many_kinds(report: Report) -> None:
    """A figure, a rate, a sum of money, a text that cannot be read, a note, a 2015 figure, a second revision."""
    by = cast.reporter_a()
    filing.fill(report, {"2:2.1": "21", "2:2.2": "12", "2:8": "9 cuộc “lớn”", "5:2.1": "44"}, by, bases={"5:2.5": "51"})
    filing.fill(report, {"2:2.2": "11", "6:1.1": "-", "6:2.1": "88,70"}, by)
    figures.save_figures(report.pk, [Change("2:1", 0, note="Kế hoạch\\u0041 'năm'")], by=by)


def test_both_ways_leave_the_same_behind(report, monkeypatch):
    many_kinds(report)
    at_once_left = stored(report)
    Figure.objects.all().delete()
    Version.objects.update(**dict.fromkeys(_COUNTS, 0))
    plain.forget_newest()
    monkeypatch.setattr(at_once, "is_possible", lambda: False)
    many_kinds(report)
    ordinary_left = stored(report)
    first, both = at_once_left.pop("events"), ordinary_left.pop("events")
    assert [said[1:] for said in both] == 2 * [said[1:] for said in first]
    assert ordinary_left == at_once_left
    assert at_once_left["breaks"] == []


def test_what_is_read_at_once_asks_for_nothing_more(report, django_assert_num_queries):
    by = cast.reporter_a()
    filing.fill(report, {"2:1": "6"}, by)
    expected = filing.version(report)
    with django_assert_num_queries(1):
        version = at_once.read(report.pk)
        assert version.report.period.edition.code == expected.report.period.edition.code
        assert version.report.chain.head == expected.report.chain.head
        assert version.report.agency.tier == "department"
    assert version == expected


def test_saving_at_once_reads_and_stores_in_one_query_each(report, django_assert_num_queries):
    by = cast.reporter_a()
    filing.fill(report, {"2:1": "6"}, by)
    keys = [f"6:{code}" for code in ("1.1", "1.2", "1.3", "2.1", "2.2", "2.3", "2.4", "2.5", "3", "4.2", "4.3", "4.4")]
    for change in ([Change("2:2.1", 0, typed="7")], [Change(key, 0, typed="1") for key in keys]):
        with django_assert_num_queries(2):
            figures.save_figures(report.pk, change, by=by)


def test_a_process_that_did_not_save_last_reads_the_figures_as_well(report, django_assert_num_queries):
    by = cast.reporter_a()
    filing.fill(report, {"2:2.1": "21"}, by)
    plain.forget_newest()
    with django_assert_num_queries(3):
        saved = figures.save_figures(report.pk, [Change("2:2.2", 0, typed="12")], by=by)
    assert saved.filing.figures.sheet["2:2"].denominator == 21


def worked_out(report: Report) -> tuple[Version, list[Event]]:
    """A save of nothing but its event, ready to be stored."""
    version = at_once.read(report.pk)
    return version, log.sealed(version.report.chain, [log.Entry("save_figure", "cell:2:1")], by=cast.reporter_a())


def assert_nothing_is_stored(report: Report, version: Version, events: list[Event]) -> None:
    before = stored(report)
    row = {"indicator_id": plain.edition(version.report.period.edition).specs["2:1"].pk, "state": "none"}
    row |= {"typed": "-", "note": "", "revision": 1, "filled_from": ""}
    assert not at_once.store(version, [row], dict.fromkeys(_COUNTS, 1), events)
    assert stored(report) == before


def test_whoever_was_overtaken_stores_nothing(report):
    version, events = worked_out(report)
    filing.fill(report, {"2:2.1": "21"}, cast.reporter_a())
    assert_nothing_is_stored(report, version, events)


def test_nothing_is_stored_in_a_period_that_was_closed_meanwhile(report):
    version, events = worked_out(report)
    periods.close_period(report.period, by=None)
    assert_nothing_is_stored(report, version, events)


def test_nothing_is_stored_in_a_version_that_somebody_acted_on_meanwhile(report):
    version, events = worked_out(report)
    Version.objects.filter(pk=version.pk).update(revision=version.revision + 1)
    assert_nothing_is_stored(report, version, events)


def test_nothing_is_stored_in_a_version_that_is_not_in_work_any_more(report):
    version, events = worked_out(report)
    Version.objects.filter(pk=version.pk).update(status="approved")
    Report.objects.filter(pk=report.pk).update(current=Version.objects.create(report=report, number=2))
    assert not at_once.store(version, [], {}, events)


def test_whoever_was_overtaken_saves_all_the_same_under_the_lock(report, monkeypatch):
    """A colleague saves another cell between the reading and the storing."""
    by, colleague, store = cast.reporter_a(), cast.second_reporter_a(), at_once.store
    filing.fill(report, {"2:2.1": "21"}, by)

    def overtaken(*told) -> bool:
        monkeypatch.setattr(at_once, "store", store)
        filing.fill(report, {"2:1": "6"}, colleague)
        return store(*told)

    monkeypatch.setattr(at_once, "store", overtaken)
    saved = filing.fill(report, {"2:2.2": "12"}, by)
    sheet = filing.sheet(report).sheet
    assert (sheet["2:1"].typed, sheet["2:2"].numerator, sheet["2:2"].denominator) == ("6", 12, 21)
    assert saved.filing.figures.sheet["2:1"].typed == "6"
    assert stored(report)["breaks"] == []
