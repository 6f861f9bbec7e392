"""What does the page of an appendix cost beside a bare Django template view that draws the same rows and inputs?

The yardstick asks no database, knows no user and has no page around the table. Ours is the whole page: session, rights,
the version and its state, menu, side list, problems, table. Both pass the same middleware, in one process. A process
draws the inside of a page once for a state of its report; what the first opening after a change costs is the last row.
"""

import json

from bench import Row, pairs

GOAL = 1.0
QUERIES = 12
PAIRS = 60
NUMBERS = range(2, 9)


def run() -> list[Row]:
    rows = []
    with pairs.databases() as found:
        for name, url in found:
            for what, (ours, baseline, goal) in pairs.measured("bench.pages", url).items():
                rows.append(Row(f"{what}, {name}", ours, baseline, goal))
    return rows


def main() -> None:
    import django

    django.setup()
    from django.core.management import call_command
    from django.test import Client

    from reports import plain

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    report, user = filled_report()
    client, stranger = Client(), Client()
    client.force_login(user)

    def ours(number: int):
        return client.get(f"/reports/{report}/appendices/{number}/")

    def bare(number: int):
        return stranger.get(f"/bench/page/{number}/")

    def first(number: int):
        plain.forget_newest()
        return ours(number)

    found = {}
    for number in NUMBERS:
        assert ours(number).status_code == bare(number).status_code == 200
        pair = pairs.medians(lambda: ours(number), lambda: bare(number), PAIRS)  # noqa: B023 - called at once
        found[f"Trang Phụ lục {number}"] = (*pair, None)
    whole = map(sum, zip(*(pair[:2] for pair in found.values()), strict=True))
    found["Trang nhập số liệu, cả bảy phụ lục"] = (*whole, GOAL)
    found["Trang Phụ lục 8, lần mở đầu"] = (*pairs.medians(lambda: first(8), lambda: bare(8), PAIRS), None)
    queries = max(counted(lambda: first(number)) for number in NUMBERS)  # noqa: B023 - called at once
    found["Trang nhập số liệu, số truy vấn nhiều nhất"] = (queries, 0, QUERIES)
    print(json.dumps(found))


def counted(call) -> int:
    """How many statements a request takes."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as context:
        call()
    return len(context)


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
