"""How is a figure said inside a sentence of the narrative?"""

from dataclasses import dataclass

from agencies import numbers
from reports import cells
from reports.catalogue import Edition, Kind, Spec
from reports.cells import Cell, Sheet, State


@dataclass(frozen=True, slots=True)
class Phrase:
    """A figure ready to be dropped into a text: "57,14 % (12/21)", "21 nhiệm vụ"."""

    code: str
    label: str
    text: str
    place: str  # "[[2:5.1]]": what a text holds that is to follow the figure


def phrases(edition: Edition, sheet: Sheet, appendix: int) -> list[Phrase]:
    """What an appendix has to say, row by row; rows without a figure are left out."""
    found = []
    for spec in edition.of_appendix(appendix):
        text = phrase(spec, sheet.get(spec.key, cells.BLANK))
        if text:
            found.append(Phrase(spec.code, spec.label, text, f"[[{spec.key}]]"))
    return found


def phrase(spec: Spec, cell: Cell) -> str:
    """One figure as words; empty where there is none, or where it is no number to be told (a choice)."""
    if spec.is_heading or spec.kind is Kind.CHOICE or cell.value is None:
        return ""
    if cell.state is not State.REPORTED:
        return ""
    shown = numbers.show(cell.value, spec.kind)
    if spec.kind is Kind.RATE and cell.numerator is not None and cell.denominator is not None:
        above, below = (numbers.show(part, Kind.AMOUNT) for part in (cell.numerator, cell.denominator))
        return f"{shown} ({above}/{below})"
    return f"{shown} {_unit(spec.unit)}".strip() if spec.kind not in (Kind.RATE, Kind.PERCENT) else shown


def _unit(unit: str) -> str:
    """A unit inside a sentence: "Nhiệm vụ" begins small, "TTHC" stays."""
    return unit if unit[:2].isupper() else unit[:1].lower() + unit[1:]
