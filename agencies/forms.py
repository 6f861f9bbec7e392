"""What may be typed about people and their roles, and into the login pages?"""

import contextlib
import datetime
from typing import Any

from django import forms
from django.contrib.auth import forms as auth_forms
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.utils import formats

from agencies import services
from agencies.models import Agency, Membership, Tier, User

_VERBS = {"add": "thêm", "change": "sửa", "delete": "xóa", "view": "xem"}


def is_key(text: str) -> bool:
    """Whether a text could be the key of a row: Django compares others all the same, which is an error."""
    return text.isascii() and text.isdigit() and len(text) < 19


class Choices(forms.ModelMultipleChoiceField):
    """Rows chosen by their keys; what can be no key is no choice, and no question to the database."""

    def clean(self, value: Any) -> Any:
        for key in value if isinstance(value, list | tuple) else ():
            if not is_key(str(key)):
                raise forms.ValidationError(
                    self.error_messages["invalid_pk_value"], code="invalid_pk_value", params={"pk": str(key)[:20]}
                )
        return super().clean(value)


class Permissions(Choices):
    """Permissions by the Vietnamese names of what they are about: the database stores them in English."""

    def label_from_instance(self, obj: Permission) -> str:
        verb, _, _ = obj.codename.partition("_")
        return f"{obj.content_type.name}: {_VERBS.get(verb, obj.name)}"


def permissions(models: Any) -> Any:
    """The permissions over some models, in the order of a page."""
    types = ContentType.objects.get_for_models(*models).values()
    return (
        Permission.objects.filter(content_type__in=types).select_related("content_type").order_by("content_type", "pk")
    )


class WithReason(forms.ModelForm):
    """A change of an account or a right may say why; the reason goes into the log."""

    note = forms.CharField(
        label="Lý do", required=False, max_length=300, help_text="Ghi vào nhật ký, ví dụ số quyết định."
    )


class NewUserForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ("username", "full_name", "email", "is_staff")

    def clean_username(self) -> str:
        return User.normalize_username(self.cleaned_data["username"])


class UserForm(WithReason):
    class Meta:
        model = User
        fields = ("full_name", "email", "is_active", "is_staff", "is_superuser", "groups", "user_permissions")


class GrantForm(WithReason):
    """A new role. Without a first day it begins today."""

    class Meta:
        model = Membership
        fields = ("user", "agency", "role", "valid_from", "valid_to")
        help_texts = {"valid_from": "Để trống: từ hôm nay.", "valid_to": "Để trống: đến khi kết thúc."}


class EndForm(WithReason):
    """The end of a role that is held."""

    class Meta:
        model = Membership
        fields = ("valid_to",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "valid_to" in self.fields:
            self.fields["valid_to"].required = True
            self.fields["valid_to"].help_text = "Ngày cuối cùng còn giữ vai trò; để gỡ ngay, ghi ngày hôm qua."


class GroupForm(forms.ModelForm):
    class Meta:
        model = Group
        fields = ("name", "permissions")


# --- login ---


class LoginForm(auth_forms.AuthenticationForm):
    """Account names in any case and with blanks around; passwords exactly as typed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = "Tên đăng nhập"


class PasswordForm(auth_forms.PasswordChangeForm):
    """A person's own new password; saving ends all their other sessions."""

    def clean_new_password1(self) -> str:
        new = self.cleaned_data["new_password1"]
        if self.user.check_password(new):
            raise forms.ValidationError("Mật khẩu mới phải khác mật khẩu hiện tại.")
        return new

    def save(self, commit: bool = True) -> User:
        services.change_password(self.user, self.cleaned_data["new_password1"], by=self.user)
        return self.user


# --- days and lists ---

DAY = {"invalid": "Ngày ghi theo kiểu ngày/tháng/năm, ví dụ 14/6/2024."}


class DayInput(forms.DateInput):
    """Shows a day as it is shown everywhere else ("14/6/2024"), also one that an address gives as 2024-06-14.

    What could not be read stays as it was typed.
    """

    def format_value(self, value: object) -> str:
        with contextlib.suppress(ValueError):
            value = datetime.date.fromisoformat(value) if isinstance(value, str) else value
        return formats.date_format(value) if isinstance(value, datetime.date) else str(value or "")


def day_field(label: str, *, required: str = "", help_text: str = "") -> forms.DateField:
    """A date as it is written in Vietnam; the browser's own date field would follow the language of the browser."""
    return forms.DateField(
        label=label,
        required=bool(required),
        help_text=help_text,
        error_messages=DAY | {"required": required},
        widget=DayInput(attrs={"placeholder": "ngày/tháng/năm", "autocomplete": "off"}),
    )


class AgencyFilter(forms.Form):
    """What narrows the list of agencies; everything may be left empty."""

    q = forms.CharField(label="Tìm theo tên hoặc mã", required=False, max_length=100)
    tier = forms.ChoiceField(label="Cấp", required=False, choices=[("", "Tất cả"), *Tier.choices])
    day = day_field("Tồn tại vào ngày")

    def narrowed(self) -> Any:
        """The agencies that fit; those of a condition that cannot be read are left out of it."""
        said = self.cleaned_data if self.is_valid() else getattr(self, "cleaned_data", {})
        found = Agency.objects.named(said.get("q") or "")
        if said.get("tier"):
            found = found.filter(tier=said["tier"])
        if said.get("day"):
            found = found.on(said["day"])
        return found
