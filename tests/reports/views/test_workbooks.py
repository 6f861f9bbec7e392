"""The appendices as files: who gets them, what they are called, whether they are a draft."""

import io
from urllib.parse import unquote

import openpyxl
import pytest
from django.urls import reverse

from reports.models import Report, Version
from tests import cast, filing
from tests.province import period_of, send

pytestmark = pytest.mark.django_db


def download(client, user, name: str, pk: int, **query):
    client.force_login(user)
    return client.get(reverse(name, args=[pk]), query)


def book(response) -> openpyxl.Workbook:
    assert response.status_code == 200
    return openpyxl.load_workbook(io.BytesIO(response.content), data_only=True)


def filed() -> Report:
    report = filing.report(cast.skhdt())
    filing.fill(report, {"2:2.1": "21", "2:2.2": "12"}, cast.reporter_a())
    return report


def test_a_reporter_gets_the_own_report_as_a_draft(client):
    response = download(client, cast.reporter_a(), "report_workbook", filed().pk)
    sheet = book(response)["PL2"]
    assert sheet["A1"].value == "DỰ THẢO"
    assert sheet["A4"].value == "(Ban hành kèm theo Báo cáo số … ngày … của Sở Kế hoạch và Đầu tư)"
    assert response["Content-Type"] == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def test_the_file_is_named_after_the_period_and_the_agency(client):
    response = download(client, cast.reporter_a(), "report_workbook", filed().pk)
    kind, _, name = response["Content-Disposition"].partition("; filename*=utf-8''")
    assert (kind, unquote(name)) == (
        "attachment",
        "Phụ lục CCHC - 6 tháng đầu năm 2024 - Sở Kế hoạch và Đầu tư.xlsx",
    )


def test_a_report_that_was_sent_names_its_document_and_is_no_draft(client):
    report = filing.report(cast.skhdt())
    filing.submit(report, cast.reporter_a(), cast.signer_a())
    sheet = book(download(client, cast.reviewer(), "report_workbook", report.pk))["PL2"]
    assert sheet["A1"].value == "Phụ lục 2"
    assert sheet["A3"].value == (
        "(Ban hành kèm theo Báo cáo số 2147/BC-SKHĐT ngày 11/6/2024 của Sở Kế hoạch và Đầu tư)"
    )


def test_the_report_of_another_agency_does_not_exist(client):
    report = filed()
    assert download(client, cast.reporter_b(), "report_workbook", report.pk).status_code == 404
    assert download(client, cast.reviewer(), "report_workbook", report.pk).status_code == 404  # not sent yet
    assert download(client, cast.reporter_a(), "report_workbook", 10**6).status_code == 404


def test_nobody_gets_a_file_without_logging_in(client):
    report = filed()
    assert client.get(reverse("report_workbook", args=[report.pk])).status_code == 302


def test_an_older_version_can_be_asked_for(client):
    period = period_of(0)
    report = filing.report(cast.skhdt())
    send(report, {"2:5.1": 7}, approved=True)
    send(report, {"2:5.1": 8})
    assert period.pk == report.period_id
    user = cast.reviewer()
    newest, older = (
        book(download(client, user, "report_workbook", report.pk, **query)) for query in ({}, {"version": "2"})
    )
    assert [value(newest), value(older)] == [8, 7]
    assert download(client, user, "report_workbook", report.pk, version="9").status_code == 404


def value(found: openpyxl.Workbook) -> float:
    sheet = found["PL2"]
    return next(row[3].value for row in sheet.iter_rows() if row[0].value == "5.1")


def test_invented_figures_are_marked_in_the_file(client):
    report = filing.report(cast.skhdt())
    Report.objects.filter(pk=report.pk).update(illustrative=True)
    send(report, {"2:5.1": 7})
    sheet = book(download(client, cast.reviewer(), "report_workbook", report.pk))["PL2"]
    assert sheet["A1"].value == "Dữ liệu minh họa"


def test_the_province_in_provisional_figures_is_a_draft(client):
    period = period_of(2)
    send(Report.objects.filter(period=period).exclude(agency__tier="province").first(), {"2:5.1": 7})
    sheet = book(download(client, cast.viewer(), "province_workbook", period.pk, stage="sent"))["PL2"]
    assert [sheet["A1"].value, sheet["A2"].value] == ["DỰ THẢO", "SỐ LIỆU TẠM TÍNH"]
    assert value(sheet.parent) == 7


def test_the_province_is_final_once_its_own_report_is_approved(client):
    period = period_of(1)
    root = Report.objects.get(period=period, agency__tier="province")
    send(root, {"2:3.1": 7}, approved=True)
    Version.objects.filter(report=root, number=2).update(document_number="75/BC-UBND", document_date="2024-06-20")
    sheet = book(download(client, cast.viewer(), "province_workbook", period.pk))["PL2"]
    assert sheet["A1"].value == "Phụ lục 2"
    assert "Báo cáo số 75/BC-UBND ngày 20/6/2024 của Ủy ban nhân dân tỉnh Thừa Thiên Huế" in sheet["A3"].value
