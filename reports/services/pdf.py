"""How does a document of ours become a PDF? By LibreOffice: without network, in a profile of its own, for a short time.

Only what the portal has written itself is converted, never a file as somebody sent it.
"""

import contextlib
import fcntl
import functools
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from reports.services import Refusal

MEDIA_TYPE = "application/pdf"
SECONDS = 90  # a report with seven appendices takes three
AT_ONCE = 2  # of one machine: each takes a core and 200 MB
PATIENCE = 30  # seconds that somebody waits for his turn
LARGEST = 256 * 1024 * 1024
ABSENT = "Máy chủ chưa cài LibreOffice nên không tạo được PDF; hãy tải tệp Word hoặc Excel."
BUSY = "Nhiều người đang tạo PDF cùng lúc; hãy thử lại sau một phút."
FAILED = "Không tạo được PDF từ văn bản này; hãy tải tệp Word hoặc Excel và báo quản trị viên."

# Numbers and paper as in Vietnam; no macro runs, no link is followed, nothing is asked.
_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale" oor:op="fuse">
<value>vi-VN</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution" oor:op="fuse">
<value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel" oor:op="fuse">
<value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update"><prop oor:name="Link" oor:op="fuse">
<value>2</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Content/Update"><prop oor:name="Link" oor:op="fuse">
<value>2</value></prop></item>
</oor:items>
"""


def program() -> str:
    """The path of LibreOffice; "" where it is absent or switched off."""
    asked = settings.CCHC_SOFFICE
    return (shutil.which(asked) or "") if asked else ""


def why_not() -> str:
    """Why no PDF can be made here; "" when it can."""
    return "" if program() else ABSENT


def of(content: bytes, ending: str) -> bytes:
    """The PDF of a document that the portal has written ("docx", "xlsx"). Raises Refusal."""
    office = program()
    if not office:
        raise Refusal(ABSENT)
    with _turn(), tempfile.TemporaryDirectory(prefix="cchc-pdf-") as name:
        folder = Path(name)
        profile = folder / "profile" / "user"
        profile.mkdir(parents=True)
        (profile / "registrymodifications.xcu").write_text(_PROFILE)
        (folder / f"document.{ending}").write_bytes(content)
        _run(office, folder, f"document.{ending}")
        made = folder / "document.pdf"
        if not made.exists():
            raise Refusal(FAILED)
        return made.read_bytes()


def _run(office: str, folder: Path, name: str) -> None:
    limits = f'ulimit -t {SECONDS}; ulimit -f {LARGEST // 512}; exec "$@"'
    command = [
        *("/bin/sh", "-c", limits, "sh", *without_network(), office),
        f"-env:UserInstallation=file://{folder / 'profile'}",
        *("--headless", "--norestore", "--nolockcheck", "--nodefault", "--convert-to", "pdf", "--outdir", str(folder)),
        str(folder / name),
    ]
    kept = {"PATH": os.environ.get("PATH", ""), "HOME": str(folder), "TMPDIR": str(folder), "LANG": "C.UTF-8"}
    running = subprocess.Popen(  # noqa: S603 - every word of the command is ours
        command, env=kept, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        running.wait(SECONDS)
    except subprocess.TimeoutExpired as error:
        raise Refusal(FAILED) from error
    finally:  # whatever it has started goes with it
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(running.pid, signal.SIGKILL)
        running.wait()


@functools.cache
def without_network() -> tuple[str, ...]:
    """What starts a program where there is no network; nothing where this machine does not let us."""
    for words in (("unshare", "--net"), ("unshare", "--user", "--map-root-user", "--net")):
        found = shutil.which(words[0])
        if found and not subprocess.run([found, *words[1:], "true"], capture_output=True, check=False).returncode:  # noqa: S603
            return (found, *words[1:])
    return ()


@contextlib.contextmanager
def _turn() -> Iterator[None]:
    """Waits until one of the places of this machine is free. Raises Refusal."""
    folder = settings.CCHC_VAR / "pdf"
    folder.mkdir(parents=True, exist_ok=True)
    with contextlib.ExitStack() as stack:
        places = [stack.enter_context((folder / f"place-{number}").open("w")) for number in range(AT_ONCE)]
        deadline = time.monotonic() + PATIENCE
        while not any(_taken(place) for place in places):
            if time.monotonic() > deadline:
                raise Refusal(BUSY)
            time.sleep(0.1)
        yield


def _taken(place) -> bool:
    try:
        fcntl.flock(place, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
