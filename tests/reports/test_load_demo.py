"""Does the demonstration load, once and whole?"""

import pytest
from django.core.management import CommandError, call_command

from agencies import log
from agencies.models import Event, Membership, User
from procedures.models import IllustrativeLedger
from reports.models import FormEdition, Report
from tests import filing
from tests.procedures import published


@pytest.mark.django_db
def test_production_gets_no_demonstration_and_no_account():
    with pytest.raises(CommandError, match="CCHC_DEMO=1"):
        call_command("load_demo")
    assert not User.objects.exists()


@pytest.mark.slow
@pytest.mark.django_db
def test_the_demonstration_holds_one_real_report_and_illustrative_others(settings):
    settings.CCHC_DEMO = True
    call_command("load_demo", verbosity=0)
    real = Report.objects.get(agency__code="SKHDT", period__kind="h1")
    assert not real.illustrative
    assert not Report.objects.exclude(pk=real.pk).filter(illustrative=False).exists()
    assert Report.objects.filter(period__kind="h1").count() == 172
    assert Report.objects.filter(period__kind="h1", official__isnull=False).count() > 80
    assert filing.sheet(real).sheet["2:8"].typed == "9 cuộc"
    assert list(log.breaks(real.chain)) == []
    published.assert_published()
    assert IllustrativeLedger.objects.count() == 170
    assert_people_written_down()
    call_command("load_demo", verbosity=0)
    assert FormEdition.objects.count() == 1


def assert_people_written_down():
    """Accounts and roles have the events that the services write."""
    events = Event.objects.filter(by=None)
    opened = {event.subject for event in events.filter(action="create_user")}
    assert opened == {f"user:{name}" for name in User.objects.values_list("username", flat=True)}
    assert events.filter(action="grant").count() == Membership.objects.count()
