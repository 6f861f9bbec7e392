"""Whether a report is right: the programmed checks, and what a problem tells about itself."""

import time
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agencies.numbers import Offer, State
from reports import catalogue, cells, checks
from reports.catalogue import Edition, Kind, Rollup, Rule, Severity, Spec
from reports.cells import Cell, Filer
from reports.checks import Problem
from tests.reports.real import EDITION, SKHDT, as_filed
from tests.reports.test_cells import BASES, COMMUNE, DISTRICT, PROVINCE, SHEETS


def typed(changes: dict[str, str], bases: dict[str, Decimal] | None = None, filer: Filer = SKHDT) -> dict[str, Cell]:
    return cells.apply(EDITION, filer, {}, changes, bases or {})


def said(rule: str, changes: dict[str, str], bases: dict[str, Decimal] | None = None, **more) -> list[Problem]:
    """What one check says after typing into a blank report."""
    found = checks.problems(EDITION, SKHDT, typed(changes, bases), bases or {}, **more)
    return [problem for problem in found if problem.rule == rule]


def lines(found: list[Problem]) -> list[tuple[str, str, str]]:
    return [(problem.severity.value, problem.expected, problem.came) for problem in found]


# RATE


@pytest.mark.parametrize(
    "claim, severity",
    [
        ("88,70%", None),  # 589 / 664 = 88,7048…
        ("88,7", None),
        ("89", None),
        ("88,7048", None),
        ("88", "warning"),  # cut instead of rounded
        ("88,71", "warning"),  # one unit of the last printed digit, on either side
        ("88,69", "warning"),
        ("88,8", "warning"),
        ("90", "warning"),
        ("88,72", "error"),
        ("87", "error"),
        ("91", "error"),
        ("0", "error"),
        ("100", "error"),
        ("", None),
        ("-", None),  # nothing is claimed
        ("x", None),
    ],
)
def test_a_claim_is_compared_in_the_digits_it_was_printed_with(claim, severity):
    found = said("RATE", {"4:3.1": claim, "4:3.1.1": "664", "4:3.1.2": "589"})

    assert [problem.severity.value for problem in found] == ([severity] if severity else [])


def test_a_claim_that_was_cut_is_told_to_round():
    [problem] = said("RATE", {"8:6.3": "91,33", "8:6.3.1": "127", "8:6.3.2": "116"})

    assert (problem.expected, problem.came) == ("91,34 % (116 / 127)", "91,33")
    assert problem.mend == "Ghi 91,34 %: làm tròn, không cắt bớt chữ số."
    assert problem.offer == Offer(Decimal("91.34"))


def test_half_a_unit_is_rounded_up():
    assert said("RATE", {"4:3.1": "0,13", "4:3.1.1": "800", "4:3.1.2": "1"}) == []  # 0,125
    assert lines(said("RATE", {"4:3.1": "0,12", "4:3.1.1": "800", "4:3.1.2": "1"})) == [
        ("warning", "0,13 % (1 / 800)", "0,12")
    ]


def test_a_claimed_total_has_to_be_exact():
    parts = {"4:1.4.1": "127", "4:1.4.2": "-", "4:1.4.3": "-"}

    assert said("RATE", parts | {"4:1.4": "127"}) == []
    assert lines(said("RATE", parts | {"4:1.4": "128"})) == [("error", "127 (127 + 0 + 0)", "128")]


def test_a_claim_of_anything_where_nothing_occurred_is_wrong():
    nothing = {"7:1.1": "0", "7:1.2": "0"}

    assert said("RATE", nothing | {"7:1": "0"}) == []
    assert said("RATE", nothing | {"7:1": "0%"}) == []
    assert lines(said("RATE", nothing | {"7:1": "100"})) == [("error", "không phát sinh (0 / 0)", "100")]


def test_a_claim_without_its_parts_can_not_be_checked():
    assert lines(said("RATE", {"4:3.1": "88,70%", "4:3.1.1": "664"})) == [
        ("warning", "đủ các dòng thành phần để tính", "88,70%; chưa đủ số liệu: thiếu 3.1.2")
    ]


def test_a_claim_whose_parts_are_not_the_agencys_is_refused():
    sheet = typed({"5:1.5.4": "10"}, filer=COMMUNE)

    found = [problem for problem in checks.problems(EDITION, COMMUNE, sheet, {}) if problem.rule == "RATE"]

    assert lines(found) == [("error", "để trống: không thuộc phạm vi của đơn vị", "10")]


# INPUT, MISSING, BASE, OVER


def test_a_text_that_could_not_be_read_is_one_problem_and_not_a_blank_as_well():
    found = checks.problems(EDITION, SKHDT, typed({"2:1": "9 cuộc"}), {})

    assert [(one.rule, one.severity.value, one.offer) for one in found if one.cells[0] == "2:1"] == [
        ("INPUT", "error", Offer(Decimal(9), "9 cuộc"))
    ]


def test_a_claim_that_could_not_be_read_is_a_problem_too():
    assert lines(said("INPUT", {"4:3.1": "88.70"})) == [
        ("error", "tỷ lệ phần trăm, dấu phẩy trước phần thập phân, ví dụ 88,70", "88.70")
    ]


def test_every_cell_to_be_typed_is_missed_while_it_is_blank():
    missed = said("MISSING", {})

    assert lines(missed[:1]) == [("error", "số liệu, hoặc “không phát sinh”", "ô còn trống")]
    asked = cells.scope(EDITION, SKHDT) - {*EDITION.order, "2:7.1", "2:7.2"}
    assert [one.cells[0] for one in missed] == [key for key in EDITION.specs if key in asked]


@pytest.mark.parametrize("text", ["0", "-", "x"])
def test_a_zero_a_dash_and_a_cross_are_answers(text):
    assert "2:1" not in {problem.cells[0] for problem in said("MISSING", {"2:1": text})}


def test_a_survey_that_was_held_is_asked_about_by_its_own_rule_alone():
    found = checks.problems(EDITION, SKHDT, typed({"2:7": "1"}), {})

    assert [(one.rule, one.cells) for one in found if one.cells[0] in ("2:7.1", "2:7.2")] == [
        ("PL2-7", ("2:7.1", "2:7")),
        ("PL2-7", ("2:7.2", "2:7")),
    ]


def test_a_2015_figure_is_asked_for_once_and_by_whom_it_concerns():
    assert [problem.cells for problem in said("BASE", {})] == [("5:1.5.4",), ("5:2.5",), ("5:3.4",)]
    assert [problem.cells for problem in said("BASE", {}, {"5:2.5": Decimal(51)})] == [("5:1.5.4",), ("5:3.4",)]
    rules = {problem.rule for problem in checks.problems(EDITION, PROVINCE, typed({}, filer=PROVINCE), {})}
    assert rules == {"MISSING"}


@pytest.mark.parametrize("text, came", [("100", []), ("100,01", ["100,01 %"]), ("120%", ["120,00 %"])])
def test_a_typed_percentage_above_a_hundred_is_odd(text, came):
    assert [problem.came for problem in said("OVER", {"8:5.2": text})] == came


def test_a_rate_above_a_hundred_is_odd_only_where_no_rule_compares_its_parts():
    over = {"7:1.1": "100", "7:1.2": "120"}
    rate = replace(EDITION.specs["7:1"])
    bare = catalogue.edition("thử", (), [rate, EDITION.specs["7:1.1"], EDITION.specs["7:1.2"]])
    sheet = cells.apply(bare, SKHDT, {}, over, {})

    assert lines(checks.problems(bare, SKHDT, sheet, {})) == [("warning", "không quá 100 %", "120,00 %")]
    assert [(one.rule, one.cells[0]) for one in said("PL7-1", over)] == [("PL7-1", "7:1.2")]
    assert said("OVER", over) == []


# YTD, PREV


def test_a_figure_of_the_year_so_far_does_not_fall():
    earlier = typed({"2:2.2": "12", "2:5.1": "300", "2:2.1": "21"})

    found = said("YTD", {"2:2.2": "11", "2:5.1": "300", "2:2.1": "20"}, earlier=earlier)

    assert [problem.cells for problem in found] == [("2:2.2",)]  # 2:2.1 is the plan of the whole year
    assert lines(found) == [("warning", "không nhỏ hơn số lũy kế của kỳ trước trong năm (12)", "11")]


def test_without_an_earlier_period_of_the_year_nothing_can_fall():
    assert said("YTD", {"2:2.2": "11"}) == []
    assert said("YTD", {"2:2.2": "11"}, previous=typed({"2:2.2": "12"})) == []


SAME = {"2:1": "6", "2:2.2": "12", "2:5.1": "595", "2:6.1": "0"}


def test_the_figures_of_last_period_once_more_are_odd():
    [problem] = said("PREV", SAME, previous=typed(SAME))

    assert (problem.severity, problem.cells) == (Severity.WARNING, ("2:1",))
    assert problem.came == "cả 3 số liệu lũy kế khác 0 của Phụ lục 2 giống hệt kỳ trước"


@pytest.mark.parametrize(
    "now",
    [
        SAME | {"2:5.1": "596"},
        SAME | {"2:5.1": "0"},
        SAME | {"2:6.1": "1"},
        {"2:1": "6", "2:2.2": "12"},
    ],
)
def test_one_figure_that_changed_is_enough(now):
    assert said("PREV", now, previous=typed(SAME)) == []


def test_a_few_equal_figures_are_no_sign():
    few = {"2:1": "6", "2:2.2": "12", "2:2.1": "21"}

    assert said("PREV", few, previous=typed(few)) == []


LONG = "Sở đã ban hành kế hoạch và tổ chức quán triệt đến toàn thể công chức, viên chức và người lao động."


@pytest.mark.parametrize(
    "now, before, same",
    [
        (LONG, LONG, True),
        (f"Ngày 11/6/2024: {LONG}", f"Ngày 12/12/2023:  {LONG}", True),
        (f"{LONG} Trong quý II năm 2024 có chuyển biến.", f"{LONG} Trong quý I năm 2023 có chuyển biến.", True),
        (LONG, f"{LONG} Có 3 sáng kiến.", False),
        (LONG, "", False),
        ("Không có.", "Không có.", False),
    ],
)
def test_a_text_in_which_only_the_date_changed_is_odd(now, before, same):
    found = checks.same_text({"I.1": now}, {"I.1": before})

    assert [(one.rule, one.severity.value, one.cells) for one in found] == (
        [("PREV", "warning", ("section:I.1",))] if same else []
    )


# What a problem tells about itself


def test_a_problem_keeps_its_key_and_changes_its_fingerprint_with_the_figures():
    [first] = said("PL2-2", {"2:2.2": "25", "2:2.1": "21"})
    [again] = said("PL2-2", {"2:2.2": "25", "2:2.1": "21"})
    [later] = said("PL2-2", {"2:2.2": "26", "2:2.1": "21"})

    assert first.key == later.key == "PL2-2|2:2.2,2:2.1"
    assert first.fingerprint == again.fingerprint != later.fingerprint
    assert len(first.fingerprint) == 16


def test_the_edition_says_how_grave_a_check_is_and_why():
    [problem] = said("HEAD", {"2:3": "5"})
    assert (problem.severity.value, problem.reason) == ("warning", "Dòng tiêu đề không mang số liệu.")

    strict = catalogue.edition(
        "thử", (), EDITION.specs.values(), [Rule("HEAD", "", Severity.ERROR, "Không được ghi vào đây.")]
    )
    [problem] = [
        one
        for one in checks.problems(strict, SKHDT, cells.apply(strict, SKHDT, {}, {"2:3": "5"}, {}), {})
        if one.rule == "HEAD"
    ]
    assert (problem.severity.value, problem.reason) == ("error", "Không được ghi vào đây.")


def test_a_rule_that_names_no_cell_is_passed_over():
    row = Spec("1:1", 1, "1", "Một dòng", kind=Kind.COUNT, rollup=Rollup.SUM)
    form: Edition = catalogue.edition("thử", (), [row], [Rule("X", "2 <= 1", Severity.ERROR, "Vô lý.")])

    assert checks.problems(form, SKHDT, cells.apply(form, SKHDT, {}, {"1:1": "1"}, {}), {}) == []


def test_every_problem_has_its_three_sentences():
    found = checks.problems(EDITION, SKHDT, typed(as_filed()), {}, typed(as_filed()), typed(as_filed()))

    assert len(found) > 15
    assert all(one.expected and one.came and one.mend.endswith(".") for one in found)


TEXTS = st.sampled_from(
    ["", "0", "1", "5", "127", "9 cuộc", "88,70%", "-", "x", "có", "205.787", "100", "abc", "12/21"]
)
TYPED = st.dictionaries(st.sampled_from(list(EDITION.specs)), TEXTS)
FILERS = st.sampled_from([PROVINCE, SKHDT, DISTRICT, COMMUNE])


@given(TYPED, BASES, FILERS, TYPED)
def test_whatever_is_typed_the_checks_have_an_answer(changes, bases, filer, before):
    past = typed(before, bases, filer)

    found = checks.problems(EDITION, filer, typed(changes, bases, filer), bases, past, past)

    assert all(one.cells[0] in EDITION.specs and len(one.key) <= 200 for one in found)
    assert len({one.key for one in found}) == len(found)


@given(SHEETS, BASES, FILERS)
def test_whatever_stands_in_a_sheet_the_checks_have_an_answer(sheet, bases, filer):
    assert isinstance(checks.problems(EDITION, filer, sheet, bases, sheet, sheet), list)


def test_deriving_and_checking_a_whole_sheet_takes_less_than_two_milliseconds(record_property):
    sheet = typed(as_filed())
    took = []
    for _ in range(50):
        start = time.thread_time()
        whole = cells.complete(EDITION, SKHDT, sheet, {})
        checks.problems(EDITION, SKHDT, whole, {}, sheet, sheet)
        took.append(time.thread_time() - start)

    record_property("milliseconds", round(min(took) * 1000, 2))
    assert min(took) < 0.002  # the best of fifty: the machine may be busy with other things


def test_an_unreadable_state_of_affairs_is_still_missing():
    sheet = {"2:1": Cell(State.MISSING, typed="12")}  # read by a grammar that has since become milder

    assert [one.rule for one in checks.problems(EDITION, SKHDT, sheet, {}) if one.cells[0] == "2:1"] == ["MISSING"]
