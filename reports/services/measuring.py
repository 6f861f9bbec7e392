"""What do the register of procedures and the ledger of dossiers count for a report?"""

import dataclasses
import datetime
from collections.abc import Callable, Mapping

from django.db.models import F

from agencies import log
from agencies.models import Chain
from procedures.measure import Measured
from procedures.services import LEDGER, measures
from reports.models import Version

Values = Callable[[Version], Mapping[str, int]]


def span(version: Version) -> tuple[datetime.date, datetime.date]:
    """The days that a version counts: its period, cut off at the day up to which the agency counted."""
    period = version.report.period
    return period.starts_on, min(version.data_as_of or period.ends_on, period.ends_on)


def measured(version: Version) -> dict[str, Measured]:
    """What is counted now, by the name of the measure; what is not known is absent."""
    return measures.measured(version.report.agency, *span(version))


def values(version: Version) -> dict[str, int]:
    """The same as numbers."""
    return {name: one.value for name, one in measured(version).items()}


@dataclasses.dataclass(frozen=True, slots=True)
class Ahead:
    """What was counted for a report before anything was locked, and what it holds for."""

    span: tuple[datetime.date, datetime.date]
    logs: list[tuple[str, int]]
    values: Mapping[str, int]


def ahead(report_pk: int, values: Values) -> Ahead | None:
    """Count for the version in work of a report without keeping anybody waiting; None where there is none."""
    logs = _logs()  # read first: what is written while we count must not be missed
    rows = Version.objects.select_related("report__agency", "report__period")
    version = rows.filter(report=report_pk, pk=F("report__current")).first()
    return None if version is None else Ahead(span(version), logs, values(version))


def still(found: Ahead | None, version: Version, values: Values) -> Mapping[str, int]:
    """What was counted ahead, for a version that is locked by now; counted anew where it may have changed since."""
    if found is not None and (found.span, found.logs) == (span(version), _logs()):
        return found.values
    return values(version)


def _logs() -> list[tuple[str, int]]:
    """How long the logs of both registers are: as long as they do not grow, the same is counted."""
    chains = Chain.objects.filter(name__in=(LEDGER, log.REGISTER))
    return list(chains.order_by("name").values_list("name", "length"))
