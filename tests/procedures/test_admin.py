"""How is the register of procedures kept in the administration?"""

import datetime

import pytest
from django.urls import reverse

from agencies.models import Event
from procedures.models import Procedure
from tests import cast
from tests.procedures import rows
from tests.vietnamese import english_words

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def admin(client):
    client.force_login(cast.admin())


def form(**said) -> dict[str, object]:
    base = {"code": "1", "name": "Cấp giấy", "field": rows.field().pk, "tier": "province", "agency": cast.skhdt().pk}
    return {**base, **said}


def test_every_change_is_an_event_under_the_code(client):
    client.post(reverse("admin:procedures_procedure_add"), form(valid_from="01/01/2024"))
    row = Procedure.objects.get()
    client.post(
        reverse("admin:procedures_procedure_change", args=[row.pk]), form(valid_from="01/01/2024", one_stop="on")
    )
    made, changed = Event.objects.filter(subject="procedure:1:2024-01-01").order_by("number")
    assert (made.action, changed.before, changed.after) == ("create_procedure", {"one_stop": False}, {"one_stop": True})
    page = client.get(reverse("admin:agencies_event_change", args=[changed.pk])).content.decode()
    assert "một cửa: Không" in page


@pytest.mark.parametrize(
    "said, reason",
    [
        ({"valid_from": "01/03/2024"}, "hai dòng cùng mã không được chung ngày nào"),
        ({"valid_from": "01/01/2025", "ended": "abolished"}, "phải có ngày cuối cùng còn áp dụng"),
        ({"code": "2", "online": "full", "online_eligible": "partial"}, "cao hơn mức đủ điều kiện"),
        ({"code": "2", "online_payment": "on"}, "phải có phí"),
    ],
)
def test_an_impossible_row_is_refused_with_its_reason(client, said, reason):
    rows.procedure("1", valid_to=datetime.date(2024, 6, 30))
    page = client.post(reverse("admin:procedures_procedure_add"), form(**said)).content.decode()
    assert reason in page
    assert Procedure.objects.count() == 1


def test_a_row_that_follows_the_day_after_is_taken(client):
    rows.procedure("1", valid_to=datetime.date(2024, 6, 30))
    client.post(reverse("admin:procedures_procedure_add"), form(valid_from="01/07/2024"))
    assert Procedure.objects.count() == 2


@pytest.mark.parametrize("page", ["changelist", "add", "import", "export"])
def test_the_pages_speak_vietnamese(client, page):
    rows.procedure()
    text = client.get(reverse(f"admin:procedures_procedure_{page}")).content.decode()
    columns = "code name field tier agency online linked fee payment portal boundaries decision valid ended replaced by"
    assert english_words(text, known=columns) == set()
