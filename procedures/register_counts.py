"""How many procedures are there on a day? Distinct codes in force, so a set that 141 communes share counts once.

What is counted, what it is called and which filters of the list show exactly those rows stand in one place.
"""

import dataclasses
import datetime
from collections.abc import Mapping
from typing import Any

from django.db.models import Count, F, Q

from agencies.models import Agency, Tier
from procedures import summary_query
from procedures.models import Channel, Dossier, Procedure
from procedures.register_rules import FULL, PARTIAL

# What is provided in part is eligible for it, even where it could be provided in full.
ELIGIBLE = {
    "partial": Q(online_eligible__in=PARTIAL) | Q(online__in=PARTIAL),
    "full": Q(online_eligible__in=FULL),
}
ONLINE = {
    "any": Q(online__in=PARTIAL + FULL),
    "partial": Q(online__in=PARTIAL),
    "full": Q(online__in=FULL),
    "none": Q(online=""),
}


@dataclasses.dataclass(frozen=True, slots=True)
class Counted:
    """One thing that is counted among the rows in force; ``asked``: the filters of the list that show them."""

    name: str
    label: str
    condition: Q
    asked: Mapping[str, str]


COUNTS = (
    Counted("in_force", "Đang áp dụng", Q(), {}),
    Counted("one_stop", "Một cửa", Q(one_stop=True), {"one_stop": "1"}),
    Counted("linked_same_tier", "Liên thông cùng cấp", Q(linked="same_tier"), {"linked": "same_tier"}),
    Counted("linked_across_tiers", "Liên thông giữa các cấp", Q(linked="across_tiers"), {"linked": "across_tiers"}),
    Counted("beyond_boundaries", "Không phụ thuộc địa giới", Q(beyond_boundaries=True), {"beyond": "1"}),
    Counted("partial_eligible", "Đủ điều kiện một phần", ELIGIBLE["partial"], {"eligible": "partial"}),
    Counted("partial", "Cung cấp một phần", ONLINE["partial"], {"online": "partial"}),
    Counted("full_eligible", "Đủ điều kiện toàn trình", ELIGIBLE["full"], {"eligible": "full"}),
    Counted("full", "Cung cấp toàn trình", ONLINE["full"], {"online": "full"}),
    Counted("online", "Trực tuyến (cả hai mức)", ONLINE["any"], {"online": "any"}),
    Counted(
        "online_on_national_portal",
        "Trực tuyến, trên Cổng quốc gia",
        ONLINE["any"] & Q(on_national_portal=True),
        {"online": "any", "portal": "1"},
    ),
    Counted("with_fee", "Có phí, lệ phí", Q(has_fee=True), {"fee": "1"}),
    Counted(
        "paid_online",
        "Thanh toán trực tuyến",
        Q(has_fee=True, online_payment=True),
        {"fee": "1", "payment": "1"},
    ),
)
_SUMS = {f"n_{one.name}": Count("code", distinct=True, filter=one.condition) for one in COUNTS}


@dataclasses.dataclass(frozen=True, slots=True)
class RegisterLine:
    """The counts of one tier, one agency in charge or the whole; ``asked`` narrows the list to it."""

    label: str
    asked: Mapping[str, str]
    counts: Mapping[str, int]


def whole(day: datetime.date, rows: Q | None = None) -> dict[str, int]:
    """Every count, by name, of the rows in force on a day that meet a condition; one statement."""
    return _counts(Procedure.objects.on(day).filter(rows or Q()).aggregate(**_SUMS))


def by_tier(day: datetime.date) -> list[RegisterLine]:
    """One line a tier, from the province down; one statement."""
    found = Procedure.objects.on(day).order_by().values("tier").annotate(**_SUMS)
    rows = {row["tier"]: _counts(dict(row)) for row in found}
    nothing = {one.name: 0 for one in COUNTS}
    return [RegisterLine(label, {"tier": tier}, rows.get(tier, nothing)) for tier, label in Procedure.TIERS]


def by_agency(day: datetime.date) -> list[RegisterLine]:
    """One line an agency in charge, by name, those without one at the end; one statement."""
    found = Procedure.objects.on(day).order_by(F("agency__name").asc(nulls_last=True), "agency_id")
    return [
        RegisterLine(
            row["agency__name"] or "Chưa ghi cơ quan chủ trì",
            {"agency": str(row["agency_id"] or "none")},
            _counts(dict(row)),
        )
        for row in found.values("agency_id", "agency__name").annotate(**_SUMS)
    ]


def _counts(row: Mapping[str, Any]) -> dict[str, int]:
    return {one.name: row[f"n_{one.name}"] for one in COUNTS}


def resolved_by(agency: Agency) -> tuple[Q, dict[str, str]]:
    """Which procedures an agency counts as its own, and the filters of the list that show them.

    A department: those it is in charge of. A district or commune: the one set of its tier. The province: all.
    """
    if agency.tier == Tier.DEPARTMENT:
        return Q(agency=agency), {"agency": str(agency.pk)}
    if agency.tier in (Tier.DISTRICT, Tier.COMMUNE):
        return Q(tier=agency.tier), {"tier": str(agency.tier)}
    return Q(), {}


def used_online(starts_on: datetime.date, ends_on: datetime.date, agency: int | None) -> Q:
    """The condition that dossiers came in online in a span: at one agency, or anywhere; whichever row of the code."""
    if agency is None:
        return with_online(summary_query.by_procedure(starts_on, ends_on))
    came = Dossier.objects.filter(agency=agency, channel=Channel.ONLINE, received_on__range=(starts_on, ends_on))
    return Q(code__in=came.values("procedure__code"))


def with_online(counts: Mapping[int, Mapping[str, int]]) -> Q:
    """The same of what ``summary_query.by_procedure`` has counted."""
    used = Procedure.objects.filter(pk__in=[key for key, one in counts.items() if one["received_online"]])
    return Q(code__in=used.values("code"))
