"""What does a reviewer read in one report, cell by cell and section by section?"""

import dataclasses
import functools
from collections.abc import Mapping
from decimal import Decimal

from reports import amendments, catalogue, checks, entry, entry_rows, open_points, plain, prefill
from reports.models import Explanation, Remark, Version

SHUT = "chỉ để đọc"


@dataclasses.dataclass(frozen=True, slots=True)
class ReviewedRow:
    """One row of an appendix beside last period's, with all that was said about it."""

    row: entry_rows.EntryRow
    problems: list[tuple[checks.Problem, Explanation | None]]
    unsent: list[Remark]
    sent: list[Remark]
    amendment: amendments.Amendment | None

    @property
    def key(self) -> str:
        return self.row.spec.key


@dataclasses.dataclass(frozen=True, slots=True)
class Compared:
    """A figure that is not what a register counted when the report was written, or counts now."""

    spec: catalogue.Spec
    filed: str  # "600", "không phát sinh"
    counted: str  # "664"
    off: str  # "-64"; "" where the report says what was counted
    explanation: Explanation | None
    now: str = ""  # "670": what is counted today, where that is something else


@dataclasses.dataclass(frozen=True)
class VersionReading:
    """One version with its open points, the reviewers' remarks and what was mended since the return."""

    version: Version
    filing: plain.Filing
    points: open_points.OpenPoints
    remarks: tuple[Remark, ...]
    mended: dict[str, amendments.Amendment]

    @property
    def unsent(self) -> list[Remark]:
        """Remarks that the agency does not know of yet."""
        return [remark for remark in self.remarks if remark.round is None]

    @property
    def sent(self) -> list[Remark]:
        """The remarks of the last return."""
        return [remark for remark in self.remarks if remark.round and remark.round == self.version.round]

    @functools.cached_property
    def answers(self) -> dict[str, amendments.Amendment]:
        """What was done about the remarks of the last return, by subject."""
        return amendments.answers(self.filing, self.mended, map(subject, self.sent))

    def answered(self) -> list[tuple[Remark, amendments.Amendment | None]]:
        """Each remark of the last return with what was done about it; None: nothing."""
        return [(remark, self.answers.get(subject(remark))) for remark in self.sent]

    def unasked(self) -> list[amendments.Amendment]:
        """Changes at places that no remark of the last return is about (a new version has no remarks at all)."""
        asked = {subject(remark) for remark in self.sent}
        asked |= {part.subject for answer in self.answers.values() for part in answer.parts}
        return [one for name, one in self.mended.items() if name not in asked]

    @property
    def taken(self) -> int:
        """How many figures stand as a register gave them."""
        return sum(cell.filled_from != "" for cell in self.filing.figures.sheet.values())

    @property
    def is_compared(self) -> bool:
        return any(cell.measured is not None for cell in self.filing.figures.sheet.values())

    def compared(self, now: Mapping[str, int]) -> list[Compared]:
        """The figures that differ from their registers; ``now``: what those count today, by measure."""
        found = []
        for spec in prefill.sourced(self.filing.edition, self.filing.filer):
            cell = self.filing.figures.sheet[spec.key]
            if cell.measured is None:
                continue
            off, today = prefill.difference(cell), now.get(spec.source, cell.measured)
            if off is not None or today != cell.measured:
                found.append(
                    Compared(
                        spec=spec,
                        filed=entry_rows.printed(spec, cell.state, cell.value),
                        counted=prefill.written(cell.measured),
                        off=prefill.signed(off) if off else "",
                        explanation=self.points.explanations.get(f"SOURCE|{spec.key}"),
                        now="" if today == cell.measured else prefill.written(Decimal(today)),
                    )
                )
        return found

    def rows(self, number: int) -> list[ReviewedRow]:
        """The rows of an appendix."""
        filled = entry.fill(self.filing)
        return [self._row(row) for row in entry_rows.rows(filled, number, lambda spec: SHUT, {})]

    def _row(self, row: entry_rows.EntryRow) -> ReviewedRow:
        key = row.spec.key
        return ReviewedRow(
            row=row,
            problems=[
                (one, self.points.explanations.get(one.key)) for one in self.points.problems if key in one.cells[:1]
            ],
            unsent=self.at(f"cell:{key}", self.unsent),
            sent=self.at(f"cell:{key}", self.sent),
            amendment=self.answers.get(f"cell:{key}", self.mended.get(f"cell:{key}")),
        )

    def at(self, name: str, remarks: list[Remark]) -> list[Remark]:
        """Those of some remarks that were made at a place."""
        return [remark for remark in remarks if subject(remark) == name]


def subject(remark: Remark) -> str:
    """What a remark is about, as the log names it: "cell:2:5.1", "section:II.1"; its place is at hand."""
    if remark.indicator:
        return f"cell:{catalogue.key_of(remark.indicator.appendix.number, remark.indicator.code)}"
    return f"section:{remark.section.code}" if remark.section else ""


def of(version: Version) -> VersionReading:
    """A version that was read with plain.WITH_REPORT, as a reviewer reads it."""
    filing = plain.filing(version)
    remarks = Remark.objects.filter(version=version).select_related("indicator__appendix", "section", "by")
    return VersionReading(
        version=version,
        filing=filing,
        points=open_points.of(version, filing),
        remarks=tuple(remarks),
        mended=amendments.since_return(version),
    )
