"""How do periods come to be, open and close?"""

import datetime
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Max

from agencies import log, spans
from agencies.models import Agency, Chain, Succession, User
from reports.models import Figure, FormEdition, Period, Report, Version
from reports.services import Refusal, refilling

DUE_AFTER = datetime.timedelta(days=3)  # between the closing day of the data and the due day, unless changed by hand


def standard_periods(year: int, edition: FormEdition) -> list[Period]:
    """The five periods of a year, not saved: quarter I, six months, quarter III, nine months, year."""
    return [
        Period(
            edition=edition,
            kind=span.kind,
            year=year,
            name=span.name,
            starts_on=span.starts_on,
            ends_on=span.ends_on,
            due_on=span.ends_on + DUE_AFTER,
        )
        for span in spans.of_year(year)
    ]


@transaction.atomic
def generate_periods(year: int, edition: FormEdition, *, by: User | None) -> list[Period]:
    """Save the standard periods of a year that do not exist yet, and return those that were made."""
    FormEdition.objects.select_for_update().get(pk=edition.pk)  # two who do this at once must see each other's periods
    present = set(Period.objects.filter(year=year).values_list("kind", flat=True))
    made = [period for period in standard_periods(year, edition) if period.kind not in present]
    for period in made:
        period.save()
        log.write(log.Entry("generate_period", str(period), after=_said(period)), by=by)
    return made


FIXED = ("edition", "kind", "year", "starts_on", "ends_on")  # once there are reports


@transaction.atomic
def save_period(period: Period, *, by: User | None) -> None:
    """Store a period that was added or changed by hand; its state changes by opening and closing alone.

    Raises Refusal when it has reports and more than its name and due day was changed.
    """
    old = Period.objects.select_for_update().filter(pk=period.pk).first()
    if old and old.reports.exists() and any(getattr(old, name) != getattr(period, name) for name in FIXED):
        raise Refusal(
            f"Kỳ “{old}” đã có báo cáo nên giữ nguyên bộ biểu, loại kỳ, năm, ngày bắt đầu và ngày chốt số liệu; "
            "chỉ sửa được tên kỳ và hạn gửi."
        )
    period.state = old.state if old else Period.State.PLANNED
    period.save()
    log.write(log.Entry("save_period", str(period), old and _said(old), _said(period)), by=by)


@transaction.atomic
def delete_period(period: Period, *, by: User) -> None:
    """Remove a period that was never opened. Raises Refusal."""
    if Report.objects.filter(period=period).exists():
        raise Refusal(f"Kỳ “{period}” đã có báo cáo nên không xóa được; hãy đóng kỳ.")
    log.write(log.Entry("delete_period", str(period), before=_said(period)), by=by)
    period.delete()


@transaction.atomic
def open_period(period: Period, *, by: User | None) -> int:
    """Open a period: a report for every agency that existed in it. Run again, it adds those still missing.

    Returns how many reports were made. Raises Refusal for a closed period.
    """
    period = Period.objects.select_for_update().get(pk=period.pk)
    if period.state == Period.State.CLOSED:
        raise Refusal("Kỳ đã đóng; hãy mở lại kỳ trước khi thêm báo cáo.")
    agencies = Agency.objects.in_span(period.starts_on, period.ends_on).exclude(reports__period=period)
    made = _make_reports(period, list(agencies))
    if made or period.state != Period.State.OPEN:
        Period.objects.filter(pk=period.pk).update(state=Period.State.OPEN)
        after = {"state": Period.State.OPEN.value, "reports": made}
        log.write(log.Entry("open_period", str(period), before={"state": period.state}, after=after), by=by)
        refilling.ask_for_period(period, by=by)
    return made


@transaction.atomic
def close_period(period: Period, *, by: User | None) -> None:
    """Close a period: nothing in it can be written any more, once those who are writing now have ended."""
    _set_state(period, Period.State.OPEN, Period.State.CLOSED, "close_period", by, wait=True)


@transaction.atomic
def reopen_period(period: Period, *, by: User | None) -> None:
    """Open a closed period again, with everything in it as it was."""
    _set_state(period, Period.State.CLOSED, Period.State.OPEN, "reopen_period", by)


def _set_state(period: Period, source: str, target: str, action: str, by: User | None, *, wait: bool = False) -> None:
    if not Period.objects.filter(pk=period.pk, state=source).update(state=target):
        raise Refusal(f"Kỳ “{period}” không ở tình trạng “{Period.State(source).label}”.")
    if wait:  # for the chains that are being written to
        list(Chain.objects.select_for_update().filter(report__period=period).order_by("pk").values_list("pk"))
    log.write(log.Entry(action, str(period), before={"state": str(source)}, after={"state": str(target)}), by=by)
    period.state = target


def _make_reports(period: Period, agencies: list[Agency]) -> int:
    """Reports with their chains and first versions, in a number of statements that does not grow with the agencies."""
    chains = Chain.objects.bulk_create(Chain(name=f"report:{period.pk}:{agency.pk}") for agency in agencies)
    before = _reports_before(period, agencies)
    reports = Report.objects.bulk_create(
        Report(
            period=period,
            agency=agency,
            chain=chain,
            previous_id=before.previous.get(agency.pk),
            earlier_id=before.earlier.get(agency.pk),
        )
        for agency, chain in zip(agencies, chains, strict=True)
    )
    versions = Version.objects.bulk_create(Version(report=report) for report in reports)
    for report, version in zip(reports, versions, strict=True):
        report.current = version
    Report.objects.bulk_update(reports, ["current"], batch_size=500)
    _carry_bases(period, reports)
    return len(reports)


def _said(period: Period) -> dict[str, str]:
    days = {name: f"{getattr(period, name):%Y-%m-%d}" for name in ("starts_on", "ends_on", "due_on")}
    return {"name": period.name, "edition": period.edition.code, **days}


class _Before:
    """The keys of the reports that came before: the last, and the last of the same year-to-date run, by agency."""

    def __init__(self) -> None:
        self.previous: dict[int, int] = {}
        self.earlier: dict[int, int] = {}


def _reports_before(period: Period, agencies: Iterable[Agency]) -> _Before:
    """Looked up through whole successions of exactly one predecessor; a part of an agency has no past figures."""
    whole: dict[int, list[int]] = {}
    for old, new in Succession.objects.filter(partial=False).values_list("predecessor", "successor"):
        whole.setdefault(new, []).append(old)
    ancestor = {agency.pk: whole.get(agency.pk, []) for agency in agencies}
    found = _Before()
    past = Report.objects.filter(period__ends_on__lt=period.ends_on).exclude(period=period)
    past = past.order_by("period__ends_on", "period__starts_on")
    by_agency: dict[int, list[tuple[int, datetime.date]]] = {}
    for agency, pk, starts_on in past.values_list("agency", "pk", "period__starts_on"):
        by_agency.setdefault(agency, []).append((pk, starts_on))
    for pk, olds in ancestor.items():
        mine = by_agency.get(pk) or (by_agency.get(olds[0]) if len(olds) == 1 else None) or []
        if mine:
            found.previous[pk] = mine[-1][0]
        run = [report for report, starts_on in mine if starts_on == period.starts_on]
        if run:
            found.earlier[pk] = run[-1]
    return found


def _carry_bases(period: Period, reports: list[Report]) -> None:
    """The 2015 bases that an agency gave before go into its new report (kept per agency, not typed again)."""
    if not any(report.previous_id for report in reports):
        return
    rows_of_form = period.edition.appendices.values_list("number", "indicators__code", "indicators__pk")
    indicators = {(number, code): pk for number, code, pk in rows_of_form}
    past = Version.objects.filter(report__in=[report.previous_id for report in reports if report.previous_id])
    newest = past.values("report").annotate(last=Max("pk")).values("last")
    known = Figure.objects.filter(version__in=newest, base__isnull=False).values_list(
        "version__report", "indicator__appendix__number", "indicator__code", "base"
    )
    current = {report.previous_id: report.current for report in reports}
    figures = (
        Figure(version=current[report], indicator_id=indicators[number, code], base=base)
        for report, number, code, base in known
        if (number, code) in indicators
    )
    Figure.objects.bulk_create(figures, batch_size=500)
