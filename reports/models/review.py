"""What did the reviewer say, about which cell or section, and was it answered?"""

from typing import Self

from django.db import models
from django.db.models import Q

from agencies.models import User
from reports.models.editions import Indicator, SectionTemplate
from reports.models.filing import Version


class RemarkSet(models.QuerySet["Remark"]):
    def unsent(self) -> Self:
        """Written by a reviewer, not yet sent back with the report."""
        return self.filter(round__isnull=True)

    def in_round(self, number: int) -> Self:
        return self.filter(round=number)


class Remark(models.Model):
    """A reviewer's remark at a cell or a section; when the report is returned it becomes the reason that opens it."""

    version = models.ForeignKey(Version, models.PROTECT, related_name="remarks")
    indicator = models.ForeignKey(Indicator, models.PROTECT, null=True, blank=True, related_name="+")
    section = models.ForeignKey(SectionTemplate, models.PROTECT, null=True, blank=True, related_name="+")
    text = models.CharField("nội dung", max_length=1000)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    round = models.PositiveSmallIntegerField(null=True, blank=True)  # the return that sent it

    objects = RemarkSet.as_manager()

    class Meta:
        verbose_name = "nhận xét"
        verbose_name_plural = "nhận xét"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="remark_has_one_place",
                condition=Q(indicator__isnull=False, section__isnull=True)
                | Q(indicator__isnull=True, section__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]
