"""Which agency does an address mean, and may this person see its dossiers? What one may not see answers 404."""

import datetime

from django.shortcuts import get_object_or_404

from agencies.models import Agency
from agencies.requests import Request
from procedures.services import statistics


def agency_or_404(request: Request, pk: int, day: datetime.date) -> Agency:
    return get_object_or_404(statistics.visible_agencies(request.user, day), pk=pk)
