"""Who takes part in a deadline day? Makes them in the database that DATABASE_URL names, or counts what was lost.

python -m bench.crowd make 500          prints one JSON line a person: report, cookies, csrf
python -m bench.crowd lost < people     prints how many acknowledged figures are not stored
"""

import json
import sys


def make(count: int) -> None:
    """People who each report for an agency of their own, logged in, with an open period."""
    from django.conf import settings
    from django.contrib.auth import SESSION_KEY
    from django.test import Client
    from django.utils.crypto import get_random_string

    from agencies.models import Agency, Membership, Placement, Role, Tier, User
    from reports.models import Report
    from tests import filing

    province = Agency.objects.create(code="46", name="Tỉnh", tier=Tier.PROVINCE)
    agencies = Agency.objects.bulk_create(
        Agency(code=f"A{place}", name=f"Cơ quan {place}", tier=Tier.DEPARTMENT) for place in range(count)
    )
    Placement.objects.bulk_create(Placement(agency=agency, parent=province) for agency in agencies)
    users = User.objects.bulk_create(
        User(username=f"u{place}", full_name=f"Người {place}", password="!") for place in range(count)
    )
    Membership.objects.bulk_create(
        Membership(user=user, agency=agency, role=Role.REPORTER) for user, agency in zip(users, agencies, strict=True)
    )
    filing.period()
    reports = dict(Report.objects.values_list("agency", "pk"))
    for user, agency in zip(users, agencies, strict=True):
        client = Client()
        client.force_login(user)
        assert SESSION_KEY in client.session
        csrf = get_random_string(32)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        cookies = f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={csrf}"
        person = {"report": reports[agency.pk], "cookies": cookies, "csrf": csrf}
        print(json.dumps(person))


def lost(lines: list[str]) -> int:
    """How many figures were acknowledged to their writer and are not what the database holds."""
    from reports.models import Figure

    stored = {
        (report, f"{number}:{code}"): typed
        for report, number, code, typed in Figure.objects.values_list(
            "version__report", "indicator__appendix__number", "indicator__code", "typed"
        )
    }
    people = map(json.loads, lines)
    return sum(stored.get((p["report"], key)) != typed for p in people for key, typed in p["saved"].items())


if __name__ == "__main__":
    import django

    django.setup()
    if sys.argv[1] == "make":
        make(int(sys.argv[2]))
    else:
        print(lost(sys.stdin.read().splitlines()))
