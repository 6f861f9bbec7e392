"""Is this printed paper the approved one? What a version's code follows from, and which version a code names."""

import dataclasses

from django.conf import settings
from django.db.models import Q

from agencies.addresses import address as page
from reports import codes, rollup_query
from reports.models import Figure, Report, Version
from reports.rollup import Stage, Total
from reports.rollup_query import Province
from reports.workflow import Status

_FIGURE = (
    "indicator__appendix__number",
    "indicator__code",
    "state",
    "value",
    "numerator",
    "denominator",
    "base",
    "note",
)


@dataclasses.dataclass(frozen=True, slots=True)
class Confirmed:
    """What the page says of a paper. ``replaced_by``: the approved version that is in force instead."""

    version: Version
    report: Report
    replaced_by: Version | None
    unchanged: bool  # the figures in the database are still those of the code


def digest(version: Version) -> str:
    """Of a version's figures as they are stored, with its place and its document."""
    head = {
        "report": version.report_id,
        "version": version.number,
        "document": version.document_number,
        "date": version.document_date and version.document_date.isoformat(),
    }
    rows = Figure.objects.filter(version=version).exclude(state="missing", note="", base=None).values_list(*_FIGURE)
    return codes.digest(head, ((f"{number}:{code}", *rest) for number, code, *rest in rows))


def sealed(version: Version) -> dict[str, object]:
    """The columns that an approval sets."""
    found = digest(version)
    return {"digest": found, "code": codes.code(found, lambda code: Version.objects.filter(code=code).exists())}


def totals(found: Province) -> str:
    """The digest of the province's totals: they move whenever an agency is approved."""
    rows = (
        (key, str(one.state), one.value, one.numerator, one.denominator, None, _behind(one))
        for key, one in found.totals.items()
    )
    return codes.digest({"stage": found.stage.value}, rows)


def _behind(total: Total) -> str:
    """How many agencies are behind a figure, and what they chose: it is printed beside it."""
    chosen = (f"{choice}: {count}" for choice, count in sorted((total.tally or {}).items()))
    return ", ".join([total.coverage, *chosen])


def approved_totals(version: Version) -> str:
    """The digest of the totals that the province's report is approved with; the report points at the version by now."""
    return totals(rollup_query.province(version.report.period, Stage.OFFICIAL))


def found(code: str) -> Confirmed | None:
    """The paper that a code stands on; nothing that is not approved has one."""
    version = (
        Version.objects.filter(Q(code=code) & ~Q(code=""), status=Status.APPROVED)
        .select_related("report__agency", "report__period", "report__official")
        .first()
    )
    if version is None:
        return None
    report = version.report
    replaced_by = report.official if report.official_id != version.pk else None
    return Confirmed(version, report, replaced_by, unchanged=digest(version) == version.digest)


def address(code: str) -> str:
    """Where the code on a paper leads; it is printed, so it names the host."""
    return f"{settings.CCHC_ADDRESS}{page('confirm_code', code)}"
