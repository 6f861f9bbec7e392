"""May this workbook or document be opened at all? What its zip says is checked before a byte of it is inflated.

Sources of the bounds: a legitimate sheet of 1.048.576 rows inflates to about 400 MB at a ratio of 7; bombs reach
1.000. Runs in the child processes (xlsx_child, docx_child), under their limits.
"""

import dataclasses
import re
import struct
import zipfile
import zlib
from collections.abc import Collection
from typing import IO
from xml.parsers import expat

from procedures.importing.faults import FileRefused

MOST_ENTRIES = 2_000
MOST_INFLATED = 1024 * 1024 * 1024
LARGEST_FILE = 200 * 1024 * 1024
MOST_RATIO, RATIO_ABOVE = 200, 1024 * 1024
LONGEST_NAME = 200
LARGEST_RELATIONS = 1024 * 1024
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError)  # what reading a part of a damaged zip raises
_LOCAL = struct.Struct("<4s5H3L2H")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_ACTIVE = (
    (re.compile(r"vbaproject|\.bas$|macrosheets?/|/vba", re.I), "macro"),
    (re.compile(r"externallinks?/|connections\.xml$|querytables?/|ddelink", re.I), "liên kết ra ngoài"),
    (re.compile(r"activex/", re.I), "điều khiển ActiveX"),
)
# The workbooks behind charts, and other files inside: the readers never look into them (``is_embedded``).
_EMBEDDED = re.compile(r"embeddings/|oleobject", re.I)
SAVE_AGAIN = "Hãy chép dữ liệu sang một sổ tính mới, lưu kiểu “Excel Workbook (.xlsx)” hoặc “CSV UTF-8”."


@dataclasses.dataclass(frozen=True, slots=True)
class FileKind:
    """A program's files: what they are called, what every one holds, and what to do with one that is refused."""

    name: str
    suffix: str
    old: str  # the suffix of the program's files before they were zips
    active: str  # the suffix of those with macros
    needed: tuple[str, ...]
    again: str
    links: bool = False  # hyperlinks may lead elsewhere; nothing else may


WORKBOOK = FileKind("Excel", ".xlsx", ".xls", ".xlsm", ("[Content_Types].xml", "xl/workbook.xml"), SAVE_AGAIN)
DOCUMENT = FileKind(
    "Word",
    ".docx",
    ".doc",
    ".docm",
    ("[Content_Types].xml", "word/document.xml"),
    "Hãy chép nội dung sang một văn bản mới, lưu kiểu “Word Document (.docx)” rồi nạp lại.",
    links=True,
)
_LINK = "/hyperlink"


def opened(file: IO[bytes], kind: FileKind = WORKBOOK) -> zipfile.ZipFile:
    """The zip of a workbook or document, checked. Raises FileRefused."""
    head = file.read(8)
    if head.startswith(_OLE):
        raise FileRefused(
            f"Tệp có mật khẩu, hoặc là {kind.name} cũ ({kind.old}). "
            f"Hãy bỏ mật khẩu và lưu thành {kind.suffix}. {kind.again}"
        )
    if not head.startswith(b"PK\x03\x04"):
        raise FileRefused(f"Đây không phải tệp {kind.name} {kind.suffix}. {kind.again}")
    size = file.seek(0, 2)
    if size > LARGEST_FILE:
        raise FileRefused(f"Tệp {kind.name} lớn nhất {LARGEST_FILE // 1024**2} MB. {kind.again}")
    try:
        book = zipfile.ZipFile(file)
        _entries(book, file, kind)
        return book
    except (*BROKEN, zipfile.LargeZipFile, NotImplementedError, ValueError, struct.error) as error:
        raise FileRefused(f"Tệp {kind.name} bị hỏng hoặc bị cắt cụt. {kind.again}") from error


def _entries(book: zipfile.ZipFile, file: IO[bytes], kind: FileKind) -> None:
    entries = book.infolist()
    if len(entries) > MOST_ENTRIES:
        raise FileRefused(f"Tệp {kind.name} có {len(entries)} phần, nhiều nhất {MOST_ENTRIES}. {kind.again}")
    names = [entry.filename for entry in entries]
    if len({name.lower() for name in names}) != len(names):
        raise FileRefused(f"Tệp {kind.name} có hai phần trùng tên. {kind.again}")
    if absent := [name for name in kind.needed if place(names, name) not in names]:
        raise FileRefused(f"Đây không phải tệp {kind.name} {kind.suffix} (thiếu {absent[0]}). {kind.again}")
    for entry in entries:
        _entry(entry, kind)
    if sum(entry.file_size for entry in entries) > MOST_INFLATED:
        raise FileRefused(f"Nội dung tệp {kind.name} bung ra quá {MOST_INFLATED // 1024**3} GB. {kind.again}")
    _no_overlap(book, entries, file, kind)
    for entry in entries:
        if entry.filename.lower().endswith((".xml", ".rels")):
            _prolog(book, entry, kind)
        if kind.links and entry.filename.lower().endswith(".rels"):
            _relations(book, entry, kind)
    if b"macroEnabled" in book.read("[Content_Types].xml"):
        raise FileRefused(f"Tệp {kind.name} có macro ({kind.active} đổi tên). {kind.again}")


def _entry(entry: zipfile.ZipInfo, kind: FileKind) -> None:
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
        raise FileRefused(f"Tệp {kind.name} có phần mang tên không hợp lệ. {kind.again}")
    for pattern, what in _ACTIVE:
        if pattern.search(name):
            raise FileRefused(f"Tệp {kind.name} có {what} ({name}). {kind.again}")
    if entry.flag_bits & 0x1:
        raise FileRefused(f"Tệp {kind.name} có phần bị mã hóa. {kind.again}")
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise FileRefused(f"Tệp {kind.name} dùng cách nén lạ. {kind.again}")
    if entry.file_size > RATIO_ABOVE and entry.file_size > MOST_RATIO * max(entry.compress_size, 1):
        raise FileRefused(
            f"Phần {name} của tệp {kind.name} nén quá {MOST_RATIO} lần, như một quả bom nén. {kind.again}"
        )


def _no_overlap(book: zipfile.ZipFile, entries: list[zipfile.ZipInfo], file: IO[bytes], kind: FileKind) -> None:
    """Every part has its own bytes, from the first of the file on, before the directory of the zip."""
    place = 0
    for entry in sorted(entries, key=lambda one: one.header_offset):
        file.seek(entry.header_offset)
        mark, *_, name_length, extra_length = _LOCAL.unpack(file.read(_LOCAL.size))
        if mark != b"PK\x03\x04" or entry.header_offset < place:
            raise FileRefused(f"Các phần của tệp {kind.name} chồng lên nhau. {kind.again}")
        place = entry.header_offset + _LOCAL.size + name_length + extra_length + entry.compress_size
    if place > book.start_dir:
        raise FileRefused(f"Các phần của tệp {kind.name} chồng lên nhau. {kind.again}")


def _prolog(book: zipfile.ZipFile, entry: zipfile.ZipInfo, kind: FileKind) -> None:
    """A DTD stands before the first element, in whatever encoding; neither workbook nor document needs one."""
    with book.open(entry) as part:
        found = part.read(16 * 1024)
    if not found.strip():
        return
    parser = parser_without_dtd(kind)
    try:
        parser.Parse(found, False)
    except (expat.ExpatError, ValueError, LookupError) as error:  # the last two: an encoding it does not know
        raise FileRefused(f"Phần {entry.filename} của tệp {kind.name} không phải XML đọc được. {kind.again}") from error


def _relations(book: zipfile.ZipFile, entry: zipfile.ZipInfo, kind: FileKind) -> None:
    """No template, picture or part of a document lies elsewhere: only hyperlinks lead out, when somebody clicks."""
    parser = parser_without_dtd(kind)

    def start(name: str, said: dict[str, str]) -> None:
        if said.get("TargetMode", "").lower() == "external" and not said.get("Type", "").endswith(_LINK):
            raise FileRefused(f"Tệp {kind.name} có liên kết ra ngoài ({said.get('Target', '')[:80]}). {kind.again}")

    parser.StartElementHandler = start
    if entry.file_size > LARGEST_RELATIONS:
        raise FileRefused(f"Phần {entry.filename} của tệp {kind.name} lớn bất thường. {kind.again}")
    try:
        parser.Parse(book.read(entry), True)
    except (expat.ExpatError, ValueError, LookupError, *BROKEN) as error:
        raise FileRefused(f"Phần {entry.filename} của tệp {kind.name} không phải XML đọc được. {kind.again}") from error


def is_embedded(part: str) -> bool:
    """A whole file inside the file: nothing of ours reads it, whatever points at it."""
    return bool(_EMBEDDED.search(part))


def place(names: Collection[str], part: str) -> str:
    """Where a part is: programs in a browser save "word/document2.xml". The name itself where there is no such part."""
    stem, _, ending = part.rpartition(".")
    numbered = re.compile(rf"{re.escape(stem)}\d{{1,4}}\.{ending}")
    return part if part in names else next((name for name in names if numbered.fullmatch(name)), part)


def parser_without_dtd(kind: FileKind = WORKBOOK) -> expat.XMLParserType:
    """A parser that refuses document types and entities before they can do anything."""
    parser = expat.ParserCreate()

    def refuse(*args: object) -> None:
        raise FileRefused(f"Tệp {kind.name} có khai báo DTD, một cách tấn công đã biết. {kind.again}")

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    return parser
