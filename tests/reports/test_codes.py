"""The code on a paper: does it follow from what was approved, and is it read as people type it?"""

from decimal import Decimal

import pytest

from reports import codes

HEAD = {"report": 7, "version": 1, "document": "2147/BC-SKHĐT", "date": "2024-06-11"}
ROWS = [
    ("2:1", "reported", Decimal("21.0000"), None, None, None, ""),
    ("2:2", "none", Decimal(0), Decimal(12), Decimal("-21"), Decimal("0.50"), "Theo phần mềm"),
]


def test_a_digest_stays_what_it_is():
    """Printed papers bear it: a change of this value makes every paper out there unknown."""
    assert codes.digest(HEAD, ROWS) == "a5a776621dae755f2b434508ef6a81b02ba6d9f6f5cc562e640d7d55d3e14cd6"


def test_order_and_zeros_behind_the_comma_do_not_matter():
    as_sqlite = [(key, state, value and Decimal("21"), *rest) for key, state, value, *rest in ROWS[:1]] + ROWS[1:]
    assert codes.digest(HEAD, as_sqlite[::-1]) == codes.digest(HEAD, ROWS)


@pytest.mark.parametrize(
    "head, rows",
    [
        (HEAD | {"document": "2148/BC-SKHĐT"}, ROWS),
        (HEAD | {"version": 2}, ROWS),
        (HEAD | {"report": 8}, ROWS),
        (HEAD, [("2:1", "reported", Decimal(22), None, None, None, ""), ROWS[1]]),
        (HEAD, [ROWS[0], (*ROWS[1][:6], "Theo sổ")]),
        (HEAD, ROWS[:1]),
    ],
    ids=["document", "version", "report", "figure", "note", "row"],
)
def test_whatever_changes_changes_the_digest(head, rows):
    assert codes.digest(head, rows) != codes.digest(HEAD, ROWS)


def test_a_code_that_another_paper_bears_is_passed_over():
    digest = "a" * 12 + "b" * 12 + "c" * 40
    assert codes.code(digest) == "a" * 12
    assert codes.code(digest, {"a" * 12}.__contains__) == "b" * 12
    assert codes.shown("1a2b3c4d5e6f") == "1a2b-3c4d-5e6f"


@pytest.mark.parametrize(
    "typed, read",
    [
        ("1a2b-3c4d-5e6f", "1a2b3c4d5e6f"),
        (" 1A2B 3C4D – 5E6F. ", "1a2b3c4d5e6f"),
        ("1a2b3c4d5e6", ""),
        ("1a2b3c4d5e6g", ""),
        ("١a2b3c4d5e6f", ""),
        ("", ""),
        ("1" * 5000, ""),
    ],
)
def test_a_code_is_read_as_people_type_it(typed, read):
    assert codes.read(typed) == read
