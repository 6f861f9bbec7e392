"""Does the statistics table say what one would count by hand, dossier by dossier?"""

import dataclasses
import datetime
import itertools
import random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies.models import Agency, Placement, Role
from procedures import statistics as rules
from procedures import timing
from procedures.models import Dossier, IllustrativeLedger, Outcome, TypedLine, TypedTable
from procedures.services import statistics
from procedures.services.statistics import DossierScope
from procedures.statistics import DossierCounts
from procedures.timing import Timing
from tests import cast
from tests.procedures.dossiers import day, dossier, procedure, write

pytestmark = pytest.mark.django_db
FROM, TO = day(20), day(75)  # 21 January to 16 March 2024


@pytest.fixture
def ledger() -> list[Dossier]:
    """Two hundred dossiers of three agencies and two fields over four months, some open, some late."""
    dice = random.Random(2024)
    agencies = [cast.skhdt(), cast.district(), cast.commune()]
    procedures = [procedure("A", "Đất đai"), procedure("B", "Hộ tịch"), procedure("C", "Hộ tịch")]
    found = []
    for number in range(200):
        received = dice.randrange(100)
        outcome = dice.choice([1, 2, 3, 3, 3, 3, 3, 4, 5, 6])
        more = {"channel": dice.choice([1, 1, 2, 3]), "outcome": outcome, "due_on": received + dice.randrange(12)}
        if outcome > 2:
            more["finished_on"] = received + dice.randrange(16)
        found.append(dossier(f"H{number}", dice.choice(agencies), dice.choice(procedures), received, **more))
    write(found)
    return found


def by_hand(dossiers: list[Dossier], starts_on: datetime.date = FROM, ends_on: datetime.date = TO) -> DossierCounts:
    before = starts_on - datetime.timedelta(days=1)
    came = [one for one in dossiers if starts_on <= one.received_on <= ends_on]
    went = [one for one in dossiers if one.finished_on and starts_on <= one.finished_on <= ends_on]
    judged = [how(one, ends_on) for one in went]
    carried = sum(timing.is_open(one.received_on, one.finished_on, before) for one in dossiers)
    still = [one for one in dossiers if timing.is_open(one.received_on, one.finished_on, ends_on)]
    overdue = sum(how(one, ends_on) is Timing.OVERDUE for one in still)
    apart = [sum(one.outcome == outcome for one in went) for outcome in (Outcome.RETURNED, 5, 6)]
    online = sum(one.channel == 1 for one in came)
    timings = [judged.count(kind) for kind in (Timing.EARLY, Timing.ON_TIME, Timing.LATE)]
    waiting = sum(one.outcome == Outcome.WAITING for one in still)
    received = (len(came) + carried, online, len(came) - online, carried)
    return DossierCounts(*received, sum(timings), *timings, len(still), len(still) - overdue, overdue, *apart, waiting)


def how(one: Dossier, on: datetime.date) -> Timing | None:
    resolved = one.outcome == Outcome.RESOLVED
    return timing.timing(resolved=resolved, due_on=one.due_on, finished_on=one.finished_on, day=on)


def lines(found: statistics.Statistics) -> dict:
    return {row.label: row.line for row in found.rows}


def test_every_cut_of_every_scope_is_what_one_counts_by_hand(ledger):
    field = procedure("B", "Hộ tịch").field_id
    scopes = {
        DossierScope(): lambda one: True,
        DossierScope(tier="province"): lambda one: one.agency.tier == "department",
        DossierScope(agency=cast.skhdt()): lambda one: one.agency.code == "SKHDT",
        DossierScope(agency=cast.district()): lambda one: one.agency.code == "476",
        DossierScope(agency=cast.district(), below=True): lambda one: one.agency.code in ("476", "19822"),
        DossierScope(field_id=field): lambda one: one.procedure.field_id == field,
        DossierScope(agency=cast.commune(), field_id=field): lambda one: (
            (one.agency.code, one.procedure.field_id) == ("19822", field)
        ),
    }
    for scope, is_in in scopes.items():
        inside = [one for one in Dossier.objects.select_related("agency", "procedure") if is_in(one)]
        for by in ("tier", "agency", "field"):
            found = statistics.table(scope, FROM, TO, by)
            assert found.whole == by_hand(inside)
            assert rules.add(row.line for row in found.rows) == by_hand(inside)
            assert rules.problems(found.whole) == []


def test_the_cuts_say_of_whom_they_speak(ledger):
    everyone = list(Dossier.objects.select_related("agency", "procedure__field"))
    assert lines(statistics.table(DossierScope(), FROM, TO, "tier")) == {
        "Cấp tỉnh": by_hand([one for one in everyone if one.agency.code == "SKHDT"]),
        "Cấp huyện": by_hand([one for one in everyone if one.agency.code == "476"]),
        "Cấp xã": by_hand([one for one in everyone if one.agency.code == "19822"]),
    }
    assert lines(statistics.table(DossierScope(agency=cast.commune()), FROM, TO, "field")) == {
        name: by_hand([o for o in everyone if (o.agency.code, o.procedure.field.name) == ("19822", name)])
        for name in ("Hộ tịch", "Đất đai")
    }
    by_agency = lines(statistics.table(DossierScope(tier="commune"), FROM, TO, "agency"))
    assert by_agency == {"Xã Điền Hương": by_hand([one for one in everyone if one.agency.code == "19822"])}


def test_what_a_month_carries_over_was_pending_in_the_month_before(ledger):
    found = statistics.table(DossierScope(), FROM, TO, "month").rows
    assert [(row.label, row.key) for row in found] == [
        ("Tháng 1/2024", datetime.date(2024, 1, 1)),
        ("Tháng 2/2024", datetime.date(2024, 2, 1)),
        ("Tháng 3/2024", datetime.date(2024, 3, 1)),
    ]
    assert found[0].line == by_hand(ledger, FROM, datetime.date(2024, 1, 31))
    assert found[1].line == by_hand(ledger, datetime.date(2024, 2, 1), datetime.date(2024, 2, 29))
    assert [rules.problems(row.line, before.line) for before, row in itertools.pairwise(found)] == [[], []]


def typed(agency, line: DossierCounts, starts_on=FROM, ends_on=TO) -> None:
    table = TypedTable.objects.create(agency=agency, starts_on=starts_on, ends_on=ends_on)
    TypedLine.objects.create(table=table, **dataclasses.asdict(line))


TYPED = DossierCounts(20, 10, 6, 4, 12, 5, 6, 1, 5, 4, 1, returned=1, withdrawn=1, invalid=1, waiting=2)


def test_an_agency_without_a_ledger_counts_by_what_it_typed_for_exactly_these_days(ledger):
    typed(cast.stc(), TYPED)
    typed(cast.snv(), TYPED, ends_on=day(60))
    found = statistics.table(DossierScope(), FROM, TO, "agency")
    assert found.agencies == (4, 5)
    assert lines(found)["Sở Tài chính"] == TYPED
    assert lines(found)["Sở Nội vụ"] == DossierCounts()
    assert [row.label for row in found.rows if row.typed] == ["Sở Tài chính"]
    assert found.whole == rules.add([by_hand(ledger), TYPED])
    by_tier = statistics.table(DossierScope(), FROM, TO, "tier")
    assert by_tier.whole == found.whole
    assert next((row.label, row.typed) for row in by_tier.rows) == ("Cấp tỉnh", True)
    assert statistics.table(DossierScope(), FROM, TO, "field").rows[-1].line == TYPED
    assert statistics.table(DossierScope(), FROM, TO, "month").rows[-1].line == TYPED


def test_the_province_is_asked_for_once_it_has_typed_something(ledger):
    typed(cast.province(), TYPED)
    cast.stc()
    assert statistics.table(DossierScope(), FROM, TO).agencies == (4, 5)


def test_a_ledger_outweighs_what_was_typed_before_it(ledger):
    typed(cast.skhdt(), TYPED)
    assert statistics.table(DossierScope(), FROM, TO).whole == by_hand(ledger)


def test_a_typed_table_that_lacks_columns_is_shown_and_not_added_up(ledger):
    typed(cast.stc(), DossierCounts(received=20, online=10))
    found = statistics.table(DossierScope(), FROM, TO, "agency")
    assert lines(found)["Sở Tài chính"] == DossierCounts(received=20, online=10)
    assert (found.whole, found.agencies, found.incomplete) == (by_hand(ledger), (3, 4), ["Sở Tài chính"])


def test_a_typed_table_goes_on_from_the_shortest_span_that_ended_the_day_before(ledger):
    yesterday = FROM - datetime.timedelta(days=1)
    typed(cast.stc(), TYPED)
    typed(cast.stc(), DossierCounts(pending=4), FROM - datetime.timedelta(days=400), yesterday)
    assert statistics.table(DossierScope(), FROM, TO).carried == []
    typed(cast.stc(), DossierCounts(pending=7), FROM - datetime.timedelta(days=90), yesterday)
    (odd,) = statistics.table(DossierScope(), FROM, TO, "agency").carried
    assert (odd.agency, odd.field, odd.problem.rule) == (cast.stc(), "", "06a-carry")
    assert odd.problem.came == "cột (6) ghi 4, lệch 3"


def test_what_the_demonstration_invented_is_said_of_whom_it_was_invented_for(ledger):
    typed(cast.stc(), TYPED)
    assert statistics.table(DossierScope(), FROM, TO).illustrative == 0
    IllustrativeLedger.objects.create(agency=cast.skhdt())
    found = statistics.table(DossierScope(), FROM, TO, "agency")
    assert (found.illustrative, found.agencies) == (1, (4, 4))
    assert [row.label for row in found.rows if row.illustrative] == ["Sở Kế hoạch và Đầu tư"]
    assert statistics.table(DossierScope(agency=cast.stc()), FROM, TO).illustrative == 0
    assert not statistics.is_illustrative(DossierScope(tier="commune"), TO)
    assert statistics.is_illustrative(DossierScope(), TO)


def test_nothing_known_is_missing_and_not_nought():
    cast.skhdt()
    found = statistics.table(DossierScope(), FROM, TO)
    assert (found.rows, found.whole, found.agencies) == ([], DossierCounts(), (0, 1))


@pytest.mark.parametrize("by", ["tier", "agency", "field", "month"])
def test_a_table_takes_at_most_four_queries(ledger, by):
    typed(cast.stc(), TYPED)
    with CaptureQueriesContext(
        connection,
    ) as context:
        statistics.table(DossierScope(), FROM, TO, by)
    assert len(context) <= 4


def test_the_overdue_list_has_what_the_table_counts(ledger):
    for scope in (DossierScope(), DossierScope(agency=cast.district(), below=True), DossierScope(tier="province")):
        found = statistics.overdue(scope, TO)
        assert found.count() == statistics.table(scope, FROM, TO).whole.overdue
        assert list(found) == sorted(found, key=lambda one: (one.due_on, one.pk))


def test_the_slowest_procedures_are_those_with_the_longest_average():
    a, b = procedure("A", "Đất đai"), procedure("B", "Hộ tịch")
    took = {a: [1, 1, 1, 1, 1, 1, 1, 1, 1, 11], b: [3, 4, 3, 4]}
    write(
        dossier(f"{of.code}{number}", cast.skhdt(), of, 30, due_on=38, finished_on=30 + days)
        for of, lengths in took.items()
        for number, days in enumerate(lengths)
    )
    found = statistics.slowest_procedures(DossierScope(), FROM, TO, least=4)
    assert [(one.procedure.code, one.resolved, one.late, one.average, one.nine_in_ten) for one in found] == [
        ("B", 4, 0, 3.5, 4),
        ("A", 10, 1, 2, 1),
    ]
    assert [one.procedure.code for one in statistics.slowest_procedures(DossierScope(), FROM, TO, least=5)] == ["A"]


def test_a_districts_viewer_sees_its_communes_and_others_see_their_own():
    commune, today = cast.commune(), datetime.date(2024, 6, 1)
    viewer = cast.member("xem", "Người xem", Role.VIEWER, cast.district())
    seen = {agency.code for agency in statistics.visible_agencies(viewer, today)}
    assert Placement.objects.get(agency=commune).parent == cast.district()
    assert seen == {"476", "19822"}
    assert [one.code for one in statistics.visible_agencies(cast.reporter_a(), today)] == ["SKHDT"]
    assert cast.stc() in statistics.visible_agencies(cast.reviewer(), today)


def test_a_district_counts_the_dossiers_of_a_commune_that_was_merged_before_the_last_day(ledger):
    scope = DossierScope(agency=cast.district(), below=True)
    whole, overdue = statistics.table(scope, FROM, TO).whole, set(statistics.overdue(scope, TO))
    Agency.objects.filter(pk=cast.commune().pk).update(valid_to=TO - datetime.timedelta(days=5))
    Placement.objects.filter(agency=cast.commune()).update(valid_to=TO - datetime.timedelta(days=5))
    found = statistics.table(scope, FROM, TO, "agency")
    assert found.whole == whole
    assert "Xã Điền Hương" in lines(found)
    assert set(statistics.overdue(scope, TO)) == overdue
