import datetime

import django_tables2 as tables
from django.urls import get_resolver

from agencies.list_columns import DayColumn, InstantColumn

DAY, AT = datetime.date(2024, 6, 5), datetime.datetime(2024, 6, 5, 7, 30, tzinfo=datetime.UTC)


class Table(tables.Table):
    on = DayColumn("Ngày")
    until = DayColumn("Đến ngày")
    at = InstantColumn("Lúc")


def test_a_page_writes_a_day_as_people_do_and_a_file_holds_the_day():
    table = Table([{"on": DAY, "until": None, "at": AT}])
    [row] = table.rows
    assert [row.get_cell(name) for name in ("on", "until", "at")] == ["5/6/2024", "—", "14:30 5/6/2024"]
    assert list(table.as_values()) == [["Ngày", "Đến ngày", "Lúc"], [DAY, None, AT]]


def every(table=tables.Table):
    for one in table.__subclasses__():
        yield one
        yield from every(one)


def test_no_list_hands_out_days_as_text():
    assert get_resolver().url_patterns  # every view, and with it every list, is loaded
    columns = [(one, name, column) for one in every() for name, column in one.base_columns.items()]
    assert any(isinstance(column, DayColumn) for _, _, column in columns)
    days = [
        f"{one.__module__}.{one.__name__}.{name}"
        for one, name, column in columns
        if isinstance(column, tables.DateColumn | tables.DateTimeColumn)
        and not isinstance(column, DayColumn | InstantColumn)
    ]
    assert days == []
