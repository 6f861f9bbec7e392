"""Which figures of a report does the dossier ledger know?"""

import datetime

from django.db.models import Count, Q
from django.urls import reverse

from agencies.models import Agency
from procedures.measure import Measured
from procedures.models import Channel, Dossier, Procedure
from procedures.models.register import Online
from procedures.services import statistics
from procedures.services.statistics import DossierScope
from procedures.summary_query import ByProcedure


def measured(
    agency: Agency, starts_on: datetime.date, ends_on: datetime.date, counts: ByProcedure | None = None
) -> dict[str, Measured]:
    """``dossiers.*`` for a span, both ends included; empty while the ledger holds nothing of the agency's.

    An agency's own dossiers, and for the province everybody's. Received is newly received, not carried over; both
    counts of it are of procedures that are provided online, as PL8 6.4 asks. ``counts``: for the province, what came
    in of every procedure in the span.
    """
    scope = DossierScope(agency=agency) if counts is None else DossierScope()
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
    of_online, came_online = _online_anywhere(counts) if counts is not None else _online_at(agency, starts_on, ends_on)
    return {
        "dossiers.resolved": Measured(found.resolved or 0, resolved),
        "dossiers.on_time": Measured((found.early or 0) + (found.on_time or 0), table),
        "dossiers.received_of_online": Measured(of_online, table),
        "dossiers.received_online": Measured(came_online, online),
    }


def _online_anywhere(counts: ByProcedure) -> tuple[int, int]:
    """Dossiers received in the span of procedures that are provided online: all of them, and those that came online."""
    online = Procedure.objects.exclude(online=Online.NONE).values_list("pk", flat=True)
    came = [counts[key] for key in online if key in counts]
    names = ("received_online", "received_direct", "received_postal")
    return sum(one[name] for one in came for name in names), sum(one["received_online"] for one in came)


def _online_at(agency: Agency, starts_on: datetime.date, ends_on: datetime.date) -> tuple[int, int]:
    """The same of one agency's, from its dossiers."""
    rows = Dossier.objects.filter(agency=agency, received_on__range=(starts_on, ends_on))
    came = Count("pk", filter=Q(channel=Channel.ONLINE))
    counts = rows.exclude(procedure__online=Online.NONE).aggregate(all=Count("pk"), online=came)
    return counts["all"], counts["online"]
