import dataclasses
import datetime

import pytest

from reports import letterhead
from reports.letterhead import Head

PROVINCE = "Ủy ban nhân dân tỉnh Thừa Thiên Huế"
DEPARTMENT = Head(
    agency="Sở Kế hoạch và Đầu tư",
    tier="department",
    place=PROVINCE,
    superior=PROVINCE,
    period="6 tháng đầu năm 2024",
    starts_on=datetime.date(2023, 12, 15),
    until=datetime.date(2024, 6, 14),
    code="SKHĐT",
)
DISTRICT = dataclasses.replace(
    DEPARTMENT, agency="Huyện Phong Điền", place="Huyện Phong Điền", tier="district", code="UBND"
)


def test_a_department_writes_under_the_committee_of_its_province():
    said = letterhead.names(DEPARTMENT)
    assert said["cơ quan chủ quản"] == "UBND TỈNH THỪA THIÊN HUẾ"
    assert said["tên cơ quan"] == "SỞ KẾ HOẠCH VÀ ĐẦU TƯ"
    assert said["số ký hiệu"] == "…/BC-SKHĐT"
    assert said["địa danh ngày tháng"] == "Thừa Thiên Huế, ngày … tháng … năm 2024"
    assert said["trích yếu"] == "Kết quả công tác cải cách hành chính 6 tháng đầu năm 2024"
    assert said["nơi nhận"] == "- UBND tỉnh Thừa Thiên Huế;\n- Sở Nội vụ;\n- Lưu: VT."


def test_a_people_s_committee_names_no_body_above_it():
    said = letterhead.names(DISTRICT)
    assert said["cơ quan chủ quản"] == ""
    assert said["tên cơ quan"] == "ỦY BAN NHÂN DÂN\nHUYỆN PHONG ĐIỀN"
    assert said["địa danh ngày tháng"].startswith("Phong Điền, ngày")


@pytest.mark.parametrize(
    "day, said",
    [
        (datetime.date(2024, 2, 5), "ngày 05 tháng 02 năm 2024"),
        (datetime.date(2024, 6, 11), "ngày 11 tháng 6 năm 2024"),
        (datetime.date(2024, 12, 9), "ngày 09 tháng 12 năm 2024"),
    ],
)
def test_small_days_and_the_first_two_months_have_a_nought_before_them(day, said):
    assert letterhead.dated(dataclasses.replace(DEPARTMENT, date=day)) == said


@pytest.mark.parametrize(
    "head, title, said",
    [
        (DEPARTMENT, "Giám đốc", "GIÁM ĐỐC"),
        (DEPARTMENT, "Phó Giám đốc", "KT. GIÁM ĐỐC\nPHÓ GIÁM ĐỐC"),
        (DEPARTMENT, "", "THỦ TRƯỞNG CƠ QUAN"),
        (DISTRICT, "Chủ tịch", "TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH"),
        (DISTRICT, "Phó Chủ tịch", "TM. ỦY BAN NHÂN DÂN\nKT. CHỦ TỊCH\nPHÓ CHỦ TỊCH"),
    ],
)
def test_a_deputy_signs_for_the_head_and_a_committee_is_named_first(head, title, said):
    assert letterhead.signing_as(dataclasses.replace(head, title=title)) == said
