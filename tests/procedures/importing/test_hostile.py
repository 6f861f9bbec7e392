"""What happens to a workbook that is built to harm? It is refused with a reason, in a child that may die."""

import resource
import signal
import time
from pathlib import Path

import pytest

from procedures.importing import children, xlsx_child, xlsx_rows
from procedures.importing.faults import FileRefused
from tests.procedures.importing import hostile


@pytest.mark.parametrize("name", hostile.WAYS)
def test_a_hostile_workbook_is_refused_with_its_reason(name, tmp_path):
    build, said = hostile.WAYS[name]
    path = tmp_path / "book.xlsx"
    path.write_bytes(build())
    before, started = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()
    with pytest.raises(FileRefused, match=said):
        list(xlsx_rows.XlsxSource(path, xlsx_rows.layout(path)))
    assert time.monotonic() - started < 10
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50 * 1024


def test_a_plain_workbook_is_read(tmp_path):
    path = tmp_path / "book.xlsx"
    path.write_bytes(hostile.book())
    layout = xlsx_rows.layout(path)
    source = xlsx_rows.XlsxSource(path, layout)
    assert (layout.headers[0], layout.above) == ("Mã hồ sơ", 0)
    assert [(source.line_num, row) for row in source] == [(2, ["H1", "", "", ""])]


@pytest.mark.parametrize("how", ["signal", "exit", "memory", "endless"])
def test_a_child_that_dies_is_a_refusal(how, tmp_path, monkeypatch):
    deaths = {
        "signal": f"import os; os.kill(os.getpid(), {signal.SIGABRT:d})",
        "exit": "raise SystemExit(1)",
        "memory": "import resource; resource.setrlimit(resource.RLIMIT_AS, (1 << 26, 1 << 26)); bytearray(1 << 28)",
        "endless": "while True: pass",
    }
    (tmp_path / "dead.py").write_text(deaths[how])
    monkeypatch.setattr(children, "ROOT", tmp_path)
    monkeypatch.setattr(xlsx_child, "__name__", "dead")
    monkeypatch.setattr(xlsx_rows, "HEAD_SECONDS", 1)
    with pytest.raises(FileRefused, match="bộ nhớ hoặc thời gian"):
        xlsx_rows.layout(Path("any"))
