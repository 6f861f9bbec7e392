"""What do the register of procedures and the ledger of dossiers count for a report?"""

import datetime

from procedures.measure import Measured
from procedures.services import measures
from reports.models import Version


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
