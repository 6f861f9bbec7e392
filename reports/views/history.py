"""Lịch sử: what happened to a report, when, by whom and why?"""

import re

import django_tables2 as tables
from django.db.models import F, Max, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from agencies import days, exports, log, paging, roles
from agencies.list_columns import NUMBER, WHOLE
from agencies.models import Event, Role, User
from reports import catalogue, forms, history, plain, reading, workflow
from reports.models import Remark, Report, Version
from reports.views import access, parts

SHORT, PLACE = 200, 70  # characters in the list; the file has all of them
_DIGEST = re.compile(r"\b([0-9a-f]{12})[0-9a-f]{52}\b")


class HistoryTable(tables.Table):
    """The events of a report's chain, the newest first."""

    number = tables.Column("Số", attrs=NUMBER)
    at = tables.Column("Lúc", attrs=WHOLE)
    by_name = tables.Column("Ai", attrs=WHOLE)
    action = tables.Column("Việc", attrs=WHOLE)
    subject = tables.Column("Ở đâu")
    before = tables.Column("Từ", orderable=False, default="")
    after = tables.Column("Thành", orderable=False)
    note = tables.Column("Lý do", orderable=False, default="")

    class Meta:
        order_by = "-number"
        empty_text = "Chưa có việc nào được ghi."
        attrs = {"class": "list list--history"}

    def __init__(self, *args, edition: catalogue.Edition, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.edition = edition

    def render_at(self, value) -> str:
        at = timezone.localtime(value)
        return f"{at:%H:%M:%S} {days.said(at.date())}"

    def value_at(self, value):
        return value

    def render_action(self, value: str) -> str:
        return log.LABELS.get(value, value)

    def render_subject(self, value: str) -> str:
        return _short(history.place(value, self.edition), PLACE)

    def value_subject(self, value: str) -> str:
        return history.place(value, self.edition)

    def render_before(self, value: object) -> str:
        return _short(history.said(value))

    def value_before(self, value: object) -> str:
        return history.said(value)

    def render_after(self, value: object) -> str:
        return _short(history.said(value))

    def value_after(self, value: object) -> str:
        return history.said(value)


def _short(text: str, most: int = SHORT) -> str:
    text = _DIGEST.sub(r"\1…", text)
    return text if len(text) <= most else f"{text[:most].rstrip()}…"


@require_safe
def report_history(request: access.Request, pk: int) -> HttpResponse:
    version = access.version_or_404(request, pk)
    filing = plain.filing(version)
    asked = forms.HistoryFilter(request.GET)
    events = asked.narrow(readable_events(version.report, request.user))
    table = paging.arrange(request, HistoryTable(events, edition=filing.edition))
    if file := exports.response(request, table, f"lich-su-bao-cao-{pk}"):
        return file
    context = {
        "page_title": "Lịch sử",
        "version": version,
        "report": version.report,
        "parts": parts.parts(version, filing, filing.problems(), "report_history"),
        "filter": asked,
        "table": table,
    }
    return render(request, "reports/report_history.html", context)


def readable_events(report: Report, by: User) -> QuerySet[Event]:
    """Everything for those who work there but remarks that were not sent; for others, until a version left their sight.

    A reopened or withdrawn version is the agency's own again: what is typed into it nobody else sees before it is sent.
    """
    events, rights = Event.objects.filter(chain=report.chain_id), roles.rights(by)
    if not rights.has(Role.REVIEWER) or rights.member_of(report.agency_id):
        events = events.exclude(action="drop_remark").exclude(pk__in=_unsent(report))
    if rights.member_of(report.agency_id):
        return events
    if Version.objects.readable_by(by).filter(report=report, pk=F("report__current")).exists():
        return events
    last = events.filter(action__in=workflow.SEEN).aggregate(last=Max("number"))["last"] or 0
    return events.filter(number__lte=last)


def _unsent(report: Report) -> list[int]:
    """The events of remarks that no return has brought to the agency."""
    rows = Remark.objects.filter(version__report=report, round__isnull=False)
    sent = {(reading.subject(row), row.text) for row in rows.select_related("indicator__appendix", "section")}
    said = Event.objects.filter(chain=report.chain_id, action="remark").values_list("pk", "subject", "after")
    return [pk for pk, subject, text in said if (subject, text) not in sent]
