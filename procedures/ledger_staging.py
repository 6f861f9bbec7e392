"""Where do checked rows wait until somebody confirms them, and how do they get into the ledger?

A table of its own for every check (unlogged on PostgreSQL: cheap, and empty after a crash, which ``is_whole`` notices).
``settle`` compares it with the ledger; ``merge`` writes what is new or changed, in the caller's transaction. Names of
tables are made here, values are always parameters.
"""

# ruff: noqa: S608 - names of tables and columns are ours, values are parameters

import contextlib
import dataclasses
import datetime
import re
import uuid
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, groupby, islice
from typing import Any

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from procedures.importing import copying
from procedures.importing.faults import Refused
from procedures.importing.rows import Row, Seen
from procedures.models import Dossier

LEDGER = Dossier._meta.db_table
COLUMNS = (
    "code",
    "agency_id",
    "procedure_id",
    "channel",
    "outcome",
    "received_on",
    "due_on",
    "finished_on",
    "delay_reason",
    "due_computed",
)
REST = COLUMNS[1:]
ALL = ", ".join(COLUMNS)
COUNTED = "agency_id, procedure_id, channel, outcome, received_on, due_on, finished_on"
BATCH = {"postgresql": 40_000, "sqlite": 10_000}  # rows between two looks at whether to go on
FEW = 30  # so many times the waiting rows in the ledger, and they are looked up one by one
_TYPES = (
    "line bigint NOT NULL, code {code} NOT NULL, agency_id bigint NOT NULL, procedure_id bigint NOT NULL, "
    "channel smallint NOT NULL, outcome smallint NOT NULL, received_on date NOT NULL, due_on date, finished_on date, "
    "delay_reason varchar(200) NOT NULL, due_computed boolean NOT NULL"
)
_NAME = re.compile(r"ledger_staging_(\d{8})_[0-9a-f]{12}")


@dataclasses.dataclass(frozen=True, slots=True)
class Settled:
    """What the waiting rows mean for the ledger as it stood at one moment. ``waiting``: rows in the table."""

    added: int
    changed: int
    unchanged: int
    waiting: int

    @property
    def existing(self) -> int:
        return self.changed + self.unchanged


def is_postgresql() -> bool:
    return connection.vendor == "postgresql"


class Staging:
    """The waiting rows of one check. ``name`` as stored with the import."""

    def __init__(self, name: str) -> None:
        if not _NAME.fullmatch(name):
            raise ValueError(name)
        self.name, self.changes, self.twice = name, f"{name}_c", f"{name}_t"

    @classmethod
    def create(cls, today: datetime.date) -> "Staging":
        made = cls(f"ledger_staging_{today:%Y%m%d}_{uuid.uuid4().hex[:12]}")
        with connection.cursor() as cursor:
            for name, columns in ((made.name, _typed()), (made.twice, f"code {_code_type()}")):
                cursor.execute(f"CREATE {_unlogged()}TABLE {name} ({columns})")
        return made

    def drop(self) -> None:
        with connection.cursor() as cursor:
            for name in (self.name, self.changes, self.twice):
                cursor.execute(f"DROP TABLE IF EXISTS {name}")

    # --- filling it ---

    def fill(self, rows: Iterable[tuple[int, Row]], going_on: Callable[[], None], codes: Seen) -> None:
        """Writes the rows in batches of their own; ``going_on`` is called between them and may raise."""
        rows = iter(rows)
        with _without_hurry():
            while batch := list(islice(rows, 1)):
                self._batch(chain(batch, islice(rows, BATCH[connection.vendor] - 1)))
                self._suspect(codes)
                going_on()

    def _batch(self, rows: Iterator[tuple[int, Row]]) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            if is_postgresql():
                copying.copy(cursor, f"COPY {self.name} (line, {ALL}) FROM STDIN", copying.lines(rows))
                return
            places = ", ".join(["%s"] * (len(COLUMNS) + 1))
            cursor.executemany(
                f"INSERT INTO {self.name} (line, {ALL}) VALUES ({places})", [(line, *row) for line, row in rows]
            )

    def _suspect(self, codes: Seen) -> None:
        if codes.suspects:
            with connection.cursor() as cursor:
                if is_postgresql():
                    copying.copy(cursor, f"COPY {self.twice} (code) FROM STDIN", (f"{one}\n" for one in codes.suspects))
                else:
                    cursor.executemany(f"INSERT INTO {self.twice} (code) VALUES (%s)", [(c,) for c in codes.suspects])
            codes.suspected += len(codes.suspects)
            codes.suspects.clear()

    # --- what stands in it twice, or belongs to somebody else ---

    def drop_repeats(self, refuse: Callable[[Refused], None]) -> tuple[int, int]:
        """Takes out what stands in the file more than once: equal rows count once, others are refused, all of them.

        Returns (rows refused, rows that only repeat another).
        """
        lost, repeats, refused = array("q"), 0, 0
        query = f"SELECT line, {ALL} FROM {self.name} WHERE code IN (SELECT code FROM {self.twice}) ORDER BY code, line"
        for code, group in groupby(_stream(query), key=lambda row: row[1]):
            first, *more = list(group)
            if not more:
                continue
            if all(row[1:] == first[1:] for row in more):
                repeats += len(more)
                lost.extend(row[0] for row in more)
                continue
            lines = [row[0] for row in (first, *more)]
            refused += len(lines)
            lost.extend(lines)
            for line in lines:
                others = ", ".join(str(other) for other in [one for one in lines if one != line][:5])
                expected = f"mỗi mã một dòng; mã này còn ở dòng {others} với nội dung khác"
                refuse(Refused(line, "Mã hồ sơ", code, expected, "Giữ lại một dòng đúng."))
        self._take_out(lost)
        return refused, repeats

    def drop_strangers(self, inside: set[int] | None, refuse: Callable[[Refused], None]) -> int:
        """Takes out rows whose code the ledger knows for an agency outside the scope; returns how many."""
        if inside is None or is_empty():
            return 0
        places = ", ".join(["%s"] * len(inside))
        with connection.cursor() as cursor:
            held = _held(cursor, _one(cursor, f"SELECT count(*) FROM {self.name}")[0])
        query = (
            f"SELECT s.line, s.code, a.name FROM {self.name} s {held} "
            f"JOIN agencies_agency a ON a.id = d.agency_id WHERE d.agency_id NOT IN ({places}) ORDER BY s.line"
        )
        lost = array("q")
        for line, code, owner in _stream(query, sorted(inside)):
            refuse(Refused(line, "Mã hồ sơ", code, "mã chưa có ở cơ quan khác", f"Mã này là hồ sơ của {owner}."))
            lost.append(line)
        self._take_out(lost)
        return len(lost)

    def _take_out(self, lines: Sequence[int]) -> None:
        with connection.cursor() as cursor, transaction.atomic():
            for start in range(0, len(lines), 50_000):
                some = lines[start : start + 50_000]
                if is_postgresql():
                    cursor.execute(f"DELETE FROM {self.name} WHERE line = ANY(%s)", [list(some)])
                else:
                    cursor.executemany(f"DELETE FROM {self.name} WHERE line = %s", [(line,) for line in some])

    # --- what it means for the ledger ---

    def settle(self) -> Settled:
        """Compare with the ledger as it stands. Leaves a table of changes where the ledger knows some of the codes."""
        with transaction.atomic(), connection.cursor() as cursor:
            _plan(cursor)
            cursor.execute(f"DROP TABLE IF EXISTS {self.changes}")
            _analyze(cursor, self.name)
            waiting = _one(cursor, f"SELECT count(*) FROM {self.name}")[0]
            if is_empty():
                return Settled(waiting, 0, 0, waiting)
            self._compare(cursor, waiting)
            written, added = _one(cursor, f"SELECT count(*), coalesce(sum(is_new), 0) FROM {self.changes}")
            found = Settled(int(added), written - int(added), waiting - written, waiting)
            if found.existing and written:
                _analyze(cursor, self.changes)
            else:
                cursor.execute(f"DROP TABLE {self.changes}")
            return found

    def _compare(self, cursor: CursorWrapper, waiting: int) -> None:
        """The rows that are new (is_new 1) or changed, with what the ledger held."""
        new = ", ".join(f"s.{column}" for column in COLUMNS)
        old = ", ".join(f"d.{column} AS old_{column}" for column in REST)
        cursor.execute(
            f"CREATE {_unlogged()}TABLE {self.changes} AS "
            f"SELECT s.line, {new}, CASE WHEN d.code IS NULL THEN 1 ELSE 0 END AS is_new, {old} "
            f"FROM {self.name} s LEFT {_held(cursor, waiting)} WHERE d.code IS NULL OR {_differs('s', 'd')}"
        )

    def as_shown(self, settled: Settled) -> int:
        """How many of the rows that were found changed still stand in the ledger as they were shown."""
        if not settled.changed:
            return 0
        moved = " OR ".join(f"d.{column} {_unlike()} c.old_{column}" for column in REST)
        query = f"SELECT count(*) FROM {self.changes} c JOIN {LEDGER} d ON d.code = c.code WHERE c.is_new = 0"
        with connection.cursor() as cursor:
            return _one(cursor, f"{query} AND NOT ({moved})")[0]

    def computed(self) -> int:
        """How many of the waiting rows have a due day that no file named."""
        with connection.cursor() as cursor:
            return _one(cursor, f"SELECT count(*) FROM {self.name} WHERE due_computed")[0]

    def is_whole(self, settled: Settled) -> bool:
        """Whether the tables still hold what was settled; a crash of PostgreSQL empties or a sweep drops them."""
        tables = set(connection.introspection.table_names())
        with connection.cursor() as cursor:
            if self.name not in tables or _one(cursor, f"SELECT count(*) FROM {self.name}")[0] != settled.waiting:
                return False
            if not settled.existing or not settled.added + settled.changed:
                return True
            expected = settled.added + settled.changed
            return self.changes in tables and _one(cursor, f"SELECT count(*) FROM {self.changes}")[0] == expected

    # --- into the ledger ---

    def merge(self, settled: Settled) -> str:
        """Write what is new or changed; the caller holds the ledger and has settled under it, or seen that it has not
        moved since. Returns the SQL of the signed deltas for the summary, "" when nothing changed."""
        expected = settled.added + settled.changed
        if not expected:
            return ""
        plain = not settled.existing
        table = self.name if plain else self.changes
        with connection.cursor() as cursor:
            _plan(cursor)
            self._known(cursor, table)
            update = ", ".join(f"{column} = excluded.{column}" for column in REST)
            conflict = f" ON CONFLICT (code) DO UPDATE SET {update} WHERE {_differs(LEDGER, 'excluded')}"
            cursor.execute(
                f"INSERT INTO {LEDGER} ({ALL}) SELECT {ALL} FROM {table} WHERE true ORDER BY code"
                + ("" if plain else conflict)
            )
            if cursor.rowcount != expected:
                raise Moved
        if plain:
            return f"SELECT 1 AS sign, {COUNTED} FROM {table}"
        old = ", ".join(f"old_{column} AS {column}" for column in COUNTED.split(", "))
        return (
            f"SELECT 1 AS sign, {COUNTED} FROM {table} UNION ALL SELECT -1 AS sign, {old} FROM {table} WHERE is_new = 0"
        )

    def _known(self, cursor: CursorWrapper, table: str) -> None:
        """No key of the ledger has a constraint, so what was resolved at the check must still be there."""
        for column, register in (("agency_id", "agencies_agency"), ("procedure_id", "procedures_procedure")):
            query = f"SELECT DISTINCT {column} FROM {table}"
            if _one(cursor, f"SELECT count(*) FROM ({query}) x WHERE {column} NOT IN (SELECT id FROM {register})")[0]:
                raise Unknown

    # --- looking at it ---

    def first(self, settled: Settled, kind: str, count: int) -> list[dict[str, Any]]:
        """The first rows that are "added", "changed" or "unchanged", by line, with old_… columns of changed ones."""
        if not getattr(settled, kind):
            return []
        rows = {
            "added": f"{self.changes} WHERE is_new = 1" if settled.existing else self.name,
            "changed": f"{self.changes} WHERE is_new = 0",
            # A join that ends after so many rows, which lie as they were filled in: the page waits for no whole file.
            "unchanged": f"(SELECT s.* FROM {self.name} s WHERE EXISTS (SELECT 1 FROM {LEDGER} d "
            f"WHERE d.code = s.code AND NOT {_differs('s', 'd')}) LIMIT {count:d}) unchanged",
        }[kind]
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {rows} ORDER BY line LIMIT %s", [count])
            names = [column[0] for column in cursor.description]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


class Moved(Exception):
    """The ledger is not what the rows were compared with."""


class Unknown(Exception):
    """An agency or a procedure that the rows name has left the register since they were checked."""


def is_empty() -> bool:
    """Whether the ledger holds nothing at all."""
    with connection.cursor() as cursor:
        return _one(cursor, f"SELECT NOT EXISTS (SELECT 1 FROM {LEDGER})")[0] in (True, 1)


def sweep(keep: set[str], before: datetime.date) -> int:
    """Drop staging tables made before a day that no import in ``keep`` (their names) waits for; returns how many."""
    gone = 0
    for table in connection.introspection.table_names():
        found = _NAME.match(table)
        if found and found[0] not in keep and found[1] < f"{before:%Y%m%d}":
            with connection.cursor() as cursor:
                cursor.execute(f"DROP TABLE IF EXISTS {connection.ops.quote_name(table)}")
            gone += 1
    return gone


def analyze() -> None:
    """After a large import: the planner must know that the ledger is no longer what it was."""
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {LEDGER}")


def _stream(query: str, parameters: Sequence[Any] = ()) -> Iterator[tuple[Any, ...]]:
    """The rows of a query, a few thousand at a time."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(query, parameters)
        while rows := cursor.fetchmany(2_000):
            yield from rows


def _one(cursor: CursorWrapper, query: str) -> tuple[Any, ...]:
    cursor.execute(query, [])
    return cursor.fetchone()


def _held(cursor: CursorWrapper, waiting: int) -> str:
    """SQL that joins what the ledger holds under the code of a waiting row s, as d.

    PostgreSQL would rather read a ledger of millions from end to end than look up the few thousand codes of a day.
    """
    if is_postgresql():
        cursor.execute("SELECT reltuples FROM pg_class WHERE oid = %s::regclass", [LEDGER])
        if waiting * FEW < cursor.fetchone()[0]:
            return f"JOIN LATERAL (SELECT * FROM {LEDGER} WHERE code = s.code OFFSET 0) d ON true"
    return f"JOIN {LEDGER} d ON d.code = s.code"


def _differs(first: str, second: str) -> str:
    return "(" + " OR ".join(f"{first}.{column} {_unlike()} {second}.{column}" for column in REST) + ")"


def _unlike() -> str:
    return "IS DISTINCT FROM" if is_postgresql() else "IS NOT"


def _plan(cursor: CursorWrapper) -> None:
    """Until the end of the transaction: memory for sorts and joins; compiling them costs more than it saves."""
    if is_postgresql():
        cursor.execute("SET LOCAL work_mem = '96MB'")
        cursor.execute("SET LOCAL jit = off")


def _analyze(cursor: CursorWrapper, table: str) -> None:
    """Without any statistics the planner takes "resolved" for rare and joins row by row; a small sample is enough."""
    if is_postgresql():
        cursor.execute("SET LOCAL default_statistics_target = 10")
        cursor.execute(f"ANALYZE {table}")
        cursor.execute("SET LOCAL default_statistics_target TO DEFAULT")


@contextlib.contextmanager
def _without_hurry() -> Iterator[None]:
    """SQLite does not wait for the disk after every batch: waiting rows can be read from the file again."""
    if is_postgresql() or connection.in_atomic_block:
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous=NORMAL")
        cursor.execute("PRAGMA wal_autocheckpoint=25000")
        try:
            yield
        finally:
            cursor.execute("PRAGMA wal_autocheckpoint=1000")
            cursor.execute("PRAGMA synchronous=FULL")


def _unlogged() -> str:
    return "UNLOGGED " if is_postgresql() else ""


def _code_type() -> str:
    return 'varchar(60) COLLATE "C"' if is_postgresql() else "varchar(60)"


def _typed() -> str:
    return _TYPES.format(code=_code_type())
