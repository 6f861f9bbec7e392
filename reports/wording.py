"""What may the places in a text name: of one agency's report, of the province?

They follow the figures until the version is sent; from then on they say what they said that day, whatever becomes of
the ledger, of the report before, of the province's totals.
"""

import dataclasses
import datetime
from collections.abc import Iterable, Mapping

from agencies.models import Agency, Tier
from procedures.services import statistics
from procedures.services.statistics import DossierScope
from procedures.statistics import DossierCounts
from reports import letterhead, placeholders, plain, rollup_query, tables
from reports.cells import Cell
from reports.models import Period, Report, SectionText, Version
from reports.placeholders import SpanFigures, TextFigures
from reports.rollup import Stage
from reports.rollup_query import Province
from reports.workflow import Status

OWN, WHOLE = "own", "whole"  # of the report's own figures; of the province's totals, for who may see them


def of_version(version: Version, texts: Iterable[str], *, whole: bool = False) -> TextFigures:
    """The figures of a version that was read with plain.WITH_REPORT, as far as some texts ask for them.

    The province's own report speaks of its totals to those who may see them (``whole``).
    """
    texts, fixed = list(texts), frozen(version, whole=whole)
    if asked_names(texts) <= fixed.keys():
        return TextFigures(plain.edition(version.report.period.edition), SpanFigures({}), fixed=fixed)
    return dataclasses.replace(_now(version, texts, whole=whole), fixed=fixed)


def frozen(version: Version, *, whole: bool = False) -> Mapping[str, str | None]:
    """What the places said when the version was sent; empty while they follow the figures."""
    kept = version.words or {}
    return kept.get(WHOLE if whole and WHOLE in kept else OWN, {})


def words(version: Version, template: Iterable[str]) -> dict[str, dict[str, str | None]]:
    """What every place of a version's texts, and of the Word template, says now; None: nobody knows the name."""
    texts = [*SectionText.objects.filter(version=version).values_list("text", flat=True), *template]
    names = sorted(asked_names(texts))
    if not names:
        return {}
    ways = {OWN: False, WHOLE: True} if version.report.agency.tier == Tier.PROVINCE else {OWN: False}
    says = {key: _now(version, texts, whole=whole) for key, whole in ways.items()}
    return {key: {name: say(name) for name in names} for key, say in says.items()}


def asked_names(texts: Iterable[str]) -> set[str]:
    """The names of figures in some texts; what stands at a document's head is none."""
    return {name for text in texts for name in placeholders.names(text)} - letterhead.NAMES.keys()


def _now(version: Version, texts: Iterable[str], *, whole: bool) -> TextFigures:
    report, filing = version.report, plain.filing(version)
    if whole and report.agency.tier == Tier.PROVINCE:
        return _of_the_province(version, filing, texts)
    past = report.previous
    asks = placeholders.asks_for_dossiers(texts) and report.agency.tier != Tier.PROVINCE
    until = min(version.data_as_of or report.period.ends_on, report.period.ends_on)
    lines = _lines(report.agency, report.period.starts_on, until) if asks else DossierCounts()
    return TextFigures(
        filing.edition,
        SpanFigures(filing.figures.sheet, lines),
        SpanFigures(filing.previous or {}, _of_past(past) if asks else DossierCounts()) if past else None,
    )


def _of_the_province(version: Version, filing: plain.Filing, texts: Iterable[str]) -> TextFigures:
    """The province's own report speaks of its totals, and of what its lead agencies have typed since."""
    period = version.report.period
    stage = Stage.OFFICIAL if version.status == Status.APPROVED else Stage.PROVISIONAL
    found = of_province(rollup_query.province(period, stage), period, texts)
    known = {key for key, cell in found.now.sheet.items() if cell.value is not None}
    typed = {key: cell for key, cell in filing.figures.sheet.items() if key not in known and cell.value is not None}
    return dataclasses.replace(found, now=dataclasses.replace(found.now, sheet={**found.now.sheet, **typed}))


def of_province(found: Province, period: Period, texts: Iterable[str]) -> TextFigures:
    """The same of the province's totals; a row that counts choices says how many chose what."""
    sheet = {
        key: Cell(total.state, total.value, total.numerator, total.denominator) for key, total in found.totals.items()
    }
    words = {
        key: tables.shown(found.edition.specs[key], total.state, total.value, total)
        for key, total in found.totals.items()
        if total.tally is not None
    }
    asks = placeholders.asks_for_dossiers(texts)
    lines = _lines(None, period.starts_on, period.ends_on) if asks else DossierCounts()
    return TextFigures(found.edition, SpanFigures(sheet, lines, words))


def _of_past(report: Report) -> DossierCounts:
    return _lines(report.agency, report.period.starts_on, report.period.ends_on)


def _lines(agency: Agency | None, starts_on: datetime.date, ends_on: datetime.date) -> DossierCounts:
    """What the ledger or the typed tables say; the province's own report speaks for everybody."""
    everybody = agency is None or agency.tier == Tier.PROVINCE
    return statistics.table(DossierScope(None if everybody else agency), starts_on, ends_on).whole
