"""In which charset is a request read? In UTF-8, whatever it says about itself.

Django reads the address in the charset that the content type names, before any middleware runs: "zlib" ends in an error
500 without headers, and "unicode_escape" smuggles in characters that the middleware has to refuse.
"""

from collections.abc import Awaitable, Callable, Iterable
from typing import Any

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
Asgi = Callable[[dict[str, Any], Any, Any], Awaitable[None]]


def without_charset(content_type: str) -> str:
    """The content type without what it says of a charset ("charset=", "charset*=")."""
    if "charset" not in content_type.lower():
        return content_type
    parts = content_type.split(";")
    return ";".join(part for part in parts if not part.strip().lower().startswith("charset"))


def utf8_wsgi(application: Wsgi) -> Wsgi:
    def read(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        environ["CONTENT_TYPE"] = without_charset(environ.get("CONTENT_TYPE", ""))
        return application(environ, start_response)

    return read


def utf8_asgi(application: Asgi) -> Asgi:
    async def read(scope: dict[str, Any], receive: Any, send: Any) -> None:
        said = scope.get("headers", ())
        scope["headers"] = [(name, _mended(value) if name == b"content-type" else value) for name, value in said]
        await application(scope, receive, send)

    return read


def _mended(value: bytes) -> bytes:
    return without_charset(value.decode("latin-1")).encode("latin-1")
