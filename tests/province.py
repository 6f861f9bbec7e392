"""Which agencies report to the province in the tests, and what did they send?

Straight into the tables: the roll-up only reads, and hundreds of reports through the services would take minutes.
"""

from django.utils import timezone

from agencies.models import Agency
from reports import plain
from reports.models import Figure, Period, Report, Version
from tests import cast, filing

TIERS = ("department", "district", "commune", "commune")


def agencies(count: int) -> list[Agency]:
    made = [Agency(code=f"T{n}", name=f"Đơn vị {n}", tier=TIERS[n % len(TIERS)]) for n in range(count)]
    return Agency.objects.bulk_create(made)


def period_of(count: int) -> Period:
    """A period that `count` agencies and the province report for."""
    cast.province()
    agencies(count)
    return filing.period()


def send(report: Report, values: dict[str, int], *, approved: bool = False) -> None:
    """A version that was sent with these figures."""
    number = 1 + Version.objects.filter(report=report).count()
    Version.objects.filter(report=report).update(status="approved")
    version = Version.objects.create(
        report=report,
        number=number,
        status="approved" if approved else "submitted",
        sent_at=timezone.now(),
        signed_by=cast.user("ai"),
    )
    write(version, values)
    official = {"official": version} if approved else {}
    Report.objects.filter(pk=report.pk).update(current=version, sent=version, **official)


def write(version: Version, values: dict[str, int]) -> None:
    pks = {key: pk for pk, key in plain.keys(filing.edition()).items()}
    Figure.objects.bulk_create(
        Figure(version=version, indicator_id=pks[key], state="reported", value=value) for key, value in values.items()
    )
