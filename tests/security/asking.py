"""How is a question asked that may be nonsense? Every answer is undone, and one of 500 or more is remembered."""

import copy
import os
from urllib.parse import quote

from django.db import connection, transaction
from django.test import Client

# CCHC_FUZZ=all tries every pairing instead of a share: for a night.
EVERYTHING = os.environ.get("CCHC_FUZZ") == "all"


def ask(client: Client, method: str, address: str, data: bytes = b"", content_type: str = "", **headers: str):
    """The answer of a browser with the same session; nothing of it is kept."""
    twin = Client(raise_request_exception=False)
    twin.cookies = copy.deepcopy(client.cookies)
    environ = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items()}
    for name in ("CONTENT_TYPE", "CONTENT_LENGTH"):
        if f"HTTP_{name}" in environ:
            environ[name] = environ.pop(f"HTTP_{name}")
    with transaction.atomic():
        answer = twin.generic(method, address, data, content_type, **environ)
        if answer.streaming:
            b"".join(answer.streaming_content)
        transaction.set_rollback(True)
    return answer


def broken(answer, what: str) -> list[str]:
    """One line about an answer that is the server's fault; none about any other."""
    if answer.status_code < 500:
        return []
    cause = answer.exc_info[1] if getattr(answer, "exc_info", None) else ""
    return [f"{answer.status_code} {what[:200]}: {type(cause).__name__} {str(cause)[:200]}"]


def query(pairs: list[tuple[str, str]]) -> str:
    return "&".join(f"{quote(name)}={quote(value)}" for name, value in pairs)


def some(things: list, turn: int, most: int = 40) -> list:
    """The things that are tried in this run: spread over all of them, others for another ``turn``.

    Each of the two databases tries its own: both together half of ``most``, or all where there are few.
    """
    if EVERYTHING:
        return things
    step = max(1, 2 * len(things) // most)
    half = step // 2 if connection.vendor == "postgresql" else 0
    return things[(turn + half) % step :: 2 * step]
