"""Which Word template are reports written with?"""

from django.conf import settings
from django.db import models


class WordTemplate(models.Model):
    """One version of the template (mẫu báo cáo Word). The one with the highest number is in use.

    ``content`` is the .docx file as it came; empty where somebody went back to the portal's own template.
    """

    number = models.PositiveIntegerField("phiên bản", unique=True)
    name = models.CharField("tên tệp", max_length=255, blank=True)
    content = models.BinaryField(blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("nạp lúc", auto_now_add=True)

    class Meta:
        verbose_name = "mẫu báo cáo Word"
        verbose_name_plural = "mẫu báo cáo Word"
        ordering = ["-number"]

    def __str__(self) -> str:
        return f"Mẫu báo cáo Word, phiên bản {self.number}"

    @property
    def is_own(self) -> bool:
        """Whether it is somebody's file and not the portal's own."""
        return bool(self.sha256)
