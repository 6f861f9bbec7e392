"""How are the counts kept that lists show beside a version, so that a list of 500 reports is one query?"""

from collections.abc import Sequence

from reports import checks, open_points, plain, remaining
from reports.models import Version


def recount(version: Version, filing: plain.Filing | None = None) -> None:
    """Count everything that is open, after a section or the day of the figures has changed."""
    filing = filing or plain.filing(version)
    store(version, _changed(version, filing, open_points.of(version, filing).still_open))


def of_figures(
    version: Version, filing: plain.Filing, before: Sequence[checks.Problem], after: Sequence[checks.Problem]
) -> dict[str, int]:
    """The counts after a save of figures, to be stored; empty where none has changed.

    Errors and warnings about the rest of the report stay as they were counted.
    """
    now, then = remaining.of(after), remaining.of(before)
    if version.required:  # counted before; reading the narrative again would slow down every saved cell
        errors, warnings = max(version.errors - then.errors, 0), max(version.warnings - then.warnings, 0)
    else:
        errors, warnings = 0, len(open_points.paper_problems(version))
    return _changed(version, filing, remaining.Remaining(now.blanks, now.errors + errors, now.warnings + warnings))


def store(version: Version, counts: dict[str, int]) -> None:
    """Store counts, if there are any."""
    if counts:
        Version.objects.filter(pk=version.pk).update(**counts)


def _changed(version: Version, filing: plain.Filing, counted: remaining.Remaining) -> dict[str, int]:
    progress = filing.progress.values()
    now = {
        "filled": sum(done for done, _ in progress),
        "required": sum(of for _, of in progress),
        "errors": counted.errors,
        "warnings": counted.warnings,
    }
    return now if any(getattr(version, name) != count for name, count in now.items()) else {}
