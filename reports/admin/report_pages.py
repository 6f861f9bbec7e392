"""What do the pages of one report in the administration have in common?"""

import dataclasses
from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse

from agencies.register_admin import SoundQuestions, actor
from reports import checks, plain
from reports.models import Report, Version
from reports.views import parts

PAGE = "admin:reports_report_{}"
WRONG, REFUSED = 422, 409  # what was sent is incomplete; it is refused as things stand


class ReportPages(SoundQuestions, admin.ModelAdmin):
    """Finds what an address means, and draws the frame of a page."""

    def _report(self, request: HttpRequest, pk: int) -> Report:
        if not self.has_view_permission(request):
            raise Http404
        found: QuerySet[Report] = self.get_queryset(request)
        return get_object_or_404(found.select_related("agency", "period", "current"), pk=pk)

    def _version(self, request: HttpRequest, pk: int) -> Version | None:
        """The newest version that the person may read; the administrator of the system reads none."""
        readable = Version.objects.readable_by(actor(request)).filter(report=pk).select_related(*plain.WITH_REPORT)
        return readable.order_by("-number").first()

    def _version_or_404(self, request: HttpRequest, pk: int) -> Version:
        self._report(request, pk)
        version = self._version(request, pk)
        if version is None:
            raise Http404
        return version

    def _tabs(
        self, version: Version, filing: plain.Filing, problems: Iterable[checks.Problem], current: str = ""
    ) -> list[parts.Part]:
        """The overview, the appendices with filled/total and errors, the narrative."""
        found = [parts.Part("Tổng quan", self._href(version, "change"), current=not current)]
        for part in parts.appendices(version, filing, problems, current):
            found.append(dataclasses.replace(part, href=self._href(version, "appendix", part.name)))
        return [*found, parts.Part("Thuyết minh", self._href(version, "sections"), current=current == "sections")]

    def _href(self, version: Version, name: str, *more: object) -> str:
        return reverse(PAGE.format(name), args=[version.report_id, *more])

    def _page(
        self, request: HttpRequest, template: str, title: str, context: dict[str, Any], status: int = 200
    ) -> HttpResponse:
        context = {**self.admin_site.each_context(request), "opts": self.opts, "title": title, **context}
        return TemplateResponse(request, f"admin/reports/report/{template}", context, status=status)
