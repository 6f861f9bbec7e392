"""Which figures of a report does the portal know already? Names are those in an indicator's ``source``."""

import datetime

from agencies.models import Agency, Tier
from procedures import summary_query
from procedures.measure import Measured
from procedures.services import ledger_measures, register_measures

__all__ = ["Measured", "measured"]


def measured(agency: Agency, starts_on: datetime.date, ends_on: datetime.date) -> dict[str, Measured]:
    """What is known of an agency for a span (both ends included), by name; a name that is absent is not known.

    ``procedures.*`` are counts of the register on the last day, or of what appeared and ended in the span;
    ``dossiers.*`` are counts of the ledger, and absent where the agency has none.
    """
    # Of the whole province, both ask the same of the ledger.
    counts = summary_query.by_procedure(starts_on, ends_on) if agency.tier == Tier.PROVINCE else None
    return register_measures.measured(agency, starts_on, ends_on, counts) | ledger_measures.measured(
        agency, starts_on, ends_on, counts
    )
