"""What narrows the list of procedures?"""

import datetime
from collections.abc import Iterator
from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone

from agencies.forms import day_field
from agencies.models import Agency
from agencies.names import alphabetical
from procedures import register_counts
from procedures.models import Field, Procedure
from procedures.models.register import Linked, ProcedureSet

_ALL = ("", "Tất cả")
STATES = [("in_force", "Đang áp dụng"), ("ended", "Đã bãi bỏ, thay thế"), ("all", "Mọi dòng, mọi thời gian")]
LEVELS = [("partial", "Một phần (mức 3)"), ("full", "Toàn trình (mức 4)")]
# filter, column, label
YES_NO = (
    ("one_stop", "one_stop", "Một cửa"),
    ("fee", "has_fee", "Phí, lệ phí"),
    ("payment", "online_payment", "Thanh toán trực tuyến"),
    ("portal", "on_national_portal", "Trên Cổng DVC quốc gia"),
    ("beyond", "beyond_boundaries", "Không phụ thuộc địa giới"),
)
# What only links ask for: rows of a span, and what the page says about it.
SPANS = {"announced": "Công bố mới", "ended": "Bãi bỏ, thay thế", "used": "Có hồ sơ nộp trực tuyến"}


def hidden_day() -> forms.DateField:
    return forms.DateField(required=False, widget=forms.HiddenInput)


class ProcedureFilter(forms.Form):
    """Everything may be left empty; what cannot be read narrows nothing."""

    q = forms.CharField(label="Tìm theo tên hoặc mã", required=False, max_length=100)
    tier = forms.ChoiceField(label="Cấp giải quyết", required=False, choices=[_ALL, *Procedure.TIERS])
    field = forms.ModelChoiceField(Field.objects.all(), label="Lĩnh vực", required=False, empty_label="Tất cả")
    agency = forms.ChoiceField(label="Cơ quan chủ trì", required=False)
    state = forms.ChoiceField(label="Tình trạng", required=False, choices=STATES)
    on = day_field("Vào ngày (trống: hôm nay)")
    linked = forms.ChoiceField(
        label="Liên thông", required=False, choices=[_ALL, ("any", "Có liên thông"), *Linked.choices[1:]]
    )
    online = forms.ChoiceField(
        label="Trực tuyến",
        required=False,
        choices=[_ALL, ("any", "Có"), *LEVELS, ("none", "Không")],
    )
    eligible = forms.ChoiceField(label="Đủ điều kiện", required=False, choices=[_ALL, *LEVELS])
    time = forms.ChoiceField(
        label="Thời hạn giải quyết", required=False, choices=[_ALL, ("1", "Đã ghi"), ("0", "Chưa ghi")]
    )
    announced_from, announced_to = hidden_day(), hidden_day()
    ended_from, ended_to = hidden_day(), hidden_day()
    used_from, used_to = hidden_day(), hidden_day()
    used_at = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput)

    MORE = ("linked", "online", "eligible", "time", *(name for name, *_ in YES_NO))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, _, label in YES_NO:
            self.fields[name] = forms.ChoiceField(
                label=label, required=False, choices=[_ALL, ("1", "Có"), ("0", "Không")]
            )
        fields = sorted(Field.objects.all(), key=lambda field: alphabetical(field.name))
        self.fields["field"].choices = [_ALL, *((field.pk, field.name) for field in fields)]  # type: ignore[attr-defined]
        in_charge = Agency.objects.filter(pk__in=Procedure.objects.order_by().values("agency")).order_by("name")
        choices = [(str(pk), name) for pk, name in in_charge.values_list("pk", "name")]
        self.fields["agency"].choices = [_ALL, *choices, ("none", "Chưa ghi")]  # type: ignore[attr-defined]
        self.full_clean()
        self.given: dict[str, Any] = {
            name: value for name, value in self.cleaned_data.items() if value not in ("", None)
        }

    @property
    def day(self) -> datetime.date:
        return self.given.get("on") or timezone.localdate()

    @property
    def first(self) -> list[forms.BoundField]:
        return [field for field in self.visible_fields() if field.name not in self.MORE]

    @property
    def more(self) -> list[forms.BoundField]:
        return [self[name] for name in self.MORE]

    @property
    def asks_more(self) -> bool:
        return any(name in self.given for name in self.MORE)

    def spans(self) -> Iterator[tuple[str, str, datetime.date, datetime.date]]:
        """Name, label and the two days of every span that the address asks for."""
        for name, label in SPANS.items():
            start, end = self.given.get(f"{name}_from"), self.given.get(f"{name}_to")
            if start and end:
                yield name, label, start, end

    def narrowed(self) -> ProcedureSet:
        found = Procedure.objects.named(self.given.get("q", "")).filter(self._conditions())
        state = self.given.get("state", "in_force")
        if state == "in_force":
            found = found.on(self.day)
        elif state == "ended":
            found = found.ended_before(self.day)
        for name, _, start, end in self.spans():
            if name == "announced":
                found = found.announced_in(start, end)
            elif name == "ended":
                found = found.ended_in(start, end)
            else:
                found = found.filter(register_counts.used_online(start, end, self.given.get("used_at")))
        return found

    def _conditions(self) -> Q:
        given = self.given
        asked = Q(**{name: given[name] for name in ("tier", "field") if name in given})
        if "agency" in given:
            asked &= Q(agency__isnull=True) if given["agency"] == "none" else Q(agency=given["agency"])
        if "linked" in given:
            asked &= ~Q(linked="") if given["linked"] == "any" else Q(linked=given["linked"])
        if "online" in given:
            asked &= register_counts.ONLINE[given["online"]]
        if "eligible" in given:
            asked &= register_counts.ELIGIBLE[given["eligible"]]
        if "time" in given:
            asked &= Q(processing_days__isnull=given["time"] == "0")
        for name, column, _ in YES_NO:
            if name in given:
                asked &= Q(**{column: given[name] == "1"})
        return asked


class CountsFilter(forms.Form):
    """As of which day the register is counted."""

    on = day_field("Tính đến ngày (trống: hôm nay)")
