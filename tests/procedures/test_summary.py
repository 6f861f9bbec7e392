"""Does the kept summary say what a recount says, and what the pure rules say of each dossier?"""

import pytest
from django.db import transaction
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from procedures import summary, timing
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
