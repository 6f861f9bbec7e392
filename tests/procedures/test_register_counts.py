"""How many procedures are there on a day, and does each number lead to the rows behind it?"""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies.models import Agency
from procedures import register_counts
from procedures.models import Dossier, Procedure
from procedures.services import measures
from tests import cast
from tests.procedures import rows
from tests.procedures.dossiers import write

pytestmark = pytest.mark.django_db
DAY = datetime.date(2024, 6, 30)
START = datetime.date(2024, 1, 1)
FULL = {"online_eligible": "full", "online": "full"}


@pytest.fixture
def register() -> None:
    """A code that changed on 1 April, one that ended on 30 June, one of the communes, one new in May."""
    day = datetime.date
    rows.procedure("1", one_stop=True, online_eligible="level_3", online="level_3", valid_to=day(2024, 3, 31))
    rows.procedure("1", one_stop=True, **FULL, on_national_portal=True, valid_from=day(2024, 4, 1))
    rows.procedure("2", linked="same_tier", valid_to=DAY, ended="abolished", ended_by="9/QĐ-UBND")
    rows.procedure("3", tier="commune", agency=cast.snv(), one_stop=True, has_fee=True, online_payment=True)
    rows.procedure("4", agency=None, online_eligible="full", online="partial", valid_from=day(2024, 5, 2))


def counted(day: datetime.date = DAY) -> dict[str, int]:
    return {name: count for name, count in register_counts.whole(day).items() if count}


def test_a_code_counts_once_with_what_it_is_on_the_day(register):
    assert counted(datetime.date(2024, 3, 31)) == {
        "in_force": 3,
        "one_stop": 2,
        "linked_same_tier": 1,
        "partial_eligible": 1,
        "partial": 1,
        "online": 1,
        "with_fee": 1,
        "paid_online": 1,
    }
    assert counted(datetime.date(2024, 4, 1))["full"] == 1
    assert (counted()["in_force"], counted()["linked_same_tier"]) == (4, 1)
    assert "linked_same_tier" not in counted(datetime.date(2024, 7, 1))


def test_tiers_and_agencies_add_up_to_the_whole(register):
    tiers, agencies = register_counts.by_tier(DAY), register_counts.by_agency(DAY)
    assert [(one.label, one.counts["in_force"]) for one in tiers] == [("Cấp tỉnh", 3), ("Cấp huyện", 0), ("Cấp xã", 1)]
    assert [(one.label, one.counts["in_force"]) for one in agencies] == [
        ("Sở Kế hoạch và Đầu tư", 2),
        ("Sở Nội vụ", 1),
        ("Chưa ghi cơ quan chủ trì", 1),
    ]


def listed(client, href: str) -> int:
    return client.get(href).context["table"].paginator.count


def test_every_number_leads_to_as_many_rows(register, client):
    client.force_login(cast.viewer())
    page = client.get("/procedures/counts/", {"on": "30/6/2024"})
    for table in (page.context["tiers"], page.context["agencies"]):
        for row in table.rows:
            for one in register_counts.COUNTS:
                href = table.columns[one.name].link.compose_url(record=row.record, bound_column=None)
                assert listed(client, href) == row.record.counts[one.name], href


def dossier(code: str, procedure: str, agency: Agency, channel: int = 1) -> None:
    row = Procedure.objects.filter(code=procedure).earliest("pk")
    day = datetime.date(2024, 6, 3)
    write([Dossier(code=code, agency=agency, procedure=row, channel=channel, outcome=1, received_on=day)])


def known(agency: Agency) -> dict[str, int]:
    found = measures.measured(agency, START, DAY)
    return {name: one.value for name, one in found.items() if name.startswith("procedures.") and one.value}


def test_a_report_gets_what_the_register_knows_of_its_agency(register):
    dossier("a", "1", cast.skhdt())
    dossier("b", "4", cast.skhdt())
    dossier("c", "2", cast.skhdt(), channel=2)
    assert known(cast.skhdt()) == {
        "procedures.province": 2,
        "procedures.linked_same_tier": 1,
        "procedures.full_eligible": 1,
        "procedures.full": 1,
        "procedures.full_used": 1,
        "procedures.online": 1,
        "procedures.online_on_national_portal": 1,
        "procedures.ended": 1,
    }
    whole = known(cast.province())
    assert (whole["procedures.province"], whole["procedures.commune"], whole["procedures.announced"]) == (3, 1, 1)
    assert (whole["procedures.partial_used"], whole["procedures.partial_eligible"]) == (1, 1)


def test_a_commune_has_the_one_set_of_its_tier_and_a_district_without_any_knows_nothing(register):
    found = known(cast.commune())
    assert found == {"procedures.commune": 1, "procedures.with_fee": 1, "procedures.paid_online": 1}
    assert measures.measured(cast.district(), START, DAY) == {}


def test_without_a_ledger_nobody_knows_which_were_used(register):
    assert not [name for name in measures.measured(cast.skhdt(), START, DAY) if name.endswith("_used")]


def test_every_measured_number_leads_to_as_many_rows(register, client):
    dossier("a", "1", cast.skhdt())
    client.force_login(cast.viewer())
    for agency in (cast.skhdt(), cast.commune(), cast.province()):
        for name, one in measures.measured(agency, START, DAY).items():
            if name.startswith("procedures.") and reverse("procedure_counts") not in one.href:
                assert listed(client, one.href) == one.value, (name, one.href)


def test_more_procedures_cost_no_more_statements(register, client):
    client.force_login(cast.viewer())

    def statements(path: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        return len(queries)

    paths = ("/procedures/?state=all", "/procedures/counts/", f"/procedures/{Procedure.objects.earliest('pk').pk}/")
    before = [statements(path) for path in paths for _ in range(2)][1::2]
    for number in range(20):
        rows.procedure(f"5.{number}", agency=cast.stc(), field=rows.field(f"Lĩnh vực {number}"))
    assert [statements(path) for path in paths] == before
    assert max(before) <= 10
