"""Kỳ báo cáo: which periods are there, and which are open?"""

from collections.abc import Callable

import django_tables2 as tables
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from agencies import days, exports, paging
from agencies.list_columns import NUMBER, WHOLE, DayColumn
from reports import forms
from reports.models import FormEdition, Period
from reports.services import Refusal, archives
from reports.services import periods as service
from reports.views import access

MAY = "reports.change_period"


class PeriodTable(tables.Table):
    """The periods with how far their reports are."""

    name = tables.Column("Kỳ", attrs=WHOLE)
    starts_on = DayColumn("Từ ngày")
    ends_on = DayColumn("Chốt số liệu")
    due_on = DayColumn("Hạn gửi")
    left = tables.Column("Còn lại", accessor="due_on", orderable=False, attrs=WHOLE)
    edition = tables.Column("Bộ biểu")
    state = tables.TemplateColumn(template_name="reports/_period_state.html", verbose_name="Tình trạng")
    asked = tables.Column("Đơn vị", attrs=NUMBER)
    sent = tables.Column("Đã gửi", attrs=NUMBER)
    approved = tables.Column("Đã duyệt", attrs=NUMBER)
    acts = tables.TemplateColumn(
        template_name="reports/_period_acts.html", verbose_name="Thao tác", orderable=False, exclude_from_export=True
    )

    class Meta:
        empty_text = "Chưa có kỳ báo cáo nào."
        attrs = {"class": "list"}

    def value_state(self, record: Period) -> str:
        return record.get_state_display()

    def render_left(self, record: Period) -> str:
        return days.left(record.due_on, timezone.localdate()) if record.is_open else "—"


def listed() -> QuerySet[Period]:
    """Every period with how many reports it asks for, and how many were sent and approved."""
    was_sent = Q(reports__current__sent_at__isnull=False) | Q(reports__official__isnull=False)
    return Period.objects.select_related("edition").annotate(
        asked=Count("reports"),
        sent=Count("reports", filter=was_sent),
        approved=Count("reports", filter=Q(reports__official__isnull=False)),
    )


@require_safe
def periods(request: access.Request) -> HttpResponse:
    return page(request)


def page(
    request: access.Request, form: forms.GenerateForm | None = None, said: str = "", status: int = 200
) -> HttpResponse:
    """The list; after a refusal with the sentence and what was typed."""
    may = request.user.has_perm(MAY)
    packs = archives.may_ask(request.user)
    table = PeriodTable(listed(), exclude=() if may or packs else ("acts",))
    paging.arrange(request, table)
    if file := exports.response(request, table, "ky-bao-cao"):
        return file
    known = {"year": timezone.localdate().year, "edition": FormEdition.objects.order_by("-pk").first()}
    context = {
        "table": table,
        "may": may,
        "packs": packs,
        "said": said,
        "form": form or forms.GenerateForm(initial=known),
        "editions": FormEdition.objects.exists() if may else True,
    }
    return render(request, "reports/periods.html", context, status=status)


@require_POST
def generate_periods(request: access.Request) -> HttpResponse:
    _must_administer(request)
    form = forms.GenerateForm(request.POST)
    if not form.is_valid():
        return page(request, form, "Chưa sinh được kỳ nào.", 422)
    year = form.cleaned_data["year"]
    made = service.generate_periods(year, form.cleaned_data["edition"], by=request.user)
    said = f"Đã sinh {len(made)} kỳ của năm {year}." if made else f"Các kỳ chuẩn của năm {year} đã có đủ."
    messages.success(request, said)
    return redirect("periods")


@require_POST
def open_period(request: access.Request, pk: int) -> HttpResponse:
    return _change(request, pk, _open)


@require_POST
def close_period(request: access.Request, pk: int) -> HttpResponse:
    return _change(request, pk, _close)


@require_POST
def reopen_period(request: access.Request, pk: int) -> HttpResponse:
    return _change(request, pk, _reopen)


def _open(period: Period, request: access.Request) -> str:
    made = service.open_period(period, by=request.user)
    return f"Kỳ “{period}” đang mở; đã lập thêm {made} báo cáo cho các đơn vị."


def _close(period: Period, request: access.Request) -> str:
    service.close_period(period, by=request.user)
    return f"Đã đóng kỳ “{period}”; không ai ghi vào kỳ này được nữa."


def _reopen(period: Period, request: access.Request) -> str:
    service.reopen_period(period, by=request.user)
    return f"Đã mở lại kỳ “{period}”."


def _change(request: access.Request, pk: int, do: Callable[[Period, access.Request], str]) -> HttpResponse:
    _must_administer(request)
    period = get_object_or_404(Period, pk=pk)
    try:
        messages.success(request, do(period, request))
    except Refusal as refusal:
        return page(request, said=str(refusal), status=409)
    return redirect("periods")


def _must_administer(request: access.Request) -> None:
    if not request.user.has_perm(MAY):
        raise PermissionDenied
