"""Runs the measurements named on the command line, or all of them, and prints one table."""

import importlib
import os
import sys

import django

MODULES = ("rollup", "workbook", "papers", "saving", "pages", "imports", "statistics", "archives", "deadline")


def main(names: list[str]) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")
    django.setup()
    rows = []
    for name in names or MODULES:
        print(f"… {name}", file=sys.stderr, flush=True)
        rows += importlib.import_module(f"bench.{name}").run()
    print(f"{'what':<62} {'ours':>11} {'baseline':>11} {'ratio':>7} {'goal':>6}")
    for row in rows:
        ratio = "" if row.ratio is None else f"{row.ratio:.2f}"
        goal = "" if row.goal is None else f"{row.goal:g}"
        ours, baseline = (_shown(number, row.ratio is not None) for number in (row.ours, row.baseline))
        print(f"{row.what:<62} {ours:>11} {baseline:>11} {ratio:>7} {goal:>6} {'' if row.reached else '  MISSED'}")
    return 0 if all(row.reached for row in rows) else 1


def _shown(number: float, is_time: bool) -> str:
    return f"{number * 1000:.2f} ms" if is_time else f"{number:g}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
