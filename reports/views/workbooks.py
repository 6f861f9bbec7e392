"""The appendices as an Excel file: of a report, of the province."""

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from agencies.models import Tier
from reports import plain, rollup_query, tables
from reports.documents import workbook
from reports.models import Period, Report, Version
from reports.rollup import Stage
from reports.rollup_query import Province
from reports.views import access, province_address
from reports.workflow import Status

PROVISIONAL = "SỐ LIỆU TẠM TÍNH"
FINAL = (Status.SUBMITTED, Status.APPROVED)  # signed, and not sent back


@require_safe
def report_workbook(request: HttpRequest, pk: int) -> HttpResponse:
    """The newest version that the person may read, or the one that ``?version=N`` names."""
    version = access.version_or_404(request, pk)
    filing = plain.filing(version)
    figures = filing.figures
    return _file(tables.of_report(filing.edition, figures.sheet, figures.bases, report_paper(version)))


@require_safe
def province_workbook(request: HttpRequest, pk: int) -> HttpResponse:
    want = province_address.asked_or_404(request, pk)
    found = rollup_query.province(want.period, want.stage)
    paper, names = province_paper(want.period, found), plain.lead_names(want.period.edition)
    return _file(tables.of_province(found.edition, found.totals, paper, want.stage, names))


def report_paper(version: Version) -> tables.Paper:
    """The head of a report's appendices; its report, agency and period are at hand."""
    report = version.report
    final = version.status in FINAL
    marks: tuple[str, ...] = () if final else (tables.DRAFT,)
    marks += (tables.ILLUSTRATIVE,) if report.illustrative else ()
    number, date = (version.document_number, version.document_date) if final else ("", None)
    return tables.Paper(report.agency.name, report.period.name, number, date, marks)


def province_paper(period: Period, found: Province) -> tables.Paper:
    """The head of the province's appendices: a draft until its own report is approved."""
    reports = Report.objects.filter(period=period, agency__tier=Tier.PROVINCE).select_related("agency", "official")
    report = reports.first()
    own = report.official if report and found.stage is Stage.OFFICIAL else None
    marks: tuple[str, ...] = () if own else (tables.DRAFT,)
    marks += (PROVISIONAL,) if found.stage is Stage.PROVISIONAL else ()
    marks += (tables.ILLUSTRATIVE,) if found.coverage.illustrative else ()
    number, date = (own.document_number, own.document_date) if own else ("", None)
    return tables.Paper(report.agency.name if report else "tỉnh", period.name, number, date, marks)


def _file(appendices: tuple[tables.Table, ...]) -> HttpResponse:
    """A download whose name may hold any letter (RFC 6266)."""
    name = workbook.file_name(appendices[0])
    return HttpResponse(
        workbook.workbook(appendices, name),
        content_type=workbook.MEDIA_TYPE,
        headers={
            "Content-Disposition": content_disposition_header(True, f"{name}.xlsx") or "attachment",
            "X-Content-Type-Options": "nosniff",
        },
    )
