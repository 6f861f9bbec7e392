"""Thẩm định: whose turn is it, what is late, and what may be approved together?"""

import django_tables2 as tables
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from agencies import exports, paging, roles
from agencies.list_columns import NUMBER, WHOLE, WIDE
from agencies.models import Role, User
from reports import forms, situations, turns, workflow
from reports.models import Report, Version
from reports.services import review
from reports.views import access, standing

PAGE = paging.PAGE


def _version(report: Report) -> Version:
    """The version in work, which knows its report without asking the database again."""
    version = report.current
    if version is None:
        raise Version.DoesNotExist  # a report is made together with its first version
    version.report = report
    return version


def is_reviewer(user: User) -> bool:
    return roles.rights(user).has(Role.REVIEWER)


class QueueTable(tables.Table):
    """One line a report; the box of a report that must be read on its own cannot be ticked."""

    chosen = tables.TemplateColumn(
        template_name="reports/_queue_box.html",
        verbose_name="Chọn",
        orderable=False,
        exclude_from_export=True,
        extra_context=lambda record, table: {"why": table.why_alone(record)},
    )
    agency = tables.TemplateColumn(
        template_name="reports/_queue_agency.html", verbose_name="Cơ quan", order_by="agency__name", attrs=WIDE
    )
    tier = tables.Column("Cấp", accessor="agency__get_tier_display", order_by="agency__tier", attrs=WHOLE)
    period = tables.Column("Kỳ", accessor="period__name", order_by="period__ends_on", attrs=WHOLE)
    status = tables.TemplateColumn(
        template_name="reports/_queue_status.html", verbose_name="Tình trạng", order_by="current__status"
    )
    sent_at = tables.Column("Gửi lúc", accessor="current__sent_at", attrs=WHOLE, default="")
    age = tables.Column("Số ngày", accessor="current__sent_at", order_by="-current__sent_at", attrs=NUMBER, default="")
    progress = tables.Column("Đã nhập", accessor="current__filled", attrs=NUMBER)
    errors = tables.Column("Lỗi", accessor="current__errors", attrs=NUMBER)
    warnings = tables.Column("Cảnh báo", accessor="current__warnings", attrs=NUMBER)
    remarks = tables.Column("Nhận xét", attrs=NUMBER, default="")
    taken_by = tables.Column(
        "Người nhận", accessor="current__taken_by", order_by="current__taken_by__full_name", default=""
    )

    class Meta:
        empty_text = "Không có báo cáo nào khớp với điều kiện lọc."
        attrs = {"class": "list list--queue"}

    def __init__(self, *args, by: User, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        self.today = timezone.localdate()

    def why_alone(self, report: Report) -> str:
        """Why a report cannot be approved together with others; empty when it can."""
        version, remarks = _version(report), getattr(report, "remarks", 0)
        situation = situations.of(version, self.by, errors=version.errors, remarks=remarks or 0)
        return workflow.approves_in_bulk(situation, warnings=version.warnings)

    def value_agency(self, record: Report) -> str:
        return record.agency.name

    def value_status(self, record: Report) -> str:
        return _version(record).get_status_display()

    def render_sent_at(self, value) -> str:
        return standing.instant(value)

    def value_sent_at(self, value):
        return value

    def render_age(self, value) -> int:
        return (self.today - timezone.localtime(value).date()).days

    def render_progress(self, record: Report) -> str:
        version = _version(record)
        return f"{version.filled}/{version.required}" if version.required else "chưa nhập"

    def render_remarks(self, value: int | None) -> int | str:
        return value or ""


@require_safe
def review_queue(request: access.Request) -> HttpResponse:
    if not is_reviewer(request.user):
        raise PermissionDenied
    today, asked = timezone.localdate(), forms.QueueFilter(request.GET)
    asked.full_clean()  # what makes no sense narrows nothing
    given = asked.cleaned_data
    turn = str(given.get("turn") or "")
    turn = turn if turn in turns.LABELS else "waiting"
    queue = turns.Queue(request.user).of_period(given.get("period")).of_tier(given.get("tier") or "")
    queue = queue.named(given.get("q") or "")
    if given.get("late"):
        queue = queue.late(today)
    table = paging.arrange(request, QueueTable(queue.rows(turn), by=request.user))
    if file := exports.response(request, table, "tham-dinh"):
        return file
    context = {
        "filter": asked,
        "tabs": _tabs(request.GET, turn, turns.counts(queue.reports, request.user, today)),
        "back": request.GET.urlencode(),
        "table": table,
    }
    return render(request, "reports/review_queue.html", context)


def _tabs(address: QueryDict, turn: str, counted: dict[str, int]) -> list[dict[str, object]]:
    """The turns as links that keep the other filters, each with its count."""
    tabs = []
    for name, label in turns.LABELS.items():
        kept = address.copy()
        kept["turn"] = name
        for gone in ("page", "export"):
            kept.pop(gone, None)
        tabs.append({"label": label, "count": counted[name], "href": f"?{kept.urlencode()}", "current": name == turn})
    return tabs


@require_POST
def approve_many(request: access.Request) -> HttpResponse:
    if not is_reviewer(request.user):
        raise PermissionDenied
    given = request.POST.getlist("report")[:PAGE]
    chosen = [int(text) for text in given if text.isascii() and text.isdigit() and len(text) < 19]
    approved, left = review.approve_many(chosen, by=request.user)
    if approved:
        names = ", ".join(str(report.agency) for report in approved)
        messages.success(request, f"Đã phê duyệt {len(approved)} báo cáo: {names}.")
    for report, reason in left:
        messages.warning(request, f"Để lại {report.agency} ({report.period}): {reason}")
    if not chosen:
        messages.warning(request, "Chưa chọn báo cáo nào để phê duyệt.")
    return redirect(f"{reverse('review_queue')}?{QueryDict(request.POST.get('back', '')).urlencode()}")
