"""The papers as files: the report in Word, and whatever there is as PDF; of a report, of the province."""

from collections.abc import Iterable

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from reports import papers, rollup_query, tables, word_papers
from reports.documents import word, workbook
from reports.documents.word import Document
from reports.models import Version
from reports.services import Refusal, pdf, word_templates
from reports.views import access, province_address


@require_safe
def report_word(request: access.Request, pk: int) -> HttpResponse:
    """The newest version that the person may read, or the one that ``?version=N`` names."""
    document, content = _of_version(access.version_or_404(request, pk))
    return _file(content, f"{document.title}.docx", word.MEDIA_TYPE)


@require_safe
def report_pdf(request: access.Request, pk: int) -> HttpResponse:
    version = access.version_or_404(request, pk)
    if refusal := pdf.why_not():
        return _refused(request, refusal)
    document, content = _of_version(version)
    return _pdf(request, content, "docx", document.title)


@require_safe
def report_workbook_pdf(request: access.Request, pk: int) -> HttpResponse:
    version = access.version_or_404(request, pk)
    if refusal := pdf.why_not():
        return _refused(request, refusal)
    paper, period = papers.paper(version), version.report.period
    name = word_papers.file_name(period, paper.agency, word_papers.APPENDICES, draft=tables.DRAFT in paper.marks)
    return _pdf(request, _workbook(papers.appendices(version)), "xlsx", name)


@require_safe
def province_word(request: access.Request, pk: int) -> HttpResponse:
    """The province's totals and texts, with what its agencies say where the province says nothing yet."""
    document, content = _of_province(request, province_address.asked_or_404(request, pk))
    return _file(content, f"{document.title}.docx", word.MEDIA_TYPE)


@require_safe
def province_pdf(request: access.Request, pk: int) -> HttpResponse:
    want = province_address.asked_or_404(request, pk)
    if refusal := pdf.why_not():
        return _refused(request, refusal)
    document, content = _of_province(request, want)
    return _pdf(request, content, "docx", document.title)


@require_safe
def province_workbook_pdf(request: access.Request, pk: int) -> HttpResponse:
    want = province_address.asked_or_404(request, pk)
    if refusal := pdf.why_not():
        return _refused(request, refusal)
    appendices = papers.province_appendices(want.period, rollup_query.province(want.period, want.stage))
    paper = appendices[0].paper
    name = word_papers.file_name(want.period, paper.agency, word_papers.APPENDICES, draft=tables.DRAFT in paper.marks)
    return _pdf(request, _workbook(appendices), "xlsx", name)


def _of_version(version: Version) -> tuple[Document, bytes]:
    template = word_templates.current()
    document = word_papers.of_version(version, word.asked(template))
    return document, word.written(document, template)


def _of_province(request: access.Request, want: province_address.Asked) -> tuple[Document, bytes]:
    template, found = word_templates.current(), rollup_query.province(want.period, want.stage)
    own = word_papers.own_version(want.period, found, Version.objects.readable_by(request.user))
    document = word_papers.of_province(want.period, found, own, word.asked(template))
    return document, word.written(document, template)


def _workbook(appendices: Iterable[tables.Table]) -> bytes:
    return workbook.workbook(appendices)


def _pdf(request: access.Request, content: bytes, ending: str, name: str) -> HttpResponse:
    try:
        return _file(pdf.of(content, ending), f"{name}.pdf", pdf.MEDIA_TYPE)
    except Refusal as refusal:
        return _refused(request, str(refusal))


def _refused(request: access.Request, said: str) -> HttpResponse:
    return render(request, "409.html", {"said": said}, status=409)


def _file(content: bytes, name: str, kind: str) -> HttpResponse:
    """A download whose name may hold any letter (RFC 6266)."""
    return HttpResponse(
        content,
        content_type=kind,
        headers={
            "Content-Disposition": content_disposition_header(True, name) or "attachment",
            "X-Content-Type-Options": "nosniff",
        },
    )
