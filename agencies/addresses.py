"""What is the address of a page? As `reverse` says; a page names thirty, most of them the same every time."""

import functools

from django.conf import settings
from django.urls import get_script_prefix, get_urlconf, reverse

KEPT = 10_000  # a hundred bytes each


def address(name: str, *given: object) -> str:
    """The path of the page of that URL name, like ``reverse(name, args=given)``."""
    return _address(get_script_prefix(), get_urlconf() or settings.ROOT_URLCONF, name, given)


@functools.lru_cache(maxsize=KEPT)
def _address(prefix: str, urlconf: str, name: str, given: tuple[object, ...]) -> str:
    return reverse(name, args=given)
