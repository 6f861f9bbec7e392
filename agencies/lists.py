"""Which columns do the lists of agencies and people have?"""

import datetime
from typing import Any

import django_tables2 as tables

from agencies.list_columns import WHOLE, WIDE, DayColumn
from agencies.models import Agency, Membership, Placement


class AgencyTable(tables.Table):
    """One line an agency; ``day`` says at which day its place in the tree is read (None: at its last)."""

    code = tables.Column("Mã", linkify=("agency", {"pk": tables.A("pk")}), attrs=WHOLE)
    name = tables.Column("Tên", linkify=("agency", {"pk": tables.A("pk")}), order_by="search_text", attrs=WIDE)
    tier = tables.Column("Cấp", attrs=WHOLE)
    kind = tables.Column("Loại hình", attrs=WHOLE)
    parent = tables.Column("Trực thuộc", accessor="pk", orderable=False, attrs=WIDE)
    document_code = tables.Column("Ký hiệu", attrs=WHOLE)
    valid_from = DayColumn("Từ ngày")
    valid_to = DayColumn("Đến ngày")

    class Meta:
        model = Agency
        fields = ()
        sequence = ("code", "name", "tier", "kind", "parent", "document_code", "valid_from", "valid_to")
        caption = "Cơ quan, đơn vị"
        empty_text = "Không có cơ quan nào khớp. Hãy bớt điều kiện tìm, hoặc để trống ngày."

    def __init__(self, data: Any, day: datetime.date | None = None, **kwargs: Any) -> None:
        self.day = day
        super().__init__(data.prefetch_related("placements__parent"), **kwargs)

    def render_parent(self, record: Agency) -> str:
        place = place_on(record, self.day)
        return place.parent.name if place else "—"

    def value_parent(self, record: Agency) -> str:
        place = place_on(record, self.day)
        return place.parent.name if place else ""


def place_on(agency: Agency, day: datetime.date | None) -> Placement | None:
    """Where an agency stands on a day, or stood last; reads the prefetched placements."""
    places = agency.placements.all()
    if day:
        return next((place for place in places if place.holds_on(day)), None)
    return max(places, key=lambda place: place.valid_to or datetime.date.max, default=None)


class PeopleTable(tables.Table):
    """Who holds which role of an agency today."""

    user = tables.Column("Họ và tên", accessor="user__full_name", order_by="user__full_name")
    username = tables.Column("Tên đăng nhập", accessor="user__username")
    role = tables.Column("Vai trò")
    valid_from = DayColumn("Từ ngày")
    valid_to = DayColumn("Đến ngày")

    class Meta:
        model = Membership
        fields = ()
        sequence = ("user", "username", "role", "valid_from", "valid_to")
        caption = "Người được phân công"
        empty_text = "Chưa có ai được phân công; quản trị hệ thống giao vai trò trong trang quản trị."
        order_by = ("role", "user")
