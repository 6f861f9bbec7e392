"""Which periods are there, and who opens and closes them?"""

import pytest
from django.contrib.auth.models import Permission

from reports.models import Period, Report
from tests import cast, filing
from tests.pages import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client):
    filing.edition()
    client.force_login(cast.admin())
    return client


def of(kind: str) -> Period:
    return Period.objects.get(kind=kind, year=2024)


def generate(client, **data):
    return client.post("/periods/generate/", {"year": "2024", "edition": filing.edition().pk} | data, follow=True)


def test_the_standard_periods_of_a_year_are_made_once(admin):
    assert "Đã sinh 5 kỳ của năm 2024." in words(generate(admin))
    assert "Các kỳ chuẩn của năm 2024 đã có đủ." in words(generate(admin))
    assert Period.objects.count() == 5
    said = words(admin.get("/periods/"))
    assert "6 tháng đầu năm 2024 15/12/2023 14/6/2024 17/6/2024" in said


@pytest.mark.parametrize(
    "year, said", [("", "Ghi năm."), ("hai nghìn", "bốn chữ số"), ("1999", "Năm từ 2015 đến 2100.")]
)
def test_a_year_that_makes_no_sense_is_refused(admin, year, said):
    answer = generate(admin, year=year)
    assert answer.status_code == 422
    assert said in words(answer)
    assert Period.objects.count() == 0


def test_opening_makes_a_report_for_every_agency_and_once_more_for_those_that_came_since(admin):
    generate(admin)
    cast.skhdt()
    pk = of("h1").pk
    said = words(admin.post(f"/periods/{pk}/open/", follow=True))
    assert "Kỳ “6 tháng đầu năm 2024” đang mở; đã lập thêm 2 báo cáo cho các đơn vị." in said
    cast.stc()
    assert "đã lập thêm 1 báo cáo" in words(admin.post(f"/periods/{pk}/open/", follow=True))
    assert Report.objects.filter(period=pk).count() == 3


def test_a_period_is_closed_and_opened_again(admin):
    pk = filing.period().pk
    assert "Đã đóng kỳ" in words(admin.post(f"/periods/{pk}/close/", follow=True))
    assert of("h1").state == "closed"
    answer = admin.post(f"/periods/{pk}/open/")
    assert answer.status_code == 409
    assert "Kỳ đã đóng; hãy mở lại kỳ" in words(answer)
    assert "Đã mở lại kỳ" in words(admin.post(f"/periods/{pk}/reopen/", follow=True))
    assert of("h1").state == "open"


def test_everybody_reads_the_list_and_only_those_permitted_find_buttons(client):
    filing.period()
    client.force_login(cast.reporter_a())
    page = client.get("/periods/").content.decode()
    assert "6 tháng đầu năm 2024" in page
    assert '<form method="post" action="/periods/' not in page
    cast.reporter_a().user_permissions.add(Permission.objects.get(codename="change_period"))
    assert "Đóng kỳ" in client.get("/periods/").content.decode()


def test_the_list_counts_what_was_sent_and_approved(admin):
    cast.snv()
    report = filing.report(cast.skhdt())
    filing.submit(report, cast.reporter_a(), cast.signer_a())
    assert "Đang mở 3 1 0" in words(admin.get("/periods/"))
    filing.act(report, "approve", cast.reviewer())
    assert "Đang mở 3 1 1" in words(admin.get("/periods/"))


def test_without_a_form_the_way_to_one_is_told(client):
    client.force_login(cast.admin())
    assert "Chưa có bộ biểu nào" in words(client.get("/periods/"))


def test_a_period_that_is_not_there_is_no_page(admin):
    assert admin.post("/periods/999/open/").status_code == 404
