"""Which kinds of columns do lists share? On a page a day is written as people write it; files hold the day itself."""

from typing import Any

import django_tables2 as tables

WHOLE = {"td": {"class": "nowrap"}}  # what is not cut over two lines
NUMBER = {"td": {"class": "num"}, "th": {"class": "num"}}
WIDE = {"td": {"class": "wide"}}


class DayColumn(tables.DateColumn):
    def __init__(self, verbose_name: str, **kwargs: Any) -> None:
        super().__init__(verbose_name=verbose_name, **{"attrs": WHOLE, **kwargs})

    def value(self, value: Any, **kwargs: Any) -> Any:
        return value


class InstantColumn(tables.DateTimeColumn):
    def __init__(self, verbose_name: str, **kwargs: Any) -> None:
        super().__init__(verbose_name=verbose_name, **{"attrs": WHOLE, **kwargs})

    def value(self, value: Any, **kwargs: Any) -> Any:
        return value
