"""Which figures of a report does the register of procedures know?"""

import datetime

from django.db.models import Count, Q
from django.urls import reverse

from agencies.models import Agency, Tier
from procedures import register_counts
from procedures.measure import Measured
from procedures.models import Dossier, Procedure
from procedures.summary_query import ByProcedure

# The counts of the register that an indicator asks for, by the name of their source.
_IN_FORCE = (
    "linked_same_tier",
    "linked_across_tiers",
    "beyond_boundaries",
    "partial_eligible",
    "partial",
    "full_eligible",
    "full",
    "online",
    "online_on_national_portal",
    "with_fee",
    "paid_online",
)
_ASKED = {one.name: one.asked for one in register_counts.COUNTS}


def measured(
    agency: Agency, starts_on: datetime.date, ends_on: datetime.date, counts: ByProcedure | None
) -> dict[str, Measured]:
    """Every ``procedures.*`` name that is known; empty while the register holds nothing of the agency's.

    ``counts``: for the province, what came in of every procedure in the span.
    """
    own, narrowed = register_counts.resolved_by(agency)
    rows = Procedure.objects.filter(own)
    if not rows.exists():
        return {}
    here = _Here(narrowed, ends_on)
    whole = register_counts.whole(ends_on, own)
    found = {name: here.at(whole[name], **_ASKED[name]) for name in _IN_FORCE}
    found |= _by_tier(agency, own, here)
    span = {"from": starts_on, "to": ends_on}
    announced = rows.announced_in(starts_on, ends_on).aggregate(n=Count("code", distinct=True))["n"]
    ended = rows.ended_in(starts_on, ends_on).aggregate(n=Count("code", distinct=True))["n"]
    found["announced"] = here.at(announced, state="all", **{f"announced_{end}": str(day) for end, day in span.items()})
    found["ended"] = here.at(ended, state="all", **{f"ended_{end}": str(day) for end, day in span.items()})
    found |= _used(agency, own, here, starts_on, counts)
    return {f"procedures.{name}": one for name, one in found.items()}


class _Here:
    """Writes addresses of the list, as of a day, narrowed to an agency's own."""

    def __init__(self, narrowed: dict[str, str], day: datetime.date) -> None:
        self.narrowed, self.day = narrowed, day

    def at(self, value: int, **asked: str) -> Measured:
        query = {"on": self.day.isoformat(), **self.narrowed, **asked}
        return Measured(value, reverse("procedures", query=query))

    def none(self) -> Measured:
        """Nought by definition: the day's counts, where one sees whose they are."""
        return Measured(0, reverse("procedure_counts", query={"on": self.day.isoformat()}))


def _by_tier(agency: Agency, own: Q, here: _Here) -> dict[str, Measured]:
    rows = Procedure.objects.on(here.day).filter(own).order_by().values_list("tier")
    counts = dict(rows.annotate(n=Count("code", distinct=True)))
    others = agency.tier in (Tier.DISTRICT, Tier.COMMUNE)
    return {
        tier: here.none() if others and tier != agency.tier else here.at(counts.get(tier, 0), tier=tier)
        for tier, _ in Procedure.TIERS
    }


def _used(
    agency: Agency, own: Q, here: _Here, starts_on: datetime.date, counts: ByProcedure | None
) -> dict[str, Measured]:
    """Procedures provided online with dossiers that came in online; not known without a ledger."""
    at = agency.pk if counts is None else None
    if not Dossier.objects.filter(Q() if at is None else Q(agency=at)).exists():
        return {}
    if counts is None:
        used = register_counts.used_online(starts_on, here.day, at)
    else:
        used = register_counts.with_online(counts)
    rows = Procedure.objects.on(here.day).filter(own, used)
    levels = ("partial", "full")
    sums = {level: Count("code", distinct=True, filter=register_counts.ONLINE[level]) for level in levels}
    found = rows.aggregate(**sums)
    asked = {
        "used_from": starts_on.isoformat(),
        "used_to": here.day.isoformat(),
        **({"used_at": str(at)} if at else {}),
    }
    return {f"{level}_used": here.at(found[level], online=level, **asked) for level in levels}
