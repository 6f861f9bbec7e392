"""One grammar, one tree, four readings of it."""

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports import formula
from reports.formula import Base, Clause, Comparison, FormulaError, Given, Number, Quotient, Ref, Sum

OWNER = "5:2.5"


def codes() -> st.SearchStrategy[str]:
    return st.lists(st.integers(0, 12), min_size=1, max_size=4).map(lambda numbers: ".".join(map(str, numbers)))


def sums(leaves: st.SearchStrategy[formula.Node]) -> st.SearchStrategy[formula.Node]:
    return st.recursive(leaves, lambda node: st.builds(Sum, node, st.sampled_from("+-"), node), max_leaves=8)


def formulas(leaves: st.SearchStrategy[formula.Node]) -> st.SearchStrategy[formula.Node]:
    return sums(leaves) | st.builds(Quotient, sums(leaves), sums(leaves))


KEYS = st.builds("{}:{}".format, st.integers(2, 8), codes())
CELLS = st.builds(Ref, KEYS) | st.builds(Base, KEYS | st.just(OWNER))
CONSTANTS = st.builds(Number, st.integers(0, 10**6).map(Decimal))


def mistake(read: Callable[[str], object], text: str) -> int | None:
    """Where `read` finds the mistake in `text`; None when there is none."""
    try:
        read(text)
    except FormulaError as error:
        return error.position
    return None


@given(formulas(CELLS))
def test_what_is_printed_in_the_catalogue_parses_to_the_same_tree(node: formula.Node) -> None:
    assert formula.parse(formula.text(node, OWNER), OWNER) == node


@given(formulas(CELLS | CONSTANTS))
def test_what_is_printed_outside_an_appendix_parses_to_the_same_tree(node: formula.Node) -> None:
    assert formula.parse(formula.text(node)) == node


@given(formulas(CELLS | CONSTANTS), st.randoms(use_true_random=False))
def test_the_spreadsheet_formula_and_the_figure_agree_exactly(node: formula.Node, random: Random) -> None:
    names = [*formula.references(node), *map(formula.base, formula.baselines(node))]
    figures = {name: random.randrange(10**11) for name in names}
    for part in formula.parts(node):
        if part is not None:
            written = formula.excel(part, lambda name: f"({figures[name]})")
            assert Fraction(formula.evaluate(part, lambda name: Decimal(figures[name]))) == Fraction(eval(written))


@given(formulas(CELLS | CONSTANTS))
def test_the_explanation_is_the_spreadsheet_formula_with_spaces(node: formula.Node) -> None:
    def letter(name: str) -> str:
        return f"C{len(name)}"

    assert formula.explain(node, letter).replace(" ", "") == formula.excel(node, letter)


@given(st.text(max_size=60) | st.text("0123456789.:+-/() ;=<>base2015requiresand", max_size=60))
def test_any_text_is_a_formula_or_a_formula_error(text: str) -> None:
    for position in (mistake(formula.parse, text), mistake(formula.parse_rule, text)):
        assert position is None or 1 <= position <= len(text) + 1


def test_a_rate_is_read_four_ways() -> None:
    node = formula.parse("2.2 / 2.1", "2:2")
    figures = {"2:2.1": Decimal(21), "2:2.2": Decimal(12)}
    assert node == Quotient(Ref("2:2.2"), Ref("2:2.1"))
    assert round(formula.evaluate(node, figures.__getitem__) * 100, 2) == Decimal("57.14")
    assert formula.explain(node, lambda key: str(figures[key])) == "12 / 21"
    assert formula.excel(node, {"2:2.1": "C5", "2:2.2": "C6"}.__getitem__) == "C6/C5"
    assert formula.references(node) == ("2:2.2", "2:2.1")


def test_a_reduction_since_2015_asks_for_the_base_of_its_own_rate() -> None:
    node = formula.parse("(baseline2015 - 2.1) / baseline2015", "5:2.5")
    figures = {"base2015(5:2.5)": Decimal(51), "5:2.1": Decimal(44)}
    assert formula.explain(node, lambda name: str(figures[name])) == "(51 - 44) / 51"
    assert formula.excel(node, lambda name: {"5:2.1": "D19"}.get(name, "51")) == "(51-D19)/51"
    assert round(formula.evaluate(node, figures.__getitem__) * 100, 2) == Decimal("13.73")
    assert formula.references(node) == ("5:2.1",)
    assert formula.baselines(node) == ("5:2.5",)


def test_a_total_of_four_groups_adds_them() -> None:
    node = formula.parse("2.2 + 2.3 + 2.4 + 2.5", "7:2.1")
    assert formula.evaluate(node, lambda key: Decimal(key.removeprefix("7:2."))) == Decimal(14)
    assert formula.excel(node, lambda key: "C" + key[-1]) == "C2+C3+C4+C5"


def test_the_parts_of_a_rate_are_its_numerator_and_denominator() -> None:
    numerator, denominator = formula.parts(formula.parse("(baseline2015 - 1.5) / baseline2015", "5:1.5.4"))
    assert numerator == Sum(Base("5:1.5.4"), "-", Ref("5:1.5"))
    assert denominator == Base("5:1.5.4")


def test_a_total_has_no_denominator() -> None:
    assert formula.parts(Ref("3:1.1")) == (Ref("3:1.1"), None)


def test_subtraction_leans_to_the_left_unless_brackets_say_otherwise() -> None:
    figures = {"2:1": Decimal(10), "2:2": Decimal(4), "2:3": Decimal(3)}
    assert formula.evaluate(formula.parse("1 - 2 - 3", "2:9"), figures.__getitem__) == Decimal(3)
    assert formula.evaluate(formula.parse("1 - (2 - 3)", "2:9"), figures.__getitem__) == Decimal(9)


def test_an_excel_subtraction_keeps_its_brackets() -> None:
    assert formula.excel(formula.parse("1 - (2 - 3)", "2:9"), lambda key: "A" + key[-1]) == "A1-(A2-A3)"


def test_money_is_added_without_a_rounding_error() -> None:
    figures = {"7:1": Decimal("99999999999.9999"), "7:2": Decimal("0.0001")}
    assert formula.evaluate(formula.parse("1 + 2", "7:3"), figures.__getitem__) == Decimal("100000000000.0000")


@pytest.mark.parametrize("numerator", [0, 5])
def test_dividing_by_zero_is_one_error_whatever_the_numerator(numerator: int) -> None:
    figures = {"2:1": Decimal(numerator), "2:2": Decimal(0)}
    with pytest.raises(ZeroDivisionError):
        formula.evaluate(formula.parse("1 / 2", "2:3"), figures.__getitem__)


def test_a_bare_number_is_a_row_in_a_formula_and_a_constant_in_a_check() -> None:
    assert formula.parse("1", "2:3") == Ref("2:1")
    assert formula.parse("1") == Number(Decimal(1))
    assert formula.parse("0.5") == Number(Decimal("0.5"))


def test_a_formula_may_read_a_row_of_another_appendix() -> None:
    assert formula.parse("1 + 4:1.4", "8:9") == Sum(Ref("8:1"), "+", Ref("4:1.4"))


def test_a_row_read_twice_is_named_once() -> None:
    assert formula.references(formula.parse("(1 - 2) / 1", "2:3")) == ("2:1", "2:2")


def test_a_check_compares_a_sum_with_a_figure() -> None:
    (clause,) = formula.parse_rule("2:5.2 + 2:5.3 + 2:5.4 <= 2:5.1")
    assert clause.when is None
    assert formula.references(clause) == ("2:5.2", "2:5.3", "2:5.4", "2:5.1")
    (test,) = clause.tests
    assert isinstance(test, Comparison)
    assert test.sign == "<="
    assert test.right == Ref("2:5.1")


def test_a_check_may_have_several_clauses() -> None:
    assert len(formula.parse_rule("4:2.1 <= 4:1.4; 4:2.2 <= 4:1.4; 4:2.3 <= 4:1.4")) == 3


def test_a_check_may_require_figures_to_be_given() -> None:
    assert formula.parse_rule("2:7 = 1 requires 2:7.1 and 2:7.2") == (
        Clause(
            when=Comparison(Ref("2:7"), "=", Number(Decimal(1))),
            tests=(Given(Ref("2:7.1")), Given(Ref("2:7.2"))),
        ),
    )


def test_a_check_may_require_another_comparison() -> None:
    (clause,) = formula.parse_rule("8:6.4.2 > 0 requires 8:6.1.3 + 8:6.2.3 > 0")
    assert clause.when == Comparison(Ref("8:6.4.2"), ">", Number(Decimal(0)))
    assert clause.tests == (Comparison(Sum(Ref("8:6.1.3"), "+", Ref("8:6.2.3")), ">", Number(Decimal(0))),)


def test_a_check_may_read_the_2015_figure_of_a_rate() -> None:
    (clause,) = formula.parse_rule("5:2.1 <= base2015(5:2.5)")
    assert formula.references(clause) == ("5:2.1",)
    assert formula.baselines(clause) == ("5:2.5",)


@pytest.mark.parametrize(
    ("sign", "holds"),
    [("<=", True), (">=", False), ("<", True), (">", False), ("=", False)],
    ids=lambda value: str(value),
)
def test_the_signs_of_a_check_compare_as_they_are_written(sign: str, holds: bool) -> None:
    (clause,) = formula.parse_rule(f"1 {sign} 2")
    (test,) = clause.tests
    assert isinstance(test, Comparison)
    assert formula.COMPARE[test.sign](Decimal(1), Decimal(2)) is holds


def test_an_error_says_where_what_was_expected_and_what_came() -> None:
    with pytest.raises(FormulaError) as caught:
        formula.parse("2.2 + x", "2:2")
    error = caught.value
    assert (error.position, error.came) == (7, "“x”")
    assert str(error) == (
        "Công thức “2.2 + x” sai ở ký tự thứ 7: "
        "cần mã chỉ tiêu (ví dụ 2.1), khóa (ví dụ 2:5.1), baseline2015 hoặc “(”, nhưng gặp “x”."
    )


def test_a_sum_beside_a_division_is_refused_rather_than_guessed_at() -> None:
    with pytest.raises(FormulaError, match="phép chia chỉ đứng một mình"):
        formula.parse("1 - 2 / 3", "2:4")


@pytest.mark.parametrize(
    ("text", "position", "came"),
    [
        ("", 1, "hết công thức"),
        ("2.2 /", 6, "hết công thức"),
        ("2.2 / 2.1 / 3", 11, "“/”"),
        ("(1 + 2", 7, "hết công thức"),
        ("1 + 2)", 6, "“)”"),
        ("1 2", 3, "“2”"),
        ("-1", 1, "“-”"),
        ("1 * 2", 3, "“*”"),
        ("1 ÷ 2", 3, "“÷”"),
        ("1.", 2, "“.”"),
        ("٣", 1, "“٣”"),
        ("base2015(2.1)", 10, "“2.1”"),
        ("base2015 5:2.5", 10, "“5:2.5”"),
        ("sum(1, 2)", 1, "“sum”"),
        ("__import__", 1, "“_”"),
        ("1 <= 2", 3, "“<=”"),
    ],
)
def test_what_is_no_formula_is_refused_at_the_place_of_the_mistake(text: str, position: int, came: str) -> None:
    with pytest.raises(FormulaError) as caught:
        formula.parse(text, "2:9")
    assert (caught.value.position, caught.value.came) == (position, came)


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("2:1", 4),
        ("2:1 <= 2:2;", 12),
        ("2:1 <=", 7),
        ("2:1 requires 2:2", 5),
        ("2:1 = 1 requires", 17),
        ("2:1 = 1 requires 2:2 and", 25),
        ("2:1 <= 2:2 <= 2:3", 12),
        ("2:1 <= baseline2015", 8),
        ("2:1 <= 2.1.1", 8),
        ("typed rate = computed rate", 1),
        ("2:1 / 2:2 <= 1", 5),
    ],
)
def test_what_is_no_check_is_refused_at_the_place_of_the_mistake(text: str, position: int) -> None:
    with pytest.raises(FormulaError) as caught:
        formula.parse_rule(text)
    assert caught.value.position == position


def test_a_formula_nested_too_deep_is_refused() -> None:
    formula.parse("(" * 16 + "1" + ")" * 16, "2:9")
    with pytest.raises(FormulaError, match="16 lớp ngoặc"):
        formula.parse("(" * 17 + "1" + ")" * 17, "2:9")


def test_a_formula_too_long_is_refused() -> None:
    formula.parse("1" + "+1" * 199, "2:9")
    with pytest.raises(FormulaError, match="nhiều nhất 400 ký tự"):
        formula.parse("1" + "+1" * 200, "2:9")
