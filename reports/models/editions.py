"""What does a form ask, in which edition?"""

from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from reports import catalogue

KINDS = [(kind.value, name) for kind, name in catalogue.KIND_NAMES.items()]
ROLLUPS = [(rollup.value, name) for rollup, name in catalogue.ROLLUP_NAMES.items()]
SEVERITIES = [(severity.value, name) for severity, name in catalogue.SEVERITY_NAMES.items()]


class EditionSet(models.QuerySet["FormEdition"]):
    def with_use(self) -> Self:
        """Adds ``used``: whether a period uses the edition."""
        from reports.models.periods import Period

        return self.annotate(used=Exists(Period.objects.filter(edition=OuterRef("pk"))))

    def free(self) -> Self:
        """Those that may still change."""
        return self.filter(periods__isnull=True)


class FormEdition(models.Model):
    """One edition of the form (bộ biểu). It cannot change once a period uses it: clone it to change it."""

    code = models.CharField("ký hiệu", max_length=60, unique=True)
    name = models.CharField("tên bộ biểu", max_length=300)
    legal_source = models.CharField("căn cứ", max_length=300, blank=True)
    issued_on = models.DateField("ngày ban hành", null=True, blank=True)
    # Grows with every change of the edition or its rows: parsed editions are remembered under it.
    stamp = models.PositiveIntegerField(default=1, editable=False)

    objects = EditionSet.as_manager()

    class Meta:
        verbose_name = "bộ biểu"
        verbose_name_plural = "bộ biểu"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.code

    @property
    def in_use(self) -> bool:
        return self.periods.exists()


class Appendix(models.Model):
    """One table of the form (phụ lục), known by its printed number."""

    edition = models.ForeignKey(FormEdition, models.CASCADE, related_name="appendices", verbose_name="bộ biểu")
    number = models.PositiveSmallIntegerField("số phụ lục")
    title = models.CharField("tên đầy đủ", max_length=300)
    short_title = models.CharField("tên gọn", max_length=80)

    class Meta:
        verbose_name = "phụ lục"
        verbose_name_plural = "phụ lục"
        ordering = ["edition", "number"]
        constraints = [models.UniqueConstraint(fields=["edition", "number"], name="appendix_number_once")]

    def __str__(self) -> str:
        return f"Phụ lục {self.number}"


class Indicator(models.Model):
    """One row of an appendix (chỉ tiêu): label, kind, formula, roll-up, who fills it, help."""

    appendix = models.ForeignKey(Appendix, models.CASCADE, related_name="indicators", verbose_name="phụ lục")
    code = models.CharField("mã chỉ tiêu", max_length=20)
    position = models.PositiveSmallIntegerField("thứ tự")
    label = models.CharField("chỉ tiêu", max_length=500)
    unit = models.CharField("đơn vị tính", max_length=60, blank=True)
    kind = models.CharField("loại", max_length=10, choices=KINDS)
    choices = models.CharField("các lựa chọn", max_length=300, blank=True, help_text="Ví dụ: 0=Không|1=Có")
    formula = models.CharField("công thức", max_length=400, blank=True, help_text="Ví dụ: 2.2 / 2.1")
    rollup = models.CharField("cách tổng hợp", max_length=10, choices=ROLLUPS, blank=True)
    lead = models.CharField("mã cơ quan chủ trì", max_length=20, blank=True)
    own = models.BooleanField("đơn vị tự báo cáo", default=True)
    tiers = models.CharField("cấp phải báo cáo", max_length=60, blank=True, help_text="Để trống: mọi cấp")
    source = models.CharField("nguồn tự điền", max_length=60, blank=True)
    cumulative = models.BooleanField("lũy kế từ đầu năm", default=False)
    bold = models.BooleanField("in đậm", default=False)
    italic = models.BooleanField("in nghiêng", default=False)
    italic_from = models.CharField(
        "nghiêng từ", max_length=60, blank=True, help_text="Những chữ bắt đầu phần in nghiêng ở cuối tên chỉ tiêu"
    )
    help = models.TextField("hướng dẫn", blank=True)
    legal_source = models.CharField("căn cứ", max_length=300, blank=True)
    remark = models.TextField("ghi chú về biểu", blank=True)

    class Meta:
        verbose_name = "chỉ tiêu"
        verbose_name_plural = "chỉ tiêu"
        ordering = ["appendix", "position"]
        constraints = [
            models.UniqueConstraint(fields=["appendix", "code"], name="indicator_code_once"),
            models.CheckConstraint(name="indicator_kind_known", condition=Q(kind__in=[k for k, _ in KINDS])),
        ]

    def __str__(self) -> str:
        return f"{self.code}. {self.label}"


class CheckRule(models.Model):
    """One check of an edition, as data: an expression that must hold, how grave it is and why it exists."""

    edition = models.ForeignKey(FormEdition, models.CASCADE, related_name="rules", verbose_name="bộ biểu")
    code = models.CharField("mã kiểm tra", max_length=20)
    position = models.PositiveSmallIntegerField("thứ tự")
    expression = models.CharField(
        "điều kiện", max_length=500, blank=True, help_text="Để trống với các kiểm tra được lập trình sẵn"
    )
    severity = models.CharField("mức độ", max_length=10, choices=SEVERITIES)
    reason = models.CharField("lý do", max_length=500, blank=True)

    class Meta:
        verbose_name = "quy tắc kiểm tra"
        verbose_name_plural = "quy tắc kiểm tra"
        ordering = ["edition", "position"]
        constraints = [models.UniqueConstraint(fields=["edition", "code"], name="check_code_once")]

    def __str__(self) -> str:
        return self.code


class SectionTemplate(models.Model):
    """One heading of the narrative (mục thuyết minh); some only group the ones below them."""

    edition = models.ForeignKey(FormEdition, models.CASCADE, related_name="sections", verbose_name="bộ biểu")
    code = models.CharField("mã mục", max_length=20)
    position = models.PositiveSmallIntegerField("thứ tự")
    title = models.CharField("tên mục", max_length=300)
    level = models.PositiveSmallIntegerField("bậc", default=1)
    takes_text = models.BooleanField("có nội dung", default=True)
    hint = models.CharField("gợi ý", max_length=500, blank=True)

    class Meta:
        verbose_name = "mục thuyết minh"
        verbose_name_plural = "mục thuyết minh"
        ordering = ["edition", "position"]
        constraints = [models.UniqueConstraint(fields=["edition", "code"], name="section_code_once")]

    def __str__(self) -> str:
        return f"{self.code}. {self.title}"
