"""What does a person meet on the page of one appendix? Rows of the database in, the finished page out."""

import dataclasses
from functools import cached_property

from agencies import roles
from agencies.models import Tier, User
from reports import (
    catalogue,
    cells,
    checks,
    entry_answers,
    entry_rows,
    open_points,
    plain,
    remaining,
    rollup,
    rollup_query,
    situations,
    workflow,
)
from reports.models import Remark, Version
from reports.services import figures


@dataclasses.dataclass(frozen=True)
class Desk:
    """One version as one person meets it: what it holds, what is wrong with it, and what the person may write."""

    version: Version
    by: User
    filing: plain.Filing

    @cached_property
    def filled(self) -> entry_rows.Filled:
        return dataclasses.replace(fill(self.filing), totals=self.totals)

    @cached_property
    def totals(self) -> dict[str, rollup.Total]:
        """What was sent adds up to, in the province's own report, for those who may see all of it."""
        agency, period = self.version.report.agency, self.version.report.period
        if agency.tier != Tier.PROVINCE or not roles.rights(self.by).whole_province:
            return {}
        asked = rollup_query.coverage(period, rollup.Stage.PROVISIONAL).asked
        sums = rollup_query.sums(period, rollup.Stage.PROVISIONAL)
        figures = self.filing.figures
        return rollup.roll_up(self.filing.edition, asked, sums, figures.sheet, figures.bases)

    @cached_property
    def problems(self) -> list[checks.Problem]:
        return self.filing.problems()

    @cached_property
    def explanations(self) -> dict[str, str]:
        return explanations(self.version, self.problems)

    @cached_property
    def remarks(self) -> dict[str, list[str]]:
        return returned_remarks(self.version)

    @cached_property
    def opened(self) -> frozenset[str]:
        """The cells that the last return named, and what must change together with them."""
        return cells.opened_by(self.filing.edition, self.remarks)

    @cached_property
    def _reasons(self) -> dict[tuple[str, bool], str]:
        return {}

    def why_not(self, spec: catalogue.Spec) -> str:
        """Why the person cannot write a cell; "" when it is open."""
        opened = not self.version.round or spec.key in self.opened
        known, case = self._reasons, (spec.lead, opened)
        if case not in known:
            known[case] = situations.why_not_write(self.version, self.by, lead=spec.lead, opened=opened)
        return known[case]


@dataclasses.dataclass(frozen=True)
class Page:
    """Everything that the page of an appendix shows."""

    desk: Desk
    appendix: catalogue.AppendixSpec
    rows: list[entry_rows.EntryRow]
    before: catalogue.AppendixSpec | None
    after: catalogue.AppendixSpec | None

    @cached_property
    def writable(self) -> bool:
        return any(row.mode is entry_rows.Mode.TYPED for row in self.rows)

    @property
    def why_shut(self) -> str:
        """Why nothing on the page can be written; "" when something can."""
        shut = [row for row in self.rows if row.mode is entry_rows.Mode.SHUT]
        if not shut or self.writable:
            return ""
        if shut[0].typist and self.desk.version.status in workflow.WRITABLE:
            return "Các ô của phụ lục này do cơ quan chủ trì nhập; cột Trạng thái ghi tên cơ quan."
        return shut[0].why

    @cached_property
    def _found(self) -> list[checks.Problem]:
        """What is wrong with the figures, then with the report around them: the count is that of every other page."""
        version = self.desk.version
        return [*self.desk.problems, *open_points.paper_problems(version), *open_points.text_problems(version)]

    @property
    def problems(self) -> entry_answers.Json:
        return entry_answers.listed(self._found, explanations(self.desk.version, self._found))

    @property
    def still_open(self) -> remaining.Remaining:
        return remaining.of(self._found)

    @property
    def is_returned(self) -> bool:
        """Whether the reviewer waits for somebody to mend it."""
        return self.desk.version.status == workflow.Status.RETURNED.value


def desk(version: Version, by: User) -> Desk:
    """The desk of a person at a version that was read with plain.WITH_REPORT."""
    return Desk(version, by, plain.filing(version))


def page(version: Version, by: User, number: int) -> Page | None:
    """The page of an appendix; None for a number that the edition does not have."""
    return page_at(desk(version, by), number)


def page_at(at: Desk, number: int) -> Page | None:
    """The same for somebody whose desk is laid already."""
    appendices = at.filing.edition.appendices
    place = next((place for place, one in enumerate(appendices) if one.number == number), None)
    if place is None:
        return None
    return Page(
        desk=at,
        appendix=appendices[place],
        rows=entry_rows.rows(at.filled, number, at.why_not, at.remarks),
        before=appendices[place - 1] if place else None,
        after=appendices[place + 1] if place + 1 < len(appendices) else None,
    )


def fill(filing: plain.Filing) -> entry_rows.Filled:
    """What the rows of the page are made of."""
    return entry_rows.Filled(
        edition=filing.edition,
        filer=filing.filer,
        sheet=filing.figures.sheet,
        bases=filing.figures.bases,
        previous=filing.previous or {},
        names=filing.names,
    )


def explanations(version: Version, problems: list[checks.Problem]) -> dict[str, str]:
    """The texts of the explanations that still hold for warnings among `problems`, by Problem.key."""
    if not any(found.severity is catalogue.Severity.WARNING for found in problems):
        return {}
    return {key: row.text for key, row in open_points.holding(version, problems).items()}


def returned_remarks(version: Version) -> dict[str, list[str]]:
    """The reviewer's remarks at cells that came with the last return, by the key of the cell."""
    if not version.round:
        return {}
    known = plain.keys(version.report.period.edition)
    found: dict[str, list[str]] = {}
    rows = Remark.objects.in_round(version.round).filter(version=version, indicator__isnull=False)
    for pk, text in rows.values_list("indicator", "text"):
        found.setdefault(known[pk], []).append(text)
    return found


def preview(at: Desk, changes: list[figures.Change]) -> list[entry_answers.Json]:
    """What a paste would do, cell by cell; nothing is stored. Raises Refusal for a cell that the edition lacks."""
    figures.must_be_known(at.filing.edition, changes)
    filled, after = tried(at, changes)
    specs = at.filing.edition.specs
    pasted = [entry_answers.Pasted(one.key, one.typed, one.note, at.why_not(specs[one.key])) for one in changes]
    return entry_answers.preview(filled, after, pasted)


def tried(at: Desk, changes: list[figures.Change]) -> tuple[entry_rows.Filled, list[checks.Problem]]:
    """The sheet and its problems as they would be with those changes that the person may make; nothing is stored."""
    specs = at.filing.edition.specs
    after = figures.changed_figures(at.filing, [one for one in changes if not at.why_not(specs[one.key])])
    return dataclasses.replace(at.filled, sheet=after.sheet, bases=after.bases), at.filing.problems_of(after)
