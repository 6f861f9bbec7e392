"""Which cells does another register fill in, and where does a figure differ from what that register counts?

Pure: what the registers count comes in as numbers, by the name of the measure that a row has as its source.

    the cell                               the register counts        then
    blank, or filled from a register       a number                   the cell takes the number
    typed by a person                      another number             the cell stays, and the difference is said
    any                                    nothing (not known)        everything stays
    not open (returned report, not named)  any                        everything stays, the number to compare with too
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from agencies import numbers
from agencies.numbers import State
from reports import cells, sources
from reports.catalogue import Edition, Kind, Rollup, Spec
from reports.cells import Cell, Filer, Sheet


@dataclass(frozen=True, slots=True)
class Plan:
    """What the registers change in a sheet: texts to write into cells, and numbers to compare with, by key."""

    typed: dict[str, str]
    measured: dict[str, Decimal]

    def __bool__(self) -> bool:
        return bool(self.typed or self.measured)


@lru_cache(maxsize=64)
def sourced(edition: Edition, filer: Filer) -> tuple[Spec, ...]:
    """The rows of this agency's report that name a source, in printed order.

    Districts, and communes, share one set of procedures. Where the province adds up what all report, a procedure must
    be counted once: only the department in charge of it takes the register's number there.
    """
    shares = filer.tier in ("district", "commune")
    return tuple(
        spec
        for spec in edition.specs.values()
        if spec.source and not spec.is_computed and cells.in_scope(spec, filer)
        if not (shares and spec.rollup is Rollup.SUM and sources.is_shared(spec.source))
    )


def plan(
    edition: Edition, filer: Filer, sheet: Sheet, values: Mapping[str, int], is_open: Callable[[Spec], bool]
) -> Plan:
    """What to write so that a complete sheet says what the registers count; `values` are theirs by measure.

    Nothing is planned for what is so already: planned and written once more, a sheet does not change.
    """
    found = Plan({}, {})
    for spec in sourced(edition, filer):
        cell = sheet.get(spec.key, cells.BLANK)
        if spec.source not in values or not is_open(spec):
            continue
        value = Decimal(values[spec.source])
        if cell.measured != value:
            found.measured[spec.key] = value
        if cell.is_blank or (cell.filled_from and (cell.value != value or cell.filled_from != spec.source)):
            found.typed[spec.key] = written(value)
    return found


def carried_out(edition: Edition, filer: Filer, sheet: Sheet, planned: Plan, bases: cells.Baselines) -> dict[str, Cell]:
    """The complete sheet after a plan, with everything that follows; a cell that was written has its next revision."""
    known = dict(sheet)
    for key, value in planned.measured.items():
        known[key] = replace(known.get(key, cells.BLANK), measured=value)
    after = cells.apply(edition, filer, known, planned.typed, bases)
    for key in planned.typed:
        cell = after[key]
        after[key] = replace(cell, filled_from=edition.specs[key].source, revision=cell.revision + 1)
    return after


def again(sheet: Sheet, typed: Mapping[str, str]) -> dict[str, str]:
    """What cells that somebody empties take instead: the number that the register counts."""
    found = {}
    for key, text in typed.items():
        measured = sheet.get(key, cells.BLANK).measured
        if measured is not None and not numbers.clean(text):
            found[key] = written(measured)
    return found


def difference(cell: Cell) -> Decimal | None:
    """By how much a figure is more (or less) than the register counts; None where nothing differs or can be compared.

    "Không phát sinh" and "không thuộc phạm vi" stand for 0.
    """
    if cell.measured is None or cell.state is State.MISSING:
        return None
    return ((cell.value or cells.ZERO) - cell.measured) or None


def written(value: Decimal) -> str:
    """A number of a register as somebody would type it: "1.537"."""
    return numbers.show(value, Kind.COUNT)


def signed(value: Decimal) -> str:
    """A difference: "+12", "-3"."""
    return f"{'+' if value > 0 else '-'}{written(abs(value))}"
