"""Is a row a dossier that the ledger can take, and what is said when it is not?"""

import dataclasses

import pytest

from agencies import names
from procedures import models
from procedures.importing import days, rows, words
from procedures.importing.columns import COLUMNS
from procedures.importing.rows import ImportScope, Validity
from tests.procedures import files

OLD = Validity("3", until="2023-12-31", label="Phường Cũ")
SCOPE = ImportScope(
    agencies={
        "skhdt": (Validity("1", label="Sở KH&ĐT"),),
        "stc": (Validity("2", inside=False, label="Sở Tài chính"),),
        "phuong hoa": (OLD, Validity("4", since="2024-01-01", label="Phường Mới")),
        "xa phu": (Validity("5"), Validity("6")),
        "xa loc": (Validity("7"), Validity("8", inside=False)),
    },
    procedures={
        "1.001": (Validity("10"),),
        "1.002": (Validity("11", until="2024-03-31"), Validity("12", since="2024-04-01")),
    },
    starts_on="2024-01-01",
    ends_on="2024-06-30",
    today="2024-07-10",
    name="Sở KH&ĐT",
    times={"11": 5, "12": 0},
)
GOOD = ("H1", "1", "10", "1", "3", "2024-06-10", "2024-06-14", "2024-06-14", "", "0")


class Source:
    """Rows in memory, the first on line 2."""

    def __init__(self, *lines: list[str]) -> None:
        self.lines, self.counter, self.line_num = lines, self, 1

    def __iter__(self):
        for line in self.lines:
            self.line_num += 1
            yield list(line)


def check(*lines: list[str], scope: ImportScope = SCOPE) -> tuple[list[rows.Row], list[rows.Refused], rows.Checker]:
    refused: list[rows.Refused] = []
    places = {column.name: place for place, column in enumerate(COLUMNS)}
    checker = rows.Checker(scope, places, len(COLUMNS), refused.append)
    return [row for _, row in checker.check(Source(*lines))], refused, checker


def only(**said: str) -> rows.Row:
    (row,), refused, _ = check(files.row("H1", **said))
    assert refused == []
    return row


def test_a_good_row_is_narrow():
    assert only() == GOOD


@pytest.mark.parametrize(
    "said, place, value",
    [
        ({"received": "2024-06-10"}, 5, "2024-06-10"),
        ({"received": "10/6/2024 08:15"}, 5, "2024-06-10"),
        ({"received": "08:15:30 10/06/2024"}, 5, "2024-06-10"),
        ({"received": "2024-06-10T23:59:59.123+07:00"}, 5, "2024-06-10"),
        ({"received": "10-06-2024 8:15 SA"}, 5, "2024-06-10"),
        ({"received": "\u00a010/06/2024 "}, 5, "2024-06-10"),
        ({"due": ""}, 6, None),
        ({"finished": "", "outcome": "ĐANG XỬ LÝ"}, 7, None),
        ({"channel": "qua  Bưu điện"}, 3, "3"),
        ({"channel": "trực tiếp"}, 3, "2"),
        ({"outcome": "Rút hồ sơ"}, 4, "5"),
        ({"outcome": "không hợp lệ"}, 4, "6"),
        ({"agency": "Phường Hoà"}, 1, "4"),
        ({"agency": "PHƯỜNG HÒA", "received": "31/12/2023"}, 1, "3"),
        ({"agency": "Xã Lộc"}, 1, "7"),
        ({"procedure": "1.002", "received": "31/03/2024"}, 2, "11"),
        ({"procedure": "1.002"}, 2, "12"),
        ({"received": "01/01/2019", "due": ""}, 5, "2019-01-01"),  # carried over
        ({"reason": "Lỗi hệ thống"}, 8, "Lỗi hệ thống"),
    ],
)
def test_what_people_write_is_understood(said, place, value):
    assert only(**said)[place] == value


@pytest.mark.parametrize(
    "said, due, computed",
    [
        ({"procedure": "1.002", "received": "07/02/2024", "due": ""}, "2024-02-21", "1"),  # over Tết
        ({"procedure": "1.002", "due": ""}, "2024-06-10", "1"),  # the same day
        ({"procedure": "1.002", "received": "09/06/2024", "due": " "}, "2024-06-10", "1"),  # came on a Sunday
        ({"procedure": "1.002", "due": "", "outcome": "Trả lại"}, "2024-06-10", "1"),
        ({"procedure": "1.002"}, "2024-06-14", "0"),  # the file's own
        ({"procedure": "1.002", "due": "", "outcome": "Chờ tiếp nhận", "finished": ""}, None, "0"),
        ({"due": ""}, None, "0"),  # nobody knows the time of the procedure
    ],
)
def test_a_due_day_that_the_file_does_not_name_follows_from_the_procedure_of_the_day(said, due, computed):
    row = only(**said)
    assert (row[6], row[9]) == (due, computed)


def test_a_row_that_names_no_agency_is_the_importing_agencys():
    own = dataclasses.replace(SCOPE, default="SKHĐT")
    found, refused, _ = check(files.row("H1", agency=""), files.row("H1", agency=" \u00a0"), scope=own)
    assert (found, refused) == ([GOOD, GOOD], [])
    found, refused, _ = check(files.row("H1", agency=""))  # the province's own files: every row names its agency
    assert (found, [fault.column for fault in refused]) == ([], ["Đơn vị tiếp nhận"])


def test_rows_that_were_given_a_due_day_are_counted():
    open_ones = [files.row(f"H{n}", procedure="1.002", due="", outcome="Đang xử lý", finished="") for n in range(3)]
    *_, checker = check(*open_ones, files.row("H4", procedure="1.002"), files.row("", procedure="1.002", due=""))
    assert checker.promised == 3


@pytest.mark.parametrize(
    "said, column, expected",
    [
        ({"code": ""}, "Mã hồ sơ", "chữ, số"),
        ({"code": "H 1"}, "Mã hồ sơ", "chữ, số"),
        ({"code": "H" * 61}, "Mã hồ sơ", "60 ký tự"),
        ({"code": "046091001234"}, "Mã hồ sơ", "không phải số của một người"),
        ({"procedure": "9"}, "Mã TTHC", "danh mục"),
        ({"agency": "Sở Y tế"}, "Đơn vị tiếp nhận", "danh mục"),
        ({"agency": "STC"}, "Đơn vị tiếp nhận", "phạm vi"),
        ({"agency": "Xã Phú"}, "Đơn vị tiếp nhận", "nhiều cơ quan"),
        ({"received": ""}, "Ngày tiếp nhận", "ngày/tháng/năm"),
        ({"received": "06/13/2024"}, "Ngày tiếp nhận", "ngày/tháng/năm"),
        ({"received": "10/06/24"}, "Ngày tiếp nhận", "ngày/tháng/năm"),
        ({"received": "45453"}, "Ngày tiếp nhận", "ngày/tháng/năm"),
        ({"received": "11/07/2024", "finished": "", "outcome": "đang xử lý", "due": ""}, "Ngày tiếp nhận", "tương lai"),
        ({"received": "01/07/2024", "finished": "02/07/2024", "due": ""}, "Ngày tiếp nhận", "trong kỳ"),
        ({"due": "09/06/2024"}, "Ngày hẹn trả", "từ ngày tiếp nhận"),
        ({"finished": "09/06/2024"}, "Ngày trả kết quả", "từ ngày tiếp nhận"),
        ({"finished": "11/07/2024"}, "Ngày trả kết quả", "tương lai"),
        ({"received": "01/12/2023", "due": "", "finished": "31/12/2023"}, "Ngày trả kết quả", "trong kỳ"),
        ({"finished": ""}, "Ngày trả kết quả", "ngày, vì trạng thái"),
        ({"outcome": "Đang giải quyết"}, "Trạng thái", "đã kết thúc"),
        ({"outcome": "xong"}, "Trạng thái", "Đã giải quyết"),
        ({"channel": "1"}, "Hình thức nộp", "Trực tuyến"),
        ({"reason": "Gọi 0912345678"}, "Lý do chậm do hệ thống", "lý do ngắn"),
        ({"reason": "x" * 201}, "Lý do chậm do hệ thống", "lý do ngắn"),
    ],
)  # fmt: skip
def test_a_wrong_cell_is_named_with_what_was_expected(said, column, expected):
    found, refused, checker = check(files.row("H1", **said))
    assert (found, checker.rows, checker.refused) == ([], 1, 1)
    assert [(fault.line, fault.column) for fault in refused] == [(2, column)]
    assert expected in refused[0].expected
    assert refused[0].mend


def test_every_wrong_cell_of_a_row_is_named_and_the_row_counts_once():
    _, refused, checker = check(files.row("", procedure="9", due="x"), files.row("H2"))
    assert [fault.column for fault in refused] == ["Mã hồ sơ", "Ngày hẹn trả", "Mã TTHC"]
    assert (checker.rows, checker.refused) == (2, 1)


def test_what_belongs_elsewhere_is_counted_apart():
    late = {"received": "02/07/2024", "due": "", "finished": "02/07/2024"}
    *_, checker = check(files.row("H1", agency="STC"), files.row("H2", **late), files.row("H3", due="x"))
    assert (checker.refused, checker.outside) == (3, 2)
    assert checker.strangers == {"Sở Tài chính": 1, "hồ sơ tiếp nhận tháng 7/2024": 1}


def test_cells_that_slipped_are_refused_and_empty_ones_at_the_end_forgiven():
    found, refused, _ = check(files.row("H1")[:8], [*files.row("H2"), "", " "], [*files.row("H3"), "more"], ["", ""])
    assert [row[0] for row in found] == ["H1", "H2"]
    assert [(fault.line, fault.column, fault.expected) for fault in refused] == [(4, "Cả dòng", "9 ô như tiêu đề")]


def test_excel_counts_days_in_a_workbook_only():
    assert (days.read("45453", serials=True), days.read("45453.75", serials=True)) == ("2024-06-10", "2024-06-10")
    assert (days.read("45453"), days.read("5", serials=True)) == (days.BAD, days.BAD)


def test_the_numbers_are_those_of_the_ledger():
    assert {number: text.split("|")[0] for number, text in words.CHANNELS.items()} == {
        str(number): label for number, label in models.Channel.choices
    }
    assert set(words.OUTCOMES) == {str(number) for number in models.Outcome.values}
    assert {str(number.value) for number in models.ledger.OPEN} == words.OPEN
    known = words.Words(words.OUTCOMES)
    assert {known[label] for label in models.Outcome.labels} == set(words.OUTCOMES)
    assert names.fold("Trễ hạn") in known.known
