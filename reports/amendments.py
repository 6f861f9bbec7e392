"""What did the agency change since its report came back to it: returned, or opened again after approval?"""

import dataclasses
from collections.abc import Iterable, Mapping
from decimal import Decimal

from django.db.models import Max

from agencies.models import Event
from reports import cells, entry_rows, history, plain
from reports.models import Version

_BACK = ("send_back", "reopen")
_CELL = "cell:"
_EDITS = ("save_figure", "fill_figure", "save_section")


@dataclasses.dataclass(frozen=True, slots=True)
class Amendment:
    """One cell or section before and after, both in words; ``subject`` as the log names it: "cell:2:5.1"."""

    subject: str
    before: str
    after: str
    was: object = dataclasses.field(default=None, compare=False, repr=False)  # before, as its event keeps it
    parts: tuple["Amendment", ...] = ()  # of a computed cell: what was written into the cells it follows from

    @property
    def changed(self) -> bool:
        return self.before != self.after


def since_return(version: Version) -> dict[str, Amendment]:
    """Every cell and section written since the report last came back, by subject.

    Empty before any return, and for a version that has a newer one: what is written now is not its own.
    """
    if version.pk != version.report.current_id:
        return {}
    events = Event.objects.filter(chain=version.report.chain_id)
    back = events.filter(action__in=_BACK).aggregate(last=Max("number"))["last"]
    if back is None:
        return {}
    found: dict[str, Amendment] = {}
    edits = events.filter(number__gt=back, action__in=_EDITS).order_by("number")
    for subject, before, after in edits.values_list("subject", "before", "after"):
        was = found[subject].was if subject in found else before
        found[subject] = Amendment(subject, history.said(was), history.said(after), was)
    return {subject: one for subject, one in found.items() if one.changed}


def answers(filing: plain.Filing, mended: Mapping[str, Amendment], subjects: Iterable[str]) -> dict[str, Amendment]:
    """What was done about some places, by subject; of a computed cell: what was done to any cell it follows from."""
    asked, found = list(subjects), {}
    old = cells.complete(filing.edition, filing.filer, *_before(filing, mended)) if mended else {}
    now = filing.figures.sheet
    for subject in asked:
        key, written = subject.removeprefix(_CELL), mended.get(subject)
        parts = _parts(filing, mended, old, key) if subject.startswith(_CELL) else ()
        if parts:
            parts += (written,) if written else ()  # a note at the computed figure itself
            found[subject] = Amendment(subject, _said(filing, old, key), _said(filing, now, key), parts=parts)
        elif written:
            found[subject] = written
    return found


def _said(filing: plain.Filing, sheet: plain.Sheet, key: str) -> str:
    return entry_rows.printed(filing.edition.specs[key], sheet[key].state, sheet[key].value)


def _parts(filing: plain.Filing, mended: Mapping[str, Amendment], old: plain.Sheet, key: str) -> tuple[Amendment, ...]:
    """What was done to the cells that a computed one follows from; nothing where no figure among them changed."""
    dependents, now = filing.edition.dependents, filing.figures.sheet
    found = {
        name: one for subject, one in mended.items() if key in dependents.get(name := subject.removeprefix(_CELL), ())
    }
    changed = any((old[name].state, old[name].value) != (now[name].state, now[name].value) for name in found)
    return tuple(found.values()) if changed else ()


def _before(filing: plain.Filing, mended: Mapping[str, Amendment]) -> tuple[dict[str, cells.Cell], dict[str, Decimal]]:
    """The cells and the 2015 bases as they were when the report came back."""
    sheet, bases = dict(filing.figures.sheet), dict(filing.figures.bases)
    for subject, one in mended.items():
        if not subject.startswith(_CELL) or not isinstance(one.was, Mapping):
            continue
        key, value, base = subject.removeprefix(_CELL), one.was.get("value"), one.was.get("base")
        sheet[key] = cells.Cell(cells.State(one.was["state"]), None if value is None else Decimal(value))
        bases.pop(key, None)
        if base is not None:
            bases[key] = Decimal(base)
    return sheet, bases
