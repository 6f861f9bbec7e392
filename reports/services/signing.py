"""How are the signatures of an uploaded PDF looked at? By a child process that a hostile file may kill."""

import json
import tempfile
from typing import Any

from django.conf import settings

from procedures.importing import children
from procedures.importing.faults import FileRefused
from reports import signatures

SECONDS = 10  # of processor time
MOST_JSON = 256 * 1024
CHILD = "reports.signatures_child"  # never imported here: pyHanko stays out of the web server
_COVERED = b"ByteRange"


def checked(content: bytes) -> dict[str, Any]:
    """What is stored with the file, for ``signatures.verdict``. Never raises for anything a file does.

    A signature says which bytes it covers in so many letters; a file without that word bears none, and is not opened.
    """
    if _COVERED not in content:
        return {"state": signatures.NONE, "whole": False, "signatures": []}
    with tempfile.NamedTemporaryFile(prefix="cchc-", suffix=".pdf") as file:
        file.write(content)
        file.flush()
        try:
            with children.child(SECONDS, CHILD, file.name, settings.CCHC_TRUST_ROOTS) as out:
                return json.loads(out.read(MOST_JSON))
        except (FileRefused, ValueError, OSError):
            return {"state": signatures.UNREADABLE, "whole": False, "signatures": []}
