"""What waits for whom, until when, and what is the next step?"""

import datetime
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agencies.models import Role, Tier
from reports.models import Period, Report
from reports.services import periods, review
from tests import cast, filing
from tests.pages import links, words

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2024, 6, 14, 3, 0, tzinfo=datetime.UTC)  # 10:00 in Huế, three days before the due day


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOW)


@pytest.fixture
def home(client):
    def get(user):
        client.force_login(user)
        return client.get("/")

    return get


@pytest.fixture
def report():
    cast.snv()
    return filing.report(cast.skhdt())


def test_a_new_report_says_how_long_is_left_and_leads_to_its_first_cell(home, report):
    page = home(cast.reporter_a())
    assert "6 tháng đầu năm 2024" in words(page)
    assert "còn 3 ngày" in words(page)
    assert links(page)["Nhập số liệu"] == f"/reports/{report.pk}/appendices/2/#c-2-1"


def test_a_begun_report_leads_to_the_first_cell_that_is_empty(home, report):
    filing.fill(report, {"2:1": "6"}, cast.reporter_a())
    page = home(cast.reporter_a())
    assert links(page)["Nhập tiếp số liệu"] == f"/reports/{report.pk}/appendices/2/#c-2-2.1"
    assert "1/79 ô" in words(page)


def test_a_full_report_with_errors_leads_to_them(home, report):
    filing.fill_all(report, cast.reporter_a(), **{"2:2.1": "5", "2:2.2": "6"})
    page = home(cast.reporter_a())
    assert "Đã nhập đủ; còn 1 lỗi." in words(page)
    assert links(page)["Xem lỗi phải sửa"] == f"/reports/{report.pk}/"


def test_a_right_report_is_to_be_sent_for_signature(home, report):
    filing.fill_all(report, cast.reporter_a())
    page = home(cast.reporter_a())
    assert links(page)["Kiểm tra và trình ký"] == f"/reports/{report.pk}/"


def test_who_signs_is_shown_what_waits_for_him(home, report):
    filing.fill_all(report, cast.reporter_a())
    filing.act(report, "send_for_signature", cast.reporter_a())
    page = home(cast.signer_a())
    assert "Trần Thị Lan trình ký lúc 10:00 14/6/2024." in words(page)
    assert links(page)["Đọc và ký"] == f"/reports/{report.pk}/"
    assert "Đang chờ người ký của đơn vị ký và gửi." in words(home(cast.reporter_a()))


def test_a_returned_report_stands_first_and_says_why_with_a_way_to_each_cell(home, report):
    later = filing.report(cast.skhdt(), "q1")
    Period.objects.filter(pk=later.period_id).update(due_on=datetime.date(2024, 6, 1))
    filing.submit(report, cast.reporter_a(), cast.signer_a())
    review.remark(report.pk, "Kiểm tra lại số nhiệm vụ.", by=cast.reviewer(), key="2:2.1")
    review.remark(report.pk, "Nêu rõ số kế hoạch.", by=cast.reviewer(), section="I.1")
    filing.act(report, "send_back", cast.reviewer(), reason="Sửa trong hôm nay.")
    page = home(cast.reporter_a())
    said = words(page)
    assert "Bị trả lại vì Sửa trong hôm nay." in said
    assert "Kiểm tra lại số nhiệm vụ." in said
    assert said.index("6 tháng đầu năm 2024") < said.index("Quý I năm 2024")
    assert "quá hạn 13 ngày" in said
    assert links(page)["Phụ lục 2, dòng 2.1"] == f"/reports/{report.pk}/appendices/2/#c-2-2.1"
    assert links(page)["Mục I.1"] == f"/reports/{report.pk}/sections/#s-I.1"
    assert links(page)["Sửa các ô, mục bị trả lại"] == f"/reports/{report.pk}/appendices/2/#c-2-2.1"


def test_a_lead_agency_is_shown_the_cells_it_supplies_for_the_province(home, report):
    stttt = cast.agency("STTTT", "Sở Thông tin và Truyền thông", Tier.DEPARTMENT, cast.province())
    lead = cast.member("mai.stttt", "Lê Thị Mai", Role.REPORTER, stttt)
    filing.period()
    province = Report.objects.get(agency=cast.province(), period__kind="h1")
    page = home(lead)
    assert "Ô chủ trì trong báo cáo của tỉnh" in words(page)
    assert "đã nhập 0/" in words(page)
    assert links(page)["Nhập ô chủ trì"] == f"/reports/{province.pk}/appendices/8/#c-8-1"
    filing.fill(province, {"8:1": "1"}, lead)
    assert "đã nhập 1/" in words(home(lead))


def test_the_provinces_reporter_is_told_whose_cells_are_waited_for(home, report):
    cast.agency("STTTT", "Sở Thông tin và Truyền thông", Tier.DEPARTMENT, cast.province())
    filing.period()
    province = Report.objects.get(agency=cast.province(), period__kind="h1")
    page = home(cast.member("hien.ubnd", "Lê Thị Hiền", Role.REPORTER, cast.province()))
    said = words(page)
    assert re.search(r"Chờ .*Sở Thông tin và Truyền thông nhập [1-9]\d* ô", said)
    assert "ô chưa nhập" not in said
    assert links(page)["Viết thuyết minh"] == f"/reports/{province.pk}/sections/"


def test_a_reviewer_sees_what_is_new_his_late_and_not_sent_yet(home, report):
    other = filing.report(cast.stc())
    filing.submit(report, cast.reporter_a(), cast.signer_a())
    filing.submit(other, cast.reporter_b(), cast.signer_b())
    filing.act(other, "take", cast.reviewer())
    page = home(cast.reviewer())
    assert links(page)["1 Mới gửi"] == "/review/?turn=new"
    assert links(page)["1 Tôi đang thẩm định"] == "/review/?turn=mine"
    assert links(page)["0 Gửi lại sau khi trả"] == "/review/?turn=resent"
    assert links(page)["2 Chưa gửi"] == "/review/?turn=unsent"  # Sở Nội vụ and the province itself
    assert links(page)["0 Trễ hạn"] == "/review/?turn=all&late=on"


def test_a_leader_sees_how_far_the_province_is(home, report):
    cast.commune()
    filing.period()
    filing.submit(report, cast.reporter_a(), cast.signer_a())
    page = home(cast.viewer())
    said = words(page)
    assert links(page)["6 tháng đầu năm 2024"] == f"/province/?period={report.period_id}"
    assert "6 tháng đầu năm 2024 hạn gửi 17/6/2024" in said
    assert "Sở, ban, ngành 2 1 0" in said
    assert "Cấp xã 1 0 0" in said
    assert "Cộng 4 1 0" in said


def test_an_administrator_is_led_to_the_periods(home):
    page = home(cast.admin())
    assert "Chưa có kỳ báo cáo nào đang mở." in words(page)
    assert links(page)["Kỳ báo cáo"] == "/periods/"


def test_a_closed_period_leaves_its_report_to_be_read(home, report):
    periods.close_period(report.period, by=None)
    page = home(cast.reporter_a())
    assert "Chưa có kỳ báo cáo nào đang mở cho đơn vị của bạn." in words(page)
    assert links(page)["6 tháng đầu năm 2024"] == f"/reports/{report.pk}/"


def test_who_has_no_role_is_told_whom_to_ask(home):
    assert "Tài khoản của bạn chưa được phân công việc nào." in words(home(cast.user("moi.den")))


def count(home, user) -> int:
    home(user)  # what is remembered is remembered now
    with CaptureQueriesContext(connection) as queries:
        home(user)
    return len(queries)


@pytest.mark.parametrize("who", [cast.reporter_a, cast.reviewer, cast.viewer])
def test_more_reports_and_agencies_cost_no_more_queries(home, report, who):
    before = count(home, who())
    for number in range(5):
        cast.agency(f"19{number}", f"Xã {number}", Tier.COMMUNE, cast.district())
    for kind in ("q1", "h1", "q3", "m9"):
        filing.period(kind)
    assert count(home, who()) == before
