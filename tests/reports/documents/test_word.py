"""The Word report read back: its paper, its sections, its texts as they went in."""

import dataclasses
import datetime
import io
from decimal import Decimal

import docx
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn

from reports import cells, letterhead, tables
from reports.documents import word, word_template
from reports.documents.word import Document, Part, Section
from reports.placeholders import SpanFigures, TextFigures
from tests.reports import real
from tests.reports.test_letterhead import DEPARTMENT
from tests.security import hostile

TEXTS = (*hostile.EVERYTHING, "]]>&amp;</w:t></w:r>", "R&D <b>x</b>", "{{7*7}}{% for x in y %}", "\tthụt\tvào")
CELLS = {
    "2:2.1": cells.Cell(cells.State.REPORTED, Decimal(21)),
    "2:2.2": cells.Cell(cells.State.REPORTED, Decimal(12)),
}
SHEET = cells.complete(real.EDITION, real.SKHDT, CELLS, {})
SAY = TextFigures(real.EDITION, SpanFigures(SHEET))


def document(*texts: str, appendices: bool = False, **more) -> Document:
    head = dataclasses.replace(DEPARTMENT, signer="Nguyễn Đại Minh", title="Giám đốc", **more)
    paper = tables.Paper(head.agency, head.period, head.number, head.date, head.marks)
    drawn = tables.of_report(real.EDITION, SHEET, {}, paper) if appendices else ()
    parts = tuple(Part(text, SAY) for text in texts)
    sections = (Section("I", "Công tác chỉ đạo", 1, takes_text=False), Section("I.1", "Về kế hoạch", 2, parts))
    draft = "DỰ THẢO" in head.marks
    return Document(letterhead.names(head), SAY, sections, drawn, draft=draft, address=head.address)


def read(made: bytes) -> docx.document.Document:
    return docx.Document(io.BytesIO(made))


def written(*texts: str, **more) -> docx.document.Document:
    return read(word.written(document(*texts, **more), word_template.template()))


def words(file: docx.document.Document) -> list[str]:
    """Every paragraph of the body, those of its tables too."""
    found = []
    for one in file.element.body.iter(qn("w:p")):
        found.append(docx.text.paragraph.Paragraph(one, file).text)
    return found


def test_the_paper_is_a4_with_the_margins_of_the_decree_and_numbers_from_the_second_page_on():
    section = written("Một.").sections[0]
    assert [round(side.mm) for side in (section.page_width, section.page_height)] == [210, 297]
    sides = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(side.mm) for side in sides] == [20, 20, 30, 15]
    assert section.different_first_page_header_footer
    assert "PAGE" in section.header._element.xml
    assert [one.text for one in section.first_page_header.paragraphs] == [""]


def test_the_head_and_the_foot_are_those_of_an_administrative_document():
    file = written("Một.", number="2147/BC-SKHĐT", date=datetime.date(2024, 6, 11))
    said = words(file)
    for text in (
        "UBND TỈNH THỪA THIÊN HUẾ",
        "SỞ KẾ HOẠCH VÀ ĐẦU TƯ",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Số: 2147/BC-SKHĐT",
        "Thừa Thiên Huế, ngày 11 tháng 6 năm 2024",
        "Kết quả công tác cải cách hành chính 6 tháng đầu năm 2024",
        "I. CÔNG TÁC CHỈ ĐẠO",
        "1. Về kế hoạch",
        "Một./.",
        "- UBND tỉnh Thừa Thiên Huế;\n- Sở Nội vụ;\n- Lưu: VT.",
        "GIÁM ĐỐC",
        "Nguyễn Đại Minh",
    ):
        assert text in said
    assert not [text for text in said if "[[" in text or "DỰ THẢO" in text]
    assert file.styles["Normal"].font.name == "Times New Roman"


def test_a_draft_says_so_and_where_nothing_is_written_yet():
    file = written(marks=("DỰ THẢO",))
    assert "DỰ THẢO" in words(file)
    assert word.UNWRITTEN in words(file)
    assert [one.text for one in file.sections[0].header.paragraphs] == ["2", "DỰ THẢO"]


def test_figures_stand_in_their_places_and_an_unknown_name_is_marked():
    file = written("Đạt [[đạt 2:2]], giao [[2:2.1]]; [[9:9]]; còn [[2:1]].")
    line = next(one for one in file.paragraphs if one.text.startswith("Đạt"))
    said = "Đạt đạt 57,14\u00a0%, giao 21\u00a0nhiệm vụ; (không có số liệu nào tên “9:9”); còn chưa đủ số liệu./."
    assert line.text == said
    assert [run.text for run in line.runs if run.font.highlight_color] == ["(không có số liệu nào tên “9:9”)"]


def test_what_is_approved_bears_its_code_at_the_foot_of_every_page():
    file = written("Một.", confirmed="1a2b-3c4d-5e6f", address="https://cchc.example/confirm/")
    said = "Mã xác nhận 1a2b-3c4d-5e6f, kiểm tra tại https://cchc.example/confirm/"
    for footer in (file.sections[0].footer, file.sections[0].first_page_footer):
        assert [one.text.strip() for one in footer.paragraphs] == [said]
        [picture] = footer.part.element.iter(qn("wp:docPr"))
        assert picture.get("descr") == "Mã QR dẫn tới trang kiểm tra bản in"
        assert [one.partname for one in footer.part.related_parts.values()] == ["/word/media/image1.png"]
    assert [one.text for one in written("Một.").sections[0].footer.paragraphs] == [""]


def test_each_appendix_lies_in_a_section_of_its_own():
    file = written("Một.", appendices=True)
    assert [one.orientation for one in file.sections] == [WD_ORIENT.PORTRAIT] + [WD_ORIENT.LANDSCAPE] * 7
    assert {(round(one.page_width.mm), round(one.page_height.mm)) for one in list(file.sections)[1:]} == {(297, 210)}
    table = file.tables[2]  # behind those of the head and of the signature
    assert [cell.text for cell in table.rows[3].cells] == [
        "2.",
        "Tỷ lệ hoàn thành Kế hoạch CCHC năm (Lũy kế đến thời điểm báo cáo)",
        "%",
        "57,14 %",
        "",
    ]
    looks = [(run.text, run.bold, run.italic) for run in table.rows[3].cells[1].paragraphs[0].runs]
    assert looks[0][1:] == (True, False)
    assert looks[-1] == ("(Lũy kế đến thời điểm báo cáo)", True, True)


def test_texts_come_out_as_they_went_in():
    said = words(written(*(f"Mở {place}.\n{text}\nĐóng {place}." for place, text in enumerate(TEXTS)), "Hết."))
    for place, text in enumerate(TEXTS):
        start, end = said.index(f"Mở {place}."), said.index(f"Đóng {place}.")
        assert said[start + 1 : end] == word.lines(text)


def test_only_what_no_document_can_hold_is_left_out_of_a_text():
    assert word.lines("a\x00\x01\x0b\x7f\x9f\ufffe\tb\r\n\n&<>\"'{{7*7}} 👩‍👩‍👧\u202e") == [
        "a\tb",
        "&<>\"'{{7*7}} 👩‍👩‍👧\u202e",
    ]


def test_a_place_that_word_has_cut_into_runs_is_filled_in_the_look_of_the_first():
    file = read(word_template.template())
    line = file.paragraphs[0].insert_paragraph_before("")
    for piece, bold in (("Đã giao [", None), ("[2:", True), ("2.1]", None), ("] việc\t[[số 2:2.2]]", None)):
        line.add_run(piece).bold = bold
    out = io.BytesIO()
    file.save(out)
    assert "Đã giao 21 nhiệm vụ việc\t12" in words(read(word.written(document("Một."), out.getvalue())))
