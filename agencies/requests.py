"""What may a page take for granted of a request?"""

from collections.abc import Iterator
from typing import IO, Protocol

from django.http import HttpRequest

from agencies.models import User


class Request(HttpRequest):
    """Of somebody who has signed in; the middleware lets no other reach a page that is not public."""

    user: User


class SentFile(Protocol):
    """A file that came with a form."""

    name: str | None
    size: int | None
    file: IO[bytes]

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]: ...
