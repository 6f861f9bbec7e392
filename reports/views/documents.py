"""The papers as files: the report in Word, and whatever there is as PDF; of a report, of the province.

A PDF is asked for: it comes at once if it was made today, else a job makes it.
"""

import uuid
from collections.abc import Iterable
from typing import BinaryIO

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from agencies import exports, roles
from jobs.models import Job
from reports import papers, rollup_query, tables, word_papers
from reports.documents import word, workbook
from reports.documents.word import Document
from reports.models import Version
from reports.services import pdf, pdf_files, word_templates
from reports.views import access, province_address

SWEPT = "Tệp PDF này không còn: mỗi tệp được giữ một ngày. Hãy bấm nút PDF lần nữa ở trang báo cáo."


@require_safe
def report_word(request: access.Request, pk: int) -> HttpResponse:
    """The newest version that the person may read, or the one that ``?version=N`` names."""
    document, content = _of_version(access.version_or_404(request, pk))
    return exports.attachment(content, f"{document.title}.docx", word.MEDIA_TYPE)


@require_POST
def report_pdf(request: access.Request, pk: int) -> HttpResponseBase:
    version = access.version_or_404(request, pk)
    if refusal := pdf.why_not():
        return _refused(request, refusal)
    document, content = _of_version(version)
    return _pdf(request, content, "docx", document.title, version)


@require_POST
def report_workbook_pdf(request: access.Request, pk: int) -> HttpResponseBase:
    version = access.version_or_404(request, pk)
    if refusal := pdf.why_not():
        return _refused(request, refusal)
    paper, period = papers.paper(version), version.report.period
    name = word_papers.file_name(period, paper.agency, word_papers.APPENDICES, draft=tables.DRAFT in paper.marks)
    return _pdf(request, _workbook(papers.appendices(version)), "xlsx", name, version)


@require_safe
def made_pdf(request: access.Request, key: uuid.UUID) -> HttpResponseBase:
    """What a job has made, to the person who asked for it and may still read the paper."""
    job = get_object_or_404(Job, pk=key, kind=pdf_files.KIND, owner=request.user)
    version = job.arguments["version"]
    may = Version.objects.readable_by(request.user).filter(pk=version).exists() if version else None
    if not (roles.rights(request.user).whole_province if may is None else may):
        raise Http404
    if job.state != Job.State.DONE:
        return redirect("job", key=key)
    if file := pdf_files.made(job.arguments["digest"]):
        return _made(file, job.arguments["title"])
    messages.warning(request, SWEPT)
    return redirect("home")


@require_safe
def province_word(request: access.Request, pk: int) -> HttpResponse:
    """The province's totals and texts, with what its agencies say where the province says nothing yet."""
    document, content = _of_province(request, province_address.asked_or_404(request, pk))
    return exports.attachment(content, f"{document.title}.docx", word.MEDIA_TYPE)


@require_POST
def province_pdf(request: access.Request, pk: int) -> HttpResponseBase:
    want = province_address.asked_or_404(request, pk)
    if refusal := pdf.why_not():
        return _refused(request, refusal)
    document, content = _of_province(request, want)
    return _pdf(request, content, "docx", document.title)


@require_POST
def province_workbook_pdf(request: access.Request, pk: int) -> HttpResponseBase:
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


def _of_province(request: access.Request, want: province_address.ProvinceAddress) -> tuple[Document, bytes]:
    template, found = word_templates.current(), rollup_query.province(want.period, want.stage)
    own = word_papers.own_version(want.period, found, Version.objects.readable_by(request.user))
    document = word_papers.of_province(want.period, found, own, word.asked(template))
    return document, word.written(document, template)


def _workbook(appendices: Iterable[tables.Table]) -> bytes:
    return workbook.workbook(appendices)


def _pdf(
    request: access.Request, content: bytes, ending: str, title: str, version: Version | None = None
) -> HttpResponseBase:
    if made := pdf_files.made(pdf_files.digest(content)):
        return _made(made, title)
    asked_for = version.pk if version else None
    return redirect("job", key=pdf_files.ask(content, ending, title, by=request.user, version=asked_for).pk)


def _made(file: BinaryIO, title: str) -> FileResponse:
    return FileResponse(file, as_attachment=True, filename=f"{title}.pdf", content_type=pdf.MEDIA_TYPE)


def _refused(request: access.Request, said: str) -> HttpResponse:
    return render(request, "409.html", {"said": said}, status=409)
