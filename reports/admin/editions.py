"""How is an edition of the form kept in the administration? One that a period uses can be read and copied, no more."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin import display
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from agencies.register_admin import RegisterAdmin, RegisterFilesAdmin, actor
from reports import edition_lines, resources
from reports.admin import edition_forms
from reports.edition_files import EditionError
from reports.models import Appendix, CheckRule, FormEdition, Indicator, SectionTemplate
from reports.services import Refusal, editions


class EditionPages(RegisterAdmin):
    """What the pages of an edition and of its rows have in common."""

    def edition_of(self, obj: Any) -> FormEdition:
        return edition_lines.edition_of(obj)

    def subject(self, obj: Any) -> str:
        """What the events about a row are filed under."""
        return f"{self.edition_of(obj).code}/{edition_lines.line_of(obj).key}"

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and not (obj and self.edition_of(obj).in_use)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and not (obj and self.edition_of(obj).in_use)

    def said(self, request: HttpRequest, answer: Any) -> HttpResponse:
        def sayable() -> HttpResponse:
            try:
                return answer()
            except EditionError as error:
                raise Refusal(" ".join(map(str, error.faults))) from error

        return super().said(request, sayable)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        obj = self.get_object(request, object_id)
        if obj is None:
            raise Http404
        address = reverse("admin:agencies_event_changelist", query={"subject": self.subject(obj)})
        return HttpResponseRedirect(address)


class AppendixInline(admin.TabularInline):
    model = Appendix
    formset = edition_forms.AppendixFormSet
    fields = ("number", "title", "short_title")
    extra = 0

    def _is_free(self, obj: FormEdition | None) -> bool:
        return obj is None or not obj.in_use

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("reports.change_formedition") and self._is_free(obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("reports.change_formedition") and self._is_free(obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_change_permission(request, obj)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("reports.view_formedition") or self.has_change_permission(request)


@admin.register(FormEdition)
class FormEditionAdmin(EditionPages):
    list_display = ("code", "name", "issued_on", "is_used")
    search_fields = ("code", "name")
    fields = ("code", "name", "legal_source", "issued_on")
    inlines = [AppendixInline]
    actions = ["clone_selected"]
    change_form_template = "admin/reports/formedition/change_form.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[FormEdition]:
        return FormEdition.objects.with_use()

    @display(description="đã dùng cho một kỳ", boolean=True)
    def is_used(self, edition: Any) -> bool:
        return edition.used

    def edition_of(self, obj: Any) -> FormEdition:
        return obj

    def subject(self, obj: Any) -> str:
        return obj.code

    def save_model(self, request: HttpRequest, obj: FormEdition, form: Any, change: bool) -> None:
        editions.save_edition(obj, by=actor(request))

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        saved = formset.save(commit=False)
        if saved or formset.deleted_objects:
            editions.save_appendices(form.instance, saved, formset.deleted_objects, by=actor(request))

    def delete_model(self, request: HttpRequest, obj: FormEdition) -> None:
        editions.delete_edition(obj, by=actor(request))

    def get_urls(self) -> list[URLPattern]:
        clone = self.admin_site.admin_view(self.clone)
        return [path("<int:pk>/clone/", clone, name="reports_formedition_clone"), *super().get_urls()]

    @admin.action(description="Nhân bản bộ biểu đã chọn", permissions=["add"])
    def clone_selected(self, request: HttpRequest, queryset: QuerySet[FormEdition]) -> HttpResponse | None:
        if queryset.count() == 1:
            return redirect("admin:reports_formedition_clone", queryset.get().pk)
        messages.error(request, "Mỗi lần chỉ nhân bản một bộ biểu: hãy chọn một dòng.")
        return None

    def clone(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Asks for the code of the copy, and makes it."""
        edition = get_object_or_404(FormEdition, pk=pk)
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = edition_forms.CloneForm(request.POST or None)
        if form.is_valid():
            try:
                copy = editions.clone_edition(edition, form.cleaned_data["code"], by=actor(request))
            except Refusal as refusal:
                form.add_error("code", str(refusal))
            else:
                messages.success(request, f"Đã nhân bản “{edition}” thành “{copy}”. Bộ biểu mới sửa được.")
                return redirect("admin:reports_formedition_change", copy.pk)
        context = {"form": form, "original": edition, "opts": self.opts, "title": "Nhân bản bộ biểu"}
        return TemplateResponse(
            request, "admin/reports/formedition/clone.html", {**self.admin_site.each_context(request), **context}
        )


class RowAdmin(EditionPages, RegisterFilesAdmin):
    """A row of an edition: saved and deleted only as far as the whole edition stays sound."""

    list_per_page = 200
    form = edition_forms.RowForm

    def get_import_resource_kwargs(self, request: HttpRequest, **kwargs: Any) -> dict[str, Any]:
        return {"by": actor(request), "agencies": edition_lines.known_agencies()}

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        editions.save_row(obj, by=actor(request))

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        editions.delete_row(obj, by=actor(request))

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        free = FormEdition.objects.free()
        if db_field.name == "edition":
            kwargs["queryset"] = free
        if db_field.name == "appendix":
            kwargs["queryset"] = Appendix.objects.filter(edition__in=free).select_related("edition")
            kwargs["form_class"] = edition_forms.AppendixChoice
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


@admin.register(Indicator)
class IndicatorAdmin(RowAdmin):
    resource_classes = [resources.IndicatorResource]
    form = edition_forms.IndicatorForm
    list_display = ("code", "label", "appendix_number", "kind", "formula", "lead", "edition")
    list_display_links = ("code", "label")
    list_filter = ("appendix__edition", edition_forms.AppendixNumber, "kind", "rollup")
    list_select_related = ("appendix__edition",)
    ordering = ("appendix__edition", "appendix__number", "position")
    search_fields = ("label", "=code")
    search_help_text = "Tên hoặc mã chỉ tiêu"
    fieldsets = (
        (None, {"fields": ("appendix", "code", "label", ("bold", "italic", "italic_from"), "unit", "kind", "choices")}),
        ("Tính và tổng hợp", {"fields": ("formula", "rollup", "lead", "cumulative", "source")}),
        ("Ai báo cáo", {"fields": ("own", "tiers")}),
        ("Giải thích", {"fields": ("help", "legal_source", "remark")}),
    )

    @display(description="phụ lục", ordering="appendix__number")
    def appendix_number(self, indicator: Indicator) -> str:
        return str(indicator.appendix.number)

    @display(description="bộ biểu", ordering="appendix__edition")
    def edition(self, indicator: Indicator) -> str:
        return indicator.appendix.edition.code


@admin.register(CheckRule)
class CheckRuleAdmin(RowAdmin):
    resource_classes = [resources.CheckRuleResource]
    list_display = ("code", "expression", "severity", "reason", "edition")
    list_filter = ("edition", "severity")
    list_select_related = ("edition",)
    search_fields = ("code", "expression", "reason")
    fields = ("edition", "code", "expression", "severity", "reason")


@admin.register(SectionTemplate)
class SectionTemplateAdmin(RowAdmin):
    resource_classes = [resources.SectionTemplateResource]
    list_display = ("code", "title", "level", "takes_text", "edition")
    list_filter = ("edition", "takes_text")
    list_select_related = ("edition",)
    search_fields = ("code", "title")
    fields = ("edition", "code", "position", "title", "level", "takes_text", "hint")
