"""Workbooks that are built to harm whoever opens them: name, bytes, what the refusal says.

Small to write, large or wrong to read. Built here, so that what each one does can be seen.
"""

import io
import struct
import zipfile
from collections.abc import Callable

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
HEADER = "".join(
    f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in ("Mã hồ sơ", "Mã TTHC", "Ngày tiếp nhận", "Trạng thái")
)
SHEET = f'<worksheet xmlns="{MAIN}"><sheetData><row r="1">{HEADER}</row>%s</sheetData>%s</worksheet>'
PARTS = {
    "[Content_Types].xml": "<Types/>",
    "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELS}"><sheets><sheet name="A" sheetId="1" r:id="r1"/>'
    "</sheets></workbook>",
    "xl/_rels/workbook.xml.rels": '<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/>'
    "</Relationships>",
    "xl/worksheets/sheet1.xml": SHEET % ('<row r="2"><c t="inlineStr"><is><t>H1</t></is></c></row>', ""),
}
BOMB = "<!DOCTYPE x [" + "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 9)) + "]>"


def book(changed: dict[str, str | bytes] | None = None, *, more: dict[str, str | bytes] | None = None) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, text in (PARTS | (changed or {}) | (more or {})).items():
            made.writestr(name, text)
    return out.getvalue()


def sheet(rows: str = "", behind: str = "") -> bytes:
    return book({"xl/worksheets/sheet1.xml": SHEET % (rows, behind)})


def twice() -> bytes:
    out = io.BytesIO(book())
    with zipfile.ZipFile(out, "a") as made:
        made.writestr("xl/Workbook.XML", "again")
    return out.getvalue()


def overlapping() -> bytes:
    """Two hundred parts that share the bytes of one."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, text in PARTS.items():
            made.writestr(name, text)
        made.writestr("xl/media/big.xml", " " * 900_000)
        (big,) = (entry for entry in made.filelist if entry.filename == "xl/media/big.xml")
        for number in range(200):
            again = zipfile.ZipInfo(f"xl/media/n{number}.xml")
            for field in ("header_offset", "compress_size", "file_size", "CRC", "compress_type", "flag_bits"):
                setattr(again, field, getattr(big, field))
            made.filelist.append(again)
            made.NameToInfo[again.filename] = again
    return out.getvalue()


def many_large() -> bytes:
    """Six hundred parts that say they inflate to two megabytes each, just below the suspicious ratio."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, text in (PARTS | {f"xl/m{n}.bin": "x" * 10_000 for n in range(600)}).items():
            made.writestr(name, text)
        for entry in made.filelist[len(PARTS) :]:
            entry.file_size = 1_900_000
    return out.getvalue()


def patched(raw: bytes, name: str, offset: int, value: bytes) -> bytes:
    """A workbook whose directory says something else about one part; ``offset`` within the entry of the directory."""
    place = raw.rindex(b"PK\x01\x02", 0, raw.rindex(name.encode()))
    return raw[: place + offset] + value + raw[place + offset + len(value) :]


def dtd(encoding: str) -> bytes:
    text = f'<?xml version="1.0" encoding="{encoding}"?>{BOMB}{PARTS["xl/workbook.xml"]}'
    return book({"xl/workbook.xml": text.encode(encoding)})


def shared(strings: str, *, first: str = "0") -> bytes:
    return book(
        {"xl/worksheets/sheet1.xml": SHEET % (f'<row r="2"><c t="s"><v>{first}</v></c></row>', "")},
        more={"xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{strings}</sst>'},
    )


CELLS = "".join(f'<c r="{letter}%d"><v>1</v></c>' for letter in "ABCD")
WAYS: dict[str, tuple[Callable[[], bytes], str]] = {
    "a zip bomb": (lambda: sheet(" " * 30_000_000), "quả bom nén"),
    "a bomb below the ratio": (many_large, "bung ra quá"),
    "parts over each other": (overlapping, "chồng lên nhau"),
    "a lie about the size": (
        lambda: patched(book(), "xl/worksheets/sheet1.xml", 24, struct.pack("<L", 40)),
        "hỏng",
    ),
    "a part twice": (twice, "trùng tên"),
    "a hundred thousand sheets": (lambda: book(more={f"xl/worksheets/s{n}.xml": "<a/>" for n in range(3_000)}), "phần"),
    "a DTD": (lambda: dtd("utf-8"), "DTD"),
    "a DTD in UTF-16": (lambda: dtd("utf-16"), "DTD"),
    "a DTD in UTF-7": (lambda: dtd("utf-7"), "XML đọc được"),
    "a file of the server": (
        lambda: book(
            {"xl/workbook.xml": '<!DOCTYPE a [<!ENTITY f SYSTEM "file:///etc/passwd">]><workbook>&f;</workbook>'}
        ),
        "DTD",
    ),
    "a cell far to the right": (lambda: sheet('<row r="2"><c r="XFD2"><v>1</v></c></row>'), "quá xa"),
    "a cell beyond the last column": (lambda: sheet('<row r="2"><c r="ZZZ2"><v>1</v></c></row>'), "địa chỉ ô"),
    "a row far below": (lambda: sheet('<row r="1048576"><c r="A1048576"><v>1</v></c></row>'), "quá xa"),
    "a row beyond the last": (lambda: sheet('<row r="99999999"><c><v>1</v></c></row>'), "quá xa"),
    "a million merged cells": (
        lambda: sheet("", '<mergeCell ref="A1:B2"/>' * 20_000),
        "ô gộp",
    ),
    "deep elements": (lambda: sheet("", "<a>" * 500 + "</a>" * 500), "tầng"),
    "a huge cell": (lambda: sheet(f'<row r="2"><c t="str"><v>{"x" * 40_000}</v></c></row>'), "dài quá"),
    "a huge string": (lambda: shared(f"<si><t>{'x' * 900_000}</t></si>"), "dài quá"),
    "a string that is not there": (lambda: shared("<si><t>a</t></si>", first="7"), "chữ không có"),
    "broken XML": (lambda: sheet(" " * 20_000 + "<row"), "hỏng"),
    "macros": (lambda: book(more={"xl/vbaProject.bin": "x"}), "macro"),
    "macros under another name": (
        lambda: book({"[Content_Types].xml": '<Types><Override ContentType="a.macroEnabled.main+xml"/></Types>'}),
        "macro",
    ),
    "a link to another book": (lambda: book(more={"xl/externalLinks/externalLink1.xml": "<a/>"}), "liên kết"),
    "a connection": (lambda: book(more={"xl/connections.xml": "<a/>"}), "liên kết"),
    "a control": (lambda: book(more={"xl/activeX/activeX1.xml": "<a/>"}), "ActiveX"),
    "a path out of the folder": (lambda: book(more={"../../etc/cron.d/x": "x"}), "tên không hợp lệ"),
    "a path from the root": (lambda: book(more={"/etc/passwd": "x"}), "tên không hợp lệ"),
    "a backslash": (lambda: book(more={"xl\\a": "x"}), "tên không hợp lệ"),
    "an encrypted part": (lambda: patched(book(), "xl/worksheets/sheet1.xml", 8, b"\x01\x00"), "mã hóa"),
    "another compression": (lambda: patched(book(), "xl/worksheets/sheet1.xml", 10, b"\x0e\x00"), "nén lạ"),
    "an encrypted workbook": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 4096, "mật khẩu"),
    "cut off": (lambda: book()[:-60], "hỏng"),
    "no workbook": (lambda: book().replace(b"xl/workbook.xml", b"xl/workbooq.xml"), "thiếu"),
    "a PDF in front": (lambda: b"%PDF-1.7\n" + book(), "không phải"),
    "a page in front": (lambda: b"<html></html>" + book(), "không phải"),
    "no sheet": (lambda: book({"xl/workbook.xml": "<workbook/>"}), "không có trang tính"),
}
