"""How do rows become the plain data that the rules work on?

The one adapter between the models and the pure modules: everything below it takes frozen dataclasses.
"""

import dataclasses
import datetime
import functools
import threading
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import F, Q

from agencies import days
from agencies.models import Agency
from agencies.prepared import Prepared
from reports import catalogue, cells, checks, edition_rows
from reports.models import CheckRule, Figure, FormEdition, Indicator, Period, Report, Version

Sheet = Mapping[str, cells.Cell]


@functools.lru_cache(maxsize=32)
def _edition(pk: int, stamp: int) -> catalogue.Edition:
    """Parsed once for every stamp: an edition in use never changes, so a worker parses it once."""
    row = FormEdition.objects.get(pk=pk)
    appendices = [catalogue.AppendixSpec(a.number, a.title, a.short_title) for a in row.appendices.all()]
    indicators = Indicator.objects.filter(appendix__edition=pk).select_related("appendix")
    specs = [spec(indicator) for indicator in indicators.order_by("appendix__number", "position")]
    rules = [
        catalogue.Rule(rule.code, rule.expression, catalogue.Severity(rule.severity), rule.reason)
        for rule in CheckRule.objects.filter(edition=pk).order_by("position")
    ]
    return catalogue.edition(row.code, appendices, specs, rules, row.name)


def edition(row: FormEdition) -> catalogue.Edition:
    """The parsed edition of a row."""
    return _edition(row.pk, row.stamp)


@functools.lru_cache(maxsize=32)
def _keys(pk: int, stamp: int) -> dict[int, str]:
    return {spec.pk: spec.key for spec in _edition(pk, stamp).specs.values() if spec.pk is not None}


def keys(row: FormEdition) -> dict[int, str]:
    """The key of every indicator of an edition, by its primary key."""
    return _keys(row.pk, row.stamp)


def spec(indicator: Indicator) -> catalogue.Spec:
    """One row of the form as plain data; its appendix is at hand."""
    number = indicator.appendix.number
    return catalogue.Spec(
        key=catalogue.key_of(number, indicator.code),
        appendix=number,
        code=indicator.code,
        label=indicator.label,
        unit=indicator.unit,
        kind=catalogue.Kind(indicator.kind),
        choices=edition_rows.choices(indicator.choices),
        formula=indicator.formula,
        rollup=catalogue.Rollup(indicator.rollup),
        lead=indicator.lead,
        own=indicator.own,
        tiers=frozenset(filter(None, indicator.tiers.split("|"))),
        source=indicator.source,
        cumulative=indicator.cumulative,
        help=indicator.help,
        legal=indicator.legal_source,
        bold=indicator.bold,
        italic=indicator.italic,
        italic_from=indicator.italic_from,
        remark=indicator.remark,
        pk=indicator.pk,
    )


def filer(agency: Agency) -> cells.Filer:
    """Who files, as far as the rules ask."""
    return cells.Filer(agency_code=agency.code, tier=agency.tier)


_CELL = ("state", "value", "numerator", "denominator", "note", "typed", "revision", "filled_from", "measured")
_COLUMNS = ("indicator", "base", *_CELL)


@dataclasses.dataclass(frozen=True, slots=True)
class Figures:
    """All cells of one version by key, and the 2015 bases by the key of the rate they belong to."""

    sheet: dict[str, cells.Cell]
    bases: dict[str, Decimal]


_of_one = Prepared(
    lambda version: Figure.objects.filter(version=version).values_list("version", *_COLUMNS),
    version=models.BigIntegerField(),
)
_STATES = {state.value: state for state in cells.State}


def figures(version_pk: int, row: FormEdition) -> Figures:
    """The figures of one version in one query; cells that were never written are absent."""
    return _figures({version_pk: row}, _of_one.rows(version=version_pk))[version_pk]


def figures_of(versions: Mapping[int, FormEdition]) -> dict[int, Figures]:
    """The figures of some versions, each with its edition, in one query."""
    rows = Figure.objects.filter(version__in=versions).values_list("version", *_COLUMNS) if versions else ()
    return _figures(versions, rows)


def _figures(versions: Mapping[int, FormEdition], rows: Iterable[tuple[Any, ...]]) -> dict[int, Figures]:
    found = {pk: Figures({}, {}) for pk in versions}
    known = {pk: keys(row) for pk, row in versions.items()}
    for version, pk, base, state, *more in rows:
        key = known[version][pk]
        found[version].sheet[key] = cells.Cell(_STATES[state], *more)
        if base is not None:
            found[version].bases[key] = base
    return found


def complete(version_pk: int, row: FormEdition, who: cells.Filer) -> Figures:
    """The figures of one version with a cell for every row of the form, the computed ones computed anew."""
    stored = figures(version_pk, row)
    return Figures(cells.complete(edition(row), who, stored.sheet, stored.bases), stored.bases)


@functools.lru_cache(maxsize=2048)
def _approved(version_pk: int, edition_pk: int, stamp: int, who: cells.Filer) -> Figures:
    return complete(version_pk, FormEdition(pk=edition_pk, stamp=stamp), who)


_PAST = (
    *("pk", "official", "sent", "agency__code", "agency__tier"),
    *("period__edition", "period__edition__stamp"),
)


_reports_before = Prepared(
    lambda previous, earlier: Report.objects.filter(Q(pk=previous) | Q(pk=earlier)).values_list(*_PAST),
    previous=models.BigIntegerField(),
    earlier=models.BigIntegerField(),
)


def _before(report: Report) -> list[tuple[Any, ...]]:
    """The reports before one; no query for an agency's first."""
    previous, earlier = report.previous_id or 0, report.earlier_id or 0
    return _reports_before.rows(previous=previous, earlier=earlier) if previous or earlier else []


Past = frozenset[tuple[int, int]]  # the reports before one, each with the approved version that stands

# What stands of the reports before one, read with a version: `.annotate(**WITH_PAST)` spares the question. As fresh as
# that read: whoever writes reads a version of its own.
_STANDING = ("official", "sent")
WITH_PAST = {
    f"{which}_{what}": F(f"report__{which}__{what}") for which in ("previous", "earlier") for what in _STANDING
}


def past_versions(version: Version) -> Past | None:
    """What stands of the reports before a version's; None where one was sent and may still change."""
    report, read = version.report, vars(version)
    if WITH_PAST.keys() <= read.keys():
        before = {"previous": report.previous_id, "earlier": report.earlier_id}
        return _past((pk, *(read[f"{which}_{what}"] for what in _STANDING)) for which, pk in before.items() if pk)
    return _past(row[:3] for row in _before(report))


def _past(rows: Iterable[tuple[int, int | None, int | None]]) -> Past | None:
    rows = list(rows)
    if any(sent and not official for _, official, sent in rows):
        return None
    return frozenset((pk, official) for pk, official, _ in rows if official)


def pasts(report: Report) -> tuple[dict[int, Figures], Past | None]:
    """The figures of the reports before this one by their keys, approved ones before sent ones; and what they are.

    One narrow query, and none for an agency's first report; approved figures never change and are remembered.
    """
    rows, found = _before(report), {}
    for pk, official, sent, code, tier, edition_pk, stamp in rows:
        who = cells.Filer(agency_code=code, tier=tier)
        if official:
            found[pk] = _approved(official, edition_pk, stamp, who)
        elif sent:
            found[pk] = complete(sent, FormEdition(pk=edition_pk, stamp=stamp), who)
    return found, _past(row[:3] for row in rows)


@functools.lru_cache(maxsize=32)
def _lead_names(pk: int, stamp: int) -> dict[str, str]:
    codes = {spec.lead for spec in _edition(pk, stamp).specs.values() if spec.lead}
    return dict(Agency.objects.filter(code__in=codes).order_by("pk").values_list("code", "name"))


def lead_names(row: FormEdition) -> dict[str, str]:
    """The names of an edition's lead agencies by code, for the sentences that people read."""
    return _lead_names(row.pk, row.stamp)


def forget() -> None:
    """Drop everything remembered; for tests, where a database that was rolled back gives the same keys again."""
    for memory in (_edition, _keys, _approved, _lead_names):
        memory.cache_clear()
    forget_newest()


def forget_newest() -> None:
    """Drop what versions held when they were saved or read last."""
    _newest.clear()


@dataclasses.dataclass(frozen=True)
class Filing:
    """One version as the rules see it: the form, who files, a cell for every row, and what was filed before."""

    edition: catalogue.Edition
    filer: cells.Filer
    figures: Figures
    previous: Sheet | None
    earlier: Sheet | None
    names: Mapping[str, str]  # of lead agencies, by code
    past: Past | None = None  # the approved versions that `previous` and `earlier` are; None if one may still change

    def problems(self) -> list[checks.Problem]:
        """Everything wrong or odd in the appendices."""
        return list(self._problems)

    @functools.cached_property
    def progress(self) -> dict[int, tuple[int, int]]:
        """Filled and total cells by the number of the appendix."""
        return cells.progress(self.edition, self.filer, self.figures.sheet)

    @functools.cached_property
    def _problems(self) -> list[checks.Problem]:
        return self.problems_of(self.figures)

    def problems_of(self, other: Figures) -> list[checks.Problem]:
        """The same for cells that are not stored yet: what a paste would lead to."""
        return checks.problems(
            self.edition, self.filer, other.sheet, other.bases, self.previous, self.earlier, self.names
        )


NEWEST_KEPT = 2000  # versions a process remembers as they were last saved, some ten kilobytes each
_newest: dict[int, tuple[tuple[object, ...], Filing]] = {}
_newest_lock = threading.Lock()
_NOTHING: tuple[tuple[object, ...], None] = ((), None)


def remember(version: Version, saved: Filing) -> None:
    """Keep what a version holds now: who saves or opens it next in this process need not read it again.

    The head of the report's chain must be that of these figures: every change of a figure moves it, and no other state
    will ever have its digest. Only a report as its period was opened has none.
    """
    if saved.past is None:
        return
    with _newest_lock:
        _newest.pop(version.pk, None)
        _newest[version.pk] = (_state(version, saved.past), saved)
        if len(_newest) > NEWEST_KEPT:
            del _newest[next(iter(_newest))]


def _state(version: Version, past: Past | None) -> tuple[object, ...]:
    """All that a filing follows from."""
    row, agency = version.report.period.edition, version.report.agency
    return (version.report.chain.head, row.pk, row.stamp, agency.code, agency.tier, past)


def filing(version: Version, *, keep: bool = True) -> Filing:
    """A version that was read with WITH_REPORT, as the rules see it.

    Who is about to change it and remembers the outcome says ``keep=False``.
    """
    report = version.report
    state, kept = _newest.get(version.pk, _NOTHING)
    if kept and state == _state(version, past_versions(version)):
        return kept
    found, past = pasts(report)
    previous, earlier = found.get(report.previous_id or 0), found.get(report.earlier_id or 0)
    row, who = report.period.edition, filer(report.agency)
    read = Filing(
        edition=edition(row),
        filer=who,
        figures=complete(version.pk, row, who),
        previous=previous.sheet if previous else None,
        earlier=earlier.sheet if earlier else None,
        names=lead_names(row),
        past=past,
    )
    # Figures that were saved since the head was read are newer than its state; but that state never comes again, and
    # whoever still holds it cannot store anything. What their writer has put here meanwhile stays.
    if keep and _newest.get(version.pk, _NOTHING)[1] is kept:
        remember(version, read)
    return read


# What a version is read with, so that nothing below asks again.
WITH_REPORT = ("report__agency", "report__period__edition", "report__chain")


def data_as_of_odd(data_as_of: datetime.date | None, period: Period) -> str:
    """What is odd about the day up to which an agency counted; empty when nothing is."""
    if data_as_of is None or data_as_of == period.ends_on:
        return ""
    return f"Số liệu tính đến {days.said(data_as_of)}, sớm hơn ngày chốt của kỳ ({days.said(period.ends_on)})."
