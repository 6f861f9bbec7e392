"""Where does the PostgreSQL of the tests come from? One is made in a temporary folder and thrown away."""

import contextlib
import glob
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

# Nothing here has to outlive the run, so nothing waits for the disk.
SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    "shared_buffers": "128MB",
    "listen_addresses": "127.0.0.1",
}


def program(name: str) -> str:
    """Returns the path of a PostgreSQL program; Debian keeps the server's outside PATH. Raises FileNotFoundError."""
    found = sorted(glob.glob(f"/usr/lib/postgresql/*/bin/{name}"), key=lambda path: float(path.split("/")[4]))
    path = found[-1] if found else shutil.which(name)
    if not path:
        raise FileNotFoundError(f"{name} was not found: install the PostgreSQL server (apt-get install postgresql)")
    return path


def account() -> dict[str, int | list[int]]:
    """PostgreSQL refuses to run as root: root steps down to the account `postgres`, or `nobody` where there is none."""
    if os.getuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            entry = pwd.getpwnam(name)
            return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    raise LookupError("root needs an account `postgres` or `nobody` to run PostgreSQL as")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def server(**settings: str) -> Iterator[str]:
    """Yields the DATABASE_URL of a fresh, empty server; `settings` go on top of the fast ones (fsync="on")."""
    # A short path: a Unix socket's may not be longer than 107 bytes.
    folder = Path(tempfile.mkdtemp(prefix="cchc-pg-", dir="/tmp"))
    who = account()
    if who:
        os.chown(folder, who["user"], who["group"])  # type: ignore[arg-type]

    def call(*command: str) -> None:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, **who)  # type: ignore[call-overload]
        if done.returncode:
            log = folder / "log"
            raise RuntimeError(
                f"{command[0]} failed:\n{done.stdout}{done.stderr}{log.read_text() if log.exists() else ''}"
            )

    data, port = str(folder / "data"), free_port()
    options = " ".join(f"-c {name}={value}" for name, value in (SETTINGS | settings).items())
    pg_ctl = program("pg_ctl")
    try:
        call(program("initdb"), "-D", data, "-U", "cchc", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
        call(pg_ctl, "start", "-w", "-D", data, "-l", str(folder / "log"), "-o", f"{options} -p {port} -k {folder}")
        try:
            yield f"postgresql://cchc@127.0.0.1:{port}/postgres"
        finally:
            call(pg_ctl, "stop", "-D", data, "-m", "immediate")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
