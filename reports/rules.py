"""Which clauses of a rule are broken, and how is that said?

A rule is data ("2:2.2 <= 2:2.1"), parsed by `formula.parse_rule`. A comparison in which a figure is missing or is not
this agency's says nothing: other checks ask for what is missing.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from reports import cells, formula, numbers
from reports.catalogue import Edition, Kind, Spec
from reports.cells import Figures, Sheet
from reports.formula import Base, Clause, Comparison, Given, Node, Ref, Sum
from reports.numbers import State

_RELATIONS = {
    "<=": "không lớn hơn",
    ">=": "không nhỏ hơn",
    "<": "nhỏ hơn",
    ">": "lớn hơn",
    "=": "bằng",
}


class Finding(NamedTuple):
    """A broken clause: the cells it names, first the one where it is shown, and its three sentences in Vietnamese."""

    cells: tuple[str, ...]
    expected: str
    came: str
    mend: str


def findings(edition: Edition, clause: Clause, sheet: Sheet, get: Figures) -> Iterator[Finding]:
    """What `clause` has against the sheet, whose figures `get` gives (`cells.figures`)."""
    if clause.when is not None and not cells.holds(clause.when, get):
        return
    for test in clause.tests:
        if isinstance(test, Given):
            if clause.when is not None:
                yield from _not_given(edition, clause.when, test, sheet)
        elif cells.holds(test, get) is False:
            yield _untrue(_Words(edition.specs, _home(edition, clause), get), clause, test)


def _home(edition: Edition, clause: Clause) -> int:
    keys = formula.references(clause)
    return edition.specs[keys[0]].appendix if keys else 0


def _not_given(edition: Edition, when: Comparison, test: Given, sheet: Sheet) -> Iterator[Finding]:
    for key in formula.references(test):
        cell, spec = sheet.get(key, cells.BLANK), edition.specs[key]
        refused = cell.state is State.MISSING and cell.typed  # said already, where it was typed
        if cell.state is State.OUT_OF_SCOPE or refused or _is_given(cell, spec):
            continue
        words = _Words(edition.specs, spec.appendix, cells.figures(sheet, {}))
        yield Finding(
            cells=(key, *formula.references(when)),
            expected=f"có số liệu khi {words.side(when.left)} {_RELATIONS[when.sign]} {words.side(when.right)}",
            came=numbers.show(cell.value, spec.kind) or "ô còn trống",
            mend=f"Nhập dòng {spec.code}, hoặc sửa {words.either(formula.references(when))}.",
        )


def _is_given(cell: cells.Cell, spec: Spec) -> bool:
    return cell.state is State.REPORTED and (spec.kind is Kind.CHOICE or bool(cell.value))


def _untrue(words: "_Words", clause: Clause, test: Comparison) -> Finding:
    expected = f"{words.side(test.left)} {_RELATIONS[test.sign]} {words.side(test.right)}"
    if formula.references(test.right) or formula.baselines(test.right):
        expected += f" ({words.worth(test.right)})"
    came = words.worth(test.left)
    if when := clause.when:
        expected = f"khi {words.side(when.left)} {_RELATIONS[when.sign]} {words.side(when.right)} thì {expected}"
        came = f"{words.side(when.left)} là {words.worth(when.left)}, còn {words.side(test.left)} là {came}"
    tests = Clause(when, (test,))
    named = formula.references(tests)
    return Finding(named, expected, came, f"Sửa {words.either(named, bool(formula.baselines(tests)))}.")


class _Words:
    """Formulas in words and in figures, for somebody who is looking at the appendix `home`."""

    def __init__(self, specs: Mapping[str, Spec], home: int, get: Figures) -> None:
        self.specs, self.home, self.get = specs, home, get

    def side(self, node: Node) -> str:
        """ "dòng 5.2 + 5.3 + 5.4", "số gốc năm 2015", "0"."""
        first = node
        while isinstance(first, Sum):
            first = first.left
        drawn = formula.explain(node, self._name)
        return f"dòng {drawn}" if isinstance(first, Ref) and self._is_near(first.key) else drawn

    def worth(self, node: Node) -> str:
        """ "508 + 74 + 13 = 595", "21"."""
        drawn = formula.explain(node, self._figure)
        if isinstance(node, Ref | Base):
            return drawn
        return f"{drawn} = {numbers.show(formula.evaluate(node, self.get), Kind.AMOUNT)}"

    def either(self, keys: tuple[str, ...], or_base: bool = False) -> str:
        """ "dòng 5.2, 5.3, 5.4 hoặc 5.1"."""
        names = [self._name(key) for key in keys] + ["số gốc năm 2015"] * or_base
        *rest, last = names
        line = "dòng " if keys and self._is_near(keys[0]) else ""
        return f"{line}{', '.join(rest)} hoặc {last}" if rest else f"{line}{last}"

    def _is_near(self, key: str) -> bool:
        return self.specs[key].appendix == self.home

    def _name(self, name: str) -> str:
        return cells.place(self.specs[name], self.home) if name in self.specs else "số gốc năm 2015"

    def _figure(self, name: str) -> str:
        return numbers.show(self.get(name), self.specs[name].kind if name in self.specs else Kind.COUNT)
