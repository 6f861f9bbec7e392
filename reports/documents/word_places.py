"""Where does a Word document leave places, and how are they filled?

Word cuts a text into runs wherever it likes, so a name in brackets may begin in one run and end in another: the places
of a paragraph are looked for in all its text, and the words take the look of the run that the first bracket is in.
"""

from collections.abc import Iterator

from docx.document import Document as File
from docx.opc.part import XmlPart
from docx.oxml.ns import qn

from reports import placeholders
from reports.documents import word_xml as xml
from reports.documents.word_xml import Element
from reports.placeholders import Say

_P, _T = qn("w:p"), qn("w:t")


def roots(file: File) -> Iterator[Element]:
    """The body, the headers and the footers."""
    return (root for _, root in stories(file))


def stories(file: File) -> Iterator[tuple[XmlPart, Element]]:
    """The same, each with the part of the file that it is in: that is where a picture is filed."""
    yield file.part, file.element.body
    for part in file.part.package.iter_parts():
        if isinstance(part, XmlPart) and part.partname.startswith(("/word/header", "/word/footer")):
            yield part, part.element


def paragraphs(root: Element) -> list[Element]:
    """All of them, those in tables and text boxes too."""
    return list(root.iter(_P))


def texts(paragraph: Element) -> list[Element]:
    """The pieces of text of a paragraph, without those of a box that hangs on it."""
    return [one for one in paragraph.iter(_T) if next(one.iterancestors(_P)) is paragraph]


def text_of(paragraph: Element) -> str:
    return "".join(one.text or "" for one in texts(paragraph))


def fill(paragraph: Element, say: Say) -> None:
    """Fill the places of a paragraph; one that was nothing but places without words goes."""
    whole = text_of(paragraph)
    if not placeholders.names(whole):
        return
    for start, end, words in reversed(list(placeholders.spans(whole, say))):
        _put(texts(paragraph), start, end, xml.clean(words))
    if not text_of(paragraph).strip() and not paragraph.findall(f".//{qn('w:drawing')}"):
        _drop(paragraph)
        return
    for one in texts(paragraph):
        _break(one)


def _put(pieces: list[Element], start: int, end: int, words: str) -> None:
    """Put words in the place of the characters from start to end, which may stand in several pieces."""
    at, placed = 0, False
    for piece in pieces:
        text = piece.text or ""
        first, last = max(start - at, 0), min(end - at, len(text))
        at += len(text)
        if first >= last:
            continue
        piece.text = text[:first] + ("" if placed else words) + text[last:]
        piece.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        placed = True


def _drop(paragraph: Element) -> None:
    parent = paragraph.getparent()
    if parent.tag == qn("w:body") or len(parent.findall(_P)) > 1:
        parent.remove(paragraph)


def _break(piece: Element) -> None:
    """Line ends and tabs inside a piece become the elements that Word has for them."""
    text = piece.text or ""
    if "\n" not in text and "\t" not in text:
        return
    made = xml.run(text)
    for child in list(made)[1:]:
        piece.addprevious(child)
    piece.getparent().remove(piece)
