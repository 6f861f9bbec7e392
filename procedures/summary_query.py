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
from procedures.statistics import Line

BEFORE = -1  # the part of a count that lies before the span
Counts = tuple[int, ...]  # in the order of summary.COUNTS
NONE: Counts = (0,) * len(summary.COUNTS)
Parts = dict[int, Counts]  # by month of the span, from 0; BEFORE
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
class Asked:
    """Whose dossiers: of a tier ("" all), of some agencies (None: whichever), of one field (None: all)."""

    starts_on: datetime.date
    ends_on: datetime.date
    tier: str = ""
    agencies: Sequence[int] | None = None
    field_id: int | None = None


def flows(asked: Asked, key: str) -> dict[Any, Parts]:
    """Counts by key and part; ``key``: "tier", "field_id" or "agency_id"."""
    table, where, params = _rows(asked, key)
    cuts = [month.ends_on for month in months(asked.starts_on, asked.ends_on)]
    case = "CASE WHEN t.day < %s THEN -1 " + "".join(f"WHEN t.day <= %s THEN {n} " for n in range(len(cuts))) + "END"
    statement = (
        f"SELECT t.{key}, {case} AS part, {_SUMS} FROM {table} t "  # noqa: S608 - only names of ours
        f"WHERE {' AND '.join(['t.day <= %s', *where])} GROUP BY 1, 2"
    )
    with connection.cursor() as cursor:
        before, inside = params
        cursor.execute(statement, [asked.starts_on, *cuts, *before, asked.ends_on, *inside])
        found: dict[Any, Parts] = defaultdict(dict)
        for value, part, *counts in cursor.fetchall():
            found[value][part] = tuple(map(int, counts))
    return dict(found)


def _rows(asked: Asked, key: str) -> tuple[str, list[str], tuple[list[Any], list[Any]]]:
    """Where the counts stand: SQL of a table, conditions on it, and the parameters of both."""
    chosen, ids = _agencies(asked)
    if asked.agencies is None and key != "agency_id":
        given = {"t.tier = %s": asked.tier or None, "t.field_id = %s": asked.field_id}
        kept = {condition: value for condition, value in given.items() if value is not None}
        return TierDay._meta.db_table, list(kept), ([], list(kept.values()))
    if key != "field_id" and asked.field_id is None:
        return _with_tier(AgencyDay._meta.db_table, key), [f"t.{chosen}"] if chosen else [], ([], ids)
    conditions = [chosen] if chosen else []
    if asked.field_id is not None:
        conditions.append(f"procedure_id IN (SELECT id FROM {Procedure._meta.db_table} WHERE field_id = %s)")  # noqa: S608
        ids = [*ids, asked.field_id]
    where = f"WHERE {' AND '.join(conditions)}" if conditions else ""
    inside, params = summary.counted(summary.AGENCY_FIELD, f"{summary.LEDGER} {where}", ids)
    return _with_tier(f"({inside})", key), [], (params, [])


def _agencies(asked: Asked) -> tuple[str, list[Any]]:
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


def line(before: Counts, span: Counts) -> Line:
    """A line of the table from what happened before a span and in it."""
    old, new = (dict(zip(summary.COUNTS, counts, strict=True)) for counts in (before, span))
    carried = _came(old) - _went(old)
    received = carried + _came(new)
    pending = received - _went(new)
    overdue = sum(one["fell_overdue"] - one["left_overdue"] for one in (old, new))
    return Line(
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
