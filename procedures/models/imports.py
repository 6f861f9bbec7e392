"""Which files were brought for the dossier ledger, and what became of them?"""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from agencies.models import Agency
from jobs.models import Job


class LedgerImport(models.Model):
    """One file of dossiers, from the upload to the ledger."""

    class State(models.TextChoices):
        UPLOADED = "uploaded", "Đã tải lên"
        CHECKING = "checking", "Đang kiểm tra"
        READY = "ready", "Chờ xác nhận"
        APPLYING = "applying", "Đang ghi"
        APPLIED = "applied", "Đã ghi"
        REFUSED = "refused", "Bị từ chối"
        FAILED = "failed", "Không xong"
        CANCELLED = "cancelled", "Đã hủy"

    key = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name="phạm vi")  # it and all below it
    starts_on = models.DateField("từ ngày")
    ends_on = models.DateField("đến ngày")
    name = models.CharField("tên tệp", max_length=255)
    size = models.PositiveBigIntegerField("dung lượng")
    sha256 = models.CharField(max_length=64)
    mapping = models.JSONField(default=dict)  # {name of a column of ours: header in the file}
    dropped = models.JSONField(default=list)  # headers left out because they may hold personal data
    layout = models.JSONField(default=dict)  # how the file is laid out (procedures.importing.layout)
    staging = models.CharField(max_length=60, blank=True)  # the table of its checked rows, while it waits
    settled = models.JSONField(default=dict)  # what these rows were compared with (procedures.ledger_staging)
    state = models.CharField("tình trạng", max_length=10, choices=State.choices, default=State.UPLOADED)
    reason = models.TextField("lý do", blank=True)  # why it was refused or failed
    rows = models.PositiveBigIntegerField("số dòng", default=0)
    added = models.PositiveBigIntegerField("mới", default=0)
    changed = models.PositiveBigIntegerField("thay đổi", default=0)
    unchanged = models.PositiveBigIntegerField("không đổi", default=0)
    refused = models.PositiveBigIntegerField("bị từ chối", default=0)
    job = models.ForeignKey(Job, models.SET_NULL, null=True, blank=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người nhập")
    at = models.DateTimeField("lúc", auto_now_add=True)
    applied_at = models.DateTimeField("ghi lúc", null=True, blank=True)

    class Meta:
        verbose_name = "lần nhập hồ sơ"
        verbose_name_plural = "lần nhập hồ sơ"
        constraints = [
            models.CheckConstraint(name="ledger_import_dates_ordered", condition=Q(ends_on__gte=F("starts_on"))),
        ]
        indexes = [models.Index(fields=["agency", "-at"], name="ledger_import_by_agency")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_idle(self) -> bool:
        """Whether it waits although no row of the file would change the ledger."""
        return self.state == self.State.READY and not (self.added or self.changed)

    @property
    def standing(self) -> str:
        """Its state, as people read it."""
        return "Không có gì để ghi" if self.is_idle else self.get_state_display()
