"""Whose wrong passwords are counted together?"""

import unicodedata
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest


def account_name(request: HttpRequest | None, credentials: Mapping[str, Any] | None = None) -> str:
    """Returns the name as it is counted: NFC, folded, without outer spaces, at most 150 characters.

    Otherwise every spelling of one name would get ten guesses of its own.
    """
    given = (credentials or {}).get("username")
    if given is None and request is not None:
        given = request.POST.get("username")
    return unicodedata.normalize("NFKC", str(given or "")).casefold().strip()[:150]
