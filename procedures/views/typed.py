"""Nhập biểu thống kê: what does an agency without a ledger say about its dossiers?"""

import datetime
import itertools
from collections.abc import Iterable

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from agencies import spans
from agencies.models import Agency
from agencies.names import alphabetical
from procedures import lines, statistics, typed_sheet
from procedures.models import Field
from procedures.services import Refusal, typed
from procedures.typed_sheet import WHOLE, TypedRow
from procedures.views import access

WHOLLY = "Tất cả lĩnh vực"
UNREAD = "Chưa lưu: có ô không đọc được thành số. Sửa các ô được đánh dấu rồi lưu lại; mọi ô khác vẫn giữ như đã gõ."
OUTRUN = (
    "Chưa lưu: biểu này vừa được người khác lưu. Bên dưới mỗi ô khác nhau có số của họ; "
    "giữ hoặc sửa số của bạn rồi lưu lại, bản lưu sau thay bản lưu trước."
)


@require_safe
def typed_table(request: access.Request, agency: int, starts_on: datetime.date, ends_on: datetime.date) -> HttpResponse:
    where = _agency_or_404(request, agency, starts_on, ends_on)
    now = typed.stored(where, starts_on, ends_on)
    rows = [typed_sheet.of_line(field, line) for field, line in now.lines.items()]
    return _page(request, where, starts_on, ends_on, rows, now.revision)


@require_POST
def save_typed_table(
    request: access.Request, agency: int, starts_on: datetime.date, ends_on: datetime.date
) -> HttpResponse:
    """Saves, or draws the page again as a button asks: with one line more or less, or with column (6) filled in."""
    where = _agency_or_404(request, agency, starts_on, ends_on)
    rows, revision = _rows(request.POST), _revision(request.POST)
    asked, _, which = request.POST.get("do", "save").partition(":")
    before = typed.previous(where, starts_on)
    if asked == "carry":
        rows = [typed_sheet.carried_over(row, typed.before(before, row.field)) for row in rows]
    elif asked == "add":
        rows = _with_field(rows, request.POST.get("field", ""))
    elif asked == "drop":
        rows = [row for row in rows if row.key != which]
    if asked != "save":
        return _page(request, where, starts_on, ends_on, rows, revision)
    if not all(row.is_read for row in rows):
        return _page(request, where, starts_on, ends_on, rows, revision, UNREAD, 422)
    given = {row.field: row.line for row in rows if not row.is_empty}
    try:
        saved = typed.save_table(where, starts_on, ends_on, given, revision, by=request.user)
    except Refusal as refusal:
        return _page(request, where, starts_on, ends_on, rows, revision, str(refusal), 403)
    except typed.Conflict as conflict:
        rows, revision = typed_sheet.beside(rows, conflict.stored.lines), conflict.stored.revision
        return _page(request, where, starts_on, ends_on, rows, revision, OUTRUN, 409)
    _tell(request, saved, before)
    return redirect("typed_table", agency, starts_on, ends_on)


def _tell(request: access.Request, saved: typed.Stored, before: dict[int | None, statistics.DossierCounts]) -> None:
    wrong = sum(len(statistics.problems(line, typed.before(before, field))) for field, line in saved.lines.items())
    if wrong:
        messages.warning(request, f"Đã lưu biểu; còn {wrong} chỗ chưa khớp, nêu ở dưới biểu.")
    else:
        messages.success(request, "Đã lưu biểu; các cột khớp nhau.")


def _agency_or_404(request: access.Request, pk: int, starts_on: datetime.date, ends_on: datetime.date) -> Agency:
    if not spans.is_sound(starts_on, ends_on):
        raise Http404
    return access.agency_or_404(request, pk, ends_on)


def _rows(data: QueryDict) -> list[TypedRow]:
    """The rows that were sent, in the order of the page: at most every field, the whole and one field that is gone."""
    fields = [None if key == WHOLE else int(key[1:]) for key in data.getlist("row") if _is_key(key)]
    most = Field.objects.count() + 2
    return [
        typed_sheet.of_texts(field, {name: data.get(f"{key}-{name}", "") for name in typed_sheet.NAMES})
        for field in itertools.islice(dict.fromkeys(fields), most)
        for key in [TypedRow(field, ()).key]
    ]


def _is_key(key: str) -> bool:
    return key == WHOLE or (key[:1] == "f" and key[1:].isascii() and key[1:].isdigit() and len(key) < 12)


def _revision(data: QueryDict) -> int:
    text = data.get("revision", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


def _with_field(rows: list[TypedRow], text: str) -> list[TypedRow]:
    """One row more; a whole line that says nothing yet gives way to lines by field."""
    key = f"f{text}"
    if not _is_key(key) or any(row.key == key for row in rows):
        return rows
    return [*(row for row in rows if row.field is not None or not row.is_empty), typed_sheet.of_texts(int(text), {})]


def _page(
    request: access.Request,
    agency: Agency,
    starts_on: datetime.date,
    ends_on: datetime.date,
    rows: Iterable[TypedRow],
    revision: int,
    said: str = "",
    status: int = 200,
) -> HttpResponse:
    before = typed.previous(agency, starts_on)
    in_order = sorted(Field.objects.values_list("pk", "name"), key=lambda one: alphabetical(one[1]))
    names = dict(in_order)
    shut = typed.why_not_write(agency, request.user)
    found = [typed_sheet.judged(row, typed.before(before, row.field)) for row in rows]
    found = found or ([] if shut else [typed_sheet.judged(typed_sheet.of_texts(None, {}), typed.before(before, None))])
    taken = {row.field for row in found}
    total = lines.draw("Tổng cộng", typed_sheet.total(found)) if len(found) > 1 else None
    context = {
        "agency": agency,
        "starts_on": starts_on,
        "ends_on": ends_on,
        "rows": [(row, names.get(row.field, "") if row.field else WHOLLY) for row in found],
        "drawn": [lines.draw(names.get(row.field or 0, WHOLLY), row.line) for row in found],
        "wrong": [(names.get(row.field or 0, WHOLLY), row.problems) for row in found if row.problems],
        "total": total,
        "rates": lines.rates(typed_sheet.total(found)),
        "revision": revision,
        "said": said,
        "shut": shut,
        "carries": any(row.pending_before is not None for row in found),
        "fields": [(pk, name) for pk, name in in_order if pk not in taken],
        **lines.HEAD,
    }
    return render(request, "procedures/typed_table.html", context, status=status)
