"""Agencies, people, rights and the log in the administration: who may change what, and where is it written down?

Whoever works here needs staff access and the permission of each model. No permission of these pages gives a right over
any report; those come from memberships, and nobody can give one to themselves.
"""

from collections.abc import Mapping
from typing import Any

from django.contrib import admin, messages
from django.contrib.auth import admin as _registers_groups  # noqa: F401 (unregistering comes after)
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone

from agencies import forms, log, resources, services
from agencies.models import Agency, Event, Membership, Placement, Succession, User
from agencies.register_admin import (
    LookOnly,
    RegisterAdmin,
    RegisterFilesAdmin,
    RegisterInline,
    ShortSearch,
    SoundQuestions,
    actor,
)

admin.site.unregister(Group)


# --- agencies ---


class PlacementInline(RegisterInline):
    model = Placement
    fk_name = "agency"
    fields = ("parent", "valid_from", "valid_to")
    autocomplete_fields = ("parent",)


class SuccessorInline(RegisterInline):
    model = Succession
    fk_name = "predecessor"
    fields = ("successor", "kind", "partial", "on", "basis")
    autocomplete_fields = ("successor",)
    verbose_name = verbose_name_plural = "cơ quan kế thừa"


class PredecessorInline(SuccessorInline):
    fk_name = "successor"
    fields = ("predecessor", "kind", "partial", "on", "basis")
    autocomplete_fields = ("predecessor",)
    verbose_name = verbose_name_plural = "cơ quan tiền thân"


@admin.register(Agency)
class AgencyAdmin(RegisterFilesAdmin):
    resource_classes = [resources.AgencyResource]
    list_display = ("code", "name", "tier", "parent", "valid_from", "valid_to")
    list_display_links = ("code", "name")
    list_filter = ("tier", "code_scheme")
    search_fields = ("search_text",)
    search_help_text = "Tên hoặc mã, không cần dấu"
    inlines = [PlacementInline, SuccessorInline, PredecessorInline]
    fields = (
        ("code", "code_scheme"),
        "name",
        ("short_name", "document_code"),
        ("tier", "kind"),
        ("valid_from", "valid_to"),
        "source",
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Agency]:
        return super().get_queryset(request).prefetch_related("placements__parent")

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        return queryset.named(search_term), False

    @admin.display(description="trực thuộc")
    def parent(self, agency: Agency) -> str:
        return "; ".join(str(placement.parent) for placement in agency.placements.all())

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and not (obj and services.has_history(obj))


@admin.register(Succession)
class SuccessionAdmin(RegisterAdmin):
    list_display = ("predecessor", "successor", "kind", "partial", "on", "basis")
    list_filter = ("kind", "partial", "on")
    list_select_related = ("predecessor", "successor")
    search_fields = ("predecessor__search_text", "successor__search_text", "basis")
    autocomplete_fields = ("predecessor", "successor")
    fields = ("predecessor", "successor", ("kind", "partial"), "on", "basis")


# --- people ---


class MembershipInline(RegisterInline):
    """The roles of a person: new ones are granted here, held ones are ended on their own page."""

    model = Membership
    fields = ("agency", "role", "valid_from", "valid_to")
    autocomplete_fields = ("agency",)
    can_delete = False
    show_change_link = True

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


# Permissions that Django makes and nothing here asks for.
IDLE = ("add_event", "change_event", "delete_event", "delete_user", "delete_membership")


def permission_field(widget: Any) -> forms.Permissions:
    """The permissions over what the administration shows."""
    found = forms.permissions(admin.site._registry).exclude(codename__in=IDLE)
    return forms.Permissions(queryset=found, widget=widget, required=False, label="Quyền")


class WithPermissions(RegisterAdmin):
    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_manytomany(db_field, request, **kwargs)
        if field and db_field.name in {"permissions", "user_permissions"}:
            return permission_field(field.widget)
        return field


@admin.register(User)
class UserAdmin(WithPermissions):
    list_display = ("username", "full_name", "roles", "is_active", "is_staff", "last_login")
    list_display_links = ("username", "full_name")
    list_filter = ("is_active", "is_staff", "memberships__role")
    search_fields = ("username", "full_name", "memberships__agency__search_text")
    ordering = ("username",)
    inlines = [MembershipInline]
    filter_horizontal = ("groups", "user_permissions")
    readonly_fields = ("username", "must_change_password", "last_login", "date_joined")
    change_form_template = "admin/agencies/user/change_form.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return super().get_queryset(request).prefetch_related("memberships__agency")

    @admin.display(description="vai trò hôm nay")
    def roles(self, user: User) -> str:
        today = timezone.localdate()
        held = [one for one in user.memberships.all() if one.holds_on(today)]
        return "; ".join(f"{one.get_role_display()} – {one.agency}" for one in held)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        return super().get_form(request, obj, change, form=forms.UserForm if obj else forms.NewUserForm, **kwargs)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        admits = actor(request).is_superuser
        if obj is None:
            return [(None, {"fields": ["username", "full_name", "email", *(["is_staff"] if admits else [])]})]
        rights = ("is_staff", "is_superuser", "groups", "user_permissions")
        return [
            (None, {"fields": ("username", "full_name", "email", "is_active")}),
            *([("Quyền trong trang quản trị", {"fields": rights})] if admits else []),
            ("Đăng nhập", {"fields": ("must_change_password", "last_login", "date_joined")}),
            ("Lý do thay đổi", {"fields": ("note",)}),
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.readonly_fields if obj else ()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # an account is shut, never deleted: the log names its person

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        data = form.cleaned_data
        if change:
            related = {name: data[name] for name in ("groups", "user_permissions") if name in data}
            services.change_user(obj, by=actor(request), related=related, note=data.get("note", ""))
            return
        made, password = services.create_user(
            obj.username, obj.full_name, by=actor(request), email=obj.email, staff=obj.is_staff
        )
        obj.__dict__.update(made.__dict__)
        obj.first_password = password  # type: ignore[attr-defined]

    def save_line(self, request: HttpRequest, row: Any) -> None:
        services.grant(
            row.user, row.agency, row.role, by=actor(request), valid_from=row.valid_from, valid_to=row.valid_to
        )

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: Any = None) -> HttpResponse:
        return self.tell_password(request, obj, obj.first_password, "Đã tạo tài khoản")

    def get_urls(self) -> list[URLPattern]:
        reset = self.admin_site.admin_view(self.reset_password)
        return [path("<int:pk>/password/", reset, name="agencies_user_reset_password"), *super().get_urls()]

    def reset_password(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Asks first; then shows the new password, once."""
        user = get_object_or_404(User, pk=pk)
        if not self.has_change_permission(request, user):
            raise PermissionDenied
        if request.method != "POST":
            return self.page(request, "reset_password.html", user, title="Đặt lại mật khẩu")
        try:
            password = services.reset_password(user, by=actor(request))
        except services.Refusal as refusal:
            messages.error(request, str(refusal))
            return redirect("admin:agencies_user_change", pk)
        return self.tell_password(request, user, password, "Đã đặt lại mật khẩu")

    def tell_password(self, request: HttpRequest, user: User, password: str, title: str) -> HttpResponse:
        return self.page(request, "password_told.html", user, title=title, password=password)

    def page(self, request: HttpRequest, template: str, user: User, **context: Any) -> HttpResponse:
        context |= {**self.admin_site.each_context(request), "opts": self.opts, "original": user}
        return TemplateResponse(request, f"admin/agencies/user/{template}", context)


@admin.register(Membership)
class MembershipAdmin(RegisterAdmin):
    list_display = ("user", "agency", "role", "valid_from", "valid_to")
    list_filter = ("role", "agency__tier")
    list_select_related = ("user", "agency")
    search_fields = ("user__username", "user__full_name", "agency__search_text")
    autocomplete_fields = ("user", "agency")
    fields = ("user", "agency", "role", "valid_from", "valid_to", "note")

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        return super().get_form(request, obj, change, form=forms.EndForm if obj else forms.GrantForm, **kwargs)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ("user", "agency", "role", "valid_from") if obj else ()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Membership, form: Any, change: bool) -> None:
        by, note = actor(request), form.cleaned_data["note"]
        if change:
            services.end_membership(obj, by=by, last_day=obj.valid_to, note=note)
        else:
            dates = {"valid_from": obj.valid_from, "valid_to": obj.valid_to}
            obj.pk = services.grant(obj.user, obj.agency, obj.role, by=by, note=note, **dates).pk


@admin.register(Group)
class GroupAdmin(WithPermissions):
    form = forms.GroupForm
    list_display = ("name",)
    search_fields = ("name",)
    filter_horizontal = ("permissions",)


# --- the log ---


def kept() -> dict[str, Any]:
    """The models that the subject of an event may name before its colon, by their names there."""
    pages = admin.site._registry.items()
    models: list[Any] = [model for model, page in pages if isinstance(page, RegisterAdmin)]
    return {str(model._meta.model_name): model for model in (*models, Placement)}


def labels(kind: str) -> dict[str, str]:
    """What the fields of a row are called on a page; an event about a person also names those of the role."""
    models = kept()
    ordered = [*models.values(), *([models[kind]] if kind in models else [])]
    return {
        field.name: str(field.verbose_name)
        for model in ordered
        for field in [*model._meta.fields, *model._meta.many_to_many]
    }


_OF_REPORTS = "report:"  # how the chains of reports begin; those of other apps are known to them alone
# What a chain is about, and which chains those are.
_CHAINS = {
    "register": ("Cơ quan, người dùng, kỳ, bộ biểu, thủ tục", Q(chain__name=log.REGISTER)),
    "reports": ("Báo cáo", Q(chain__name__startswith=_OF_REPORTS)),
    "dossiers": ("Hồ sơ TTHC", ~Q(chain__name=log.REGISTER) & ~Q(chain__name__startswith=_OF_REPORTS)),
}


class ChainKind(admin.SimpleListFilter):
    title = "chuỗi"
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(kind, label) for kind, (label, _) in _CHAINS.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Event]) -> QuerySet[Event]:
        return queryset.filter(_CHAINS[kind][1]) if (kind := self.value()) in _CHAINS else queryset


class ActionName(admin.SimpleListFilter):
    title = "việc"
    parameter_name = "action"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return sorted(log.LABELS.items(), key=lambda pair: pair[1])

    def queryset(self, request: HttpRequest, queryset: QuerySet[Event]) -> QuerySet[Event]:
        return queryset.filter(action=self.value()) if self.value() else queryset


@admin.register(Event)
class EventAdmin(LookOnly, SoundQuestions, ShortSearch, admin.ModelAdmin):
    """To be read only; the database refuses to alter or delete an event whoever asks."""

    list_display = ("at", "who", "what", "about", "note", "chain", "number")
    list_display_links = ("at", "what")
    list_filter = (ChainKind, "at", ActionName)
    list_select_related = ("chain", "by")
    list_per_page = 50
    show_full_result_count = False
    search_fields = ("subject__endswith", "by_name", "=chain__name")
    search_help_text = "Tên đăng nhập, mã cơ quan, người thực hiện hoặc tên chuỗi"
    ordering = ("-pk",)
    fields = ("at", "who", "what", "about", "note", "was", "became", "chain", "number", "previous", "digest")
    readonly_fields = ("who", "what", "about", "was", "became")

    @admin.display(description="người thực hiện", ordering="by_name")
    def who(self, event: Event) -> str:
        return f"{event.by_name} ({event.by.username})" if event.by else event.by_name

    @admin.display(description="việc", ordering="action")
    def what(self, event: Event) -> str:
        return log.LABELS.get(event.action, event.action)

    @admin.display(description="đối tượng", ordering="subject")
    def about(self, event: Event) -> str:
        kind, _, key = event.subject.partition(":")
        model = kept().get(kind)
        return f"{model._meta.verbose_name} {key}" if key and model else event.subject

    @admin.display(description="trước")
    def was(self, event: Event) -> str:
        return self._kept(event, event.before)

    @admin.display(description="sau")
    def became(self, event: Event) -> str:
        return self._kept(event, event.after)

    def _kept(self, event: Event, said: Any) -> str:
        """Figures and texts are read where their readers are asked for, not here."""
        if event.chain.name == log.REGISTER:
            return shown(said, labels(event.subject.partition(":")[0]))
        if event.chain.name.startswith(_OF_REPORTS):
            return "(xem Lịch sử của báo cáo, nếu được đọc báo cáo)"
        return "(xem ở trang Hồ sơ TTHC, nếu được xem hồ sơ của cơ quan)"


def shown(said: Any, names: Mapping[str, str]) -> str:
    """What an event says, a line a name; ``names``: what the fields are called."""
    if isinstance(said, dict):
        return "\n".join(f"{names.get(name, name)}: {shown(value, names)}" for name, value in said.items())
    if isinstance(said, list):
        return ", ".join(shown(one, names) for one in said) or "(trống)"
    if isinstance(said, bool):
        return "Có" if said else "Không"
    return "(trống)" if said in (None, "") else str(said)
