"""What does saving a cell cost beside a bare authenticated Django view that updates one row?

Ours is the whole save: session, rights, locks, the cell with its revision, its rate, its event in the chain, the counts
and the problems that changed. Both pass the same middleware and write to the same database, in one process.
"""

import itertools
import json

from bench import Row, pairs

GOAL = 4.0
PAIRS = 150


def run() -> list[Row]:
    rows = []
    with pairs.databases() as found:
        for name, url in found:
            for what, (ours, baseline) in pairs.measured("bench.saving", url).items():
                rows.append(Row(f"{what}, {name}", ours, baseline, GOAL))
    return rows


def main() -> None:
    import django

    django.setup()
    from django.core.management import call_command
    from django.test import Client

    from bench import pages
    from reports.models import Figure

    call_command("migrate", verbosity=0)
    report, user = pages.filled_report()
    other = Figure.objects.exclude(version__report=report).values_list("pk", flat=True).first()
    client = Client()
    client.force_login(user)
    revisions = itertools.count(1)

    def ours() -> None:
        revision = next(revisions)
        change = {"key": "2:2.2", "revision": revision, "typed": str(revision % 20)}
        body = json.dumps({"changes": [change]})
        answer = client.post(f"/reports/{report}/figures/", body, content_type="application/json")
        assert answer.json()["cells"]["2:2"]["revision"] == 0

    def baseline() -> None:
        assert client.post(f"/bench/save/{other}/").status_code == 200

    print(json.dumps({"Lưu một ô": pairs.medians(ours, baseline, PAIRS)}))


if __name__ == "__main__":
    main()
