"""A ClamAV daemon as far as the portal talks to one, in a thread: it finds what holds MARK, or misbehaves."""

import contextlib
import socket
import socketserver
import struct
import threading
import time
from collections.abc import Iterator

MARK = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-" + b"STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
VERSION = "ClamAV 1.4.1/27450/Fri Nov 20 08:12:33 2026"


class _Answering(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        command = self._until_nul()
        how = self.server.how  # type: ignore[attr-defined]
        with contextlib.suppress(OSError):
            if command == b"zVERSION":
                self.wfile.write(VERSION.encode() + b"\0")
            elif command == b"zINSTREAM":
                self._instream(how)

    def _until_nul(self) -> bytes:
        found = b""
        while (letter := self.rfile.read(1)) not in (b"\0", b""):
            found += letter
        return found

    def _instream(self, how: str) -> None:
        said = b""
        while length := struct.unpack("!L", self.rfile.read(4))[0]:
            said += self.rfile.read(length)
            if how == "limit" and len(said) > 10:
                self.wfile.write(b"INSTREAM size limit exceeded. ERROR\0")
                return
        if how == "slow":
            time.sleep(3)
        answers = {
            "garbage": b"HTTP/1.1 200 OK\r\n\r\nstream: OK",
            "mute": b"",
            "endless": b"stream: " + b"x" * 20_000,
            "partly": b"stream: Heuristics.Limits.Exceeded.MaxFileSize FOUND\0",
        }
        found = b"stream: Eicar-Test-Signature FOUND\0" if MARK in said else b"stream: OK\0"
        self.wfile.write(answers.get(how, found))


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = block_on_close = False
    allow_reuse_address = True
    how = ""


@contextlib.contextmanager
def running(how: str = "") -> Iterator[str]:
    """Its address; ``how``: what is wrong with it."""
    with _Server(("127.0.0.1", 0), _Answering) as server:
        server.how = how
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        try:
            yield f"127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()


def nowhere() -> str:
    """An address where nobody listens."""
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{line.getsockname()[1]}"
