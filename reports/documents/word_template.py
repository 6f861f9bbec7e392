"""How does a report look in Word, as long as nobody has brought another template?

Source: Nghị định 30/2020/NĐ-CP, Phụ lục I: A4; margins 20, 20, 30 and 15 mm; Times New Roman 13 to 14; the number of
the page above the middle from the second page on.
"""

import datetime
import functools
import io

import docx
from docx.document import Document as File
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from reports.documents import word_xml as xml
from reports.documents.word_xml import Element

_LEFT, _RIGHT = 66, 99  # millimetres of the two columns of the head
_SIGN = 82.5


@functools.cache
def template() -> bytes:
    """The template as a .docx file."""
    file = docx.Document()
    _page(file)
    body = file.element.body
    for old in body.findall(qn("w:p")):
        body.remove(old)
    for made in (*_head(), *_title(), _content(), *_signature()):
        body.insert(len(body) - 1, made)
    out = io.BytesIO()
    file.save(out)
    return out.getvalue()


def _page(file: File) -> None:
    facts, section = file.core_properties, file.sections[0]
    facts.author = facts.title = facts.comments = facts.last_modified_by = ""
    facts.created = facts.modified = datetime.datetime(2024, 1, 1, tzinfo=datetime.UTC)
    normal = file.styles["Normal"]
    normal.font.size, normal.font.name = Pt(14), xml.FONT
    normal.element.get_or_add_rPr().rFonts.set(qn("w:eastAsia"), xml.FONT)
    normal.element.get_or_add_rPr().rFonts.set(qn("w:cs"), xml.FONT)
    normal.element.get_or_add_rPr().append(xml.element("w:lang", val="vi-VN", eastAsia="vi-VN"))
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    section.header_distance = section.footer_distance = Mm(8)
    section.different_first_page_header_footer = True
    header = section.header
    header.is_linked_to_previous = section.first_page_header.is_linked_to_previous = False
    page = header.paragraphs[0]._p
    page.getparent().replace(page, xml.paragraph(_page_number(), xml.setting("center")))
    header._element.append(_centred("[[dự thảo]]", 10))
    for footer in (section.footer, section.first_page_footer):
        footer.is_linked_to_previous = False
        old = footer.paragraphs[0]._p
        code = xml.paragraph([xml.run("[[mã xác nhận]]", size=9)], xml.setting("right", size=9))
        old.getparent().replace(old, code)


def _page_number() -> list[Element]:
    kinds = ("begin", "separate", "end")
    begin, separate, end = (xml.element("w:r", [xml.element("w:fldChar", fldCharType=kind)]) for kind in kinds)
    code = xml.element("w:instrText")
    code.text = "PAGE"
    return [begin, xml.element("w:r", [code]), separate, xml.run("2", size=13), end]


def _centred(text: str, size: float, *, before: float = 0, **more: object) -> Element:
    return xml.paragraph([xml.run(text, size=size, **more)], xml.setting("center", before))


def _head() -> list[Element]:
    left, right = int(_LEFT * xml.TWIPS), int(_RIGHT * xml.TWIPS)
    issuer = [
        _centred("[[cơ quan chủ quản]]", 12),
        _centred("[[tên cơ quan]]", 12, bold=True),
        xml.line_below(_LEFT, 22),
    ]
    nation = [
        _centred("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 12, bold=True),
        _centred("Độc lập - Tự do - Hạnh phúc", 13, bold=True),
        xml.line_below(_RIGHT, 58),
    ]
    rows = [
        xml.row([xml.cell(issuer, left), xml.cell(nation, right)]),
        xml.row(
            [
                xml.cell([_centred("Số: [[số ký hiệu]]", 13, before=4)], left),
                xml.cell([_centred("[[địa danh ngày tháng]]", 13, before=4, italic=True)], right),
            ]
        ),
    ]
    return [xml.table(rows, [left, right], borders=False)]


def _title() -> list[Element]:
    return [
        _centred("[[dự thảo]]", 14, before=6, bold=True),
        _centred("BÁO CÁO", 14, before=12, bold=True),
        _centred("[[trích yếu]]", 14, bold=True),
        _centred("([[thời gian số liệu]])", 13, italic=True),
        xml.line_below(165, 50),
        xml.paragraph([], xml.setting(size=6)),
    ]


def _content() -> Element:
    return xml.paragraph([xml.run("[[nội dung]]", size=14)], xml.setting("both", 3, 3, indent=12.7))


def _signature() -> list[Element]:
    width = int(_SIGN * xml.TWIPS)
    sent_to = [
        xml.paragraph([xml.run("Nơi nhận:", size=12, bold=True, italic=True)], xml.setting(keep=True)),
        xml.paragraph([xml.run("[[nơi nhận]]", size=11)], xml.setting()),
    ]
    signed = [_centred("[[chức vụ người ký]]", 14, bold=True)]
    signed += [_centred("", 14) for _ in range(4)]
    signed.append(_centred("[[người ký]]", 14, bold=True))
    rows = [xml.row([xml.cell(sent_to, width), xml.cell(signed, width)])]
    gap = xml.paragraph([], xml.setting(keep=True, size=6))
    return [gap, xml.table(rows, [width, width], borders=False), xml.paragraph([], xml.setting(line=1))]
