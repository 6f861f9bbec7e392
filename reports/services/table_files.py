"""How does a department's own file come in, or a text copied from it? What it says is kept for its author."""

import hashlib
import tempfile
from collections.abc import Callable
from pathlib import Path

from agencies import names, numbers, scanning
from agencies.models import User
from agencies.requests import SentFile
from procedures.importing import docx_blocks, xlsx_book
from procedures.importing.faults import FileRefused
from reports import entry, form_cells, form_reading
from reports.models import Upload, Version
from reports.placing import FileReading
from reports.reading_tables import finding, form, from_book, from_document, pasted
from reports.reading_tables.lines import MOST, TextLine, TooLong
from reports.services import Refusal, form_files, uploads

LARGEST = 10 * 1024 * 1024
LONGEST = 400_000  # letters of a pasted text; a whole report has 50.000
WORD, EXCEL, TEXT = "Tệp Word", "Tệp Excel", "Văn bản dán"
_OTHERS = {
    ".doc": "Word cũ. Mở bằng Word, lưu kiểu “Word Document (.docx)” rồi nạp lại",
    ".xls": "Excel cũ. Mở bằng Excel, lưu kiểu “Excel Workbook (.xlsx)” rồi nạp lại",
    ".pdf": "PDF. Mở tệp, chép các phụ lục rồi dán vào ô “Dán cả báo cáo”",
}
_SAVE_AGAIN = "Hãy chép các phụ lục sang một sổ tính mới, lưu kiểu “Excel Workbook (.xlsx)” rồi nạp lại."


class _OwnForm(Exception):
    """The workbook is one that the portal made: it is read by the names of its cells."""


def read_file(version: Version, file: SentFile, by: User) -> Upload:
    """What a Word or Excel file says of a version, kept for the person to choose from. Raises Refusal."""
    desk = _desk(version, by)
    name = names.nfc(file.name or "")[:255]
    suffix = Path(name).suffix.lower()
    if suffix not in (".docx", ".xlsx"):
        raise Refusal(f"Cần tệp .docx hoặc .xlsx; đây là tệp {_OTHERS.get(suffix, suffix or 'không có đuôi')}.")
    if (file.size or 0) > LARGEST:
        raise Refusal(f"Cần tệp không quá {LARGEST // 1024**2} MB; hãy chỉ giữ các phụ lục, bỏ hình ảnh.")
    scanning.must_be_clean(name, file.chunks(), by=by)
    content = b"".join(file.chunks())
    read, source = (_document, WORD) if suffix == ".docx" else (_book, EXCEL)
    with tempfile.NamedTemporaryFile(suffix=suffix) as kept:
        kept.write(content)
        kept.flush()
        try:
            lines = read(Path(kept.name))
        except FileRefused as refused:
            raise form_files.unread(refused, _SAVE_AGAIN) from refused
        except _OwnForm:
            return form_files.read(version, file, by)
    return _kept(desk, lambda: lines, source, name, content)


def read_text(version: Version, text: str, by: User) -> Upload:
    """The same of a pasted text that may hold all appendices. Raises Refusal."""
    desk = _desk(version, by)
    if len(text) > LONGEST:
        said = numbers.whole(LONGEST)
        raise Refusal(f"Văn bản dán dài nhất {said} ký tự; hãy chỉ chép các phụ lục.")
    known = form.of(desk.filing.edition)
    return _kept(desk, lambda: pasted.lines(text, known), TEXT, TEXT, text.encode(errors="replace"))


def _desk(version: Version, by: User) -> entry.Desk:
    desk = entry.desk(version, by)
    if refusal := uploads.why_not(desk):
        raise Refusal(refusal)
    return desk


def _document(path: Path) -> list[TextLine]:
    return from_document.lines(docx_blocks.read(path))


def _book(path: Path) -> list[TextLine]:
    book = xlsx_book.read(path)
    if form_cells.MARK in book.names:
        raise _OwnForm
    return from_book.lines(book, form_reading.text_of)


def _kept(desk: entry.Desk, lines: Callable[[], list[TextLine]], source: str, name: str, content: bytes) -> Upload:
    try:
        reading = finding.read(lines(), desk.filing.edition, source)
    except TooLong as long:
        raise Refusal(f"{source} có hơn {MOST} dòng; hãy chỉ giữ các phụ lục.") from long
    if not _says(reading):
        raise Refusal(
            f"{source} không có dòng số liệu nào: cần bảng có cột chỉ tiêu và cột số liệu như trong các phụ lục. "
            "Hãy chọn tệp khác, hoặc chép cả bảng rồi dán."
        )
    return uploads.keep(desk, reading, name=name, sha256=hashlib.sha256(content).hexdigest())


def _says(reading: FileReading) -> bool:
    return bool(reading.unplaced) or any(one.text or one.note for one in reading.found)
