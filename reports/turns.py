"""Whose turn is it in the review? The reports of a queue, sorted by what they wait for."""

import datetime
from collections.abc import Mapping
from typing import Self

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from agencies.models import Agency, User
from reports.models import Period, Remark, Report
from reports.workflow import Status

LABELS: Mapping[str, str] = {
    "waiting": "Chờ thẩm định",
    "new": "Mới gửi",
    "mine": "Tôi đang thẩm định",
    "resent": "Gửi lại sau khi trả",
    "returned": "Đã trả lại",
    "approved": "Đã duyệt",
    "unsent": "Chưa gửi",
    "all": "Tất cả",
}


def condition(turn: str, by: User) -> Q:
    """The reports of one turn; every one for an unknown name."""
    submitted = Q(current__status=Status.SUBMITTED)
    match turn:
        case "waiting":
            return submitted
        case "new":
            return submitted & Q(current__round=0, current__taken_by__isnull=True)
        case "mine":
            return submitted & Q(current__taken_by=by.pk)
        case "resent":
            return submitted & Q(current__round__gt=0, current__taken_by__isnull=True)
        case "returned":
            return Q(current__status=Status.RETURNED)
        case "approved":
            return Q(current__status=Status.APPROVED)
        case "unsent":
            return Q(current__status__in=(Status.DRAFT, Status.WAITING))
        case _:
            return Q()


def late(today: datetime.date) -> Q:
    """Sent after the due day, or due and not sent yet."""
    unsent = Q(current__status__in=(Status.DRAFT, Status.WAITING), current__sent_at__isnull=True)
    return Q(current__late=True) | (unsent & Q(period__due_on__lt=today))


def counts(reports: QuerySet[Report], by: User, today: datetime.date) -> dict[str, int]:
    """How many reports there are of every turn, and late ones, in one query."""
    asked = {name: Count("pk", filter=condition(name, by)) for name in LABELS if name != "all"}
    return reports.order_by().aggregate(all=Count("pk"), late=Count("pk", filter=late(today)), **asked)


class Queue:
    """The reports that a reviewer sees, narrowed step by step."""

    def __init__(self, by: User) -> None:
        self.by = by
        self.reports = Report.objects.visible_to(by).opened()

    def of_period(self, period: Period | None) -> Self:
        return self._with(Q(period=period)) if period else self

    def of_open_periods(self) -> Self:
        return self._with(Q(period__state=Period.State.OPEN))

    def of_tier(self, tier: str) -> Self:
        return self._with(Q(agency__tier=tier)) if tier else self

    def named(self, text: str) -> Self:
        return self._with(Q(agency__in=Agency.objects.named(text))) if text.strip() else self

    def late(self, today: datetime.date) -> Self:
        return self._with(late(today))

    def _with(self, condition: Q) -> Self:
        self.reports = self.reports.filter(condition)
        return self

    def rows(self, turn: str) -> QuerySet[Report]:
        """The reports of one turn with all that a list shows; the longest waiting first."""
        remarks = Remark.objects.unsent().filter(version=OuterRef("current")).order_by().values("version")
        found = self.reports.filter(condition(turn, self.by)).select_related(
            "agency", "period", "current__taken_by", "current__report__period"
        )
        return found.annotate(remarks=Subquery(remarks.annotate(n=Count("pk")).values("n"))).order_by(
            "current__sent_at", "agency__tier", "agency__name", "pk"
        )
