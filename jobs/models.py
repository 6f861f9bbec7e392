"""What is stored about work that runs behind the pages?"""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from agencies.models import User


class JobQuerySet(models.QuerySet["Job"]):
    def visible_to(self, user: User) -> "JobQuerySet":
        """A job is seen by who asked for it, and by who looks after the machine."""
        return self if user.is_superuser else self.filter(owner=user)


class Job(models.Model):
    """One piece of long work that somebody asked for: how far it is and how it ended."""

    class State(models.TextChoices):
        QUEUED = "queued", "Đang chờ"
        RUNNING = "running", "Đang chạy"
        DONE = "done", "Đã xong"
        FAILED = "failed", "Không xong"
        CANCELLED = "cancelled", "Đã hủy"

    key = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField("loại việc", max_length=60)  # the name under which the function is registered
    title = models.CharField("việc", max_length=200)
    arguments = models.JSONField(default=dict)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="jobs", verbose_name="người yêu cầu"
    )
    state = models.CharField("tình trạng", max_length=10, choices=State.choices, default=State.QUEUED)
    done = models.PositiveBigIntegerField("đã làm", default=0)
    total = models.PositiveBigIntegerField("tổng số", default=0)  # 0: not known
    message = models.CharField("đang làm", max_length=300, blank=True)
    link = models.CharField(max_length=300, blank=True)  # where its result is looked at
    attempts = models.PositiveSmallIntegerField("số lần chạy", default=0)  # only grows: it tells a run from a later one
    attempts_allowed = models.PositiveSmallIntegerField(default=3)  # an interrupted run is not repeated beyond it
    task = models.UUIDField(null=True, editable=False)  # its place in the queue
    cancel_asked = models.BooleanField(default=False)
    created_at = models.DateTimeField("yêu cầu lúc", auto_now_add=True)
    started_at = models.DateTimeField("bắt đầu lúc", null=True, blank=True)
    finished_at = models.DateTimeField("kết thúc lúc", null=True, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = "việc chạy nền"
        verbose_name_plural = "việc chạy nền"
        constraints = [models.CheckConstraint(name="job_done_counted", condition=Q(done__gte=0))]
        indexes = [models.Index(fields=["owner", "-created_at"], name="job_by_owner")]

    def __str__(self) -> str:
        return self.title


class Beat(models.Model):
    """A sign of life of one worker process, and of the job it is at."""

    worker = models.CharField(max_length=100, primary_key=True)
    seen_at = models.DateTimeField()
    job = models.ForeignKey(Job, models.SET_NULL, null=True, blank=True, related_name="beats")

    class Meta:
        verbose_name = "nhịp của tiến trình nền"
        verbose_name_plural = "nhịp của tiến trình nền"

    def __str__(self) -> str:
        return self.worker
