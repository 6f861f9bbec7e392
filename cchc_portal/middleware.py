"""What is true of every request and every answer, whatever page it is for?"""

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote_to_bytes

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse

from cchc_portal import limits, views

GetResponse = Callable[[HttpRequest], HttpResponse]

FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"
UNUSED_BROWSER_POWERS = "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()"


def response_headers(get_response: GetResponse) -> GetResponse:
    """Adds what Django has no setting for; a page that says nothing about caches is kept by none."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Permissions-Policy", UNUSED_BROWSER_POWERS)
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    return middleware


def pages_for_wrong_methods(get_response: GetResponse) -> GetResponse:
    """Shows a page where Django answers an empty 405: who logs in again after a form, or opens its address, gets there.

    Without it the browser shows an error of its own, in its own language and without a way back.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code == 405 and request.method == "GET" and not response.content:
            return views.form_only(request, response.headers.get("Allow", ""))
        return response

    return middleware


def readable_input_only(get_response: GetResponse) -> GetResponse:
    """Refuses what no keyboard sends: NUL, lone surrogates, bytes that are no UTF-8; and what is too big to read.

    SQLite would store some of it and PostgreSQL answers with an error 500; refused here, no view has to know.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not (length.isascii() and length.isdigit()):
            return views.bad_request(request)
        most = limits.most(request, int(length[:12]))
        if len(length) > 12 or int(length) > most:
            return views.too_large(request, most)
        try:
            readable = address_is_readable(request) and cookies_are_readable(request) and body_is_readable(request)
        except RequestDataTooBig:
            return views.too_large(request)
        except (TooManyFieldsSent, TooManyFilesSent):
            return views.bad_request(request, reason="Yêu cầu có quá nhiều ô dữ liệu. Hãy gửi từng phần.")
        if not readable:
            return views.bad_request(request, reason="Dữ liệu gửi lên có ký tự không hợp lệ. Hãy gõ lại phần vừa dán.")
        return get_response(request)

    return middleware


def address_is_readable(request: HttpRequest) -> bool:
    # Django has decoded the path and left a percent sign before each byte that made no sense; the query is still as a
    # server hands it over, bytes written as Latin-1 (PEP 3333).
    query = request.META.get("QUERY_STRING", "").encode("latin-1", "replace")
    return all(map(bytes_are_readable, map(unquote_to_bytes, (request.path_info, query))))


def cookies_are_readable(request: HttpRequest) -> bool:
    # A cookie in quotes may write any byte as an octal number: "\000" would reach the table of sessions.
    return not any("\x00" in value for value in request.COOKIES.values())


def body_is_readable(request: HttpRequest) -> bool:
    """Looks at every text the views could read; raises Django's own errors for a body over the limits."""
    if request.content_type == MULTIPART:
        names = (text for name, files in request.FILES.lists() for text in (name, *(file.name or "" for file in files)))
        fields = (text for name, values in request.POST.lists() for text in (name, *values))
        return all(map(text_is_readable, (*names, *fields)))
    if request.content_type == FORM:
        return bytes_are_readable(unquote_to_bytes(request.body))
    if request.content_type == "application/json":
        return json_is_readable(request.body)
    return True


def json_is_readable(body: bytes) -> bool:
    if not bytes_are_readable(body):
        return False
    if b"\\u" not in body:  # browsers escape nothing else that could hide here
        return True
    try:
        return value_is_readable(json.loads(body))
    except (ValueError, RecursionError):
        return False


def value_is_readable(value: Any) -> bool:
    if isinstance(value, dict):
        return all(text_is_readable(key) and value_is_readable(item) for key, item in value.items())
    if isinstance(value, list):
        return all(map(value_is_readable, value))
    return not isinstance(value, str) or text_is_readable(value)


def bytes_are_readable(data: bytes) -> bool:
    try:
        return "\x00" not in data.decode("utf-8")
    except UnicodeDecodeError:
        return False


def text_is_readable(text: str) -> bool:
    # Django decodes the parts of a multipart body for us and leaves U+FFFD where the bytes made no sense.
    return not ("\x00" in text or "\ufffd" in text or any("\ud800" <= char <= "\udfff" for char in text))
