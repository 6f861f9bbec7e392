"""Which row of a table is which row of the form? By label and STT together, keeping the order of both.

A table that was typed by hand leaves rows out, adds some and repeats an STT, but hardly ever changes their order. So
the pairs are chosen together: the chain of pairs, in the order of both sides, whose labels and STT agree best.
"""

import dataclasses
from collections.abc import Collection, Sequence

from reports.reading_tables.form import Form
from reports.reading_tables.sections import RowReading

_LABEL, _CODE = 0.7, 0.3  # what they count
_LEAST = 0.5  # of a pair
_LEAST_LABEL, _LEAST_LOOSE = 0.4, 0.8
_EXACT, _BEHIND = 0.9, 0.1  # a label that is the form's; how much less like than the best one another may be
_FLAT = 0.5  # below, the numbers of a table count its lines and are no STT of the form


@dataclasses.dataclass(frozen=True, slots=True)
class Match:
    """A row and a spec, by their places. ``agrees``: the STT; None where the row has none of the form's."""

    row: int
    spec: int
    alike: float
    agrees: bool | None
    in_order: bool = True
    rivals: tuple[int, ...] = ()  # specs with a label as like
    is_beaten: bool = False  # a spec with a label that is more like is taken, or out of order


class Likeness:
    """How alike each row of a table is to each row of the form, worked out once."""

    def __init__(self, rows: Sequence[RowReading], known: Form) -> None:
        self.rows, self.known = rows, known
        self.labels = [_near(known.alike(row.label)) if row.label else {} for row in rows]
        self.best = [max(near.values(), default=0.0) for near in self.labels]
        self.flat = False
        self.among: Collection[int] = range(len(known.specs))  # which rivals count
        self.exact = [self._exact(row) for row in range(len(rows))]

    def _exact(self, row: int) -> frozenset[int]:
        """The specs that a row is by STT and label both: then it is no other, though that one may be free."""
        near = self.labels[row].items()
        return frozenset(spec for spec, alike in near if alike >= _EXACT and self.agrees(row, spec))

    def agrees(self, row: int, spec: int) -> bool | None:
        code = self.rows[row].code
        return None if self.flat or not code else code == self.known.specs[spec].code

    def worth(self, row: int, spec: int, alone: bool) -> float:
        """What a pair counts, 0 where it is none. ``alone``: an STT without a label says which row it is."""
        agrees, one = self.agrees(row, spec), self.rows[row]
        alike = self.labels[row].get(spec, 0.0)
        if one.loose and (not agrees or alike < _LEAST_LOOSE):
            return 0.0
        if not one.label:
            return 0.15 if alone and agrees else 0.0
        if alike < _LEAST_LABEL or (not agrees and alike < self.best[row] - _BEHIND):
            return 0.0
        if self.exact[row] and not self.flat and spec not in self.exact[row]:
            return 0.0
        score = _LABEL * alike + _CODE * {True: 1.0, None: 0.5, False: 0.0}[agrees]
        return max(0.0, score - _LEAST)


def _near(alike: dict[int, float]) -> dict[int, float]:
    return {place: how for place, how in alike.items() if how >= _LEAST_LABEL}


def align(likeness: Likeness, rows: Collection[int], specs: Collection[int], alone: bool) -> list[Match]:
    """The best chain of pairs; where the numbers turn out to count lines only, once more without them."""
    found = _chain(likeness, sorted(rows), sorted(specs), alone)
    if not likeness.flat:
        sure = [one for one in found if one.agrees is not None and one.alike >= 0.75]
        if sure and sum(bool(one.agrees) for one in sure) < _FLAT * len(sure):
            likeness.flat = True
            found = _chain(likeness, sorted(rows), sorted(specs), alone)
    return found


def worth(likeness: Likeness, found: Sequence[Match], alone: bool) -> float:
    return sum(likeness.worth(one.row, one.spec, alone) for one in found)


def _chain(likeness: Likeness, rows: list[int], specs: list[int], alone: bool) -> list[Match]:
    """The heaviest common chain, as alignments of sequences are found: a table of the best sums so far."""
    width = len(specs) + 1
    at_spec = {spec: at for at, spec in enumerate(specs)}
    sums = [[0.0] * width]
    for row in rows:
        above = sums[-1]
        pairs = _pairs(likeness, row, at_spec, alone)
        if not pairs:
            sums.append(above)
            continue
        here = [0.0] * width
        for at in range(len(specs)):
            worth = pairs.get(at)
            here[at + 1] = max(above[at + 1], here[at], above[at] + worth if worth else 0.0)
        sums.append(here)
    found, at = [], width - 1
    for place in range(len(rows) - 1, -1, -1):
        while at and sums[place + 1][at] == sums[place + 1][at - 1]:
            at -= 1
        if at and sums[place + 1][at] != sums[place][at]:
            found.append(_match(likeness, rows[place], specs[at - 1]))
            at -= 1
    return found[::-1]


def _pairs(likeness: Likeness, row: int, at_spec: dict[int, int], alone: bool) -> dict[int, float]:
    """By the place among the specs: what the row counts with each that it may be."""
    asked = likeness.labels[row] if likeness.rows[row].label else at_spec
    found = ((at_spec[spec], likeness.worth(row, spec, alone)) for spec in asked if spec in at_spec)
    return {at: worth for at, worth in found if worth}


def _match(likeness: Likeness, row: int, spec: int) -> Match:
    alike = likeness.known.how_alike(likeness.rows[row].label, spec) if likeness.rows[row].label else 0.0
    rough = likeness.labels[row].get(spec, 0.0)
    others = [one for one in likeness.labels[row].items() if one[0] != spec]
    return Match(
        row,
        spec,
        alike,
        likeness.agrees(row, spec),
        rivals=tuple(place for place, how in others if how >= rough - 0.03 and place in likeness.among),
        is_beaten=any(how > rough + 0.01 for _, how in others),
    )


def exactly(likeness: Likeness, rows: Collection[int], free: Collection[int]) -> list[Match]:
    """The rows among some that are just one row of the form by STT and label, wherever they stand."""
    found, left = [], set(free)
    for row in sorted(rows):
        if not likeness.flat and len(specs := likeness.exact[row] & left) == 1:
            [spec] = specs
            left.remove(spec)
            found.append(_match(likeness, row, spec))
    return found
