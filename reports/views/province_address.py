"""Which figures of the province does an address ask for, and may this person see them?"""

import dataclasses

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse

from agencies import roles
from reports import rollup
from reports.models import Period
from reports.rollup import Stage
from reports.views.access import Request


@dataclasses.dataclass(frozen=True, slots=True)
class ProvinceAddress:
    """What the address asks for: a period, official or provisional, perhaps one tier only."""

    period: Period
    stage: Stage
    tier: str

    def query(self, stage: Stage | None = None) -> str:
        return f"?stage={(stage or self.stage).value}" + (f"&tier={self.tier}" if self.tier else "")


def whole_province_or_404(request: Request) -> None:
    """Reviewers and people of the province itself; for anybody else these pages do not exist."""
    if not roles.rights(request.user).whole_province:
        raise Http404


def asked_or_404(request: Request, pk: int) -> ProvinceAddress:
    whole_province_or_404(request)
    period = get_object_or_404(Period.objects.opened().select_related("edition"), pk=pk)
    return asked(request, period)


def asked(request: Request, period: Period) -> ProvinceAddress:
    stage = Stage.PROVISIONAL if request.GET.get("stage") == Stage.PROVISIONAL else Stage.OFFICIAL
    tier = request.GET.get("tier", "")
    return ProvinceAddress(period, stage, tier if tier in rollup.TIERS else "")


def appendix(want: ProvinceAddress, number: int) -> str:
    return reverse("province_appendix", args=[want.period.pk, number]) + want.query()


def cell(want: ProvinceAddress, key: str) -> str:
    number, _, code = key.partition(":")
    return reverse("province_cell", args=[want.period.pk, number, code]) + want.query()
