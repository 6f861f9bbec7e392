"""What does the page of an appendix cost beside a bare Django template view that renders the same inputs?

The yardstick asks no database and knows no user; ours is the whole page: session, rights, cells, checks, last period's
figures, the side list and the table. Both pass the same middleware, in one process.
"""

import json

from bench import Row, pairs

GOAL = 1.0
QUERIES = 12
PAIRS = 40


def run() -> list[Row]:
    rows = []
    with pairs.databases() as found:
        for name, url in found:
            for what, (ours, baseline) in pairs.measured("bench.pages", url).items():
                goal = GOAL if baseline else QUERIES
                rows.append(Row(f"{what}, {name}", ours, baseline, goal))
    return rows


def main() -> None:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    report, user = filled_report()
    client, stranger = Client(), Client()
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    found, queries = {}, 0
    for number in range(2, 9):
        ours, bare = f"/reports/{report}/appendices/{number}/", f"/bench/page/{number}/"
        assert client.get(ours).status_code == stranger.get(bare).status_code == 200
        found[f"Trang Phụ lục {number}"] = pairs.medians(
            lambda ours=ours: client.get(ours), lambda bare=bare: stranger.get(bare), PAIRS
        )
        with CaptureQueriesContext(connection) as context:
            client.get(ours)
        queries = max(queries, len(context))
    found["Trang nhập số liệu, cả bảy phụ lục"] = tuple(map(sum, zip(*found.values(), strict=True)))
    found["Trang nhập số liệu, số truy vấn nhiều nhất"] = (queries, 0)
    print(json.dumps(found))


def filled_report():
    """The primary key of the report that Sở KH&ĐT filed, with an approved one before it, and who wrote it."""
    from tests import cast, filing
    from tests.reports import real

    cast.snv()
    before, user = filing.report(cast.skhdt(), "q1"), cast.reporter_a()
    filing.submit(before, user, cast.signer_a())
    filing.act(before, "approve", cast.reviewer())
    report = filing.report(cast.skhdt())
    filing.fill(report, {key: text for key, text in real.as_filed().items() if text}, user, bases={"5:2.5": "51"})
    return report.pk, user


if __name__ == "__main__":
    main()
