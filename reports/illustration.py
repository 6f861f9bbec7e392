"""Which figures does the demonstration invent for agencies whose real ones we do not have?

Deterministic: the same agency and period always get the same figures. They keep the checks of the edition, so that an
illustrative report can be sent and approved like a real one.
"""

import random
from decimal import Decimal

from reports import cells, formula
from reports.catalogue import Edition, Kind, Spec
from reports.formula import Comparison

_SIZES = {"department": 60, "district": 120, "commune": 40, "province": 200}
_PASSES = 6  # until a repaired figure no longer breaks the rule before it


def texts(edition: Edition, filer: cells.Filer, seed: str, growth: float = 1.0) -> dict[str, str]:
    """What such an agency might type, by key; every cell it has to fill. ``growth`` scales the flows of the year."""
    dice = random.Random(f"{filer.agency_code}:{seed}")  # noqa: S311 - illustrative figures, not secrets
    scope = cells.scope(edition, filer)
    typed = [spec for spec in edition.specs.values() if spec.key in scope and not spec.is_computed]
    values = {spec.key: _value(spec, filer, dice, growth) for spec in typed}
    for _ in range(_PASSES):
        for clauses in edition.clauses.values():
            for clause in clauses:
                if clause.when is None:
                    for test in clause.tests:
                        _repair(test, values, dice, edition)
    _answer_survey(edition, values)
    return {spec.key: _text(spec, values[spec.key]) for spec in typed}


def bases(edition: Edition, texts_by_key: dict[str, str]) -> dict[str, str]:
    """A 2015 figure for every rate that needs one, somewhat above today's."""
    found = {}
    for key in edition.baseline_keys:
        parts = formula.references(edition.formulas[key])
        today = max((int(texts_by_key.get(part, "0") or 0) for part in parts), default=0)
        found[key] = str(today + today // 9 + 1)
    return found


def _value(spec: Spec, filer: cells.Filer, dice: random.Random, growth: float) -> int:
    match spec.kind:
        case Kind.CHOICE:
            return dice.choice(spec.choices)[0]
        case Kind.PERCENT:
            return dice.randint(80, 100)
        case Kind.AMOUNT:
            return round(dice.randint(500, 40_000) * growth)
        case _:
            size = _SIZES[filer.tier] * (20 if spec.unit == "Hồ sơ" else 1)
            top = max(2, size // (1 if spec.depth < 3 else 2))
            flow = growth if spec.cumulative else 1.0
            return round(dice.randint(0, top) * flow)


def _repair(test: object, values: dict[str, int], dice: random.Random, edition: Edition) -> None:
    """Bring the left side of a broken comparison down to the right side (or to it, where they must be equal)."""
    if not isinstance(test, Comparison):
        return
    left, right = formula.references(test.left), formula.references(test.right)
    if not left or not right or any(key not in values for key in (*left, *right)) or formula.baselines(test):
        return
    limit = int(formula.evaluate(test.right, lambda key: Decimal(values[key])))
    now = int(formula.evaluate(test.left, lambda key: Decimal(values[key])))
    if test.sign == "=" and now != limit and len(left) == 1:
        values[left[0]] = limit
    elif test.sign == "<=" and now > limit:
        for key in left:
            values[key] = values[key] * limit // max(now, 1)


def _answer_survey(edition: Edition, values: dict[str, int]) -> None:
    """A survey that was not held has no forms: the rows asked for only then are 0."""
    for clauses in edition.clauses.values():
        for clause in clauses:
            when = clause.when
            if when is not None and when.sign == "=" and formula.references(when):
                source = formula.references(when)[0]
                for test in clause.tests:
                    for key in formula.references(test):
                        if source in values and key in values and edition.specs[source].kind is Kind.CHOICE:
                            values[source] = 1 if values[key] else values[source]


def _text(spec: Spec, value: int) -> str:
    return f"{value:,}".replace(",", ".") if spec.kind is not Kind.PERCENT else str(value)
