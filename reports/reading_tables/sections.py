"""Where in a file does an appendix begin, and what do the rows of its tables say?"""

import dataclasses
from collections.abc import Iterator, Sequence

from reports.reading_tables import columns, form, likeness
from reports.reading_tables.columns import Columns
from reports.reading_tables.form import Form
from reports.reading_tables.lines import TextLine

_LONGEST_TITLE, _MOST_OF_TITLE = 250, 6


@dataclasses.dataclass(frozen=True, slots=True)
class RowReading:
    """What a line says as a row of the form. ``loose``: a paragraph that begins with an STT, perhaps no row at all."""

    line: TextLine
    columns: Columns
    code: str
    label: str
    text: str
    note: str
    loose: bool = False

    @property
    def says(self) -> bool:
        """Whether anything would be lost with the row."""
        return bool(self.text or self.note or self.is_undecided) and not self.loose

    @property
    def is_undecided(self) -> bool:
        """Whether it holds a figure and nobody knows that it is the one of the form."""
        if self.text or self.loose:
            return False
        found = self.columns
        known = {found.code, found.label, found.unit, found.value, found.note, *found.aside}
        return any(column not in known and form.is_figure(cell) for column, cell in enumerate(self.line.cells))

    @property
    def where(self) -> str:
        return self.line.place(self.columns.value)


@dataclasses.dataclass(slots=True)
class Section:
    """The part of a file below one title (or sheet), with the rows of all its tables."""

    heading: list[str]
    lines: list[TextLine] = dataclasses.field(default_factory=list)
    rows: list[RowReading] = dataclasses.field(default_factory=list)

    def hint(self, known: Form) -> int | None:
        """The appendix that title or number name."""
        by_title, _ = known.titled(" ".join(self.heading))
        if by_title is not None:
            return by_title
        numbers = {one.number for one in known.edition.appendices}
        said = (known.number(text) for text in self.heading)
        return next((number for number in said if number in numbers), None)


def split(lines: Sequence[TextLine], known: Form) -> list[Section]:
    """The file in sections, in its order; what stands before the first title is one too."""
    sections, sheet = [Section([])], ""
    for line in lines:
        if line.sheet != sheet:
            sheet = line.sheet
            sections.append(Section([sheet]))
        if len(line.filled) == 1 and _begins(line.text, sections[-1], known):
            sections.append(Section([line.text]))
        elif not sections[-1].lines and len(line.filled) == 1 and len(sections[-1].heading) < _MOST_OF_TITLE:
            sections[-1].heading.append(line.text)
        elif line.filled:
            sections[-1].lines.append(line)
    for section in sections:
        section.rows = list(_rows(section.lines, known))
    return sections


def _begins(text: str, section: Section, known: Form) -> bool:
    """Whether a line is the title of another appendix."""
    if len(text) > _LONGEST_TITLE:
        return False
    if known.number(text) is not None:
        return bool(section.lines) or section.hint(known) is None or len(section.heading) > 1
    number, how = known.titled(text)
    if number is None or how < 0.75 or not section.lines or section.hint(known) == number:
        return False
    return max(known.alike(likeness.led(text)[1]).values(), default=0.0) < 0.8


def _rows(lines: Sequence[TextLine], known: Form) -> Iterator[RowReading]:
    """The rows of the tables in some lines; headers say what the columns are and are passed over."""
    found = Columns()
    for header, body in _tables(lines):
        in_table = [line for line in body if len(line.cells) > 1]
        if header or not _goes_on(found, in_table):
            found = columns.of(header, in_table, known)
        for line in body:
            if len(line.cells) == 1 and not line.table:
                if row := _paragraph(line):
                    yield row
            else:
                yield _row(line, found)


def _goes_on(found: Columns, rows: Sequence[TextLine]) -> bool:
    """Whether a table without header goes on with the columns of the one before it, as after the end of a page."""
    if found.value is None or not rows:
        return False
    figures = [cell for row in rows if (cell := row.cell(found.value))]
    return rows[0].named == (found is columns.NAMED) and sum(map(form.is_figure, figures)) * 2 >= len(figures)


def _tables(lines: Sequence[TextLine]) -> Iterator[tuple[list[TextLine], list[TextLine]]]:
    """Header and rows of each table; one begins with a header, or where the file begins another table."""
    header: list[TextLine] = []
    body: list[TextLine] = []
    table = None
    for line in lines:
        is_head = len(line.filled) > 1 and not line.named and columns.is_header(line, bool(header) and not body)
        is_head = is_head or (bool(header) and not body and len(line.filled) == 1 and _says_when(line))
        is_other = bool(line.table) and table is not None and line.table != table
        if (is_head and body) or (is_other and not is_head and body):
            yield header, body
            header, body = [], []
        (header if is_head else body).append(line)
        table = line.table or table
    yield header, body


def _says_when(line: TextLine) -> bool:
    """The words in brackets that the form has below "Chỉ tiêu thống kê"."""
    return line.text.startswith("(") and line.text.endswith(")")


def _paragraph(line: TextLine) -> RowReading | None:
    code, label = likeness.led(line.text)
    return RowReading(line, Columns(), code, label, "", "", loose=True) if code else None


def _row(line: TextLine, found: Columns) -> RowReading:
    label, code = line.cell(found.label), likeness.code(line.cell(found.code))
    if not code and label:
        code, label = likeness.led(label)
    if not label and found.code is not None and not code:
        code, label = likeness.led(line.cell(found.code))  # both in the first of two merged cells
    text, note = line.cell(found.value), line.cell(found.note)
    merged = {line.cell(found.label), label} - {""}  # programs repeat the text of a merged cell in each of its parts
    text = "" if text in merged else text
    note = "" if note in merged or (note == text and not form.is_figure(note)) else note
    return RowReading(line, found, code, label, text, note)
