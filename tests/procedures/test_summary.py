"""Does the kept summary say what a recount says, and what the pure rules say of each dossier?"""

import pytest
from django.db import transaction
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from procedures import summary, summary_query, timing
from procedures.models import AgencyDay, Dossier, Outcome, TierDay
from procedures.timing import Timing
from tests import cast
from tests.procedures.dossiers import day, dossier, procedure, write

pytestmark = pytest.mark.django_db


@st.composite
def rows(draw):
    """What a dossier of one of a few codes says now: which agency, procedure, channel, outcome and days."""
    received = draw(st.integers(0, 12))
    outcome = draw(st.sampled_from([1, 2, 3, 3, 3, 4, 5, 6]))
    due = draw(st.none() | st.integers(received, received + 8))
    finished = draw(st.integers(received, received + 14)) if outcome > 2 else None
    place = (draw(st.integers(0, 2)), draw(st.integers(0, 2)), draw(st.integers(1, 3)))
    return draw(st.integers(1, 9)), *place, outcome, received, due, finished


def made(row, agencies, procedures) -> Dossier:
    code, agency, of, channel, outcome, received, due, finished = row
    more = {"channel": channel, "outcome": outcome, "due_on": due, "finished_on": finished}
    return dossier(f"H{code}", agencies[agency], procedures[of], received, **more)


def counted(dossiers: list[Dossier], last: int) -> tuple[int, ...]:
    """What the pure rules count up to a day: pending, overdue, early, on time, late, returned and the like."""
    on = day(last)
    came = [one for one in dossiers if one.received_on <= on]
    judged = [
        timing.timing(resolved=one.outcome == Outcome.RESOLVED, due_on=one.due_on, finished_on=one.finished_on, day=on)
        for one in came
    ]
    pending = sum(timing.is_open(one.received_on, one.finished_on, on) for one in came)
    timings = [judged.count(kind) for kind in (Timing.OVERDUE, Timing.EARLY, Timing.ON_TIME, Timing.LATE)]
    return pending, *timings, judged.count(None), sum(one.outcome == Outcome.WAITING for one in came)


def kept(model, last: int) -> tuple[int, ...]:
    totals = model.objects.filter(day__lte=day(last)).aggregate(
        **{name: Sum(name, default=0) for name in summary.COUNTS}
    )
    apart = totals["returned"] + totals["withdrawn"] + totals["invalid"]
    done = totals["early"] + totals["on_time"] + totals["late"]
    came = totals["received_online"] + totals["received_direct"] + totals["received_postal"]
    overdue = totals["fell_overdue"] - totals["left_overdue"]
    return came - done - apart, overdue, *(totals[n] for n in ("early", "on_time", "late")), apart, totals["waiting"]


def by_procedure(dossiers: list[Dossier], first: int, last: int) -> dict[int, tuple[int, int, int]]:
    """Received online, resolved late and the days of all resolved, by procedure: what the rows say of a span."""
    found = {}
    for one in dossiers:
        came = day(first) <= one.received_on <= day(last)
        done = one.outcome == Outcome.RESOLVED and day(first) <= one.finished_on <= day(last)
        late = done and one.due_on and one.finished_on > one.due_on
        lasted = (one.finished_on - one.received_on).days if done else 0
        more = (int(came and one.channel == 1), int(bool(late)), lasted)
        found[one.procedure_id] = tuple(map(sum, zip(found.get(one.procedure_id, (0, 0, 0)), more, strict=True)))
    return {key: counts for key, counts in found.items() if any(counts)}


def asked(first: int, last: int, **more) -> dict[int, tuple[int, int, int]]:
    counts = summary_query.by_procedure(day(first), day(last), **more)
    found = {key: (one["received_online"], one["late"], one["lasted"]) for key, one in counts.items()}
    return {key: counts for key, counts in found.items() if any(counts)}


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(batches=st.lists(st.lists(rows(), max_size=8, unique_by=lambda row: row[0]), min_size=1, max_size=3))
def test_after_any_imports_the_summary_is_the_recount_and_the_recount_is_the_rules(batches):
    with transaction.atomic():
        agencies = [cast.skhdt(), cast.district(), cast.commune()]
        procedures = [procedure(code, field) for code, field in (("A", "Đất đai"), ("B", "Đất đai"), ("C", "Hộ tịch"))]
        for batch in batches:
            write(made(row, agencies, procedures) for row in batch)
        assert summary.differences() == []
        dossiers = list(Dossier.objects.all())
        for last in (0, 5, 11, 30):
            assert kept(AgencyDay, last) == kept(TierDay, last) == counted(dossiers, last)
        for span in ((0, 13), (0, 30), (-3, 14), (5, 27), (2, 4)):  # whole halves of January, with days around, within
            assert asked(*span) == by_procedure(dossiers, *span)
            own = [one for one in dossiers if one.agency_id == agencies[0].pk]
            assert asked(*span, tier="province") == asked(*span, agencies=[agencies[0].pk]) == by_procedure(own, *span)
        transaction.set_rollback(True)


def test_a_department_counts_at_the_tier_of_the_province():
    of = procedure("A", "Đất đai")
    write(
        [dossier("1", cast.skhdt(), of, 0), dossier("2", cast.district(), of, 0), dossier("3", cast.commune(), of, 0)]
    )
    assert set(TierDay.objects.values_list("tier", "received_online")) == {
        ("province", 1),
        ("district", 1),
        ("commune", 1),
    }


def test_an_agency_whose_dossiers_all_moved_keeps_no_day():
    of = procedure("A", "Đất đai")
    write([dossier("1", cast.skhdt(), of, 0, due_on=1, finished_on=4), dossier("2", cast.commune(), of, 0)])
    write([dossier("1", cast.commune(), of, 0, due_on=1, finished_on=4)])
    assert set(AgencyDay.objects.values_list("agency", flat=True)) == {cast.commune().pk}
    assert set(TierDay.objects.values_list("tier", flat=True)) == {"commune"}


def test_a_dossier_written_past_the_summary_is_named_and_a_rebuild_mends_it():
    write([dossier("1", cast.skhdt(), procedure("A", "Đất đai"), 0)])
    dossier("2", cast.skhdt(), procedure("A", "Đất đai"), 0, due_on=1, finished_on=4).save(force_insert=True)
    by_agency = [one for one in summary.differences() if one.table == "procedures_agencyday"]
    assert [(one.day, one.counts) for one in by_agency] == [
        (day(0), {"received_online": -1}),
        (day(2), {"fell_overdue": -1}),
        (day(4), {"late": -1, "left_overdue": -1}),
    ]
    summary.rebuild()
    assert summary.differences() == []
