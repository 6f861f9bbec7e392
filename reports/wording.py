"""What may the places in a text name: of one agency's report, of the province?"""

import dataclasses
import datetime
from collections.abc import Iterable

from agencies.models import Agency, Tier
from procedures.services import statistics
from procedures.services.statistics import Scope
from procedures.statistics import Line
from reports import placeholders, plain, rollup_query, tables
from reports.cells import Cell
from reports.models import Period, Report, Version
from reports.placeholders import Figures, Source
from reports.rollup import Stage
from reports.rollup_query import Province
from reports.workflow import Status


def of_version(version: Version, texts: Iterable[str], *, whole: bool = False) -> Figures:
    """The figures of a version that was read with plain.WITH_REPORT, as far as some texts ask for them.

    The province's own report speaks of its totals to those who may see them (``whole``).
    """
    texts, report = list(texts), version.report
    if not any(map(placeholders.names, texts)):
        return Figures(plain.edition(report.period.edition), Source({}))
    filing = plain.filing(version)
    if whole and report.agency.tier == Tier.PROVINCE:
        return _of_the_province(version, filing, texts)
    past = report.previous
    asks = placeholders.asks_for_dossiers(texts) and report.agency.tier != Tier.PROVINCE
    until = min(version.data_as_of or report.period.ends_on, report.period.ends_on)
    lines = _lines(report.agency, report.period.starts_on, until) if asks else Line()
    return Figures(
        filing.edition,
        Source(filing.figures.sheet, lines),
        Source(filing.previous or {}, _of_past(past) if asks else Line()) if past else None,
    )


def _of_the_province(version: Version, filing: plain.Filing, texts: Iterable[str]) -> Figures:
    """The province's own report speaks of its totals, and of what its lead agencies have typed since."""
    period = version.report.period
    stage = Stage.OFFICIAL if version.status == Status.APPROVED else Stage.PROVISIONAL
    found = of_province(rollup_query.province(period, stage), period, texts)
    known = {key for key, cell in found.now.sheet.items() if cell.value is not None}
    typed = {key: cell for key, cell in filing.figures.sheet.items() if key not in known and cell.value is not None}
    return dataclasses.replace(found, now=dataclasses.replace(found.now, sheet={**found.now.sheet, **typed}))


def of_province(found: Province, period: Period, texts: Iterable[str]) -> Figures:
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
    lines = _lines(None, period.starts_on, period.ends_on) if asks else Line()
    return Figures(found.edition, Source(sheet, lines, words))


def _of_past(report: Report) -> Line:
    return _lines(report.agency, report.period.starts_on, report.period.ends_on)


def _lines(agency: Agency | None, starts_on: datetime.date, ends_on: datetime.date) -> Line:
    """What the ledger or the typed tables say; the province's own report speaks for everybody."""
    everybody = agency is None or agency.tier == Tier.PROVINCE
    return statistics.table(Scope(None if everybody else agency), starts_on, ends_on).whole
