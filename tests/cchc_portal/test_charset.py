import contextlib

import pytest
from django.core.handlers.asgi import ASGIRequest
from django.core.handlers.wsgi import WSGIRequest
from django.test import RequestFactory

from cchc_portal import asgi, charset, wsgi

CHARSETS = ("utf-7", "utf-16", "unicode_escape", "raw_unicode_escape", "idna", "punycode", "zlib", "rot13", "é")
TOLD = ("text/plain; charset={}", 'a/b;CHARSET ="{}"', "a/b; charset*=utf-8''{}", 'a/b; c="\\"; charset={};"')


def read_by_wsgi(query: str, content_type: str) -> str | None:
    """What Django reads as ``q``."""
    found: list[str | None] = []

    def application(environ, start_response):
        found.append(WSGIRequest(environ).GET.get("q"))
        return [b""]

    environ = RequestFactory()._base_environ(QUERY_STRING=query, CONTENT_TYPE=content_type)
    charset.utf8_wsgi(application)(environ, lambda status, headers: None)
    return found[0]


def read_by_asgi(query: str, content_type: str) -> str | None:
    found: list[str | None] = []

    async def application(scope, receive, send):
        found.append(ASGIRequest(scope, None).GET.get("q"))

    headers = [(b"content-type", content_type.encode("latin-1")), (b"accept", b"*/*")]
    scope = {"method": "GET", "path": "/", "query_string": query.encode(), "headers": headers}
    with contextlib.suppress(StopIteration):  # it waits for nothing, so it needs no event loop
        charset.utf8_asgi(application)(scope, None, None).send(None)
    return found[0]


@pytest.mark.parametrize("read", [read_by_wsgi, read_by_asgi])
@pytest.mark.parametrize("told", TOLD)
def test_an_address_is_read_as_utf_8_whatever_the_request_says(told, read):
    for name in CHARSETS:
        assert read("q=Hu%E1%BA%BF", told.format(name)) == "Huế"
        assert read("q=%5Cud800%5Cu0000%2BAAA-", told.format(name)) == r"\ud800\u0000+AAA-"


def test_everything_else_of_a_content_type_stays():
    assert charset.without_charset("multipart/form-data; boundary=x") == "multipart/form-data; boundary=x"
    assert (
        charset.without_charset("multipart/form-data; charset=utf-8; boundary=x") == "multipart/form-data; boundary=x"
    )
    assert charset.without_charset("") == ""


def test_both_doors_read_like_this():
    assert wsgi.application.__qualname__ == "utf8_wsgi.<locals>.read"
    assert asgi.application.__qualname__ == "utf8_asgi.<locals>.read"
