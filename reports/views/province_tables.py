"""Which agencies are behind a figure of the province, and which have not sent anything?"""

import datetime
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import django_tables2 as tables
from django.db.models import Case, ExpressionWrapper, F, FilteredRelation, FloatField, Q, QuerySet, When
from django.db.models.functions import Coalesce, NullIf
from django.urls import reverse
from django.utils.html import format_html

from agencies import numbers
from agencies.list_columns import NUMBER, WHOLE
from agencies.models import Agency, Tier
from agencies.numbers import State
from reports import entry_rows, formula, plain
from reports.catalogue import Edition, Kind, Spec
from reports.models import Period, Report, Version
from reports.tables import ILLUSTRATIVE, shown
from reports.views import places
from reports.views.province_address import ProvinceAddress
from reports.workflow import LABELS, Status

STATES = {
    State.REPORTED: "Có số liệu",
    State.NONE: "Không phát sinh",
    State.OUT_OF_SCOPE: "Không thuộc phạm vi",
    State.MISSING: "Chưa có số liệu",
}


class CellTable(tables.Table):
    """One line an agency: what it gave for one row of the form."""

    agency = tables.Column("Cơ quan, đơn vị", order_by="agency__name")
    tier = tables.Column("Cấp", accessor="agency__get_tier_display", order_by="agency__tier", attrs=WHOLE)
    value = tables.Column("Số liệu", attrs=NUMBER, default="")
    parts = tables.Column("Tử số / mẫu số", accessor="numerator", attrs=NUMBER, default="")
    state = tables.Column("Tình trạng", empty_values=())
    note = tables.Column("Ghi chú", default="")
    version = tables.Column("Phiên bản", accessor="number", default="", attrs=WHOLE)

    class Meta:
        empty_text = "Không có đơn vị nào khớp với điều kiện lọc."
        attrs = {"class": "list list--province"}

    def __init__(self, *args, spec: Spec, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.spec = spec
        if spec.kind is not Kind.RATE:
            self.columns.hide("parts")

    def order_value(self, queryset: QuerySet, is_descending: bool) -> tuple[QuerySet, bool]:
        """Agencies without a figure come last either way, on both databases."""
        figure = F("value").desc(nulls_last=True) if is_descending else F("value").asc(nulls_last=True)
        return queryset.order_by(figure, "agency__pk"), True

    def href(self, record: Any) -> str:
        """The cell in the agency's report; empty where no version of it counts yet."""
        if not record.counted:
            return ""
        return cell_address(record.pk, self.spec, record.number, record.current_id == record.counted)

    def render_agency(self, record: Any) -> str:
        name, href = record.agency.name, self.href(record)
        drawn = format_html('<a href="{}">{}</a>', href, name) if href else name
        if not (record.illustrative and record.counted):
            return drawn
        return format_html('{} <span class="tag tag--illustrative">{}</span>', drawn, ILLUSTRATIVE)

    def value_agency(self, record: Any) -> str:
        return record.agency.name

    def render_value(self, value: Any, record: Any) -> str:
        if self.spec.choices:
            return dict(self.spec.choices).get(int(value), str(value))
        return shown(self.spec, State(record.state), Decimal(value))

    def value_value(self, value: Any) -> int | Decimal:
        """Without trailing noughts; a rate at the two decimals of the page."""
        figure = Decimal(value)
        if self.spec.kind is Kind.RATE:
            figure = numbers.rounded(figure, 2)
        return int(figure) if figure == figure.to_integral_value() else figure.normalize()

    def render_parts(self, record: Any) -> str:
        if record.denominator is None:
            return ""
        return f"{numbers.show(record.numerator, Kind.AMOUNT)} / {numbers.show(record.denominator, Kind.AMOUNT)}"

    def render_state(self, record: Any) -> str:
        if not record.counted:
            return "Chưa gửi" if record.sent_id is None else "Chưa được duyệt"
        return STATES[State(record.state or State.MISSING)]

    def render_version(self, record: Any) -> str:
        return f"{record.number} ({LABELS[Status(record.status)]})"


def cell_address(report: int, spec: Spec, version: int, is_current: bool) -> str:
    """The cell on its page in a report; a version that is not the one in work is named."""
    page = reverse("report_appendix", args=[report, spec.appendix])
    return f"{page}{'' if is_current else f'?version={version}'}#{places.cell_id(spec.key)}"


def agencies(want: ProvinceAddress, spec: Spec, tiers: frozenset[str], asked: Mapping[str, str]) -> CellTable | None:
    """Every agency that files the row, with what it gave; None for a row that no agency files."""
    if not spec.own or not tiers:
        return None
    stage = want.stage.value
    reports = Report.objects.filter(period=want.period, agency__tier__in=[want.tier] if want.tier else tiers)
    if text := asked.get("q", "")[:100]:
        reports = reports.filter(agency__in=Agency.objects.named(text))
    given = Q(cell__state__in=[State.REPORTED, State.NONE])
    cell = FilteredRelation(f"{stage}__figures", condition=Q(**{f"{stage}__figures__indicator": spec.pk}))
    rows = reports.select_related("agency").annotate(
        cell=cell,
        value=_percent() if spec.kind is Kind.RATE else F("cell__value"),
        numerator=F("cell__numerator"),
        denominator=F("cell__denominator"),
        state=F("cell__state"),
        note=F("cell__note"),
        counted=F(f"{stage}__pk"),
        number=F(f"{stage}__number"),
        status=F(f"{stage}__status"),
    )
    if asked.get("given") == "yes":
        rows = rows.filter(given)
    elif asked.get("given") == "no":
        rows = rows.exclude(pk__in=rows.filter(given).values("pk"))
    return CellTable(rows.order_by("agency__pk"), spec=spec)


def own_status(period: Period) -> str:
    """How far the province's own report is; empty where there is none."""
    report = Report.objects.filter(period=period, agency__tier=Tier.PROVINCE).select_related("current").first()
    return report.current.get_status_display() if report and report.current else ""


def _percent() -> ExpressionWrapper:
    """A stored rate is its two parts; 100.0 keeps SQLite from dividing whole numbers."""
    parts = F("cell__numerator") * 100.0 / NullIf(F("cell__denominator"), Decimal(0))
    return ExpressionWrapper(Coalesce(parts, Case(When(cell__state=State.NONE, then=0.0))), FloatField())


def own_cell(want: ProvinceAddress, own_version: int | None, spec: Spec) -> str:
    """The address of a lead agency's cell in the province's own report; empty without one that counts."""
    if own_version is None or not spec.lead:
        return ""
    report = Report.objects.filter(period=want.period, agency__tier=Tier.PROVINCE)
    pk, current, number = report.values_list("pk", "current", f"{want.stage.value}__number").get()
    return cell_address(pk, spec, number, current == own_version)


def counted(want: ProvinceAddress, own_version: int | None, edition: Edition) -> dict[str, tuple[str, str]]:
    """What the registers count for lead agencies' cells of the province's own report, by key: in words, and where."""
    if own_version is None:
        return {}
    sheet = plain.figures(own_version, want.period.edition).sheet
    version = Version.objects.select_related("report").get(pk=own_version)
    return {
        key: (words, places.of_source(version, edition.specs[key]))
        for key, cell in sheet.items()
        if (words := entry_rows.counted(edition.specs[key], cell))
    }


def parts(edition: Edition, spec: Spec) -> list[Spec]:
    """The rows that a computed row is made of."""
    if not spec.is_computed:
        return []
    return [edition.specs[key] for key in formula.references(edition.formulas[spec.key])]


class UnsentTable(tables.Table):
    """Agencies that have sent nothing in a period."""

    agency = tables.Column("Cơ quan, đơn vị", accessor="agency__name")
    tier = tables.Column("Cấp", accessor="agency__get_tier_display", order_by="agency__tier", attrs=WHOLE)
    status = tables.Column("Tình trạng", accessor="current__get_status_display", order_by="current__status")
    filled = tables.Column("Đã nhập", accessor="current__filled", attrs=NUMBER)
    days = tables.Column("Số ngày quá hạn", empty_values=(), orderable=False, attrs=NUMBER)

    class Meta:
        empty_text = "Mọi đơn vị đã gửi báo cáo."
        attrs = {"class": "list list--province"}

    def __init__(self, *args, days: int, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.overdue = days

    def render_filled(self, record: Any) -> str:
        version = record.current
        return f"{version.filled}/{version.required}" if version.required else "chưa nhập"

    def render_days(self) -> str:
        return str(self.overdue) if self.overdue > 0 else "chưa đến hạn"


def unsent(period: Period, today: datetime.date) -> UnsentTable:
    rows = Report.objects.filter(period=period, sent__isnull=True).exclude(agency__tier=Tier.PROVINCE)
    rows = rows.select_related("agency", "current").order_by("agency__pk")
    return UnsentTable(rows, days=(today - period.due_on).days)
