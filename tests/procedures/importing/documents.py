"""Word documents as small as they can be, written part by part."""

import io
import zipfile
from xml.sax.saxutils import escape

_SPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'


def paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{escape(text)}</w:t></w:r></w:p>"


def cell(text: str, said: str = "") -> str:
    """A cell with a paragraph a line; ``said``: what it spans."""
    return f"<w:tc><w:tcPr>{said}</w:tcPr>{''.join(map(paragraph, text.split(chr(10))))}</w:tc>"


def row(*cells: str) -> str:
    return f"<w:tr>{''.join(cells)}</w:tr>"


def table(*rows: str) -> str:
    return f"<w:tbl>{''.join(rows)}</w:tbl>"


def document(body: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="{_SPACE}"><w:body>{body}</w:body></w:document>'


def packed(parts: dict[str, str]) -> bytes:
    """The zip of some parts; the list of types is added."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, text in ({"[Content_Types].xml": _TYPES} | parts).items():
            file.writestr(name, text)
    return out.getvalue()
