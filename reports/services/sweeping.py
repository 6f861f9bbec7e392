"""Which files on the disk does nobody wait for any more?

A file may be written before the row that knows of it is committed, and what is rolled back leaves it; so nothing that
is younger than a day is looked at.
"""

import contextlib
import pathlib
import time
import uuid
from collections.abc import Collection, Iterable, Iterator

from django.conf import settings

from agencies import whole_files
from reports.models import Attachment
from reports.services import archives, attachments, pdf_files

DAY = 24 * 60 * 60
PREVIEWS = "django-import-export"  # where the administration keeps a file between preview and confirmation
MANY = 500  # keys that are asked for at once


def sweep(now: float | None = None) -> dict[str, int]:
    """Unlink what is left over; how many files of each kind. ``now`` in seconds as of ``time.time()``."""
    now = time.time() if now is None else now
    finished = [path for path in _old(archives.folder(), now - archives.KEPT_DAYS * DAY) if path.suffix == ".zip"]
    begun = [path for path in _old(archives.folder(), now - DAY) if path.suffix == whole_files.PART]
    previews = _old(pathlib.Path(settings.MEDIA_ROOT) / PREVIEWS, now - DAY)
    return {
        "archives": _unlink(finished),
        "attachments": _unlink(_unknown(list(_old(attachments.folder(), now - DAY)))),
        "previews": _unlink(previews),
        "parts": _unlink(begun),
        "pdfs": pdf_files.sweep(now),
    }


def _old(folder: pathlib.Path, before: float) -> Iterator[pathlib.Path]:
    """The files under a folder that were written before a moment; links are nobody's."""
    for path in folder.rglob("*"):
        with contextlib.suppress(FileNotFoundError):
            if path.is_file() and not path.is_symlink() and path.stat().st_mtime < before:
                yield path


def _unknown(paths: Collection[pathlib.Path]) -> Iterator[pathlib.Path]:
    """Halves of files, and files that no attachment is; one that was taken off a report stays for the record."""
    named = {path: _key(path) for path in paths}
    keys = [key for key in named.values() if key]
    known: set[uuid.UUID] = set()
    for start in range(0, len(keys), MANY):
        known |= set(Attachment.objects.filter(pk__in=keys[start : start + MANY]).values_list("pk", flat=True))
    yield from (path for path, key in named.items() if key not in known and (key or path.suffix == whole_files.PART))


def _key(path: pathlib.Path) -> uuid.UUID | None:
    """The attachment that a file is named after; None for what attachments are not called like."""
    try:
        return uuid.UUID(hex=path.stem) if path.suffix == ".pdf" else None
    except ValueError:
        return None


def _unlink(paths: Iterable[pathlib.Path]) -> int:
    count = 0
    for path in paths:
        with contextlib.suppress(FileNotFoundError):
            path.unlink()
            count += 1
    return count
