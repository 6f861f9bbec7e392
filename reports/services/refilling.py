"""When are reports filled again from the registers, many at a time? Behind the pages, one report after the other."""

from collections.abc import Collection

from django.db.models import Q, QuerySet

import jobs.services
from agencies.models import Tier, User
from jobs import registry
from jobs.models import Job
from jobs.progress import Progress
from procedures.models import Dossier, Procedure
from reports import workflow
from reports.models import Period, Report
from reports.services import Refusal, prefill

KIND = "refill_reports"


def ask_for_period(period: Period, *, by: User | None) -> None:
    """Queue the filling of a period that was opened, if there is any register to fill from."""
    if by and (Procedure.objects.exists() or Dossier.objects.exists()):
        jobs.services.ask(KIND, f"Tự điền số liệu: {period}", by=by, arguments={"period": period.pk})


def ask_for_agencies(agencies: Collection[int] | None, by: User | None) -> None:
    """Queue the filling of what some agencies (None: all) are filing, after what is counted for them has changed.

    Who changes one row after the other has one job waiting for all of them.
    """
    if by and _reports(agencies=agencies).exists():
        asked = {"agencies": None if agencies is None else sorted(agencies)}
        same = Job.objects.filter(kind=KIND, owner=by, state=Job.State.QUEUED, arguments=asked)
        if not same.select_for_update().first():  # locked, it begins after this change is there to be seen
            jobs.services.ask(KIND, "Tự điền lại báo cáo đang lập từ sổ", by=by, arguments=asked)


def _reports(*, period: int | None = None, agencies: Collection[int] | None = None) -> QuerySet[Report]:
    """The reports that may still be written; the province's follows every agency."""
    rows = Report.objects.filter(period__state=Period.State.OPEN, current__status__in=workflow.WRITABLE)
    if period is not None:
        rows = rows.filter(period=period)
    if agencies is not None:
        rows = rows.filter(Q(agency__in=agencies) | Q(agency__tier=Tier.PROVINCE))
    return rows.order_by("pk")


@registry.runs(KIND)
def run(job: Job, progress: Progress) -> None:
    """Each report in its own transaction; run again from the start, it changes nothing that is right already."""
    waiting = list(_reports(**job.arguments).values_list("pk", flat=True))
    filled = 0
    for done, pk in enumerate(waiting):
        progress(done, len(waiting), f"Đã điền {filled} báo cáo")
        try:
            filled += bool(prefill.fill(pk, by=None).changed)
        except Refusal:  # sent, or its period closed, since the list was made
            continue
    progress(len(waiting), len(waiting), f"Đã điền {filled} báo cáo")
