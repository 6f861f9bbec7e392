"""Whose turn is it, what is late, and what may be approved together?"""

import datetime
import io

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agencies.models import Membership, Role, Tier
from reports.models import Period, Report, Version
from reports.services import acts, review
from tests import cast, filing
from tests.pages import links, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def queue(client):
    """Sở KH&ĐT and Sở Tài chính have sent their reports; Sở Nội vụ, a commune, a district and the province have not."""
    cast.snv()
    cast.commune()
    report_a, report_b = filing.report(cast.skhdt()), filing.report(cast.stc())
    filing.submit(report_a, cast.reporter_a(), cast.signer_a())
    filing.submit(report_b, cast.reporter_b(), cast.signer_b())
    client.force_login(cast.reviewer())
    return report_a, report_b


@pytest.fixture
def see(client):
    def get(**query):
        answer = client.get("/review/", query)
        assert answer.status_code == 200
        return answer

    return get


def listed(answer) -> list[str]:
    return [
        agency.name for agency in (cast.skhdt(), cast.stc(), cast.snv(), cast.commune()) if agency.name in words(answer)
    ]


SKHDT, STC, SNV, XA = "Sở Kế hoạch và Đầu tư", "Sở Tài chính", "Sở Nội vụ", "Xã Điền Hương"


def test_the_queue_opens_with_what_waits_for_a_review(queue, see):
    page = see()
    assert listed(page) == [SKHDT, STC]
    assert links(page)[SKHDT] == f"/review/{queue[0].pk}/"
    assert "Chờ thẩm định 2" in words(page)


@pytest.mark.parametrize(
    "query, found",
    [
        ({"turn": "new"}, [SKHDT]),
        ({"turn": "mine"}, [STC]),
        ({"turn": "returned"}, []),
        ({"turn": "approved"}, []),
        ({"turn": "unsent"}, [SNV, XA]),
        ({"turn": "all"}, [SKHDT, STC, SNV, XA]),
        ({"turn": "all", "tier": "commune"}, [XA]),
        ({"turn": "all", "q": "dien huong"}, [XA]),
        ({"turn": "all", "q": "SỞ tài"}, [STC]),
        ({"turn": "all", "q": "19822"}, [XA]),
        ({"turn": "all", "q": "không có tên này"}, []),
        ({"turn": "all", "period": "999"}, [SKHDT, STC, SNV, XA]),
        ({"turn": "nothing", "tier": "nothing"}, [SKHDT, STC]),
    ],
)
def test_the_queue_is_narrowed(queue, see, query, found):
    filing.act(queue[1], "take", cast.reviewer())
    assert listed(see(**query)) == found


def test_the_queue_of_one_period(queue, see):
    other = filing.period("q1")
    assert listed(see(turn="all", period=str(other.pk))) == [SKHDT, STC, SNV, XA]
    assert "Chưa gửi 6" in words(see(turn="all", period=str(other.pk)))


def test_late_is_what_was_sent_late_and_what_is_due_and_was_not_sent(queue, see):
    Version.objects.filter(report=queue[0]).update(late=False)
    Period.objects.filter(pk=queue[0].period_id).update(due_on=timezone.localdate() - datetime.timedelta(days=1))
    assert listed(see(turn="all", late="on")) == [STC, SNV, XA]
    Period.objects.filter(pk=queue[0].period_id).update(due_on=timezone.localdate())
    assert listed(see(turn="all", late="on")) == [STC]


def test_a_report_that_was_resent_stands_by_itself(queue, see):
    review.remark(queue[0].pk, "Kiểm tra lại.", by=cast.reviewer(), key="2:2.1")
    filing.act(queue[0], "send_back", cast.reviewer())
    assert listed(see(turn="returned")) == [SKHDT]
    filing.act(queue[0], "send_for_signature", cast.reporter_a())
    filing.act(queue[0], "sign_and_send", cast.signer_a(), paper=filing.PAPER)
    assert listed(see(turn="resent")) == [SKHDT]
    assert "gửi lại" in words(see(turn="resent"))


def test_the_age_of_a_report_is_told_in_days(queue, see):
    Version.objects.filter(report=queue[0]).update(sent_at=timezone.now() - datetime.timedelta(days=12))
    filing.act(queue[0], "take", cast.reviewer())
    row = words(see(turn="mine")).split(f"{SKHDT} Sở, ban, ngành")[1]
    assert " 12 79/79 0 0 Hoàng Thị Thu" in row


def box(answer, report: Report) -> bool:
    return f'name="report" value="{report.pk}"' in answer.content.decode()


def test_only_a_report_with_nothing_to_read_can_be_ticked(queue, see):
    assert box(see(), queue[0])
    review.remark(queue[0].pk, "Kiểm tra lại.", by=cast.reviewer(), key="2:2.1")
    page = see()
    assert not box(page, queue[0])
    assert "Còn 1 nhận xét chưa gửi" in words(page)
    assert box(page, queue[1])


def test_the_report_of_ones_own_agency_can_not_be_ticked(queue, see):
    Membership.objects.create(user=cast.reviewer(), agency=cast.stc(), role=Role.VIEWER)
    page = see()
    assert not box(page, queue[1])
    assert "Không ai thẩm định báo cáo của chính cơ quan mình." in words(page)


def test_several_are_approved_and_what_was_left_alone_is_told_with_the_reason(queue, client):
    review.remark(queue[0].pk, "Kiểm tra lại.", by=cast.reviewer(), key="2:2.1")
    chosen = {"report": [queue[0].pk, queue[1].pk], "back": "turn=all&tier=department"}
    answer = client.post("/review/approve/", chosen, follow=True)
    said = words(answer)
    assert answer.redirect_chain == [("/review/?turn=all&tier=department", 302)]
    assert "Đã phê duyệt 1 báo cáo: Sở Tài chính." in said
    assert "Để lại Sở Kế hoạch và Đầu tư (6 tháng đầu năm 2024): Còn 1 nhận xét chưa gửi" in said


def test_a_warning_that_no_counter_of_the_list_knows_is_found_all_the_same(client):
    report = filing.report(cast.skhdt())
    filing.fill_all(report, cast.reporter_a())
    acts.describe(report.pk, by=cast.reporter_a(), data_as_of=datetime.date(2024, 6, 10))
    review.explain(report.pk, "ASOF|", "Chốt theo lịch họp.", by=cast.reporter_a())
    filing.act(report, "send_for_signature", cast.reporter_a())
    filing.act(report, "sign_and_send", cast.signer_a(), paper=filing.PAPER)
    client.force_login(cast.reviewer())
    said = words(client.post("/review/approve/", {"report": [report.pk]}, follow=True))
    assert "Báo cáo có cảnh báo kèm giải trình: cần đọc trước khi duyệt." in said
    assert filing.version(report).status == "submitted"


@pytest.mark.parametrize("chosen", [[], ["x"], ["-1"], ["9" * 40], ["1e3"], [""]])
def test_choosing_nothing_that_exists_is_told(queue, client, chosen):
    answer = client.post("/review/approve/", {"report": chosen, "back": "https://example.org/"}, follow=True)
    assert answer.status_code == 200
    assert answer.redirect_chain[0][0].startswith("/review/?")


def test_the_list_is_a_file_too(queue, client):
    answer = client.get("/review/", {"turn": "all", "export": "xlsx"})
    rows = list(openpyxl.load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True))
    assert rows[0] == (
        "Cơ quan",
        "Cấp",
        "Kỳ",
        "Tình trạng",
        "Gửi lúc",
        "Số ngày",
        "Đã nhập",
        "Lỗi",
        "Cảnh báo",
        "Nhận xét",
        "Người nhận",
    )
    assert {row[0] for row in rows[1:]} == {SKHDT, STC, SNV, XA, cast.district().name, cast.province().name}
    assert [row[7] for row in rows[1:] if row[0] == SKHDT] == [0]


@pytest.mark.parametrize(
    "query", [{"sort": "agency"}, {"sort": "-age"}, {"sort": "progress"}, {"sort": "remarks"}, {"page": "99"}]
)
def test_the_list_is_sorted_and_paged(queue, see, query):
    assert listed(see(turn="all", **query)) == [SKHDT, STC, SNV, XA]


def test_more_reports_cost_no_more_queries(queue, see):
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            see(turn="all")
        return len(queries)

    see()
    before = count()
    for number in range(20):
        cast.agency(f"19{number:03}", f"Xã {number}", Tier.COMMUNE, cast.district())
    filing.period()
    assert count() == before
