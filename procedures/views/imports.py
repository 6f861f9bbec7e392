"""Nhập hồ sơ TTHC: a file is brought, its columns are named, it is checked, looked at and confirmed."""

import contextlib
import itertools
import uuid
from typing import Any

import django_tables2 as tables
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agencies import days, exports, paging, roles, sheets
from agencies.list_columns import NUMBER, WIDE, DayColumn, InstantColumn
from agencies.models import Event, User
from jobs import standing
from procedures import import_files
from procedures.import_forms import ColumnsForm, UploadForm, importable, may_import, samples
from procedures.models import LedgerImport
from procedures.services import LEDGER, Refusal, imports
from procedures.views.access import Request

State = LedgerImport.State
TONES = {
    State.UPLOADED: "waiting",
    State.CHECKING: "submitted",
    State.READY: "waiting",
    State.APPLYING: "submitted",
    State.APPLIED: "approved",
    State.REFUSED: "returned",
    State.FAILED: "returned",
    State.CANCELLED: "draft",
}
AT_WORK = (State.CHECKING, State.APPLYING)
FIRST_REFUSALS = 20


def tone(one: LedgerImport) -> str:
    return "draft" if one.is_idle else TONES[State(one.state)]


class ImportTable(tables.Table):
    name = tables.Column("Tệp", linkify=("ledger_import", {"key": tables.A("pk")}), attrs=WIDE)
    agency = tables.Column("Hồ sơ của", accessor="agency__name")
    starts_on = DayColumn("Từ ngày")
    ends_on = DayColumn("Đến ngày")
    state = tables.TemplateColumn(
        '<span class="status status--{{ tone }}">{{ value }}</span>',
        verbose_name="Tình trạng",
        accessor="standing",
        order_by="state",
        extra_context=lambda record: {"tone": tone(record)},
    )
    rows = tables.Column("Dòng", attrs=NUMBER)
    added = tables.Column("Mới", attrs=NUMBER)
    changed = tables.Column("Thay đổi", attrs=NUMBER)
    refused = tables.Column("Từ chối", attrs=NUMBER)
    by = tables.Column("Người nhập", accessor="by__full_name")
    at = InstantColumn("Tải lên lúc")

    class Meta:
        empty_text = "Chưa có lần nhập nào."
        attrs = {"class": "list"}
        order_by = "-at"

    def value_state(self, record: LedgerImport) -> str:
        return record.standing


def visible(user: User) -> QuerySet[LedgerImport]:
    """The imports of the agencies that a person works for, or everybody's for who sees the whole province."""
    rights, found = roles.rights(user), LedgerImport.objects.select_related("agency", "by", "job", "job__owner")
    if rights.whole_province:
        return found
    return found.filter(agency__in=rights.agencies)


def _one(request: Request, key: uuid.UUID) -> LedgerImport:
    return get_object_or_404(visible(request.user), pk=key)


@require_safe
def ledger_imports(request: Request) -> HttpResponse:
    rights = roles.rights(request.user)
    if not rights.grants:
        raise PermissionDenied
    table = paging.arrange(request, ImportTable(visible(request.user)))
    if file := exports.response(request, table, "nhap-ho-so"):
        return file
    return render(request, "procedures/ledger_imports.html", {"table": table, "may": may_import(request.user)})


@require_http_methods(["GET", "HEAD", "POST"])
def upload_ledger(request: Request) -> HttpResponse:
    agencies = importable(request.user)
    if not agencies:
        raise PermissionDenied
    today = timezone.localdate()
    if request.method != "POST":
        return _upload_page(request, UploadForm(agencies=agencies, today=today))
    form = UploadForm(request.POST, request.FILES, agencies=agencies, today=today)
    if not form.is_valid():
        return _upload_page(request, form, status=422)
    given = form.cleaned_data
    try:
        made = imports.upload(
            given["file"],
            agency=form.agency_chosen,
            starts_on=given["starts_on"],
            ends_on=given["ends_on"],
            by=request.user,
        )
    except Refusal as refusal:
        return _upload_page(request, form, said=str(refusal), status=422)
    except OperationalError:
        return _upload_page(request, form, said=standing.BUSY, status=409)
    if not imports.missing(made):
        with contextlib.suppress(Refusal, OperationalError):  # its page asks for the check again
            imports.check(made, by=request.user, link=_address(made))
    return redirect(_address(made))


def _upload_page(request: Request, form: UploadForm, said: str = "", status: int = 200) -> HttpResponse:
    context = {"form": form, "said": said, "columns": imports.COLUMNS}
    return render(request, "procedures/upload_ledger.html", context, status=status)


@require_safe
def ledger_import(request: Request, key: uuid.UUID) -> HttpResponse:
    return _page(request, _one(request, key))


def _page(
    request: Request, one: LedgerImport, said: str = "", form: ColumnsForm | None = None, status: int = 200
) -> HttpResponse:
    """The page of an import, whatever it waits for; after a refusal with its sentence."""
    may, job = not imports.why_not_import(one.agency, request.user), one.job
    context: dict[str, Any] = {
        "one": one,
        "tone": tone(one),
        "may": may,
        "said": said,
        "mapped": [
            (column.header, one.mapping[column.name]) for column in imports.COLUMNS if column.name in one.mapping
        ],
        "may_see_job": job is not None and (job.owner_id == request.user.pk or request.user.is_superuser),
    }
    if one.state in AT_WORK and job:
        context |= {"job": job, "standing": standing.of(job)}
    elif one.state == State.READY:
        context |= _looked_at(one)
    elif one.state == State.APPLIED:
        context |= _written(one)
    elif one.state in (State.UPLOADED, State.FAILED) and may:
        context |= _columns(one, form)
    return render(request, "procedures/ledger_import.html", context, status=status)


def _looked_at(one: LedgerImport) -> dict[str, Any]:
    try:
        preview = imports.preview(one)
    except Refusal as refusal:
        return {"gone": str(refusal)}
    headers = [column.header for column in imports.COLUMNS]
    return {
        "preview": preview,
        "headers": headers,
        "writes": preview.added + preview.changed,
        "first_refusals": list(itertools.islice(imports.refusals(one), FIRST_REFUSALS)) if one.refused else [],
    }


def _written(one: LedgerImport) -> dict[str, Any]:
    events = Event.objects.filter(chain__name=LEDGER, subject=f"ledger_import:{one.pk}", action="import_dossiers")
    return {"event": events.order_by("-number").first()}


def _columns(one: LedgerImport, form: ColumnsForm | None) -> dict[str, Any]:
    try:
        found = imports.layout(one)
    except Refusal as refusal:
        return {"gone": str(refusal)}
    shown = [(header, samples(found, place), header in one.dropped) for place, header in enumerate(found.headers)]
    return {
        "form": form or ColumnsForm(layout=found, dropped=one.dropped, chosen=one.mapping),
        "file_columns": shown,
        "missing": imports.missing(one, form.mapping if form else one.mapping),
        "required": [column.name for column in imports.COLUMNS if column.required],
    }


def _mine(request: Request, key: uuid.UUID) -> LedgerImport:
    """An import that the person may act on; who may only look on gets 403."""
    one = _one(request, key)
    if imports.why_not_import(one.agency, request.user):
        raise PermissionDenied
    return one


@require_POST
def map_ledger_columns(request: Request, key: uuid.UUID) -> HttpResponse:
    one = _mine(request, key)
    try:
        layout = imports.layout(one)
        form = ColumnsForm(request.POST, layout=layout, dropped=one.dropped, chosen=one.mapping)
        if not form.is_valid():
            return _page(request, one, "Có cột chưa chọn đúng.", form, 422)
        try:
            imports.map_columns(one, form.mapping, by=request.user)
        except Refusal as refusal:
            return _page(request, one, str(refusal), form, 409)
        imports.check(one, by=request.user, link=_address(one))
    except Refusal as refusal:
        return _page(request, one, str(refusal), status=409)
    except OperationalError:
        return _page(request, one, standing.BUSY, status=409)
    return redirect(_address(one))


@require_POST
def check_ledger_import(request: Request, key: uuid.UUID) -> HttpResponse:
    return _do(request, key, lambda one: imports.check(one, by=request.user, link=_address(one)))


@require_POST
def confirm_ledger_import(request: Request, key: uuid.UUID) -> HttpResponse:
    without = request.POST.get("without_refused") == "on"
    return _do(
        request,
        key,
        lambda one: imports.confirm(one, by=request.user, without_refused=without, link=_address(one)),
    )


@require_POST
def cancel_ledger_import(request: Request, key: uuid.UUID) -> HttpResponse:
    return _do(request, key, lambda one: imports.cancel(one, by=request.user), "Đã hủy lần nhập này; tệp đã được xóa.")


def _do(request: Request, key: uuid.UUID, act: Any, done: str = "") -> HttpResponse:
    one = _mine(request, key)
    try:
        act(one)
    except Refusal as refusal:
        return _page(request, _one(request, key), str(refusal), status=409)
    except OperationalError:
        return _page(request, one, standing.BUSY, status=409)
    if done:
        messages.success(request, done)
    return redirect(_address(one))


def _address(one: LedgerImport) -> str:
    return reverse("ledger_import", args=[one.pk])


# --- files ---


@require_safe
def ledger_template(request: Request, kind: str) -> HttpResponse:
    write = {"xlsx": import_files.template_xlsx, "csv": import_files.template_csv}.get(kind)
    if write is None:
        raise Http404
    return exports.attachment(write(), f"mau-ho-so-tthc.{kind}", sheets.CONTENT_TYPES[kind])


@require_safe
def ledger_refusals(request: Request, key: uuid.UUID) -> HttpResponse:
    """Every refusal, page by page."""
    one = _one(request, key)
    asked = request.GET.get("page", "1")
    page = min(max(int(asked), 1), 10_000) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 1
    start = (page - 1) * paging.PAGE
    found = list(itertools.islice(imports.refusals(one), start, start + paging.PAGE + 1))
    context = {
        "one": one,
        "refusals": found[: paging.PAGE],
        "page": page,
        "before": page - 1,
        "after": page + 1 if len(found) > paging.PAGE else 0,
    }
    return render(request, "procedures/ledger_refusals.html", context)


@require_safe
def ledger_refusals_file(request: Request, key: uuid.UUID, kind: str) -> HttpResponse | StreamingHttpResponse:
    one = _one(request, key)
    name = f"loi-nhap-ho-so.{kind}"
    if kind == "csv":
        headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
        pieces = import_files.refused_csv(imports.refusals(one))
        return StreamingHttpResponse(pieces, content_type=sheets.CONTENT_TYPES["csv"], headers=headers)
    if kind != "xlsx":
        raise Http404
    about = [
        ("Tệp", one.name),
        ("Hồ sơ của", one.agency.name),
        ("Kỳ", f"{days.said(one.starts_on)} – {days.said(one.ends_on)}"),
        ("Số dòng của tệp", one.rows),
        ("Số dòng bị từ chối", one.refused),
    ]
    content = import_files.refused_xlsx(imports.refusals(one), about)
    return exports.attachment(content, name, sheets.CONTENT_TYPES["xlsx"])
