"""Which reports does somebody meet in the administration? His own; whoever runs the system sees that they exist."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.contrib.admin import display
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path

from agencies import roles
from agencies.models import Agency
from agencies.register_admin import LookOnly, actor
from reports.admin.filing import Filing
from reports.admin.sending import Sending
from reports.models import Report


@admin.register(Report)
class ReportAdmin(LookOnly, Sending, Filing):
    """Made by opening a period, changed by its own pages alone: nothing here edits a row."""

    list_display = ("agency", "period", "status", "filled", "errors", "warnings", "sent_at")
    list_filter = ("period", "current__status", "agency__tier")
    list_select_related = ("agency", "period", "current")
    ordering = ("-period__ends_on", "agency__tier", "agency__name")
    search_fields = ("agency__search_text",)
    search_help_text = "Tên hoặc mã cơ quan, không cần dấu"
    actions = None

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        own: dict[str, tuple[str, Callable[..., HttpResponse]]] = {
            "<int:pk>/appendices/<int:number>/": ("appendix", self.appendix),
            "<int:pk>/sections/": ("sections", self.sections),
            "<int:pk>/explanations/": ("explain", self.explain),
            "<int:pk>/describe/": ("describe", self.describe),
            "<int:pk>/act/<slug:name>/": ("act", self.act),
        }
        named = [path(route, wrap(view), name=f"reports_report_{name}") for route, (name, view) in own.items()]
        return [*named, *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return super().changelist_view(request, {"title": "Báo cáo", **(extra_context or {})})

    def _sees_all(self, request: HttpRequest) -> bool:
        return actor(request).has_perm("reports.view_report")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Report]:
        if self._sees_all(request):
            return Report.objects.all()
        return Report.objects.visible_to(actor(request))

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        found = queryset.filter(agency__in=Agency.objects.named(search_term)) if search_term.strip() else queryset
        return found, False

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._sees_all(request) or bool(roles.rights(actor(request)).grants)

    @display(description="tình trạng", ordering="current__status")
    def status(self, report: Any) -> str:
        return report.current.get_status_display()

    @display(description="đã nhập")
    def filled(self, report: Any) -> str:
        version = report.current
        return f"{version.filled}/{version.required}" if version.required else "chưa nhập"

    @display(description="lỗi", ordering="current__errors")
    def errors(self, report: Any) -> int:
        return report.current.errors

    @display(description="cảnh báo", ordering="current__warnings")
    def warnings(self, report: Any) -> int:
        return report.current.warnings

    @display(description="gửi lúc", ordering="current__sent_at")
    def sent_at(self, report: Any) -> Any:
        return report.current.sent_at
