"""How does a file of dossiers come into the ledger? Uploaded, mapped, checked, looked at, confirmed.

The person is ``by`` and answers for the agency: its reporter, or a reporter of the province for any agency. What takes
long runs behind the pages (``services.import_work``).
"""

import dataclasses
import datetime
import uuid
from collections.abc import Iterator, Mapping
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from agencies import days, log, numbers, scanning
from agencies.models import Agency, Tier, User, names_apart, on_day
from agencies.requests import SentFile
from jobs import services as jobs
from jobs.models import Job
from procedures import ledger_files, ledger_staging
from procedures.importing import columns, sniff, xlsx_rows
from procedures.importing.columns import COLUMNS, Column
from procedures.importing.faults import FileRefused, Refused
from procedures.importing.layout import Layout
from procedures.ledger_scope import why_not_import
from procedures.ledger_staging import Staging
from procedures.models import Channel, LedgerImport, Outcome, Procedure
from procedures.services import LEDGER, Refusal, import_work

State = LedgerImport.State
LARGEST = sniff.MOST_BYTES
MOST_WAITING = 20  # imports of one person that wait for an answer
FIRST_ROWS = 20
COMPUTED = " (tính)"  # behind a due day that no file named
KEPT_DAYS = 7
__all__ = ["COLUMNS", "Column", "Refusal", "Refused", "why_not_import"]

_WAITING = (State.UPLOADED, State.READY, State.FAILED)
_AT_WORK = (State.CHECKING, State.APPLYING)
_SHOWN = {
    "agency_id": "agency",
    "procedure_id": "procedure",
    "channel": "channel",
    "outcome": "outcome",
    "received_on": "received",
    "due_on": "due",
    "finished_on": "finished",
    "delay_reason": "reason",
}


def upload(
    file: SentFile, *, agency: Agency, starts_on: datetime.date, ends_on: datetime.date, by: User
) -> LedgerImport:
    """Store a file and say what its columns are. ``missing`` tells which still need ``map_columns``. Raises Refusal."""
    _must(agency, by)
    _must_have_begun(starts_on, ends_on)
    if LedgerImport.objects.filter(by=by, state__in=(*_WAITING, *_AT_WORK)).count() >= MOST_WAITING:
        raise Refusal(f"Bạn có {MOST_WAITING} lần nhập đang chờ; hãy xác nhận hoặc hủy bớt.")
    scanner = scanning.must_be_clean(file.name, file.chunks(), by=by)
    key = uuid.uuid4()
    try:  # before the transaction: hundreds of megabytes are copied, and SQLite has one writer
        digest, size, layout = ledger_files.store(key, file)
        guess = columns.guess(layout.headers, layout.samples)
        _must_not_be_personal(guess)
    except FileRefused as refusal:
        ledger_files.drop(key)
        raise Refusal(str(refusal)) from refusal
    row = LedgerImport(
        key=key,
        agency=agency,
        starts_on=starts_on,
        ends_on=ends_on,
        name=ledger_files.shown_name(file.name or ""),
        size=size,
        sha256=digest,
        mapping=guess.mapping,
        dropped=list(guess.dropped),
        layout=layout.plain(),
        by=by,
    )
    said = {"file": row.name, "size": size, "sha256": digest, "dropped": row.dropped, "scanner": scanner}
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            _write_down("upload_dossiers", row, by, said)
    except BaseException:
        ledger_files.drop(key)
        raise
    return row


def _must_have_begun(starts_on: datetime.date, ends_on: datetime.date) -> None:
    if not starts_on <= ends_on:
        raise Refusal("Ngày đầu của kỳ phải trước ngày cuối.")
    if starts_on > timezone.localdate():
        raise Refusal("Kỳ chưa bắt đầu; chưa có hồ sơ nào để nhập.")


def _must_not_be_personal(guess: columns.Guess) -> None:
    """A column of ours that is full of somebody's numbers is no mistake of a row: the file says something else."""
    for header, reason in guess.dropped.items():
        if name := columns.known(header):
            ours = columns.BY_NAME[name].header
            raise FileRefused(
                f"Cột “{header}”{f' ({ours})' if ours != header else ''} chứa {reason.removeprefix('giá trị giống ')}. "
                "Cổng không lưu dữ liệu cá nhân của người nộp hồ sơ; hãy xuất tệp với mã hồ sơ."
            )


def missing(ledger_import: LedgerImport, mapping: Mapping[str, str] | None = None) -> list[Column]:
    """Columns that must still be mapped; for the whole province a row must name its agency. ``mapping``: another one
    than is stored, as somebody has just chosen it."""
    mapping = ledger_import.mapping if mapping is None else mapping
    needed = set(columns.missing(mapping))
    if ledger_import.agency.tier == Tier.PROVINCE and "agency" not in mapping:
        needed.add("agency")
    return [column for column in COLUMNS if column.name in needed]


def layout(ledger_import: LedgerImport) -> Layout:
    """The headers of the file and its first rows, read again: they are not kept. Columns about persons are emptied."""
    path = ledger_files.path_of(ledger_import.pk)
    try:
        if ledger_import.layout["kind"] == "xlsx":
            found = xlsx_rows.layout(path)
        else:
            with path.open("rb") as file:
                head = file.read(sniff.HEAD)
            found = sniff.layout(head, ledger_import.layout["encoding"], whole=len(head) == ledger_import.size)
    except (FileRefused, OSError) as error:
        raise Refusal("Tệp đã tải lên không còn đọc được; hãy tải lên lại.") from error
    hidden = {place for place, header in enumerate(found.headers) if header in ledger_import.dropped}
    samples = [["" if place in hidden else cell for place, cell in enumerate(row)] for row in found.samples]
    return dataclasses.replace(found, samples=samples)


@transaction.atomic
def map_columns(ledger_import: LedgerImport, mapping: Mapping[str, str], *, by: User) -> None:
    """Say which column of the file is which of ours ({name: header}); what was checked before no longer counts."""
    row = _locked(ledger_import, by, *_WAITING)
    mapping = {name: header for name, header in mapping.items() if header}
    found = layout(row)
    try:
        columns.must_serve(mapping, found.headers, found.samples)
    except FileRefused as refusal:
        raise Refusal(str(refusal)) from refusal
    before, row.mapping, row.state, row.reason = row.mapping, mapping, State.UPLOADED, ""
    if absent := missing(row):
        raise Refusal(f"Hãy chọn cột “{absent[0].header}”.")
    _drop_staging(row)
    row.save()
    _write_down("map_dossiers", row, by, mapping, before)
    ledger_import.refresh_from_db()


@transaction.atomic
def check(ledger_import: LedgerImport, *, by: User, link: str = "") -> Job:
    """Queue the check. ``link``: the page of the import, for the page of the job."""
    row = _locked(ledger_import, by, *_WAITING)
    if absent := missing(row):
        named = ", ".join(f"“{column.header}”" for column in absent)
        raise Refusal(f"Chưa biết cột nào của tệp là {named}. Hãy chọn cột tương ứng.")
    job = jobs.ask("check_ledger_import", f"Kiểm tra {row.name}", by=by, arguments={"import": str(row.pk)}, link=link)
    row.state, row.job, row.reason = State.CHECKING, job, ""
    row.save(update_fields=["state", "job", "reason"])
    ledger_import.refresh_from_db()
    return job


@transaction.atomic
def confirm(ledger_import: LedgerImport, *, by: User, without_refused: bool = False, link: str = "") -> Job:
    """Queue the writing of what the preview showed. Raises Refusal for refused rows that are not to be left out."""
    row = _locked(ledger_import, by, State.READY)
    if row.refused and not without_refused:
        raise Refusal(
            f"Có {numbers.whole(row.refused)} dòng bị từ chối. Hãy sửa tệp, hoặc đánh dấu đồng ý bỏ các dòng đó."
        )
    if not row.settled["waiting"]:
        raise Refusal("Không có dòng nào để ghi.")
    job = jobs.ask(
        "apply_ledger_import", f"Ghi {row.name} vào sổ hồ sơ", by=by, arguments={"import": str(row.pk)}, link=link
    )
    row.settled["without_refused"] = without_refused
    row.state, row.job, row.reason = State.APPLYING, job, ""
    row.save(update_fields=["state", "job", "reason", "settled"])
    ledger_import.refresh_from_db()
    return job


@transaction.atomic
def cancel(ledger_import: LedgerImport, *, by: User) -> None:
    """Give an import up; its file goes. What is being written is cancelled at its job."""
    _must(ledger_import.agency, by)
    job = Job.objects.filter(pk=ledger_import.job_id).first() if ledger_import.job_id else None
    if job and job.kind == "check_ledger_import" and job.state in (Job.State.QUEUED, Job.State.RUNNING):
        jobs.cancel(job, by=job.owner)  # before the import is locked, in the order in which a job ends
    row = _locked(ledger_import, by, *_WAITING, State.CHECKING, State.REFUSED)
    _drop_staging(row)
    row.state = State.CANCELLED
    row.save(update_fields=["state", "staging"])
    _write_down("cancel_dossiers", row, by, {"sha256": row.sha256})
    transaction.on_commit(lambda: ledger_files.drop(row.pk, refusals=True))
    ledger_import.refresh_from_db()


# --- what the page shows ---


@dataclasses.dataclass(frozen=True, slots=True)
class Shown:
    """One row as people read it: cells in the order of COLUMNS without the code, as (before, now); equal ones too."""

    line: int
    code: str
    cells: tuple[tuple[str, str], ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Preview:
    """Counts of rows, and the first of each kind. ``repeats``: rows that say again what another row says;
    ``computed``: rows whose due day follows from the time of their procedure."""

    rows: int
    added: int
    changed: int
    unchanged: int
    refused: int
    repeats: int
    computed: int
    first_added: list[Shown]
    first_changed: list[Shown]
    first_unchanged: list[Shown]


def preview(ledger_import: LedgerImport) -> Preview:
    """What confirming would do. Raises Refusal when the checked rows are gone; ``check`` again then."""
    settled = import_work.settled_of(ledger_import) if ledger_import.state == State.READY else None
    if settled is None or not Staging(ledger_import.staging).is_whole(settled):
        raise Refusal("Dữ liệu kiểm tra tạm không còn; hãy kiểm tra lại tệp.")
    staging = Staging(ledger_import.staging)
    first = {kind: staging.first(settled, kind, FIRST_ROWS) for kind in ("added", "changed", "unchanged")}
    said = _labels([row for found in first.values() for row in found], ledger_import.ends_on)
    shown = {kind: [_shown(row, said) for row in found] for kind, found in first.items()}
    return Preview(
        ledger_import.rows,
        settled.added,
        settled.changed,
        settled.unchanged,
        ledger_import.refused,
        ledger_import.settled["repeats"],
        ledger_import.settled["computed"],
        *shown.values(),
    )


def refusals(ledger_import: LedgerImport) -> Iterator[Refused]:
    """Every refused cell with its line (ledger_files.refusals)."""
    return ledger_files.refusals(ledger_import.pk)


def _labels(rows: list[dict[str, Any]], day: datetime.date) -> dict[str, dict[Any, str]]:
    keys = [row.get(name) or 0 for row in rows for name in ("agency_id", "old_agency_id")]
    known = Agency.objects.filter(Q(pk__in=keys) | on_day(day))  # also those that share a name with one of them
    named = known.filter(name__in=Agency.objects.filter(pk__in=keys).values("name"))
    procedures = [row.get(name) or 0 for row in rows for name in ("procedure_id", "old_procedure_id")]
    return {
        "agency_id": names_apart(named, day),
        "procedure_id": {one.pk: str(one) for one in Procedure.objects.filter(pk__in=procedures)},
        "channel": dict(Channel.choices),
        "outcome": dict(Outcome.choices),
    }


def _shown(row: dict[str, Any], said: dict[str, dict[Any, str]]) -> Shown:
    def text(column: str, value: Any) -> str:
        value = said[column].get(value, value) if column in said else value
        if isinstance(value, str) and column.endswith("_on"):
            value = datetime.date.fromisoformat(value)  # SQLite keeps days as text
        return days.said(value) if isinstance(value, datetime.date) else str(value if value is not None else "")

    by_name, is_old = {}, row.get("old_agency_id") is not None
    for column, name in _SHOWN.items():
        by_name[name] = (text(column, row[f"old_{column}"]) if is_old else "", text(column, row[column]))
    before, now = by_name["due"]
    old = COMPUTED if is_old and row["old_due_computed"] else ""
    by_name["due"] = before + old, now + (COMPUTED if row["due_computed"] else "")
    return Shown(row["line"], row["code"], tuple(by_name[column.name] for column in COLUMNS[1:]))


# --- what nobody came back for ---


def sweep(today: datetime.date) -> dict[str, int]:
    """Drop files and staging tables that nothing waits for, and imports that waited for a week. Returns the counts."""
    given_up = _give_up(today - datetime.timedelta(days=KEPT_DAYS))
    alive = LedgerImport.objects.exclude(state__in=(State.APPLIED, State.CANCELLED, State.REFUSED))
    # A check that began before midnight is not named by its import before it ends.
    yesterday = today - datetime.timedelta(days=1)
    tables = ledger_staging.sweep(set(alive.values_list("staging", flat=True)), yesterday)
    files = ledger_files.sweep({key.hex for key in alive.values_list("pk", flat=True)})
    return {"imports": given_up, "tables": tables, "files": files}


@transaction.atomic
def _give_up(before: datetime.date) -> int:
    old = LedgerImport.objects.filter(state__in=_WAITING, at__date__lt=before).select_for_update(of=("self",))
    for row in old:
        row.state, row.staging, row.reason = State.CANCELLED, "", "Không ai xác nhận trong bảy ngày."
        row.save(update_fields=["state", "staging", "reason"])
        _write_down("cancel_dossiers", row, None, {"sha256": row.sha256})
    return len(old)


def _must(agency: Agency, by: User) -> None:
    if refusal := why_not_import(agency, by):
        raise Refusal(refusal)


def _locked(ledger_import: LedgerImport, by: User, *states: str) -> LedgerImport:
    row = LedgerImport.objects.select_for_update(of=("self",)).select_related("agency", "job").get(pk=ledger_import.pk)
    _must(row.agency, by)
    if row.state not in states:
        raise Refusal(f"Lần nhập này đang ở tình trạng “{row.get_state_display()}”; không làm được việc này.")
    return row


def _drop_staging(row: LedgerImport) -> None:
    if row.staging:
        Staging(row.staging).drop()
        row.staging = ""


def _write_down(action: str, row: LedgerImport, by: User | None, after: object, before: object = None) -> None:
    log.write(log.Entry(action, f"ledger_import:{row.pk}", before=before, after=after), by=by, name=LEDGER)
