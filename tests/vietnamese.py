"""Which words of a page are English? Those that the catalogues of Django and the packages translate."""

import functools
import importlib
import re
from html.parser import HTMLParser
from pathlib import Path

from babel.messages.pofile import read_po

_PACKAGES = ("django/conf", "django/contrib/admin", "django/contrib/auth", "import_export", "django_tables2", "axes")
_WORD = re.compile(r"(?<![0-9A-Za-z])[A-Za-z]{3,}(?![0-9A-Za-z])")  # a digest is no word
_SPOKEN = ("title", "aria-label", "placeholder", "alt", "value")
# Words that Vietnamese pages use as they are.
_BORROWED = frozenset(["admin", "csv", "excel", "utf", "email", "json", "url", "pdf"])


def _messages(language: str):
    roots = [Path(str(importlib.import_module(one.split("/")[0]).__file__)).parent.parent / one for one in _PACKAGES]
    paths = [root / f"locale/{language}/LC_MESSAGES/django.po" for root in roots]
    for path in [*paths, Path("locale/vi/LC_MESSAGES/django.po")]:
        if path.exists():
            with path.open("rb") as file:
                yield from read_po(file)


def _words(texts) -> set[str]:
    return {word.lower() for text in texts for word in _WORD.findall(re.sub(r"%\(\w+\)s|{\w+}|<[^>]*>", " ", text))}


def _flat(text) -> list[str]:
    return [text] if isinstance(text, str) else list(text)


@functools.cache
def english() -> frozenset[str]:
    """Words that some package says in English and nobody says in Vietnamese."""
    theirs = _words(part for message in _messages("en") for part in _flat(message.id))
    ours = _words(part for message in _messages("vi") for part in _flat(message.string))
    return frozenset(theirs - ours - _BORROWED)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.silent: list[str] = []

    def handle_starttag(self, tag, attrs):
        if tag in {"script", "style", "code", "svg"}:
            self.silent.append(tag)
        given = dict(attrs)
        shown = tag == "input" and given.get("type") in {"submit", "button"}
        self.said += [given[name] or "" for name in _SPOKEN if name in given and (name != "value" or shown)]

    def handle_endtag(self, tag):
        if self.silent and self.silent[-1] == tag:
            self.silent.pop()

    def handle_data(self, data):
        if not self.silent:
            self.said.append(data)


def english_words(page: str, known: str = "") -> set[str]:
    """The English words that a person sees or hears on a page; those in ``known`` (names, codes) do not count."""
    reader = _Reader()
    reader.feed(page)
    return (_words(reader.said) & english()) - _words([known])
