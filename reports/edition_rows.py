"""How is a row of the catalogue written down? One line of text columns, the same in the files and in the admin.

An `EditionRow` is a line as somebody typed it and may hold anything; `spec_of` reads it strictly, and `row_of` writes
it back. Yes and no are 1 and 0, tiers and choices are separated by "|", a choice is "0=Không".
"""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

from reports import catalogue
from reports.catalogue import Kind, Rollup, Rule, SectionSpec, Severity, Spec

SEPARATOR = "|"
FLAGS = {"1": True, "0": False}


@dataclass(frozen=True)
class EditionRow:
    """One line of an appendix file, every column as text; `line` counts the header as 1, `file` is a bare name."""

    line: int
    file: str
    edition: str
    appendix: str
    code: str
    label: str
    unit: str
    kind: str
    choices: str
    formula: str
    rollup: str
    lead: str
    own: str
    tiers: str
    source: str
    cumulative: str
    bold: str
    italic: str
    italic_from: str
    help: str
    legal_source: str
    remark: str

    @property
    def key(self) -> str:
        """The key that this line claims, "2:5.1"; not necessarily a sound one."""
        return f"{self.appendix}:{self.code}"


@dataclass(frozen=True)
class RuleRow:
    """One line of the file of checks; `rule` is empty for the checks that are programmed."""

    line: int
    file: str
    edition: str
    id: str
    rule: str
    severity: str
    why: str

    @property
    def key(self) -> str:
        """What the check is known by."""
        return self.id


@dataclass(frozen=True)
class SectionRow:
    """One line of the file of sections: a heading of the narrative."""

    line: int
    file: str
    edition: str
    order: str
    code: str
    title: str
    level: str
    takes_text: str
    hint: str

    @property
    def key(self) -> str:
        """What the section is known by."""
        return self.code


COLUMNS = tuple(field.name for field in fields(EditionRow) if field.name not in ("line", "file"))
RULE_COLUMNS = tuple(field.name for field in fields(RuleRow) if field.name not in ("line", "file"))
SECTION_COLUMNS = tuple(field.name for field in fields(SectionRow) if field.name not in ("line", "file"))

# How many characters a column takes; the columns not named here take any number.
LONGEST = {
    "code": 20,
    "label": 500,
    "unit": 60,
    "choices": 300,
    "formula": 400,
    "lead": 20,
    "italic_from": 60,
    "legal_source": 300,
}
RULE_LONGEST = {"id": 20, "rule": 500, "why": 500}
SECTION_LONGEST = {"code": 20, "title": 300, "hint": 500}


def row(cells: Mapping[str, object], line: int = 0, file: str = "") -> EditionRow:
    """A line given by its COLUMNS; absent and empty columns are "", text is stripped and put in NFC."""
    return EditionRow(line, file, **{name: _clean(cells.get(name)) for name in COLUMNS})


def rule_row(cells: Mapping[str, object], line: int = 0, file: str = "") -> RuleRow:
    """A line of the checks given by its RULE_COLUMNS; absent and empty columns are ""."""
    return RuleRow(line, file, **{name: _clean(cells.get(name)) for name in RULE_COLUMNS})


def section_row(cells: Mapping[str, object], line: int = 0, file: str = "") -> SectionRow:
    """A line of the sections given by its SECTION_COLUMNS; absent and empty columns are ""."""
    return SectionRow(line, file, **{name: _clean(cells.get(name)) for name in SECTION_COLUMNS})


def spec_of(row: EditionRow) -> Spec:
    """The row of the form that a sound line describes; of an unsound one, ValueError or KeyError.

    Ask `edition_faults.faults` first: it says what is wrong in words.
    """
    appendix = int(row.appendix)
    return Spec(
        key=catalogue.key_of(appendix, row.code),
        appendix=appendix,
        code=row.code,
        label=row.label,
        unit=row.unit,
        kind=Kind(row.kind),
        choices=choices(row.choices),
        formula=row.formula,
        rollup=Rollup(row.rollup),
        lead=row.lead,
        own=FLAGS[row.own],
        tiers=frozenset(tiers(row.tiers)),
        source=row.source,
        cumulative=FLAGS[row.cumulative],
        help=row.help,
        legal=row.legal_source,
        bold=FLAGS[row.bold],
        italic=FLAGS[row.italic],
        line=row.line,
        italic_from=row.italic_from,
        remark=row.remark,
    )


def row_of(spec: Spec, edition: str, file: str = "") -> EditionRow:
    """The line that describes `spec` in the edition of this code; `spec_of` makes it `spec` again, without its pk."""
    return EditionRow(
        line=spec.line,
        file=file,
        edition=edition,
        appendix=str(spec.appendix),
        code=spec.code,
        label=spec.label,
        unit=spec.unit,
        kind=spec.kind.value,
        choices=SEPARATOR.join(f"{number}={label}" for number, label in spec.choices),
        formula=spec.formula,
        rollup=spec.rollup.value,
        lead=spec.lead,
        own=_flag(spec.own),
        tiers=SEPARATOR.join(tier for tier in catalogue.TIERS if tier in spec.tiers),
        source=spec.source,
        cumulative=_flag(spec.cumulative),
        bold=_flag(spec.bold),
        italic=_flag(spec.italic),
        italic_from=spec.italic_from,
        help=spec.help,
        legal_source=spec.legal,
        remark=spec.remark,
    )


def rule_of(row: RuleRow) -> Rule:
    """The check that a sound line describes; ValueError for an unknown severity."""
    return Rule(row.id, row.rule, Severity(row.severity), row.why)


def section_of(row: SectionRow) -> SectionSpec:
    """The heading that a sound line describes; of an unsound one, ValueError or KeyError."""
    return SectionSpec(
        code=row.code,
        title=row.title,
        level=int(row.level),
        takes_text=FLAGS[row.takes_text],
        order=int(row.order),
        hint=row.hint,
    )


def arranged(old: Sequence[str], new: Sequence[str]) -> list[str]:
    """The keys of an edition's rows in printed order after a file came in, given those before and those of the file.

    Rows of the file take their places in the order of the file, and a new one follows the one it follows there; rows
    that the file leaves out stay where they are.
    """
    given, known = list(dict.fromkeys(new)), set(old)
    returning = iter([key for key in given if key in known])
    order = [next(returning) if key in given else key for key in old]
    place = next((order.index(key) for key in given if key in known), len(order))
    for key in given:
        if key not in known:
            order.insert(place, key)
        place = order.index(key) + 1
    return order


def choices(text: str) -> tuple[tuple[int, str], ...]:
    """The choices of "0=Không|1=Có"; none for "". ValueError for anything else."""
    return tuple(_choice(part) for part in text.split(SEPARATOR)) if text else ()


def tiers(text: str) -> tuple[str, ...]:
    """The names in "department|district", unchecked; none for ""."""
    return tuple(part.strip() for part in text.split(SEPARATOR)) if text else ()


def _choice(text: str) -> tuple[int, str]:
    number, equals, label = (piece.strip() for piece in text.partition("="))
    if not (equals and label and number.isascii() and number.isdigit()):
        raise ValueError(f"not a choice: {text!r}")
    return int(number), label


def _flag(value: bool) -> str:
    return "1" if value else "0"


def _clean(value: object) -> str:
    return "" if value is None else unicodedata.normalize("NFC", str(value)).strip()
