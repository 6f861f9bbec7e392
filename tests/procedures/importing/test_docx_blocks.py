"""Does a document come out as its paragraphs and tables, and is what could harm refused before it is read?"""

import pytest

from procedures.importing import docx_blocks
from procedures.importing.faults import FileRefused
from tests.procedures.importing import documents
from tests.procedures.importing.documents import cell, paragraph, row, table

RELATIONS = """<Relationships><Relationship Id="a" Type="http://x/{}" Target="http://x.vn/" TargetMode="External"/>
</Relationships>"""


def written(tmp_path, body="", parts=None):
    path = tmp_path / "a.docx"
    path.write_bytes(documents.packed({"word/document.xml": documents.document(body)} | (parts or {})))
    return path


def test_paragraphs_and_tables_come_in_order_with_merged_cells_in_their_columns(tmp_path):
    head = row(cell("STT"), cell("Kết quả", '<w:gridSpan w:val="2"/>'))
    first = row(cell("1.", '<w:vMerge w:val="restart"/>'), cell("Văn\nbản"), cell("6"))
    under = row(cell("1.", "<w:vMerge/>"), cell("a"), cell(""))
    body = paragraph("Phụ lục 2") + table(head, first, under) + "<w:p/>" + paragraph("Hết")
    read = docx_blocks.read(written(tmp_path, body))
    assert read == ["Phụ lục 2", [["STT", "Kết quả", ""], ["1.", "Văn bản", "6"], ["", "a", ""]], "Hết"]


def test_what_was_struck_out_is_gone_and_a_table_in_a_cell_is_its_text(tmp_path):
    struck = "<w:del><w:r><w:delText>5</w:delText></w:r></w:del><w:ins><w:r><w:t>6</w:t></w:r></w:ins>"
    inner = table(row(cell("trong"), cell("ô")))
    body = table(f"<w:tr><w:tc><w:p>{struck}</w:p></w:tc><w:tc>{inner}<w:p/></w:tc></w:tr>")
    assert docx_blocks.read(written(tmp_path, body)) == [[["6", "trong ô"]]]


@pytest.mark.parametrize(
    "parts, why",
    [
        ({"word/vbaProject.bin": "x"}, "macro"),
        ({"word/_rels/settings.xml.rels": RELATIONS.format("attachedTemplate")}, "liên kết ra ngoài"),
        ({"word/styles.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a/>'}, "DTD"),
        ({"word/media/image1.png": "0" * 8_000_000}, "bom nén"),
        ({"[Content_Types].xml": '<a b="macroEnabled"/>'}, "docm"),
        ({"word/document.xml": "<w:document"}, "bị hỏng"),
        ({"word/document.xml": documents.document("<w:p>" * 300 + "</w:p>" * 300)}, "lồng quá"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_hostile_document_is_refused(tmp_path, parts, why):
    with pytest.raises(FileRefused, match=why):
        docx_blocks.read(written(tmp_path, paragraph("a"), parts))


def test_a_hyperlink_is_no_reason_to_refuse(tmp_path):
    path = written(tmp_path, paragraph("a"), {"word/_rels/document.xml.rels": RELATIONS.format("hyperlink")})
    assert docx_blocks.read(path) == ["a"]


def test_another_kind_of_file_is_refused(tmp_path):
    path = tmp_path / "a.docx"
    path.write_bytes(documents.packed({"xl/workbook.xml": "<a/>"}))
    with pytest.raises(FileRefused, match="không phải tệp Word"):
        docx_blocks.read(path)
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old")
    with pytest.raises(FileRefused, match=r"Word cũ \(\.doc\)"):
        docx_blocks.read(path)
