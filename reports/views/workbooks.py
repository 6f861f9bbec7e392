"""The appendices as an Excel file: of a report, of the province."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from agencies import exports
from reports import papers, rollup_query, tables
from reports.documents import workbook
from reports.views import access, province_address


@require_safe
def report_workbook(request: access.Request, pk: int) -> HttpResponse:
    """The newest version that the person may read, or the one that ``?version=N`` names."""
    return _file(papers.appendices(access.version_or_404(request, pk)))


@require_safe
def province_workbook(request: access.Request, pk: int) -> HttpResponse:
    """The totals of every agency; a tier that the address names is not looked at."""
    want = province_address.asked_or_404(request, pk)
    return _file(papers.province_appendices(want.period, rollup_query.province(want.period, want.stage)))


def _file(appendices: tuple[tables.Table, ...]) -> HttpResponse:
    name = workbook.file_name(appendices[0])
    return exports.attachment(workbook.workbook(appendices, name), f"{name}.xlsx", workbook.MEDIA_TYPE)
