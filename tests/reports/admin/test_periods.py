"""Are periods added, opened and closed by the services, after asking?"""

import pytest
from django.urls import reverse

from agencies.models import Event
from reports.models import Period
from reports.services import periods
from tests import cast, filing
from tests.reports.admin.asking import KNOWN, said
from tests.vietnamese import english_words

pytestmark = pytest.mark.django_db


def act(client, action: str, *chosen: Period, **more):
    data = {"action": action, "_selected_action": [one.pk for one in chosen]} | more
    return client.post(reverse("admin:reports_period_changelist"), data, follow=True)


def test_the_standard_periods_are_shown_and_then_made(client, admin):
    edition, address = filing.edition(), reverse("admin:reports_period_generate")
    text = client.post(address, {"year": "2024", "edition": edition.pk}).content.decode()
    assert "<td>6 tháng đầu năm 2024</td><td>15/12/2023</td><td>14/6/2024</td><td>17/6/2024</td>" in text
    assert not Period.objects.exists()
    response = client.post(address, {"year": "2024", "edition": edition.pk, "confirmed": "yes"}, follow=True)
    assert said(response) == ["Đã sinh 5 kỳ của năm 2024."]
    again = client.post(address, {"year": "2024", "edition": edition.pk}).content.decode()
    assert again.count("đã có, giữ nguyên") == 5


def test_a_period_is_opened_closed_and_opened_again_after_asking(client, admin):
    cast.skhdt()
    (period, *_) = periods.generate_periods(2024, filing.edition(), by=None)
    asked = act(client, "open_selected", period).content.decode()
    assert "Mỗi cơ quan tồn tại trong kỳ sẽ có một báo cáo" in asked
    assert Period.objects.get(pk=period.pk).state == "planned"
    assert said(act(client, "open_selected", period, confirmed="yes")) == ["Đã mở kỳ “Quý I năm 2024”: thêm 2 báo cáo."]
    assert said(act(client, "close_selected", period, confirmed="yes")) == ["Đã đóng kỳ “Quý I năm 2024”."]
    assert said(act(client, "close_selected", period, confirmed="yes")) == [
        "Kỳ “Quý I năm 2024” không ở tình trạng “Đang mở”."
    ]
    assert said(act(client, "reopen_selected", period, confirmed="yes")) == ["Đã mở lại kỳ “Quý I năm 2024”."]
    assert Event.objects.latest("number").by == admin


def test_a_period_is_added_with_its_days_in_order(client, admin):
    data = {"edition": filing.edition().pk, "kind": "custom", "year": 2024, "name": "Kỳ đột xuất"}
    days = {"starts_on": "01/01/2024", "ends_on": "31/12/2023", "due_on": "05/02/2024"}
    address = reverse("admin:reports_period_add")
    text = client.post(address, data | days).content.decode()
    assert "Ngày chốt số liệu phải bằng hoặc sau ngày bắt đầu kỳ." in text
    assert english_words(text, known=KNOWN) == set()
    client.post(address, data | days | {"ends_on": "31/01/2024", "state": "open"})
    assert (Period.objects.get().name, Period.objects.get().state) == ("Kỳ đột xuất", "planned")


def test_a_standard_period_is_added_once(client, admin):
    (period, *_) = periods.generate_periods(2024, filing.edition(), by=None)
    days = {"starts_on": "15/12/2023", "ends_on": "14/03/2024", "due_on": "17/03/2024"}
    data = {"edition": period.edition_id, "kind": "q1", "year": 2024, "name": "Quý I", **days}
    text = client.post(reverse("admin:reports_period_add"), data).content.decode()
    assert "Kỳ “Quý I” của năm 2024 đã có." in text
    assert english_words(text, known=KNOWN) == set()


def test_a_period_with_reports_keeps_its_form_and_days_whatever_is_sent(client, admin):
    cast.skhdt()
    period = filing.period()
    data = {"name": "Nửa năm", "due_on": "20/06/2024", "starts_on": "01/01/2024", "kind": "custom", "year": 2030}
    client.post(reverse("admin:reports_period_change", args=[period.pk]), data)
    stored = Period.objects.get(pk=period.pk)
    assert (stored.name, str(stored.due_on)) == ("Nửa năm", "2024-06-20")
    assert (str(stored.starts_on), stored.kind, stored.year) == ("2023-12-15", "h1", 2024)
    assert client.get(reverse("admin:reports_period_delete", args=[period.pk])).status_code == 403
