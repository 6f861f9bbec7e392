"""What do other registers count for a report: asked for again, and looked at where it was counted."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from reports import catalogue, plain
from reports.models import Version
from reports.services import Refusal, figures, measuring
from reports.services import prefill as service
from reports.views import access, parts


@require_POST
def prefill(request: access.Request, pk: int) -> HttpResponse:
    version = access.version_or_404(request, pk)
    if not access.may_type(request, version):
        raise PermissionDenied
    try:
        saved = service.fill(pk, by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _said(saved))
    return redirect(_back(request, version))


def _said(saved: figures.Saved) -> str:
    filled = sum(entry.action == service.FILLED for entry in saved.entries)
    if filled:
        return f"Đã lấy {filled} số liệu từ sổ."
    if any(cell.measured is not None for cell in saved.filing.figures.sheet.values()):
        return "Không có ô nào phải điền lại. Số do người nhập được giữ nguyên và so với sổ."
    return "Sổ chưa có số liệu của đơn vị trong kỳ này."


def _back(request: access.Request, version: Version) -> str:
    edition = plain.edition(version.report.period.edition)
    numbers = {str(one.number) for one in edition.appendices}
    asked = request.POST.get("appendix", "")
    return parts.link(version, "report_appendix", asked) if asked in numbers else parts.link(version, "report")


@require_safe
def report_source(request: access.Request, pk: int, number: int, code: str) -> HttpResponse:
    """To the dossiers or procedures behind a figure, as they are counted now."""
    version = access.version_or_404(request, pk)
    spec = plain.edition(version.report.period.edition).specs.get(catalogue.key_of(number, code))
    counted = measuring.measured(version).get(spec.source) if spec and spec.source else None
    if counted is None:
        raise Http404
    return redirect(counted.href)
