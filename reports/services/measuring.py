"""What do the register of procedures and the ledger of dossiers count for a report?"""

import datetime

from reports.models import Version


def span(version: Version) -> tuple[datetime.date, datetime.date]:
    """The days that a version counts: its period, cut off at the day up to which the agency counted."""
    period = version.report.period
    return period.starts_on, min(version.data_as_of or period.ends_on, period.ends_on)


def values(version: Version) -> dict[str, int]:
    """What is counted now, by the name of the measure; what is not known is absent."""
    return {}
