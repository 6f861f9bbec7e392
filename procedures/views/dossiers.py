"""Danh sách hồ sơ: which dossiers are behind a number, which are overdue, which procedures are slow?"""

import datetime
import operator
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import django_tables2 as tables
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import formats
from django.views.decorators.http import require_safe

from agencies import exports, names, numbers, paging
from agencies.list_columns import NUMBER, WHOLE, WIDE, DayColumn
from procedures import behind, dossier_forms, lines, statistics, timing
from procedures.models import Dossier, Outcome
from procedures.services import imports
from procedures.services import statistics as services
from procedures.views import access, dossier_address

MOST_SHOWN = 10_000  # lines that can be turned to page by page
MOST_SENT = 50_000  # lines of a file
MOST_SLOW, LEAST = 100, 5  # procedures that are listed, and dossiers that make one worth listing
PROCEDURE = ("procedure", {"pk": tables.A("procedure__pk")})
COLUMNS = {name: lines.title(name) for name in statistics.NAMES}


class DossierTable(tables.Table):
    """One line a dossier; how it stood is told as of the last day that is asked for."""

    code = tables.Column("Mã hồ sơ", attrs=WHOLE)
    procedure = tables.Column("Thủ tục", accessor="procedure__name", linkify=PROCEDURE, attrs=WIDE)
    agency = tables.Column("Cơ quan", accessor="agency__name")
    channel = tables.Column("Hình thức nộp", attrs=WHOLE)
    received_on = DayColumn("Tiếp nhận")
    due_on = DayColumn("Hẹn trả")
    finished_on = DayColumn("Trả kết quả")
    outcome = tables.Column("Kết quả", attrs=WHOLE)
    timing = tables.Column("Thời hạn", accessor="code", orderable=False, attrs=WHOLE)
    late = tables.Column("Số ngày chậm", accessor="code", orderable=False, attrs=NUMBER)
    delay_reason = tables.Column("Lý do chậm do hệ thống", default="", attrs={"td": {"class": "why"}})
    due_computed = tables.Column("Hạn do cổng tính", visible=False)  # on the page a word behind the day says it

    class Meta:
        empty_text = "Không có hồ sơ nào khớp với điều kiện lọc."
        caption = "Hồ sơ TTHC"
        attrs = {"class": "list list--dossiers"}

    def __init__(self, data: Any, want: dossier_address.DossierAddress, **kwargs: Any) -> None:
        self.day, self.name_of = want.ends_on, want.name
        super().__init__(data.select_related("procedure", "agency"), **kwargs)

    @property
    def computes(self) -> bool:
        """Whether a due day on this page was computed."""
        return any(row.record.due_computed for row in self.page)

    def render_agency(self, record: Dossier) -> str:
        return self.name_of(record.agency)

    def render_due_on(self, record: Dossier, value: datetime.date | None) -> str:
        if value is None:
            return "không có hạn"
        return formats.date_format(value, "SHORT_DATE_FORMAT") + (imports.COMPUTED if record.due_computed else "")

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

    def as_values(self, exclude_columns: Any = None) -> Iterator[list[Any]]:
        """The lines of a file, in a tenth of the library's time: there may be MOST_SENT of them."""
        shown = [column for column in self.columns.iterall() if column.name not in (exclude_columns or ())]
        told: dict[str, Callable[[Dossier], Any]] = {
            "procedure": lambda record: record.procedure.name,
            "agency": self.render_agency,
            "due_computed": lambda record: "Có" if record.due_computed else "Không",
            "channel": Dossier.get_channel_display,
            "outcome": Dossier.get_outcome_display,
            "timing": self.render_timing,
            "late": self.render_late,
        }
        tell = [told.get(column.name, operator.attrgetter(column.name)) for column in shown]
        yield [str(column.header) for column in shown]
        for row in self.rows.data:
            yield [one(row) for one in tell]


@require_safe
def dossier_list(request: access.Request) -> HttpResponse:
    """The dossiers of one agency; without one there is nothing to list, only a choice of agencies."""
    want = dossier_address.asked_or_404(request)
    column = request.GET.get("column", "")
    column = column if column in COLUMNS else "received"
    words = dossier_forms.DossierFilter(request.GET)
    context = _context(want, words) | {"column": column, "title": COLUMNS[column], "columns_offered": COLUMNS}
    if want.alone:
        found = behind.dossiers(want.alone, column, want.starts_on, want.ends_on, want.scope.field_id)
        found = narrowed(found, words)
        table = DossierTable(found, want, order_by=("received_on", "code"), exclude=("agency",))
        if answer := arranged(request, table, "ho-so"):
            return answer
        context["table"] = table
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


def arranged(request: HttpRequest, table: tables.Table, name: str) -> HttpResponse | None:
    """Sorts and pages the table; the file that was asked for, refused where making it would keep somebody waiting."""
    if request.GET.get("export") and table.data.data.order_by()[: MOST_SENT + 1].count() > MOST_SENT:
        shown = statistics.number(MOST_SENT)
        reason = f"Danh sách có hơn {shown} dòng. Hãy lọc bớt theo lĩnh vực hoặc khoảng ngày rồi tải lại."
        return render(request, "400.html", {"reason": reason}, status=400)
    paging.arrange(request, table, most=MOST_SHOWN)
    return exports.response(request, table, name)


@require_safe
def overdue_dossiers(request: access.Request) -> HttpResponse:
    """What was open and past its due day when the last day of the span ended."""
    want = dossier_address.asked_or_404(request)
    words = dossier_forms.DossierFilter(request.GET)
    found = narrowed(services.overdue(want.scope, want.ends_on), words)
    table = DossierTable(found, want, order_by=("due_on", "code"), exclude=("finished_on", "timing"))
    if answer := arranged(request, table, "ho-so-qua-han"):
        return answer
    return render(request, "procedures/overdue_dossiers.html", _context(want, words) | {"table": table})


class SlowTable(tables.Table):
    """One line a procedure: how long its dossiers took, in calendar days."""

    code = tables.Column("Mã", accessor="procedure__code", attrs=WHOLE)
    name = tables.Column("Thủ tục", accessor="procedure__name", linkify=PROCEDURE, attrs=WIDE)
    field = tables.Column("Lĩnh vực", accessor="procedure__field__name")
    resolved = tables.Column("Đã giải quyết", attrs=NUMBER)
    late = tables.Column("Quá hạn", attrs=NUMBER)
    average = tables.Column("Số ngày bình quân", attrs=NUMBER)
    nine_in_ten = tables.Column("90 % xong trong (ngày)", attrs=NUMBER)

    class Meta:
        empty_text = f"Không có thủ tục nào có từ {LEAST} hồ sơ đã giải quyết trong khoảng thời gian này."
        caption = "Thủ tục giải quyết lâu nhất"
        attrs = {"class": "list list--dossiers"}

    def render_average(self, value: Decimal) -> Decimal:
        return numbers.rounded(value, 1)


@require_safe
def slowest_procedures(request: access.Request) -> HttpResponse:
    want = dossier_address.asked_or_404(request)
    words = dossier_forms.DossierFilter(request.GET)
    found = services.slowest_procedures(want.scope, want.starts_on, want.ends_on, most=MOST_SLOW, least=LEAST)
    looked_for = names.words(words.cleaned_data["q"] if words.is_valid() else "")
    found = [one for one in found if all(f" {word}" in one.procedure.search_text for word in looked_for)]
    table = paging.arrange(request, SlowTable(found, order_by="-average"))
    if answer := exports.response(request, table, "thu-tuc-lau-nhat"):
        return answer
    context = _context(want, words) | {"table": table, "least": LEAST}
    return render(request, "procedures/slowest_procedures.html", context)


def _context(want: dossier_address.DossierAddress, words: dossier_forms.DossierFilter) -> dict[str, Any]:
    return {
        "want": want,
        "illustrative": services.is_illustrative(want.scope, want.ends_on),
        "tier_names": services.TIERS,
        "back": want.address({"by": "" if want.alone else "agency"}),
        "filter": words,
        "table": None,
    }
