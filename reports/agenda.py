"""What waits for a person, until when, and what is the next step? Every list here is one query, however long."""

import dataclasses
import datetime
import enum
from collections import Counter
from collections.abc import Iterable, Mapping

from django.db.models import Count, F, Q, QuerySet

from agencies import days, roles
from agencies.models import Role, Tier, User
from reports import catalogue, cells, plain, remaining
from reports.catalogue import Rollup
from reports.models import Period, Remark, Report, Version
from reports.workflow import Status

_PAST = 5  # reports of closed periods that are listed


class Step(enum.StrEnum):
    """What a person does next with a report."""

    MEND = "mend"  # cells that were returned
    FILL = "fill"
    CORRECT = "correct"  # errors
    SEND = "send"  # for signature
    SIGN = "sign"
    WAIT = "wait"  # for the cells of other agencies
    READ = "read"  # it is somebody else's turn


@dataclasses.dataclass(frozen=True, slots=True)
class Task:
    """One report of an open period as it waits for somebody, with the place where the next step is taken."""

    version: Version
    step: Step
    left: str
    near: bool
    key: str = ""  # the first cell that is not filled in
    remarks: tuple[Remark, ...] = ()
    filled: int = 0
    total: int = 0
    still_open: remaining.Remaining = remaining.NOTHING
    # Blank cells that other agencies type, by their names.
    awaited: Mapping[str, int] = dataclasses.field(default_factory=dict)

    @property
    def mine(self) -> bool:
        return self.step is not Step.READ

    @property
    def rank(self) -> tuple[int, datetime.date]:
        return list(Step).index(self.step), self.version.report.period.due_on


def tasks(by: User, today: datetime.date) -> list[Task]:
    """The reports of a person's own agencies in open periods: what was returned first, then what is due first."""
    own = [agency for agency, _, _, role in roles.rights(by).grants if role in (Role.REPORTER, Role.SIGNER)]
    versions = list(_versions(Q(report__agency__in=own))) if own else []
    sheets = plain.figures_of({version.pk: version.report.period.edition for version in versions})
    remarks = _returned(versions)
    found = [_task(version, by, today, sheets[version.pk], remarks.get(version.pk, [])) for version in versions]
    return sorted(found, key=lambda task: task.rank)


def _versions(condition: Q) -> QuerySet[Version]:
    open_ones = Version.objects.filter(condition, pk=F("report__current"), report__period__state=Period.State.OPEN)
    return open_ones.select_related("report__agency", "report__period__edition", "taken_by", "prepared_by")


def _returned(versions: Iterable[Version]) -> dict[int, list[Remark]]:
    returned = [version.pk for version in versions if version.status == Status.RETURNED]
    if not returned:
        return {}
    rows = Remark.objects.filter(version__in=returned, round=F("version__round"))
    found: dict[int, list[Remark]] = {}
    for remark in rows.select_related("indicator__appendix", "section", "by"):
        found.setdefault(remark.version_id, []).append(remark)
    return found


def _task(version: Version, by: User, today: datetime.date, figures: plain.Figures, remarks: list[Remark]) -> Task:
    period = version.report.period
    edition, filer = plain.edition(period.edition), plain.filer(version.report.agency)
    sheet = cells.complete(edition, filer, figures.sheet, figures.bases)
    due = list(cells.due(edition, filer, sheet))
    empty = [key for key in due if sheet[key].is_blank]
    asked_by_another = cells.conditional(edition)  # a rule says so, and counts as an error
    theirs = _theirs(version, edition, empty, by)
    own = [key for key in empty if key not in theirs]
    return Task(
        version=version,
        step=_step(version, by, bool(own), bool(theirs)),
        left=days.left(period.due_on, today),
        near=days.is_near(period.due_on, today),
        key=(own or empty or due or [""])[0],
        remarks=tuple(remarks),
        filled=len(due) - len(empty),
        total=len(due),
        still_open=remaining.Remaining(
            sum(key not in asked_by_another for key in own), version.errors, version.warnings
        ),
        awaited=Counter(theirs.values()),
    )


def _theirs(version: Version, edition: catalogue.Edition, empty: list[str], by: User) -> dict[str, str]:
    """Those of some cells that another agency types in the province's report, each with its name."""
    if version.report.agency.tier != Tier.PROVINCE:
        return {}
    names, own = plain.lead_names(version.report.period.edition), roles.rights(by).leads
    leads = {key: edition.specs[key].lead for key in empty}
    return {key: names.get(lead, lead) for key, lead in leads.items() if lead and lead not in own}


def _step(version: Version, by: User, unfilled: bool, waits: bool) -> Step:
    rights, agency, status = roles.rights(by), version.report.agency_id, Status(version.status)
    if status is Status.WAITING and rights.holds(Role.SIGNER, agency):
        return Step.SIGN
    if not rights.holds(Role.REPORTER, agency) or status not in (Status.DRAFT, Status.RETURNED):
        return Step.READ
    if status is Status.RETURNED:
        return Step.MEND
    if unfilled:
        return Step.FILL
    if version.errors:
        return Step.CORRECT
    return Step.WAIT if waits else Step.SEND


@dataclasses.dataclass(frozen=True, slots=True)
class LeadTask:
    """The cells that a person's agency supplies in the province's report."""

    version: Version
    left: str
    near: bool
    key: str  # the first that is not filled in, or the first of all
    filled: int
    total: int

    @property
    def mine(self) -> bool:
        return self.filled < self.total and self.version.status in (Status.DRAFT, Status.RETURNED)


def lead_tasks(by: User, today: datetime.date) -> list[LeadTask]:
    """What the agencies of a person supply in the province's reports of open periods ("ô chủ trì")."""
    leads = roles.rights(by).leads
    versions = list(_versions(Q(report__agency__tier=Tier.PROVINCE))) if leads else []
    sheets = plain.figures_of({version.pk: version.report.period.edition for version in versions})
    found = []
    for version in versions:
        keys = led(plain.edition(version.report.period.edition), leads)
        sheet = sheets[version.pk].sheet
        empty = [key for key in keys if sheet.get(key, cells.BLANK).state is cells.State.MISSING]
        if keys:
            due_on = version.report.period.due_on
            left, near = days.left(due_on, today), days.is_near(due_on, today)
            found.append(LeadTask(version, left, near, (empty or keys)[0], len(keys) - len(empty), len(keys)))
    return found


def led(edition: catalogue.Edition, leads: frozenset[str]) -> list[str]:
    """The keys of the cells that some agencies supply for the province, in printed order."""
    return [key for key, spec in edition.specs.items() if spec.rollup is Rollup.LEAD and spec.lead in leads]


def past_reports(by: User) -> list[Version]:
    """The last reports of a person's own agencies in closed periods."""
    own = roles.rights(by).agencies
    if not own:
        return []
    found = Version.objects.filter(
        report__agency__in=own, pk=F("report__current"), report__period__state=Period.State.CLOSED
    )
    return list(found.select_related("report__agency", "report__period").order_by("-report__period__ends_on")[:_PAST])


@dataclasses.dataclass(frozen=True, slots=True)
class Progress:
    """How far the reports of one open period are: of all, of one tier."""

    total: int
    sent: int
    approved: int
    late: int


def progress(by: User, today: datetime.date) -> dict[Period, dict[str, Progress]]:
    """How far the agencies are that a person sees, by open period and tier; the province's own report is left out."""
    periods = {period.pk: period for period in Period.objects.filter(state=Period.State.OPEN).order_by("due_on")}
    was_sent = Q(current__sent_at__isnull=False) | Q(official__isnull=False)
    rows = (
        Report.objects.visible_to(by)
        .filter(period__state=Period.State.OPEN)
        .exclude(agency__tier=Tier.PROVINCE)
        .order_by()
        .values_list("period", "agency__tier")
        .annotate(
            total=Count("pk"),
            went=Count("pk", filter=was_sent),
            approved=Count("pk", filter=Q(official__isnull=False)),
            late=Count("pk", filter=~was_sent & Q(period__due_on__lt=today)),
        )
    )
    found: dict[Period, dict[str, Progress]] = {}
    for period, tier, *numbers in rows:
        found.setdefault(periods[period], {})[tier] = Progress(*numbers)
    return found


def totals(by_tier: Mapping[str, Progress]) -> Progress:
    """All tiers together."""
    return Progress(*(sum(column) for column in zip(*map(dataclasses.astuple, by_tier.values()), strict=True)))
