"""How does a program of ours open a file that nobody may trust? As a child process, with limits on memory and time.

Whatever the file does to the child, here it is a refusal.
"""

import contextlib
import io
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from procedures.importing import xlsx_child
from procedures.importing.faults import FileRefused

ROOT = Path(__file__).resolve().parents[2]
DIED = (
    "Tệp đòi quá nhiều bộ nhớ hoặc thời gian để mở nên đã bị dừng lại. "
    "Hãy chép dữ liệu sang một tệp mới; với bảng tính thì có thể lưu thành CSV."
)


@contextlib.contextmanager
def child(seconds: int, module: str, *arguments: str) -> Iterator[io.BufferedReader]:
    """What a module writes that runs as a child process, with so many seconds of processor time.

    Raises FileRefused when it refuses or dies; leaves no child behind.
    """
    with tempfile.TemporaryFile() as errors:
        process = _child(seconds, module, *arguments, errors=errors)
        try:
            yield process.stdout  # type: ignore[misc]
            status = process.wait(timeout=seconds)
            errors.seek(0)
            said = errors.read(2000).decode(errors="replace")
        except subprocess.TimeoutExpired as error:
            raise FileRefused(DIED) from error
        finally:
            process.kill()
            process.wait()
            process.stdout.close()  # type: ignore[union-attr]
    if status:
        raise FileRefused(said if status == xlsx_child.REFUSED and said else DIED)


def _child(seconds: int, module: str, *arguments: str, errors: IO[bytes]) -> subprocess.Popen[bytes]:
    # The time limit is the shell's to set: it counts from the first instruction of the interpreter.
    command = f'ulimit -t {seconds}; exec "$@"'
    return subprocess.Popen(  # noqa: S603 - our own program; the path of the upload is ours
        ["/bin/sh", "-c", command, "sh", sys.executable, "-m", module, *arguments],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=errors,
        env={"PATH": os.defpath, "PYTHONIOENCODING": "utf-8", "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"},
    )
