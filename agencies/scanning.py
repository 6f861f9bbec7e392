"""Does an uploaded file hold something known to do harm? A ClamAV daemon is asked before anything of it is kept.

The one door of every upload is ``must_be_clean``. A file is taken only when the daemon has said that it is clean: one
that does not answer, answers nonsense or gives up because of a limit has not said so.
"""

import hashlib
import logging
import re
import socket
import struct
import time
from collections.abc import Iterable

from django.conf import settings
from django.db import transaction

from agencies import log, names
from agencies.models import User
from agencies.services import Refusal

_LONGEST_ANSWER = 4096
_CHUNK = 1024 * 1024
_ANSWER = re.compile(r"stream: (?:(OK)|(\S.{0,200}) FOUND)")
_LIMITS = "Heuristics.Limits.Exceeded"  # what "AlertExceedsMax yes" makes of a file that was not looked at whole
_NOT_NOW = (
    "Chưa quét được mã độc trong tệp này nên cổng chưa nhận tệp: máy quét không trả lời. Hãy thử lại sau ít phút."
)
_TOO_LARGE = (
    "Chưa quét được mã độc trong tệp này nên cổng chưa nhận tệp: tệp lớn quá mức máy quét đọc hết được. "
    "Hãy thử lại với tệp nhỏ hơn, hoặc báo quản trị viên."
)
_logger = logging.getLogger(__name__)


class NotScanned(Exception):
    """The daemon has not said whether a file is clean. The text: why, for the operator."""


class TooLarge(NotScanned):
    """It gave up because of a limit of its own."""


def must_be_clean(name: str | None, chunks: Iterable[bytes], *, by: User) -> str:
    """Who has found a file clean, with the day of its signatures; "" where no scanner is configured.

    Raises Refusal for a file that is infected, which is written into the log, and for one that could not be scanned.
    Called outside transactions: what the log says of a refused file must stay.
    """
    if not settings.CCHC_CLAMD:
        return ""
    digest, size = hashlib.sha256(), 0

    def counted() -> Iterable[bytes]:
        nonlocal size
        for chunk in chunks:
            digest.update(chunk)
            size += len(chunk)
            yield chunk

    try:
        scanner, found = version(), scan(counted())
    except NotScanned as why:
        _logger.warning("An upload was refused because it could not be scanned: %s", why)
        raise Refusal(_TOO_LARGE if isinstance(why, TooLarge) else _NOT_NOW) from why
    if not found:
        return scanner
    sha256 = digest.hexdigest()
    said = {"name": names.nfc(name or "")[:255], "size": size, "sha256": sha256, "found": found, "scanner": scanner}
    with transaction.atomic():
        log.write(log.Entry("refuse_infected_file", f"file:{sha256}", after=said), by=by)
    raise Refusal(
        f"Tệp có mã độc ({found}) nên cổng không nhận, và đã ghi vào nhật ký. "
        "Đừng mở tệp này nữa; hãy báo người phụ trách máy tính của đơn vị."
    )


def version() -> str:
    """What the daemon calls itself: program, number and day of its signatures. Raises NotScanned."""
    said = _asked(b"zVERSION\0", ())
    if not said.startswith("ClamAV ") or not said.isprintable():
        raise NotScanned(f"no version but {said[:80]!r}")
    return said[:120]


def scan(chunks: Iterable[bytes]) -> str:
    """The name of what was found in a file, "" of a clean one. Raises NotScanned."""
    said = _asked(b"zINSTREAM\0", chunks)
    answer = _ANSWER.fullmatch(said)
    if "size limit exceeded" in said or (answer and (answer[2] or "").startswith(_LIMITS)):
        raise TooLarge(said[:200])
    if not answer or not said.isprintable():
        raise NotScanned(f"neither OK nor FOUND but {said[:80]!r}")
    return answer[2] or ""


def _asked(command: bytes, chunks: Iterable[bytes]) -> str:
    """The answer to a command. No more than ``CCHC_CLAMD_SECONDS`` pass, whatever the other side does."""
    until = time.monotonic() + settings.CCHC_CLAMD_SECONDS
    try:
        with _connected(until) as line:
            try:
                line.sendall(command)
                for chunk in _framed(chunks) if command == b"zINSTREAM\0" else ():
                    line.settimeout(_left(until))
                    line.sendall(chunk)
            except (BrokenPipeError, ConnectionResetError):
                pass  # it says why before it hangs up
            return _received(line, until)
    except OSError as error:
        raise NotScanned(f"{settings.CCHC_CLAMD}: {error}") from error


def _framed(chunks: Iterable[bytes]) -> Iterable[bytes]:
    """Each piece behind its length; a length of 0 ends the file."""
    for chunk in chunks:
        for at in range(0, len(chunk), _CHUNK):
            piece = chunk[at : at + _CHUNK]
            yield struct.pack("!L", len(piece)) + piece
    yield struct.pack("!L", 0)


def _connected(until: float) -> socket.socket:
    address = settings.CCHC_CLAMD
    if not address.startswith("unix:"):
        host, _, port = address.rpartition(":")
        return socket.create_connection((host.strip("[]"), int(port)), timeout=_left(until))
    line = socket.socket(socket.AF_UNIX)
    try:
        line.settimeout(_left(until))
        line.connect(address.removeprefix("unix:"))
    except OSError:
        line.close()
        raise
    return line


def _received(line: socket.socket, until: float) -> str:
    found = b""
    while not found.endswith(b"\0") and len(found) < _LONGEST_ANSWER:
        line.settimeout(_left(until))
        piece = line.recv(_LONGEST_ANSWER)
        if not piece:
            break
        found += piece
    return found.decode(errors="replace").rstrip("\0\r\n")


def _left(until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError("no answer in time")
    return left
