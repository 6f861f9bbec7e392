"""What does a reviewer read in one report, cell by cell and section by section?"""

import dataclasses

from reports import amendments, catalogue, checks, entry, entry_rows, open_points, plain
from reports.models import Explanation, Remark, Version

SHUT = "chỉ để đọc"


@dataclasses.dataclass(frozen=True, slots=True)
class Row:
    """One row of an appendix beside last period's, with all that was said about it."""

    row: entry_rows.Row
    problems: list[tuple[checks.Problem, Explanation | None]]
    unsent: list[Remark]
    sent: list[Remark]
    amendment: amendments.Amendment | None

    @property
    def key(self) -> str:
        return self.row.spec.key


@dataclasses.dataclass(frozen=True)
class Reading:
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

    def answered(self) -> list[tuple[Remark, amendments.Amendment | None]]:
        """Each remark of the last return with what was done about it; None: nothing."""
        return [(remark, self.mended.get(subject(remark))) for remark in self.sent]

    def unasked(self) -> list[amendments.Amendment]:
        """Changes at places that no remark of the last return names (a new version has no remarks at all)."""
        asked = {subject(remark) for remark in self.sent}
        return [one for name, one in self.mended.items() if name not in asked]

    def rows(self, number: int) -> list[Row]:
        """The rows of an appendix."""
        filled = entry.fill(self.filing)
        return [self._row(row) for row in entry_rows.rows(filled, number, lambda spec: SHUT, {})]

    def _row(self, row: entry_rows.Row) -> Row:
        key = row.spec.key
        return Row(
            row=row,
            problems=[
                (one, self.points.explanations.get(one.key)) for one in self.points.problems if key in one.cells[:1]
            ],
            unsent=self.at(f"cell:{key}", self.unsent),
            sent=self.at(f"cell:{key}", self.sent),
            amendment=self.mended.get(f"cell:{key}"),
        )

    def at(self, name: str, remarks: list[Remark]) -> list[Remark]:
        """Those of some remarks that were made at a place."""
        return [remark for remark in remarks if subject(remark) == name]


def subject(remark: Remark) -> str:
    """What a remark is about, as the log names it: "cell:2:5.1", "section:II.1"; its place is at hand."""
    if remark.indicator:
        return f"cell:{catalogue.key_of(remark.indicator.appendix.number, remark.indicator.code)}"
    return f"section:{remark.section.code}" if remark.section else ""


def of(version: Version) -> Reading:
    """A version that was read with plain.WITH_REPORT, as a reviewer reads it."""
    filing = plain.filing(version)
    remarks = Remark.objects.filter(version=version).select_related("indicator__appendix", "section", "by")
    return Reading(
        version=version,
        filing=filing,
        points=open_points.of(version, filing),
        remarks=tuple(remarks),
        mended=amendments.since_return(version),
    )
