"""Do many people who write at once into different reports ever meet an error of the database? On either database."""

import pytest

from agencies import log
from agencies.models import Agency, Chain, Event, Role, Tier
from reports.models import Figure, Report
from reports.services import figures
from tests import cast, filing, races

WRITERS, SAVES = 8, 50


@pytest.mark.django_db(transaction=True)
def test_eight_people_write_fifty_figures_each_into_reports_of_their_own():
    offices = [cast.agency(f"S{number}", f"Sở {number}", Tier.DEPARTMENT, cast.province()) for number in range(WRITERS)]
    people = [cast.member(f"so{n}", f"Người {n}", Role.REPORTER, office) for n, office in enumerate(offices)]
    filing.period()
    reports = [Report.objects.get(agency=office) for office in offices]

    def write(report: Report, by) -> int:
        for number in range(SAVES):
            figures.save_figures(report.pk, [figures.Change("2:1", number, typed=str(number))], by=by)
        return SAVES

    answers = races.at_once(
        *(lambda report=report, by=by: write(report, by) for report, by in zip(reports, people, strict=True))
    )
    assert answers == [SAVES] * WRITERS
    assert Event.objects.filter(action="save_figure").count() == WRITERS * SAVES
    assert set(Figure.objects.values_list("value", "revision")) == {(SAVES - 1, SAVES)}
    assert [one for chain in Chain.objects.all() for one in log.breaks(chain)] == []
    assert Agency.objects.count() == WRITERS + 1
