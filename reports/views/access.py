"""Which report does an address mean, and may this person know of it? What one may not see answers 404."""

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from reports import plain
from reports.models import Report, Version


def report_or_404(request: HttpRequest, pk: int) -> Report:
    """A report whose existence the person may know of."""
    return get_object_or_404(Report.objects.visible_to(request.user).select_related("agency", "period"), pk=pk)


def version_or_404(request: HttpRequest, pk: int) -> Version:
    """The newest version that the person may read, or the one that ``?version=N`` names; its past is at hand."""
    found = Version.objects.readable_by(request.user).filter(report=pk).select_related(*plain.WITH_PAST)
    wanted = request.GET.get("version", "")
    if wanted:
        found = found.filter(number=_number(wanted))
    version = found.order_by("-number").first()
    if version is None:
        raise Http404
    return version


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 5):
        raise Http404
    return int(text)
