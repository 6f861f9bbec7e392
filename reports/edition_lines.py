"""How does an edition that is stored read as lines, and what does a line store?

The one mapping between the rows of an edition and the lines of its files; import, export and the forms of the
administration share it.
"""

import dataclasses
from collections.abc import Collection, Sequence
from typing import Any, TypeVar

from django.db.models import QuerySet

from agencies.models import Agency
from reports import edition_faults, edition_rows
from reports.edition_rows import EditionRow, RuleRow, SectionRow
from reports.models import CheckRule, FormEdition, Indicator, SectionTemplate

Line = EditionRow | RuleRow | SectionRow
Stored = Indicator | CheckRule | SectionTemplate
AnyLine = TypeVar("AnyLine", bound=Line)

_SAME = (
    *("code", "label", "unit", "kind", "choices", "formula", "rollup", "lead", "tiers", "source", "italic_from"),
    *("help", "legal_source", "remark"),
)
_FLAGS = ("own", "cumulative", "bold", "italic")


@dataclasses.dataclass(frozen=True, slots=True)
class Lines:
    """All lines of one edition in printed order, and the numbers of its appendices."""

    appendices: tuple[int, ...]
    rows: tuple[EditionRow, ...]
    rules: tuple[RuleRow, ...]
    sections: tuple[SectionRow, ...]


def of(edition: FormEdition) -> Lines:
    """The lines of a stored edition; they stand in no file, so their line is 0."""
    indicators = Indicator.objects.filter(appendix__edition=edition).select_related("appendix")
    return Lines(
        appendices=tuple(edition.appendices.values_list("number", flat=True)),
        rows=tuple(_row(one, edition.code) for one in indicators.order_by("appendix__number", "position")),
        rules=tuple(_rule(one, edition.code) for one in edition.rules.order_by("position")),
        sections=tuple(_section(one, edition.code) for one in edition.sections.order_by("position")),
    )


def line_of(stored: Stored) -> Line:
    """The line that a row stands for; its edition is at hand. Columns that hold nonsense come out as they are."""
    if isinstance(stored, Indicator):
        return _row(stored, stored.appendix.edition.code)
    if isinstance(stored, CheckRule):
        return _rule(stored, stored.edition.code)
    return _section(stored, stored.edition.code)


def edition_of(stored: Stored) -> FormEdition:
    """The edition that a row belongs to."""
    return stored.appendix.edition if isinstance(stored, Indicator) else stored.edition


def siblings(stored: Stored) -> QuerySet[Any]:
    """The rows among which a row has its place."""
    if isinstance(stored, Indicator):
        return Indicator.objects.filter(appendix=stored.appendix_id)
    return type(stored)._default_manager.filter(edition=stored.edition_id)


def _row(indicator: Indicator, edition: str) -> EditionRow:
    cells: dict[str, object] = {name: getattr(indicator, name) for name in _SAME}
    cells |= {name: int(getattr(indicator, name)) for name in _FLAGS}
    return edition_rows.row(cells | {"edition": edition, "appendix": indicator.appendix.number})


def _rule(rule: CheckRule, edition: str) -> RuleRow:
    return RuleRow(0, "", edition, rule.code, rule.expression, rule.severity, rule.reason)


def _section(section: SectionTemplate, edition: str) -> SectionRow:
    cells = {name: getattr(section, name) for name in ("code", "title", "level", "hint")}
    cells |= {"edition": edition, "order": section.position, "takes_text": int(section.takes_text)}
    return edition_rows.section_row(cells)


def columns(line: Line) -> dict[str, object]:
    """What a sound line stores; what may be written in several ways is stored in one."""
    if isinstance(line, EditionRow):
        spec = edition_rows.spec_of(line)
        written = edition_rows.row_of(spec, line.edition)
        return {name: getattr(written, name) for name in _SAME} | {name: getattr(spec, name) for name in _FLAGS}
    if isinstance(line, RuleRow):
        return {"code": line.id, "expression": line.rule, "severity": line.severity, "reason": line.why}
    section = edition_rows.section_of(line)
    same = {name: getattr(section, name) for name in ("code", "title", "level", "takes_text", "hint")}
    return same | {"position": section.order}


def put_in(present: Sequence[AnyLine], given: Sequence[AnyLine]) -> tuple[AnyLine, ...]:
    """The lines of an edition after those of a file came in: added, or in place of those with the same key."""
    keys = {line.key for line in given}
    return (*(line for line in present if line.key not in keys), *given)


def faults(lines: Lines, code: str, agencies: Collection[str] | None) -> list[edition_faults.Fault]:
    """Everything wrong with an edition of this code; `agencies` are the codes a lead agency may have, None for any."""
    return edition_faults.faults(
        lines.rows, lines.rules, lines.sections, appendices=lines.appendices, code=code, agencies=agencies
    )


def known_agencies() -> set[str]:
    """The codes that a lead agency may have."""
    return set(Agency.objects.values_list("code", flat=True))
