"""Which dossiers are behind a number of the statistics table? The same rules as procedures.timing, as conditions."""

import datetime

from django.db.models import F, Q, QuerySet

from agencies.models import Agency
from procedures.models import Channel, Dossier, Outcome


def dossiers(
    agency: Agency, column: str, starts_on: datetime.date, ends_on: datetime.date, field_id: int | None = None
) -> QuerySet[Dossier]:
    """Of one agency, by the name of a column of procedures.statistics.DossierCounts; both days included.

    One agency at a time: its dossiers are found by its index, whatever the size of the ledger. Raises KeyError for a
    column that is none.
    """
    found = Dossier.objects.filter(_condition(column, starts_on, ends_on), agency=agency)
    return found.filter(procedure__field=field_id) if field_id else found


def _condition(column: str, starts_on: datetime.date, ends_on: datetime.date) -> Q:
    came = Q(received_on__range=(starts_on, ends_on))
    carried = Q(received_on__lt=starts_on) & (Q(finished_on__isnull=True) | Q(finished_on__gte=starts_on))
    went = Q(finished_on__range=(starts_on, ends_on))
    resolved = went & Q(outcome=Outcome.RESOLVED)
    still = Q(received_on__lte=ends_on) & (Q(finished_on__isnull=True) | Q(finished_on__gt=ends_on))
    conditions = {
        "received": came | carried,
        "online": came & Q(channel=Channel.ONLINE),
        "direct": came & ~Q(channel=Channel.ONLINE),
        "carried": carried,
        "resolved": resolved,
        "early": resolved & Q(finished_on__lt=F("due_on")),
        "on_time": resolved & (Q(due_on__isnull=True) | Q(finished_on=F("due_on"))),
        "late": resolved & Q(finished_on__gt=F("due_on")),
        "pending": still,
        "within": still & (Q(due_on__isnull=True) | Q(due_on__gte=ends_on)),
        "overdue": still & Q(due_on__lt=ends_on),
        "returned": went & Q(outcome=Outcome.RETURNED),
        "withdrawn": went & Q(outcome=Outcome.WITHDRAWN),
        "invalid": went & Q(outcome=Outcome.INVALID),
        "waiting": still & Q(outcome=Outcome.WAITING),
    }
    return conditions[column]
