"""Which files may be the template of reports, and what is said of the others?"""

import io
import zipfile

import docx
import pytest
from docx.oxml.ns import qn

from procedures.importing.faults import FileRefused
from reports.documents import word_check, word_template

OWN = word_template.template()
BODY = "word/document.xml"


def nobody(name: str) -> bool:
    return False


def changed(parts: dict[str, bytes] | None = None, **swaps: str) -> bytes:
    """The portal's own template with other parts, or with words of its body replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(OWN)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        given = {name: old.read(name) for name in old.namelist()} | (parts or {})
        for before, after in swaps.values():
            given[BODY] = given[BODY].replace(before.encode(), after.encode())
        for name, content in given.items():
            new.writestr(name, content)
    return out.getvalue()


def inserted(xml: str) -> bytes:
    return changed(swap=("<w:sectPr", f"{xml}<w:sectPr"))


def relation(target: str) -> bytes:
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"
    return (
        '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r1" Type="{kind}" Target="{target}" TargetMode="External"/></Relationships>'
    ).encode()


def field(words: str) -> str:
    begin, end = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "end"))
    return f"<w:p>{begin}<w:r><w:instrText>{words}</w:instrText></w:r>{end}</w:p>"


HOSTILE = {
    "no file": b"",
    "not a zip": b"%PDF-1.7",
    "a file behind something else": b"x" + OWN,
    "cut off": OWN[: len(OWN) // 2],
    "macros": changed({"word/vbaProject.bin": b"x"}),
    "an embedded file": changed({"word/embeddings/oleObject1.bin": b"x"}),
    "controls": changed({"word/activeX/activeX1.xml": b"<a/>"}),
    "a template elsewhere": changed({"word/_rels/settings.xml.rels": relation("http://127.0.0.1/a.dotm")}),
    "a share elsewhere": changed({"word/_rels/settings.xml.rels": relation("file://host/a.dotm")}),
    "a DTD": changed({BODY: b'<!DOCTYPE a [<!ENTITY b "c">]>' + b"<a>&b;</a>"}),
    "a DTD in UTF-16": changed({BODY: '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE a><a/>'.encode("utf-16")}),
    "a bomb": changed({"word/styles.xml": b"<a>" + b" " * 20_000_000 + b"</a>"}),
    "a paragraph too many": inserted("<w:p/>" * 2_001),
    "another document inside": inserted('<w:altChunk r:id="rId1"/>'),
    "an object": inserted("<w:p><w:r><w:object/></w:r></w:p>"),
    "a field that fetches": inserted(field(' INCLUDEPICTURE "http://127.0.0.1/a.png" ')),
    "a field that runs": inserted(field(" DDEAUTO c:\\\\windows\\\\cmd.exe ")),
    "a field in one piece": inserted('<w:p><w:fldSimple w:instr=" INCLUDETEXT x "/></w:p>'),
    "a field in pieces": inserted(field("INCLUDE</w:instrText></w:r><w:r><w:instrText>TEXT x")),
    "a picture that is none": changed({"word/media/image1.png": b"<svg/>"}),
    "a picture of another kind": changed({"word/media/image1.emf": b"x"}),
    "broken XML": changed({BODY: b"<w:document>"}),
    "another document": changed({BODY: b"<a/>"}),
}


def test_the_template_of_the_portal_is_one():
    assert not word_check.check(OWN, nobody)


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_or_broken_file_is_refused(what):
    with pytest.raises(FileRefused, match=r"[a-zđ]"):
        word_check.check(HOSTILE[what], nobody)


def test_places_that_are_missing_or_unknown_are_listed():
    faults = word_check.check(
        changed(one=("[[người ký]]", "Nguyễn Văn A"), two=("BÁO CÁO", "[[2:2]] [[báo cáo]]")),
        lambda name: name == "2:2",
    )
    assert faults.missing == ("người ký",)
    assert faults.unknown == ("báo cáo",)
    assert str(faults) == "Mẫu còn thiếu: [[người ký]]. Mẫu có chỗ điền mà cổng không biết: [[báo cáo]]."


@pytest.mark.parametrize("text", ["Phần [[nội dung]]", "[[nội dung]] [[nội dung]]"])
def test_the_narrative_has_a_paragraph_of_its_own(text):
    assert "riêng một đoạn" in str(word_check.check(changed(one=("[[nội dung]]", text)), nobody))


def test_what_word_saves_beside_the_text_does_no_harm():
    file = docx.Document(io.BytesIO(OWN))
    file.core_properties.author = "Văn thư"
    file.element.body.find(qn("w:sectPr")).addprevious(file.add_paragraph("Thêm một dòng")._p)
    out = io.BytesIO()
    file.save(out)
    assert not word_check.check(out.getvalue(), nobody)
