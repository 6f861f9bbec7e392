"""Which figures does the demonstration invent for agencies whose real ones we do not have?

Deterministic: the same agency and period always get the same figures. They keep the checks of the edition, so that an
illustrative report can be sent and approved like a real one.
"""

import random
from collections.abc import Callable, Collection, Mapping
from decimal import Decimal
from types import MappingProxyType

from agencies import numbers
from reports import cells, formula
from reports.catalogue import Edition, Kind, Spec
from reports.formula import Comparison

_SIZES = {"department": 60, "district": 120, "commune": 40, "province": 200}
_PROCEDURES = {"department": 90, "district": 340, "commune": 136, "province": 1900}  # in force, about
NOTHING: Mapping[str, int] = MappingProxyType({})
_PASSES = 6  # until a repaired figure no longer breaks the rule before it

# What a department says under some headings; its figures stand in the places.
NARRATIVE = {
    "I.1": "Trong kỳ, đơn vị đã ban hành [[2:1]] chỉ đạo công tác cải cách hành chính; "
    "hoàn thành [[số 2:2.2]]/[[2:2.1]] theo kế hoạch năm, [[đạt 2:2]].",
    "I.2": "Lãnh đạo đơn vị phân công một phó thủ trưởng phụ trách, giao việc cho từng phòng và kiểm điểm hằng tháng.",
    "II.2.4": "Đơn vị tiếp nhận [[hồ sơ tiếp nhận]], trong đó [[hồ sơ trực tuyến]] nộp trực tuyến; đã giải quyết "
    "[[hồ sơ đã giải quyết]], trước và đúng hạn [[tỷ lệ hồ sơ trước và đúng hạn]].",
    "IV": "Tiếp tục thực hiện kế hoạch cải cách hành chính năm 2024; hồ sơ trễ hạn phải có văn bản xin lỗi.",
}


def texts(
    edition: Edition, filer: cells.Filer, seed: str, growth: float = 1.0, known: Mapping[str, int] = NOTHING
) -> dict[str, str]:
    """What such an agency might type, by key: every cell it has to fill but those that are ``known`` already.

    ``growth`` scales the flows of the year.
    """
    dice = random.Random(f"{filer.agency_code}:{seed}")  # noqa: S311 - illustrative figures, not secrets
    scope = cells.scope(edition, filer)
    typed = [spec for spec in edition.specs.values() if spec.key in scope and not spec.is_computed]
    values = {spec.key: _value(spec, filer, dice, growth) for spec in typed} | dict(known)
    unconditional = [clause for clauses in edition.clauses.values() for clause in clauses if clause.when is None]
    tests = [test for clause in unconditional for test in clause.tests]
    for test in tests:
        _nearly_all(test, values, dice, known)
    for _ in range(_PASSES):
        for test in tests:
            _repair(test, values, edition, known)
    _answer_survey(edition, values)
    return {spec.key: _text(spec, values[spec.key]) for spec in typed if spec.key not in known}


def bases(edition: Edition, texts_by_key: dict[str, str]) -> dict[str, str]:
    """A 2015 figure for every rate that needs one, somewhat above today's."""
    figure = _figure(edition, {key: int(text.replace(".", "")) for key, text in texts_by_key.items()})
    found = {}
    for key in edition.baseline_keys:
        parts = formula.references(edition.formulas[key])
        today = max((int(figure(part)) for part in parts), default=0)
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
        case _ if spec.source.startswith("procedures.") and not spec.cumulative:
            return round(_PROCEDURES[filer.tier] * dice.randint(80, 100) / 100)
        case _:
            size = _SIZES[filer.tier] * (20 if spec.unit == "Hồ sơ" else 1)
            top = max(2, size // (1 if spec.depth < 3 else 2))
            flow = growth if spec.cumulative else 1.0
            return max(1, round(dice.randint(0, top) * flow))


def _nearly_all(test: object, values: dict[str, int], dice: random.Random, known: Collection[str]) -> None:
    """Where one typed figure is a part of another (done of planned, on time of resolved), most of it is."""
    if isinstance(test, Comparison) and test.sign == "<=" and not formula.baselines(test):
        left, right = formula.references(test.left), formula.references(test.right)
        if len(left) == len(right) == 1 and left[0] in values.keys() - known and right[0] in values:
            values[left[0]] = values[right[0]] * dice.randint(85, 100) // 100


def _leaves(edition: Edition, key: str) -> list[str]:
    """The rows that a total comes down to; the row itself when it is typed."""
    if edition.specs[key].kind is not Kind.TOTAL:
        return [key]
    return [leaf for part in formula.references(edition.formulas[key]) for leaf in _leaves(edition, part)]


def _repair(test: object, values: dict[str, int], edition: Edition, known: Collection[str]) -> None:
    """Bring the typed left side of a broken comparison down to the right side, or to it where they must be equal."""
    if not isinstance(test, Comparison) or formula.baselines(test):
        return
    left = formula.references(test.left)
    if test.sign == "=" and len(left) == 1 and edition.specs[left[0]].kind is Kind.TOTAL:
        _set_total(test, values, edition)
    if not left or any(key not in values or key in known for key in left):
        return
    limit, now = (int(formula.evaluate(side, _figure(edition, values))) for side in (test.right, test.left))
    if test.sign == "=" and now != limit and len(left) == 1:
        values[left[0]] = limit
    elif test.sign == "<=" and now > limit:
        for key in left:
            values[key] = values[key] * limit // now


def _set_total(test: Comparison, values: dict[str, int], edition: Edition) -> None:
    """Two totals that count the same: the last of the right one's typed rows takes it all, the others are 0."""
    goal = int(formula.evaluate(test.left, _figure(edition, values)))
    rows = [leaf for key in formula.references(test.right) for leaf in _leaves(edition, key) if leaf in values]
    values.update(dict.fromkeys(rows, 0) | ({rows[-1]: goal} if rows else {}))


def _figure(edition: Edition, values: dict[str, int]) -> Callable[[str], Decimal]:
    """A row's figure, computed where it is a total; what the agency does not file counts nothing."""

    def get(key: str) -> Decimal:
        if edition.specs[key].kind is Kind.TOTAL:
            return formula.evaluate(edition.formulas[key], get)
        return Decimal(values.get(key, 0))

    return get


def _answer_survey(edition: Edition, values: dict[str, int]) -> None:
    """Rows that are asked for only after a yes are filled here, so the answer is yes."""
    for clause in (clause for clauses in edition.clauses.values() for clause in clauses):
        if clause.when is not None and clause.when.sign == "=":
            for key in formula.references(clause.when):
                values.update({key: 1} if key in values else {})


def _text(spec: Spec, value: int) -> str:
    return numbers.whole(value) if spec.kind is not Kind.PERCENT else str(value)
