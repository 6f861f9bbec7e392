"""Hồ sơ TTHC: how many, how late, whose?"""

import datetime
import io
from urllib.parse import parse_qs, urlsplit

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies.models import Role
from procedures.models import Procedure
from procedures.services import typed
from procedures.statistics import DossierCounts
from tests import cast
from tests.pages import links, words
from tests.procedures import dossiers

pytestmark = pytest.mark.django_db

SPAN = {"from": "1/1/2024", "to": "31/1/2024"}


@pytest.fixture
def ledger() -> Procedure:
    """Sở KH&ĐT: early, on time, late, overdue, returned, and one of last year; the commune: one that is open."""
    of = dossiers.procedure("1.001", "Đầu tư")
    skhdt, commune = cast.skhdt(), cast.commune()
    dossiers.write(
        [
            dossiers.dossier("A1", skhdt, of, 1, due_on=9, finished_on=5),
            dossiers.dossier("A2", skhdt, of, 1, due_on=9, finished_on=9, channel=2),
            dossiers.dossier("A3", skhdt, of, 1, due_on=9, finished_on=12),
            dossiers.dossier("A4", skhdt, of, 2, due_on=10, delay_reason="Lỗi đường truyền"),
            dossiers.dossier("A5", skhdt, of, 2, finished_on=4, outcome=4),
            dossiers.dossier("A6", skhdt, of, -20, due_on=60),
            dossiers.dossier("C1", commune, dossiers.procedure("2.001", "Hộ tịch", tier="commune"), 3, due_on=60),
        ]
    )
    return of


@pytest.fixture
def see(client):
    def get(who, path="/dossiers/", **query):
        client.force_login(who)
        answer = client.get(path, {**SPAN, **query})
        assert answer.status_code == 200
        return answer

    return get


def test_the_table_closes_and_says_its_rates_with_their_parts(ledger, see):
    page = words(see(cast.viewer()))
    assert "1 Cấp tỉnh 6 4 1 1 3 1 1 1 2 1 1 1" in page
    assert "Tổng cộng 7 5 1 1 3 1 1 1 3 2 1 1" in page
    assert "2 / 3 = 66,67 %" in page
    assert "Cấp tỉnh 2 / 3 66,67 % 4 / 5 80,00 % Cấp xã 0 / 0 không phát sinh 1 / 1 100,00 %" in page
    assert "5 / 6 = 83,33 %" in page
    assert "mọi dòng đều khớp" in page
    assert "(3)=(4)+(5)+(6)" in page


def follow(client, answer, text: str):
    return client.get(links(answer)[text])


def test_every_number_leads_down_to_its_dossiers(ledger, see, client):
    agencies = follow(client, see(cast.viewer()), "Cấp tỉnh")
    assert "Sở Kế hoạch và Đầu tư 6 4 1 1" in words(agencies)
    fields = follow(client, agencies, "Sở Kế hoạch và Đầu tư")
    assert "Đầu tư 6 4 1 1" in words(fields)
    href = next(href for href in _hrefs(fields) if "column=late" in href)
    shown = client.get(href)
    assert "1 dòng" in words(shown)
    assert "A3 1.001 Trực tuyến 2/1/2024 10/1/2024 13/1/2024 Đã giải quyết Quá hạn 3" in words(shown)


def _hrefs(answer) -> list[str]:
    return [part.split('"')[0].replace("&amp;", "&") for part in answer.content.decode().split('href="')[1:]]


@pytest.mark.parametrize(
    "column, found",
    [
        ("received", "A1 A2 A3 A4 A5 A6"),
        ("online", "A1 A3 A4 A5"),
        ("direct", "A2"),
        ("carried", "A6"),
        ("resolved", "A1 A2 A3"),
        ("early", "A1"),
        ("on_time", "A2"),
        ("late", "A3"),
        ("pending", "A4 A6"),
        ("within", "A6"),
        ("overdue", "A4"),
        ("returned", "A5"),
        ("waiting", ""),
        ("nonsense", "A1 A2 A3 A4 A5 A6"),
    ],
)
def test_the_dossiers_behind_a_number_are_as_many_as_it_says(ledger, see, column, found):
    page = see(cast.reporter_a(), "/dossiers/list/", column=column)
    assert sorted(row.record.code for row in page.context["table"].rows) == found.split()


def test_nobody_sees_dossiers_of_agencies_that_are_not_his(ledger, see, client):
    skhdt = str(cast.skhdt().pk)
    for path in ("/dossiers/", "/dossiers/list/", "/dossiers/overdue/", "/dossiers/slowest/"):
        page = see(cast.reporter_b(), path, agency=skhdt)
        assert page.context["want"].scope.agency == cast.stc()
        assert "ngoài phạm vi bạn được xem; đang hiện Sở Tài chính" in words(page)
        assert not {"A1", "A4", "1.001"} & set(words(page).split())
    client.force_login(cast.admin())
    assert client.get("/dossiers/").status_code == 404


def test_the_viewer_of_a_district_sees_it_with_its_communes(ledger, see):
    by = cast.member("xem.phongdien", "Lê Xem", Role.VIEWER, cast.district())
    assert [row.label for row in see(by).context["rows"]] == []
    page = see(by, by="agency", agency=str(cast.district().pk), below="1")
    assert "Xã Điền Hương 1 1 0 0" in words(page)


def test_overdue_dossiers_say_how_late_and_why(ledger, see):
    page = words(see(cast.viewer(), "/dossiers/overdue/"))
    assert "A4 1.001 Sở Kế hoạch và Đầu tư Trực tuyến 3/1/2024 11/1/2024 Đang giải quyết 20 Lỗi đường truyền" in page
    assert "1 dòng" in page


def test_the_slowest_procedures_are_listed(ledger, see, monkeypatch):
    monkeypatch.setattr("procedures.views.dossiers.LEAST", 1)
    assert "1.001 1.001 Đầu tư 3 1 7,7 11" in words(see(cast.viewer(), "/dossiers/slowest/"))


def test_filters_stay_in_the_addresses_of_tabs_and_spans(ledger, see):
    page = see(cast.viewer(), tier="province", field=str(ledger.field_id))
    said = parse_qs(urlsplit(links(page)["Theo tháng"]).query)
    assert (said["tier"], said["field"], said["by"]) == (["province"], [str(ledger.field_id)], ["month"])
    assert (said["from"], said["to"]) == (["2024-01-01"], ["2024-01-31"])
    assert parse_qs(urlsplit(links(page)["6 tháng đầu năm 2024"]).query)["to"] == ["2024-06-14"]


@pytest.mark.parametrize(
    "query",
    [
        {"from": "x"},
        {"from": "1/1/9990", "to": "31/12/9999"},
        {"agency": "9" * 30},
        {"field": "-1"},
        {"by": "'"},
        {"tier": "moon"},
    ],
)
def test_what_makes_no_sense_in_the_address_is_left_out(ledger, see, query):
    assert "Tổng cộng" in words(see(cast.viewer(), **query))


def test_days_that_make_no_sense_are_said(ledger, see):
    said = "Hãy ghi cả hai ngày"
    assert said in words(see(cast.viewer(), **{"from": "15/6/2024", "to": "1/1/2024"}))
    assert said in words(see(cast.viewer(), **{"from": "15/6/2024", "to": ""}))
    assert said not in words(see(cast.viewer()))
    assert said not in words(see(cast.viewer(), **{"from": "", "to": ""}))


def test_typing_is_offered_only_where_it_is_taken(ledger, see):
    offered = "Nhập biểu bằng tay"
    assert offered in words(see(cast.reporter_district()))
    assert offered not in words(see(cast.reporter_a(), **{"from": "1/1/2020", "to": "31/1/2020"}))


def test_communes_of_one_name_are_told_apart(ledger, see):
    far = cast.agency("20125", "Xã Điền Hương", "commune", cast.agency("481", "Huyện A Lưới", "district"))
    page = see(cast.viewer(), by="agency")
    assert "Xã Điền Hương (Huyện A Lưới)" in links(page)
    assert "Xã Điền Hương (Huyện Phong Điền)" in links(page)
    assert "Xã Điền Hương (Huyện A Lưới) chưa có số liệu" in words(page)
    assert "Sở Kế hoạch và Đầu tư (" not in words(page)
    assert f"agency={far.pk}" in links(page)["Xã Điền Hương (Huyện A Lưới)"]


def test_the_lists_of_dossiers_tell_communes_of_one_name_apart_and_computed_days_from_given_ones(ledger, see):
    near, district = cast.commune(), cast.agency("481", "A Lưới", "district")
    far = cast.agency("20125", "Xã Điền Hương", "commune", district)
    of = dossiers.procedure("9", "Chứng thực", tier="commune")
    dossiers.write(
        [
            dossiers.dossier("Z1", near, of, 1, due_on=3, due_computed=True),
            dossiers.dossier("Z2", far, of, 1, due_on=3),
            dossiers.dossier("Z3", far, of, 1),
        ]
    )
    overdue = words(see(cast.viewer(), "/dossiers/overdue/"))
    assert "Xã Điền Hương (Huyện Phong Điền) Trực tuyến 2/1/2024 4/1/2024 (tính)" in overdue
    assert "Xã Điền Hương (A Lưới) Trực tuyến 2/1/2024 4/1/2024 Đang" in overdue
    assert "(tính): tệp không ghi ngày hẹn trả" in overdue
    listed = words(see(cast.viewer(), "/dossiers/list/", agency=far.pk))
    assert "Danh sách hồ sơ – Xã Điền Hương (A Lưới)" in listed
    assert "2/1/2024 không có hạn" in listed
    assert "(tính)" not in listed


def test_who_may_not_import_is_led_to_the_imports_by_what_they_are(ledger, see):
    assert links(see(cast.reporter_a()))["Nhập hồ sơ"] == "/dossiers/imports/"
    assert links(see(cast.viewer()))["Các lần nhập hồ sơ"] == "/dossiers/imports/"


def test_a_typed_table_stands_in_the_table_and_is_marked(ledger, see, client):
    line = DossierCounts(5, 3, 2, 0, 4, 1, 3, 0, 1, 1, 0)
    first, last = datetime.date(2024, 1, 1), datetime.date(2024, 1, 31)
    typed.save_table(cast.district(), first, last, {None: line}, 0, by=cast.reporter_district())
    page = see(cast.viewer(), by="agency", tier="district")
    assert "Huyện Phong Điền nhập tay 5 3 2 0 4 1 3 0 1 1 0" in words(page)
    assert "Số đơn vị có số liệu: 1/1" in words(page)
    assert links(page)["Huyện Phong Điền"] == f"/dossiers/typed/{cast.district().pk}/2024-01-01/2024-01-31/"


def test_a_typed_table_that_does_not_go_on_from_the_span_before_is_named(ledger, see):
    by, day = cast.reporter_district(), datetime.date(2023, 12, 31)
    typed.save_table(cast.district(), datetime.date(2023, 12, 1), day, {None: DossierCounts(pending=3)}, 0, by=by)
    line = DossierCounts(5, 3, 2, 0, 4, 1, 3, 0, 1, 1, 0)
    days = datetime.date(2024, 1, 1), datetime.date(2024, 1, 31)
    typed.save_table(cast.district(), *days, {None: line}, 0, by=by)
    said = words(see(cast.viewer(), tier="district"))
    assert "Huyện Phong Điền. Cột (6) bằng cột (11) của kỳ trước = 3; cột (6) ghi 0, lệch 3." in said


def test_the_workbook_is_the_form_with_live_sums(ledger, client):
    client.force_login(cast.viewer())
    answer = client.get("/dossiers/", {**SPAN, "export": "xlsx"})
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    stored = openpyxl.load_workbook(io.BytesIO(answer.content), data_only=True).active
    assert sheet["A1"].value == "Biểu số II.06a/VPCP/KSTT"
    assert sheet["A2"].value == "Ban hành theo Thông tư số 01/2020/TT-VPCP ngày 21/10/2020"
    assert sheet["D1"].value == "TÌNH HÌNH, KẾT QUẢ GIẢI QUYẾT TTHC TẠI CƠ QUAN, ĐƠN VỊ TRỰC TIẾP GIẢI QUYẾT TTHC"
    assert sheet["D4"].value == "(Từ ngày 1/1/2024 đến ngày 31/1/2024)"
    assert sheet["K1"].value == "- Đơn vị báo cáo: Toàn tỉnh"
    assert sheet["I7"].value == "Đơn vị tính: Số hồ sơ TTHC"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert [cell.value for cell in sheet[12]][:5] == ["(1)", "(2)", "(3)=(4)+(5)+(6)", "(4)", "(5)"]
    assert [cell.value for cell in stored[13]][1:8] == ["Cấp tỉnh", 6, 4, 1, 1, 3, 1]
    assert (sheet["C13"].value, sheet["C15"].value, stored["C15"].value) == ("=SUM(D13:F13)", "=SUM(C13:C14)", 7)


def test_csv_is_for_programs(ledger, client):
    client.force_login(cast.viewer())
    lines = client.get("/dossiers/", {**SPAN, "export": "csv"}).content.decode("utf-8-sig").splitlines()
    assert lines[1] == "Cấp tỉnh,6,4,1,1,3,1,1,1,2,1,1,1,0,0,0,sổ hồ sơ"
    assert lines[-1].startswith("Tổng cộng,7,5,1,1")


@pytest.mark.parametrize("path", ["/dossiers/", "/dossiers/list/", "/dossiers/overdue/", "/dossiers/slowest/"])
def test_a_page_asks_ten_questions_at_most(ledger, see, client, path):
    see(cast.viewer(), path)
    with CaptureQueriesContext(connection) as queries:
        client.get(path, {**SPAN, "agency": cast.skhdt().pk if path == "/dossiers/list/" else ""})
    assert len(queries) <= 10 + 2, [query["sql"] for query in queries]  # the cast looks up an agency and its province


def test_a_list_is_turned_only_so_far(ledger, see, client, monkeypatch):
    monkeypatch.setattr("procedures.views.dossiers.MOST_SHOWN", 4)
    assert "hơn 4 dòng ; lọc bớt để xem phần còn lại" in words(see(cast.reporter_a(), "/dossiers/list/"))
    monkeypatch.setattr("procedures.views.dossiers.MOST_SENT", 4)
    assert client.get("/dossiers/list/", {**SPAN, "export": "csv"}).status_code == 400


def test_the_span_shown_first_has_ended_whatever_is_due_or_typed_for_days_to_come(client):
    of, agency = dossiers.procedure("1.001", "Đầu tư"), cast.skhdt()
    dossiers.write([dossiers.dossier("A1", agency, of, 170, due_on=800)])  # came on 19/6/2024, due in March 2026
    for_ever = (datetime.date(2089, 12, 15), datetime.date(2090, 12, 14))
    typed.save_table(cast.stc(), *for_ever, {None: DossierCounts(received=1)}, 0, by=cast.reporter_b())
    client.force_login(cast.viewer())
    page = client.get("/dossiers/")
    assert (page.context["want"].starts_on, page.context["want"].ends_on) == (
        datetime.date(2023, 12, 15),
        datetime.date(2024, 6, 14),
    )


def test_the_list_of_dossiers_is_a_file_with_days_and_numbers(ledger, see):
    asked = {"agency": cast.skhdt().pk, "column": "late", "export": "xlsx"}
    sheet = openpyxl.load_workbook(io.BytesIO(see(cast.viewer(), "/dossiers/list/", **asked).content)).active
    heads, found = ([cell.value for cell in row] for row in sheet.iter_rows())
    said = dict(zip(heads, found, strict=True))
    assert (said["Mã hồ sơ"], said["Thủ tục"], said["Hình thức nộp"]) == ("A3", "1.001", "Trực tuyến")
    assert (said["Trả kết quả"].date(), said["Thời hạn"], said["Số ngày chậm"]) == (
        datetime.date(2024, 1, 13),
        "Quá hạn",
        3,
    )
    assert "Cơ quan" not in said
