"""What did somebody's file say, until he has chosen what to take of it?"""

import datetime
import uuid

from django.db import models
from django.utils import timezone

from agencies.models import User
from reports.models.filing import Version
from reports.placing import FileReading, from_plain

KEPT = datetime.timedelta(days=1)


class UploadSet(models.QuerySet["Upload"]):
    def current(self) -> "UploadSet":
        """Those that are not over yet."""
        return self.filter(at__gt=timezone.now() - KEPT)

    def over(self) -> "UploadSet":
        return self.filter(at__lte=timezone.now() - KEPT)


class Upload(models.Model):
    """What was read from a file or a pasted text, for the one person who brought it, for a day; the file is not kept.

    ``reading`` is a placing.FileReading of the cells that the file changes, ``revisions`` what its author saw in each
    of them when he began, and ``unchanged`` how many more cells the file has that say nothing new.
    """

    key = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.ForeignKey(Version, models.PROTECT, related_name="uploads")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    name = models.CharField("tên tệp", max_length=255)
    sha256 = models.CharField(max_length=64)
    reading = models.JSONField()
    revisions = models.JSONField()
    unchanged = models.PositiveSmallIntegerField(default=0)
    at = models.DateTimeField("nạp lúc", default=timezone.now, db_index=True)
    applied_at = models.DateTimeField("ghi lúc", null=True, blank=True)

    objects = UploadSet.as_manager()

    class Meta:
        verbose_name = "tệp số liệu nạp lên"
        verbose_name_plural = "tệp số liệu nạp lên"

    def __str__(self) -> str:
        return self.name

    @property
    def read(self) -> FileReading:
        return from_plain(self.reading)
