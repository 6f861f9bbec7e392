"""How does a report become a Word document? A template with its places filled, the narrative, the appendices.

Places are filled by looking names up: no part of a template or of a text is ever run.
"""

import functools
import io
import re
from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass

import docx
from docx.document import Document as File
from docx.oxml.ns import qn
from docx.parts.story import StoryPart
from docx.shared import Mm

from reports import placeholders
from reports.documents import qr, word_places, word_tables
from reports.documents import word_xml as xml
from reports.documents.word_xml import Element
from reports.placeholders import Piece, Say
from reports.tables import Table

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
CONTENT, CODE = "nội dung", "mã xác nhận"
UNWRITTEN = "(Chưa có nội dung.)"
_PICTURE = Mm(12)  # with the distance of the foot from the edge it fits into the margin of 20 mm
_AFTER_DIGIT = re.compile(r"(\d) (?=\S)|(?<=%) (?=\()")


@dataclass(frozen=True, slots=True)
class Part:
    """What somebody says under a heading; ``label`` names who it is, in what the province collects."""

    text: str
    say: Say
    label: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """One heading of the narrative: "II.2.1", its title, 1 to 3, and what stands under it."""

    code: str
    title: str
    level: int
    parts: tuple[Part, ...] = ()
    takes_text: bool = True

    @property
    def number(self) -> str:
        """As it is printed: "II", "2", "2.1"."""
        return self.code.partition(".")[2] or self.code


@dataclass(frozen=True, slots=True)
class Document:
    """A report as it is to be written. ``names`` are the head's, ``say`` knows the figures."""

    names: Mapping[str, str]
    say: Say
    sections: tuple[Section, ...]
    tables: tuple[Table, ...]
    title: str = ""
    author: str = ""
    draft: bool = True
    address: str = ""  # where the code of what is approved is confirmed


def written(document: Document, template: bytes) -> bytes:
    """The .docx file."""
    file = docx.Document(io.BytesIO(template))
    facts = file.core_properties
    facts.title, facts.author = (xml.clean(text)[:255] for text in (document.title, document.author))
    look = None
    for part, root in word_places.stories(file):
        for paragraph in word_places.paragraphs(root):
            if placeholders.plain(word_places.text_of(paragraph)) == f"[[{CONTENT}]]":
                look = _narrative(paragraph, document)
            else:
                bears = document.address and CODE in placeholders.names(word_places.text_of(paragraph))
                word_places.fill(paragraph, lambda name: _said(document, name))
                if bears and isinstance(part, StoryPart):
                    paragraph.append(_picture(part, document.address))
    _appendices(file, document.tables, look)
    out = io.BytesIO()
    file.save(out)
    return out.getvalue()


@functools.lru_cache(maxsize=4)
def asked(template: bytes) -> tuple[str, ...]:
    """The places of a template, as a text has them: "[[2:2]]"."""
    file = docx.Document(io.BytesIO(template))
    return tuple(
        f"[[{name}]]"
        for root in word_places.roots(file)
        for paragraph in word_places.paragraphs(root)
        for name in placeholders.names(word_places.text_of(paragraph))
    )


def _picture(part: StoryPart, address: str) -> Element:
    """The code as a telephone reads it, behind its letters."""
    drawn = part.new_pic_inline(io.BytesIO(qr.png(address)[0]), _PICTURE, _PICTURE)
    drawn.docPr.set("descr", "Mã QR dẫn tới trang kiểm tra bản in")
    return xml.element("w:r", [xml.written("  "), xml.element("w:drawing", [drawn])])


def _said(document: Document, name: str) -> str | None:
    return document.names[name] if name in document.names else document.say(name)


def _narrative(place: Element, document: Document) -> Element | None:
    """The sections in the place of a paragraph, in its setting and look; answers with the look."""
    setting, first = place.find(qn("w:pPr")), place.find(f".//{qn('w:r')}")
    look = first.find(qn("w:rPr")) if first is not None else None
    made = [one for section in document.sections for one in _section(section, setting, look, document.draft)]
    for one in made:
        place.addprevious(one)
    if made and document.sections[-1].parts:
        _close(made[-1], look)
    place.getparent().remove(place)
    return look


def _section(section: Section, setting: Element | None, look: Element | None, draft: bool) -> Iterable[Element]:
    title = section.title.upper() if section.level == 1 else section.title
    heading = xml.run(f"{section.number}. {title}", look, bold=True, italic=section.level > 2)
    goes_on = draft or bool(section.parts) or not section.takes_text  # something of its own follows
    yield xml.paragraph([heading], _kept(setting, goes_on))
    if draft and section.takes_text and not section.parts:
        yield xml.paragraph([xml.run(UNWRITTEN, look, italic=True, highlight=True)], deepcopy(setting))
    for part in section.parts:
        if part.label:
            yield xml.paragraph([xml.run(f"{part.label}:", look, bold=True, italic=True)], _kept(setting))
        for line in lines(part.text):
            pieces = placeholders.pieces(line, part.say)
            runs = [xml.run(_kept_together(piece), look, highlight=piece.unknown) for piece in pieces]
            yield xml.paragraph(runs, deepcopy(setting))


def _kept_together(piece: Piece) -> str:
    """A figure with its unit and its parts on one line."""
    return _AFTER_DIGIT.sub(lambda found: f"{found[1] or ''}\u00a0", piece.text) if piece.figure else piece.text


def lines(text: str) -> list[str]:
    """The paragraphs of a text; blank lines have no paragraph, since paragraphs stand apart by themselves."""
    return [line for line in xml.clean(text).split("\n") if line.strip()]


def _kept(setting: Element | None, stays: bool = True) -> Element:
    """The same setting for a heading, which stays with what follows it."""
    made = deepcopy(setting) if setting is not None else xml.element("w:pPr")
    if stays and made.find(qn("w:keepNext")) is None:
        made.insert(1 if made.find(qn("w:pStyle")) is not None else 0, xml.element("w:keepNext"))
    align = made.find(qn("w:jc"))
    if align is not None and align.get(qn("w:val")) == "both":
        made.remove(align)  # a title in capitals over a line and a bit would be torn apart
    return made


def _close(last: Element, look: Element | None) -> None:
    """ "./." is what the text of a document ends with."""
    ends = word_places.text_of(last).rstrip().endswith(".")
    last.append(xml.run("/." if ends else "./.", look))


def _appendices(file: File, appendices: Iterable[Table], look: Element | None) -> None:
    """A landscape section for each behind what the template holds."""
    appendices = list(appendices)
    if not appendices:
        return
    body = file.element.body
    whole = body.find(qn("w:sectPr"))
    lying = word_tables.landscape(whole)
    _end_section(body, whole, deepcopy(whole))
    for place, table in enumerate(appendices):
        made = word_tables.appendix(table, look)
        for one in made:
            whole.addprevious(one)
        if place + 1 < len(appendices):
            made[-1].find(qn("w:pPr")).append(deepcopy(lying))
    body.replace(whole, lying)


def _end_section(body: Element, end: Element, section: Element) -> None:
    """The section of the report itself ends with its last paragraph, or with one that takes no room."""
    last = end.getprevious()
    if last is None or last.tag != qn("w:p") or word_places.text_of(last).strip():
        last = xml.paragraph([], xml.setting(line=1))
        end.addprevious(last)
    if last.find(qn("w:pPr")) is None:
        last.insert(0, xml.element("w:pPr"))
    last.find(qn("w:pPr")).append(section)
