"""How does an agency without a ledger type its statistics table?"""

import dataclasses
import datetime

import pytest

from agencies.models import Event
from procedures import statistics
from procedures.models import AgencyDay, Field
from procedures.services import Refusal, typed
from procedures.statistics import DossierCounts
from tests import cast

pytestmark = pytest.mark.django_db

FIRST, LAST = datetime.date(2023, 12, 15), datetime.date(2024, 6, 14)
# The published figures of the districts: 2.065 of the late ones were invalid.
DISTRICTS = DossierCounts(
    received=65894, online=25946, direct=39948, carried=0, resolved=54404, early=36296, on_time=15150, late=5023,
)  # fmt: skip


def save(line: DossierCounts, revision: int = 0, field: int | None = None, by=None):
    by = by or cast.reporter_district()
    return typed.save_table(cast.district(), FIRST, LAST, {field: line}, revision, by=by)


def test_a_table_whose_identities_do_not_hold_is_kept_as_a_draft():
    assert save(DISTRICTS).revision == 1
    kept = typed.stored(cast.district(), FIRST, LAST).lines[None]
    assert kept == DISTRICTS
    assert [problem.rule for problem in statistics.problems(kept)] == ["06a-7"]


def test_what_was_typed_is_an_event_and_saving_the_same_again_is_none():
    save(DISTRICTS)
    save(DISTRICTS, revision=1)
    save(dataclasses.replace(DISTRICTS, late=2958, invalid=2065), revision=1)
    events = list(Event.objects.filter(chain__name="ledger").order_by("number"))
    assert [(event.action, event.by_name) for event in events] == [("save_typed_table", "Võ Thị Nga")] * 2
    assert (events[1].before[""]["late"], events[1].after[""]["late"]) == (5023, 2958)


def test_who_comes_second_gets_what_the_first_one_saved():
    save(DISTRICTS)
    with pytest.raises(typed.Conflict) as conflict:
        save(DossierCounts(received=1))
    assert conflict.value.stored == typed.Stored({None: DISTRICTS}, 1)


def test_only_the_agency_itself_types_its_table():
    for by in (cast.reporter_a(), cast.viewer(), cast.reviewer()):
        with pytest.raises(Refusal, match="của cơ quan mình"):
            save(DISTRICTS, by=by)


def test_an_agency_with_a_ledger_types_nothing():
    AgencyDay.objects.create(agency=cast.district(), day=FIRST, received_online=1)
    with pytest.raises(Refusal, match="lấy từ sổ"):
        save(DISTRICTS)


def test_one_line_for_everything_and_lines_by_field_exclude_each_other():
    land = Field.objects.create(name="Đất đai")
    with pytest.raises(Refusal, match="không nhập cả hai"):
        typed.save_table(
            cast.district(), FIRST, LAST, {None: DISTRICTS, land.pk: DISTRICTS}, 0, by=cast.reporter_district()
        )
    with pytest.raises(Refusal, match="Lĩnh vực không còn"):
        save(DISTRICTS, field=land.pk + 1)
    assert list(save(DISTRICTS, field=land.pk).lines) == [land.pk]


def test_an_empty_line_is_no_line():
    save(DISTRICTS)
    assert save(DossierCounts(), revision=1) == typed.Stored({}, 2)


def test_the_pending_of_the_span_before_are_found_by_field_and_in_sum():
    land, trade = (Field.objects.create(name=name) for name in ("Đất đai", "Công thương"))
    by, year = cast.reporter_district(), datetime.date(2022, 12, 15)
    lines = {land.pk: DossierCounts(pending=10), trade.pk: DossierCounts(pending=5)}
    typed.save_table(cast.district(), year, FIRST - datetime.timedelta(days=1), lines, 0, by=by)
    found = typed.previous(cast.district(), FIRST)
    assert typed.before(found, land.pk) == DossierCounts(pending=10)
    assert typed.before(found, None) == DossierCounts(pending=15)
    assert typed.before({}, None) is None
