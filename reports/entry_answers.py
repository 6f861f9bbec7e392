"""What does the entry page get back when it saved, collided or asked what a paste would do? Plain data for JSON."""

import dataclasses
import datetime
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from agencies import days, numbers
from agencies.numbers import State
from reports import cells, entry_rows
from reports.catalogue import Kind, Severity, Spec
from reports.cells import Cell
from reports.checks import Problem
from reports.entry_rows import Filled
from reports.remaining import MISSING

Json = dict[str, Any]
Explanations = Mapping[str, str]  # the text of an explanation that still holds, by Problem.key


def cell(filled: Filled, key: str) -> Json:
    """A cell as the page shows it: the fields of `entry_rows.Shown`."""
    return dataclasses.asdict(entry_rows.shown(filled, key))


def problem(found: Problem, explanations: Explanations) -> Json:
    """A problem with its three sentences; the first of `cells` is where it is shown."""
    offer = found.offer
    return {
        "key": found.key,
        "rule": found.rule,
        "severity": found.severity.value,
        "cells": list(found.cells),
        "expected": found.expected,
        "came": found.came,
        "mend": found.mend,
        "offer": offer and {"typed": entry_rows.written(offer.value, Kind.AMOUNT), "note": offer.note},
        "explanation": explanations.get(found.key, ""),
    }


def listed(found: Iterable[Problem], explanations: Explanations) -> Json:
    """All problems of a page: of blank cells, which most of a new report are, only the keys; the others in full."""
    found = list(found)
    return {
        "blank": [one.cells[0] for one in found if one.rule == MISSING],
        "others": [problem(one, explanations) for one in found if one.rule != MISSING],
    }


def saved(
    filled: Filled, changed: Iterable[str], before: Sequence[Problem], after: Sequence[Problem], explained: Explanations
) -> Json:
    """What changed with a save: cells, problems that came or say something else, problems that went, and counts."""
    return {
        "cells": {key: cell(filled, key) for key in changed},
        "problems": {
            "added": [problem(found, explained) for found in added(before, after)],
            "gone": gone(before, after),
        },
        "counts": counts(after),
    }


def added(before: Sequence[Problem], after: Sequence[Problem]) -> list[Problem]:
    """What is in `after` and was not there before, or said something else; of two long lists that hardly differ."""
    both = set(map(id, before)) & set(map(id, after))
    old = {one for one in before if id(one) not in both}
    return [one for one in after if id(one) not in both and one not in old]


def gone(before: Sequence[Problem], after: Sequence[Problem]) -> list[str]:
    """The keys of `before` that `after` does not have any more, in order."""
    still = set(map(id, after))
    keys = {one.key for one in before if id(one) not in still}
    return sorted(keys - {one.key for one in after}) if keys else []


def counts(found: Iterable[Problem]) -> dict[str, int]:
    """Errors and warnings; blank cells are counted by the progress, not here."""
    severities = [one.severity for one in found if one.rule != MISSING]
    return {"errors": severities.count(Severity.ERROR), "warnings": severities.count(Severity.WARNING)}


def conflict(filled: Filled, key: str, by: str, at: datetime.datetime | None) -> Json:
    """What somebody else has stored in a cell; `at` is in local time."""
    return {"cell": cell(filled, key), "by": by, "at": days.instant(at) if at else ""}


@dataclasses.dataclass(frozen=True, slots=True)
class Pasted:
    """A text that may go into a cell; `why` says why it cannot be written there ("" when it can)."""

    key: str
    typed: str | None
    note: str | None
    why: str


def preview(filled: Filled, after: Iterable[Problem], pasted: Iterable[Pasted]) -> list[Json]:
    """What each pasted text would be read as; `filled` and `after` are the sheet and its problems with them in."""
    at: dict[str, list[Problem]] = {}
    for found in after:
        if found.rule != MISSING:
            at.setdefault(found.cells[0], []).append(found)
    return [_previewed(filled, one, at.get(one.key, [])) for one in pasted]


def _previewed(filled: Filled, one: Pasted, found: Sequence[Problem]) -> Json:
    spec = filled.edition.specs[one.key]
    typed = numbers.clean(one.typed or "")
    reading = cells.read(spec, filled.filer, typed, filled.names)
    said: Json = {
        "key": one.key,
        "code": spec.code,
        "label": spec.label,
        "typed": typed,
        "note": one.note or "",
        "reads": "",
        "offer": None,
    }
    if spec.is_heading or (reading.state is State.OUT_OF_SCOPE and not _takes(filled, spec)):
        sentence = f"{reading.expected}. {reading.mend}" if reading.refused else _nothing_there(filled, spec)
        return said | {"verdict": "skip", "message": _sentence(sentence)}
    if one.why:
        return said | {"verdict": "skip", "message": one.why}
    if reading.offer:
        said["offer"] = {"typed": entry_rows.written(reading.offer.value, spec.kind), "note": reading.offer.note}
    if reading.refused:
        return said | {"verdict": "error", "message": _sentence(f"cần {reading.expected}. {reading.mend}")}
    shown = entry_rows.printed(spec, reading.state, reading.value)
    return said | {"reads": shown} | _judged(filled, spec, reading, found)


def _takes(filled: Filled, spec: Spec) -> bool:
    return spec.key in cells.scope(filled.edition, filled.filer)


def _nothing_there(filled: Filled, spec: Spec) -> str:
    return "dòng đề mục không có số liệu." if spec.is_heading else entry_rows.whose(spec, filled.filer, filled.names)


def _judged(filled: Filled, spec: Spec, reading: numbers.Reading, found: Sequence[Problem]) -> Json:
    """The verdict on a text that was read: what the checks say of it, and for a claim whether it agrees."""
    if found:
        worst = next((one for one in found if one.severity is Severity.ERROR), found[0])
        sentences = " ".join(_sentence(f"cần {one.expected}. {one.mend}") for one in found)
        return {"verdict": worst.severity.value, "message": sentences}
    if not spec.is_computed or reading.state is not State.REPORTED:
        return {"verdict": "ok", "message": ""}
    cell: Cell = filled.sheet[spec.key]
    figure = entry_rows.printed(spec, cell.state, cell.value)
    parts = cells.explain(filled.edition, filled.sheet, filled.bases, spec.key)
    return {"verdict": "ok", "message": f"Khớp số hệ thống tính: {figure} ({parts})."}


def _sentence(text: str) -> str:
    text = text.replace("..", ".").strip()
    return text[:1].upper() + text[1:]
