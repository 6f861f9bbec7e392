"""Which procedures (TTHC) are there, who resolves them, and since when?"""

import datetime
from typing import Self

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q

from agencies import names
from agencies.models import Agency, Dated, Tier, on_day
from procedures import register_rules, workdays


class Field(models.Model):
    """A field of administration (lĩnh vực)."""

    name = models.CharField("lĩnh vực", max_length=200, unique=True)

    class Meta:
        verbose_name = "lĩnh vực"
        verbose_name_plural = "lĩnh vực"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def save(self, **kwargs) -> None:
        self.name = names.nfc(self.name)
        super().save(**kwargs)

    def log_key(self) -> str:
        return self.name


class Online(models.TextChoices):
    """How much of a procedure happens online. NĐ 42/2022 names part and full; levels 3 and 4 are the older names."""

    NONE = "", "Không"
    PARTIAL = "partial", "Một phần"
    FULL = "full", "Toàn trình"
    LEVEL_3 = "level_3", "Mức độ 3"
    LEVEL_4 = "level_4", "Mức độ 4"


class Linked(models.TextChoices):
    NONE = "", "Không liên thông"
    SAME_TIER = "same_tier", "Liên thông cùng cấp"
    ACROSS_TIERS = "across_tiers", "Liên thông giữa các cấp"


class Ended(models.TextChoices):
    NOT = "", "Đang áp dụng"
    REPLACED = "replaced", "Được thay thế"
    ABOLISHED = "abolished", "Bãi bỏ"


class ProcedureSet(models.QuerySet["Procedure"]):
    """Rows; the rows that hold on one day have one code each, so counting them counts procedures."""

    def on(self, day: datetime.date) -> Self:
        return self.filter(on_day(day))

    def ended_before(self, day: datetime.date) -> Self:
        """Abolished or replaced by then; a row that was followed by another of its code has not ended."""
        return self.filter(valid_to__lt=day).exclude(ended="")

    def ended_in(self, starts_on: datetime.date, ends_on: datetime.date) -> Self:
        """Abolished or replaced with a last day in the span."""
        return self.filter(valid_to__range=(starts_on, ends_on)).exclude(ended="")

    def announced_in(self, starts_on: datetime.date, ends_on: datetime.date) -> Self:
        """The first rows of codes that appeared in the span."""
        earlier = Procedure.objects.filter(code=models.OuterRef("code")).exclude(pk=models.OuterRef("pk"))
        earlier = earlier.filter(Q(valid_from__isnull=True) | Q(valid_from__lt=models.OuterRef("valid_from")))
        return self.filter(~models.Exists(earlier), valid_from__range=(starts_on, ends_on))

    def named(self, text: str) -> Self:
        """Names and codes with words that begin like every word of a search, accents and tone spelling ignored."""
        found = self
        for word in names.words(text):
            found = found.filter(search_text__contains=f" {word}")
        return found


class Procedure(Dated):
    """A procedure as it stands from one day to another; a change of what is counted is a new row of the same code."""

    TIERS = [(tier.value, str(tier.label)) for tier in (Tier.PROVINCE, Tier.DISTRICT, Tier.COMMUNE)]

    code = models.CharField("mã thủ tục", max_length=60)
    name = models.CharField("tên thủ tục", max_length=600)
    field = models.ForeignKey(Field, models.PROTECT, related_name="procedures", verbose_name="lĩnh vực")
    tier = models.CharField("cấp giải quyết", max_length=20, choices=TIERS)
    agency = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="procedures", verbose_name="cơ quan chủ trì"
    )
    processing_days = models.PositiveSmallIntegerField(
        "thời hạn giải quyết (ngày làm việc)",
        null=True,
        blank=True,
        validators=[MaxValueValidator(workdays.LONGEST)],
        help_text="0 là trong ngày; để trống khi chưa biết.",
    )
    one_stop = models.BooleanField("một cửa", default=False)
    linked = models.CharField("liên thông", max_length=12, choices=Linked.choices, blank=True, default=Linked.NONE)
    online_eligible = models.CharField(
        "mức trực tuyến đủ điều kiện", max_length=8, choices=Online.choices, blank=True, default=Online.NONE
    )
    online = models.CharField(
        "mức trực tuyến đang cung cấp", max_length=8, choices=Online.choices, blank=True, default=Online.NONE
    )
    has_fee = models.BooleanField("có phí, lệ phí", default=False)
    online_payment = models.BooleanField("thanh toán trực tuyến", default=False)
    on_national_portal = models.BooleanField("trên Cổng DVC quốc gia", default=False)
    beyond_boundaries = models.BooleanField("không phụ thuộc địa giới", default=False)
    decision = models.CharField("quyết định công bố", max_length=120, blank=True)
    ended = models.CharField("hết áp dụng vì", max_length=10, choices=Ended.choices, blank=True, default=Ended.NOT)
    ended_by = models.CharField("quyết định bãi bỏ, thay thế", max_length=120, blank=True)
    replaced_by = models.CharField("mã thủ tục thay thế", max_length=60, blank=True)
    illustrative = models.BooleanField("dữ liệu minh họa", default=False, editable=False)
    search_text = models.CharField(max_length=800, editable=False, default="")

    objects = ProcedureSet.as_manager()

    class Meta:
        verbose_name = "thủ tục hành chính"
        verbose_name_plural = "thủ tục hành chính"
        ordering = ["code", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="procedure_once"),
            models.UniqueConstraint(fields=["code"], condition=Q(valid_from__isnull=True), name="procedure_once_ever"),
            models.CheckConstraint(
                name="procedure_dates_ordered",
                condition=Q(valid_from__isnull=True) | Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
            ),
            models.CheckConstraint(
                name="procedure_tier_known", condition=Q(tier__in=[Tier.PROVINCE, Tier.DISTRICT, Tier.COMMUNE])
            ),
            models.CheckConstraint(name="procedure_end_dated", condition=Q(ended="") | Q(valid_to__isnull=False)),
            models.CheckConstraint(
                name="procedure_days_bounded",
                condition=Q(processing_days__isnull=True) | Q(processing_days__lte=workdays.LONGEST),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} – {self.name}"

    @property
    def span(self) -> register_rules.Span:
        return self.valid_from, self.valid_to

    def log_key(self) -> str:
        return self.code + (f":{self.valid_from}" if self.valid_from else "")

    def clean(self) -> None:
        """What the columns must say together, and no day in two rows of one code."""
        said: dict[str, list[str]] = {}
        for fault in register_rules.faults(self):
            said.setdefault(fault.column, []).append(fault.text)
        others = Procedure.objects.filter(code=self.code).exclude(pk=self.pk)
        other = register_rules.overlapping(self.span, others.values_list("valid_from", "valid_to"))
        if other:
            said.setdefault("valid_from", []).append(
                f"Mã này đã có một dòng {register_rules.span_text(other)}; hai dòng cùng mã không được chung ngày nào."
            )
        if said:
            raise ValidationError(said)

    def settle(self) -> None:
        """Brings the name into its stored form and fills what searches read; writing many rows at once needs it too."""
        self.code, self.name = names.nfc(self.code), names.nfc(self.name)
        self.search_text = " " + names.fold(f"{self.name} {self.code}")[:799]

    def save(self, **kwargs) -> None:
        self.settle()
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "code", "name", "search_text"}
        super().save(**kwargs)
