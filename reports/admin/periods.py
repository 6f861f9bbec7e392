"""How are periods kept in the administration? They are added, opened, closed and opened again by the same services."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin import display, helpers
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from agencies.forms import is_key
from agencies.models import User
from agencies.register_admin import RegisterAdmin, actor
from reports import forms
from reports.models import Period
from reports.services import Refusal, periods


class Year(admin.SimpleListFilter):
    title = "năm"
    parameter_name = "year"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        years = Period.objects.order_by("-year").values_list("year", flat=True).distinct()
        return [(str(year), f"Năm {year}") for year in years]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Period]) -> QuerySet[Period]:
        value = self.value() or ""
        return queryset.filter(year=int(value)) if is_key(value) else queryset


def _open(period: Period, by: User) -> str:
    return f"Đã mở kỳ “{period}”: thêm {periods.open_period(period, by=by)} báo cáo."


def _close(period: Period, by: User) -> str:
    periods.close_period(period, by=by)
    return f"Đã đóng kỳ “{period}”."


def _reopen(period: Period, by: User) -> str:
    periods.reopen_period(period, by=by)
    return f"Đã mở lại kỳ “{period}”."


@admin.register(Period)
class PeriodAdmin(RegisterAdmin):
    list_display = ("name", "starts_on", "ends_on", "due_on", "state", "sent", "edition")
    list_filter = (Year, "state", "kind")
    list_select_related = ("edition",)
    search_fields = ("name",)
    fields = ("edition", "kind", "year", "name", "starts_on", "ends_on", "due_on", "state_shown")
    actions = ["open_selected", "close_selected", "reopen_selected"]
    change_list_template = "admin/reports/period/change_list.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Period]:
        sent = Count("reports", filter=Q(reports__sent__isnull=False))
        return super().get_queryset(request).annotate(made=Count("reports"), arrived=sent)

    @display(description="đã gửi", ordering="arrived")
    def sent(self, period: Any) -> str:
        return f"{period.arrived}/{period.made} báo cáo" if period.made else ""

    @display(description="tình trạng")
    def state_shown(self, period: Period) -> str:
        return period.get_state_display() if period.pk else Period.State.PLANNED.label

    @display(description="năm")
    def year_shown(self, period: Period) -> str:
        return str(period.year)  # a year is not grouped like a number

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        if self._is_fixed(obj) or (obj and not self.has_change_permission(request, obj)):
            return tuple("year_shown" if name == "year" else name for name in self.fields)
        return self.fields

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fixed = {*periods.FIXED, "year_shown"} - {"year"} if self._is_fixed(obj) else {"year_shown"}
        return (*fixed, "state_shown")

    def _is_fixed(self, obj: Any) -> bool:
        return obj is not None and obj.reports.exists()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and not self._is_fixed(obj)

    def save_model(self, request: HttpRequest, obj: Period, form: Any, change: bool) -> None:
        periods.save_period(obj, by=actor(request))

    def delete_model(self, request: HttpRequest, obj: Period) -> None:
        periods.delete_period(obj, by=actor(request))

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        obj = self.get_object(request, object_id)
        if obj is None:
            raise Http404
        return HttpResponseRedirect(reverse("admin:agencies_event_changelist", query={"subject": str(obj)}))

    # Opening and closing: asked first, then done one period after the other.

    @admin.action(description="Mở kỳ đã chọn", permissions=["change"])
    def open_selected(self, request: HttpRequest, queryset: QuerySet[Period]) -> HttpResponse | None:
        what = "Mỗi cơ quan tồn tại trong kỳ sẽ có một báo cáo; báo cáo đã có được giữ nguyên."
        return self._confirmed(request, queryset, "Mở kỳ", what, _open)

    @admin.action(description="Đóng kỳ đã chọn", permissions=["change"])
    def close_selected(self, request: HttpRequest, queryset: QuerySet[Period]) -> HttpResponse | None:
        what = "Sau khi đóng, không ai ghi được gì vào báo cáo của kỳ. Có thể mở lại."
        return self._confirmed(request, queryset, "Đóng kỳ", what, _close)

    @admin.action(description="Mở lại kỳ đã chọn", permissions=["change"])
    def reopen_selected(self, request: HttpRequest, queryset: QuerySet[Period]) -> HttpResponse | None:
        what = "Các báo cáo trong kỳ lại được nhập, gửi và thẩm định như trước khi đóng."
        return self._confirmed(request, queryset, "Mở lại kỳ", what, _reopen)

    def _confirmed(
        self,
        request: HttpRequest,
        queryset: QuerySet[Period],
        title: str,
        what: str,
        carry_out: Callable[[Period, User], str],
    ) -> HttpResponse | None:
        if "confirmed" in request.POST:
            for period in queryset.order_by("ends_on", "starts_on"):
                try:
                    messages.success(request, carry_out(period, actor(request)))
                except Refusal as refusal:
                    messages.error(request, str(refusal))
            return None
        context = {"title": title, "what": what, "periods": queryset, "action": request.POST["action"]}
        return self._page(request, "confirm.html", checkbox=helpers.ACTION_CHECKBOX_NAME, **context)

    # The standard periods of a year.

    def get_urls(self) -> list[URLPattern]:
        generate = self.admin_site.admin_view(self.generate)
        return [path("generate/", generate, name="reports_period_generate"), *super().get_urls()]

    def generate(self, request: HttpRequest) -> HttpResponse:
        """Shows the standard periods of a year, and makes those that are missing once that is confirmed."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = forms.GenerateForm(request.POST or None)
        planned: list[Period] = []
        if form.is_valid():
            given = form.cleaned_data
            if "confirmed" in request.POST:
                made = periods.generate_periods(given["year"], given["edition"], by=actor(request))
                messages.success(request, f"Đã sinh {len(made)} kỳ của năm {given['year']}.")
                return redirect("admin:reports_period_changelist")
            planned = periods.standard_periods(given["year"], given["edition"])
            kinds = set(Period.objects.filter(year=given["year"]).values_list("kind", flat=True))
            for period in planned:
                period.exists = period.kind in kinds  # type: ignore[attr-defined]
        return self._page(request, "generate.html", title="Sinh các kỳ chuẩn của năm", form=form, planned=planned)

    def _page(self, request: HttpRequest, template: str, **context: Any) -> HttpResponse:
        context |= {**self.admin_site.each_context(request), "opts": self.opts}
        return TemplateResponse(request, f"admin/reports/period/{template}", context)
