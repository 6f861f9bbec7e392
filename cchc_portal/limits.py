"""How much may a request carry?"""

from importlib import import_module

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest
from django.urls import reverse


def most(request: HttpRequest, length: int) -> int:
    """How many bytes this request may carry; ``length`` is how many it announces.

    A file of dossiers is large. Its body is read before anybody knows who sent it, so that a stranger could fill the
    disk: only a session that lives may send one.
    """
    if length <= settings.CCHC_MAX_REQUEST:
        return settings.CCHC_MAX_REQUEST
    large = request.method == "POST" and request.path_info == reverse("upload_ledger") and has_signed_in(request)
    return settings.CCHC_MAX_LEDGER if large else settings.CCHC_MAX_REQUEST


def has_signed_in(request: HttpRequest) -> bool:
    key = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
    if not key or "\x00" in key:
        return False
    return SESSION_KEY in import_module(settings.SESSION_ENGINE).SessionStore(key)
