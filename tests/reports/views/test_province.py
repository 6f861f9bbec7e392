"""The pages of the province: who sees them, what they say, and the way down to an agency's cell."""

import csv
import io
from decimal import Decimal

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies.models import Agency, Chain, Role
from reports import plain
from reports.models import Figure, Period, Report
from tests import cast, filing
from tests.province import period_of, send

pytestmark = pytest.mark.django_db


def addresses(period: Period) -> list[str]:
    return [
        reverse("province"),
        reverse("province_appendix", args=[period.pk, 2]),
        reverse("province_cell", args=[period.pk, 2, "5.1"]),
        reverse("province_workbook", args=[period.pk]),
    ]


def reports(period: Period) -> list[Report]:
    return list(Report.objects.filter(period=period).exclude(agency__tier="province").order_by("agency__pk"))


def page(client, name: str, *args, **query) -> str:
    client.force_login(cast.viewer())
    response = client.get(reverse(name, args=args), query)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


@pytest.mark.parametrize("who", [cast.reviewer, cast.viewer])
def test_reviewers_and_viewers_of_the_province_see_everything(client, who):
    period = period_of(2)
    client.force_login(who())
    assert [client.get(address).status_code for address in addresses(period)] == [200] * 4


def test_for_anybody_else_the_pages_do_not_exist(client):
    period = period_of(2)
    district_viewer = cast.member("xem.phongdien", "Người xem", Role.VIEWER, cast.district())
    for who in (cast.reporter_a(), cast.signer_a(), cast.reporter_commune(), district_viewer, cast.admin()):
        client.force_login(who)
        assert [client.get(address).status_code for address in addresses(period)] == [404] * 4


def test_nobody_sees_them_without_logging_in(client):
    assert [client.get(address).status_code for address in addresses(period_of(1))] == [302] * 4


def test_what_is_not_there_answers_404(client):
    period = period_of(1)
    planned = Period.objects.get(kind="year", year=2024)
    client.force_login(cast.viewer())
    for name, args in (
        ("province_appendix", [planned.pk, 2]),
        ("province_appendix", [10**6, 2]),
        ("province_appendix", [period.pk, 9]),
        ("province_cell", [period.pk, 2, "99"]),
        ("province_cell", [period.pk, 2, "3"]),  # a heading
        ("province_workbook", [planned.pk]),
    ):
        assert client.get(reverse(name, args=args)).status_code == 404, (name, args)


def test_without_an_open_period_the_page_says_what_to_do(client):
    assert "Chưa có kỳ báo cáo nào được mở" in page(client, "province")


def test_the_reader_always_sees_which_versions_count(client):
    period = period_of(2)
    first, second = reports(period)
    send(first, {"2:5.1": 10}, approved=True)
    send(second, {"2:5.1": 5})
    names = (("province", ()), ("province_appendix", (period.pk, 2)), ("province_cell", (period.pk, 2, "5.1")))
    for name, args in names:
        official, provisional = page(client, name, *args), page(client, name, *args, stage="sent")
        assert "Đang xem số liệu <strong>chính thức</strong>" in official, name
        assert "1/2 đơn vị" in official, name
        assert "Đang xem số liệu <strong>tạm tính</strong>" in provisional, name
        assert "2/2 đơn vị" in provisional, name


def test_the_switch_keeps_the_period_that_is_looked_at(client):
    period_of(1)
    quarter = filing.period("q1")
    text = page(client, "province", period=quarter.pk)
    assert "Toàn tỉnh – Quý I năm 2024" in text
    assert f'href="?stage=sent&amp;period={quarter.pk}"' in text


def test_the_first_page_says_who_has_sent_and_who_has_not(client):
    period = period_of(4)
    send(reports(period)[0], {"2:1": 1})
    text = page(client, "province")
    assert '<td>Sở, ban, ngành</td><td class="num">1/1</td>' in text
    assert "Đơn vị 0" not in text
    assert "Đơn vị 1" in text


def test_an_appendix_shows_each_total_with_its_parts_and_the_agencies_behind_it(client):
    period = period_of(2)
    send(reports(period)[0], {"2:5.1": 1234})
    text = page(client, "province_appendix", period.pk, 2, stage="sent")
    link = reverse("province_cell", args=[period.pk, 2, "5.1"])
    assert f'<a href="{link}?stage=sent">1.234</a>' in text
    assert '<td class="num">1/2</td>' in text


def test_a_lead_figure_that_the_agencies_contradict_is_marked(client):
    period = period_of(2)
    root = Report.objects.get(period=period, agency__tier="province")
    send(root, {"4:2.1": 100})
    send(reports(period)[0], {"4:2.1": 90})
    appendix = page(client, "province_appendix", period.pk, 4, stage="sent")
    assert "Lệch" in appendix
    assert "Các đơn vị tự báo cáo: 90 (1/2 đơn vị)" in appendix
    cell = page(client, "province_cell", period.pk, 4, "2.1", stage="sent")
    assert "Lệch so với cơ quan chủ trì" in cell
    assert f"{reverse('report_appendix', args=[root.pk, 4])}#c-4-2.1" in cell


def test_one_tier_can_be_added_up_alone(client):
    period = period_of(4)
    for report in reports(period):
        send(report, {"2:5.1": 10})
    assert ">20</a>" in page(client, "province_appendix", period.pk, 2, stage="sent", tier="commune")


def test_the_way_down_lists_every_agency_those_without_a_figure_too(client):
    period = period_of(3)
    given, blank, unsent = reports(period)
    send(given, {"2:5.1": 7})
    send(blank, {"2:1": 1})
    text = page(client, "province_cell", period.pk, 2, "5.1", stage="sent")
    assert f'<a href="{reverse("report_appendix", args=[given.pk, 2])}#c-2-5.1">{given.agency.name}</a>' in text
    assert "Chưa có số liệu" in text
    assert "Chưa gửi" in text
    assert reverse("report_appendix", args=[unsent.pk, 2]) not in text


def test_the_way_down_ends_at_the_row_of_the_report(client):
    period = period_of(1)
    (report,) = reports(period)
    send(report, {"2:5.1": 7})
    link = f"{reverse('report_appendix', args=[report.pk, 2])}#"
    down = page(client, "province_cell", period.pk, 2, "5.1", stage="sent")
    row = down.split(link)[1].split('"')[0]
    assert f'<tr id="{row}"' in page(client, "report_appendix", report.pk, 2)


def test_a_version_that_is_not_the_one_in_work_is_named_in_the_link(client):
    period = period_of(1)
    (report,) = reports(period)
    send(report, {"2:5.1": 7}, approved=True)
    send(report, {"2:5.1": 8})
    link = reverse("report_appendix", args=[report.pk, 2])
    assert f"{link}?version=2#c-2-5.1" in page(client, "province_cell", period.pk, 2, "5.1")
    assert f"{link}#c-2-5.1" in page(client, "province_cell", period.pk, 2, "5.1", stage="sent")


def test_the_agencies_behind_a_figure_are_searched_sorted_and_filtered(client):
    period = period_of(3)
    for number, report in enumerate(reports(period)[:2]):
        send(report, {"2:5.1": 10 - number})
    args = ("province_cell", period.pk, 2, "5.1")
    assert "Đơn vị 2" not in page(client, *args, q="don vi 1", stage="sent")
    text = page(client, *args, sort="value", given="yes", stage="sent")
    assert text.index("Đơn vị 1") < text.index("Đơn vị 0")
    falling = page(client, *args, sort="-value", stage="sent")
    assert falling.index("Đơn vị 0") < falling.index("Đơn vị 1") < falling.index("Đơn vị 2")
    assert "Đơn vị 2" not in text
    assert "Đơn vị 1" not in page(client, *args, given="no", stage="sent")


def test_the_list_is_exported_as_it_is_filtered(client):
    period = period_of(60)
    for report in reports(period):
        send(report, {"2:5.1": report.agency_id})
    client.force_login(cast.viewer())
    address = reverse("province_cell", args=[period.pk, 2, "5.1"])
    response = client.get(address, {"stage": "sent", "export": "xlsx"})
    rows = list(openpyxl.load_workbook(io.BytesIO(response.content)).active.values)
    assert (len(rows), rows[0][:3]) == (61, ("Cơ quan, đơn vị", "Cấp", "Số liệu"))
    assert (rows[1][0], rows[1][2]) == ("Đơn vị 0", reports(period)[0].agency_id)


@pytest.mark.parametrize(
    "key, stored, said",
    [
        ("2:5.1", {"value": 3479}, "3479"),
        ("2:2", {"numerator": 2, "denominator": 3}, "66.67"),
        ("7:1.1", {"value": Decimal("1234.5")}, "1234.5"),
    ],
)
def test_a_file_holds_figures_as_the_page_shows_them(client, key, stored, said):
    period = period_of(1)
    send(reports(period)[0], {key: None})
    Figure.objects.update(**stored)
    client.force_login(cast.viewer())
    number, _, code = key.partition(":")
    answer = client.get(reverse("province_cell", args=[period.pk, number, code]), {"stage": "sent", "export": "csv"})
    assert list(csv.reader(answer.content.decode("utf-8-sig").splitlines()))[1][2] == said


def test_a_computed_figure_leads_to_its_parts(client):
    period = period_of(1)
    text = page(client, "province_cell", period.pk, 3, "1")
    assert reverse("province_cell", args=[period.pk, 3, "1.1"]) in text
    assert "chưa đủ số liệu: thiếu 1.1, 1.2, 1.3" in text


def test_invented_figures_are_marked_on_every_page_that_shows_them(client):
    period = period_of(2)
    invented, real = reports(period)
    Report.objects.filter(pk=invented.pk).update(illustrative=True)
    send(real, {"2:5.1": 1})
    names = (("province", ()), ("province_appendix", (period.pk, 2)), ("province_cell", (period.pk, 2, "5.1")))
    for name, args in names:
        assert "Dữ liệu minh họa" not in page(client, name, *args, stage="sent"), name
    send(invented, {"2:5.1": 1})
    for name, args in names:
        assert "Dữ liệu minh họa" in page(client, name, *args, stage="sent"), name


def test_the_number_of_queries_does_not_grow_with_the_agencies(client):
    period = period_of(3)
    client.force_login(cast.viewer())
    addresses = [
        reverse("province"),
        reverse("province_appendix", args=[period.pk, 2]),
        reverse("province_cell", args=[period.pk, 2, "5.1"]),
    ]
    for report in reports(period):
        send(report, {"2:5.1": 1})
    few = [queries(client, address) for address in addresses]
    more_agencies(period)
    assert [queries(client, address) for address in addresses] == few
    assert max(few) <= 12


def queries(client, address: str) -> int:
    client.get(address, {"stage": "sent"})
    with CaptureQueriesContext(connection) as context:
        client.get(address, {"stage": "sent"})
    return len(context)


def more_agencies(period: Period) -> None:
    """Forty agencies that existed all along, with reports that were sent."""
    for agency in Agency.objects.bulk_create(Agency(code=f"N{n}", name=f"Xã {n}", tier="commune") for n in range(40)):
        report = Report.objects.create(period=period, agency=agency, chain=Chain.objects.create(name=agency.code))
        send(report, {"2:5.1": 1})


def test_rates_are_listed_though_their_quotient_is_not_stored(client):
    reporter, report = cast.reporter_a(), filing.report(cast.skhdt())
    filing.fill(report, {"2:2.1": "21", "2:2.2": "12"}, reporter)
    Report.objects.filter(pk=report.pk).update(sent=report.current_id)
    cast.viewer()
    text = page(client, "province_cell", report.period_id, 2, "2", stage="sent")
    assert text.count("57,14 %") == 2
    assert "12 / 21" in text
    plain.forget()


@pytest.mark.parametrize(
    "query", [{"sort": "nothing"}, {"page": "x"}, {"tier": "moon"}, {"stage": "7"}, {"given": "?"}, {"q": "%_'\"\\"}]
)
def test_an_address_that_makes_no_sense_still_shows_the_page(client, query):
    period = period_of(2)
    assert "Đang xem số liệu <strong>chính thức</strong>" in page(client, "province", **query, period="x")
    assert "Đang xem" in page(client, "province_cell", period.pk, 2, "5.1", **query)
    client.force_login(cast.viewer())
    assert client.get(f"/province/{10**30}/appendices/2/").status_code == 404
    assert client.get(f"/province/{period.pk}/appendices/{10**30}/5.1/").status_code == 404


def test_who_prepares_the_report_of_the_province_reads_what_it_is_made_of(client):
    filing.report(cast.skhdt())
    preparer = cast.member("hien.ubnd", "Nguyễn Thị Hiền", Role.REPORTER, cast.province())
    client.force_login(preparer)
    assert 'href="/province/"' in client.get("/").content.decode()
    assert client.get("/province/").status_code == 200
