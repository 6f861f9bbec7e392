"""What do the dossiers add up to, day by day, and does the kept summary still say so?

Whoever writes dossiers says what went and what came (sign -1 and +1) and calls ``add`` once, after the dossiers are
written and in the same transaction. The same three counts, written once as SQL, serve the upkeep, the recount and the
questions that the summary has no grain for. ``procedures.timing`` holds the same rules for one dossier.
"""

import dataclasses
import datetime
from collections.abc import Sequence
from typing import Any

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from agencies.models import Agency, Tier
from procedures.models import AgencyDay, Channel, Dossier, Outcome, Procedure, TierDay

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
COLUMNS = "agency_id, procedure_id, channel, outcome, received_on, due_on, finished_on"
LEDGER = f"SELECT 1 AS sign, {COLUMNS} FROM {Dossier._meta.db_table}"  # noqa: S608 - only names of ours, here and below
# What a dossier adds to the days of its life: (the day, which dossiers, {count: which of these; "" all}). Days that few
# dossiers have are asked for apart: that is cheaper than looking at every dossier for every count.
# ``{tomorrow}``: the day after due_on, which each database says in its own way.
_LATE = "s.finished_on > s.due_on"
_EVENTS = (
    (
        "s.received_on",
        "",
        {
            "received_online": f"s.channel = {Channel.ONLINE:d}",
            "received_direct": f"s.channel = {Channel.DIRECT:d}",
            "received_postal": f"s.channel = {Channel.POSTAL:d}",
        },
    ),
    ("s.received_on", f"s.outcome = {Outcome.WAITING:d}", {"waiting": ""}),
    (
        "s.finished_on",
        f"s.outcome = {Outcome.RESOLVED:d}",
        {
            "early": "s.finished_on < s.due_on",
            "on_time": "s.due_on IS NULL OR s.finished_on = s.due_on",
            "late": _LATE,
        },
    ),
    (
        "s.finished_on",
        f"s.outcome > {Outcome.RESOLVED:d}",
        {
            "returned": f"s.outcome = {Outcome.RETURNED:d}",
            "withdrawn": f"s.outcome = {Outcome.WITHDRAWN:d}",
            "invalid": f"s.outcome = {Outcome.INVALID:d}",
        },
    ),
    ("s.finished_on", _LATE, {"left_overdue": ""}),
    ("{tomorrow}", f"s.due_on IS NOT NULL AND (s.finished_on IS NULL OR {_LATE})", {"fell_overdue": ""}),
)
_TOMORROW = {"postgresql": "(s.due_on + 1)", "sqlite": "date(s.due_on, '+1 day')"}
_PROCEDURE = f"JOIN {Procedure._meta.db_table} p ON p.id = s.procedure_id"
# Departments resolve at the tier of the province.
TIER = f"CASE a.tier WHEN '{Tier.DEPARTMENT}' THEN '{Tier.PROVINCE}' ELSE a.tier END"
_LOCK = 0x06A  # any number of our own: writers of the summary wait for each other, whatever they wrote before


@dataclasses.dataclass(frozen=True, slots=True)
class Grain:
    """One table of the summary: the columns of its key beside the day, and where a dossier has them."""

    table: str
    keys: dict[str, str]  # column: SQL
    joins: str


GRAINS = (
    Grain(AgencyDay._meta.db_table, {"agency_id": "s.agency_id"}, ""),
    Grain(
        TierDay._meta.db_table,
        {"tier": TIER, "field_id": "p.field_id"},
        f"{_PROCEDURE} JOIN {Agency._meta.db_table} a ON a.id = s.agency_id",
    ),
)
# Not kept: an agency's fields, counted from its own dossiers when somebody asks.
AGENCY_FIELD = Grain("", {"agency_id": "s.agency_id", "field_id": "p.field_id"}, _PROCEDURE)


def counted(grain: Grain, source: str = LEDGER, repeat: Sequence[Any] = ()) -> tuple[str, list[Any]]:
    """SQL of rows with the grain's key, the day and all COUNTS, and its parameters; a key and day may come again.

    ``source``: SQL of our own with the columns of LEDGER; it is read once an event, so it should be a table or a plain
    SELECT from one; ``repeat`` are its parameters.
    """
    keys = ", ".join(f"{sql} AS {column}" for column, sql in grain.keys.items())
    place = ", ".join(str(number + 1) for number in range(len(grain.keys) + 1))
    parts = []
    for day, which, counts in _EVENTS:
        on = day.format(tomorrow=_TOMORROW[connection.vendor])
        sums = ", ".join(f"{_sum(counts.get(name))} AS {name}" for name in COUNTS)
        where = f"WHERE {which}" if which else ""
        parts.append(
            f"SELECT {keys}, {on} AS day, {sums} "  # noqa: S608
            f"FROM ({source}) s {grain.joins} {where} GROUP BY {place}"
        )
    return " UNION ALL ".join(parts), [*repeat] * len(parts)


def _sum(which: str | None) -> str:
    if which is None:
        return "CAST(NULL AS integer)"
    total = f"sum(s.sign) FILTER (WHERE {which})" if which else "sum(s.sign)"
    return f"CAST({total} AS integer)"


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
    keys = ", ".join([*grain.keys, "day"])
    sums = ", ".join(f"coalesce(sum({name}), 0)" for name in COUNTS)
    some = " OR ".join(f"sum({name}) <> 0" for name in COUNTS)
    more = ", ".join(f"{name} = {grain.table}.{name} + excluded.{name}" for name in COUNTS)
    inside, values = counted(grain, source, params)
    # In two steps: PostgreSQL counts with two processes into a table, but with one into an upsert.
    cursor.execute(f"CREATE TEMPORARY TABLE summary_delta AS {inside}", values)
    cursor.execute(
        f"INSERT INTO {grain.table} ({keys}, {', '.join(COUNTS)}) "  # noqa: S608
        f"SELECT {keys}, {sums} FROM summary_delta GROUP BY {keys} HAVING {some} "
        f"ON CONFLICT ({keys}) DO UPDATE SET {more}"
    )
    cursor.execute("DROP TABLE summary_delta")


@dataclasses.dataclass(frozen=True, slots=True)
class Difference:
    """A row of the summary that a recount contradicts: by how much the summary is too high (+) or too low (-)."""

    table: str
    key: tuple[Any, ...]  # (agency_id,) or (tier, field_id)
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
            cursor.execute(*_compared(grain))
            for row in cursor.fetchall():
                *key, day = row[: len(grain.keys) + 1]
                counts = {name: int(n) for name, n in zip(COUNTS, row[len(grain.keys) + 1 :], strict=True) if n}
                found.append(Difference(grain.table, tuple(key), _day(day), counts))
    return found


def _compared(grain: Grain) -> tuple[str, list[Any]]:
    keys = ", ".join([*grain.keys, "day"])
    sums = ", ".join(f"sum({name}) AS {name}" for name in COUNTS)
    less = ", ".join(f"-coalesce({name}, 0)" for name in COUNTS)
    some = " OR ".join(f"sum({name}) <> 0" for name in COUNTS)
    inside, values = counted(grain)
    statement = (
        f"SELECT {keys}, {sums} FROM (SELECT {keys}, {', '.join(COUNTS)} FROM {grain.table} "  # noqa: S608
        f"UNION ALL SELECT {keys}, {less} FROM ({inside}) recount) both_sides "
        f"GROUP BY {keys} HAVING {some} ORDER BY {keys}"
    )
    return statement, values


def _day(value: datetime.date | str) -> datetime.date:
    return value if isinstance(value, datetime.date) else datetime.date.fromisoformat(value)


def rebuild() -> None:
    """Throw the summary away and count the whole ledger again, in one transaction."""
    with transaction.atomic(), connection.cursor() as cursor:
        lock()
        for grain in GRAINS:
            cursor.execute(f"DELETE FROM {grain.table}")  # noqa: S608
            _write(cursor, grain, LEDGER, ())
