"""What did an agency file, in which version, and who may read it?"""

import uuid
from typing import Self

from django.db import models
from django.db.models import F, Q

from agencies import roles
from agencies.models import Agency, Chain, Tier, User, on_day
from reports import codes, signatures
from reports.models.editions import Indicator, SectionTemplate
from reports.models.periods import Period
from reports.workflow import LABELS, Status

SENT = (Status.SUBMITTED, Status.RETURNED, Status.APPROVED)  # the province has had it in hands at least once


class ReportSet(models.QuerySet["Report"]):
    def visible_to(self, user: User) -> Self:
        """The reports whose existence a person may know of; versions are narrowed further (Version.readable_by)."""
        rights = roles.rights(user)
        if rights.whole_province:
            return self
        stood_there = on_day(F("period__ends_on"), prefix="agency__placements__")
        seen = Q(agency__in=rights.agencies)
        if rights.districts_read:
            seen |= Q(agency__placements__parent__in=rights.districts_read) & stood_there
        if rights.leads:
            seen |= Q(
                agency__tier=Tier.PROVINCE,
                period__edition__appendices__indicators__lead__in=rights.leads,
            )
        return self.filter(pk__in=Report.objects.filter(seen).values("pk"))

    def opened(self) -> Self:
        return self.exclude(period__state=Period.State.PLANNED)


class Report(models.Model):
    """One agency's report for one period (báo cáo). Its figures belong to its versions."""

    period = models.ForeignKey(Period, models.PROTECT, related_name="reports", verbose_name="kỳ báo cáo")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="reports", verbose_name="cơ quan")
    chain = models.OneToOneField(Chain, models.PROTECT, related_name="report", editable=False)
    # Found once when the period opens: the report before this one, and the earlier one of the same year-to-date run.
    previous = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+", editable=False)
    earlier = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+", editable=False)
    # The version being worked on, the approved one in force, and the one that was sent last (provisional figures).
    current = models.ForeignKey("Version", models.PROTECT, null=True, related_name="+", editable=False)
    official = models.ForeignKey("Version", models.PROTECT, null=True, blank=True, related_name="+", editable=False)
    sent = models.ForeignKey("Version", models.PROTECT, null=True, blank=True, related_name="+", editable=False)
    # Set by the demonstration: the figures were invented, and every page that shows them says so.
    illustrative = models.BooleanField("dữ liệu minh họa", default=False, editable=False)

    objects = ReportSet.as_manager()

    class Meta:
        verbose_name = "báo cáo"
        verbose_name_plural = "báo cáo"
        constraints = [models.UniqueConstraint(fields=["period", "agency"], name="report_once")]

    def __str__(self) -> str:
        return f"{self.agency} – {self.period}"


class VersionSet(models.QuerySet["Version"]):
    def readable_by(self, user: User) -> Self:
        """Own versions in any state; those of others once they were sent."""
        rights = roles.rights(user)
        own = Q(report__agency__in=rights.agencies)
        if rights.leads:
            own |= Q(report__agency__tier=Tier.PROVINCE)
        return self.filter(report__in=Report.objects.visible_to(user)).filter(own | Q(sent_at__isnull=False))


class Version(models.Model):
    """One version of a report: its state, its figures, its paper. A correction after approval is the next version."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="versions", verbose_name="báo cáo")
    number = models.PositiveSmallIntegerField("phiên bản", default=1)
    status = models.CharField(
        "tình trạng", max_length=10, choices=[(s.value, LABELS[s]) for s in Status], default=Status.DRAFT.value
    )
    revision = models.PositiveIntegerField(default=0)  # grows with every action; a form made before it is stale
    data_as_of = models.DateField("số liệu đến ngày", null=True, blank=True)
    document_number = models.CharField("số văn bản", max_length=60, blank=True)
    document_date = models.DateField("ngày văn bản", null=True, blank=True)
    signer_name = models.CharField("người ký", max_length=150, blank=True)
    signer_title = models.CharField("chức vụ người ký", max_length=150, blank=True)
    prepared_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    prepared_at = models.DateTimeField(null=True, blank=True)
    signed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    sent_at = models.DateTimeField("gửi lúc", null=True, blank=True)
    late = models.BooleanField("gửi muộn", default=False)
    taken_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    taken_at = models.DateTimeField(null=True, blank=True)
    round = models.PositiveSmallIntegerField("lần trả lại", default=0)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField("lý do", blank=True)  # of the last decline, return or reopening
    # Set by the approval, over what was approved (reports.codes); the code stands on every paper of the version.
    digest = models.CharField(max_length=64, blank=True, editable=False)
    code = models.CharField("mã xác nhận", max_length=12, blank=True, editable=False)
    # Of the province's own report: the digest of the official totals as they were when it was approved.
    totals = models.CharField(max_length=64, blank=True, editable=False)
    # What the places in its texts and papers say, set by the sending and gone with a return (reports.wording); null:
    # they follow the figures.
    words = models.JSONField(null=True, editable=False)
    filled = models.PositiveSmallIntegerField(default=0)
    required = models.PositiveSmallIntegerField(default=0)
    errors = models.PositiveSmallIntegerField(default=0)
    warnings = models.PositiveSmallIntegerField(default=0)

    objects = VersionSet.as_manager()

    class Meta:
        verbose_name = "phiên bản báo cáo"
        verbose_name_plural = "phiên bản báo cáo"
        constraints = [
            models.UniqueConstraint(fields=["report", "number"], name="version_number_once"),
            models.UniqueConstraint(fields=["report"], condition=~Q(status="approved"), name="version_one_in_work"),
            models.UniqueConstraint(fields=["code"], condition=~Q(code=""), name="version_code_once"),
            models.CheckConstraint(name="version_status_known", condition=Q(status__in=[s.value for s in Status])),
            models.CheckConstraint(
                name="version_sent_has_signer",
                condition=Q(sent_at__isnull=True) | Q(signed_by__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["status", "sent_at"], name="version_by_status")]

    def __str__(self) -> str:
        return f"{self.report} (phiên bản {self.number})"

    @property
    def shown_code(self) -> str:
        return codes.shown(self.code)

    @property
    def status_label(self) -> str:
        return LABELS[Status(self.status)]

    @property
    def is_out(self) -> bool:
        """Whether it is in the province's hands. Until then number, day and signer are those of an earlier sending."""
        return self.status in (Status.SUBMITTED, Status.APPROVED)


class Figure(models.Model):
    """One cell (số liệu). The row of a rate holds its two parts, so that a roll-up is one grouped query."""

    version = models.ForeignKey(Version, models.PROTECT, related_name="figures")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="+", db_index=False)
    state = models.CharField(max_length=12, default="missing")
    value = models.DecimalField(max_digits=15, decimal_places=4, null=True)
    numerator = models.DecimalField(max_digits=19, decimal_places=4, null=True)
    denominator = models.DecimalField(max_digits=19, decimal_places=4, null=True)
    base = models.DecimalField(max_digits=15, decimal_places=4, null=True)  # the 2015 base of a "since 2015" rate
    typed = models.CharField(max_length=200, blank=True)
    note = models.CharField(max_length=1000, blank=True)
    revision = models.PositiveIntegerField(default=0)
    # The measure that filled the cell ("dossiers.resolved"); "" once a person has typed. Beside it what that register
    # counted when it was asked last, whoever filled the cell: it stays as it is from the day the version is sent.
    filled_from = models.CharField(max_length=60, blank=True)
    measured = models.DecimalField(max_digits=15, decimal_places=4, null=True)

    class Meta:
        verbose_name = "số liệu"
        verbose_name_plural = "số liệu"
        constraints = [
            models.UniqueConstraint(fields=["version", "indicator"], name="figure_once"),
            models.CheckConstraint(
                name="figure_state_known", condition=Q(state__in=["reported", "none", "out_of_scope", "missing"])
            ),
            # The upper bound also refuses NaN, which PostgreSQL sorts above every number.
            models.CheckConstraint(
                name="figure_value_bounded",
                condition=Q(value__isnull=True) | (Q(value__gte=0) & Q(value__lt=10**11)),
            ),
            models.CheckConstraint(
                name="figure_base_bounded",
                condition=Q(base__isnull=True) | (Q(base__gte=0) & Q(base__lt=10**11)),
            ),
            models.CheckConstraint(
                name="figure_measured_bounded",
                condition=Q(measured__isnull=True) | (Q(measured__gte=0) & Q(measured__lt=10**11)),
            ),
            models.CheckConstraint(
                name="figure_parts_together",
                condition=Q(numerator__isnull=True, denominator__isnull=True)
                | Q(numerator__isnull=False, denominator__isnull=False, denominator__gte=0, denominator__lt=10**14),
            ),
            # What was saved since 2015 may be less than nothing.
            models.CheckConstraint(
                name="figure_numerator_bounded",
                condition=Q(numerator__isnull=True) | (Q(numerator__gt=-(10**14)) & Q(numerator__lt=10**14)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id}: {self.value}"


class SectionText(models.Model):
    """What a version says under one heading of the narrative."""

    version = models.ForeignKey(Version, models.PROTECT, related_name="texts")
    section = models.ForeignKey(SectionTemplate, models.PROTECT, related_name="+")
    text = models.TextField(blank=True)
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "nội dung thuyết minh"
        verbose_name_plural = "nội dung thuyết minh"
        constraints = [models.UniqueConstraint(fields=["version", "section"], name="section_text_once")]

    def __str__(self) -> str:
        return f"{self.section_id}"


class Explanation(models.Model):
    """Why a warning is right all the same (giải trình). It holds only while the warning says the same."""

    version = models.ForeignKey(Version, models.PROTECT, related_name="explanations")
    problem = models.CharField(max_length=200)
    fingerprint = models.CharField(max_length=64)
    text = models.CharField(max_length=1000)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = "giải trình"
        verbose_name_plural = "giải trình"
        constraints = [models.UniqueConstraint(fields=["version", "problem"], name="explanation_once")]

    def __str__(self) -> str:
        return self.problem


class Attachment(models.Model):
    """A file of a version, such as the signed PDF. On disk it is named by its key, never by what it was called."""

    key = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.ForeignKey(Version, models.PROTECT, related_name="attachments")
    name = models.CharField("tên tệp", max_length=255)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    signing = models.JSONField(default=dict, editable=False)  # what was found of them (reports.signatures)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "tệp đính kèm"
        verbose_name_plural = "tệp đính kèm"

    def __str__(self) -> str:
        return self.name

    @property
    def signed(self) -> signatures.Verdict:
        return signatures.verdict(self.signing)
