"""Which parts does a report have, and how far is each? The side list of every page of a report."""

import dataclasses
from collections import Counter
from collections.abc import Iterable

from agencies.addresses import address
from reports import checks, plain, remaining
from reports.models import Version


@dataclasses.dataclass(frozen=True, slots=True)
class Part:
    """One line of the side list. ``total`` 0: nothing is counted there."""

    label: str
    href: str
    current: bool
    name: str = ""  # the number of an appendix
    title: str = ""
    filled: int = 0
    total: int = 0
    errors: int = 0
    warnings: int = 0

    @property
    def done(self) -> bool:
        return self.total > 0 and self.filled == self.total


def parts(version: Version, filing: plain.Filing, problems: Iterable[checks.Problem], current: str) -> list[Part]:
    """The appendices with filled/total and problems, the narrative, sending, the history.

    ``current`` is the URL name of the page, or an appendix's number as text.
    """
    found = [*appendices(version, filing, problems, current)]
    for name, label in (
        ("report_sections", "Thuyết minh"),
        ("report", "Gửi báo cáo"),
        ("report_history", "Lịch sử"),
    ):
        found.append(Part(label, link(version, name), current=current == name))
    return found


def appendices(
    version: Version, filing: plain.Filing, problems: Iterable[checks.Problem], current: str
) -> Iterable[Part]:
    """The appendices as parts, each with what is wrong in it."""
    counted: Counter[tuple[str, str]] = Counter()
    for problem in problems:
        if problem.cells and problem.rule != remaining.MISSING:  # what is blank is told by filled/total
            counted[problem.cells[0].partition(":")[0], problem.severity] += 1
    for appendix in filing.edition.appendices:
        number = str(appendix.number)
        filled, total = filing.progress[appendix.number]
        yield Part(
            name=number,
            label=f"PL{number}. {appendix.short}",
            title=f"Phụ lục {number}. {appendix.title}",
            href=link(version, "report_appendix", appendix.number),
            current=current == number,
            filled=filled,
            total=total,
            errors=counted[number, checks.Severity.ERROR],
            warnings=counted[number, checks.Severity.WARNING],
        )


def link(version: Version, name: str, *more: object) -> str:
    """The address of a page of the report; an older version stays the one that is looked at."""
    return f"{address(name, version.report_id, *more)}{query(version)}"


def query(version: Version) -> str:
    """What an address says of a version that is not the newest."""
    return "" if version.pk == version.report.current_id else f"?version={version.number}"
