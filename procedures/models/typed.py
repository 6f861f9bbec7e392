"""What did an agency without a ledger type into its statistics table (biểu II.06a/VPCP)?"""

from django.db import models
from django.db.models import Q

from agencies import days
from agencies.models import Agency
from procedures.models.register import Field


class TypedTable(models.Model):
    """The table of one agency for one span of days."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="typed_tables", verbose_name="cơ quan")
    starts_on = models.DateField("từ ngày")
    ends_on = models.DateField("đến ngày")
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "biểu thống kê nhập tay"
        verbose_name_plural = "biểu thống kê nhập tay"
        constraints = [models.UniqueConstraint(fields=["agency", "starts_on", "ends_on"], name="typed_table_once")]

    def __str__(self) -> str:
        return f"{self.agency}, {days.said(self.starts_on)} – {days.said(self.ends_on)}"


class TypedLine(models.Model):
    """One line; without a field it is the agency's only line. Empty is missing, never nought.

    The names are those of procedures.statistics; columns (3) to (13) of the printed table, then the four beside it.
    """

    table = models.ForeignKey(TypedTable, models.CASCADE, related_name="lines")
    field = models.ForeignKey(Field, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="lĩnh vực")
    received = models.PositiveIntegerField(null=True, blank=True)
    online = models.PositiveIntegerField(null=True, blank=True)
    direct = models.PositiveIntegerField(null=True, blank=True)
    carried = models.PositiveIntegerField(null=True, blank=True)
    resolved = models.PositiveIntegerField(null=True, blank=True)
    early = models.PositiveIntegerField(null=True, blank=True)
    on_time = models.PositiveIntegerField(null=True, blank=True)
    late = models.PositiveIntegerField(null=True, blank=True)
    pending = models.PositiveIntegerField(null=True, blank=True)
    within = models.PositiveIntegerField(null=True, blank=True)
    overdue = models.PositiveIntegerField(null=True, blank=True)
    returned = models.PositiveIntegerField(null=True, blank=True)
    withdrawn = models.PositiveIntegerField(null=True, blank=True)
    invalid = models.PositiveIntegerField(null=True, blank=True)
    waiting = models.PositiveIntegerField(null=True, blank=True)  # of (11)

    class Meta:
        verbose_name = "dòng của biểu nhập tay"
        verbose_name_plural = "dòng của biểu nhập tay"
        constraints = [
            models.UniqueConstraint(fields=["table", "field"], name="typed_line_once"),
            models.UniqueConstraint(fields=["table"], condition=Q(field__isnull=True), name="typed_line_one_whole"),
        ]

    def __str__(self) -> str:
        return str(self.field or "Tất cả lĩnh vực")
