"""What is stored about agencies and people, and which rows may somebody see?"""

import datetime
from collections import Counter
from collections.abc import Iterable
from typing import Any, Self

from django.contrib.auth.models import AbstractUser, UserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q, Value
from django.utils import timezone
from django.utils.crypto import salted_hmac

from agencies import names


class Tier(models.TextChoices):
    PROVINCE = "province", "Cấp tỉnh"
    DEPARTMENT = "department", "Sở, ban, ngành"
    DISTRICT = "district", "Cấp huyện"
    COMMUNE = "commune", "Cấp xã"


class Role(models.TextChoices):
    REPORTER = "reporter", "Người lập báo cáo"
    SIGNER = "signer", "Người ký"
    REVIEWER = "reviewer", "Người thẩm định"
    VIEWER = "viewer", "Người xem"


def on_day(day: datetime.date | F | Value, prefix: str = "") -> Q:
    """The condition that a dated row holds on a day (or on the day in another column); an open end holds for ever."""
    start, end = f"{prefix}valid_from", f"{prefix}valid_to"
    return (Q(**{f"{start}__isnull": True}) | Q(**{f"{start}__lte": day})) & (
        Q(**{f"{end}__isnull": True}) | Q(**{f"{end}__gte": day})
    )


def in_span(starts_on: datetime.date, ends_on: datetime.date) -> Q:
    """The condition that a dated row holds on at least one day of a span (both ends included)."""
    return (Q(valid_from__isnull=True) | Q(valid_from__lte=ends_on)) & (
        Q(valid_to__isnull=True) | Q(valid_to__gte=starts_on)
    )


class Dated(models.Model):
    """A row that holds from one day to another, both included; empty means "since ever" or "until further notice"."""

    valid_from = models.DateField("từ ngày", null=True, blank=True)
    valid_to = models.DateField("đến ngày", null=True, blank=True)

    class Meta:
        abstract = True

    def holds_on(self, day: datetime.date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)

    def clean(self) -> None:
        super().clean()
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            raise ValidationError({"valid_to": "Ngày kết thúc phải bằng hoặc sau ngày bắt đầu."})


def _ordered_dates(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        name=name,
        condition=Q(valid_from__isnull=True) | Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
    )


def _once_from(*fields: str, name: str) -> list[models.UniqueConstraint]:
    """No two rows of the same fields start on the same day, open starts included (SQLite has no NULLS NOT DISTINCT)."""
    return [
        models.UniqueConstraint(fields=[*fields, "valid_from"], name=name),
        models.UniqueConstraint(fields=[*fields], condition=Q(valid_from__isnull=True), name=f"{name}_ever"),
    ]


class UserAccounts(UserManager):
    def get_by_natural_key(self, username: str | None) -> "User":  # type: ignore[override]
        return super().get_by_natural_key(self.model.normalize_username(username or ""))  # type: ignore[return-value]

    def _create_user_object(self, username: str, email: str | None, password: str | None, **more: Any) -> "User":
        password = password and names.composed(password)
        return super()._create_user_object(username, email, password, **more)  # type: ignore[misc]


class User(AbstractUser):
    """A person with an account. Rights come from memberships, never from the account."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    full_name = models.CharField("họ và tên", max_length=150)
    must_change_password = models.BooleanField("phải đổi mật khẩu khi đăng nhập", default=False)
    session_epoch = models.PositiveIntegerField(default=0, editable=False)  # one more ends every session there is

    objects = UserAccounts()  # type: ignore[misc]
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        verbose_name = "người dùng"
        verbose_name_plural = "người dùng"

    def __str__(self) -> str:
        return self.full_name or self.username

    def get_full_name(self) -> str:
        return self.full_name or self.username

    def get_short_name(self) -> str:
        return self.full_name.split(" ")[-1] if self.full_name else self.username

    def told_apart(self) -> str:
        return f"{self} ({self.username})"

    def clean(self) -> None:
        super().clean()
        self.full_name = names.nfc(self.full_name)

    @classmethod
    def normalize_username(cls, username: str) -> str:
        """People type their account name in any case; it is stored in lower case."""
        return names.nfc(super().normalize_username(username)).lower()

    # One keyboard sends "ế" as one character and another as three; both must open the same door.
    def set_password(self, raw_password: str | None) -> None:
        super().set_password(raw_password and names.composed(raw_password))

    def check_password(self, raw_password: str | None) -> bool:
        return super().check_password(raw_password and names.composed(raw_password))

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Django compares this with what a session remembers; without the epoch, a session that slept while its
        account was shut would wake up when the account is opened again."""
        said = f"{self.session_epoch}.{self.password}"
        return salted_hmac("agencies.User.session", said, secret=secret, algorithm="sha256").hexdigest()


class Session(AbstractBaseSession):
    """A login as long as it lasts. Whose it is stands in a column, so that one question reads both."""

    # A copy of what the signed content says, and never believed alone. A constraint would make Django try for ever to
    # write the session of somebody who is gone: it takes the error for a key that is taken.
    account = models.ForeignKey(User, models.CASCADE, null=True, related_name="sessions", db_constraint=False)


class AgencySet(models.QuerySet["Agency"]):
    def on(self, day: datetime.date) -> Self:
        return self.filter(on_day(day))

    def in_span(self, starts_on: datetime.date, ends_on: datetime.date) -> Self:
        return self.filter(in_span(starts_on, ends_on))

    def named(self, text: str) -> Self:
        """Names and codes with words that begin like every word of a search, accents and tone spelling ignored."""
        found = self
        for word in names.words(text):
            found = found.filter(search_text__contains=f" {word}")
        return found

    def count_by_tier(self) -> list[tuple[str, int]]:
        """How many of each tier, from the province down, by the tier's name; tiers without any are left out."""
        counts = dict(self.order_by().values_list("tier").annotate(models.Count("pk")))
        return [(tier.label, counts[tier]) for tier in Tier if tier in counts]

    def under(self, agency: "Agency", day: datetime.date) -> Self:
        """The agency and what stood directly below it on a day; for the province, everything."""
        if agency.tier == Tier.PROVINCE:
            return self.all()
        below = Placement.objects.filter(on_day(day), parent=agency).values("agency")
        return self.filter(Q(pk=agency.pk) | Q(pk__in=below))


class Agency(Dated):
    """One body with one name and one tier. A renamed, merged or split body is a new row, linked by a Succession."""

    code = models.CharField("mã", max_length=20)
    code_scheme = models.CharField("bảng mã", max_length=40, default="GSO")
    name = models.CharField("tên cơ quan", max_length=200)
    short_name = models.CharField("tên viết tắt", max_length=60, blank=True)
    document_code = models.CharField(
        "ký hiệu văn bản", max_length=40, blank=True, help_text="Phần sau BC- của số báo cáo, ví dụ SKHĐT."
    )
    tier = models.CharField("cấp", max_length=20, choices=Tier.choices)
    kind = models.CharField("loại hình", max_length=60, blank=True)
    source = models.CharField("nguồn", max_length=300, blank=True)
    search_text = models.CharField(max_length=400, editable=False, default="")

    objects = AgencySet.as_manager()

    class Meta:
        verbose_name = "cơ quan, đơn vị"
        verbose_name_plural = "cơ quan, đơn vị"
        ordering = ["pk"]
        constraints = [
            *_once_from("code", name="agency_code_once"),
            models.CheckConstraint(name="agency_tier_known", condition=Q(tier__in=Tier.values)),
            _ordered_dates("agency_dates_ordered"),
        ]

    def __str__(self) -> str:
        return self.name

    def told_apart(self) -> str:
        """The name with what tells two communes of one name apart; reads all placements, so prefetch them for lists."""
        parents = dict.fromkeys(str(placement.parent) for placement in self.placements.all())
        return f"{self.name} ({', '.join([self.code, *parents])})"

    def save(self, **kwargs) -> None:
        self.name = names.nfc(self.name)
        self.search_text = " " + names.fold(f"{self.name} {self.short_name} {self.code}")[:399]
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "name", "search_text"}
        super().save(**kwargs)


class Placement(Dated):
    """Where an agency stands in the tree, and from when to when."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="placements", verbose_name="cơ quan")
    parent = models.ForeignKey(Agency, models.PROTECT, related_name="children", verbose_name="cơ quan cấp trên")

    class Meta:
        verbose_name = "vị trí trong cây tổ chức"
        verbose_name_plural = "vị trí trong cây tổ chức"
        constraints = [
            *_once_from("agency", name="placement_once"),
            models.UniqueConstraint(
                fields=["agency"], condition=Q(valid_to__isnull=True), name="placement_one_open_end"
            ),
            models.CheckConstraint(name="placement_not_itself", condition=~Q(agency=F("parent"))),
            _ordered_dates("placement_dates_ordered"),
        ]

    def __str__(self) -> str:
        return f"{self.agency} thuộc {self.parent}"

    def clean(self) -> None:
        super().clean()
        others = Placement.objects.filter(agency_id=self.agency_id).exclude(pk=self.pk)
        span = in_span(self.valid_from or datetime.date.min, self.valid_to or datetime.date.max)
        if self.agency_id and others.filter(span).exists():
            raise ValidationError("Khoảng thời gian này chồng lên một vị trí khác của cùng cơ quan.")


def names_apart(agencies: Iterable[Agency], day: datetime.date) -> dict[int, str]:
    """The names of agencies by key; those that share one have the name of the agency above them on a day behind it."""
    agencies = list(agencies)
    times = Counter(agency.name for agency in agencies)
    twins = [agency.pk for agency in agencies if times[agency.name] > 1]
    placed = Placement.objects.filter(on_day(day), agency__in=twins) if twins else Placement.objects.none()
    above = dict(placed.values_list("agency", "parent__name"))
    return {
        agency.pk: f"{agency.name} ({above[agency.pk]})" if above.get(agency.pk) else agency.name for agency in agencies
    }


class Succession(models.Model):
    """What became of an agency: a rename, a merger, a split. Partial when only a part of it went there."""

    class Kind(models.TextChoices):
        RENAME = "rename", "Đổi tên, đổi loại hình"
        MERGER = "merger", "Hợp nhất, sáp nhập"
        SPLIT = "split", "Chia, tách"

    predecessor = models.ForeignKey(Agency, models.PROTECT, related_name="successors", verbose_name="cơ quan cũ")
    successor = models.ForeignKey(Agency, models.PROTECT, related_name="predecessors", verbose_name="cơ quan mới")
    kind = models.CharField("hình thức", max_length=10, choices=Kind.choices)
    partial = models.BooleanField("chỉ một phần", default=False)
    on = models.DateField("ngày có hiệu lực")
    basis = models.CharField("căn cứ", max_length=200, blank=True)

    class Meta:
        verbose_name = "kế thừa"
        verbose_name_plural = "kế thừa"
        constraints = [
            models.UniqueConstraint(fields=["predecessor", "successor", "on"], name="succession_once"),
            models.CheckConstraint(name="succession_not_itself", condition=~Q(predecessor=F("successor"))),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor}"


class MembershipSet(models.QuerySet["Membership"]):
    def on(self, day: datetime.date | Value) -> Self:
        return self.filter(on_day(day))

    def today(self) -> Self:
        return self.on(timezone.localdate())


class Membership(Dated):
    """What a person may do for an agency, and from when to when."""

    user = models.ForeignKey(User, models.PROTECT, related_name="memberships", verbose_name="người dùng")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="memberships", verbose_name="cơ quan")
    role = models.CharField("vai trò", max_length=20, choices=Role.choices)

    objects = MembershipSet.as_manager()

    class Meta:
        verbose_name = "phân công"
        verbose_name_plural = "phân công"
        constraints = [
            *_once_from("user", "agency", "role", name="membership_once"),
            models.CheckConstraint(name="membership_role_known", condition=Q(role__in=Role.values)),
            _ordered_dates("membership_dates_ordered"),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()} của {self.agency}"

    def clean(self) -> None:
        super().clean()
        same = Membership.objects.filter(user_id=self.user_id, agency_id=self.agency_id, role=self.role)
        span = in_span(self.valid_from or datetime.date.min, self.valid_to or datetime.date.max)
        if same.exclude(pk=self.pk).filter(span).exists():
            raise ValidationError("Người này đã giữ vai trò đó trong một phần của khoảng thời gian này.")


class Chain(models.Model):
    """The head of one append-only log: one a report and one a register, so that writers of two never wait."""

    name = models.CharField("chuỗi", max_length=80, unique=True)
    length = models.PositiveBigIntegerField(default=0)
    head = models.CharField(max_length=64, default="")

    def __str__(self) -> str:
        return self.name


class Event(models.Model):
    """One change: who, when, what, from, to, why. Only agencies.log writes it; the database refuses to alter it."""

    chain = models.ForeignKey(Chain, models.PROTECT, related_name="events", verbose_name="chuỗi")
    number = models.PositiveBigIntegerField("số")
    at = models.DateTimeField("thời điểm")
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="tài khoản")
    by_name = models.CharField("người thực hiện", max_length=150)
    action = models.CharField("việc", max_length=40)
    subject = models.CharField("đối tượng", max_length=120)
    before = models.JSONField("trước", null=True)
    after = models.JSONField("sau", null=True)
    note = models.TextField("lý do", blank=True)
    previous = models.CharField("mã sự kiện trước", max_length=64, blank=True)
    digest = models.CharField("mã sự kiện", max_length=64)

    class Meta:
        verbose_name = "sự kiện"
        verbose_name_plural = "nhật ký"
        constraints = [models.UniqueConstraint(fields=["chain", "number"], name="event_number_once")]

    def __str__(self) -> str:
        return f"{self.chain} #{self.number}"
