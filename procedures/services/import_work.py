"""What happens to a file of dossiers behind the pages? It is checked, and once somebody has confirmed, written.

A check that was interrupted starts anew from the file. Writing is one transaction: the ledger, its summary, the event,
the import and the end of the job are stored together or not at all.
"""

import csv
import dataclasses
import uuid
from collections.abc import Callable
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.formats import date_format

from agencies import log
from agencies.models import Event
from agencies.numbers import whole
from jobs import registry
from jobs.models import Job
from jobs.progress import Progress
from procedures import ledger_files, ledger_scope, ledger_staging, summary
from procedures.importing import rows, sniff, xlsx_rows
from procedures.importing.faults import FileRefused, Refused
from procedures.importing.layout import Layout
from procedures.ledger_staging import Settled, Staging
from procedures.models import LedgerImport
from procedures.services import LEDGER, changes

State = LedgerImport.State
MOST_REFUSALS = 1_000_000
LARGE = 20_000  # rows after which the planner is told
_AGAIN = (
    "Trong lúc chờ, dữ liệu kiểm tra tạm đã mất hoặc sổ đã thay đổi; tệp đã được kiểm tra lại. Hãy xem và xác nhận lại."
)
_UNKNOWN = "Một cơ quan hoặc thủ tục mà tệp nêu không còn trong danh mục; hãy kiểm tra lại tệp."


@dataclasses.dataclass(frozen=True, slots=True)
class Checked:
    """What a check found: the waiting rows, what they mean, and the counts of the file."""

    staging: Staging
    settled: Settled
    at: int  # the last change of the ledger before they were compared
    rows: int
    refused: int
    repeats: int
    computed: int  # waiting rows with a due day that follows from the time of their procedure

    def columns(self) -> dict[str, Any]:
        """The columns of the import that say so."""
        return {
            "staging": self.staging.name,
            "settled": {
                **dataclasses.asdict(self.settled),
                "at": self.at,
                "repeats": self.repeats,
                "computed": self.computed,
            },
            "rows": self.rows,
            "added": self.settled.added,
            "changed": self.settled.changed,
            "unchanged": self.settled.unchanged,
            "refused": self.refused,
        }


def import_of(job: Job) -> LedgerImport:
    return LedgerImport.objects.select_related("agency", "by").get(pk=job.arguments["import"])


def was_left(job: Job) -> None:
    """The job ended without being done, so nothing was written: the import goes back to where it can go on."""
    mine = LedgerImport.objects.filter(pk=job.arguments["import"], job=job)
    back = State.UPLOADED if job.state == Job.State.CANCELLED else State.FAILED
    mine.filter(state=State.CHECKING).update(state=back, reason=job.message)
    if mine.filter(state=State.APPLYING).update(state=State.READY, reason=job.message):
        ledger_files.keep_late(uuid.UUID(job.arguments["import"]), [])


def why_not_again(job: Job) -> str:
    found = LedgerImport.objects.select_related("agency").filter(pk=job.arguments["import"]).first()
    if found is None or found.job_id != job.pk:
        return "Lần nhập này đã có việc mới hơn; hãy mở trang của nó."
    if found.state in (State.APPLIED, State.CANCELLED, State.REFUSED):
        return f"Lần nhập này đã kết thúc: {found.get_state_display().lower()}."
    return ledger_scope.why_not_import(found.agency, job.owner)


def _taken(job: Job, state: str, *before: str) -> LedgerImport:
    """The import of a job, put into the state of its run; ``before``: states from which an ended job is run again."""
    mine = LedgerImport.objects.filter(pk=job.arguments["import"], job=job, state__in=(state, *before))
    if not mine.update(state=state, reason=""):
        raise registry.Stopped("Lần nhập này đã bị hủy hoặc đã có việc mới hơn.")
    return import_of(job)


# --- the check ---


@registry.runs("check_ledger_import", left=was_left, why_not_again=why_not_again)
def run_check(job: Job, progress: Progress) -> None:
    """Read the file, keep what is refused, and say what the rest would do to the ledger."""
    ledger_import = _taken(job, State.CHECKING, State.UPLOADED, State.FAILED)
    try:
        found = check(ledger_import, progress)
    except FileRefused as refusal:
        _refuse(ledger_import, str(refusal), progress)
        return
    try:
        with transaction.atomic():
            progress.finish(_summed(found))
            _replace_staging(ledger_import, found, State.READY)
    except BaseException:
        found.staging.drop()
        raise


def _replace_staging(ledger_import: LedgerImport, found: Checked, state: str, reason: str = "") -> None:
    mine = LedgerImport.objects.filter(pk=ledger_import.pk, state=ledger_import.state)
    if not mine.update(state=state, reason=reason, **found.columns()):
        raise registry.Stopped("Lần nhập này đã bị hủy.")
    if ledger_import.staging:
        Staging(ledger_import.staging).drop()


def _refuse(ledger_import: LedgerImport, reason: str, progress: Progress) -> None:
    with transaction.atomic():
        progress.finish(reason)
        mine = LedgerImport.objects.filter(pk=ledger_import.pk, state__in=(State.CHECKING, State.APPLYING))
        mine.update(state=State.REFUSED, reason=reason)
    ledger_files.drop(ledger_import.pk)


def _summed(found: Checked) -> str:
    one = found.settled
    said = ((one.added, "mới"), (one.changed, "thay đổi"), (one.unchanged, "không đổi"), (found.refused, "bị từ chối"))
    return ", ".join(f"{whole(count)} {what}" for count, what in said)


def check(ledger_import: LedgerImport, progress: Progress) -> Checked:
    """Put the good rows of the file into a new staging table and compare them with the ledger. Raises FileRefused."""
    staging = Staging.create(timezone.localdate())
    try:
        with ledger_files.refusing(ledger_import.pk) as refuse:
            return _check(ledger_import, staging, _counting(refuse, progress), progress)
    except (csv.Error, UnicodeDecodeError) as error:
        staging.drop()
        raise FileRefused(
            f"Không đọc tiếp được tệp: dấu nháy kép không khép lại, hoặc tệp bị hỏng ({error})."
        ) from error
    except FileNotFoundError as error:
        staging.drop()
        raise FileRefused("Tệp đã tải lên không còn trên máy chủ; hãy tải lên lại.") from error
    except BaseException:
        staging.drop()
        raise


def _counting(keep: Callable[[Refused], None], progress: Progress) -> Callable[[Refused], None]:
    """Keeps a refusal; a file of nothing else can be stopped too, and does not fill the disk."""
    count = 0

    def refuse(one: Refused) -> None:
        nonlocal count
        count += 1
        if count % 1000 == 0:
            progress.check()
        if count > MOST_REFUSALS:
            raise FileRefused(
                f"Tệp có hơn {whole(MOST_REFUSALS)} ô sai nên không kiểm tra tiếp. Ví dụ dòng {whole(one.line)}, "
                f"cột “{one.column}”: gặp “{one.came}”, cần {one.expected}. Hãy sửa cách xuất tệp rồi tải lên lại."
            )
        keep(one)

    return refuse


def _check(
    ledger_import: LedgerImport, staging: Staging, refuse: Callable[[Refused], None], progress: Progress
) -> Checked:
    layout = Layout(**ledger_import.layout, samples=[])
    places = {name: layout.headers.index(header) for name, header in ledger_import.mapping.items()}
    scope, is_book = ledger_scope.scope(ledger_import), layout.kind == "xlsx"
    checker = rows.Checker(scope, places, len(layout.headers), refuse, serials=is_book)
    codes = rows.Seen(ledger_import.size * (5 if is_book else 1))
    path = ledger_files.path_of(ledger_import.pk)
    with path.open("rb") as file:
        source: rows.RowSource = xlsx_rows.XlsxSource(path, layout) if is_book else sniff.CsvSource(file, layout)

        def going_on() -> None:
            read, size = (0, 0) if is_book else (file.tell(), ledger_import.size)
            progress(read, size, f"Đang kiểm tra, đã đọc đến dòng {whole(source.counter.line_num)}")

        staging.fill(checker.check(source, codes), going_on, codes)
    _must_belong(ledger_import, checker)
    progress(0, 0, "Đang so với sổ hồ sơ")
    refused, repeats = staging.drop_repeats(refuse) if codes.suspected else (0, 0)
    at = last_change()
    refused += staging.drop_strangers(ledger_scope.agencies_of(ledger_import.agency), refuse)
    computed = staging.computed() if checker.promised else 0
    return Checked(staging, staging.settle(), at, checker.rows, checker.refused + refused, repeats, computed)


def _must_belong(ledger_import: LedgerImport, checker: rows.Checker) -> None:
    """A file that is mostly of another agency or span is the wrong file, not a file with mistakes."""
    if not checker.rows:
        raise FileRefused("Tệp không có dòng hồ sơ nào dưới dòng tiêu đề.")
    if checker.outside * 2 <= checker.rows:
        return
    most = sorted(checker.strangers.items(), key=lambda one: -one[1])[:3]
    named = "; ".join(f"{what} ({whole(count)} dòng)" for what, count in most)
    raise FileRefused(
        f"Tệp này không phải của {ledger_import.agency}, kỳ {date_format(ledger_import.starts_on)} – "
        f"{date_format(ledger_import.ends_on)}: {whole(checker.outside)} trong {whole(checker.rows)} dòng "
        f"nằm ngoài phạm vi, nhiều nhất là {named}. Hãy chọn đúng cơ quan, đúng kỳ hoặc đúng tệp."
    )


def last_change() -> int:
    """The number of the event of the last import: as long as it stands, the ledger is the same."""
    made = Event.objects.filter(chain__name=LEDGER, action="import_dossiers").order_by("-number")
    return made.values_list("number", flat=True).first() or 0


# --- the merge ---


@registry.runs("apply_ledger_import", left=was_left, why_not_again=why_not_again)
def run_apply(job: Job, progress: Progress) -> None:
    """Write what was confirmed, all or nothing."""
    ledger_import = _taken(job, State.APPLYING, State.READY)
    progress(0, 0, "Đang ghi vào sổ hồ sơ")
    try:
        if not Staging(ledger_import.staging).is_whole(settled_of(ledger_import)):
            if not _checked_the_same(ledger_import, progress):
                return
            ledger_import = import_of(job)
        try:
            written = _apply(job, ledger_import, progress)
        except _OthersCameFirst:
            _hand_back(ledger_import, check(ledger_import, progress), progress)
            return
    except FileRefused as refusal:
        _refuse(ledger_import, str(refusal), progress)
        return
    ledger_files.drop(ledger_import.pk)
    if written >= LARGE:
        ledger_staging.analyze()


class _OthersCameFirst(Exception):
    """While this import waited, somebody else brought dossiers of the same codes, and said something else of them."""


def settled_of(ledger_import: LedgerImport) -> Settled:
    return Settled(**{field.name: ledger_import.settled[field.name] for field in dataclasses.fields(Settled)})


def _checked_the_same(ledger_import: LedgerImport, progress: Progress) -> bool:
    """Check anew because the waiting rows are gone; False (and handed back) when it says something else now."""
    found = check(ledger_import, progress)
    now = (found.settled.added, found.settled.changed, found.settled.unchanged, found.refused)
    if now != (ledger_import.added, ledger_import.changed, ledger_import.unchanged, ledger_import.refused):
        _hand_back(ledger_import, found, progress)
        return False
    with transaction.atomic():
        progress.still_mine()
        _replace_staging(ledger_import, found, State.APPLYING)
    return True


def _hand_back(ledger_import: LedgerImport, found: Checked, progress: Progress) -> None:
    """Nothing is written before somebody has seen what it would be now."""
    with transaction.atomic():
        progress.finish(_AGAIN)
        _replace_staging(ledger_import, found, State.READY, _AGAIN)


def _apply(job: Job, ledger_import: LedgerImport, progress: Progress) -> int:
    """One transaction; returns how many rows were written."""
    staging = Staging(ledger_import.staging)
    ledger_files.keep_late(ledger_import.pk, [])  # of a run before this one, which wrote nothing
    with transaction.atomic():
        summary.lock()  # imports wait for each other here; who only writes to the log is not kept
        settled, refused = settled_of(ledger_import), ledger_import.refused
        if last_change() != ledger_import.settled["at"]:
            shown, lost = staging.as_shown(settled), _strangers(ledger_import, staging)
            settled, refused = staging.settle(), refused + lost
            if settled.changed != shown:  # it would overwrite what nobody has been shown
                raise _OthersCameFirst
        try:
            source = staging.merge(settled)
        except ledger_staging.Unknown:
            raise registry.Stopped(_UNKNOWN) from None
        except (IntegrityError, ledger_staging.Moved) as error:  # written past the chain, by a command on the server
            raise _OthersCameFirst from error
        progress.check()
        if source:
            summary.add(source)
            changes.tell(ledger_scope.agencies_of(ledger_import.agency), by=job.owner)
        counts = {
            "added": settled.added,
            "changed": settled.changed,
            "unchanged": settled.unchanged,
            "refused": refused,
        }
        staging.drop()
        log.write(_entry(ledger_import, counts), by=job.owner, name=LEDGER)  # who confirmed, whoever brought the file
        progress.finish(f"Đã ghi {whole(settled.added)} hồ sơ mới, {whole(settled.changed)} hồ sơ thay đổi")
        mine = LedgerImport.objects.filter(pk=ledger_import.pk, state=State.APPLYING, job=job)
        if not mine.update(state=State.APPLIED, reason="", staging="", applied_at=timezone.now(), **counts):
            raise registry.Lost
    return settled.added + settled.changed


def _strangers(ledger_import: LedgerImport, staging: Staging) -> int:
    """How many waiting rows turned out to be another agency's; only who chose to leave refused rows out goes on."""
    found: list[Refused] = []
    staging.drop_strangers(ledger_scope.agencies_of(ledger_import.agency), found.append)
    if found and not ledger_import.settled.get("without_refused"):
        raise _OthersCameFirst
    if found:
        ledger_files.keep_late(ledger_import.pk, found)
    return len(found)


def _entry(ledger_import: LedgerImport, counts: dict[str, int]) -> log.Entry:
    said = {
        "agency": ledger_import.agency.code,
        "starts_on": ledger_import.starts_on.isoformat(),
        "ends_on": ledger_import.ends_on.isoformat(),
        "file": ledger_import.name,
        "sha256": ledger_import.sha256,
        "rows": ledger_import.rows,
        **counts,
    }
    return log.Entry("import_dossiers", f"ledger_import:{ledger_import.pk}", after=said)
