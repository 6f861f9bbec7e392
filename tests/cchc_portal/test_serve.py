"""Does `bin/serve` keep answering while many browsers keep their connections open?"""

import contextlib
import os
import resource
import socket
import subprocess
import time
from pathlib import Path

import pytest

from tests import postgresql

ROOT = Path(__file__).resolve().parent.parent.parent
READING = 1500  # connections of people who read: granian alone would take 1024


@pytest.fixture
def files():
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < 2 * READING:
        pytest.skip(f"this machine lets a process open {hard} files at most")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, 2 * READING), hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def line_that_was_answered(port: int, seconds: float) -> socket.socket:
    """A connection that has had an answer and stays open; what the answer says of the empty database is no matter."""
    line = socket.create_connection(("127.0.0.1", port), timeout=seconds)
    line.sendall(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
    assert line.recv(9) == b"HTTP/1.1 "
    return line


@pytest.fixture
def port(tmp_path):
    port = postgresql.free_port()
    environment = os.environ | {"CCHC_DEMO": "1", "CCHC_VAR": str(tmp_path), "DATABASE_URL": "", "CCHC_HTTPS": "0"}
    server = subprocess.Popen(
        [ROOT / "bin" / "serve"], env=environment | {"HOST": "127.0.0.1", "PORT": str(port), "WORKERS": "1"}
    )
    try:
        until = time.monotonic() + 60
        while time.monotonic() < until:
            with contextlib.suppress(OSError):
                line_that_was_answered(port, 5).close()
                break
            time.sleep(0.2)
        yield port
    finally:
        server.terminate()
        server.wait(timeout=30)


@pytest.mark.slow
def test_those_who_read_keep_nobody_out(files, port):
    with contextlib.ExitStack() as reading:
        for _ in range(READING):
            reading.enter_context(line_that_was_answered(port, 20))
        line_that_was_answered(port, 20).close()
