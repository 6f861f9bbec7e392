"""How do figures come into a report? One door for typing, pasting and files."""

import dataclasses
import datetime
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction

from agencies import log, names, numbers
from agencies.models import Event, User
from reports import catalogue, cells, checks, plain, prefill, situations
from reports.models import Figure, Remark, Version
from reports.services import Refusal, at_once, counting, locking

NOTE_LENGTH = 1000


@dataclasses.dataclass(frozen=True, slots=True)
class Change:
    """What somebody did to one cell; ``revision`` is the one he saw. None: not touched."""

    key: str
    revision: int
    typed: str | None = None
    note: str | None = None
    base: str | None = None  # the 2015 figure behind a "since 2015" rate


@dataclasses.dataclass(frozen=True, slots=True)
class Theirs:
    """What is stored in a cell that somebody else has saved in between."""

    cell: cells.Cell
    by: str
    at: datetime.datetime | None


class Conflict(Exception):
    """Cells were saved by somebody else since the person saw them; nothing of the request was stored."""

    def __init__(self, theirs: dict[str, Theirs]) -> None:
        super().__init__("Có ô vừa được người khác lưu.")
        self.theirs = theirs


@dataclasses.dataclass(frozen=True, slots=True)
class Saved:
    """The cells that changed (typed and computed), the problems before and after, and what is stored with them."""

    version: Version
    filing: plain.Filing
    changed: dict[str, cells.Cell]
    before: list[checks.Problem]
    after: list[checks.Problem]
    counts: dict[str, int]  # those of the version, where they have changed
    entries: list[log.Entry]


def save_figures(report_pk: int, changes: Iterable[Change], *, by: User) -> Saved:
    """Store what was typed into cells, with everything that follows from it; all of it or nothing.

    A text that cannot be read is stored as typed, without a value, and becomes a problem. Raises Refusal, Conflict,
    or Report.DoesNotExist.
    """
    changes = list(changes)
    return _save_at_once(report_pk, changes, by) or _save_locked(report_pk, changes, by)


def _save_at_once(report_pk: int, changes: list[Change], by: User) -> Saved | None:
    """Read, work out, store, without waiting for anybody; None where that does not do.

    What cannot be stored is for the ordinary way to answer, from what is there under its lock.
    """
    version = at_once.read(report_pk) if at_once.is_possible() else None
    if version is None or not locking.may_know(version, by):
        return None
    try:
        saved = _with_changes(version, changes, by)
    except (Refusal, Conflict):
        return None
    if not saved.changed:
        return None
    rows = _rows(saved.filing, saved.changed)
    events = log.sealed(version.report.chain, saved.entries, by=by)
    if not at_once.store(version, rows, saved.counts, events):
        return None
    plain.remember(version, saved.filing)
    return saved


@transaction.atomic
def _save_locked(report_pk: int, changes: list[Change], by: User) -> Saved:
    version = locking.current_version(report_pk, by)
    saved = _with_changes(version, changes, by)
    if saved.changed:
        store(saved, by=by)
    return saved


def store(saved: Saved, *, by: User | None) -> None:
    """Write cells that were worked out for a locked version, with the counts and events that go with them."""
    version = saved.version
    _store(version, _rows(saved.filing, saved.changed))
    counting.store(version, saved.counts)
    locking.write_down(version, saved.entries, by=by)
    plain.remember(version, saved.filing)


def _with_changes(version: Version, changes: list[Change], by: User) -> Saved:
    old = plain.filing(version, keep=False)
    must_be_known(old.edition, changes)
    _must_be_writable(version, old, changes, by)
    _must_be_seen(version, old, changes)
    new = dataclasses.replace(old, figures=changed_figures(old, changes))
    return worked_out(version, old, new, _entries(old, new, changes))


def _differs(cell: cells.Cell, old: cells.Cell) -> bool:
    return cell is not old and cell != old  # most are the same object: one look instead of nine


def worked_out(version: Version, old: plain.Filing, new: plain.Filing, entries: list[log.Entry]) -> Saved:
    """What has to be stored so that a version holds `new` instead of `old`; nothing is stored yet."""
    before, after = old.problems(), new.problems()
    return Saved(
        version=version,
        filing=new,
        changed={key: cell for key, cell in new.figures.sheet.items() if _differs(cell, old.figures.sheet[key])},
        before=before,
        after=after,
        counts=counting.of_figures(version, new, before, after),
        entries=entries,
    )


def changed_figures(filing: plain.Filing, changes: Iterable[Change]) -> plain.Figures:
    """The figures as they would be after some changes: what a save stores and what a preview shows.

    A written cell gets the next revision; computed cells follow. An emptied cell takes what its register counts.
    """
    changes, bases = list(changes), dict(filing.figures.bases)
    for change in changes:
        if change.base is not None:
            _set_base(bases, filing.edition.specs[change.key], change.base)
    typed = {change.key: change.typed for change in changes if change.typed is not None}
    again = prefill.again(filing.figures.sheet, typed)
    sheet = cells.apply(filing.edition, filing.filer, filing.figures.sheet, typed | again, bases)
    for change in changes:
        cell = sheet[change.key]
        note = cell.note if change.note is None else _note(change.note)
        source = filing.edition.specs[change.key].source if change.key in again else cell.filled_from
        sheet[change.key] = dataclasses.replace(cell, note=note, revision=change.revision + 1, filled_from=source)
    return plain.Figures(sheet, bases)


def _note(text: str) -> str:
    text = names.nfc(text)
    if len(text) > NOTE_LENGTH:
        raise Refusal(f"Ghi chú dài nhất {NOTE_LENGTH} ký tự; ghi chú này có {len(text)} ký tự.")
    return text


def _set_base(bases: dict[str, Decimal], spec: catalogue.Spec, text: str) -> None:
    reading = numbers.read(dataclasses.replace(spec, kind=catalogue.Kind.COUNT), text)
    if reading.refused:
        raise Refusal(f"Số gốc năm 2015: cần {reading.expected}; đã nhập {reading.came}. {reading.mend}")
    if reading.value is None:
        bases.pop(spec.key, None)
    else:
        bases[spec.key] = reading.value


def must_be_known(edition: catalogue.Edition, changes: list[Change]) -> None:
    """Raises Refusal for a change of a cell that the edition does not have."""
    for change in changes:
        spec = edition.specs.get(change.key)
        if spec is None:
            raise Refusal(f"Bộ biểu này không có ô “{change.key[:40]}”.")
        if change.base is not None and change.key not in edition.baseline_keys:
            raise Refusal(f"Ô {spec.code} của Phụ lục {spec.appendix} không dùng số gốc năm 2015.")


def _must_be_writable(version: Version, filing: plain.Filing, changes: list[Change], by: User) -> None:
    opened = opened_keys(version, filing.edition)
    for lead, is_open in {
        (filing.edition.specs[change.key].lead, opened is None or change.key in opened) for change in changes
    }:
        if refusal := situations.why_not_write(version, by, lead=lead, opened=is_open):
            raise Refusal(refusal)


def opened_keys(version: Version, edition: catalogue.Edition) -> frozenset[str] | None:
    """The cells that the last return named; None before any return: all are open.

    With them what must change together with them (cells.opened_by).
    """
    if version.round == 0:
        return None
    rows = Remark.objects.in_round(version.round).filter(version=version, indicator__isnull=False)
    places = rows.values_list("indicator__appendix__number", "indicator__code")
    return cells.opened_by(edition, (catalogue.key_of(number, code) for number, code in places))


def _must_be_seen(version: Version, filing: plain.Filing, changes: list[Change]) -> None:
    stored = filing.figures.sheet
    stale = [c.key for c in changes if stored.get(c.key, cells.Cell()).revision != c.revision]
    if not stale:
        return
    raise Conflict(theirs(version, stored, stale))


def theirs(version: Version, stored: Mapping[str, cells.Cell], keys: Iterable[str]) -> dict[str, Theirs]:
    """What stands in some cells of a version, with who wrote it last and when."""
    keys = list(keys)
    subjects = [f"cell:{key}" for key in keys]
    events = Event.objects.filter(chain=version.report.chain, subject__in=subjects).order_by("number")
    last = {event.subject: event for event in events}
    found = {}
    for key in keys:
        event = last.get(f"cell:{key}")
        found[key] = Theirs(stored.get(key, cells.Cell()), event.by_name if event else "", event.at if event else None)
    return found


_CELL = ("state", "value", "numerator", "denominator", "base", "typed", "note", "revision")
_STORED = (*_CELL, "filled_from", "measured")


def _rows(filing: plain.Filing, changed: Mapping[str, cells.Cell]) -> list[dict[str, Any]]:
    """Cells as the columns of their rows."""
    return [
        {
            "indicator_id": filing.edition.specs[key].pk,
            "state": cell.state.value,
            "value": None if filing.edition.specs[key].kind is catalogue.Kind.RATE else cell.value,
            "numerator": cell.numerator,
            "denominator": cell.denominator,
            "base": filing.figures.bases.get(key),
            "typed": cell.typed,
            "note": cell.note,
            "revision": cell.revision,
            "filled_from": cell.filled_from,
            "measured": cell.measured,
        }
        for key, cell in changed.items()
    ]


def _store(version: Version, rows: Iterable[dict[str, Any]]) -> None:
    """Write cells in one statement."""
    Figure.objects.bulk_create(
        (Figure(version=version, **row) for row in rows),
        update_conflicts=True,
        unique_fields=["version", "indicator"],
        update_fields=_STORED,
    )


def _entries(old: plain.Filing, new: plain.Filing, changes: list[Change]) -> list[log.Entry]:
    """One entry for every cell that somebody wrote; computed cells follow from those."""
    return [
        log.Entry("save_figure", f"cell:{change.key}", said(old, change.key), said(new, change.key))
        for change in changes
    ]


def said(filing: plain.Filing, key: str) -> Mapping[str, str | None]:
    """A cell as an event keeps it: texts, so that its digest never depends on a number's notation."""
    cell = filing.figures.sheet.get(key, cells.Cell())
    base = filing.figures.bases.get(key)
    kept = {
        "state": cell.state.value,
        "value": None if cell.value is None else f"{cell.value.normalize():f}",
        "typed": cell.typed,
        "note": cell.note,
    }
    if cell.filled_from:
        kept["filled_from"] = cell.filled_from
    if base is not None:
        kept["base"] = f"{base.normalize():f}"
    return kept
