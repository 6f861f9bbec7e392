"""Thủ tục: which procedures are there, what is known of one, and how many are in force?"""

import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe
from django_tables2 import RequestConfig

from agencies import exports, paging
from procedures import register_counts, register_forms, register_lists
from procedures.models import Procedure
from procedures.views import access


@require_safe
def procedures(request: access.Request) -> HttpResponse:
    asked = register_forms.ProcedureFilter(request.GET)
    if at := asked.given.get("used_at"):  # what an agency's dossiers are about is told to whom they are shown
        access.agency_or_404(request, at, asked.given.get("used_to") or asked.day)
    found = asked.narrowed().select_related("field", "agency")
    table = paging.arrange(request, register_lists.ProcedureTable(found))
    if file := exports.response(request, table, "thu-tuc"):
        return file
    illustrative = any(row.record.illustrative for row in table.page)
    context = {"filter": asked, "table": table, "spans": list(asked.spans()), "illustrative": illustrative}
    return render(request, "procedures/procedures.html", context)


@require_safe
def procedure(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Procedure.objects.select_related("field", "agency"), pk=pk)
    rows = Procedure.objects.select_related("agency")
    history = register_lists.HistoryTable(rows.filter(code=row.code).order_by("-valid_from", "-pk"))
    RequestConfig(request, paginate=False).configure(history)
    context = {
        "procedure": row,
        "history": history,
        "replaces": rows.filter(replaced_by=row.code).order_by("code", "pk"),
        "replacement": rows.filter(code=row.replaced_by).order_by("-pk").first() if row.replaced_by else None,
        "in_force": row.holds_on(timezone.localdate()),
    }
    return render(request, "procedures/procedure.html", context)


@require_safe
def procedure_counts(request: HttpRequest) -> HttpResponse:
    asked = register_forms.CountsFilter(request.GET)
    asked.full_clean()
    day = asked.cleaned_data.get("on") or timezone.localdate()
    whole = register_counts.RegisterLine("Toàn tỉnh", {}, register_counts.whole(day))
    tiers, agencies = [*register_counts.by_tier(day), whole], register_counts.by_agency(day)
    table = _table(request, [*tiers, *agencies], day, "Số thủ tục hành chính")
    if file := exports.response(request, table, f"thu-tuc-{day:%Y-%m-%d}"):
        return file
    context = {
        "filter": asked,
        "day": day,
        "whole": whole.counts,
        "tiers": _table(request, tiers, day, "Theo cấp giải quyết"),
        "agencies": _table(request, [*agencies, whole], day, "Theo cơ quan chủ trì"),
        "illustrative": Procedure.objects.on(day).filter(illustrative=True).exists(),
    }
    return render(request, "procedures/procedure_counts.html", context)


def _table(request: HttpRequest, lines: list[Any], day: datetime.date, title: str) -> register_lists.CountsTable:
    table = register_lists.CountsTable(lines, day, title)
    RequestConfig(request, paginate=False).configure(table)
    return table
