"""Files as people really have them: written by several programs, with everything those can do. Each holds ROWS.

Nothing here means harm; what the portal refuses of it, it refuses with a reason (REFUSED).
"""

import datetime
import io
import struct
import zipfile
import zlib
from collections.abc import Callable

import docx
import openpyxl
import xlsxwriter
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table

ROWS = [["Mã hồ sơ", "Mã TTHC", "Ngày tiếp nhận", "Trạng thái"], ["H1", "1.001", "2024-06-10", "Đã giải quyết"]]
_DAY = datetime.date(2024, 6, 10)


def picture() -> bytes:
    """A PNG of one point."""

    def chunk(kind: bytes, said: bytes) -> bytes:
        return struct.pack(">L", len(said)) + kind + said + struct.pack(">L", zlib.crc32(kind + said))

    said = struct.pack(">2L5B", 1, 1, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", said) + chunk(b"IDAT", zlib.compress(b"\0" * 4)) + chunk(b"IEND", b"")


# --- workbooks: each function does something to a book with ROWS in its first sheet ---


def by_xlsxwriter(change: Callable = lambda book, sheet: None, **options: object) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, options) as book:
        sheet, day = book.add_worksheet("Hồ sơ"), book.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write_row(0, 0, ROWS[0])
        sheet.write_row(1, 0, ROWS[1])
        sheet.write_datetime(1, 2, datetime.datetime.combine(_DAY, datetime.time()), day)
        change(book, sheet)
    return out.getvalue()


def decorated(book, sheet) -> None:
    bold = book.add_format({"bold": True})
    sheet.write_rich_string(1, 3, "Đã ", bold, "giải quyết")
    sheet.write_comment("A1", "Ghi chú của người lập")
    sheet.insert_image("F2", "a.png", {"image_data": io.BytesIO(picture())})
    sheet.data_validation("D2:D9", {"validate": "list", "source": ["Đã giải quyết", "Đang giải quyết"]})
    sheet.conditional_format("A2:D9", {"type": "data_bar"})
    sheet.merge_range("H1:J2", "Gộp")
    sheet.write_url("F9", "https://dichvucong.gov.vn/")
    sheet.insert_button("F12", {"caption": "In"})
    sheet.freeze_panes(1, 0)
    sheet.protect("1234")
    sheet.set_header("&CSở Nội vụ")
    chart = book.add_chart({"type": "pie"})
    chart.add_series({"values": "='Hồ sơ'!$A$2:$A$3"})
    sheet.insert_chart("F20", chart)
    book.define_name("Ma", "='Hồ sơ'!$A$2")
    line = book.add_chart({"type": "line"})
    line.add_series({"values": "='Hồ sơ'!$A$2:$A$3"})
    book.add_chartsheet("Biểu đồ").set_chart(line)
    book.add_worksheet("Danh mục").hide()
    book.set_custom_property("Người lập", "A")


def tabled(book, sheet) -> None:
    sheet.add_table("A1:D2", {"columns": [{"header": text} for text in ROWS[0]], "name": "Bang"})


def far_formats(book, sheet) -> None:
    """A format at the end of the sheet, where somebody pressed Ctrl+End."""
    sheet.set_row(1_048_575, 30, book.add_format({"bg_color": "#ffffff"}))
    sheet.write_blank(1_048_575, 0, None, book.add_format({"border": 1}))
    sheet.write_blank(5, 16_383, None, book.add_format({"border": 1}))


def by_openpyxl(change: Callable = lambda book, sheet: None) -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    sheet = book.active
    for row in ROWS:
        sheet.append(row)
    sheet["C2"] = _DAY
    change(book, sheet)
    book.save(out)
    return out.getvalue()


def decorated_too(book, sheet) -> None:
    sheet["D2"] = CellRichText("Đã ", TextBlock(InlineFont(b=True), "giải quyết"))
    sheet["A1"].comment = Comment("Ghi chú", "Người lập")
    sheet["F8"] = "cổng"
    sheet["F8"].hyperlink = "https://dichvucong.gov.vn/"
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=1, min_row=1, max_row=2))
    sheet.add_chart(chart, "H2")
    check = DataValidation(type="list", formula1='"a,b"')
    sheet.add_data_validation(check)
    check.add("D2:D20")
    sheet.add_table(Table(displayName="Bang", ref="A1:D2"))
    sheet.merge_cells("H1:J1")
    book.create_sheet("Ẩn").sheet_state = "veryHidden"
    book.create_chartsheet("Biểu đồ").add_chart(BarChart())


def many_merged(book, sheet) -> None:
    for row in range(10, 3_010):
        sheet.merge_range(row, 6, row, 8, "")


def since_1904(book) -> None:
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904


# --- documents ---


def by_word(change: Callable = lambda document: None) -> bytes:
    document, out = docx.Document(), io.BytesIO()
    document.add_heading("Báo cáo", 1)
    table = document.add_table(rows=0, cols=4)
    for row in ROWS:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    change(document)
    document.save(out)
    return out.getvalue()


def decorated_document(document) -> None:
    section = document.sections[0]
    section.header.paragraphs[0].text = "Đầu trang"
    section.footer.paragraphs[0].text = "Chân trang"
    document.add_picture(io.BytesIO(picture()))
    document.add_comment(document.paragraphs[0].runs, text="Xem lại", author="A")
    document.add_page_break()
    document.add_paragraph("một", style="List Number")
    _link(document)
    said = (
        f'<w:p {nsdecls("w")}><w:ins w:id="1" w:author="A"><w:r><w:t>thêm</w:t></w:r></w:ins>'
        '<w:del w:id="2" w:author="A"><w:r><w:delText>xóa</w:delText></w:r></w:del>'
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
    )
    document.element.body.insert(1, parse_xml(said))


def _link(document) -> None:
    where = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), document.part.relate_to("https://thuathienhue.gov.vn/", where, is_external=True))
    document.paragraphs[0]._p.append(link)


# --- what other programs do to the zip ---


def again(content: bytes, *, swap: dict[str, str] | None = None, more: dict[str, bytes] | None = None, **how) -> bytes:
    """The same file packed by another program; ``swap``: texts inside, and in the names of parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(how.pop("into", out), "w", **how) as new:
        for name in old.namelist():
            said = old.read(name)
            for before, after in (swap or {}).items():
                said, name = said.replace(before.encode(), after.encode()), name.replace(before, after)
            new.writestr(name, said, zipfile.ZIP_DEFLATED)
        for name, said in (more or {}).items():
            new.writestr(name, said)
    return out.getvalue()


class _Pipe(io.RawIOBase):
    """Nobody can go back in it: what is written gets its sizes behind it (a data descriptor)."""

    def __init__(self) -> None:
        self.said = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data) -> int:
        self.said += data
        return len(data)


def piped(content: bytes) -> bytes:
    pipe = _Pipe()
    again(content, into=pipe)
    return bytes(pipe.said)


def prefixed(content: bytes) -> bytes:
    """As .NET programs write: every name of a sheet with a prefix."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            said = old.read(name).decode() if name.endswith(".xml") else ""
            if said and name.startswith("xl/") and "/theme" not in name:
                said = said.replace("</", "\0").replace("<?", "\1").replace("<", "<x:").replace("\0", "</x:")
                said = said.replace("\1", "<?").replace("xmlns=", "xmlns:x=")
            new.writestr(name, said or old.read(name))
    return out.getvalue()


CHART = {
    "word/charts/chart1.xml": b"<c:chartSpace xmlns:c='c'/>",
    "word/charts/_rels/chart1.xml.rels": b'<Relationships xmlns="r"><Relationship Id="rId1" Type="package" '
    b'Target="../embeddings/Microsoft_Excel_Worksheet.xlsx"/></Relationships>',
}

WORKBOOKS: dict[str, Callable[[], bytes]] = {
    "XlsxWriter": by_xlsxwriter,
    "XlsxWriter in little memory (inline strings)": lambda: by_xlsxwriter(constant_memory=True),
    "everything that XlsxWriter can": lambda: by_xlsxwriter(decorated),
    "a table": lambda: by_xlsxwriter(tabled),
    "formats at the end of the sheet": lambda: by_xlsxwriter(far_formats),
    "three thousand merged cells": lambda: by_xlsxwriter(many_merged),
    "ZIP64 extras": lambda: by_xlsxwriter(use_zip64=True),
    "days since 1904": lambda: by_xlsxwriter(date_1904=True),
    "openpyxl": by_openpyxl,
    "everything that openpyxl can": lambda: by_openpyxl(decorated_too),
    "openpyxl since 1904": lambda: by_openpyxl(lambda book, sheet: since_1904(book)),
    "sizes behind the parts": lambda: piped(by_xlsxwriter(decorated)),
    "stored, not deflated": lambda: by_openpyxl(),
    "folders in the zip": lambda: again(by_openpyxl(), more={"xl/": b"", "docProps/": b""}),
    "saved in a browser": lambda: again(
        by_xlsxwriter(), swap={"workbook.xml": "workbook2.xml", "sharedStrings.xml": "sharedStrings3.xml"}
    ),
    "names with a prefix": lambda: prefixed(by_xlsxwriter(decorated)),
    "ISO strict": lambda: again(
        by_xlsxwriter(), swap={"schemas.openxmlformats.org/spreadsheetml/2006": "purl.oclc.org/ooxml/spreadsheetml"}
    ),
    "a file inside": lambda: again(by_xlsxwriter(), more={"xl/embeddings/Microsoft_Word_Document.docx": by_word()}),
    "an old file inside": lambda: again(by_xlsxwriter(), more={"xl/embeddings/oleObject1.bin": b"\xd0\xcf\x11\xe0"}),
    "a comment of the zip": lambda: again(by_openpyxl(), more={"docProps/thumbnail.wmf": b"\xd7\xcd\xc6\x9a"}),
    "figures from another workbook": lambda: again(
        by_openpyxl(), more={"xl/externalLinks/externalLink1.xml": b"<externalLink/>"}
    ),
}
DOCUMENTS: dict[str, Callable[[], bytes]] = {
    "python-docx": by_word,
    "everything that python-docx can": lambda: by_word(decorated_document),
    "sizes behind the parts of a document": lambda: piped(by_word(decorated_document)),
    "a chart with its workbook": lambda: again(
        by_word(), more=CHART | {"word/embeddings/Microsoft_Excel_Worksheet.xlsx": by_openpyxl()}
    ),
    "an equation of old": lambda: again(by_word(), more={"word/embeddings/oleObject1.bin": b"\xd0\xcf\x11\xe0"}),
    "a document saved in a browser": lambda: again(by_word(), swap={"document.xml": "document2.xml"}),
    "an ISO strict document": lambda: again(
        by_word(), swap={"schemas.openxmlformats.org/wordprocessingml/2006": "purl.oclc.org/ooxml/wordprocessingml"}
    ),
    "footnotes": lambda: again(by_word(), more={"word/footnotes.xml": b"<w:footnotes xmlns:w='w'/>"}),
}
REFUSED = {"figures from another workbook": "liên kết ra ngoài"}
