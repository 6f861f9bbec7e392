"""Toàn tỉnh: where does the province stand, how far is each figure, and who is behind it?"""

import dataclasses
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from agencies import exports, paging
from agencies.models import Tier
from reports import papers, plain, rollup, rollup_query, tables
from reports.catalogue import Kind, Rollup, Spec
from reports.models import Period
from reports.rollup import Stage
from reports.rollup_query import Province
from reports.services import pdf
from reports.views import access, places, province_tables
from reports.views import province_address as address
from reports.views.province_address import ProvinceAddress

TIERS = [(tier, Tier(tier).label) for tier in rollup.TIERS]
BASES = {
    Rollup.NONE: "Không cộng được: mỗi đơn vị báo cáo tỷ lệ của mình, không có tử số và mẫu số.",
    Rollup.SUM: "Tổng số liệu của các đơn vị.",
    Rollup.RATIO: "Tổng tử số chia tổng mẫu số của các đơn vị có đủ hai số.",
    Rollup.TALLY: "Đếm số đơn vị theo từng lựa chọn.",
    Rollup.LEAD: "Do cơ quan chủ trì cung cấp trong báo cáo của tỉnh.",
    Rollup.FORMULA: "Tính từ các chỉ tiêu khác của tỉnh.",
}


@require_safe
def province(request: access.Request) -> HttpResponse:
    """The whole form at a glance, and who has not sent yet."""
    address.whole_province_or_404(request)
    periods = list(Period.objects.opened().select_related("edition"))
    chosen = [period for period in periods if str(period.pk) == request.GET.get("period", "")] or periods[:1]
    if not chosen:
        return render(request, "reports/province.html", {"periods": []})
    want = dataclasses.replace(address.asked(request, chosen[0]), tier="")
    found = rollup_query.province(want.period, want.stage)
    unsent = paging.arrange(request, province_tables.unsent(want.period, timezone.localdate()), per_page=20)
    if file := exports.response(request, unsent, f"chua-gui-{want.period.kind}-{want.period.year}"):
        return file
    overview = rollup.overview(found.edition, found.totals)
    context = _context(want, found) | {
        "periods": periods,
        "switch": [(label, f"{href}&period={want.period.pk}", now) for label, href, now in _switch(want)],
        "overview": [(line, address.appendix(want, line.appendix)) for line in overview],
        "rates": _rates(want, found),
        "standing": rollup_query.standing(want.period),
        "pdf_refused": pdf.why_not(),
        "own_status": province_tables.own_status(want.period),
        "unsent": unsent,
    }
    return render(request, "reports/province.html", context)


@require_safe
def province_appendix(request: access.Request, pk: int, number: int) -> HttpResponse:
    """One appendix in the layout of the official form."""
    want = address.asked_or_404(request, pk)
    found = rollup_query.province(want.period, want.stage, want.tier)
    drawn = {table.appendix: table for table in papers.province_appendices(want.period, found)}
    if number not in drawn:
        raise Http404
    counted = _counted(want, found)
    context = _context(want, found) | {
        "table": drawn[number],
        "rows": [
            (row, address.cell(want, row.key), places.cell_id(row.key), counted.get(row.key))
            for row in drawn[number].rows
        ],
        "parts": [(table, address.appendix(want, table.appendix)) for table in drawn.values()],
        "tiers": TIERS,
    }
    return render(request, "reports/province_appendix.html", context)


@require_safe
def province_cell(request: access.Request, pk: int, number: int, code: str) -> HttpResponse:
    """One figure and every agency behind it, those that have not given it included."""
    want = address.asked_or_404(request, pk)
    found = rollup_query.province(want.period, want.stage, want.tier)
    spec = found.edition.specs.get(f"{number}:{code}")
    if spec is None or spec.is_heading:
        raise Http404
    agencies = province_tables.agencies(want, spec, rollup.asked(found.edition)[spec.key], request.GET)
    if agencies is not None:
        paging.arrange(request, agencies)
        if file := exports.response(request, agencies, f"chi-tieu-{number}-{code.replace('.', '-')}"):
            return file
    context = (
        _context(want, found)
        | _of_cell(want, found, spec)
        | {
            "agencies": agencies,
            "anchor": places.cell_id(spec.key),
            "q": request.GET.get("q", ""),
            "given": request.GET.get("given", ""),
            "tiers": TIERS,
        }
    )
    return render(request, "reports/province_cell.html", context)


def _context(want: ProvinceAddress, found: Province) -> dict[str, Any]:
    """What every page of the province says: the period, which versions count, how many agencies are behind it."""
    return {
        "period": want.period,
        "want": want,
        "found": found,
        "coverage": found.coverage,
        "illustrative": found.coverage.illustrative,
        "switch": _switch(want),
    }


def _switch(want: ProvinceAddress) -> list[tuple[str, str, bool]]:
    """The links between official and provisional, and which of them is looked at."""
    return [(stage.label, want.query(stage), stage is want.stage) for stage in Stage]


def _of_cell(want: ProvinceAddress, found: Province, spec: Spec) -> dict[str, Any]:
    total = found.totals[spec.key]
    return {
        "spec": spec,
        "total": total,
        "shown": _shown(found, spec),
        "explained": rollup.explain(found.edition, found.totals, spec.key),
        "basis": BASES[total.basis],
        "lead": plain.lead_names(want.period.edition).get(spec.lead, spec.lead),
        "beside": total.beside and tables.shown(spec, total.beside.state, total.beside.value),
        "parts": [
            (part, _shown(found, part), address.cell(want, part.key))
            for part in province_tables.parts(found.edition, spec)
        ],
        "counted": _counted(want, found).get(spec.key),
        "own_cell": province_tables.own_cell(want, found.coverage.own_version, spec),
    }


def _counted(want: ProvinceAddress, found: Province) -> dict[str, tuple[str, str]]:
    own_version = None if want.tier else found.coverage.own_version
    return province_tables.counted(want, own_version, found.edition)


def _rates(want: ProvinceAddress, found: Province) -> list[tuple[Any, ...]]:
    """Every rate of the form with its parts and the agencies behind it."""
    return [
        (
            spec,
            _shown(found, spec),
            rollup.explain(found.edition, found.totals, spec.key),
            found.totals[spec.key].coverage,
            address.cell(want, spec.key),
        )
        for spec in found.edition.specs.values()
        if spec.kind is Kind.RATE
    ]


def _shown(found: Province, spec: Spec) -> str:
    total = found.totals[spec.key]
    return tables.shown(spec, total.state, total.value, total)
