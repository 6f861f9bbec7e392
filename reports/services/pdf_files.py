"""Who waits for a PDF, and which were made today? A job makes it, and the same paper is at hand at once for a day.

A PDF is kept under what its document says: whoever may make that document here and now may have it, and one that says
anything else is another. So nothing is ever stale, whatever changes: figures, texts, status, template.
"""

import contextlib
import hashlib
import io
import pathlib
import time
import zipfile
from typing import BinaryIO

from django.conf import settings

import jobs.services
from agencies import whole_files
from agencies.addresses import address
from agencies.models import User
from jobs import registry
from jobs.models import Job
from jobs.progress import Progress
from reports.services import Refusal, pdf

KIND = "paper_pdf"
KEPT = 24 * 60 * 60  # seconds
_MADE_AT = "docProps/core.xml"  # says when a document was made, which is not what it says


def folder() -> pathlib.Path:
    return pathlib.Path(settings.MEDIA_ROOT) / "pdf"


def digest(content: bytes) -> str:
    """Of all that a .docx or .xlsx of ours says, whenever it was made."""
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        parts = sorted((name, hashlib.sha256(file.read(name)).hexdigest()) for name in file.namelist())
    return hashlib.sha256(repr([part for part in parts if part[0] != _MADE_AT]).encode()).hexdigest()


def made(name: str) -> BinaryIO | None:
    """The PDF of a document by its digest; None when nobody has asked for it today."""
    path = _path(name, "pdf")
    try:
        return path.open("rb") if path.stat().st_mtime > time.time() - KEPT else None
    except FileNotFoundError:
        return None


def ask(content: bytes, ending: str, title: str, *, by: User, version: int | None = None) -> Job:
    """Queue the PDF of a document that the portal has written, or return the job this person is waiting for.

    ``title``: the file's name without an ending; ``version``: whose paper it is, None for the province's totals.
    """
    name = digest(content)
    waiting = Job.objects.filter(
        kind=KIND, owner=by, arguments__digest=name, state__in=(Job.State.QUEUED, Job.State.RUNNING)
    ).first()
    if waiting:
        return waiting
    _write(name, ending, content)
    arguments = {"digest": name, "ending": ending, "title": title, "version": version}
    job = jobs.services.ask(KIND, f"Tạo PDF: {title}", by=by, arguments=arguments)
    job.link = address("made_pdf", job.pk)
    job.save(update_fields=["link"])
    return job


@registry.runs(KIND, file="PDF")
def run(job: Job, progress: Progress) -> None:
    """The same document, asked for by two, is converted once."""
    name, ending = job.arguments["digest"], job.arguments["ending"]
    progress(0, 0, "LibreOffice đang tạo PDF")
    if (ready := made(name)) is not None:
        ready.close()
    else:
        try:
            _write(name, "pdf", pdf.of(_path(name, ending).read_bytes(), ending))
        except FileNotFoundError as error:
            raise registry.Stopped("Văn bản nguồn chỉ được giữ một ngày. Hãy bấm nút PDF lần nữa.") from error
        except Refusal as refusal:
            raise registry.Stopped(str(refusal)) from refusal
        except OSError as error:
            raise registry.Stopped("Máy chủ chưa ghi được tệp (có thể hết chỗ). Hãy báo quản trị viên.") from error
    progress(1, 1, "Tệp PDF được giữ một ngày.")


def sweep(now: float | None = None) -> int:
    """Unlink what is older than a day; how many files."""
    before, count = (time.time() if now is None else now) - KEPT, 0
    for path in folder().glob("*"):
        with contextlib.suppress(FileNotFoundError):
            if path.stat().st_mtime < before:
                path.unlink()
                count += 1
    return count


def _path(name: str, ending: str) -> pathlib.Path:
    return folder() / f"{name}.{ending}"


def _write(name: str, ending: str, content: bytes) -> None:
    """Whole or not at all, whoever else writes the same."""
    with whole_files.writing(_path(name, ending)) as file:
        file.write(content)
