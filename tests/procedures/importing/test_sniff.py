"""In which encoding, with which separator and under which line is a file of dossiers written?"""

import codecs
import io
import unicodedata

import pytest

from procedures.importing import columns, sniff
from procedures.importing.faults import FileRefused
from tests.procedures import files

TEXT = files.text(files.row("H1", agency="Sở Kế hoạch và Đầu tư", outcome="Đã giải quyết"))


def read(raw: bytes) -> tuple[sniff.Layout, list[list[str]]]:
    """The layout and the rows, with the file seen in pieces as an upload is."""
    scan = sniff.Scan(raw[:100])
    for start in range(0, len(raw), 100):
        scan.feed(raw[start : start + 100])
    layout = sniff.layout(raw[: sniff.HEAD], scan.end(), whole=True)
    return layout, list(sniff.CsvSource(io.BytesIO(raw), layout))


def windows_1258(text: str) -> bytes:
    """As old Windows programs write: marks of tone apart, other letters whole."""
    out = []
    for letter in text:
        base = unicodedata.normalize("NFD", letter)
        tones = "".join(c for c in base if c in "\u0300\u0301\u0303\u0309\u0323")
        out.append(unicodedata.normalize("NFC", "".join(c for c in base if c not in tones)) + tones)
    return "".join(out).encode("cp1258")


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize(
    "encoding, raw",
    [
        ("utf-8", lambda text: text.encode()),
        ("utf-8-sig", lambda text: text.encode("utf-8-sig")),
        ("utf-16-le", lambda text: codecs.BOM_UTF16_LE + text.encode("utf-16-le")),
        ("utf-16-be", lambda text: codecs.BOM_UTF16_BE + text.encode("utf-16-be")),
        ("utf-16-le", lambda text: text.encode("utf-16-le")),
        ("utf-16-be", lambda text: text.encode("utf-16-be")),
        ("cp1258", windows_1258),
        ("utf-8", lambda text: unicodedata.normalize("NFD", text).encode()),
    ],
)
def test_a_file_is_read_as_it_was_written(encoding, raw, separator):
    text = files.text(files.row("H1", agency="Sở Kế hoạch, Đầu tư"), separator=separator)
    layout, rows = read(raw(text))
    assert (layout.encoding, layout.separator, layout.headers) == (encoding, separator, files.HEADERS)
    assert unicodedata.normalize("NFC", rows[0][2]) == "Sở Kế hoạch, Đầu tư"
    assert columns.guess(layout.headers, layout.samples).missing == ()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_file_that_ends_in_the_middle_of_a_letter_is_refused(encoding):
    with pytest.raises(FileRefused, match="cắt cụt"):
        read((TEXT + "Đã giải quyế").encode(encoding)[:-1])


def test_titles_above_the_header_are_read_over():
    layout, rows = read(("UBND TỈNH,,\r\nBÁO CÁO HỒ SƠ,,\r\n\r\n" + TEXT).encode())
    assert (layout.above, [row[0] for row in rows]) == (3, ["H1"])


@pytest.mark.parametrize(
    "raw, said",
    [
        (b"", "trống"),
        (b"PK\x03\x04 something", "tệp nén hoặc tệp Excel"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Excel cũ"),
        (b"%PDF-1.7", "PDF"),
        (TEXT.encode() + b"a\0b", "NUL"),
        (TEXT.encode() + b"\xff\xfe broken", "Không đọc được chữ"),
        (b"Ma ho so,Ma TTHC\r\n" + b"\x8d\x90", "Không đọc được chữ"),
        (TEXT.encode() + b"x" * 70_000, "dòng dài quá"),
        (b"only one column\r\n1\r\n", "tiêu đề"),
    ],
)
def test_what_is_no_table_of_text_is_refused_with_a_reason(raw, said):
    with pytest.raises(FileRefused, match=said):
        read(raw)
