"""How are the rows of a workbook read without opening it in this process?

A child process opens it, with limits on memory and time; whatever it does to the child, here it is a refusal.
"""

import contextlib
import csv
import io
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from procedures.importing import columns, rows, sniff, xlsx_child
from procedures.importing.faults import FileRefused
from procedures.importing.layout import MOST_COLUMNS, SAMPLE, Layout

ROOT = Path(__file__).resolve().parents[2]
HEAD_SECONDS, ROWS_SECONDS = 8, 180  # of processor time
MOST_HEAD = 32 * 1024 * 1024  # bytes of JSON
_DIED = (
    "Tệp đòi quá nhiều bộ nhớ hoặc thời gian để mở nên đã bị dừng lại. "
    "Hãy chép dữ liệu sang một tệp mới; với bảng tính thì có thể lưu thành CSV."
)


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
            raise FileRefused(_DIED) from error
        finally:
            process.kill()
            process.wait()
            process.stdout.close()  # type: ignore[union-attr]
    if status:
        raise FileRefused(said if status == xlsx_child.REFUSED and said else _DIED)


def layout(path: Path) -> Layout:
    """The layout of a workbook's data: the sheet whose header we know best. Raises FileRefused."""
    with child(HEAD_SECONDS, xlsx_child.__name__, "head", str(path)) as out:
        text = out.read(MOST_HEAD)
    return laid_out(text)


def laid_out(text: bytes | str) -> Layout:
    """The same of the JSON that the child process has written."""
    found = [(sheet["part"], sheet["rows"]) for sheet in json.loads(text) if sheet["rows"]]
    if not found:
        raise FileRefused("Tệp Excel không có dòng nào.")
    part, first = max(found, key=lambda sheet: sniff.worth(sheet[1]))
    above = sniff.header_place(first)
    headers = columns.distinct(sniff.without_end(first[above]))
    if not 1 < len(headers) <= MOST_COLUMNS:
        raise FileRefused("Không thấy dòng tiêu đề có nhiều cột trong tệp Excel. Hãy dùng tệp mẫu.")
    samples = first[above + 1 :][:SAMPLE]
    return Layout("xlsx", headers, above, [row + [""] * (len(headers) - len(row)) for row in samples], separator=part)


class XlsxSource:
    """The rows of a sheet below its header; ``line_num`` is the row's number in the sheet."""

    def __init__(self, path: Path, layout: Layout) -> None:
        self.path, self.layout, self.line_num = path, layout, 0
        self.counter: rows.Counter = self

    def __iter__(self) -> Iterator[list[str]]:
        whole, above = False, self.layout.above
        arguments = (xlsx_child.__name__, "rows", str(self.path), self.layout.separator, str(len(self.layout.headers)))
        with child(ROWS_SECONDS, *arguments) as out:
            csv.field_size_limit(sniff.LONGEST_LINE * 4)
            for place, cells in enumerate(csv.reader(io.TextIOWrapper(out, encoding="utf-8", newline=""))):
                number = cells[0]
                if number == "end":
                    whole = True
                elif place > above:
                    self.line_num = int(number)
                    del cells[0]
                    yield cells
        if not whole:
            raise FileRefused(_DIED)
