"""Where do the files of an import lie, and what is kept of its refusals?

The uploaded file may hold more about the applicants than the ledger takes, so it goes as soon as the import has ended;
what was refused stays a while for the person who mends it.
"""

import codecs
import contextlib
import csv
import dataclasses
import hashlib
import itertools
import operator
import os
import pathlib
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from typing import IO

from django.conf import settings

from agencies import whole_files
from agencies.requests import SentFile
from procedures.importing import sniff, xlsx_rows
from procedures.importing.faults import FileRefused, Refused
from procedures.importing.layout import Layout

KEPT_SECONDS = 7 * 24 * 3600
LONGEST_NAME = 120
MOST_SORTED = 5_000  # refusals that are put into the order of the file
_NO_ROOM = "Máy chủ chưa ghi được tệp (có thể hết chỗ). Hãy báo quản trị viên và thử lại sau."


def folder() -> pathlib.Path:
    """Outside what any web server hands out."""
    return pathlib.Path(settings.MEDIA_ROOT) / "ledger"


def path_of(key: uuid.UUID) -> pathlib.Path:
    return folder() / key.hex[:2] / f"{key.hex}.upload"


def refusals_of(key: uuid.UUID) -> pathlib.Path:
    return folder() / key.hex[:2] / f"{key.hex}.refused.csv"


def late_of(key: uuid.UUID) -> pathlib.Path:
    """What only the writing found, behind the refusals of the check."""
    return folder() / key.hex[:2] / f"{key.hex}.late.refused.csv"


def store(key: uuid.UUID, upload: SentFile) -> tuple[str, int, Layout]:
    """Write an upload to its place and look at it on the way: digest, bytes, layout. Raises FileRefused."""
    try:
        with whole_files.writing(path_of(key)) as file:
            digest, size, encoding, head = _copied(upload, file)
            if encoding:
                layout = sniff.layout(head, encoding, whole=len(head) == size)
            else:
                file.flush()
                layout = xlsx_rows.layout(pathlib.Path(file.name))
    except OSError as error:
        raise FileRefused(_NO_ROOM) from error
    return digest, size, layout


def _copied(upload: SentFile, file: IO[bytes]) -> tuple[str, int, str, bytes]:
    """Digest, size, encoding ("" of a workbook) and beginning of what was written."""
    digest, size, head, scan = hashlib.sha256(), 0, b"", None
    is_book = False
    for chunk in upload.chunks(1024 * 1024):
        if not size:
            is_book = chunk.startswith(b"PK") or (upload.name or "").lower().endswith((".xlsx", ".xlsm", ".xls"))
            scan = None if is_book else sniff.Scan(chunk)
        if len(head) < sniff.HEAD:
            head += chunk[: sniff.HEAD - len(head)]
        if scan:
            scan.feed(chunk)
        elif size > sniff.MOST_BYTES:
            raise FileRefused("Tệp quá lớn; hãy chia tệp theo tháng.")
        digest.update(chunk)
        size += len(chunk)
        file.write(chunk)
    if not size:
        raise FileRefused("Tệp trống.")
    return digest.hexdigest(), size, scan.end() if scan else "", head


def shown_name(given: str) -> str:
    """What a file is called on the pages: no folders, no invisible letters."""
    name = os.path.basename(given.replace("\\", "/"))
    stem = "".join(letter for letter in name if letter.isprintable()).strip()
    return stem[-LONGEST_NAME:] or "ho-so"


def drop(key: uuid.UUID, *, refusals: bool = False) -> None:
    """Delete the uploaded file, and its refusals where asked."""
    with contextlib.suppress(OSError):
        path_of(key).unlink(missing_ok=True)
    for path in (refusals_of(key), late_of(key)) if refusals else ():
        with contextlib.suppress(OSError):
            path.unlink(missing_ok=True)


def sweep(keep: set[str]) -> int:
    """Delete files whose import (hex key) is not among ``keep`` and that are a day old, refusals after a week."""
    gone, now = 0, time.time()
    for path in folder().glob("??/*"):
        age = KEPT_SECONDS if path.name.endswith(".refused.csv") else 24 * 3600
        with contextlib.suppress(OSError):
            if path.name.partition(".")[0] not in keep and now - path.stat().st_mtime > age:
                path.unlink()
                gone += 1
    return gone


@contextlib.contextmanager
def refusing(key: uuid.UUID) -> Iterator[Callable[[Refused], None]]:
    """Takes the refusals of a check as they come; memory does not grow with their number.

    When the block ends well, the check has: these are the refusals of the import now, in the place of earlier ones.
    """
    with whole_files.writing(refusals_of(key)) as file:
        write = csv.writer(codecs.getwriter("utf-8")(file)).writerow

        def refuse(one: Refused) -> None:
            write((one.line, one.column, one.came, one.expected, one.mend))

        yield refuse
    keep_late(key, [])


def keep_late(key: uuid.UUID, found: Sequence[Refused]) -> None:
    """What a run of the writing refused, in the place of what an earlier run did: one that was cut off counts once."""
    path = late_of(key)
    if not found:
        path.unlink(missing_ok=True)
        return
    with whole_files.writing(path) as file:
        csv.writer(codecs.getwriter("utf-8")(file)).writerows(dataclasses.astuple(one) for one in found)


def refusals(key: uuid.UUID) -> Iterator[Refused]:
    """What was refused, by line; of very many as it was found. Nothing when the file has been swept."""
    found = _refusals(key)
    first = list(itertools.islice(found, MOST_SORTED + 1))
    if len(first) <= MOST_SORTED:
        first.sort(key=operator.attrgetter("line"))
    yield from first
    yield from found


def _refusals(key: uuid.UUID) -> Iterator[Refused]:
    for path in (refusals_of(key), late_of(key)):
        with contextlib.suppress(FileNotFoundError), path.open(encoding="utf-8", newline="") as file:
            for line, *said in csv.reader(file):
                yield Refused(int(line), *said)
