"""Which clauses of a rule are broken, and how is that said?

A rule is data ("2:2.2 <= 2:2.1"), parsed by `formula.parse_rule`. A comparison in which a figure is missing or is not
this agency's says nothing: other checks ask for what is missing.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from agencies import numbers
from agencies.numbers import State
from reports import cells, formula
from reports.catalogue import Edition, Kind, Spec
from reports.cells import Cell, Figures, Sheet
from reports.formula import Clause, Comparison, Given, Node, Ref, Sum

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
    when = clause.when
    if when is not None and not cells.holds(when, get):
        return
    for test in clause.tests:
        if not isinstance(test, Given):
            if cells.holds(test, get) is False:
                yield _untrue(edition, get, Clause(when, (test,)), test)
        elif when is not None:
            for key in formula.references(test):
                if not _is_given(cell := sheet.get(key, cells.BLANK), edition.specs[key]):
                    yield _not_given(edition, get, when, key, cell)


def _is_given(cell: Cell, spec: Spec) -> bool:
    """Whether nobody need ask for the cell: it has a figure, or none is due, or what was typed is a problem already."""
    if cell.state is State.REPORTED:
        return spec.kind is Kind.CHOICE or bool(cell.value)
    return cell.state is State.OUT_OF_SCOPE or (cell.state is State.MISSING and bool(cell.typed))


def _not_given(edition: Edition, get: Figures, when: Comparison, key: str, cell: Cell) -> Finding:
    spec, conditions = edition.specs[key], formula.references(when)
    words = _Words(edition.specs, spec.appendix, get)
    return Finding(
        cells=(key, *conditions),
        expected=f"có số liệu khi {words.test(when)}",
        came=_said(cell, spec),
        mend=f"Nhập dòng {spec.code}, hoặc sửa {words.either(conditions)}.",
    )


def _said(cell: Cell, spec: Spec) -> str:
    return "không phát sinh" if cell.state is State.NONE else numbers.show(cell.value, spec.kind) or "ô còn trống"


def _untrue(edition: Edition, get: Figures, clause: Clause, test: Comparison) -> Finding:
    keys, when = formula.references(clause), clause.when
    words = _Words(edition.specs, edition.specs[keys[0]].appendix, get)
    expected, came = words.test(test), words.worth(test.left)
    if formula.references(test.right) or formula.baselines(test.right):
        expected += f" ({words.worth(test.right)})"
    if when is not None:
        expected = f"khi {words.test(when)} thì {expected}"
        came = f"{words.side(when.left)} là {words.worth(when.left)}, còn {words.side(test.left)} là {came}"
    return Finding(keys, expected, came, f"Sửa {words.either(keys, bool(formula.baselines(clause)))}.")


class _Words:
    """Formulas in words and in figures, for somebody who is looking at the appendix `home`."""

    def __init__(self, specs: Mapping[str, Spec], home: int, get: Figures) -> None:
        self.specs, self.home, self.get = specs, home, get

    def test(self, test: Comparison) -> str:
        """A comparison in words: "dòng 2.2 không lớn hơn dòng 2.1"."""
        return f"{self.side(test.left)} {_RELATIONS[test.sign]} {self.side(test.right)}"

    def side(self, node: Node) -> str:
        """One side of it: "dòng 5.2 + 5.3 + 5.4", "số gốc năm 2015", "0"."""
        first = node
        while isinstance(first, Sum):
            first = first.left
        drawn = formula.explain(node, self._name)
        return f"dòng {drawn}" if isinstance(first, Ref) and self._is_near(first.key) else drawn

    def worth(self, node: Node) -> str:
        """A side in figures: "508 + 74 + 13 = 595", "21"."""
        drawn = formula.explain(node, self._figure)
        if not isinstance(node, Sum):
            return drawn
        return f"{drawn} = {numbers.show(formula.evaluate(node, self.get), Kind.AMOUNT)}"

    def either(self, keys: tuple[str, ...], or_base: bool = False) -> str:
        """A choice of rows: "dòng 5.2, 5.3, 5.4 hoặc 5.1"."""
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
