"""What are the elements of a Word document made of? Paragraphs, runs and borders, with text as it is.

What XML cannot hold, and other control characters but tab and line end, is left out of a text; nothing else is changed.
"""

import re
from collections.abc import Iterable
from copy import deepcopy
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

Element = Any  # lxml has no types of its own
_UNWRITABLE = re.compile("[^\t\n\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BREAKS = re.compile("([\t\n])")
FONT = "Times New Roman"
TWIPS = 1440 / 25.4  # of a millimetre


def clean(text: str) -> str:
    """The text without what no Word document can hold; every line end is "\\n"."""
    return _UNWRITABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def element(tag: str, children: Iterable[Element] = (), /, **attributes: Any) -> Element:
    """``element("w:tblW", type="dxa", w=100)``: attributes are of the same namespace."""
    made = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), str(value))
    for child in children:
        made.append(child)
    return made


def run(text: str, look: Element | None = None, **more: Any) -> Element:
    """A run of text in the look of another (its w:rPr); ``bold``, ``italic``, ``size`` (points), ``highlight``."""
    made = element("w:r", [looks(look, **more)])
    for piece in _BREAKS.split(clean(text)):
        if piece in ("\t", "\n"):
            made.append(element("w:tab" if piece == "\t" else "w:br"))
        elif piece:
            made.append(written(piece))
    return made


def written(text: str) -> Element:
    said = element("w:t")
    said.text = text
    said.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return said


# As the schema orders what a run looks like; what is not named here comes last.
_ORDER = ("rStyle", "rFonts", "b", "bCs", "i", "iCs", "caps", "color", "sz", "szCs", "highlight", "u")


def looks(base: Element | None, **more: Any) -> Element:
    """The w:rPr of a run: a base, with what is said otherwise."""
    made = deepcopy(base) if base is not None else element("w:rPr")
    for name, tags in (("bold", ("w:b", "w:bCs")), ("italic", ("w:i", "w:iCs"))):
        if name in more:
            for tag in tags:
                _replace(made, element(tag, val="1" if more[name] else "0"))
    if "size" in more:
        points = int(more["size"] * 2)
        for tag in ("w:sz", "w:szCs"):
            _replace(made, element(tag, val=points))
    if more.get("highlight"):
        _replace(made, element("w:highlight", val="yellow"))
    if more.get("font"):
        fonts = dict.fromkeys(("ascii", "hAnsi", "eastAsia", "cs"), more["font"])
        _replace(made, element("w:rFonts", **fonts))
    children = sorted(made, key=lambda child: _rank(child.tag))
    made[:] = children
    return made


def _rank(tag: str) -> int:
    name = tag.rpartition("}")[2]
    return _ORDER.index(name) if name in _ORDER else len(_ORDER)


def _replace(parent: Element, child: Element) -> None:
    for old in parent.findall(child.tag):
        parent.remove(old)
    parent.append(child)


def paragraph(runs: Iterable[Element], setting: Element | None = None) -> Element:
    """A paragraph in the setting of another (its w:pPr)."""
    return element("w:p", [*([setting] if setting is not None else []), *runs])


def setting(
    align: str = "",
    before: float = 0,
    after: float = 0,
    *,
    indent: float = 0,
    keep: bool = False,
    line: float = 0,
    size: float = 0,
) -> Element:
    """A w:pPr; distances in points, the first line's indent in millimetres; ``line`` is an exact height in points,
    ``size`` that of the letters where there are none."""
    made = element("w:pPr")
    if keep:
        made.append(element("w:keepNext"))
    height = {"line": int(line * 20), "lineRule": "exact"} if line else {"line": 240, "lineRule": "auto"}
    made.append(element("w:spacing", before=int(before * 20), after=int(after * 20), **height))
    if indent:
        made.append(element("w:ind", firstLine=int(indent * TWIPS)))
    if align:
        made.append(element("w:jc", val=align))
    if size:
        made.append(element("w:rPr", [element("w:sz", val=int(size * 2))]))
    return made


def line_below(width: float, length: float) -> Element:
    """A drawn line of a length under the middle of a column of a width, both in millimetres."""
    side = int((width - length) / 2 * TWIPS)
    border = element("w:pBdr", [element("w:top", val="single", sz=6, space=0, color="000000")])
    spacing = element("w:spacing", before=20, after=0, line=80, lineRule="exact")
    indent = element("w:ind", left=side, right=side, firstLine=0)
    return paragraph([run("", size=2)], element("w:pPr", [border, spacing, indent]))


def cell(content: Iterable[Element], width: int, **more: Any) -> Element:
    """A table's cell; ``width`` in twips, ``span`` columns wide, ``merge`` "restart" or "continue" downwards."""
    look = element("w:tcPr", [element("w:tcW", w=width, type="dxa")])
    if more.get("span", 1) > 1:
        look.append(element("w:gridSpan", val=more["span"]))
    if more.get("merge"):
        look.append(element("w:vMerge", val=more["merge"]))
    if more.get("shade"):
        look.append(element("w:shd", val="clear", color="auto", fill=more["shade"]))
    if more.get("middle"):
        look.append(element("w:vAlign", val="center"))
    return element("w:tc", [look, *content])


def table(rows: Iterable[Element], widths: Iterable[int], *, borders: bool) -> Element:
    """A table of fixed columns; ``widths`` in twips."""
    widths = list(widths)
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    kind = {"val": "single", "sz": 4, "space": 0, "color": "000000"} if borders else {"val": "nil"}
    margin = 60 if borders else 0
    look = element(
        "w:tblPr",
        [
            element("w:tblW", w=sum(widths), type="dxa"),
            element("w:tblBorders", [element(f"w:{side}", **kind) for side in sides]),
            element("w:tblLayout", type="fixed"),
            element("w:tblCellMar", [element(f"w:{side}", w=margin, type="dxa") for side in ("left", "right")]),
        ],
    )
    grid = element("w:tblGrid", [element("w:gridCol", w=width) for width in widths])
    return element("w:tbl", [look, grid, *rows])


def row(cells: Iterable[Element], *, head: bool = False) -> Element:
    """A row that stays on one page; ``head`` rows are repeated on every page."""
    look = element("w:trPr", [element("w:cantSplit")])
    if head:
        look.append(element("w:tblHeader"))
    return element("w:tr", [look, *cells])
