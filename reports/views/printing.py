"""Bản in: how will the papers look?"""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from agencies import roles
from reports import papers
from reports.views import access


@require_safe
def report_print(request: access.Request, pk: int) -> HttpResponse:
    version = access.version_or_404(request, pk)
    paper = papers.paper(version)
    context = {
        "version": version,
        "report": version.report,
        "paper": paper,
        "confirmed_at": paper.address,
        "narrative": papers.narrative(version, whole=roles.rights(request.user).whole_province),
        "appendices": papers.appendices(version),
        "until": version.data_as_of or version.report.period.ends_on,
    }
    return render(request, "reports/report_print.html", context)
