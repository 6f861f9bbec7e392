"""How is a row of the catalogue written down? One line of text columns, the same in the files and in the admin.

A `Row` is a line as somebody typed it and may hold anything; `spec_of` reads it strictly, and `row_of` writes it back.
Yes and no are 1 and 0, tiers and choices are separated by "|", a choice is "0=Không".
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, fields

from reports import catalogue
from reports.catalogue import Kind, Rollup, Rule, Severity, Spec

SEPARATOR = "|"
FLAGS = {"1": True, "0": False}


@dataclass(frozen=True)
class Row:
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


COLUMNS = tuple(field.name for field in fields(Row) if field.name not in ("line", "file"))
RULE_COLUMNS = tuple(field.name for field in fields(RuleRow) if field.name not in ("line", "file"))


def row(cells: Mapping[str, object], line: int = 0, file: str = "") -> Row:
    """A line given by its COLUMNS; absent and empty columns are "", text is stripped and put in NFC."""
    return Row(line, file, **{name: _clean(cells.get(name)) for name in COLUMNS})


def rule_row(cells: Mapping[str, object], line: int = 0, file: str = "") -> RuleRow:
    """A line of the checks given by its RULE_COLUMNS; absent and empty columns are ""."""
    return RuleRow(line, file, **{name: _clean(cells.get(name)) for name in RULE_COLUMNS})


def spec_of(row: Row) -> Spec:
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


def row_of(spec: Spec, edition: str, file: str = "") -> Row:
    """The line that describes `spec` in the edition of this code; `spec_of` makes it `spec` again, without its pk."""
    return Row(
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


def rule_row_of(rule: Rule, edition: str) -> RuleRow:
    """The line that describes `rule` in the edition of this code."""
    return RuleRow(0, "", edition, rule.id, rule.expression, rule.severity.value, rule.reason)


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
