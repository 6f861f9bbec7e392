"""How does the register of procedures get in and out as a file?"""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies import log, register_files
from agencies.models import Chain, Event
from procedures.models import Dossier, Procedure
from procedures.resources import ProcedureResource
from tests import cast
from tests.procedures import rows

pytestmark = pytest.mark.django_db

HEADER = "code,name,field,tier,agency,online_eligible,online,has_fee,valid_from,valid_to,ended,replaced_by\n"
ONE = "1.001,Cấp giấy,đất đai,Cấp tỉnh,SKHDT,Toàn trình,full,Có,01/01/2024,,,\n"


@pytest.fixture(autouse=True)
def known():
    rows.field("Đất đai")
    cast.skhdt()


def load(lines: str, by=None, header: str = HEADER):
    result = ProcedureResource(by=by).load(register_files.read(header + lines))
    return result, result.complaints()


def test_a_file_comes_in_with_one_event_for_it_and_one_a_row():
    result, faults = load(ONE + "1.002,Đổi giấy,Đất đai,commune,,,,,,,,\n", by=cast.admin())
    assert (faults, result.totals["new"]) == ([], 2)
    row = Procedure.objects.get(code="1.001")
    assert (row.tier, row.online, row.has_fee, row.agency.code) == ("province", "full", True, "SKHDT")
    assert (row.valid_from, row.search_text) == (datetime.date(2024, 1, 1), " cap giay 1.001")
    first, *each = Event.objects.order_by("number")
    assert (first.action, first.after["new"], first.after["lines"]) == ("import_procedures", 2, 2)
    assert [event.subject for event in each] == ["procedure:1.001:2024-01-01", "procedure:1.002"]
    assert list(log.breaks(Chain.objects.get())) == []


def test_the_same_file_again_changes_nothing_and_a_changed_row_says_before_and_after():
    load(ONE)
    result, _ = load(ONE)
    assert (result.totals["skip"], Event.objects.count()) == (1, 2)
    result, faults = load(ONE.replace("full,Có", "partial,Có"))
    assert (faults, result.totals["update"]) == ([], 1)
    event = Event.objects.get(action="change_procedure")
    assert (event.before, event.after) == ({"online": "full"}, {"online": "partial"})
    assert Procedure.objects.get().online == "partial"


def test_headers_may_be_the_vietnamese_ones():
    _, faults = load("1,Cấp giấy,Đất đai,Cấp xã\n", header="Mã thủ tục,Tên thủ tục,Lĩnh vực,Cấp giải quyết\n")
    assert faults == []
    assert Procedure.objects.get().tier == "commune"


def test_the_file_of_the_list_comes_in_as_it_is(client):
    load(ONE)
    client.force_login(cast.viewer())
    file = client.get("/procedures/?export=csv&state=all").content.decode("utf-8-sig")
    assert "Sở Kế hoạch và Đầu tư" in file
    result = ProcedureResource().load(register_files.read(file))
    assert (result.totals["skip"], result.complaints()) == (1, [])


def test_a_name_of_several_agencies_is_refused():
    cast.agency("SKHDT2", "Sở Kế hoạch và Đầu tư", "department", cast.province())
    _, faults = load(ONE.replace("SKHDT", "Sở Kế hoạch và Đầu tư"))
    assert faults[0].startswith(
        "Dòng 2, cột “cơ quan chủ trì” (agency): Có nhiều cơ quan tên “Sở Kế hoạch và Đầu tư”; ghi mã thay cho tên."
    )


@pytest.mark.parametrize(
    "lines, said",
    [
        (ONE.replace("đất đai", "Đất"), "Dòng 2, cột “lĩnh vực” (field): Chưa có lĩnh vực “Đất”"),
        (ONE.replace("SKHDT", "SXX"), "Dòng 2, cột “cơ quan chủ trì” (agency): Không có cơ quan mã “SXX”"),
        (
            ONE.replace("Toàn trình", "Một phần"),
            "Dòng 2, cột “mức trực tuyến đang cung cấp” (online): Mức đang cung cấp cao hơn",
        ),
        (ONE + ONE.replace("01/01/2024", "2024-01-01"), "Dòng 3, cột “mã thủ tục” (code): Trùng với dòng 2"),
        (
            ONE + ONE.replace("01/01/2024", "2025-01-01"),
            "Dòng 3, cột “từ ngày” (valid_from): Chung ngày với dòng 1/1/2024 – …",
        ),
        (
            ONE.replace(",,,\n", ",31/3/2024,replaced,9.9\n"),
            "Dòng 2, cột “mã thủ tục thay thế” (replaced_by): Không có thủ tục mã “9.9”",
        ),
        (
            ONE.replace(",,,\n", ",,abolished,\n"),
            "Dòng 2, cột “đến ngày” (valid_to): Thủ tục hết áp dụng thì phải có ngày cuối",
        ),
        (
            ONE.replace("Cấp tỉnh", "Trời"),
            "Dòng 2, cột “cấp giải quyết” (tier): Không có “Trời”; dùng một trong: “Cấp tỉnh”, “Cấp huyện”, “Cấp",
        ),
        (ONE.replace("Có", "có lẽ"), "Dòng 2, cột “có phí, lệ phí” (has_fee): “có lẽ” không phải là Có hay Không"),
    ],
)
def test_a_wrong_line_is_refused_with_its_reason_and_nothing_is_stored(lines, said):
    _, faults = load(lines)
    assert any(fault.startswith(said) for fault in faults), faults
    assert not Procedure.objects.exists()
    assert not Event.objects.exists()


@pytest.mark.parametrize("days", ["-1", "3651", "5,5", "năm", "٥"])
def test_a_time_is_a_whole_number_of_days_or_nothing(days):
    header = "code,name,field,tier,Thời hạn giải quyết (ngày làm việc)\n"
    _, faults = load("1.001,Cấp giấy,Đất đai,Cấp xã,15\n1.002,Cấp giấy,Đất đai,Cấp xã,\n", header=header)
    assert faults == []
    assert list(Procedure.objects.values_list("processing_days", flat=True)) == [15, None]
    _, faults = load(f'1.001,Cấp giấy,Đất đai,Cấp xã,"{days}"\n', header=header)
    assert "không phải là số ngày; viết số nguyên từ 0 đến 3650" in faults[0]


def test_a_row_is_closed_and_followed_by_another_in_one_file():
    load(ONE)
    closed = ONE.replace(",,,\n", ",30/6/2024,,\n")
    _, faults = load(ONE.replace("01/01/2024", "01/07/2024") + closed)
    assert faults == []
    assert [row.span[0].month for row in Procedure.objects.order_by("valid_from")] == [1, 7]


def test_a_row_with_dossiers_keeps_what_they_are_counted_by():
    load(ONE)
    row = Procedure.objects.get()
    day = datetime.date(2024, 2, 1)
    Dossier.objects.create(code="h1", agency=cast.skhdt(), procedure=row, channel=1, outcome=1, received_on=day)
    _, faults = load(ONE.replace("Cấp tỉnh", "Cấp xã"))
    assert "Thủ tục 1.001 đã có hồ sơ" in faults[0]
    assert Procedure.objects.get().tier == "province"


def test_what_goes_out_comes_in_again_unchanged():
    load(ONE + "1.002,Đổi giấy,Đất đai,commune,,,,,2020-01-01,2023-12-31,replaced,1.001\n")
    resource = ProcedureResource()
    result = ProcedureResource().load(resource.export())
    assert (result.totals["skip"], result.complaints()) == (2, [])


def test_more_lines_cost_no_more_statements():
    def statements(count: int) -> int:
        lines = "".join(f"2.{count}.{n},Cấp giấy,Đất đai,commune,SKHDT,,,,,,,\n" for n in range(count))
        with CaptureQueriesContext(connection) as queries:
            load(lines)
        return len(queries)

    load(ONE)
    assert statements(3) == statements(30)
