"""What did the agencies give, added up by the database?

One grouped statement for the whole form, however many agencies there are: the row of a rate stores its two parts, so
nothing has to be joined to itself. It is written by hand because the ORM would join the versions as well, and it groups
by the indicator alone because every further key costs half as much again. The few counts that are wanted by tier or by
choice come packed into one number: the first in its last six digits, the next in the six before them.

SQLite keeps fractions as binary floating point; sums of money are rounded back to the four decimals that were typed.
"""

import dataclasses
from collections.abc import Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from django.db import connection
from django.db.models import Count, Q

from agencies.models import Tier
from reports import cells, plain, rollup
from reports.catalogue import Edition, Rollup
from reports.models import Period, Report
from reports.rollup import Stage, Sums, Total

_PACK = 10**6  # more agencies than there will ever be
_PER_NUMBER = 3  # three counts of six digits fit into 64 bits
_NOBODY: Mapping[Any, int] = MappingProxyType({})
_PLACES = Decimal("0.0001")

_STATEMENT = """
SELECT f.indicator_id, COUNT(f.value), COUNT(*) FILTER (WHERE f.state = 'none'), COUNT(f.denominator),
       SUM(f.value), SUM(f.numerator), SUM(f.denominator),
       SUM(asked.pack) FILTER (WHERE f.state = 'out_of_scope'){choices}
FROM (SELECT r.{version} AS version_id,
             CASE a.tier WHEN 'department' THEN 1 WHEN 'district' THEN 1000000 ELSE 1000000000000 END AS pack
      FROM reports_report r JOIN agencies_agency a ON a.id = r.agency_id
      WHERE r.period_id = %s AND a.tier IN ({tiers})) asked
JOIN reports_figure f ON f.version_id = asked.version_id
GROUP BY f.indicator_id
"""
_CHOICES = """,
       SUM(CASE f.value WHEN %s THEN 1 WHEN %s THEN 1000000 WHEN %s THEN 1000000000000 END)
           FILTER (WHERE f.indicator_id IN ({tallied}))"""
_COVERAGE = """
SELECT a.tier, COUNT(*), COUNT(r.{version}), MAX(r.{version}),
       COUNT(CASE WHEN r.illustrative THEN r.{version} END)
FROM reports_report r JOIN agencies_agency a ON a.id = r.agency_id
WHERE r.period_id = %s AND a.tier IN ({tiers})
GROUP BY a.tier
"""
_VERSION = {Stage.OFFICIAL: "official_id", Stage.PROVISIONAL: "sent_id"}


@dataclasses.dataclass(frozen=True, slots=True)
class Coverage:
    """How many agencies have to report, and how many of them have a version that counts, by tier."""

    asked: Mapping[str, int]
    counted: Mapping[str, int]
    own_version: int | None  # the version of the province's own report that counts
    illustrative: bool  # a version that counts was invented for the demonstration

    @property
    def text(self) -> str:
        return f"{sum(self.counted.values())}/{sum(self.asked.values())} đơn vị"


@dataclasses.dataclass(frozen=True, slots=True)
class Province:
    """The province's figures for a period."""

    edition: Edition
    stage: Stage
    coverage: Coverage
    totals: dict[str, Total]


def province(period: Period, stage: Stage, tier: str = "") -> Province:
    """The totals of a period in three statements at any size; its edition is at hand.

    With a tier, only its agencies are added up and what lead agencies supply stays out.
    """
    edition = plain.edition(period.edition)
    tiers = (tier,) if tier else rollup.TIERS
    covered = coverage(period, stage, tiers)
    own = plain.Figures({}, {})
    if covered.own_version and not tier:
        own = plain.figures(covered.own_version, period.edition)
    totals = rollup.roll_up(edition, covered.asked, sums(period, stage, tiers), own.sheet, own.bases)
    return Province(edition, stage, covered, totals)


def coverage(period: Period, stage: Stage, tiers: Sequence[str] = rollup.TIERS) -> Coverage:
    """Who has to report in a period and whose report counts, in one statement."""
    everybody = (*tiers, Tier.PROVINCE.value)
    with connection.cursor() as cursor:
        statement = _COVERAGE.format(version=_VERSION[stage], tiers=_marks(everybody))
        cursor.execute(statement, [period.pk, *everybody])
        found = {tier: counts for tier, *counts in cursor.fetchall()}
    nobody = [0, 0, None, 0]
    return Coverage(
        asked={tier: found.get(tier, nobody)[0] for tier in tiers},
        counted={tier: found.get(tier, nobody)[1] for tier in tiers},
        own_version=found.get(Tier.PROVINCE, nobody)[2],
        illustrative=any(row[3] for row in found.values()),
    )


@dataclasses.dataclass(frozen=True, slots=True)
class Standing:
    """How many agencies of a tier have to report, sent something, were approved, and sent it late."""

    tier: str
    asked: int
    sent: int
    approved: int
    late: int

    @property
    def label(self) -> str:
        return Tier(self.tier).label

    @property
    def unsent(self) -> int:
        return self.asked - self.sent


def standing(period: Period) -> list[Standing]:
    """Who has sent, by tier, in one statement; tiers without a report are left out."""
    rows = Report.objects.filter(period=period, agency__tier__in=rollup.TIERS).order_by().values("agency__tier")
    late = Count("pk", filter=Q(sent__late=True))
    rows = rows.annotate(asked=Count("pk"), sending=Count("sent"), approved=Count("official"), late=late)
    found = [Standing(*row) for row in rows.values_list("agency__tier", "asked", "sending", "approved", "late")]
    return sorted(found, key=lambda line: rollup.TIERS.index(line.tier))


def sums(period: Period, stage: Stage, tiers: Sequence[str] = rollup.TIERS) -> dict[str, Sums]:
    """What the agencies of some tiers gave, by key, in one statement; rows that nobody touched are absent."""
    edition, keys = plain.edition(period.edition), plain.keys(period.edition)
    tallied = [spec for spec in edition.specs.values() if spec.rollup is Rollup.TALLY]
    choices = sorted({choice for spec in tallied for choice, _ in spec.choices})
    statement, parameters = _statement(stage, period.pk, tiers, [spec.pk for spec in tallied], choices)
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return {keys[row[0]]: _sums(row, choices) for row in cursor.fetchall() if row[0] in keys}


def _statement(
    stage: Stage, period: int, tiers: Sequence[str], tallied: Sequence[int | None], choices: Sequence[int]
) -> tuple[str, list[int | str | None]]:
    """Put together from the constants above; whatever comes from data is a parameter."""
    parameters: list[int | str | None] = []
    columns = ""
    for start in range(0, len(choices), _PER_NUMBER):
        some = list(choices[start : start + _PER_NUMBER])
        columns += _CHOICES.format(tallied=_marks(tallied))
        parameters += [*some, *[None] * (_PER_NUMBER - len(some)), *tallied]
    text = _STATEMENT.format(choices=columns, version=_VERSION[stage], tiers=_marks(tiers))
    return text, [*parameters, period, *tiers]


def _marks(values: Sequence[object]) -> str:
    return ", ".join(["%s"] * len(values))


def _sums(row: Sequence, choices: Sequence[int]) -> Sums:
    _, given, none, both, value, numerator, denominator, out_of_scope, *tallies = row
    return Sums(
        given=given,
        none=none,
        both=both,
        value=_decimal(value),
        numerator=_decimal(numerator),
        denominator=_decimal(denominator),
        out_of_scope=dict(zip(rollup.TIERS, _unpacked(out_of_scope), strict=True)) if out_of_scope else _NOBODY,
        choices=_tally(choices, tallies) if any(tallies) else _NOBODY,
    )


def _tally(choices: Sequence[int], tallies: Sequence[Decimal | int | None]) -> dict[int, int]:
    return dict(zip(choices, (count for tally in tallies for count in _unpacked(tally)), strict=False))


def _unpacked(number: Decimal | int | None) -> list[int]:
    packed = int(number or 0)
    return [packed // _PACK**place % _PACK for place in range(_PER_NUMBER)]


def _decimal(number: Decimal | float | None) -> Decimal:
    return Decimal(number).quantize(_PLACES) if number else cells.ZERO
