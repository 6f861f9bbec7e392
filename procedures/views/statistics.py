"""Hồ sơ TTHC: how many, how late, whose? Biểu II.06a/VPCP and the ways down from it."""

import dataclasses
import datetime
from collections.abc import Callable, Iterable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import formats
from django.views.decorators.http import require_safe

from agencies import exports, sheets, spans
from procedures import illustration_ledger, lines, statistics_sheet
from procedures import statistics as rules
from procedures.import_forms import may_import
from procedures.services import statistics, typed
from procedures.services.statistics import Statistics, StatisticsRow
from procedures.views import access, dossier_address
from procedures.views.dossier_address import DossierAddress

FIRST = {"tier": "Cấp", "agency": "Cơ quan, đơn vị", "field": "Lĩnh vực giải quyết", "month": "Tháng"}


@require_safe
def dossiers(request: access.Request) -> HttpResponse:
    want = dossier_address.asked_or_404(request)
    found = _told_apart(want, statistics.table(want.scope, want.starts_on, want.ends_on, by=want.by))
    kind = request.GET.get("export", "")
    if kind in sheets.CONTENT_TYPES:
        return _file(want, found, kind)
    mixed = 0 < found.illustrative < found.agencies[0]
    rows = [dataclasses.replace(_drawn(want, row), illustrative=mixed and row.illustrative) for row in found.rows]
    tabs = dossier_address.tabs(want.scope)
    broken = [(row.label, one) for row in found.rows for one in rules.problems(row.line)]
    context = {
        "want": want,
        "rows": rows,
        "total": lines.draw("Tổng cộng", found.whole, _total_address(want, found)),
        "rates": lines.rates(found.whole),
        "rated": [(row.label, lines.rates(row.line)) for row in found.rows if row.line != rules.DossierCounts()],
        "problems": broken + _carried(want, found),
        "whole_problems": [] if broken else rules.problems(found.whole),
        "agencies": found.agencies,
        "typed": any(row.typed for row in found.rows),
        "incomplete": found.incomplete,
        "months": _points(row for row in found.months if row.key),
        "tiers": _points(found.rows) if want.by == "tier" else [],
        "kept": [("by", want.by)],
        "first": FIRST[want.by],
        "tabs": [(label, want.address({"by": name}), name == want.by) for name, label in tabs.items()],
        "overdue_href": want.address({}, "overdue_dossiers"),
        "slowest_href": want.address({}, "slowest_procedures"),
        "spans": _spans(want),
        "typing": _typing(request, want),
        "may_import": may_import(request.user),
        "tier_names": statistics.TIERS,
        **lines.HEAD,
        "overlaps": want.by == "month",
        "illustrative": illustration_ledger.NOTE if found.illustrative else "",
        "invented": found.illustrative if mixed else 0,
    }
    return render(request, "procedures/dossiers.html", context)


def _carried(want: DossierAddress, found: Statistics) -> list[tuple[str, rules.Problem]]:
    """What typed tables carry over that their table of the span before did not leave, with whose it is."""
    return [
        (", ".join(filter(None, (want.names.get(one.agency.pk, one.agency.name), one.field))), one.problem)
        for one in found.carried
    ]


def _told_apart(want: DossierAddress, found: Statistics) -> Statistics:
    """The table with rows of agencies that share a name told apart."""
    if want.by != "agency":
        return found
    rows = [dataclasses.replace(row, label=want.names.get(row.key, row.label)) for row in found.rows]
    return dataclasses.replace(found, rows=rows)


def _drawn(want: DossierAddress, row: StatisticsRow) -> lines.DrawnLine:
    """A row with its ways down; one that an agency typed leads to what was typed, not to dossiers."""
    agency = want.alone.pk if want.alone else row.key if want.by == "agency" else None
    if agency and row.typed:
        typed = typed_address(agency, want)
        return lines.draw(row.label, row.line, lambda name: typed, typed, row.typed)
    if row.key is None:
        return lines.draw(row.label, row.line, typed=row.typed)
    down, figures = _down(want, row.key)
    return lines.draw(row.label, row.line, figures, down, row.typed)


def _down(want: DossierAddress, key: Any) -> tuple[str, Callable[[str], str]]:
    """Where the label of a row leads, and where its numbers do: to the dossiers as soon as an agency is known."""
    known = want.alone is not None
    changes: dict[str, object] = {"by": "" if known or want.by == "agency" else "agency"}
    if want.by == "month":
        changes["from"], changes["to"] = _month(want, key)
    else:
        changes[want.by] = key
    if want.by == "agency":
        changes |= {"tier": "", "below": ""}
    down = want.address(changes)
    if not known and want.by != "agency":
        return down, lambda name: down
    return down, lambda name: want.address(changes | {"column": name}, "dossier_list")


def _month(want: DossierAddress, first: datetime.date) -> tuple[datetime.date, datetime.date]:
    """The days of a month within the span."""
    following = (first.replace(day=1) + datetime.timedelta(days=32)).replace(day=1)
    return max(first, want.starts_on), min(following - datetime.timedelta(days=1), want.ends_on)


def _total_address(want: DossierAddress, found: Statistics) -> Callable[[str], str]:
    if want.alone and any(row.typed for row in found.rows):
        typed = typed_address(want.alone.pk, want)
        return lambda name: typed
    if want.alone:
        return lambda name: want.address({"column": name}, "dossier_list")
    return lambda name: want.address({"by": "agency"})


def typed_address(agency: int, want: DossierAddress) -> str:
    return reverse("typed_table", args=[agency, want.starts_on, want.ends_on])


def _spans(want: DossierAddress) -> dict[str, Any]:
    """The five standard spans of the year that is looked at, and the years beside it."""
    year = want.ends_on.year

    def links(of: int) -> list[tuple[str, str, bool]]:
        return [
            (span.name, want.address({"from": span.starts_on, "to": span.ends_on}), span.name == want.span)
            for span in spans.of_year(of)
        ]

    before, after = (
        want.address({"from": span.starts_on, "to": span.ends_on})
        for of in (year - 1, year + 1)
        for span in [_same(of, want)]
    )
    return {"links": links(year), "year": year, "before": (str(year - 1), before), "after": (str(year + 1), after)}


def _same(year: int, want: DossierAddress) -> spans.Span:
    """The span of the same kind in another year; the whole year for days of one's own."""
    kind = next((span.kind for span in spans.of_year(want.ends_on.year) if span.name == want.span), "year")
    return next(span for span in spans.of_year(year) if span.kind == kind)


def _points(rows: Iterable[StatisticsRow]) -> list[dict[str, Any]]:
    """What a chart shows of each row: received in the span, resolved, and late or overdue."""
    pairs = (("online", "direct"), ("resolved",), ("late", "overdue"))
    return [
        {"label": row.label, "values": [sum(getattr(row.line, name) or 0 for name in names) for names in pairs]}
        for row in rows
    ]


def _typing(request: access.Request, want: DossierAddress) -> str:
    """The form for the table of the one agency that is looked at, where it has no ledger and this person may type."""
    if want.alone is None or typed.why_not_write(want.alone, request.user):
        return ""
    return typed_address(want.alone.pk, want)


def _file(want: DossierAddress, found: Statistics, kind: str) -> HttpResponse:
    name = f"II.06a-{want.starts_on:%Y%m%d}-{want.ends_on:%Y%m%d}.{kind}"
    if kind == "csv":
        content = sheets.csv_text(*statistics_sheet.plain(FIRST[want.by], found.rows, found.whole))
    else:
        paper = statistics_sheet.Paper(
            agency=want.said,
            days=f"Từ ngày {formats.date_format(want.starts_on)} đến ngày {formats.date_format(want.ends_on)}",
            span=want.span,
            first=FIRST[want.by],
            agencies=found.agencies,
            overlaps=want.by == "month",
            illustrative=found.illustrative > 0,
            odd=[f"{whose}: {one.expected}; {one.came}." for whose, one in _carried(want, found)],
        )
        content = statistics_sheet.workbook(paper, found.rows, found.whole)
    return exports.attachment(content, name, sheets.CONTENT_TYPES[kind])
