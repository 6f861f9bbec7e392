"""Which column of a file holds what, and which may not be kept?"""

import pytest

from procedures.importing import columns
from procedures.importing.faults import FileRefused


@pytest.mark.parametrize(
    "header, name",
    [
        ("Mã hồ sơ", "code"),
        ("SỐ HỒ SƠ", "code"),
        ("Số biên nhận", "code"),
        ("Mã TTHC", "procedure"),
        ("Mã thủ tục hành chính", "procedure"),
        ("Đơn vị tiếp nhận", "agency"),
        ("Cơ quan giải quyết", "agency"),
        ("Ngày tiếp nhận ", "received"),
        ("Ngày hẹn trả KQ", "due"),
        ("Ngày hẹn trả", "due"),
        ("Hạn xử lý:", "due"),
        ("Ngày trả kết quả", "finished"),
        ("Ngày trả\nkết quả", "finished"),
        ("Hình thức nộp", "channel"),
        ("Trạng thái hồ sơ", "outcome"),
        ("Lý do trễ hạn", "reason"),
        ("STT", ""),
    ],
)
def test_headers_are_known_without_accents_case_and_signs(header, name):
    assert columns.known(header) == name


@pytest.mark.parametrize(
    "header",
    ["Họ và tên", "Họ tên người nộp", "Người nộp hồ sơ", "Chủ hồ sơ", "CCCD", "Số CMND/CCCD", "Số điện thoại", "SĐT",
     "Địa chỉ thường trú", "Email", "E-mail", "Ngày sinh", "Tên công dân", "Số định danh cá nhân"],
)  # fmt: skip
def test_a_header_about_a_person_is_personal(header):
    assert columns.guess([header, "Mã hồ sơ"], []).dropped == {header: "tiêu đề nói về người nộp"}


@pytest.mark.parametrize(
    "value, what",
    [("046091001234", "căn cước"), ("0912345678", "điện thoại"), ("+84 912 345 678", "điện thoại"), ("a@b.vn", "thư")],
)
def test_values_like_those_of_a_person_are_personal_whatever_the_header_says(value, what):
    found = columns.guess(["Mã hồ sơ", "Ghi chú"], [[value, value]] * 3)
    assert set(found.dropped) == {"Mã hồ sơ", "Ghi chú"}
    assert what in found.dropped["Mã hồ sơ"]
    assert found.missing[0] == "code"


def test_headers_that_repeat_or_are_empty_can_be_told_apart():
    assert columns.distinct(["Ngày", "", "Ngày"]) == ["Ngày", "(cột 2 không tên)", "Ngày (cột 3)"]


@pytest.mark.parametrize(
    "mapping, said",
    [
        ({"code": "A", "procedure": "A"}, "hai nội dung"),
        ({"code": "Không có"}, "không có cột"),
        ({"applicant": "A"}, "Không có cột nào tên"),
        ({"code": "Số"}, "dữ liệu cá nhân"),
        ({"code": "A"}, "Chưa biết cột nào"),
    ],
)
def test_a_mapping_that_cannot_serve_is_refused(mapping, said):
    with pytest.raises(FileRefused, match=said):
        columns.must_serve(mapping, ["A", "Số"], [["H1", "0912345678"]])
