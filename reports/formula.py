"""How is a figure computed from other figures, and what does a check compare?

A formula is parsed once into a small tree and read four ways: `evaluate` gives the figure, `explain` shows it with the
figures put in ("12 / 21"), `excel` writes it with cell addresses, `references` names the cells it needs.

    formula  =  operand "/" operand  |  sum                    a division stands alone, at the top
    sum      =  operand { ("+" | "-") operand }
    operand  =  code | key | constant | "baseline2015" | "base2015(" key ")" | "(" sum ")"
    rule     =  clause { ";" clause }
    clause   =  test [ "requires" test { "and" test } ]
    test     =  sum [ ("<=" | ">=" | "<" | ">" | "=") sum ]    after "requires", a bare sum means: has been given

In the formula of an indicator a bare number is the code of a row of the same appendix; in a check, which stands in no
appendix, it is a constant and rows are named by their key. `a - b / c` is refused rather than guessed at.
"""

import operator
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

MAX_LENGTH = 400
MAX_DEPTH = 16  # nested parentheses: a formula that somebody uploads must not exhaust the stack

CODE = re.compile(r"[0-9]+(?:\.[0-9]+)*")
KEY = re.compile(rf"[0-9]+:{CODE.pattern}")
COMPARE: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "<=": operator.le,
    ">=": operator.ge,
    "<": operator.lt,
    ">": operator.gt,
    "=": operator.eq,
}
_CONSTANT = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_TOKEN = re.compile(
    rf"(?P<key>{KEY.pattern})|(?P<code>{CODE.pattern})|(?P<word>[^\W\d_]\w*)|(?P<sign><=|>=|[-+/()=<>;])|(?P<other>\S)"
)
_END = "hết công thức"


@dataclass(frozen=True, slots=True)
class Ref:
    """The figure of another row: key "2:5.1"."""

    key: str


@dataclass(frozen=True, slots=True)
class Base:
    """The 2015 figure behind the "reduced since 2015" rate whose key is "5:2.5"; every agency has its own."""

    key: str


@dataclass(frozen=True, slots=True)
class Number:
    """A constant of a check."""

    value: Decimal


@dataclass(frozen=True, slots=True)
class Sum:
    """left + right or left - right; longer sums lean to the left."""

    left: "Node"
    sign: str
    right: "Node"


@dataclass(frozen=True, slots=True)
class Quotient:
    """A rate; only ever the top of a tree."""

    numerator: "Node"
    denominator: "Node"


@dataclass(frozen=True, slots=True)
class Comparison:
    """A test of a check: left <= right; `sign` is a key of COMPARE."""

    left: "Node"
    sign: str
    right: "Node"


@dataclass(frozen=True, slots=True)
class Given:
    """A test of a check: every figure of `node` has been reported."""

    node: "Node"


@dataclass(frozen=True, slots=True)
class Clause:
    """Every test of `tests` must hold, but only where `when` holds; without a condition `tests` is one comparison."""

    when: Comparison | None
    tests: tuple[Comparison | Given, ...]


Node = Ref | Base | Number | Sum | Quotient


class FormulaError(ValueError):
    """A text that is no formula; str() is the whole sentence in Vietnamese for the person who wrote it.

    `position` counts characters from 1; `expected` and `came` are the two halves of the sentence.
    """

    def __init__(self, source: str, position: int, expected: str, came: str) -> None:
        self.source, self.position, self.expected, self.came = source, position, expected, came
        super().__init__(f"Công thức “{source}” sai ở ký tự thứ {position}: cần {expected}, nhưng gặp {came}.")


def base(key: str) -> str:
    """The name under which `evaluate`, `explain` and `excel` ask for the 2015 figure of the rate `key`."""
    return f"base2015({key})"


def parse(text: str, owner: str = "") -> Node:
    """The tree of a formula.

    `owner` is the key of the row that the formula computes ("5:2.5"): bare numbers are then codes of its appendix, and
    `baseline2015` is its own base. Without an owner bare numbers are constants. Raises FormulaError.
    """
    return _Parser(text, owner).whole_formula()


def parse_rule(text: str) -> tuple[Clause, ...]:
    """The clauses of a check's expression, all of which must hold ("4:2.1 <= 4:1.4; 4:2.2 <= 4:1.4").

    Raises FormulaError.
    """
    return _Parser(text, "").whole_rule()


def parts(node: Node) -> tuple[Node, Node | None]:
    """The numerator and denominator of a rate; of anything else the node itself and None.

    A rate is stored as these two, exact, and never as their quotient: rates of several agencies are added up part by
    part.
    """
    if isinstance(node, Quotient):
        return node.numerator, node.denominator
    return node, None


def references(item: Node | Comparison | Given | Clause) -> tuple[str, ...]:
    """The keys of the rows that a formula, test or clause reads, each once, in the order written."""
    return tuple(dict.fromkeys(leaf.key for leaf in _leaves(item) if isinstance(leaf, Ref)))


def baselines(item: Node | Comparison | Given | Clause) -> tuple[str, ...]:
    """The keys of the rates whose 2015 figure is read, each once, in the order written."""
    return tuple(dict.fromkeys(leaf.key for leaf in _leaves(item) if isinstance(leaf, Base)))


def evaluate(node: Node, get: Callable[[str], Decimal]) -> Decimal:
    """The figure itself: for a rate the plain quotient, not a percentage (12 / 21 is 0.571…).

    `get` is asked for a row by its key ("2:2.1") and for a 2015 figure by `base(key)`. Sums of figures below 10**11 are
    exact; a quotient has 28 digits, so whoever needs it exact evaluates its `parts`. A denominator of 0 raises
    ZeroDivisionError. What `get` raises passes through.
    """
    match node:
        case Ref(key):
            return get(key)
        case Base(key):
            return get(base(key))
        case Number(value):
            return value
        case Sum(left, sign, right):
            first, second = evaluate(left, get), evaluate(right, get)
            return first + second if sign == "+" else first - second
        case Quotient(numerator, denominator):
            divisor = evaluate(denominator, get)
            if divisor == 0:  # Decimal reports 0/0 and 1/0 as two different errors
                raise ZeroDivisionError("denominator is 0")
            return evaluate(numerator, get) / divisor


def explain(node: Node, show: Callable[[str], str]) -> str:
    """The formula with the figures put in: "12 / 21", "(51 - 44) / 51".

    `show` gives the printed figure of a row ("2:2.1") or of a 2015 base (`base(key)`).
    """
    return _draw(node, show, " ")


def excel(node: Node, cell_of: Callable[[str], str]) -> str:
    """The same formula for a spreadsheet, without the leading "=": "C6/C5", "(D4-C5)/D4".

    `cell_of` gives the address of a row ("2:2.1") or of a 2015 base (`base(key)`), or a number in Excel's notation.
    """
    return _draw(node, cell_of, "")


def text(node: Node, owner: str = "") -> str:
    """The formula as it is written in the catalogue; parse(text(node, owner), owner) == node."""
    appendix = owner.partition(":")[0]

    def name(operand: str) -> str:
        if owner and operand == base(owner):
            return "baseline2015"
        number, colon, code = operand.partition(":")
        return code if colon and number == appendix else operand

    return _draw(node, name, " ")


def _draw(node: Node, name: Callable[[str], str], space: str) -> str:
    match node:
        case Ref(key):
            return name(key)
        case Base(key):
            return name(base(key))
        case Number(value):
            return format(value, "f")
        case Sum(left, sign, right):
            return f"{_draw(left, name, space)}{space}{sign}{space}{_bracketed(right, name, space)}"
        case Quotient(numerator, denominator):
            return f"{_bracketed(numerator, name, space)}{space}/{space}{_bracketed(denominator, name, space)}"


def _bracketed(node: Node, name: Callable[[str], str], space: str) -> str:
    drawn = _draw(node, name, space)
    return f"({drawn})" if isinstance(node, Sum) else drawn


def _leaves(item: Node | Comparison | Given | Clause) -> Iterator[Ref | Base]:
    match item:
        case Ref() | Base():
            yield item
        case Sum(left, _, right) | Comparison(left, _, right) | Quotient(left, right):
            yield from _leaves(left)
            yield from _leaves(right)
        case Given(node):
            yield from _leaves(node)
        case Clause(when, tests):
            for test in tests if when is None else (when, *tests):
                yield from _leaves(test)


class _Parser:
    """Recursive descent over the tokens of one text; the grammar stands at the top of this module."""

    def __init__(self, source: str, owner: str) -> None:
        self.source, self.owner, self.appendix = source, owner, owner.partition(":")[0]
        self.tokens = list(_TOKEN.finditer(source))
        self.at = 0
        self.depth = 0
        if len(source) > MAX_LENGTH:
            raise FormulaError(f"{source[:40]}…", MAX_LENGTH + 1, f"nhiều nhất {MAX_LENGTH} ký tự", f"{len(source)}")

    def whole_formula(self) -> Node:
        node = self.operand()
        if self.took("/"):
            node = Quotient(node, self.operand())
            self.end(_END)
            return node
        node = self.rest_of_sum(node)
        self.end(f"“+”, “-” hoặc {_END} (phép chia chỉ đứng một mình, mỗi vế một số hoặc một ngoặc)")
        return node

    def whole_rule(self) -> tuple[Clause, ...]:
        clauses = [self.clause()]
        while self.took(";"):
            clauses.append(self.clause())
        self.end("“;”, “+”, “-” hoặc hết quy tắc")
        return tuple(clauses)

    def clause(self) -> Clause:
        first = self.test()
        if not isinstance(first, Comparison):
            raise self.error("một phép so sánh “<=”, “>=”, “<”, “>” hoặc “=”")
        if not self.took("requires"):
            return Clause(None, (first,))
        tests = [self.test()]
        while self.took("and"):
            tests.append(self.test())
        return Clause(first, tuple(tests))

    def test(self) -> Comparison | Given:
        left = self.sum()
        sign = self.word()
        if sign not in COMPARE:
            return Given(left)
        self.at += 1
        return Comparison(left, sign, self.sum())

    def sum(self) -> Node:
        return self.rest_of_sum(self.operand())

    def rest_of_sum(self, node: Node) -> Node:
        while (sign := self.word()) in ("+", "-"):
            self.at += 1
            node = Sum(node, sign, self.operand())
        return node

    def operand(self) -> Node:
        word, kind = self.word(), self.kind()
        if kind == "key":
            self.at += 1
            return Ref(word)
        if kind == "code" and self.owner:
            self.at += 1
            return Ref(f"{self.appendix}:{word}")
        if kind == "code" and _CONSTANT.fullmatch(word):
            self.at += 1
            return Number(Decimal(word))
        if self.owner and self.took("baseline2015"):
            return Base(self.owner)
        if self.took("base2015"):
            return self.named_base()
        if self.took("("):
            return self.bracket()
        raise self.error(self.operands())

    def named_base(self) -> Base:
        self.need("(")
        if self.kind() != "key":
            raise self.error("khóa của một tỷ lệ (ví dụ 5:2.5)")
        key = self.word()
        self.at += 1
        self.need(")")
        return Base(key)

    def bracket(self) -> Node:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self.error(f"nhiều nhất {MAX_DEPTH} lớp ngoặc")
        node = self.sum()
        self.need(")")
        self.depth -= 1
        return node

    def operands(self) -> str:
        if self.owner:
            return "mã chỉ tiêu (ví dụ 2.1), khóa (ví dụ 2:5.1), baseline2015 hoặc “(”"
        return "khóa (ví dụ 2:5.1), số, base2015(…) hoặc “(”"

    def kind(self) -> str:
        return self.tokens[self.at].lastgroup or "" if self.at < len(self.tokens) else ""

    def word(self) -> str:
        return self.tokens[self.at].group() if self.at < len(self.tokens) else ""

    def took(self, word: str) -> bool:
        if self.word() != word:
            return False
        self.at += 1
        return True

    def need(self, word: str) -> None:
        if not self.took(word):
            raise self.error(f"“{word}”")

    def end(self, expected: str) -> None:
        if self.at < len(self.tokens):
            raise self.error(expected)

    def error(self, expected: str) -> FormulaError:
        if self.at < len(self.tokens):
            token = self.tokens[self.at]
            return FormulaError(self.source, token.start() + 1, expected, f"“{token.group()}”")
        return FormulaError(self.source, len(self.source) + 1, expected, _END)
