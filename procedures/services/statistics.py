"""What does biểu II.06a/VPCP say of whom, for which days; what is overdue, what is slow?

Live: from the kept summary and, for agencies without a ledger, from the table they typed for exactly these days. Three
queries a table, whatever it is cut by.
"""

import dataclasses
import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, F, Func, IntegerField, OuterRef, Q, QuerySet

from agencies import roles
from agencies.models import Agency, Placement, Tier, User, on_day
from agencies.names import alphabetical
from procedures import statistics, summary_query
from procedures.models import AgencyDay, Dossier, Field, IllustrativeLedger, Outcome, Procedure, TypedLine
from procedures.services import typed as typed_tables
from procedures.statistics import DossierCounts
from procedures.summary import LASTED
from procedures.summary_query import BEFORE, NONE, Parts, Slice

TIERS = dict(Procedure.TIERS)
Flows = dict[Any, Parts]  # what summary_query counts, by key
WITHOUT_FIELD = "Không chia theo lĩnh vực"
WITHOUT_MONTH = "Biểu nhập tay, không chia theo tháng"


@dataclasses.dataclass(frozen=True, slots=True)
class DossierScope:
    """Whose dossiers: one agency's (a district's with its communes ``below`` or without), a tier's, or everybody's."""

    agency: Agency | None = None
    tier: str = ""  # province (departments too), district, commune
    field_id: int | None = None
    below: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class StatisticsRow:
    """``key``: a tier, an agency's or field's primary key, or the first of a month; None for what cannot be cut so.

    ``typed``: at least a part of it comes from typed tables. DossierCounts() without figures: nothing is known.
    """

    label: str
    key: Any
    line: DossierCounts
    typed: bool = False
    illustrative: bool = False  # of an agency whose dossiers the demonstration invented


@dataclasses.dataclass(frozen=True, slots=True)
class Carried:
    """What an agency typed as carried over where its table of the span before says otherwise."""

    agency: Agency
    field: str  # "" for all fields together
    problem: statistics.Problem


@dataclasses.dataclass(frozen=True, slots=True)
class Statistics:
    """``agencies``: how many of how many gave figures; ``illustrative``: of how many of these they are invented.

    ``incomplete``: names of those whose typed table lacks columns; such a table stands in its agency's row, but is in
    no sum and not among those who gave figures.
    """

    rows: list[StatisticsRow]
    whole: DossierCounts
    agencies: tuple[int, int]
    months: list[StatisticsRow]
    incomplete: list[str]
    carried: list[Carried]
    illustrative: int


def visible_agencies(user: User, day: datetime.date) -> QuerySet[Agency]:
    """The agencies of a day whose dossiers somebody may see: one's own, a district's viewer also the communes'."""
    rights, agencies = roles.rights(user), Agency.objects.on(day)
    if rights.whole_province:
        return agencies
    below = Placement.objects.filter(on_day(day), parent__in=rights.districts_read).values("agency")
    return agencies.filter(Q(pk__in=rights.agencies) | Q(pk__in=below))


def table(scope: DossierScope, starts_on: datetime.date, ends_on: datetime.date, by: str = "tier") -> Statistics:
    """The table of a span, both days included, cut by "tier", "agency", "field" or "month".

    Pending is what was open when the last day ended, carried when the day before the first one did.
    """
    places = _places(scope, ends_on)
    typed = _typed(places, scope, starts_on, ends_on)
    asked = Slice(starts_on, ends_on, scope.tier, _keys(scope, places, ends_on), scope.field_id)
    flows = summary_query.flows(asked, {"agency": "agency_id", "field": "field_id"}.get(by, "tier"))
    counted = [one for one in typed if one.is_whole]
    months = _months(flows, counted, starts_on, ends_on)
    rows = months if by == "month" else _rows(by, flows, typed, places)
    kept = [_whole(flows.values())] if flows else []
    given = sum(place.has_ledger for place in places) + len(counted)
    told = {one.agency.pk for one in typed}
    # The province itself resolves nothing as a rule; it is one of those asked when it has something to say.
    expected = sum(
        place.has_ledger or place.agency.tier != Tier.PROVINCE or place.agency.pk in told for place in places
    )
    whole = statistics.add([*kept, *(one.line for one in counted)])
    incomplete = [one.agency.name for one in typed if not one.is_whole]
    carried = [found for one in typed for found in one.carried()]
    invented = sum(place.illustrative for place in places) if flows else 0
    return Statistics(rows, whole, (given, max(given, expected)), months, incomplete, carried, invented)


def is_illustrative(scope: DossierScope, day: datetime.date) -> bool:
    """Whether the demonstration invented dossiers of somebody in the scope."""
    return any(place.illustrative for place in _places(scope, day))


def ledger_line(scope: DossierScope, starts_on: datetime.date, ends_on: datetime.date) -> DossierCounts | None:
    """The line of a scope from its dossiers alone; None where there is no ledger."""
    places = _places(scope, ends_on)
    if not any(place.has_ledger for place in places):
        return None
    asked = Slice(starts_on, ends_on, scope.tier, _keys(scope, places, ends_on), scope.field_id)
    return _whole(summary_query.flows(asked, "tier").values())


@dataclasses.dataclass(frozen=True, slots=True)
class _Place:
    """An agency of the scope, whether it has a ledger, and whether that was invented."""

    agency: Agency
    has_ledger: bool
    illustrative: bool


@dataclasses.dataclass(frozen=True, slots=True)
class _Typed:
    """The typed table of an agency without a ledger: its lines and the names of their fields, by field.

    ``before``: the lines of its table for the span that ended the day before.
    """

    agency: Agency
    lines: dict[int | None, DossierCounts]
    names: dict[int | None, str]
    before: dict[int | None, DossierCounts]

    @property
    def is_whole(self) -> bool:
        return all(statistics.is_whole(line) for line in self.lines.values())

    @property
    def line(self) -> DossierCounts:
        return statistics.add(self.lines.values())

    def carried(self) -> Iterator[Carried]:
        for field, line in self.lines.items():
            if problem := statistics.carry(line, typed_tables.before(self.before, field)):
                yield Carried(self.agency, "" if field is None else self.names[field], problem)


def _places(scope: DossierScope, day: datetime.date) -> list[_Place]:
    """The agencies of the scope as the tree stood on a day."""
    ledger = AgencyDay.objects.filter(agency=OuterRef("pk"), day__lte=day)
    invented = IllustrativeLedger.objects.filter(agency=OuterRef("pk"))
    found = Agency.objects.annotate(has_ledger=Exists(ledger), illustrative=Exists(invented))
    if scope.agency is None:
        found = found.on(day)
        if scope.tier:
            found = found.filter(tier__in=_tiers(scope.tier))
    elif scope.below:
        found = found.on(day).under(scope.agency, day)
    else:
        found = found.filter(pk=scope.agency.pk)
    return [_Place(agency, agency.has_ledger, agency.illustrative) for agency in found]


def _tiers(tier: str) -> list[str]:
    return [tier, Tier.DEPARTMENT] if tier == Tier.PROVINCE else [tier]


def _tier(agency: Agency) -> str:
    return Tier.PROVINCE.value if agency.tier == Tier.DEPARTMENT else agency.tier


def _keys(scope: DossierScope, places: list[_Place], day: datetime.date) -> list[int] | None:
    """Whose dossiers are counted; None for whoever has some, agencies that have ended included."""
    if scope.agency is None or (scope.below and scope.agency.tier == Tier.PROVINCE):
        return None
    return [*(place.agency.pk for place in places), *(_ended_below(scope.agency, day) if scope.below else ())]


def _ended_below(agency: Agency, day: datetime.date) -> list[int]:
    """Who had ended before a day and stood directly below an agency to the end: nobody else counts their dossiers."""
    last = Q(valid_to__isnull=True) | Q(valid_to__gte=F("agency__valid_to"))
    ended = Placement.objects.filter(last, parent=agency, agency__valid_to__lt=day)
    return list(ended.values_list("agency", flat=True))


def _typed(places: list[_Place], scope: DossierScope, starts_on: datetime.date, ends_on: datetime.date) -> list[_Typed]:
    """What agencies without a ledger typed for exactly this span (of the field asked for, where there is one).

    With the same statement what they typed for the span before; of several such spans for the shortest.
    """
    without = {place.agency.pk: place.agency for place in places if not place.has_ledger}
    if not without:
        return []
    before = starts_on - datetime.timedelta(days=1)
    asked = Q(table__starts_on=starts_on, table__ends_on=ends_on) | Q(table__ends_on=before)
    lines = TypedLine.objects.filter(asked).select_related("table", "field")
    if scope.field_id:
        lines = lines.filter(field=scope.field_id)
    if scope.agency:
        lines = lines.filter(table__agency__in=without)
    names: dict[int | None, str] = {None: WITHOUT_FIELD}
    now: dict[int, dict[int | None, DossierCounts]] = defaultdict(dict)
    past: dict[tuple[int, datetime.date], dict[int | None, DossierCounts]] = defaultdict(dict)
    for one in lines.order_by("table__starts_on", "table__agency_id", "field__name"):
        agency, first = one.table.agency_id, one.table.starts_on
        if one.field:
            names[one.field_id] = one.field.name
        if agency in without:
            kept = now[agency] if one.table.ends_on == ends_on else past[agency, first]
            kept[one.field_id] = DossierCounts(**{name: getattr(one, name) for name in statistics.NAMES})
    shortest = {agency: kept for (agency, _), kept in past.items()}  # by their first day: the last one stays
    return [_Typed(without[agency], kept, names, shortest.get(agency, {})) for agency, kept in now.items()]


def _rows(by: str, flows: Flows, typed: list[_Typed], places: list[_Place]) -> list[StatisticsRow]:
    kept = {key: _whole([parts]) for key, parts in flows.items()}
    if by == "agency":
        return _by_agency(kept, typed, places)
    lines: dict[Any, list[DossierCounts]] = defaultdict(list, {key: [line] for key, line in kept.items()})
    names: dict[Any, str] = dict(TIERS) if by == "tier" else dict(Field.objects.filter(pk__in=kept).values_list())
    parts: set[Any] = set()
    for one in (one for one in typed if one.is_whole):
        for field, line in one.lines.items():
            key = _tier(one.agency) if by == "tier" else field
            lines[key].append(line)
            parts.add(key)
            names.setdefault(key, one.names[field])
    rows = [StatisticsRow(str(names[key]), key, statistics.add(lines[key]), key in parts) for key in lines]
    order = list(TIERS) if by == "tier" else sorted(lines, key=lambda key: (key is None, alphabetical(str(names[key]))))
    return sorted(rows, key=lambda row: order.index(row.key))


def _by_agency(kept: dict[Any, DossierCounts], typed: list[_Typed], places: list[_Place]) -> list[StatisticsRow]:
    """Every agency of the scope, those without figures too, and whoever has dossiers but has ended since."""
    agencies = {place.agency.pk: place.agency for place in places}
    ended = [key for key in kept if key not in agencies]
    agencies |= Agency.objects.in_bulk(ended) if ended else {}
    told = {one.agency.pk: one.line for one in typed}
    invented = {place.agency.pk for place in places if place.illustrative}
    return [
        StatisticsRow(agency.name, pk, kept.get(pk) or told.get(pk) or DossierCounts(), pk in told, pk in invented)
        for pk, agency in agencies.items()
        if agency.tier != Tier.PROVINCE or pk in kept or pk in told
    ]


def _months(flows: Flows, typed: list[_Typed], starts_on: datetime.date, ends_on: datetime.date) -> list[StatisticsRow]:
    """What is carried into a month is what was open when the one before it ended."""
    rows, before = [], summary_query.plus(*(parts.get(BEFORE, NONE) for parts in flows.values()))
    for number, month in enumerate(summary_query.months(starts_on, ends_on) if flows else []):
        now = summary_query.plus(*(parts.get(number, NONE) for parts in flows.values()))
        line = summary_query.line(before, now)
        rows.append(StatisticsRow(f"Tháng {month.first.month}/{month.first.year}", month.first, line))
        before = summary_query.plus(before, now)
    if typed:
        rows.append(StatisticsRow(WITHOUT_MONTH, None, statistics.add(one.line for one in typed), typed=True))
    return rows


def _whole(flows: Iterable[Parts]) -> DossierCounts:
    """The line of several keys over the whole span."""
    every = list(flows)
    before = summary_query.plus(*(parts.get(BEFORE, NONE) for parts in every))
    inside = summary_query.plus(*(counts for parts in every for part, counts in parts.items() if part != BEFORE))
    return summary_query.line(before, inside)


def overdue(scope: DossierScope, day: datetime.date) -> QuerySet[Dossier]:
    """Dossiers that were open and past their due day when a day ended, the longest overdue first."""
    # The first condition is that of the index: a few of a hundred dossiers were ever overdue.
    found = Dossier.objects.filter(Q(finished_on__isnull=True) | Q(finished_on__gt=F("due_on")))
    found = found.filter(Q(finished_on__isnull=True) | Q(finished_on__gt=day), due_on__lt=day)
    return _of(scope, day, found).select_related("agency", "procedure").order_by("due_on", "pk")


def _of(scope: DossierScope, day: datetime.date, found: QuerySet[Dossier]) -> QuerySet[Dossier]:
    if scope.agency is not None:
        whose = _whose(scope.agency, scope.below, day)
        found = found if whose is None else found.filter(agency__in=whose)
    elif scope.tier:
        found = found.filter(agency__in=list(Agency.objects.filter(tier__in=_tiers(scope.tier)).values_list("pk")))
    if scope.field_id:
        found = found.filter(procedure__field=scope.field_id)
    return found


def _whose(agency: Agency, below: bool, day: datetime.date) -> list[int] | None:
    """Whose dossiers; None for everybody's."""
    if not below:
        return [agency.pk]
    if agency.tier == Tier.PROVINCE:
        return None
    return [*Agency.objects.on(day).under(agency, day).values_list("pk", flat=True), *_ended_below(agency, day)]


class _Days(Func):
    """Calendar days from the second date to the first; Django's own difference calls Python for every row of SQLite."""

    arity, template, arg_joiner = 2, "(%(expressions)s)", " - "
    output_field = IntegerField()

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> Any:
        template = "CAST(julianday(%(expressions)s) AS integer)"
        return self.as_sql(compiler, connection, template=template, arg_joiner=") - julianday(", **more)


@dataclasses.dataclass(frozen=True, slots=True)
class Slow:
    """How long a procedure took: calendar days from the day it came in to the day it was resolved."""

    procedure: Procedure
    resolved: int
    late: int
    average: Decimal
    nine_in_ten: int  # nine of ten dossiers took so many days or fewer


def slowest_procedures(
    scope: DossierScope, starts_on: datetime.date, ends_on: datetime.date, most: int = 20, least: int = 5
) -> list[Slow]:
    """The procedures whose dossiers, resolved in a span, took longest on average; those with ``least`` dossiers.

    Three queries: the sums of every procedure, how long each dossier of the slowest took, and their names.
    """
    whose = None if scope.agency is None else _whose(scope.agency, scope.below, ends_on)
    sums = summary_query.by_procedure(starts_on, ends_on, scope.tier, whose)
    if scope.field_id:
        inside = set(Procedure.objects.filter(field=scope.field_id).values_list("pk", flat=True))
        sums = {key: one for key, one in sums.items() if key in inside}
    known = {key: one for key, one in sums.items() if _resolved(one) >= least}
    average = {key: Decimal(one[LASTED]) / _resolved(one) for key, one in known.items()}
    longest = sorted(known, key=lambda key: (-average[key], key))[:most]
    days = _lengths(scope, starts_on, ends_on, longest)
    rows = Procedure.objects.select_related("field").in_bulk(longest)
    return [
        Slow(rows[key], _resolved(known[key]), known[key]["late"], average[key], _nine_in_ten(days[key]))
        for key in longest
    ]


def _resolved(counts: dict[str, int]) -> int:
    return counts["early"] + counts["on_time"] + counts["late"]


def _lengths(
    scope: DossierScope, starts_on: datetime.date, ends_on: datetime.date, procedures: list[int]
) -> dict[int, Counter[int]]:
    """How many of the dossiers of some procedures, resolved in a span, took how many days."""
    found = Dossier.objects.filter(
        procedure__in=procedures, outcome=Outcome.RESOLVED, finished_on__range=(starts_on, ends_on)
    )
    groups = _of(scope, ends_on, found).order_by().values_list("procedure_id", _Days("finished_on", "received_on"))
    days: dict[int, Counter[int]] = defaultdict(Counter)
    for procedure, length, count in groups.annotate(n=Count("pk")):
        days[procedure][length] += count
    return days


def _nine_in_ten(days: Counter[int]) -> int:
    so_far, wanted = 0, -(-days.total() * 9 // 10)
    for length in sorted(days):
        so_far += days[length]
        if so_far >= wanted:
            break
    return length
