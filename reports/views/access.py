"""Which report does an address mean, and may this person know of it? What one may not see answers 404."""

from django.db import models
from django.db.models import F
from django.http import Http404

from agencies import roles
from agencies.models import Tier
from agencies.prepared import Prepared
from agencies.requests import Request
from reports import open_points, plain, situations, workflow
from reports.models import Version

_current = Prepared(
    lambda report: (
        Version.objects.filter(report=report, pk=F("report__current"))
        .select_related(*plain.WITH_REPORT)
        .annotate(**plain.WITH_PAST, **open_points.WITH_SAID)
    ),
    report=models.BigIntegerField(),
)
_numbered = Prepared(
    lambda report, number: Version.objects.filter(report=report, number=number).select_related(*plain.WITH_REPORT),
    report=models.BigIntegerField(),
    number=models.IntegerField(),
)


def version_or_404(request: Request, pk: int) -> Version:
    """The newest version that the person may read, or the one that ``?version=N`` names, with plain.WITH_REPORT."""
    wanted = request.GET.get("version", "")
    number = _number(wanted) if wanted else None
    own: Version | None = _current.first(report=pk) if number is None else _numbered.first(report=pk, number=number)
    if own and roles.rights(request.user).member_of(own.report.agency_id):
        return own  # the same answer as below, without its long query, for those who open their own report
    asked = Version.objects.filter(report=pk).select_related(*plain.WITH_REPORT)
    if number is not None:
        asked = asked.filter(number=number)
    version = asked.readable_by(request.user).order_by("-number").first()
    if version is None:
        raise Http404
    return version


def may_type(request: Request, version: Version) -> bool:
    """Whether the person is one of those who type into this report, be it not now."""
    if workflow.REPORTER in situations.of(version, request.user).roles:
        return True
    return version.report.agency.tier == Tier.PROVINCE and bool(roles.rights(request.user).leads)


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 5):
        raise Http404
    return int(text)


def versions(request: Request, version: Version) -> list[Version]:
    """The versions of a report that the person may read, the newest first."""
    readable = Version.objects.readable_by(request.user).filter(report=version.report_id)
    return list(readable.select_related("signed_by").order_by("-number"))
