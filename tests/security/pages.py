"""What does a page of HTML hold? Its elements with their attributes, its texts, and the inputs of its forms."""

from html.parser import HTMLParser


class Page(HTMLParser):
    """Reads a page as far as a test asks: no tree, only what stands in it, in order."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.text = ""
        self.inputs: dict[str, str] = {}
        self._select = self._area = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.elements.append((tag, given))
        name = given.get("name", "")
        if tag == "input" and name and given.get("type") not in ("submit", "file"):
            self.inputs[name] = given.get("value", "")
        elif tag == "select":
            self._select = name
            self.inputs.setdefault(name, "")
        elif tag == "option" and "selected" in given:
            self.inputs[self._select] = given.get("value", "")
        elif tag == "textarea":
            self._area = name
            self.inputs[name] = ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = ""

    def handle_data(self, data: str) -> None:
        self.text += data
        if self._area:
            self.inputs[self._area] += data
