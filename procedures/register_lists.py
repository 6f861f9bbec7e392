"""Which columns do the lists of procedures have?"""

import datetime
from collections.abc import Mapping
from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils import formats

from agencies.list_columns import NUMBER, WHOLE, WIDE, DayColumn
from procedures import register_counts
from procedures.models import Procedure

_DAYS = {"td": {"class": "num"}, "th": {"class": "num wraps"}}


class YesColumn(tables.BooleanColumn):
    """Có, or nothing: a column of noes is hard to read. Files say both."""

    def render(self, value: Any, record: Any, bound_column: Any) -> str:
        return "Có" if value else ""

    def value(self, record: Any, value: Any, bound_column: Any) -> str:
        return "Có" if value else "Không"


class CountColumn(tables.Column):
    """A count with its thousands apart; a number in files."""

    def render(self, value: int) -> str:
        return formats.number_format(value, force_grouping=True)

    def value(self, value: Any, **kwargs: Any) -> Any:
        return kwargs["record"].counts[kwargs["bound_column"].name]


class ProcedureTable(tables.Table):
    """One line a row of the register; files hold every column."""

    code = tables.Column("Mã", linkify=("procedure", {"pk": tables.A("pk")}), attrs=WHOLE)
    name = tables.Column(
        "Tên thủ tục", linkify=("procedure", {"pk": tables.A("pk")}), order_by="search_text", attrs=WIDE
    )
    field = tables.Column("Lĩnh vực", accessor="field__name", attrs={"td": {"class": "field-name"}})
    tier = tables.Column("Cấp", attrs=WHOLE)
    agency = tables.Column("Chủ trì", order_by="agency__name", default="")
    processing_days = tables.Column("Thời hạn (ngày làm việc)", default="", attrs=_DAYS)
    one_stop = YesColumn(verbose_name="Một cửa")
    linked = tables.Column("Liên thông", default="")
    online_eligible = tables.Column("Mức đủ điều kiện", visible=False, default="Không")
    online = tables.Column("Trực tuyến", default="", attrs=WHOLE)
    has_fee = YesColumn(verbose_name="Có phí")
    online_payment = YesColumn(verbose_name="Thanh toán trực tuyến", visible=False)
    on_national_portal = YesColumn(verbose_name="Trên Cổng DVC quốc gia", visible=False)
    beyond_boundaries = YesColumn(verbose_name="Không phụ thuộc địa giới", visible=False)
    decision = tables.Column("Quyết định công bố", visible=False)
    valid_from = DayColumn("Từ ngày")
    valid_to = DayColumn("Đến ngày")
    ended = tables.Column("Hết áp dụng vì", visible=False, default="")
    ended_by = tables.Column("Quyết định bãi bỏ, thay thế", visible=False)
    replaced_by = tables.Column("Mã thủ tục thay thế", visible=False)

    class Meta:
        model = Procedure
        fields = ()
        order_by = ("code", "valid_from")
        caption = "Thủ tục hành chính"
        empty_text = "Không có thủ tục nào khớp. Hãy bớt điều kiện lọc."

    def render_agency(self, record: Procedure) -> str:
        return (record.agency.short_name or record.agency.name) if record.agency else ""

    def value_agency(self, record: Procedure) -> str:
        return record.agency.name if record.agency else ""

    def render_linked(self, record: Procedure, value: str) -> str:
        return value.removeprefix("Liên thông ").capitalize() if record.linked else ""

    def value_linked(self, value: str) -> str:
        return value


class HistoryTable(tables.Table):
    """The rows of one code, newest first."""

    valid_from = DayColumn("Từ ngày", linkify=("procedure", {"pk": tables.A("pk")}))
    valid_to = DayColumn("Đến ngày")
    tier = tables.Column("Cấp", attrs=WHOLE)
    agency = tables.Column("Chủ trì", default="", attrs=WIDE)
    processing_days = tables.Column("Thời hạn (ngày làm việc)", default="", attrs=_DAYS)
    online = tables.Column("Trực tuyến", default="Không", attrs=WHOLE)
    decision = tables.Column("Quyết định công bố", attrs=WIDE)
    ended = tables.Column("Kết thúc", default="")
    ended_by = tables.Column("Quyết định bãi bỏ, thay thế")

    class Meta:
        model = Procedure
        fields = ()
        orderable = False
        caption = "Các dòng cùng mã"

    def render_ended(self, record: Procedure, value: str) -> str:
        return value if record.ended else "Thay đổi thuộc tính" if record.valid_to else ""


class CountsTable(tables.Table):
    """Counts as of a day; every number leads to the list behind it."""

    label = tables.Column("Cấp hoặc cơ quan chủ trì", orderable=False, attrs=WIDE)

    class Meta:
        orderable = False
        attrs = {"class": "list list--counts"}

    def __init__(self, data: list[register_counts.RegisterLine], day: datetime.date, title: str, **kwargs: Any) -> None:
        self.day = day
        columns = [
            (
                one.name,
                CountColumn(one.label, accessor=f"counts__{one.name}", attrs=NUMBER, linkify=self._address(one)),
            )
            for one in register_counts.COUNTS
        ]
        super().__init__(data, extra_columns=columns, **kwargs)
        self.caption = title

    def _address(self, counted: register_counts.Counted) -> Any:
        return lambda record: address(self.day, record.asked, counted.asked)


def address(day: datetime.date, *asked: Mapping[str, str]) -> str:
    """The list as of a day under some filters."""
    query = {"on": day.isoformat()}
    for more in asked:
        query |= more
    return reverse("procedures", query=query)
