"""How many dossiers came, went and were overdue, before a span and in each of its months?

From the kept summary, whose size does not depend on the number of dossiers; where it has no grain (the fields of an
agency) the same is counted from the dossiers of the agencies asked for. One statement either way.
"""

import calendar
import dataclasses
import datetime
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db import connection

from agencies.models import Agency, Tier
from procedures import summary
from procedures.models import AgencyDay, Procedure, TierDay
from procedures.statistics import DossierCounts

BEFORE = -1  # the part of a count that lies before the span
Counts = tuple[int, ...]  # in the order of summary.COUNTS
NONE: Counts = (0,) * len(summary.COUNTS)
Parts = dict[int, Counts]  # by month of the span, from 0; BEFORE
ByProcedure = dict[int, dict[str, int]]  # counts by procedure and name
_SUMS = ", ".join(f"coalesce(sum({name}), 0)" for name in summary.COUNTS)


@dataclasses.dataclass(frozen=True, slots=True)
class Month:
    """The days of one calendar month that lie in a span."""

    starts_on: datetime.date
    ends_on: datetime.date

    @property
    def first(self) -> datetime.date:
        return self.starts_on.replace(day=1)


def months(starts_on: datetime.date, ends_on: datetime.date) -> list[Month]:
    """The calendar months of a span; the first and the last may be cut."""
    found, start = [], starts_on
    while start <= ends_on:
        last = start.replace(day=calendar.monthrange(start.year, start.month)[1])
        found.append(Month(start, min(last, ends_on)))
        start = last + datetime.timedelta(days=1)
    return found


@dataclasses.dataclass(frozen=True, slots=True)
class Slice:
    """Whose dossiers: of a tier ("" all), of some agencies (None: whichever), of one field (None: all)."""

    starts_on: datetime.date
    ends_on: datetime.date
    tier: str = ""
    agencies: Sequence[int] | None = None
    field_id: int | None = None


def flows(asked: Slice, key: str) -> dict[Any, Parts]:
    """Counts by key and part; ``key``: "tier", "field_id" or "agency_id"."""
    cuts = [month.ends_on for month in months(asked.starts_on, asked.ends_on)]
    part = "CASE WHEN e.day < %s THEN -1 " + "".join(f"WHEN e.day <= %s THEN {n} " for n in range(len(cuts))) + "END"
    found, rows, sums, params = _rows(asked, key)
    before, conditions, inside = params
    where = " AND ".join(["e.day <= %s", *conditions])
    statement = f"{found} SELECT e.{key}, {part} AS part, {sums} FROM {rows} e WHERE {where} GROUP BY 1, 2"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(statement, [*before, asked.starts_on, *cuts, asked.ends_on, *inside])
        counts_of: dict[Any, Parts] = defaultdict(dict)
        for value, number, *counts in cursor.fetchall():
            counts_of[value][number] = tuple(map(int, counts))
    return dict(counts_of)


Params = tuple[list[Any], list[str], list[Any]]  # of the WITH clause; conditions on a row, and theirs


def _rows(asked: Slice, key: str) -> tuple[str, str, str, Params]:
    """Where the counts stand: a WITH clause, SQL of a table, the sums of it, and the parameters."""
    chosen, ids = _agencies(asked)
    if asked.agencies is None and key != "agency_id":
        given = {"e.tier = %s": asked.tier or None, "e.field_id = %s": asked.field_id}
        kept = {condition: value for condition, value in given.items() if value is not None}
        return "", TierDay._meta.db_table, _SUMS, ([], list(kept), list(kept.values()))
    if key != "field_id" and asked.field_id is None:
        return "", _with_tier(AgencyDay._meta.db_table, key), _SUMS, ([], [f"e.{chosen}"] if chosen else [], ids)
    conditions = [chosen] if chosen else []
    if asked.field_id is not None:
        inside = f"SELECT id FROM {Procedure._meta.db_table} WHERE field_id = %s"  # noqa: S608
        # As an array, PostgreSQL goes by the index of procedures; joined, it would read the whole ledger.
        inside = f"= ANY(ARRAY({inside}))" if connection.vendor == "postgresql" else f"IN ({inside})"
        conditions.append(f"procedure_id {inside}")
        ids = [*ids, asked.field_id]
    source = f"{summary.LEDGER} WHERE {' AND '.join(conditions)}" if conditions else summary.LEDGER
    found, events = summary.events(summary.ASKED[key], source, few=True)
    return found, f"({events})", summary.sums(), (ids, [], [])


def by_procedure(
    starts_on: datetime.date, ends_on: datetime.date, tier: str = "", agencies: Sequence[int] | None = None
) -> ByProcedure:
    """What came and was resolved in a span, by procedure and by name of the count; one statement.

    Whole halves of months are kept; the days around them, and an agency's own, are counted from the dossiers.
    """
    grain, first, after = summary.PROCEDURES, _half_from(starts_on), _half(ends_on + _DAY)
    kept = agencies is None and first < after
    spans = [(starts_on, first - _DAY), (after, ends_on)] if kept else [(starts_on, ends_on)]
    spans = [span for span in spans if span[0] <= span[1]]
    names, parts, found = ", ".join(grain.counts), [], ""
    params: list[Any] = []
    where, tiers = (" AND tier = %s", [tier]) if tier else ("", [])
    if kept:
        parts.append(f"SELECT procedure_id, {names} FROM {grain.table} WHERE day >= %s AND day < %s{where}")  # noqa: S608
        params += [first, after, *tiers]
    if spans:
        found, counted, given = _of_days(spans, agencies)
        parts.append(f"{counted}{where} GROUP BY 1")
        params = given[0] + params + given[1] + tiers
    totals = ", ".join(f"coalesce(sum({name}), 0)" for name in grain.counts)
    statement = f"{found} SELECT procedure_id, {totals} FROM ({' UNION ALL '.join(parts)}) t GROUP BY 1"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return {key: dict(zip(grain.counts, map(int, counts), strict=True)) for key, *counts in cursor.fetchall()}


def _of_days(
    spans: list[tuple[datetime.date, datetime.date]], agencies: Sequence[int] | None
) -> tuple[str, str, tuple[list[Any], list[Any]]]:
    """The same counts from the dossiers of some days: a WITH clause, a SELECT to group, and the parameters of both."""
    days = [day for span in spans for day in span]

    def within(column: str) -> str:
        return "(" + " OR ".join([f"{column} BETWEEN %s AND %s"] * len(spans)) + ")"

    which = f"({within('received_on')} OR {within('finished_on')})"
    given: list[Any] = [*days, *days]
    if agencies is not None:
        which, given = f"agency_id IN ({', '.join(['%s'] * len(agencies)) or 'NULL'}) AND {which}", [*agencies, *given]
    grain = summary.PROCEDURES
    found, events = summary.events(grain, f"{summary.LEDGER} WHERE {which}", few=True)
    counted = f"SELECT e.procedure_id, {summary.sums(grain.counts)} FROM ({events}) e WHERE {within('e.day')}"  # noqa: S608
    return found, counted, (given, days)


_DAY = datetime.timedelta(days=1)


def _half(day: datetime.date) -> datetime.date:
    """The first day of the half of a month that a day lies in."""
    return day.replace(day=1 if day.day < 15 else 15)


def _half_from(day: datetime.date) -> datetime.date:
    """The first day of the first half that lies in whole after the day before."""
    half = _half(day)
    return half if half == day else _half(half + datetime.timedelta(days=17))


def _agencies(asked: Slice) -> tuple[str, list[Any]]:
    """The condition on agency_id, without a table's name, and its parameters; "" for all agencies."""
    if asked.agencies is not None:
        return f"agency_id IN ({', '.join(['%s'] * len(asked.agencies)) or 'NULL'})", list(asked.agencies)
    if not asked.tier:
        return "", []
    tiers = [asked.tier, Tier.DEPARTMENT.value] if asked.tier == Tier.PROVINCE else [asked.tier]
    places = ", ".join(["%s"] * len(tiers))
    return f"agency_id IN (SELECT id FROM {Agency._meta.db_table} WHERE tier IN ({places}))", list(tiers)  # noqa: S608


def _with_tier(rows: str, key: str) -> str:
    if key != "tier":
        return rows
    return f"(SELECT d.*, {summary.TIER} AS tier FROM {rows} d JOIN {Agency._meta.db_table} a ON a.id = d.agency_id)"  # noqa: S608


def plus(*counts: Counts) -> Counts:
    return tuple(map(sum, zip(*counts, strict=True))) if counts else NONE


def line(before: Counts, span: Counts) -> DossierCounts:
    """A line of the table from what happened before a span and in it."""
    old, new = (dict(zip(summary.COUNTS, counts, strict=True)) for counts in (before, span))
    carried = _came(old) - _went(old)
    received = carried + _came(new)
    pending = received - _went(new)
    overdue = sum(one["fell_overdue"] - one["left_overdue"] for one in (old, new))
    return DossierCounts(
        received=received,
        online=new["received_online"],
        direct=new["received_direct"] + new["received_postal"],
        carried=carried,
        resolved=new["early"] + new["on_time"] + new["late"],
        early=new["early"],
        on_time=new["on_time"],
        late=new["late"],
        pending=pending,
        within=pending - overdue,
        overdue=overdue,
        returned=new["returned"],
        withdrawn=new["withdrawn"],
        invalid=new["invalid"],
        waiting=old["waiting"] + new["waiting"],
    )


def _came(counts: dict[str, int]) -> int:
    return counts["received_online"] + counts["received_direct"] + counts["received_postal"]


def _went(counts: dict[str, int]) -> int:
    return sum(counts[name] for name in ("early", "on_time", "late", "returned", "withdrawn", "invalid"))
