"""For which span is reported, until when, on which form?"""

from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from reports.models.editions import FormEdition


class PeriodSet(models.QuerySet["Period"]):
    def opened(self) -> Self:
        return self.exclude(state=Period.State.PLANNED)


class Period(models.Model):
    """A reporting period (kỳ báo cáo); figures are counted from starts_on to ends_on, both included."""

    class Kind(models.TextChoices):
        QUARTER_1 = "q1", "Quý I"
        HALF = "h1", "6 tháng đầu năm"
        QUARTER_3 = "q3", "Quý III"
        NINE_MONTHS = "m9", "9 tháng đầu năm"
        YEAR = "year", "Năm"
        CUSTOM = "custom", "Kỳ khác"

    class State(models.TextChoices):
        PLANNED = "planned", "Chưa mở"
        OPEN = "open", "Đang mở"
        CLOSED = "closed", "Đã đóng"

    edition = models.ForeignKey(FormEdition, models.PROTECT, related_name="periods", verbose_name="bộ biểu")
    kind = models.CharField("loại kỳ", max_length=10, choices=Kind.choices)
    year = models.PositiveSmallIntegerField("năm")
    name = models.CharField("tên kỳ", max_length=120)
    starts_on = models.DateField("từ ngày")
    ends_on = models.DateField("ngày chốt số liệu")
    due_on = models.DateField("hạn gửi")
    state = models.CharField("tình trạng", max_length=10, choices=State.choices, default=State.PLANNED)

    objects = PeriodSet.as_manager()

    class Meta:
        verbose_name = "kỳ báo cáo"
        verbose_name_plural = "kỳ báo cáo"
        ordering = ["-ends_on", "-starts_on"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "year"], condition=~Q(kind="custom"), name="period_standard_once"),
            models.CheckConstraint(name="period_dates_ordered", condition=Q(ends_on__gte=F("starts_on"))),
            models.CheckConstraint(name="period_due_after_start", condition=Q(due_on__gte=F("starts_on"))),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        super().clean()
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            raise ValidationError({"ends_on": "Ngày chốt số liệu phải bằng hoặc sau ngày bắt đầu kỳ."})
        if self.starts_on and self.due_on and self.due_on < self.starts_on:
            raise ValidationError({"due_on": "Hạn gửi phải bằng hoặc sau ngày bắt đầu kỳ."})
        others = Period.objects.filter(kind=self.kind, year=self.year).exclude(pk=self.pk)
        if self.kind != self.Kind.CUSTOM and others.exists():
            raise ValidationError({"kind": f"Kỳ “{self.get_kind_display()}” của năm {self.year} đã có."})

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN
