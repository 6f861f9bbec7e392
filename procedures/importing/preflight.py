"""May this workbook be opened at all? What its zip says is checked before a byte of it is inflated.

Sources of the bounds: a legitimate sheet of 1.048.576 rows inflates to about 400 MB at a ratio of 7; bombs reach
1.000. Runs in the child process (xlsx_child), under its limits.
"""

import re
import struct
import zipfile
from typing import IO
from xml.parsers import expat

from procedures.importing.faults import FileRefused

MOST_ENTRIES = 2_000
MOST_INFLATED = 1024 * 1024 * 1024
LARGEST_FILE = 200 * 1024 * 1024
MOST_RATIO, RATIO_ABOVE = 200, 1024 * 1024
LONGEST_NAME = 200
NEEDED = ("[Content_Types].xml", "xl/workbook.xml")
_LOCAL = struct.Struct("<4s5H3L2H")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_ACTIVE = (
    (re.compile(r"vbaproject|\.bas$|macrosheets?/|/vba", re.I), "macro"),
    (re.compile(r"embeddings/|oleobject", re.I), "tệp nhúng"),
    (re.compile(r"externallinks?/|connections\.xml$|querytables?/|ddelink", re.I), "liên kết ra ngoài"),
    (re.compile(r"activex/|ctrlprops/", re.I), "điều khiển ActiveX"),
)
SAVE_AGAIN = "Hãy chép dữ liệu sang một sổ tính mới, lưu kiểu “Excel Workbook (.xlsx)” hoặc “CSV UTF-8”."


def opened(file: IO[bytes]) -> zipfile.ZipFile:
    """The workbook's zip, checked. Raises FileRefused."""
    head = file.read(8)
    if head.startswith(_OLE):
        raise FileRefused(f"Tệp có mật khẩu, hoặc là Excel cũ (.xls). Hãy bỏ mật khẩu và lưu thành .xlsx. {SAVE_AGAIN}")
    if not head.startswith(b"PK\x03\x04"):
        raise FileRefused(f"Đây không phải tệp Excel .xlsx. {SAVE_AGAIN}")
    size = file.seek(0, 2)
    if size > LARGEST_FILE:
        raise FileRefused(f"Tệp Excel lớn nhất {LARGEST_FILE // 1024**2} MB; hãy lưu thành CSV.")
    try:
        book = zipfile.ZipFile(file)
        _entries(book, file)
        return book
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, ValueError, struct.error) as error:
        raise FileRefused(f"Tệp Excel bị hỏng hoặc bị cắt cụt. {SAVE_AGAIN}") from error


def _entries(book: zipfile.ZipFile, file: IO[bytes]) -> None:
    entries = book.infolist()
    if len(entries) > MOST_ENTRIES:
        raise FileRefused(f"Tệp Excel có {len(entries)} phần, nhiều nhất {MOST_ENTRIES}. {SAVE_AGAIN}")
    names = [entry.filename for entry in entries]
    if len({name.lower() for name in names}) != len(names):
        raise FileRefused(f"Tệp Excel có hai phần trùng tên. {SAVE_AGAIN}")
    if absent := [name for name in NEEDED if name not in names]:
        raise FileRefused(f"Đây không phải tệp Excel .xlsx (thiếu {absent[0]}). {SAVE_AGAIN}")
    for entry in entries:
        _entry(entry)
    if sum(entry.file_size for entry in entries) > MOST_INFLATED:
        raise FileRefused(f"Nội dung tệp Excel bung ra quá {MOST_INFLATED // 1024**3} GB. Hãy lưu thành CSV.")
    _no_overlap(book, entries, file)
    for entry in entries:
        if entry.filename.lower().endswith((".xml", ".rels")):
            _prolog(book, entry)
    if b"macroEnabled" in book.read("[Content_Types].xml"):
        raise FileRefused(f"Tệp Excel có macro (.xlsm đổi tên). {SAVE_AGAIN}")


def _entry(entry: zipfile.ZipInfo) -> None:
    name = entry.filename
    if (
        len(name) > LONGEST_NAME
        or name.startswith("/")
        or "\\" in name
        or entry.orig_filename != name
        or not name.isprintable()
        or ".." in name.split("/")
        or ":" in name
    ):
        raise FileRefused(f"Tệp Excel có phần mang tên không hợp lệ. {SAVE_AGAIN}")
    for pattern, what in _ACTIVE:
        if pattern.search(name):
            raise FileRefused(f"Tệp Excel có {what} ({name}). {SAVE_AGAIN}")
    if entry.flag_bits & 0x1:
        raise FileRefused(f"Tệp Excel có phần bị mã hóa. {SAVE_AGAIN}")
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise FileRefused(f"Tệp Excel dùng cách nén lạ. {SAVE_AGAIN}")
    if entry.file_size > RATIO_ABOVE and entry.file_size > MOST_RATIO * max(entry.compress_size, 1):
        raise FileRefused(f"Phần {name} của tệp Excel nén quá {MOST_RATIO} lần, như một quả bom nén. {SAVE_AGAIN}")


def _no_overlap(book: zipfile.ZipFile, entries: list[zipfile.ZipInfo], file: IO[bytes]) -> None:
    """Every part has its own bytes, from the first of the file on, before the directory of the zip."""
    place = 0
    for entry in sorted(entries, key=lambda one: one.header_offset):
        file.seek(entry.header_offset)
        mark, *_, name_length, extra_length = _LOCAL.unpack(file.read(_LOCAL.size))
        if mark != b"PK\x03\x04" or entry.header_offset < place:
            raise FileRefused(f"Các phần của tệp Excel chồng lên nhau. {SAVE_AGAIN}")
        place = entry.header_offset + _LOCAL.size + name_length + extra_length + entry.compress_size
    if place > book.start_dir:
        raise FileRefused(f"Các phần của tệp Excel chồng lên nhau. {SAVE_AGAIN}")


def _prolog(book: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    """A DTD stands before the first element, in whatever encoding; no workbook needs one."""
    with book.open(entry) as part:
        found = part.read(16 * 1024)
    if not found.strip():
        return
    parser = parser_without_dtd()
    try:
        parser.Parse(found, False)
    except expat.ExpatError as error:
        raise FileRefused(f"Phần {entry.filename} của tệp Excel không phải XML đọc được. {SAVE_AGAIN}") from error


def parser_without_dtd() -> expat.XMLParserType:
    """A parser that refuses document types and entities before they can do anything."""
    parser = expat.ParserCreate()

    def refuse(*args: object) -> None:
        raise FileRefused(f"Tệp Excel có khai báo DTD, một cách tấn công đã biết. {SAVE_AGAIN}")

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    return parser
