"""How does a file come to a report, and leave it?"""

import hashlib
import os
import pathlib
import uuid
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from agencies import log, names, scanning, whole_files
from agencies.models import User
from agencies.requests import SentFile
from reports import signatures, situations, workflow
from reports.models import Attachment, Version
from reports.services import Refusal, locking, signing

LARGEST = 20 * 1024 * 1024
MOST = 10  # files of one version
LONGEST_NAME = 120  # letters; a Vietnamese letter takes three bytes, and file systems end a name at 255


def folder() -> pathlib.Path:
    """Where the files lie, outside what any web server hands out."""
    return pathlib.Path(settings.MEDIA_ROOT) / "attachments"


def path_of(attachment: Attachment) -> pathlib.Path:
    """The file of an attachment; two levels of folders keep each small."""
    name = attachment.key.hex
    return folder() / name[:2] / f"{name}.pdf"


def attach(report_pk: int, upload: SentFile, *, by: User) -> Attachment:
    """Store a PDF with the version in work. Raises Refusal for what is no PDF, is too large or does harm.

    It is scanned and its signatures are looked at between two looks at who may: that takes a second, and nobody waits
    for its lock.
    """
    with transaction.atomic():
        _may_attach(report_pk, by)
    content = _pdf(upload)
    scanner = scanning.must_be_clean(upload.name, [content], by=by)
    found = signing.checked(content)
    with transaction.atomic():
        return _store(_may_attach(report_pk, by), upload, content, found, by, scanner)


def _may_attach(report_pk: int, by: User) -> Version:
    version = locking.current_version(report_pk, by)
    if refusal := workflow.why_not_attach(situations.of(version, by)):
        raise Refusal(refusal)
    if version.attachments.filter(removed_at__isnull=True).count() >= MOST:
        raise Refusal(f"Mỗi báo cáo đính kèm nhiều nhất {MOST} tệp; hãy bỏ bớt tệp cũ.")
    return version


def _store(
    version: Version, upload: SentFile, content: bytes, found: dict[str, Any], by: User, scanner: str
) -> Attachment:
    row = Attachment(
        key=uuid.uuid4(),
        version=version,
        name=shown_name(upload.name or ""),
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        signing=found,
        by=by,
    )
    _write(path_of(row), content)
    row.save(force_insert=True)
    said = {"name": row.name, "size": row.size, "sha256": row.sha256, "signed": row.signed.code}
    said |= {"scanner": scanner} if scanner else {}
    locking.write_down(version, [log.Entry("attach", f"file:{row.key}", after=said)], by=by)
    return row


@transaction.atomic
def detach(report_pk: int, key: uuid.UUID, *, by: User) -> None:
    """Take a file off the version in work; the file and its digest stay for the record."""
    version = locking.current_version(report_pk, by)
    if refusal := workflow.why_not_attach(situations.of(version, by)):
        raise Refusal(refusal)
    row = version.attachments.get(key=key, removed_at__isnull=True)
    row.removed_at = timezone.now()
    row.save(update_fields=["removed_at"])
    locking.write_down(version, [log.Entry("detach", f"file:{key}", before={"sha256": row.sha256})], by=by)


def look_again(row: Attachment) -> tuple[str, str] | None:
    """Look at the signatures of a stored file again, with the roots of today; what was said and what is, if it changed.

    The chain of its report says so too, whatever the state of report and period. Raises FileNotFoundError.
    """
    found = signing.checked(path_of(row).read_bytes())
    if found == row.signing:
        return None
    was, now = row.signed.title, signatures.verdict(found).title
    with transaction.atomic():
        entry = log.Entry("check_signatures", f"file:{row.key}", before=was, after=now)
        log.write(entry, by=None, name=row.version.report.chain.name)
        row.signing = found
        row.save(update_fields=["signing"])
    return was, now


def shown_name(given: str) -> str:
    """What a file is called on the pages and when it is fetched: no folders, no invisible letters, always a PDF."""
    name = names.nfc(os.path.basename(given.replace("\\", "/")))
    stem = "".join(letter for letter in name if letter.isprintable()).strip(". ")
    stem = stem[: -len(".pdf")] if stem.lower().endswith(".pdf") else stem
    return f"{stem[:LONGEST_NAME].rstrip() or 'tai-lieu'}.pdf"


def _pdf(upload: SentFile) -> bytes:
    """The content of an upload that is a PDF from its first byte to its end mark."""
    if (upload.size or 0) > LARGEST:
        raise Refusal(f"Tệp lớn nhất 20 MB; tệp này {(upload.size or 0) / 1024 / 1024:.1f} MB.".replace(".", ","))
    content = b"".join(upload.chunks())
    if not content.startswith(b"%PDF-") or b"%%EOF" not in content[-2048:]:
        raise Refusal("Chỉ nhận tệp PDF còn nguyên vẹn. Hãy lưu văn bản đã ký thành PDF rồi chọn lại.")
    return content


def _write(path: pathlib.Path, content: bytes) -> None:
    """All or nothing: a full disk leaves no half file behind."""
    try:
        with whole_files.writing(path) as file:
            file.write(content)
    except OSError as error:
        raise Refusal("Máy chủ chưa ghi được tệp (có thể hết chỗ). Hãy báo quản trị viên và thử lại sau.") from error
