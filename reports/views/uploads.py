"""The form as a workbook, out and in; what a file would change, cell by cell; and taking what somebody chose of it."""

import uuid
from collections.abc import Iterator

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from agencies import exports
from reports import forms, plain, proposals
from reports.documents import error_workbook, workbook
from reports.models import Report, Upload, Version
from reports.services import Refusal, figures, form_files, table_files, uploads
from reports.views import access, parts
from reports.views import report as report_page
from reports.views.acts import STALE, WRONG
from reports.views.report import Given

_HIGHEST = 2**31 - 1


def typed_version(request: access.Request, pk: int) -> Version:
    """The newest version, for those who type into it; others who may read it are forbidden to touch it."""
    version = access.version_or_404(request, pk)
    if not access.may_type(request, version):
        raise PermissionDenied
    return version


@require_safe
def report_form(request: access.Request, pk: int) -> HttpResponse:
    """The workbook to fill in."""
    version = typed_version(request, pk)
    try:
        content = form_files.workbook(version, request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("report", pk)
    name = f"Biểu điền - {version.report.period.name} - {version.report.agency.name}.xlsx"
    return exports.attachment(content, name, workbook.MEDIA_TYPE)


@require_POST
def upload_form(request: access.Request, pk: int) -> HttpResponse:
    """The workbook comes back."""
    version = typed_version(request, pk)
    form = forms.UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return report_page.page(request, version, Given("Chưa nạp được tệp.", {"upload": form}, at="excel"), WRONG)
    try:
        upload = form_files.read(version, form.cleaned_data["file"], request.user)
    except Refusal as refusal:
        return report_page.page(request, version, Given(str(refusal), at="excel"), STALE)
    return redirect("report_upload", pk, upload.key)


@require_POST
def upload_tables(request: access.Request, pk: int) -> HttpResponse:
    """The department's own file, or what was copied from it."""
    version = typed_version(request, pk)
    pasted = "text" in request.POST
    form = forms.PasteForm(request.POST) if pasted else forms.TablesForm(request.POST, request.FILES)
    given = {"paste" if pasted else "tables": form}
    if not form.is_valid():
        return report_page.page(request, version, Given("Chưa có gì để đọc.", given, at="tables"), WRONG)
    try:
        if pasted:
            upload = table_files.read_text(version, form.cleaned_data["text"], request.user)
        else:
            upload = table_files.read_file(version, form.cleaned_data["file"], request.user)
    except Refusal as refusal:
        return report_page.page(request, version, Given(str(refusal), given if pasted else {}, at="tables"), STALE)
    return redirect("report_upload", pk, upload.key)


@require_safe
def report_upload(request: access.Request, pk: int, key: uuid.UUID) -> HttpResponse:
    return _page(request, _upload_or_404(request, pk, key))


@require_POST
def apply_upload(request: access.Request, pk: int, key: uuid.UUID) -> HttpResponse:
    upload = _upload_or_404(request, pk, key)
    chosen, accepted = _chosen(request), set(request.POST.getlist("offer"))
    proposal = proposals.of(upload, upload.version, request.user)
    try:
        saved = uploads.apply(pk, key, proposals.changes(proposal, chosen, accepted), by=request.user)
    except Report.DoesNotExist:
        raise Http404 from None
    except Refusal as refusal:
        return _page(request, upload, str(refusal), (set(chosen), accepted), STALE)
    except figures.Conflict as conflict:
        kept = set(chosen) - set(conflict.theirs)
        return _page(request, upload, _collided(conflict), (kept, accepted & kept), STALE)
    written = sum(entry.action == "save_figure" for entry in saved.entries)
    messages.success(request, f"Đã ghi {written} ô từ tệp “{upload.name}”.")
    return redirect("report_upload", pk, key)


@require_safe
def upload_errors(request: access.Request, pk: int, key: uuid.UUID) -> HttpResponse:
    """What wants mending, as a workbook."""
    upload = _upload_or_404(request, pk, key)
    report = upload.version.report
    proposal = proposals.of(upload, upload.version, request.user)
    title = f"Các ô cần xem lại – {report.agency.name}, {report.period.name}"
    content = error_workbook.error_workbook(title, upload.name, list(_wrong(proposal)))
    name = f"Lỗi - {report.period.name} - {report.agency.name}.xlsx"
    return exports.attachment(content, name, workbook.MEDIA_TYPE)


def _upload_or_404(request: access.Request, pk: int, key: uuid.UUID) -> Upload:
    """An upload of the person's own, for a day; with plain.WITH_REPORT for its version."""
    with_report = [f"version__{name}" for name in plain.WITH_REPORT]
    mine = Upload.objects.current().filter(key=key, by=request.user, version__report=pk)
    upload = mine.select_related("version", *with_report).first()
    if upload is None or access.version_or_404(request, pk) is None:
        raise Http404
    return upload


def _page(
    request: access.Request,
    upload: Upload,
    said: str = "",
    ticked: tuple[set[str], set[str]] | None = None,
    status: int = 200,
) -> HttpResponse:
    """``ticked``: the cells and the offers that stay so after a refusal; None: as the page ticks them by itself.

    What a first writing has left is left on purpose: nothing of it is ticked.
    """
    version, proposal = upload.version, proposals.of(upload, upload.version, request.user)
    filing = plain.filing(version)
    sure = set() if upload.applied_at else {row.spec.key for row in proposal.rows if row.is_sure}
    chosen, accepted = ticked or (sure, set())
    lines = [(row, row.spec.key in chosen, row.spec.key in accepted) for row in proposal.rows]
    context = {
        "page_title": "Xem trước tệp đã nạp",
        "version": version,
        "report": version.report,
        "parts": parts.parts(version, filing, filing.problems(), "report"),
        "upload": upload,
        "proposal": proposal,
        "lines": lines,
        "ticked": sum(is_chosen for _, is_chosen, _ in lines),
        "errors": proposal.count("error"),
        "warnings": proposal.count("warning"),
        "wrong": bool(next(_wrong(proposal), None)),
        "said": said,
    }
    return render(request, "reports/report_upload.html", context, status=status)


def _chosen(request: access.Request) -> dict[str, int]:
    """The cells that were ticked, or whose offer was, each with the revision that the page showed."""
    found = {}
    for key in (*request.POST.getlist("take"), *request.POST.getlist("offer")):
        seen = request.POST.get(f"seen-{key}", "")
        if seen.isascii() and seen.isdigit() and len(seen) < 11 and int(seen) <= _HIGHEST:
            found[key] = int(seen)
    return found


def _collided(conflict: figures.Conflict) -> str:
    return (
        f"Chưa ghi ô nào: {len(conflict.theirs)} ô vừa được người khác lưu trong lúc bạn xem. "
        "Cả hai giá trị được ghi ở các ô đó bên dưới; chọn lại rồi ghi."
    )


def _wrong(proposal: proposals.Proposal) -> Iterator[error_workbook.Wrong]:
    for row in proposal.rows:
        at = (row.found.where, row.spec.code, row.spec.label)
        if row.theirs:
            mend = f"Trên cổng nay là “{row.old}” ({row.theirs}); xem rồi chọn một trong hai ở trang xem trước."
            yield error_workbook.Wrong(*at, "conflict", row.found.text or "", "số mà tệp đã thấy", mend)
        for one in row.faults:
            yield error_workbook.Wrong(*at, one.severity, one.came, one.expected, one.mend)
    for lost in proposal.unplaced:
        yield error_workbook.Wrong(lost.where, "", "", "error", lost.text, "", lost.why)
