"""What do the dossiers add up to, day by day, and does the kept summary still say so?

Whoever writes dossiers says what went and what came (sign -1 and +1) and calls ``add`` once, after the dossiers are
written and in the same transaction. The same events, written once as SQL, serve the upkeep, the recount and the
questions that the summary has no grain for. ``procedures.timing`` holds the same rules for one dossier.
"""

import dataclasses
import datetime
from collections.abc import Sequence
from typing import Any

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from agencies.models import Agency, Tier
from procedures.models import AgencyDay, Channel, Dossier, Outcome, Procedure, ProcedureHalfMonth, TierDay

COUNTS = (
    "received_online",
    "received_direct",
    "received_postal",
    "early",
    "on_time",
    "late",
    "returned",
    "withdrawn",
    "invalid",
    "fell_overdue",
    "left_overdue",
    "waiting",
)
LASTED = "lasted"  # the days that the resolved ones took together
COLUMNS = "agency_id, procedure_id, channel, outcome, received_on, due_on, finished_on"
LEDGER = f"SELECT 1 AS sign, {COLUMNS} FROM {Dossier._meta.db_table}"  # noqa: S608 - only names of ours, here and below
_AT = {name: number for number, name in enumerate(COUNTS)}
_LATE = "s.finished_on > s.due_on"
_CAME = (
    f"CASE s.channel WHEN {Channel.ONLINE:d} THEN {_AT['received_online']} "
    f"WHEN {Channel.DIRECT:d} THEN {_AT['received_direct']} WHEN {Channel.POSTAL:d} THEN {_AT['received_postal']} END"
)
_WENT = (
    f"CASE s.outcome WHEN {Outcome.RESOLVED:d} THEN CASE WHEN s.finished_on < s.due_on THEN {_AT['early']} "
    f"WHEN {_LATE} THEN {_AT['late']} ELSE {_AT['on_time']} END WHEN {Outcome.RETURNED:d} THEN {_AT['returned']} "
    f"WHEN {Outcome.WITHDRAWN:d} THEN {_AT['withdrawn']} WHEN {Outcome.INVALID:d} THEN {_AT['invalid']} END"
)
# What happens in the life of a dossier: the day, the number of the count it adds to, which dossiers ("" all).
_EVENTS = (
    ("s.received_on", _CAME, ""),
    ("s.received_on", f"{_AT['waiting']}", f"WHERE s.outcome = {Outcome.WAITING:d}"),
    ("s.finished_on", _WENT, "WHERE s.finished_on IS NOT NULL"),
    ("s.finished_on", f"{_AT['left_overdue']}", f"WHERE {_LATE}"),
    ("{tomorrow}", f"{_AT['fell_overdue']}", f"WHERE s.due_on IS NOT NULL AND (s.finished_on IS NULL OR {_LATE})"),
)
# What each database says in its own way: the day after due_on, days between two dates, the half of a month of a day.
_SAID = {
    "postgresql": {
        "tomorrow": "s.due_on + 1",
        "lasted": "s.finished_on - s.received_on",
        "half": "e.day - CAST(date_part('day', e.day) AS integer) "
        "+ CASE WHEN date_part('day', e.day) < 15 THEN 1 ELSE 15 END",
    },
    "sqlite": {
        "tomorrow": "date(s.due_on, '+1 day')",
        "lasted": "CAST(julianday(s.finished_on) - julianday(s.received_on) AS integer)",
        "half": "substr(e.day, 1, 8) || CASE WHEN substr(e.day, 9) < '15' THEN '01' ELSE '15' END",
    },
}
_PROCEDURE = f"JOIN {Procedure._meta.db_table} p ON p.id = d.procedure_id"
_AGENCY = f"JOIN {Agency._meta.db_table} a ON a.id = d.agency_id"
# Departments resolve at the tier of the province.
TIER = f"CASE a.tier WHEN '{Tier.DEPARTMENT}' THEN '{Tier.PROVINCE}' ELSE a.tier END"
_LOCK = 0x06A  # any number of our own: writers of the summary wait for each other, whatever they wrote before


@dataclasses.dataclass(frozen=True, slots=True)
class Grain:
    """One table of the summary: the columns of its key beside the day, and where a dossier has them; its counts."""

    table: str
    keys: dict[str, str]  # column: SQL
    joins: str = ""
    counts: tuple[str, ...] = COUNTS
    halves: bool = False  # its days are those on which the halves of a month begin


AGENCIES = Grain(AgencyDay._meta.db_table, {"agency_id": "d.agency_id"})
TIERS = Grain(TierDay._meta.db_table, {"tier": TIER, "field_id": "p.field_id"}, f"{_PROCEDURE} {_AGENCY}")
PROCEDURES = Grain(
    ProcedureHalfMonth._meta.db_table,
    {"procedure_id": "d.procedure_id", "tier": TIER},
    _AGENCY,
    counts=(*COUNTS[:6], LASTED),
    halves=True,
)
GRAINS = (AGENCIES, TIERS, PROCEDURES)
# Not kept, but counted from some dossiers when somebody asks: what they say of an agency, of a field, of a tier.
ASKED = {
    "agency_id": AGENCIES,
    "field_id": Grain("", {"field_id": "p.field_id"}, _PROCEDURE),
    "tier": Grain("", {"tier": TIER}, _AGENCY),
}


def events(grain: Grain, source: str, *, few: bool = False) -> tuple[str, str]:
    """SQL of what happened in the lives of dossiers: a WITH clause, and a SELECT of the grain's keys, day, what (the
    number of a count), sign and, where the grain counts it, lasted.

    ``source``: SQL of our own with the columns of LEDGER; its parameters come once. ``few``: dossiers that are worth
    being put aside once they are found. PostgreSQL reads a whole table faster again, in two processes.
    """
    said = _SAID[connection.vendor]
    keys = ", ".join(f"{sql} AS {column}" for column, sql in grain.keys.items())
    aside = "MATERIALIZED" if few or (grain.joins and connection.vendor == "sqlite") else "NOT MATERIALIZED"
    found = (
        f"WITH found AS {aside} (SELECT {keys}, d.sign, d.channel, d.outcome, "  # noqa: S608
        f"d.received_on, d.due_on, d.finished_on FROM ({source}) d {grain.joins})"
    )
    lasted = f", CASE WHEN s.outcome = {Outcome.RESOLVED:d} THEN {said['lasted']} ELSE 0 END AS lasted"
    columns, parts = ", ".join(f"s.{column}" for column in grain.keys), []
    for day, what, which in _EVENTS:
        if what.isdigit() and COUNTS[int(what)] not in grain.counts:
            continue
        more = "" if LASTED not in grain.counts else lasted if what == _WENT else ", 0 AS lasted"
        on = day.format(**said)
        parts.append(f"SELECT {columns}, {on} AS day, {what} AS what, s.sign{more} FROM found s {which}")  # noqa: S608
    return found, " UNION ALL ".join(parts)


def sums(counts: Sequence[str] = COUNTS) -> str:
    """The counts of a group of events e, by name."""
    return ", ".join(f"CAST({_sum(name)} AS integer) AS {name}" for name in counts)


def _sum(name: str) -> str:
    if name == LASTED:
        return "coalesce(sum(e.sign * e.lasted), 0)"
    return f"coalesce(sum(e.sign) FILTER (WHERE e.what = {_AT[name]}), 0)"


def counted(grain: Grain, source: str = LEDGER) -> str:
    """SQL of rows with the grain's key, the day and its counts; ``source`` as of ``events``."""
    found, inside = events(grain, source)
    keys = ", ".join(f"e.{column}" for column in grain.keys)
    on = _SAID[connection.vendor]["half"] if grain.halves else "e.day"
    place = ", ".join(str(number + 1) for number in range(len(grain.keys) + 1))
    return (
        f"{found} SELECT {keys}, {on} AS day, {sums(grain.counts)} "  # noqa: S608
        f"FROM ({inside}) e GROUP BY {place}"
    )


def add(source: str, params: Sequence[Any] = ()) -> None:
    """Add signed deltas to the summary, in the caller's transaction and after the dossiers were written.

    ``source``: a SELECT of our own with the columns sign, agency_id, procedure_id, channel, outcome, received_on,
    due_on, finished_on; sign +1 for a dossier as it stands now, -1 for the same as it stood before. Dossiers that did
    not change need not be named.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        lock()
        for grain in GRAINS:
            _write(cursor, grain, source, params)


def lock() -> None:
    """One writer at a time until the end of the transaction: two imports share nearly all days of their tier anyway,
    and a queue cannot deadlock. SQLite has one writer as it is."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
            # Until the end of the transaction: a group a cell fits into memory, and compiling costs more than it saves.
            cursor.execute("SET LOCAL work_mem = '64MB'")
            cursor.execute("SET LOCAL jit = off")


def _write(cursor: CursorWrapper, grain: Grain, source: str, params: Sequence[Any]) -> None:
    keys, names = ", ".join([*grain.keys, "day"]), ", ".join(grain.counts)
    # In two steps: PostgreSQL counts with two processes into a table, but with one into an upsert.
    cursor.execute(f"CREATE TEMPORARY TABLE summary_delta AS {counted(grain, source)}", params)
    cursor.execute(f"SELECT NOT EXISTS (SELECT 1 FROM {grain.table})")  # noqa: S608
    more = ", ".join(f"{name} = {grain.table}.{name} + excluded.{name}" for name in grain.counts)
    conflict = "" if cursor.fetchone()[0] else f"ON CONFLICT ({keys}) DO UPDATE SET {more}"
    cursor.execute(
        f"INSERT INTO {grain.table} ({keys}, {names}) SELECT {keys}, {names} FROM summary_delta "  # noqa: S608
        f"WHERE {_any('<> 0', grain)} ORDER BY {keys} {conflict}"
    )
    if conflict:  # a day of which nothing is left has no row
        cursor.execute(
            f"DELETE FROM {grain.table} WHERE ({keys}) IN "  # noqa: S608
            f"(SELECT {keys} FROM summary_delta WHERE {_any('< 0', grain)}) AND NOT ({_any('<> 0', grain)})"
        )
    cursor.execute("DROP TABLE summary_delta")


def _any(condition: str, grain: Grain) -> str:
    return " OR ".join(f"{name} {condition}" for name in grain.counts)


@dataclasses.dataclass(frozen=True, slots=True)
class Difference:
    """A row of the summary that a recount contradicts: by how much the summary is too high (+) or too low (-)."""

    table: str
    key: tuple[Any, ...]  # (agency_id,), (tier, field_id) or (procedure_id, tier)
    day: datetime.date
    counts: dict[str, int]

    def __str__(self) -> str:
        more = ", ".join(f"{name} {count:+d}" for name, count in self.counts.items())
        return f"{self.table} {' '.join(map(str, self.key))} {self.day}: {more}"


def differences() -> list[Difference]:
    """Every row of the summary that is not what a full recount of the ledger gives; one statement a table."""
    found = []
    with connection.cursor() as cursor:
        for grain in GRAINS:
            cursor.execute(_compared(grain))
            for row in cursor.fetchall():
                *key, day = row[: len(grain.keys) + 1]
                counts = {name: int(n) for name, n in zip(grain.counts, row[len(grain.keys) + 1 :], strict=True) if n}
                found.append(Difference(grain.table, tuple(key), _day(day), counts))
    return found


def _compared(grain: Grain) -> str:
    keys = ", ".join([*grain.keys, "day"])
    totals = ", ".join(f"sum({name}) AS {name}" for name in grain.counts)
    less = ", ".join(f"-{name}" for name in grain.counts)
    some = " OR ".join(f"sum({name}) <> 0" for name in grain.counts)
    return (
        f"SELECT {keys}, {totals} FROM (SELECT {keys}, {', '.join(grain.counts)} FROM {grain.table} "  # noqa: S608
        f"UNION ALL SELECT {keys}, {less} FROM ({counted(grain)}) recount) both_sides "
        f"GROUP BY {keys} HAVING {some} ORDER BY {keys}"
    )


def _day(value: datetime.date | str) -> datetime.date:
    return value if isinstance(value, datetime.date) else datetime.date.fromisoformat(value)


def rebuild() -> None:
    """Throw the summary away and count the whole ledger again, in one transaction."""
    with transaction.atomic(), connection.cursor() as cursor:
        lock()
        for grain in GRAINS:
            cursor.execute(f"DELETE FROM {grain.table}")  # noqa: S608
            _write(cursor, grain, LEDGER, ())
