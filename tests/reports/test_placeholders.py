from decimal import Decimal

import pytest

from procedures.statistics import DossierCounts
from reports import placeholders
from reports.cells import Cell, State
from reports.placeholders import Piece, SpanFigures, TextFigures
from tests.reports import real

LINE = DossierCounts(received=205787, online=5833, direct=4167, resolved=100, early=40, on_time=30)
NOW = {
    "2:2.1": Cell(State.REPORTED, Decimal(21)),
    "2:2": Cell(State.REPORTED, Decimal("57.142857"), Decimal(12), Decimal(21)),
    "2:3.1": Cell(State.NONE, Decimal(0)),
    "2:5.1": Cell(State.OUT_OF_SCOPE),
    "2:7": Cell(State.REPORTED, Decimal(1)),
}
PAST = {
    "2:2.1": Cell(State.REPORTED, Decimal(18)),
    "2:2": Cell(State.REPORTED, Decimal("60"), Decimal(12), Decimal(20)),
    "2:3.1": Cell(State.NONE, Decimal(0)),
}
SAY = TextFigures(real.EDITION, SpanFigures(NOW, LINE), SpanFigures(PAST))


@pytest.mark.parametrize(
    "typed, reads",
    [
        ("đã giao [[2:2.1]].", "đã giao 21 nhiệm vụ."),
        ("[[số 2:2.1]] việc", "21 việc"),
        ("[[2:2]]", "57,14 % (12/21)"),
        ("[[đạt 2:2]]", "đạt 57,14 %"),
        ("[[kỳ trước 2:2.1]]", "18 nhiệm vụ"),
        ("[[so kỳ trước 2:2.1]]", "tăng 3 nhiệm vụ so với kỳ trước"),
        ("[[so kỳ trước 2:2]]", "giảm 2,86 điểm % so với kỳ trước"),
        ("[[so kỳ trước 2:3.1]]", "bằng kỳ trước"),
        ("[[2:7]]", "có"),
        ("[[2:3.1]]", "không phát sinh"),
        ("[[2:5.1]]", "không thuộc phạm vi"),
        ("[[2:1]]", "chưa đủ số liệu"),
        ("[[đạt 2:1]]", "chưa đủ số liệu"),
        ("[[so kỳ trước 2:1]]", "chưa đủ số liệu"),
        ("[[hồ sơ tiếp nhận]]", "205.787 hồ sơ"),
        ("[[Hồ sơ  TIẾP nhận]]", "205.787 hồ sơ"),
        ("[[hồ sơ quá hạn]]", "chưa đủ số liệu"),
        ("[[đạt tỷ lệ hồ sơ trực tuyến]]", "đạt 58,33 %"),
        ("[[tỷ lệ hồ sơ trước và đúng hạn]]", "70,00 % (70/100)"),
    ],
)
def test_a_place_reads_as_the_figure_it_names(typed, reads):
    assert placeholders.filled(typed, SAY) == reads


def test_a_name_that_nobody_knows_is_said_and_not_printed_raw():
    assert placeholders.filled("a [[9:9]] b", SAY) == "a (không có số liệu nào tên “9:9”) b"
    assert placeholders.unknown("[[9:9]] [[2:2]] [[9:9]]", SAY) == ["9:9"]
    assert placeholders.pieces("[[x]]", SAY) == [Piece("(không có số liệu nào tên “x”)", unknown=True)]


@pytest.mark.parametrize("text", ["", "[[", "]] [[", "[[]]", "[2:2]", "{{7*7}} {% x %} ${7*7} {0}", "[[2:\n2]]"])
def test_a_text_without_places_is_as_it_was(text):
    assert placeholders.filled(text, SAY) == text


def test_a_heading_of_the_form_is_no_figure():
    assert SAY("4:1") is None


def test_dossiers_are_counted_only_where_a_text_asks_for_them():
    assert placeholders.asks_for_dossiers(["", "[[số hồ sơ trễ hạn]]"])
    assert not placeholders.asks_for_dossiers(["[[2:2]] hồ sơ trễ hạn"])
