"""What may this person do today, and for which agencies?"""

import dataclasses
import datetime
from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from agencies.models import Membership, Role, Tier, User


@dataclasses.dataclass(frozen=True, slots=True)
class Rights:
    """A person's memberships of one day, answered as questions. Agencies are given by primary key."""

    grants: frozenset[tuple[int, str, str, str]]  # (agency pk, agency code, tier, role)

    def holds(self, role: str, agency_id: int) -> bool:
        return any(grant[0] == agency_id and grant[3] == role for grant in self.grants)

    def has(self, role: str) -> bool:
        return any(grant[3] == role for grant in self.grants)

    def member_of(self, agency_id: int) -> bool:
        return any(grant[0] == agency_id for grant in self.grants)

    @property
    def agencies(self) -> frozenset[int]:
        return frozenset(grant[0] for grant in self.grants)

    @property
    def whole_province(self) -> bool:
        """Reviewers, and whoever reads, prepares or signs for the province itself, see every agency's report."""
        return any(role == Role.REVIEWER or tier == Tier.PROVINCE for *_, tier, role in self.grants)

    @property
    def districts_read(self) -> frozenset[int]:
        """Districts whose communes a viewer reads."""
        return frozenset(g[0] for g in self.grants if g[3] == Role.VIEWER and g[2] == Tier.DISTRICT)

    @property
    def leads(self) -> frozenset[str]:
        """Codes of the agencies for which this person may type province-wide figures."""
        return frozenset(g[1] for g in self.grants if g[3] == Role.REPORTER and g[2] == Tier.DEPARTMENT)


NOBODY = Rights(frozenset())
GRANT = ("agency_id", "agency__code", "agency__tier", "role")  # what a grant is, of a membership


def rights(user: User) -> Rights:
    """Rights as of today, read once a request: a withdrawn role is gone on the next request of a live session."""
    if not user.is_authenticated or not user.is_active:
        return NOBODY
    today = timezone.localdate()
    known = getattr(user, "_rights", None)
    if known is None or known[0] != today:
        return remember(user, today, Membership.objects.on(today).filter(user=user).values_list(*GRANT))
    return known[1]


def remember(user: User, day: datetime.date, grants: Iterable[tuple[Any, ...]]) -> Rights:
    """What a person may do on a day, each grant as GRANT names it: nobody has to ask again."""
    found = Rights(frozenset(grants))
    user._rights = (day, found)  # type: ignore[attr-defined]
    return found
