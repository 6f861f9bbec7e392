"""How do the appendices look in Word? Landscape sections behind the report, each with pages numbered from 1."""

from collections.abc import Iterable
from copy import deepcopy

from docx.oxml.ns import qn

from reports import tables
from reports.documents import word_xml as xml
from reports.documents.word_xml import Element
from reports.tables import PrintedRow, Table

LONG, SHORT = 16838, 11906  # twips of a sheet of A4
MARGINS = {"top": 1134, "bottom": 1134, "left": 1701, "right": 850}  # 20, 20, 30 and 15 mm
_ALIGN = {"number": "center", "unit": "center", "value": "right", "coverage": "center"}
_SIZE = 12


def landscape(section: Element) -> Element:
    """A section like another (its headers and footers), lying, on a new page that has the number 1."""
    made = deepcopy(section)
    for tag in ("w:type", "w:pgSz", "w:pgMar", "w:pgNumType", "w:titlePg"):
        for old in made.findall(qn(tag)):
            made.remove(old)
    own = [
        xml.element("w:type", val="nextPage"),
        xml.element("w:pgSz", w=LONG, h=SHORT, orient="landscape"),
        xml.element("w:pgMar", **MARGINS, header=567, footer=567, gutter=0),
        xml.element("w:pgNumType", start=1),
    ]
    references = [child for child in made if child.tag in (qn("w:headerReference"), qn("w:footerReference"))]
    place = len(references)
    for child in own:
        made.insert(place, child)
        place += 1
    last = made.find(qn("w:docGrid"))
    title = xml.element("w:titlePg")
    made.append(title) if last is None else last.addprevious(title)
    return made


def appendix(table: Table, look: Element | None) -> list[Element]:
    """Title, table and notes; the look of the text is given (a w:rPr)."""
    paper = table.paper
    heads = [(mark, {"bold": True}) for mark in paper.marks]
    heads += [(table.name, {"bold": True}), (table.title.upper(), {"bold": True}), (paper.issued, {"italic": True})]
    centred = xml.setting("center", keep=True)
    made = [
        xml.paragraph([xml.run(text, look, size=14 if place < len(heads) - 1 else 13, **more)], deepcopy(centred))
        for place, (text, more) in enumerate(heads)
    ]
    made.append(xml.paragraph([], xml.setting(keep=True, size=6)))
    made.append(_drawn(table, look))
    for place, note in enumerate(table.notes):
        made.append(xml.paragraph([xml.run(note, look, size=11, italic=True)], xml.setting(before=0 if place else 6)))
    return made


def _drawn(table: Table, look: Element | None) -> Element:
    wide = LONG - MARGINS["left"] - MARGINS["right"]
    whole = sum(column.width for column in table.columns)
    widths = [wide * column.width // whole for column in table.columns]
    return xml.table(
        [*_heads(table, widths, look), *(_row(row, table, widths, look) for row in table.rows)], widths, borders=True
    )


def _heads(table: Table, widths: list[int], look: Element | None) -> Iterable[Element]:
    """Two rows: "Kết quả thống kê" stands over the unit and the figure."""
    places = {column.name: place for place, column in enumerate(table.columns)}
    pair = (places["unit"], places["value"])
    upper, lower = [], []
    for place, column in enumerate(table.columns):
        if place == pair[0]:
            over = sum(widths[one] for one in pair)
            upper.append(_head_cell("Kết quả thống kê", over, look, span=2))
        elif place not in pair:
            upper.append(_head_cell(column.title, widths[place], look, merge="restart", label=column.name == "label"))
        merge = "" if place in pair else "continue"
        lower.append(_head_cell(column.title if place in pair else "", widths[place], look, merge=merge))
    return xml.row(upper, head=True), xml.row(lower, head=True)


def _head_cell(title: str, width: int, look: Element | None, label: bool = False, **more: object) -> Element:
    content = [xml.paragraph([xml.run(title, look, size=_SIZE, bold=True)], xml.setting("center"))]
    if label:
        said = xml.run(tables.WHEN_USED, look, size=_SIZE - 1, italic=True)
        content.append(xml.paragraph([said], xml.setting("center")))
    return xml.cell(content, width, middle=True, **more)


def _row(row: PrintedRow, table: Table, widths: list[int], look: Element | None) -> Element:
    drawn = []
    for place, column in enumerate(table.columns):
        runs = (
            [xml.run(text, look, size=_SIZE, bold=row.bold, italic=italic) for text, italic in row.label]
            if column.name == "label"
            else [xml.run(_text(row, column.name), look, size=_SIZE, bold=row.bold and column.name == "number")]
        )
        setting = xml.setting(_ALIGN.get(column.name, ""), 1, 1, size=_SIZE, keep=row.is_band)
        if row.is_band and column.name == "label":
            rest = widths[place:]
            drawn.append(xml.cell([xml.paragraph(runs, setting)], sum(rest), span=len(rest)))
            break
        drawn.append(xml.cell([xml.paragraph(runs, setting)], widths[place]))
    return xml.row(drawn)


def _text(row: PrintedRow, column: str) -> str:
    return row.shown if column == "value" else getattr(row, column)
