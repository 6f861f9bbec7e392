"""How is a question asked that every request asks? Put together once, and planned once by PostgreSQL.

Django writes the SQL of a queryset anew each time, and PostgreSQL plans it anew: for the few rows that a page begins
with, both take longer than finding them. What is asked stays an ordinary queryset.
"""

import itertools
from collections.abc import Callable, Iterator
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.models.query import get_related_populators

_names = itertools.count()


class Given(models.Value):
    """Stands in a queryset for what is known only when it is asked."""

    def __init__(self, name: str, field: models.Field) -> None:
        super().__init__(None, output_field=field)
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        return "%s", [self]


class Prepared:
    """A queryset with places for what is given: ``Prepared(lambda pk: User.objects.filter(pk=pk), pk=AutoField())``.

    No prefetching: only what stands in the rows is read.
    """

    def __init__(self, build: Callable[..., models.QuerySet], **fields: models.Field) -> None:
        self._build, self._fields = build, fields

    def rows(self, **given: object) -> list[tuple[Any, ...]]:
        """The rows of a ``values_list``."""
        return self._plan().ask(given)

    def first(self, **given: object) -> Any:
        """The model of the first row with what ``select_related`` names, or None."""
        return next(self.found(**given), None)

    def found(self, **given: object) -> Iterator[Any]:
        """The models of all rows."""
        plan = self._plan()
        return map(plan.model, plan.ask(given))

    def _plan(self) -> "_Plan":
        # Kept with the connection, so that it is gone with it and no two threads share one.
        plans: dict[Prepared, _Plan] = vars(connections[DEFAULT_DB_ALIAS]).setdefault("cchc_plans", {})
        if self not in plans:
            asked = self._build(**{name: Given(name, field) for name, field in self._fields.items()})
            plans[self] = _Plan(asked.query, connections[DEFAULT_DB_ALIAS])
        return plans[self]


class _Plan:
    """What is the same whenever one question is asked on one connection."""

    def __init__(self, query: Any, connection: Any) -> None:
        self._connection = connection
        self._compiler = query.get_compiler(connection=connection)
        self._sql, self._params = self._compiler.as_sql()
        self._converters = self._compiler.get_converters([column[0] for column in self._compiler.select])
        self._klass = self._compiler.klass_info
        if self._klass:
            select, fields = self._compiler.select, self._klass["select_fields"]
            self._own = slice(fields[0], fields[-1] + 1)
            self._names = [column[0].target.attname for column in select[self._own]]
            self._annotated = self._compiler.annotation_col_map.items()
            self._related = get_related_populators(self._klass, select, connection.alias)  # type: ignore[call-arg]
        self._known_to: Any = None  # the connection of psycopg2 for which PostgreSQL has planned `_execute`
        self._execute = ""

    def ask(self, given: dict[str, object]) -> list[tuple[Any, ...]]:
        params = [
            one.output_field.get_db_prep_value(given[one.name], self._connection) if isinstance(one, Given) else one
            for one in self._params
        ]
        with self._connection.cursor() as cursor:
            cursor.execute(self._statement(cursor), params)
            found = cursor.fetchall()
        return list(map(tuple, self._compiler.apply_converters(found, self._converters)))

    def model(self, row: tuple[Any, ...]) -> Any:
        made = self._klass["model"].from_db(self._connection.alias, self._names, row[self._own])
        for populator in self._related:
            populator.populate(row, made)
        for name, place in self._annotated:
            setattr(made, name, row[place])
        return made

    def _statement(self, cursor: Any) -> str:
        """What to send: on PostgreSQL the name of its plan, unless a pool hands connections from one to another."""
        here = self._connection
        if here.vendor != "postgresql" or here.settings_dict.get("DISABLE_SERVER_SIDE_CURSORS"):
            return self._sql
        if self._known_to is not here.connection:
            name = f"cchc_{next(_names)}"
            places = tuple(f"${place}" for place in range(1, len(self._params) + 1))
            with here.wrap_database_errors:  # not through Django's cursor: planning is no query of the request's
                cursor.cursor.execute(f"PREPARE {name} AS {self._sql % places}")
            self._execute = f"EXECUTE {name} ({', '.join(['%s'] * len(places))})"
            self._known_to = here.connection
        return self._execute
