"""May this Word file be the template of reports? What it must not hold, which places it lacks, which nobody knows.

The zip is checked as every uploaded file is (procedures.importing.preflight). Beyond that a template is our own paper:
only the parts that Word needs for text, no link to anywhere, no field but numbers of pages. So nothing in it fetches,
asks or runs anything, in Word or in the program that makes the PDF.
"""

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass

import docx
from docx.oxml.ns import qn
from lxml import etree

from procedures.importing import preflight
from procedures.importing.faults import FileRefused
from reports import letterhead, placeholders
from reports.documents import word_places
from reports.documents.word_xml import Element

LARGEST = 2 * 1024 * 1024
MOST_INFLATED = 16 * 1024 * 1024
MOST_PARAGRAPHS = 2_000  # every report is written through all of them
_PARTS = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|docProps/(app|core|custom)\.xml|docProps/thumbnail\.jpe?g"
    r"|word/(document|styles|stylesWithEffects|settings|webSettings|fontTable|numbering|footnotes|endnotes)\.xml"
    r"|word/(header|footer)\d*\.xml|word/_rels/\w+\.xml\.rels|word/theme/theme\d*\.xml|word/media/[\w.-]+\.(png|jpe?g)"
    r"|customXml/(item|itemProps)\d+\.xml|customXml/_rels/item\d+\.xml\.rels|(\w+/)+"
)
_IMAGES = {"png": b"\x89PNG\r\n\x1a\n", "jpg": b"\xff\xd8\xff", "jpeg": b"\xff\xd8\xff"}
_FIELDS = frozenset({"PAGE", "NUMPAGES", "SECTIONPAGES"})
_ACTIVE = frozenset(
    {"altChunk", "subDoc", "object", "OLEObject", "control", "attachedTemplate", "mailMerge", "dataBinding"}
)
AGAIN = "Hãy tải mẫu mặc định về, sửa bằng Word rồi nạp lại."


@dataclass(frozen=True, slots=True)
class Faults:
    """``unknown``: names that nobody knows; ``missing``: required ones; ``misplaced``: said of the narrative."""

    unknown: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    misplaced: str = ""

    def __bool__(self) -> bool:
        return bool(self.unknown or self.missing or self.misplaced)

    def __str__(self) -> str:
        said = []
        if self.missing:
            said.append(f"Mẫu còn thiếu: {_listed(self.missing)}.")
        if self.unknown:
            said.append(f"Mẫu có chỗ điền mà cổng không biết: {_listed(self.unknown)}.")
        return " ".join([*said, *filter(None, [self.misplaced])])


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(f"[[{name}]]" for name in names)


def check(content: bytes, known: Callable[[str], bool]) -> Faults:
    """What is wrong with the places of a template; ``known`` answers for names that letterhead.NAMES has not.

    Raises FileRefused for a file that must not be a template at all.
    """
    if len(content) > LARGEST:
        raise FileRefused(f"Mẫu lớn nhất {LARGEST // 1024**2} MB; hãy bỏ bớt hình ảnh.")
    with preflight.opened(io.BytesIO(content), preflight.DOCUMENT) as package:
        try:
            _parts(package)
        except preflight.BROKEN as error:
            raise FileRefused(f"Tệp Word bị hỏng. {AGAIN}") from error
    try:
        file = docx.Document(io.BytesIO(content))
        found = [
            (root, paragraph, placeholders.names(word_places.text_of(paragraph)))
            for root in word_places.roots(file)
            for paragraph in word_places.paragraphs(root)
        ]
        has_section = file.element.body.find(qn("w:sectPr")) is not None
    except Exception as error:  # whatever the reader stumbles over: it has read its own files for years
        raise FileRefused(f"Tệp Word bị hỏng hoặc viết theo cách lạ. {AGAIN}") from error
    if len(found) > MOST_PARAGRAPHS:
        raise FileRefused(f"Mẫu có quá {MOST_PARAGRAPHS} đoạn. {AGAIN}")
    if not has_section:
        raise FileRefused(f"Mẫu không có khổ giấy và lề. {AGAIN}")
    names = dict.fromkeys(name for *_, some in found for name in some)
    return Faults(
        unknown=tuple(name for name in names if name not in letterhead.NAMES and not known(name)),
        missing=tuple(name for name in letterhead.REQUIRED if name not in names),
        misplaced=_misplaced(found),
    )


def _misplaced(found: list[tuple[Element, Element, list[str]]]) -> str:
    content = [paragraph for _, paragraph, names in found if "nội dung" in names]
    if not content:
        return ""
    paragraph = content[0]
    alone = placeholders.plain(word_places.text_of(paragraph)) == "[[nội dung]]"
    if len(content) > 1 or not alone or paragraph.getparent().tag != qn("w:body"):
        return "[[nội dung]] phải đứng một lần, riêng một đoạn, ngoài bảng và ngoài đầu trang, chân trang."
    return ""


def _parts(package: zipfile.ZipFile) -> None:
    if sum(entry.file_size for entry in package.infolist()) > MOST_INFLATED:
        raise FileRefused(f"Nội dung mẫu bung ra quá {MOST_INFLATED // 1024**2} MB. {AGAIN}")
    for name in package.namelist():
        if not _PARTS.fullmatch(name):
            raise FileRefused(f"Mẫu có phần không dùng được ({name}), ví dụ ghi chú, tệp nhúng, biểu đồ. {AGAIN}")
        ending = name.rpartition(".")[2]
        if ending in _IMAGES and not package.read(name).startswith(_IMAGES[ending]):
            raise FileRefused(f"Hình {name} trong mẫu không phải ảnh {ending.upper()}. {AGAIN}")
        if ending in ("xml", "rels"):
            _elements(name, package.read(name))


def _elements(name: str, content: bytes) -> None:
    """Refuses links out of the file, embedded things and fields that fetch or ask."""
    if not content.strip():
        return
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise FileRefused(f"Phần {name} của tệp Word không phải XML đọc được. {AGAIN}") from error
    field = ""
    for one in root.iter(etree.Element):
        local = etree.QName(one).localname
        if one.get("TargetMode", "").casefold() == "external":
            raise FileRefused(f"Mẫu có liên kết ra ngoài tệp ({one.get('Target', '')[:80]}). {AGAIN}")
        if local in _ACTIVE:
            raise FileRefused(f"Mẫu có thành phần không dùng được ({local}). {AGAIN}")
        if local == "fldChar" and one.get(qn("w:fldCharType")) == "begin":
            field = ""
        if local in ("instrText", "fldSimple"):
            field += (one.text or "") if local == "instrText" else one.get(qn("w:instr"), "")
        if local in ("fldChar", "fldSimple") and field.strip() and field.split()[0].upper() not in _FIELDS:
            raise FileRefused(f"Mẫu có trường {field.split()[0][:30]}; chỉ dùng được trường số trang. {AGAIN}")
