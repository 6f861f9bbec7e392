"""How is a page read in a test? As the words somebody sees, and as the links he follows."""

from html.parser import HTMLParser

from django.http import HttpResponse

_SILENT = {"script", "style", "head"}
_VOID = {"br", "img", "input", "link", "meta", "hr"}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.links: list[tuple[str, str]] = []
        self._silent = 0
        self._href: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in _SILENT
        if tag == "a":
            self._href.append(dict(attrs).get("href") or "")
            self.links.append((self._href[-1], ""))

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in _SILENT
        if tag == "a" and self._href:
            self._href.pop()

    def handle_data(self, data: str) -> None:
        if self._silent:
            return
        self.words.append(data)
        if self._href:
            href, text = self.links[-1]
            self.links[-1] = (href, " ".join(f"{text} {data}".split()))


def _read(response: HttpResponse) -> _Reader:
    reader = _Reader()
    reader.feed(response.content.decode())
    return reader


def words(response: HttpResponse) -> str:
    """The text of a page, one blank between words."""
    return " ".join(" ".join(_read(response).words).split())


def links(response: HttpResponse) -> dict[str, str]:
    """The address of every link by its words; of two alike, the last."""
    return {text: href for href, text in _read(response).links}
