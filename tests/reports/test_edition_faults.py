"""Every way an edition can be broken, and what its author is told."""

from dataclasses import replace
from typing import Any

import pytest

from reports import edition_faults, edition_rows
from reports.edition_rows import EditionRow, RuleRow, SectionRow

PLAIN = edition_rows.row(
    {
        "edition": "thử",
        "appendix": 2,
        "code": "1",
        "label": "Số nhiệm vụ",
        "unit": "Nhiệm vụ",
        "kind": "count",
        "rollup": "sum",
        "own": 1,
        "cumulative": 0,
        "bold": 0,
        "italic": 0,
    },
    line=2,
    file="phu_luc_2.csv",
)
SECOND = replace(PLAIN, code="2", line=3)
HEADING = replace(PLAIN, code="7", line=4, kind="heading", unit="", rollup="")
RATE = replace(PLAIN, code="3", line=5, kind="rate", unit="%", rollup="ratio", formula="1 / 2")
TOTAL = replace(PLAIN, code="4", line=6, kind="total", formula="1 + 2")
CHOICE = replace(PLAIN, code="5", line=7, kind="choice", unit="", rollup="tally", choices="0=Không|1=Có")
PERCENT = replace(PLAIN, code="6", line=8, kind="percent", unit="%", rollup="lead", lead="SNV", own="0")
SHRUNK = replace(RATE, code="8", line=9, formula="(baseline2015 - 1) / baseline2015")
SOUND = [PLAIN, SECOND, HEADING, RATE, TOTAL, CHOICE, PERCENT, SHRUNK]
RULE = RuleRow(2, "checks.csv", "thử", "PL2-1", "2:1 <= 2:2", "error", "Một phần không lớn hơn tổng số.")


def messages(*rows: EditionRow, rules: tuple[RuleRow, ...] = ()) -> list[str]:
    found = edition_faults.faults(rows, rules, appendices=[2, 3], code="thử", agencies=["SNV", "STC"])
    return [str(fault) for fault in found]


def changed(row: EditionRow, **columns: Any) -> list[str]:
    """What is said when `row` of the sound edition is changed."""
    return messages(*[replace(each, **columns) if each is row else each for each in SOUND])


def test_a_sound_edition_has_no_faults() -> None:
    assert messages(*SOUND, rules=(RULE, replace(RULE, id="HEAD", rule="", line=3))) == []


def test_without_agencies_appendices_and_code_those_are_not_checked() -> None:
    assert edition_faults.faults([replace(PERCENT, edition="khác", appendix="9", lead="XYZ", file="")]) == []


def test_a_fault_says_the_file_the_line_and_the_row() -> None:
    (fault,) = edition_faults.faults([replace(PLAIN, kind="number")])
    assert (fault.file, fault.line, fault.key) == ("phu_luc_2.csv", 2, "2:1")
    assert str(fault) == (
        "phu_luc_2.csv, dòng 2 (2:1): cột kind cần heading, count, amount, rate, percent, total, choice, "
        "nhưng gặp “number”. Chọn một loại trong danh sách."
    )


def test_a_fault_without_a_file_says_its_line() -> None:
    (fault,) = edition_faults.faults([replace(PLAIN, label="", file="")])
    assert str(fault) == "Dòng 2 (2:1): cột label cần tên chỉ tiêu, nhưng gặp ô trống. Ghi tên như trong biểu in."


def test_a_code_used_twice_names_the_first_line() -> None:
    assert messages(*SOUND, replace(PLAIN, line=10)) == [
        "phu_luc_2.csv, dòng 10 (2:1): mã 1 đã có ở dòng 2 của cùng phụ lục; mỗi mã chỉ dùng một lần. "
        "Đặt mã khác, kể cả khi bản in lặp lại số thứ tự."
    ]


def test_the_same_code_in_two_appendices_is_sound() -> None:
    assert messages(*SOUND, replace(PLAIN, appendix="3", file="phu_luc_3.csv")) == []


@pytest.mark.parametrize(
    ("row", "columns", "said"),
    [
        (PLAIN, {"edition": "khác"}, "cột edition cần thử, nhưng gặp “khác”"),
        (PLAIN, {"label": ""}, "cột label cần tên chỉ tiêu"),
        (PLAIN, {"unit": ""}, "cột unit cần đơn vị của số đếm"),
        (PLAIN, {"unit": "%"}, "cột unit cần đơn vị của số đếm hoặc số tiền, nhưng gặp “%”"),
        (PLAIN, {"rollup": "average"}, "cột rollup cần sum, ratio, tally, lead, formula, nhưng gặp “average”"),
        (PLAIN, {"rollup": ""}, "cột rollup của loại count cần sum, lead, nhưng gặp ô trống"),
        (PLAIN, {"rollup": "tally"}, "cột rollup của loại count cần sum, lead, nhưng gặp “tally”"),
        (PLAIN, {"rollup": "lead"}, "cột lead cần mã cơ quan chủ trì, nhưng gặp ô trống"),
        (PLAIN, {"lead": "SNV"}, "cột lead cần ô trống, nhưng gặp “SNV”"),
        (PLAIN, {"own": "0"}, "cột own cần 1, nhưng gặp “0”"),
        (PLAIN, {"own": "yes"}, "cột own cần 1 hoặc 0, nhưng gặp “yes”"),
        (PLAIN, {"cumulative": ""}, "cột cumulative cần 1 hoặc 0, nhưng gặp ô trống"),
        (PLAIN, {"bold": "2"}, "cột bold cần 1 hoặc 0"),
        (PLAIN, {"italic": "x"}, "cột italic cần 1 hoặc 0"),
        (PLAIN, {"italic_from": "(Kết luận"}, "cột italic_from cần những chữ có trong tên chỉ tiêu"),
        (PLAIN, {"tiers": "department|ward"}, "cần province, department, district, commune, nhưng gặp “ward”"),
        (PLAIN, {"source": "dossiers"}, "nhưng gặp “dossiers”. Để trống nếu số liệu chỉ được nhập"),
        (PLAIN, {"source": "dossiers.resolved", "kind": "amount", "rollup": "sum"}, "cột source của loại count"),
        (PLAIN, {"choices": "0=Không|1=Có"}, "cột choices cần ô trống"),
        (PLAIN, {"formula": "2 + 2"}, "cột formula cần ô trống, nhưng gặp “2 + 2”"),
        (CHOICE, {"choices": ""}, "cột choices cần ít nhất hai lựa chọn"),
        (CHOICE, {"choices": "1=Có"}, "cột choices cần ít nhất hai lựa chọn"),
        (CHOICE, {"choices": "0=Không|0=Có"}, "cột choices cần mỗi số một lần"),
        (CHOICE, {"choices": "Không = 0; Có = 1"}, "cột choices cần các lựa chọn dạng 0=Không|1=Có"),
        (CHOICE, {"rollup": "sum"}, "cột rollup của loại choice cần tally, lead"),
        (PERCENT, {"rollup": "sum", "lead": "", "own": "1"}, "cột rollup của loại percent cần lead, nhưng gặp “sum”"),
        (PERCENT, {"unit": ""}, "cột unit cần dấu % cho một tỷ lệ"),
        (PERCENT, {"lead": "SXYZ"}, "cột lead cần mã của một cơ quan đang có, nhưng gặp “SXYZ”"),
        (HEADING, {"rollup": "sum"}, "cột rollup của loại heading cần ô trống, nhưng gặp “sum”"),
        (HEADING, {"formula": "1 + 2"}, "cột formula cần ô trống"),
        (RATE, {"formula": ""}, "cột formula cần một công thức"),
        (RATE, {"formula": "1 + 2"}, "cột formula cần tử số / mẫu số, nhưng gặp “1 + 2”"),
        (RATE, {"formula": "1 /"}, "Công thức “1 /” sai ở ký tự thứ 4"),
        (RATE, {"formula": "1 / 9"}, "công thức “1 / 9” dùng 2:9 nhưng không có chỉ tiêu đó"),
        (RATE, {"formula": "1 / 3:2"}, "công thức “1 / 3:2” dùng 3:2 nhưng không có chỉ tiêu đó"),
        (RATE, {"formula": "5 / 2"}, "cần count, amount, total, nhưng gặp “2:5 là choice”"),
        (RATE, {"formula": "1 / 6"}, "cần count, amount, total, nhưng gặp “2:6 là percent”"),
        (RATE, {"formula": "7 / 2"}, "cần count, amount, total, nhưng gặp “2:7 là heading”"),
        (RATE, {"formula": "1 / 8"}, "cần count, amount, total, nhưng gặp “2:8 là rate”"),
        (RATE, {"formula": "1 / base2015(2:2)"}, "dùng số năm 2015 của 2:2 nhưng đó không phải một tỷ lệ"),
        (TOTAL, {"formula": ""}, "cột formula cần một công thức"),
        (TOTAL, {"formula": "1 / 2"}, "cột formula cần một tổng, nhưng gặp “1 / 2”"),
        (TOTAL, {"formula": "1 + 6"}, "cần count, amount, total, nhưng gặp “2:6 là percent”"),
    ],
)  # fmt: skip
def test_one_mistake_in_a_row_is_one_fault(row: EditionRow, columns: dict[str, Any], said: str) -> None:
    (message,) = changed(row, **columns)
    assert message.startswith(f"phu_luc_2.csv, dòng {row.line} (2:{row.code}): ")
    assert said in message
    assert message.endswith(".")


@pytest.mark.parametrize("code", ["", "1.", "I.1", "1a", "1,2", "１"])
def test_a_code_is_numbers_with_dots(code: str) -> None:
    (message,) = messages(replace(PLAIN, code=code))
    assert "cột code cần các số cách nhau bằng dấu chấm, ví dụ 5.1" in message


def test_a_row_in_the_file_of_another_appendix_is_found() -> None:
    (message,) = messages(replace(PLAIN, appendix="3"))
    assert "cột appendix cần 2 như tên tệp, nhưng gặp “3”. Chuyển dòng này sang tệp của phụ lục đó." in message


def test_an_appendix_the_edition_does_not_have_is_found() -> None:
    (message,) = messages(replace(PLAIN, appendix="9"))
    assert "cột appendix cần 2, 3, nhưng gặp “9”" in message


@pytest.mark.parametrize("number", ["", "0", "02", "hai", "2.0"])
def test_an_appendix_is_a_number(number: str) -> None:
    (fault,) = edition_faults.faults([replace(PLAIN, appendix=number, file="")])
    assert "cột appendix cần một số nguyên" in fault.message


def test_a_row_with_two_mistakes_has_two_faults() -> None:
    assert len(changed(PLAIN, label="", unit="")) == 2


def test_a_total_of_itself_is_a_circle() -> None:
    assert changed(TOTAL, formula="1 + 4") == [
        "phu_luc_2.csv, dòng 6 (2:4): công thức đi vòng: 2:4 → 2:4. Bỏ một trong các tham chiếu này."
    ]


def test_totals_that_read_each_other_are_one_circle_on_its_first_line() -> None:
    first = replace(TOTAL, code="10", line=10, formula="11 + 1")
    second = replace(TOTAL, code="11", line=11, formula="12 + 1")
    third = replace(TOTAL, code="12", line=12, formula="10 + 1")
    (message,) = messages(*SOUND, third, second, first)
    assert message.startswith("phu_luc_2.csv, dòng 10 (2:10): công thức đi vòng: ")


def test_a_circle_may_run_through_two_appendices() -> None:
    here = replace(TOTAL, code="10", line=10, formula="1 + 3:10")
    there = replace(TOTAL, code="10", line=2, formula="2:10 + 2:1", appendix="3", file="phu_luc_3.csv")
    (message,) = messages(*SOUND, here, there)
    assert "công thức đi vòng" in message


def test_two_circles_are_two_faults() -> None:
    rows = [replace(TOTAL, code=code, line=int(code), formula=f"{code} + 1") for code in ("10", "11")]
    assert len(messages(*SOUND, *rows)) == 2


def test_faults_come_in_the_order_of_the_lines() -> None:
    found = messages(replace(PLAIN, label=""), replace(SECOND, label=""), replace(RATE, label=""), rules=(RULE,))
    assert [message.split(" (")[0] for message in found] == [f"phu_luc_2.csv, dòng {line}" for line in (2, 3, 5)]


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"edition": "khác"}, "cột edition cần thử, nhưng gặp “khác”"),
        ({"severity": "fatal"}, "cột severity cần error, warning, nhưng gặp “fatal”"),
        ({"why": ""}, "cột why cần lý do của quy tắc"),
        ({"id": ""}, "cột id cần mã của quy tắc"),
        ({"rule": ""}, "Công thức “” sai ở ký tự thứ 1"),
        ({"rule": "2:1 <="}, "Công thức “2:1 <=” sai ở ký tự thứ 7"),
        ({"rule": "2:1 <= 2:9"}, "quy tắc “2:1 <= 2:9” dùng 2:9 nhưng không có chỉ tiêu đó"),
        ({"rule": "2:1 <= 2:7"}, "dùng 2:7 nhưng đó là dòng tiêu đề"),
        ({"rule": "2:1 <= base2015(2:3)"}, "dùng số năm 2015 của 2:3 nhưng công thức của 2:3 không dùng"),
        ({"rule": "2:1 <= base2015(2:99)"}, "dùng số năm 2015 của 2:99"),
        ({"id": "RATE"}, "cột rule cần ô trống vì RATE được lập trình sẵn"),
    ],
)
def test_one_mistake_in_a_check_is_one_fault(columns: dict[str, Any], said: str) -> None:
    (message,) = messages(*SOUND, rules=(replace(RULE, **columns),))
    assert message.startswith("checks.csv, dòng 2 (")
    assert said in message


def test_a_check_may_read_a_2015_figure_that_a_rate_uses() -> None:
    assert messages(*SOUND, rules=(replace(RULE, rule="2:1 <= base2015(2:8)"),)) == []


def test_a_check_used_twice_names_the_first_line() -> None:
    (message,) = messages(*SOUND, rules=(RULE, replace(RULE, line=3)))
    assert message == (
        "checks.csv, dòng 3 (PL2-1): mã quy tắc PL2-1 đã có ở dòng 2; mỗi mã chỉ dùng một lần. Đặt mã khác."
    )


SECTION = SectionRow(2, "sections.csv", "thử", "1", "I", "CHỈ ĐẠO, ĐIỀU HÀNH", "1", "0", "")


def about(**columns: str) -> list[str]:
    """What is said about a section with other columns."""
    found = edition_faults.faults([], (), [replace(SECTION, **columns)], code="thử")
    return [fault.message for fault in found]


def test_a_sound_section_has_no_faults() -> None:
    assert about() == []


@pytest.mark.parametrize(
    "columns, said",
    [
        ({"edition": "khác"}, "cột edition cần thử, nhưng gặp “khác”. Mỗi lần chỉ nạp một bộ biểu."),
        ({"code": "phần I"}, "cột code cần số La Mã và các số, cách nhau bằng dấu chấm, ví dụ II.2.1, "
                             "nhưng gặp “phần I”. Sửa mã mục."),
        ({"title": ""}, "cột title cần tên mục, nhưng gặp ô trống. Ghi tên như trong báo cáo in."),
        ({"order": "đầu"}, "cột order cần một số nguyên, nhưng gặp “đầu”. Ghi thứ tự của mục, ví dụ 1."),
        ({"level": "5"}, "cột level cần 1, 2, 3, 4, nhưng gặp “5”. Ghi bậc của mục: 1 cho I, 2 cho I.1."),
        ({"takes_text": ""}, "cột takes_text cần 1 hoặc 0, nhưng gặp ô trống. "
                             "Ghi 1 nếu mục có nội dung, 0 nếu chỉ là tiêu đề."),
        ({"hint": "x" * 501}, "cột hint dài nhất 500 ký tự, nhưng nội dung này có 501 ký tự. Rút gọn lại."),
    ],
)  # fmt: skip
def test_a_section_says_what_is_wrong_with_it(columns: dict[str, str], said: str) -> None:
    assert about(**columns) == [said]


def test_two_sections_share_neither_code_nor_order() -> None:
    found = edition_faults.faults([], (), [SECTION, replace(SECTION, line=3)])
    assert [str(fault) for fault in found] == [
        "sections.csv, dòng 3 (I): cột code: I đã có ở dòng 2 (mục I). Đặt mã khác.",
        "sections.csv, dòng 3 (I): cột order: 1 đã có ở dòng 2 (mục I). Đánh lại thứ tự.",
    ]


def test_a_fault_of_a_row_that_stands_in_no_file_names_the_row_alone() -> None:
    (fault,) = edition_faults.faults([replace(PLAIN, line=0, file="", kind="number")])
    assert str(fault).startswith("Mục 2:1: cột kind cần heading, count,")


def test_a_text_that_is_too_long_is_a_fault() -> None:
    assert changed(PLAIN, label="x" * 501) == [
        "phu_luc_2.csv, dòng 2 (2:1): cột label dài nhất 500 ký tự, nhưng nội dung này có 501 ký tự. Rút gọn lại."
    ]
    assert messages(*SOUND, rules=(replace(RULE, why="x" * 501),)) == [
        "checks.csv, dòng 2 (PL2-1): cột why dài nhất 500 ký tự, nhưng nội dung này có 501 ký tự. Rút gọn lại."
    ]
