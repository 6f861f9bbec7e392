"""What does the portal say of the report that Sở KH&ĐT really filed, mistakes included?"""

from decimal import Decimal

import pytest

from agencies import numbers
from agencies.numbers import Offer, State
from reports import cells, checks
from reports.cells import Cell
from reports.checks import Problem
from tests.reports.real import EDITION, NAMES, SKHDT, as_filed

BASES = {"5:2.5": Decimal(51)}


@pytest.fixture(scope="module")
def sheet() -> dict[str, Cell]:
    return cells.apply(EDITION, SKHDT, {}, as_filed(), BASES)


@pytest.fixture(scope="module")
def found(sheet) -> list[Problem]:
    return checks.problems(EDITION, SKHDT, sheet, BASES, names=NAMES)


@pytest.fixture(scope="module")
def without_base() -> list[Problem]:
    sheet = cells.apply(EDITION, SKHDT, {}, as_filed(), {})
    return checks.problems(EDITION, SKHDT, sheet, {}, names=NAMES)


def shown_at(key: str, found: list[Problem]) -> list[Problem]:
    return [problem for problem in found if problem.cells[0] == key]


def said(problem: Problem) -> tuple[str, str, str, str, str]:
    return problem.rule, problem.severity.value, problem.expected, problem.came, problem.mend


def test_a_blank_rate_is_computed_from_its_parts(sheet, found):
    assert numbers.show(sheet["2:2"].value, EDITION.specs["2:2"].kind) == "57,14 %"
    assert cells.explain(EDITION, sheet, BASES, "2:2") == "12 / 21"
    assert shown_at("2:2", found) == []


def test_nine_meetings_are_neither_yes_nor_no(sheet, found):
    [problem] = shown_at("2:8", found)

    assert said(problem) == (
        "INPUT",
        "error",
        "0 (Không) hoặc 1 (Có)",
        "9 cuộc",
        "Gõ 1 nếu có, 0 nếu không; “9 cuộc” ghi ở cột Ghi chú.",
    )
    assert problem.offer == Offer(Decimal(1), "9 cuộc")
    assert sheet["2:8"] == Cell(State.MISSING, typed="9 cuộc")


@pytest.mark.parametrize("key, came", [("3:2", "20"), ("6:1", "1"), ("8:5.1", "100"), ("8:5.3", "100")])
def test_a_heading_carries_no_figure(key, came, sheet, found):
    [problem] = shown_at(key, found)

    assert said(problem) == (
        "HEAD",
        "warning",
        "dòng đề mục không có số liệu",
        came,
        "Xóa số liệu này; nếu là số liệu của một dòng bên dưới thì chuyển xuống dòng đó.",
    )
    assert sheet[key].value is None


@pytest.mark.parametrize("key", ["2:4", "6:4", "7:2", "2:3.1", "3:1.1", "5:1.2"])
def test_a_plain_zero_where_no_figure_belongs_is_passed_over(key, sheet, found):
    assert as_filed()[key] == "0"
    assert sheet[key] == Cell(State.OUT_OF_SCOPE)
    assert shown_at(key, found) == []


def test_a_hundred_percent_is_not_nothing_of_twenty(found):
    [problem] = shown_at("3:3.2", found)

    assert said(problem) == (
        "RATE",
        "error",
        "0,00 % (0 / 20)",
        "100",
        "Ghi 0,00 %, hoặc sửa dòng 3.2.2, 3.2.1.",
    )
    assert problem.offer == Offer(Decimal("0.00"))


@pytest.mark.parametrize("key", ["4:1.2", "6:1.1"])
def test_a_leading_zero_is_read_over(key, sheet, found):
    assert as_filed()[key] == "01"
    assert (sheet[key].state, sheet[key].value) == (State.REPORTED, Decimal(1))
    assert shown_at(key, found) == []


@pytest.mark.parametrize(
    "key, claim, shown, parts",
    [
        ("4:3.1", "88,70%", "88,70 %", "589 / 664"),
        ("8:6.3", "91,34", "91,34 %", "116 / 127"),
        ("5:2.5", "13,7%", "13,73 %", "(51 - 44) / 51"),
        ("8:6.4", "100", "100,00 %", "1.061 / 1.061"),
    ],
)
def test_a_claim_that_agrees_with_its_parts_says_nothing(key, claim, shown, parts, sheet, found):
    assert sheet[key].typed == claim
    assert numbers.show(sheet[key].value, EDITION.specs[key].kind) == shown
    assert cells.explain(EDITION, sheet, BASES, key) == parts
    assert shown_at(key, found) == []


def test_the_parts_of_the_rate_since_2015_are_stored(sheet):
    assert (sheet["5:2.5"].numerator, sheet["5:2.5"].denominator) == (Decimal(7), Decimal(51))


def test_without_its_2015_figure_the_rate_has_no_value(without_base):
    sheet = cells.apply(EDITION, SKHDT, {}, as_filed(), {})
    [problem] = shown_at("5:2.5", without_base)

    assert (sheet["5:2.5"].state, sheet["5:2.5"].value) == (State.MISSING, None)
    assert said(problem) == (
        "BASE",
        "warning",
        "có số gốc năm 2015 của đơn vị để tính tỷ lệ",
        "13,7%; chưa đủ số liệu: thiếu số gốc năm 2015",
        "Nhập số gốc năm 2015: nhập một lần, dùng cho mọi kỳ; chưa từng có thì nhập 0.",
    )


def test_nine_divisions_are_in_a_cell_of_somebody_else(sheet, found):
    [problem] = shown_at("5:1.1", found)

    assert said(problem) == (
        "SCOPE",
        "warning",
        "để trống: không phải ô của đơn vị này",
        "09",
        "Xóa số liệu này: ô này do Sở Nội vụ điền trong báo cáo của tỉnh.",
    )
    assert sheet["5:1.1"] == Cell(State.OUT_OF_SCOPE, typed="09")


@pytest.mark.parametrize("key", ["7:1", "2:3.3", "4:3.4"])
def test_nothing_of_nothing_did_not_occur(key, sheet, found):
    assert as_filed()[key] == "0"
    assert sheet[key].state is State.NONE
    assert cells.explain(EDITION, sheet, BASES, key) == "0 / 0"
    assert shown_at(key, found) == []


def test_three_times_127_can_not_be(found):
    [problem] = shown_at("8:6.3.1", found)

    assert problem.cells == ("8:6.3.1", "8:6.1.2", "8:6.2.2")
    assert said(problem) == (
        "PL8-631",
        "warning",
        "dòng 6.3.1 bằng dòng 6.1.2 + 6.2.2 (127 + 127 = 254)",
        "127",
        "Sửa dòng 6.3.1, 6.1.2 hoặc 6.2.2.",
    )
    assert problem.reason == (
        "Mức độ 3 và mức độ 4 không giao nhau nên tổng số TTHC trực tuyến bằng số mức độ 3 cộng số mức độ 4."
    )


def test_dossiers_that_came_online_came_to_some_procedure(found):
    [problem] = shown_at("8:6.4.2", found)

    assert said(problem) == (
        "PL8-641",
        "warning",
        "khi dòng 6.4.2 lớn hơn 0 thì dòng 6.1.3 + 6.2.3 lớn hơn 0",
        "dòng 6.4.2 là 1.061, còn dòng 6.1.3 + 6.2.3 là 0 + 0 = 0",
        "Sửa dòng 6.4.2, 6.1.3 hoặc 6.2.3.",
    )


def test_a_total_with_blank_parts_is_not_the_figure_on_paper(sheet, found):
    [problem] = shown_at("4:1.4", found)

    assert sheet["4:1.4"].state is State.MISSING
    assert said(problem) == (
        "RATE",
        "warning",
        "đủ các dòng thành phần để tính",
        "127; chưa đủ số liệu: thiếu 1.4.2, 1.4.3",
        "Nhập các dòng còn thiếu; số liệu của dòng này do hệ thống tính.",
    )


EVERYTHING = [
    "error MISSING 2:7",
    "error INPUT 2:8",
    "warning HEAD 3:2",
    "error RATE 3:3.2",
    "warning RATE 4:1.4",
    "error MISSING 4:1.4.2",
    "error MISSING 4:1.4.3",
    "warning SCOPE 5:1.1",
    "warning BASE 5:1.5.4",
    "warning BASE 5:3.4",
    "warning HEAD 6:1",
    "warning HEAD 8:5.1",
    "warning SCOPE 8:5.1.1",
    "error MISSING 8:5.2.2",
    "error MISSING 8:5.2.3",
    "warning HEAD 8:5.3",
    "warning PL8-631 8:6.3.1",
    "warning PL8-641 8:6.4.2",
]


def line(problem: Problem) -> str:
    return f"{problem.severity} {problem.rule} {problem.cells[0]}"


def test_nothing_else_is_said_and_in_printed_order(found, without_base):
    assert [line(problem) for problem in found] == EVERYTHING
    assert [line(problem) for problem in without_base] == [*EVERYTHING[:9], "warning BASE 5:2.5", *EVERYTHING[9:]]


def test_the_survey_questions_wait_for_the_answer_whether_there_was_a_survey(sheet):
    assert cells.progress(EDITION, SKHDT, sheet)[2] == (14, 15)  # "9 cuộc" is filled in, wrongly
    no_survey = cells.apply(EDITION, SKHDT, sheet, {"2:7": "0", "2:8": "1"}, BASES)
    assert cells.progress(EDITION, SKHDT, no_survey)[2] == (15, 15)
    a_survey = cells.apply(EDITION, SKHDT, sheet, {"2:7": "1", "2:8": "1"}, BASES)
    assert cells.progress(EDITION, SKHDT, a_survey)[2] == (15, 17)


def test_once_mended_the_report_has_nothing_left_but_what_wants_an_explanation(sheet):
    mended = {
        "2:7": "0",
        "2:8": "1",
        "3:2": "",
        "3:3.2": "",
        "4:1.4.2": "-",
        "4:1.4.3": "kps",
        "5:1.1": "",
        "6:1": "",
        "8:5.1": "",
        "8:5.1.1": "",
        "8:5.2.2": "x",
        "8:5.2.3": "không thuộc phạm vi",
        "8:5.3": "",
        "8:6.3.1": "254",
        "8:6.3": "45,67",
        "8:6.1.3": "12",
    }
    bases = BASES | {"5:1.5.4": Decimal(0), "5:3.4": Decimal(0)}
    now = cells.apply(EDITION, SKHDT, sheet, mended, bases)

    assert now["4:1.4"].value == Decimal(127)
    assert [said(problem)[:4] for problem in checks.problems(EDITION, SKHDT, now, bases)] == []
