"""Which figures of a report does the dossier ledger know?"""

import datetime

from django.db.models import Count, Q
from django.urls import reverse

from agencies.models import Agency, Tier
from procedures.measure import Measured
from procedures.models import Channel, Dossier
from procedures.models.register import Online
from procedures.services import statistics
from procedures.services.statistics import Scope


def measured(agency: Agency, starts_on: datetime.date, ends_on: datetime.date) -> dict[str, Measured]:
    """``dossiers.*`` for a span, both ends included; empty while the ledger holds nothing of the agency's.

    An agency's own dossiers, and for the province everybody's. Received is newly received, not carried over; both
    counts of it are of procedures that are provided online, as PL8 6.4 asks.
    """
    scope = Scope() if agency.tier == Tier.PROVINCE else Scope(agency=agency)
    found = statistics.ledger_line(scope, starts_on, ends_on)
    if found is None:
        return {}
    asked = {"from": starts_on.isoformat(), "to": ends_on.isoformat()}
    if scope.agency is None:
        table = resolved = online = reverse("dossiers", query=asked)
    else:
        asked |= {"agency": str(agency.pk)}
        table = reverse("dossiers", query=asked)
        resolved, online = (reverse("dossier_list", query=asked | {"column": name}) for name in ("resolved", "online"))
    of_online, came_online = _of_online(scope, starts_on, ends_on)
    return {
        "dossiers.resolved": Measured(found.resolved or 0, resolved),
        "dossiers.on_time": Measured((found.early or 0) + (found.on_time or 0), table),
        "dossiers.received_of_online": Measured(of_online, table),
        "dossiers.received_online": Measured(came_online, online),
    }


def _of_online(scope: Scope, starts_on: datetime.date, ends_on: datetime.date) -> tuple[int, int]:
    """Dossiers received in the span of procedures that are provided online: all of them, and those that came online."""
    rows = Dossier.objects.filter(received_on__range=(starts_on, ends_on)).exclude(procedure__online=Online.NONE)
    if scope.agency:
        rows = rows.filter(agency=scope.agency)
    came = Count("pk", filter=Q(channel=Channel.ONLINE))
    counts = rows.aggregate(all=Count("pk"), online=came)
    return counts["all"], counts["online"]
