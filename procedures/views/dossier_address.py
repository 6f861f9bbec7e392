"""Which dossiers does an address ask for: whose, of which field, of which days?"""

import dataclasses
import datetime
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

from django.db.models import Max, Q
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from agencies import names, roles, spans
from agencies.models import Agency, Tier, names_apart
from procedures import dossier_forms
from procedures.models import Field, TierDay, TypedTable
from procedures.services import statistics
from procedures.services.statistics import DossierScope
from procedures.views.access import Request

BY = {"tier": "Theo cấp", "agency": "Theo cơ quan", "field": "Theo lĩnh vực", "month": "Theo tháng"}


@dataclasses.dataclass(frozen=True, slots=True)
class DossierAddress:
    """What the address asks for, within what the person may see."""

    agencies: tuple[Agency, ...]  # that the person may choose from
    fields: tuple[Field, ...]
    whole: bool  # whether all agencies together may be asked for
    below: bool  # whether the agency chosen may be asked for together with those below it
    scope: DossierScope
    starts_on: datetime.date
    ends_on: datetime.date
    by: str
    names: Mapping[int, str] = dataclasses.field(default_factory=dict)  # of the agencies, no two the same
    astray: bool = False  # days were asked for that cannot be read, or of which the last comes before the first
    missed: bool = False  # an agency was named that this person may not see, or that was not there on the last day

    def address(self, changes: Mapping[str, object], name: str = "dossiers") -> str:
        """The address of a page with the same question but for ``changes``; an empty one is left out."""
        said: dict[str, object] = {
            "agency": self.scope.agency.pk if self.scope.agency else "",
            "below": "1" if self.scope.below else "",
            "tier": self.scope.tier,
            "field": self.scope.field_id or "",
            "from": self.starts_on,
            "to": self.ends_on,
            "by": self.by if name == "dossiers" else "",
        }
        return f"{reverse(name)}?{urlencode({key: value for key, value in {**said, **changes}.items() if value})}"

    @property
    def alone(self) -> Agency | None:
        """The one agency that is asked for, if it is one."""
        return None if self.scope.below else self.scope.agency

    @property
    def field(self) -> Field | None:
        return next((field for field in self.fields if field.pk == self.scope.field_id), None)

    @property
    def span(self) -> str:
        """The name of the standard span, or "" for days of one's own."""
        known = spans.of_year(self.ends_on.year)
        return next((one.name for one in known if (one.starts_on, one.ends_on) == (self.starts_on, self.ends_on)), "")

    def name(self, agency: Agency) -> str:
        """What the pages call an agency, told apart from others that the person may see."""
        return self.names.get(agency.pk, agency.name)

    @property
    def said(self) -> str:
        """Whose dossiers these are, in words."""
        if self.scope.agency:
            name = self.name(self.scope.agency)
            whose = f"{name} và các xã" if self.scope.below else name
        else:
            whose = f"Toàn tỉnh, {statistics.TIERS[self.scope.tier].lower()}" if self.scope.tier else "Toàn tỉnh"
        return f"{whose}, lĩnh vực {self.field}" if self.field else whose


def asked_or_404(request: Request) -> DossierAddress:
    """404 where there is no agency whose dossiers the person may see; what makes no sense is left out."""
    days = _days(request)
    starts_on, ends_on = days or newest()
    agencies, rights = tuple(statistics.visible_agencies(request.user, ends_on)), roles.rights(request.user)
    if not agencies:
        raise Http404
    whole = rights.whole_province
    fields = tuple(sorted(Field.objects.all(), key=lambda field: names.alphabetical(field.name)))
    named = _one(agencies, request.GET.get("agency", ""))
    chosen = named or (None if whole else agencies[0])
    field = _one(fields, request.GET.get("field", ""))
    tier = "" if chosen else request.GET.get("tier", "")
    may = chosen is not None and chosen.tier == Tier.DISTRICT and (whole or chosen.pk in rights.districts_read)
    below = may and bool(request.GET.get("below"))
    scope = DossierScope(chosen, tier if tier in statistics.TIERS else "", field.pk if field else None, below)
    offered, by = tabs(scope), request.GET.get("by", "")
    by = by if by in offered else next(iter(offered))
    missed = named is None and bool(request.GET.get("agency"))
    astray = days is None and bool(request.GET.get("from") or request.GET.get("to"))
    told_apart = names_apart(agencies, ends_on)
    return DossierAddress(agencies, fields, whole, may, scope, starts_on, ends_on, by, told_apart, astray, missed)


def tabs(scope: DossierScope) -> dict[str, str]:
    """How the table may be cut: one agency has no tiers, one field no fields."""
    several = scope.agency is None or scope.below
    shown = {"tier": several and not scope.tier, "agency": several, "field": not scope.field_id, "month": True}
    return {name: label for name, label in BY.items() if shown[name]}


def _one(rows: Iterable[Any], text: str) -> Any:
    return next((row for row in rows if str(row.pk) == text), None)


def _days(request: Request) -> tuple[datetime.date, datetime.date] | None:
    """The days of the address; None when there are none, or none that make sense."""
    form = dossier_forms.Days({"starts_on": request.GET.get("from"), "ends_on": request.GET.get("to")})
    if form.is_valid():
        return form.cleaned_data["starts_on"], form.cleaned_data["ends_on"]
    return None


def newest() -> tuple[datetime.date, datetime.date]:
    """The longest standard span that has ended by the newest day of which something is known."""
    # A day on which dossiers came: due days, on which open ones will fall overdue, lie in the future.
    came = Q(received_online__gt=0) | Q(received_direct__gt=0) | Q(received_postal__gt=0)
    kept = TierDay.objects.filter(came).aggregate(day=Max("day"))["day"]
    today = timezone.localdate()
    told = TypedTable.objects.filter(ends_on__lte=today, lines__isnull=False).aggregate(day=Max("ends_on"))["day"]
    known = max(filter(None, (kept, told)), default=today)
    ended = [span for year in (known.year - 1, known.year) for span in spans.of_year(year) if span.ends_on <= known]
    last = max(ended, key=lambda span: (span.ends_on, span.ends_on - span.starts_on))
    return last.starts_on, last.ends_on
