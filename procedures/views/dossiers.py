"""Danh sách hồ sơ: which dossiers are behind a number?"""

import datetime
from typing import Any

import django_tables2 as tables
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from agencies import exports, names, paging
from procedures import behind, dossier_forms, lines, statistics, timing
from procedures.models import Dossier, Outcome
from procedures.views import access, asked

MOST_SHOWN = 10_000  # lines that can be turned to page by page
MOST_SENT = 50_000  # lines of a file
WHOLE = {"td": {"class": "nowrap"}}
NUM = {"td": {"class": "num"}, "th": {"class": "num"}}
COLUMNS = {name: lines.title(name) for name in statistics.NAMES}


class DossierTable(tables.Table):
    """One line a dossier; how it stood is told as of ``day``."""

    code = tables.Column("Mã hồ sơ", attrs=WHOLE)
    procedure = tables.Column("Thủ tục", accessor="procedure__name", attrs={"td": {"class": "wide"}})
    agency = tables.Column("Cơ quan", accessor="agency__name")
    channel = tables.Column("Hình thức nộp", attrs=WHOLE)
    received_on = tables.DateColumn(verbose_name="Tiếp nhận", attrs=WHOLE)
    due_on = tables.DateColumn(verbose_name="Hẹn trả", attrs=WHOLE)
    finished_on = tables.DateColumn(verbose_name="Trả kết quả", attrs=WHOLE)
    outcome = tables.Column("Kết quả", attrs=WHOLE)
    timing = tables.Column("Thời hạn", accessor="code", orderable=False, attrs=WHOLE)
    late = tables.Column("Số ngày chậm", accessor="code", orderable=False, attrs=NUM)
    delay_reason = tables.Column("Lý do chậm do hệ thống", default="")

    class Meta:
        empty_text = "Không có hồ sơ nào khớp với điều kiện lọc."
        caption = "Hồ sơ TTHC"
        attrs = {"class": "list list--dossiers"}

    def __init__(self, data: Any, day: datetime.date, **kwargs: Any) -> None:
        self.day = day
        super().__init__(data.select_related("procedure", "agency"), **kwargs)

    def render_timing(self, record: Dossier) -> str:
        found = timing.timing(
            resolved=record.outcome == Outcome.RESOLVED,
            due_on=record.due_on,
            finished_on=record.finished_on,
            day=self.day,
        )
        return timing.LABELS[found] if found else "—"

    def render_late(self, record: Dossier) -> int | str:
        return timing.days_late(record.due_on, record.finished_on, self.day) or ""

    def value_received_on(self, value: Any) -> Any:
        return value

    value_due_on = value_finished_on = value_received_on


@require_safe
def dossier_list(request: access.Request) -> HttpResponse:
    """The dossiers of one agency; without one there is nothing to list, only a choice of agencies."""
    want = asked.asked_or_404(request)
    column = request.GET.get("column", "")
    column = column if column in COLUMNS else "received"
    words = dossier_forms.DossierFilter(request.GET)
    context = {
        "want": want,
        "column": column,
        "title": COLUMNS[column],
        "columns_offered": COLUMNS,
        "tier_names": asked.TIERS,
        "back": want.address({"by": "" if want.scope.agency else "agency"}),
        "filter": words,
        "table": None,
    }
    if want.scope.agency:
        found = behind.dossiers(want.scope.agency, column, want.starts_on, want.ends_on, want.scope.field_id)
        table = DossierTable(narrowed(found, words), want.ends_on, order_by=("received_on", "code"))
        if answer := file(request, table, "ho-so"):
            return answer
        context["table"] = paging.arrange(request, table, most=MOST_SHOWN)
    return render(request, "procedures/dossier_list.html", context)


def narrowed(found: Any, words: dossier_forms.DossierFilter) -> Any:
    """Those whose code begins so, or whose procedure is called so."""
    text = words.cleaned_data["q"].strip() if words.is_valid() else ""
    if not text:
        return found
    called = Q()
    for word in names.words(text):
        called &= Q(procedure__search_text__contains=f" {word}")
    return found.filter(Q(code__startswith=text) | called)


def file(request: HttpRequest, table: tables.Table, name: str) -> HttpResponse | None:
    """The table as a file; refused where it would be too long to be made while somebody waits."""
    if request.GET.get("export") and table.data.data.order_by()[: MOST_SENT + 1].count() > MOST_SENT:
        shown = statistics.number(MOST_SENT)
        reason = f"Danh sách có hơn {shown} dòng. Hãy lọc bớt theo lĩnh vực hoặc khoảng ngày rồi tải lại."
        return render(request, "400.html", {"reason": reason}, status=400)
    paging.arrange(request, table, most=MOST_SHOWN)
    return exports.response(request, table, name)
