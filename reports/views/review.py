"""Thẩm định một báo cáo: what is odd, what was explained, what is to be mended, and the decision."""

import dataclasses
from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from reports import forms, reading, situations, workflow
from reports.amendments import Amendment
from reports.models import Remark, Version
from reports.services import Refusal, measuring, pdf
from reports.services import review as service
from reports.views import access, parts, places, queue, sections, standing
from reports.views.report import Given, offers, warning_lines

OVERVIEW, SECTIONS = "overview", "sections"
REVIEWERS = frozenset({workflow.REVIEWER})
WRONG, STALE = 422, 409


@require_safe
def review_report(request: access.Request, pk: int) -> HttpResponse:
    return page(request, _version(request, pk))


def _version(request: access.Request, pk: int) -> Version:
    """Remarks that were not sent yet are the reviewers' own: nobody else comes here."""
    version = access.version_or_404(request, pk)
    if not queue.is_reviewer(request.user):
        raise PermissionDenied
    return version


def page(request: access.Request, version: Version, given: Given | None = None, status: int = 200) -> HttpResponse:
    """The page, again after a refusal with what was typed."""
    given, read = given or Given(), reading.of(version)
    part = _part(request, read)
    situation = situations.of(version, request.user, **read.points.counted)
    if situation.member:
        read = dataclasses.replace(read, remarks=tuple(read.sent))  # the others' are not for the agency yet
    context = {
        "version": version,
        "report": version.report,
        "older": parts.query(version),
        "pdf_refused": pdf.why_not(),
        "read": read,
        "part": part,
        "parts": list(_chooser(read, part)),
        "given": given,
        "turn": standing.turn(version),
        "own": situation.member,
        "offers": [] if situation.member else offers(version, situation, request, REVIEWERS, given, _notes(read)),
        "may_remark": not workflow.why_not_remark(situation),
        "unsent": _remarks(read, read.unsent),
        **_work(request, read, part),
    }
    return render(request, "reports/review_report.html", context, status=status)


def _notes(read: reading.VersionReading) -> dict[str, str]:
    """What an approval would pass over."""
    undone = sum(amendment is None for _, amendment in read.answered())
    said = [f"{undone} nhận xét lần trước chưa sửa"] if undone else []
    unexplained = len(read.points.unexplained)
    explained = len(read.points.warnings) - unexplained
    said += [f"{unexplained} cảnh báo chưa giải trình"] if unexplained else []
    said += [f"{explained} cảnh báo có giải trình"] if explained else []
    if not said:
        return {}
    return {"approve": f"Báo cáo có {', '.join(said)}. Duyệt rồi thì chỉ sửa được bằng một phiên bản mới."}


def _part(request: access.Request, read: reading.VersionReading) -> str:
    part = request.POST.get("part") or request.GET.get("part") or OVERVIEW
    numbers = {str(appendix.number) for appendix in read.filing.edition.appendices}
    if part not in numbers | {OVERVIEW, SECTIONS}:
        raise Http404
    return part


def _chooser(read: reading.VersionReading, part: str) -> Iterator[parts.Part]:
    """The overview, the appendices with their counts, the narrative."""
    version = read.version
    yield parts.Part("Tổng quan", places.review_link(version, OVERVIEW), part == OVERVIEW)
    for one in parts.appendices(version, read.filing, read.points.problems, part):
        yield dataclasses.replace(one, href=places.review_link(version, one.name))
    yield parts.Part("Thuyết minh", places.review_link(version, SECTIONS), part == SECTIONS)


def _work(request: access.Request, read: reading.VersionReading, part: str) -> dict[str, Any]:
    """What the chosen part shows."""
    if part == OVERVIEW:
        return _overview(request, read)
    if part == SECTIONS:
        return {"sections": list(_sections(request, read)), "previous": read.version.report.previous}
    appendix = next(one for one in read.filing.edition.appendices if str(one.number) == part)
    rows = [(row, places.of_source(read.version, row.row.spec)) for row in read.rows(appendix.number)]
    return {"appendix": appendix, "rows": rows, "previous": read.version.report.previous}


def _overview(request: access.Request, read: reading.VersionReading) -> dict[str, Any]:
    version, edition = read.version, read.filing.edition
    now = measuring.values(version) if read.is_compared else {}
    return {
        "compared": [
            (places.of_cell(version, one.spec, review=True), places.of_source(version, one.spec), one)
            for one in read.compared(now)
        ],
        "errors": [(one, places.of_problem(version, edition, one, review=True)) for one in read.points.errors],
        "warnings": list(warning_lines(version, read.filing, read.points, None, review=True)),
        "answered": [
            (places.of_remark(version, edition, remark, review=True), remark, amendment, _parts(read, amendment))
            for remark, amendment in read.answered()
        ],
        "unasked": [(places.of_subject(version, edition, one.subject), one) for one in read.unasked()],
        "files": version.attachments.filter(removed_at__isnull=True).select_related("by").order_by("at"),
        "versions": access.versions(request, version),
    }


def _parts(read: reading.VersionReading, amendment: Amendment | None) -> list[tuple[places.Place, Amendment]]:
    """What was written into the cells that a computed one follows from, with their places."""
    parts = amendment.parts if amendment else ()
    return [(places.of_subject(read.version, read.filing.edition, part.subject), part) for part in parts]


def _sections(request: access.Request, read: reading.VersionReading) -> Iterator[dict[str, Any]]:
    for one in sections.sections_of(read.version, request.user):
        name = f"section:{one.template.code}"
        yield {
            "section": one,
            "unsent": read.at(name, read.unsent),
            "sent": read.at(name, read.sent),
            "amendment": read.mended.get(name),
        }


def _remarks(read: reading.VersionReading, remarks: list[Remark]) -> list[tuple[places.Place, Remark]]:
    edition = read.filing.edition
    return [(places.of_remark(read.version, edition, remark, review=True), remark) for remark in remarks]


@require_POST
def remark(request: access.Request, pk: int) -> HttpResponse:
    version = _version(request, pk)
    form = forms.RemarkForm(request.POST)
    if not form.is_valid():
        return page(request, version, Given("Chưa ghi nhận xét: hãy viết một câu ngắn.", {"remark": form}), WRONG)
    sent = form.cleaned_data
    try:
        service.remark(pk, sent["text"], by=request.user, key=sent["key"], section=sent["section"])
    except Refusal as refusal:
        return page(request, version, Given(str(refusal), {"remark": form}), STALE)
    messages.success(request, "Đã ghi nhận xét; đơn vị chỉ thấy khi báo cáo được trả lại.")
    return redirect(places.review_place(version, sent["key"], sent["section"]))


@require_POST
def drop_remark(request: access.Request, pk: int, remark_pk: int) -> HttpResponse:
    version = _version(request, pk)
    try:
        service.drop_remark(pk, remark_pk, by=request.user)
    except Refusal as refusal:
        return page(request, version, Given(str(refusal)), STALE)
    except Remark.DoesNotExist as missing:
        raise Http404 from missing
    messages.success(request, "Đã xóa nhận xét.")
    return redirect(places.review_link(version, _back(request)))


def _back(request: access.Request) -> str:
    part = request.POST.get("part", OVERVIEW)
    return part if part == SECTIONS or (part.isascii() and part.isdigit()) else OVERVIEW
