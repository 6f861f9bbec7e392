"""Periods come to be, open, close and change: which days, which reports, and what they carry over."""

import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies.models import Event, Succession, Tier
from reports.models import Figure, Period, Report, Version
from reports.services import Refusal, editions, figures, periods
from tests import cast, filing

pytestmark = pytest.mark.django_db


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def successor(of, code: str, name: str, *, kind: str = "rename", partial: bool = False, made=None):
    """An agency that came out of another one on 1 July 2024."""
    new = made or cast.agency(code, name, Tier.DEPARTMENT, cast.province())
    new.valid_from = day("2024-07-01")
    new.save()
    of.valid_to = day("2024-06-30")
    of.save()
    Succession.objects.create(predecessor=of, successor=new, kind=kind, partial=partial, on=day("2024-07-01"))
    return new


# --- the standard ones ---


def test_the_five_standard_periods_of_a_year_have_the_days_of_the_regime():
    made = periods.standard_periods(2024, filing.edition())
    assert [(p.name, p.kind, f"{p.starts_on}", f"{p.ends_on}", f"{p.due_on}") for p in made] == [
        ("Quý I năm 2024", "q1", "2023-12-15", "2024-03-14", "2024-03-17"),
        ("6 tháng đầu năm 2024", "h1", "2023-12-15", "2024-06-14", "2024-06-17"),
        ("Quý III năm 2024", "q3", "2024-06-15", "2024-09-14", "2024-09-17"),
        ("9 tháng đầu năm 2024", "m9", "2023-12-15", "2024-09-14", "2024-09-17"),
        ("Năm 2024", "year", "2023-12-15", "2024-12-14", "2024-12-17"),
    ]
    assert not Period.objects.exists()


def test_generating_twice_makes_only_what_is_missing():
    edition = filing.edition()
    assert len(periods.generate_periods(2024, edition, by=cast.admin())) == 5
    Period.objects.get(kind="q3").delete()
    assert [p.name for p in periods.generate_periods(2024, edition, by=cast.admin())] == ["Quý III năm 2024"]
    assert len(periods.generate_periods(2025, edition, by=cast.admin())) == 5
    assert Event.objects.filter(action="generate_period").count() == 11
    assert set(Period.objects.values_list("state", flat=True)) == {"planned"}


# --- opening ---


def test_opening_makes_a_report_for_every_agency_that_existed_in_the_period():
    cast.commune(), cast.skhdt()
    before = cast.agency("CU1", "Sở đã giải thể", Tier.DEPARTMENT, cast.province(), valid_to=day("2023-12-14"))
    first = cast.agency("CU2", "Sở giải thể ngày đầu kỳ", Tier.DEPARTMENT, cast.province(), valid_to=day("2023-12-15"))
    last = cast.agency("MOI1", "Sở lập ngày cuối kỳ", Tier.DEPARTMENT, cast.province())
    after = cast.agency("MOI2", "Sở lập sau kỳ", Tier.DEPARTMENT, cast.province())
    last.valid_from, after.valid_from = day("2024-06-14"), day("2024-06-15")
    last.save(), after.save()
    period = filing.period("h1")
    assert set(period.reports.values_list("agency__code", flat=True)) == {"46", "476", "19822", "SKHDT", "CU2", "MOI1"}
    assert not Report.objects.filter(agency__in=[before, after]).exists()
    assert Report.objects.filter(agency__in=[first, last]).count() == 2


def test_a_report_starts_as_an_empty_draft_with_a_chain_of_its_own():
    report = filing.report(cast.skhdt())
    assert (report.current.number, report.current.status) == (1, "draft")
    assert (report.official, report.sent) == (None, None)
    assert report.chain.length == 0
    assert not Figure.objects.filter(version=report.current).exists()


def test_opening_again_adds_the_agencies_that_were_entered_late_and_touches_nothing_else():
    cast.skhdt()
    period = filing.period()
    report = Report.objects.get(agency=cast.skhdt())
    assert periods.open_period(period, by=None) == 0
    late = cast.stc()
    assert periods.open_period(period, by=None) == 1
    assert Report.objects.filter(agency=late, period=period).count() == 1
    assert Report.objects.get(agency=cast.skhdt()) == report
    opened = Event.objects.filter(action="open_period").order_by("pk").values_list("before", "after")
    assert list(opened) == [
        ({"state": "planned"}, {"state": "open", "reports": 2}),
        ({"state": "open"}, {"state": "open", "reports": 1}),
    ]


def test_opening_takes_the_same_number_of_statements_for_any_number_of_agencies():
    cast.skhdt()
    filing.period("q1")
    half, third = Period.objects.get(kind="h1"), Period.objects.get(kind="q3")
    with CaptureQueriesContext(connection) as few:
        assert periods.open_period(half, by=None) == 2
    for number in range(15):
        cast.agency(f"X{number}", f"Sở {number}", Tier.DEPARTMENT)
    with CaptureQueriesContext(connection) as many:
        assert periods.open_period(third, by=None) == 17
    assert len(many) == len(few)


# --- closing ---


def test_a_closed_period_takes_no_reports_and_no_figures():
    lan, period, report = cast.reporter_a(), filing.period(), filing.report(cast.skhdt())
    periods.close_period(period, by=cast.admin())
    cast.stc()
    with pytest.raises(Refusal, match="Kỳ đã đóng; hãy mở lại kỳ trước khi thêm báo cáo"):
        periods.open_period(period, by=cast.admin())
    with pytest.raises(Refusal, match="Kỳ báo cáo đã đóng; liên hệ Sở Nội vụ nếu cần mở lại kỳ"):
        figures.save_figures(report.pk, [figures.Change("2:1", 0, typed="3")], by=lan)
    periods.reopen_period(period, by=cast.admin())
    figures.save_figures(report.pk, [figures.Change("2:1", 0, typed="3")], by=lan)
    actions = Event.objects.filter(subject="6 tháng đầu năm 2024").order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["generate_period", "open_period", "close_period", "reopen_period"]


@pytest.mark.parametrize(
    "change, state, reason",
    [
        (periods.close_period, "planned", "không ở tình trạng “Đang mở”"),
        (periods.close_period, "closed", "không ở tình trạng “Đang mở”"),
        (periods.reopen_period, "open", "không ở tình trạng “Đã đóng”"),
        (periods.reopen_period, "planned", "không ở tình trạng “Đã đóng”"),
    ],
)
def test_a_period_closes_when_open_and_reopens_when_closed(change, state, reason):
    (period, *_) = periods.generate_periods(2024, filing.edition(), by=None)
    Period.objects.filter(pk=period.pk).update(state=state)
    with pytest.raises(Refusal, match=reason):
        change(period, by=cast.admin())
    assert Period.objects.get(pk=period.pk).state == state


# --- by hand ---


def custom(**more) -> Period:
    fields = {"kind": "custom", "year": 2024, "name": "Kỳ đột xuất", "edition": filing.edition()}
    days = {"starts_on": "2024-01-01", "ends_on": "2024-01-31", "due_on": "2024-02-05"} | more
    return Period(**fields, **{name: day(text) for name, text in days.items()})


def test_a_period_of_any_days_can_be_added_and_is_written_down():
    period = custom()
    period.state = "open"
    periods.save_period(period, by=cast.admin())
    assert Period.objects.get().state == "planned"
    event = Event.objects.latest("pk")
    assert (event.action, event.subject, event.before) == ("save_period", "Kỳ đột xuất", None)
    assert event.after == {
        "name": "Kỳ đột xuất",
        "edition": "188/SNV-CCHC (2022)",
        "starts_on": "2024-01-01",
        "ends_on": "2024-01-31",
        "due_on": "2024-02-05",
    }


@pytest.mark.parametrize(
    "days, reason",
    [
        ({"ends_on": "2023-12-31"}, "Ngày chốt số liệu phải bằng hoặc sau ngày bắt đầu kỳ."),
        ({"due_on": "2023-12-31"}, "Hạn gửi phải bằng hoặc sau ngày bắt đầu kỳ."),
    ],
)
def test_the_days_of_a_period_stand_in_order(days, reason):
    with pytest.raises(ValidationError, match=reason):
        custom(**days).full_clean()


def test_a_standard_period_exists_once_a_year():
    periods.generate_periods(2024, filing.edition(), by=None)
    second = custom()
    second.kind = "h1"
    with pytest.raises(ValidationError, match="Kỳ “6 tháng đầu năm” của năm 2024 đã có"):
        second.full_clean()


@pytest.mark.parametrize("name", ["edition", "kind", "year", "starts_on", "ends_on"])
def test_a_period_with_reports_keeps_its_form_and_days(name):
    cast.skhdt()
    period = filing.period()
    other = {
        "edition": editions.clone_edition(filing.edition(), "THỬ", by=None),
        "kind": "custom",
        "year": 2025,
        "starts_on": day("2024-01-01"),
        "ends_on": day("2024-06-30"),
    }
    setattr(period, name, other[name])
    with pytest.raises(Refusal, match="đã có báo cáo nên giữ nguyên bộ biểu, loại kỳ, năm"):
        periods.save_period(period, by=cast.admin())


def test_a_period_with_reports_may_get_another_due_day():
    cast.skhdt()
    period = filing.period()
    period.due_on = day("2024-06-20")
    periods.save_period(period, by=cast.admin())
    event = Event.objects.latest("pk")
    assert (event.before["due_on"], event.after["due_on"]) == ("2024-06-17", "2024-06-20")
    assert Period.objects.get(pk=period.pk).state == "open"


def test_only_a_period_without_reports_is_deleted():
    cast.skhdt()
    opened, (planned, *_) = filing.period(), Period.objects.filter(state="planned")
    with pytest.raises(Refusal, match="đã có báo cáo nên không xóa được; hãy đóng kỳ"):
        periods.delete_period(opened, by=cast.admin())
    periods.delete_period(planned, by=cast.admin())
    assert Period.objects.count() == 4
    assert Event.objects.latest("pk").action == "delete_period"


# --- what came before ---


def test_a_report_knows_the_last_one_and_the_last_one_of_the_same_run():
    skhdt = cast.skhdt()
    quarter, half = filing.report(skhdt, "q1"), filing.report(skhdt, "h1")
    third, nine = filing.report(skhdt, "q3"), filing.report(skhdt, "m9")
    assert (quarter.previous, quarter.earlier) == (None, None)
    assert (half.previous, half.earlier) == (quarter, quarter)
    assert (third.previous, third.earlier) == (half, None)
    assert (nine.previous, nine.earlier) == (half, half)
    next_year = filing.report(skhdt, "q1", 2025)
    assert (next_year.previous, next_year.earlier) == (third, None)


def test_a_renamed_agency_goes_on_from_its_old_name():
    old = cast.skhdt()
    half = filing.report(old, "h1")
    new = successor(old, "SKHDT2", "Sở Kế hoạch")
    assert filing.report(new, "q3").previous == half


def test_a_whole_merger_of_one_predecessor_goes_on_and_of_two_starts_anew():
    one, two, three = cast.skhdt(), cast.stc(), cast.snv()
    filing.period("h1")
    both = successor(one, "STCKH", "Sở Tài chính", kind="merger")
    successor(two, "", "", kind="merger", made=both)
    alone = successor(three, "SNV2", "Sở Nội vụ mới", kind="merger")
    assert filing.report(both, "q3").previous is None
    assert filing.report(alone, "q3").previous == Report.objects.get(agency=three, period__kind="h1")


def test_a_part_of_an_agency_has_no_past_figures():
    old = cast.skhdt()
    filing.period("h1")
    part = successor(old, "MOI", "Ban Quản lý dự án", kind="split", partial=True)
    assert filing.report(part, "q3").previous is None


def test_a_base_of_2015_is_carried_over_and_other_figures_are_not():
    lan, skhdt = cast.reporter_a(), cast.skhdt()
    filing.fill(filing.report(skhdt, "q1"), {"2:1": "7"}, lan, bases={"5:2.5": "51"})
    half = filing.report(skhdt, "h1")
    assert filing.sheet(half).bases == {"5:2.5": Decimal(51)}
    assert filing.sheet(half).sheet["2:1"].value is None


def test_a_base_follows_a_renamed_agency_into_another_edition():
    lan, old = cast.reporter_a(), cast.skhdt()
    filing.fill(filing.report(old, "h1"), {}, lan, bases={"5:2.5": "51"})
    new = successor(old, "SKHDT2", "Sở Kế hoạch")
    copy = editions.clone_edition(filing.edition(), "THỬ", by=None)
    Period.objects.filter(kind="q3").update(edition=copy)
    report = filing.report(new, "q3")
    (figure,) = Figure.objects.filter(version=report.current)
    assert (figure.base, figure.indicator.appendix.edition) == (Decimal(51), copy)


def test_every_version_of_an_open_period_is_its_reports_only_one():
    cast.skhdt(), cast.stc()
    period = filing.period()
    assert Version.objects.filter(report__period=period).count() == period.reports.count() == 3
