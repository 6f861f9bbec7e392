from decimal import Decimal

import pytest

from reports import phrases
from reports.catalogue import Kind, Spec
from reports.cells import Cell, State


def spec(kind: Kind, unit: str = "", **more) -> Spec:
    return Spec("2:1", 2, "1", "Số nhiệm vụ", unit=unit, kind=kind, **more)


def reported(value: str, *parts: int) -> Cell:
    return Cell(State.REPORTED, Decimal(value), *(Decimal(part) for part in parts))


@pytest.mark.parametrize(
    "row, cell, said",
    [
        (spec(Kind.RATE, "%"), reported("57.142857", 12, 21), "57,14 % (12/21)"),
        (spec(Kind.RATE, "%"), reported("88.7048", 20578, 23199), "88,70 % (20.578/23.199)"),
        (spec(Kind.PERCENT, "%"), reported("91.34"), "91,34 %"),
        (spec(Kind.COUNT, "Nhiệm vụ"), reported("21"), "21 nhiệm vụ"),
        (spec(Kind.COUNT, "TTHC"), reported("127"), "127 TTHC"),
        (spec(Kind.AMOUNT, "Triệu đồng"), reported("1234.5"), "1.234,5 triệu đồng"),
        (spec(Kind.TOTAL, ""), reported("1061"), "1.061"),
    ],
)
def test_a_figure_is_said_with_its_parts_or_its_unit(row, cell, said):
    assert phrases.phrase(row, cell) == said


@pytest.mark.parametrize(
    "row, cell",
    [
        (spec(Kind.COUNT), Cell()),
        (spec(Kind.COUNT), Cell(State.NONE, Decimal(0))),
        (spec(Kind.COUNT), Cell(State.OUT_OF_SCOPE)),
        (spec(Kind.CHOICE, choices=((0, "Không"), (1, "Có"))), reported("1")),
        (spec(Kind.HEADING), Cell()),
    ],
)
def test_what_is_no_number_to_be_told_has_no_phrase(row, cell):
    assert phrases.phrase(row, cell) == ""
