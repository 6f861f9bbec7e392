"""How does the register of agencies get in and out as a file?"""

import datetime

import pytest
import tablib

from agencies import log, register_files, resources
from agencies.models import Agency, Chain, Event, Placement
from tests import cast

pytestmark = pytest.mark.django_db

HEADER = "code,name,short_name,document_code,tier,kind,parent,valid_from,valid_to,code_scheme,source\n"
PROVINCE = "46,Tỉnh,,UBND,province,,,,2024-12-31,GSO,\n"


def load(lines: str, by=None):
    result = resources.AgencyResource(by=by).load(register_files.read(HEADER + lines))
    return result, result.complaints()


def test_agencies_are_created_with_their_places_and_every_row_is_in_the_log():
    admin = cast.admin()
    result, faults = load(PROVINCE + "SNV,Sở Nội vụ,,SNV,department,,46,,,Nội bộ,\n", by=admin)
    assert faults == []
    assert (result.totals["new"], Agency.objects.count()) == (2, 2)
    place = Placement.objects.get()
    assert (place.agency.code, place.parent.code) == ("SNV", "46")
    assert (place.valid_from, place.valid_to) == (None, datetime.date(2024, 12, 31))
    events = list(Event.objects.order_by("number").values_list("action", "subject", "by"))
    assert events == [
        ("create_agency", "agency:46", admin.pk),
        ("create_agency", "agency:SNV", admin.pk),
        ("create_placement", f"placement:{place.pk}", admin.pk),
    ]
    assert list(log.breaks(Chain.objects.get())) == []


def test_loading_a_file_again_changes_nothing_and_writes_nothing_down():
    load(PROVINCE)
    result, faults = load(PROVINCE)
    assert (result.totals["skip"], faults) == (1, [])
    assert Event.objects.count() == 1


def test_only_what_changed_is_written_down():
    load(PROVINCE)
    result, _ = load(PROVINCE.replace("Tỉnh", "Tỉnh Thừa Thiên Huế"))
    assert result.totals["update"] == 1
    event = Event.objects.get(action="change_agency")
    assert (event.before, event.after) == ({"name": "Tỉnh"}, {"name": "Tỉnh Thừa Thiên Huế"})


def test_a_changed_parent_moves_the_agency_even_when_nothing_else_changed():
    towns = "474,Huế,,,district,,46,,2024-12-31,GSO,\n475,Phú Xuân,,,district,,46,,2024-12-31,GSO,\n"
    load(PROVINCE + towns + "9,Phường Tây Lộc,,,commune,,474,,2024-12-31,GSO,\n")
    load("9,Phường Tây Lộc,,,commune,,475,,2024-12-31,GSO,\n")
    assert Placement.objects.get(agency__code="9").parent.code == "475"


def test_an_agency_stands_below_every_parent_of_the_code_for_the_days_they_shared():
    load(
        PROVINCE + "46,Thành phố Huế,,,province,,,2025-01-01,,GSO,\n" + "SNV,Sở Nội vụ,,SNV,department,,46,,,Nội bộ,\n"
    )
    spans = Placement.objects.order_by("pk").values_list("parent__name", "valid_from", "valid_to")
    assert list(spans) == [
        ("Tỉnh", None, datetime.date(2024, 12, 31)),
        ("Thành phố Huế", datetime.date(2025, 1, 1), None),
    ]


def test_a_code_that_was_given_again_is_another_agency():
    load(PROVINCE + "46,Thành phố Huế,,,province,,,01/01/2025,,GSO,\n")
    assert list(Agency.objects.order_by("pk").values_list("name", flat=True)) == ["Tỉnh", "Thành phố Huế"]


def test_names_are_stored_composed_whatever_the_file_has():
    load("SHH,Hóa Sơn,,,commune,,,,,GSO,\n")
    assert Agency.objects.get().name == "Hóa Sơn"


BROKEN = [
    ("7,,,,commune,,46,,,GSO,\n", "Dòng 3, cột “tên cơ quan” (name): Trường này không được để trống."),
    (
        "7,Xã A,,,hamlet,,46,,,GSO,\n",
        "Dòng 3, cột “cấp” (tier): Không có cấp “hamlet”; dùng một trong: "
        "“Cấp tỉnh”, “Sở, ban, ngành”, “Cấp huyện”, “Cấp xã”.",
    ),
    (
        "7,Xã A,,,commune,,99,,,GSO,\n",
        "Dòng 3, cột “cơ quan cấp trên” (parent): Chưa có cơ quan mã “99” trong thời gian này; ghi nó ở dòng trước.",
    ),
    (
        "7,Xã A,,,commune,,46,,31-12-2024,GSO,\n",
        "Dòng 3, cột “đến ngày” (valid_to): “31-12-2024” không phải là ngày; viết như 31/12/2024 hoặc 2024-12-31.",
    ),
    (
        "7,Xã A,,,commune,,46,2024-02-01,2024-01-01,GSO,\n",
        "Dòng 3, cột “đến ngày” (valid_to): Ngày kết thúc phải bằng hoặc sau ngày bắt đầu.",
    ),
    (
        "7,Xã A,,,commune,,46,tháng Một,,GSO,\n",
        "Dòng 3, cột “từ ngày” (valid_from): “tháng Một” không phải là ngày; viết như 31/12/2024 hoặc 2024-12-31.",
    ),
    (
        "7,Xã A,,,commune,,46,2025-06-01,,GSO,\n",
        "Dòng 3, cột “cơ quan cấp trên” (parent): Chưa có cơ quan mã “46” trong thời gian này; ghi nó ở dòng trước.",
    ),
    ("46,Tỉnh khác,,,province,,,,,GSO,\n", "Dòng 3, cột “mã” (code): Trùng với dòng 2 của tệp."),
    ("7,Xã \x0bA,,,commune,,46,,,GSO,\n", "Dòng 3, cột “tên cơ quan” (name): Có ký tự điều khiển; hãy gõ lại ô này."),
]


@pytest.mark.parametrize("line, fault", BROKEN)
def test_a_broken_line_refuses_the_whole_file_and_says_why(line, fault):
    _, faults = load(PROVINCE + line)
    assert faults == [fault]
    assert (Agency.objects.count(), Event.objects.count()) == (0, 0)


def test_a_missing_column_and_one_too_many_are_named():
    resource = resources.AgencyResource()
    result = resource.load(tablib.Dataset(["7", "commune"], headers=["code", "tier"]))
    assert result.complaints()[0].startswith("Thiếu cột: “tên cơ quan” (name). Các cột của tệp: “mã” (code), ")
    result = resource.load(tablib.Dataset(["7", "A", "commune", ""], headers=["code", "name", "tier", "color"]))
    assert result.complaints()[0].startswith("Cột không có trong mẫu: “color”. ")


def test_what_goes_out_comes_in_again_unchanged():
    cast.snv(), cast.commune()
    file = register_files.Csv().export_data(resources.AgencyResource().export())
    result = resources.AgencyResource().load(register_files.Csv().create_dataset(file))
    assert result.complaints() == []
    assert result.totals["skip"] == Agency.objects.count() == 4


def test_the_preview_says_what_a_row_becomes():
    load(PROVINCE)
    dataset = register_files.read(HEADER + PROVINCE.replace("Tỉnh", "Tỉnh Huế"))
    result = resources.AgencyResource().import_data(dataset, dry_run=True)
    assert result.rows[0].diff[1] == "Tỉnh → Tỉnh Huế"
    assert Agency.objects.get().name == "Tỉnh"
    assert Event.objects.count() == 1


def test_the_preview_shows_where_a_new_agency_will_stand():
    dataset = register_files.read(HEADER + PROVINCE + "7,Xã A,,,commune,,46,,,GSO,\n")
    result = resources.AgencyResource().import_data(dataset, dry_run=True)
    assert result.rows[1].diff[resources.COLUMNS.index("parent")] == "46"
    assert not Placement.objects.exists()


def test_a_file_without_days_is_about_agencies_without_an_end():
    dataset = register_files.read("code,name,tier\n7,Xã A,commune\n")
    result = resources.AgencyResource().load(dataset)
    assert result.complaints() == []
    assert Agency.objects.get().valid_from is None
