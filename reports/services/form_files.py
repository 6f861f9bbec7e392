"""How does a report go out as a workbook to fill in, and come back? What is stored is what was read, never the file."""

import dataclasses
import hashlib
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core import signing
from django.utils import timezone

from agencies import days, names, scanning
from agencies.models import User
from agencies.requests import SentFile
from procedures.importing import preflight, xlsx_book
from procedures.importing.faults import FileRefused
from reports import entry, form_cells, form_reading
from reports.catalogue import AppendixSpec
from reports.documents import form_workbook
from reports.entry_rows import EntryRow, Mode
from reports.models import Upload, Version
from reports.services import Refusal, uploads

LARGEST = 5 * 1024 * 1024
_SALT = "reports.form"
_AGAIN = "Hãy tải biểu Excel từ chính trang của báo cáo này, chép số liệu sang rồi nạp lại."
_SAVE_AGAIN = (
    "Hãy mở lại biểu tải từ cổng, lưu kiểu “Excel Workbook (.xlsx)” rồi nạp lại; nếu không được, tải biểu mới từ chính "
    "trang của báo cáo này và chép số liệu sang."
)


@dataclasses.dataclass(frozen=True, slots=True)
class Mark:
    """What the file knows of itself; ``rows``: form_reading.Revisions."""

    report: int
    version: int
    edition: str
    agency: str
    period: str
    rows: dict[str, Any]

    @property
    def title(self) -> str:
        return f"{self.agency}, {self.period}, bộ biểu {self.edition}"


def workbook(version: Version, by: User) -> bytes:
    """The workbook of a version as this person may fill it in. Raises Refusal where nothing is open to him."""
    desk = entry.desk(version, by)
    appendices = list(_appendices(desk))
    if refusal := uploads.why_not(desk):
        raise Refusal(refusal)
    figures = desk.filing.figures
    rows = {
        row.spec.key: [row.cell.revision, _said(desk, row).digest] for _, rows in appendices for row in rows if row.open
    }
    report = version.report
    return form_workbook.form_workbook(
        form_workbook.Form(
            agency=report.agency.name,
            period=report.period.name,
            edition=desk.filing.edition,
            due=days.said(report.period.due_on),
            made=days.instant(timezone.localtime()),
            appendices=appendices,
            sheet=figures.sheet,
            bases=figures.bases,
            outside=form_workbook.outside(desk.filing.edition, desk.filing.filer),
            mark=signing.dumps(dataclasses.asdict(_mark(version, rows)), salt=_SALT, compress=True),
        )
    )


def _appendices(desk: entry.Desk) -> Iterator[tuple[AppendixSpec, list[EntryRow]]]:
    for appendix in desk.filing.edition.appendices:
        if page := entry.page_at(desk, appendix.number):
            yield appendix, page.rows


def _said(desk: entry.Desk, row: EntryRow) -> form_cells.Said:
    """What of a row can be typed in the workbook, as it stands there."""
    figures = desk.filing.figures
    said = form_cells.said(figures.sheet[row.spec.key], figures.bases.get(row.spec.key))
    return said._replace(text=said.text if row.mode is Mode.TYPED else "", base=said.base if row.needs_base else "")


def _mark(version: Version, rows: dict[str, Any]) -> Mark:
    report = version.report
    return Mark(report.pk, version.number, report.period.edition.code, report.agency.name, report.period.name, rows)


def read(version: Version, file: SentFile, by: User) -> Upload:
    """What a filled workbook changes, kept for the person to choose from.

    Raises Refusal for a file that is not this report's, before any of its figures is read, and for one that cannot be
    read at all.
    """
    desk = entry.desk(version, by)
    if refusal := uploads.why_not(desk):
        raise Refusal(refusal)
    if (file.size or 0) > LARGEST:
        raise Refusal(f"Cần tệp không quá {LARGEST // 1024**2} MB; tệp này lớn hơn. {_AGAIN}")
    scanning.must_be_clean(file.name, file.chunks(), by=by)
    content = b"".join(file.chunks())
    with tempfile.NamedTemporaryFile(suffix=".xlsx") as kept:
        kept.write(content)
        kept.flush()
        try:
            mark = _checked(xlsx_book.read(Path(kept.name), only=form_cells.MARK), version)
            book = xlsx_book.read(Path(kept.name))
        except FileRefused as refused:
            raise unread(refused, _SAVE_AGAIN) from refused
    revisions = {key: (revision, digest) for key, (revision, digest) in mark.rows.items()}
    reading, unchanged = form_reading.read(book, desk.filing.edition.specs, revisions)
    return uploads.keep(
        desk,
        reading,
        revisions={key: revision for key, (revision, _) in revisions.items()},
        unchanged=unchanged,
        name=names.nfc(file.name or "")[:255],
        sha256=hashlib.sha256(content).hexdigest(),
    )


def unread(refused: FileRefused, again: str) -> Refusal:
    """Why a file cannot be opened, and what to do about it here: a report takes no CSV, unlike the ledger."""
    return Refusal(str(refused).replace(preflight.SAVE_AGAIN, again))


def _checked(book: xlsx_book.Book, version: Version) -> Mark:
    """The mark of a file that was made for this version. Raises Refusal."""
    text = form_reading.mark(book)
    if not text:
        raise Refusal(
            "Cần biểu Excel tải từ cổng (“Tải biểu Excel để điền”); tệp này không có dấu của cổng, "
            f"nên cổng không biết ô nào ứng với dòng nào. {_AGAIN}"
        )
    try:
        mark = Mark(**signing.loads(text, salt=_SALT))
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise Refusal(
            "Cần biểu Excel còn nguyên dấu của cổng; dấu trong tệp này đã bị sửa hoặc do một cổng khác lập. " + _AGAIN
        ) from error
    wanted = _mark(version, {})
    if mark.report != wanted.report or mark.edition != wanted.edition:
        raise Refusal(f"Cần biểu của {wanted.title}; tệp này là biểu của {mark.title}. {_AGAIN}")
    if mark.version != wanted.version:
        raise Refusal(
            f"Cần biểu của phiên bản {wanted.version}; tệp này được tải khi báo cáo ở phiên bản {mark.version}. "
            f"{_AGAIN}"
        )
    return mark
