"""How much is still open in a report? Blank cells, errors and warnings, counted and said in one way on every page."""

import dataclasses
from collections.abc import Iterable

from reports.catalogue import Severity
from reports.checks import Problem

MISSING = "MISSING"  # the check that finds blank cells


@dataclasses.dataclass(frozen=True, slots=True)
class Remaining:
    """``errors`` are wrong figures; a blank cell stops the sending too, but it is counted on its own."""

    blanks: int = 0
    errors: int = 0
    warnings: int = 0

    def __str__(self) -> str:
        """ "5 ô chưa nhập, 2 lỗi, 8 cảnh báo"; what there is none of is left out."""
        said = [(self.blanks, "ô chưa nhập"), (self.errors, "lỗi"), (self.warnings, "cảnh báo")]
        return ", ".join(f"{count} {word}" for count, word in said if count) or "không có lỗi, cảnh báo"


NOTHING = Remaining()


def of(problems: Iterable[Problem]) -> Remaining:
    """The problems of a report by what they ask of the person."""
    blanks = errors = warnings = 0
    for problem in problems:
        if problem.severity is Severity.WARNING:
            warnings += 1
        elif problem.rule == MISSING:
            blanks += 1
        else:
            errors += 1
    return Remaining(blanks, errors, warnings)
