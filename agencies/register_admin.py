"""How is a register kept in the administration? Every save through services, so that every change is in the log.

``RegisterAdmin`` for a model of the register; ``RegisterFilesAdmin`` adds import with preview and export.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.widgets import AutocompleteSelect, RelatedFieldWidgetWrapper
from django.core.exceptions import BadRequest, PermissionDenied, ValidationError
from django.db import models
from django.forms import ModelForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from import_export.admin import ImportExportMixin
from import_export.forms import ExportForm, ImportForm
from import_export.tmp_storages import MediaStorage

from agencies import names, register_files, scanning, services
from agencies.forms import Choices, is_key
from agencies.models import User

CSV_FORMAT = ONLY_RESOURCE = "0"  # their places in the lists of the form
PREVIEWED = re.compile("[0-9a-f]{32}")  # how a file is called between preview and confirmation


def actor(request: HttpRequest) -> User:
    """The person who sent a request to the administration."""
    assert isinstance(request.user, User)
    return request.user


class ChosenRow(AutocompleteSelect):
    """A row chosen by searching; what somebody sent instead of its key is not looked up to be shown again."""

    def optgroups(self, name: str, value: Sequence[str], attrs: Any = None) -> Any:
        return super().optgroups(name, [key for key in value if is_key(str(key))], attrs)


class PlainChoices:
    """Choosing another row does not offer to change or delete it by the way."""

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        return super().formfield_for_manytomany(db_field, request, **{"form_class": Choices} | kwargs)  # type: ignore[misc]

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):  # type: ignore[attr-defined]
            kwargs.setdefault("widget", ChosenRow(db_field, self.admin_site))  # type: ignore[attr-defined]
        return super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[misc]

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[misc]
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            for verb in ("add", "change", "delete", "view"):
                setattr(field.widget, f"can_{verb}_related", False)
        return field


class ShortSearch:
    """A search by its first words: Django makes a condition and a join of every one."""

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        term = " ".join(search_term.split()[: names.MOST_WORDS])
        return super().get_search_results(request, queryset, term)  # type: ignore[misc]


class SoundQuestions:
    """A list that is asked for what no day or number can be, such as the year 0, says so like for an unknown column."""

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        try:
            return super().get_changelist_instance(request)  # type: ignore[misc]
        except (ValueError, OverflowError) as error:  # found when the rows are counted, so past Django's own guard
            raise IncorrectLookupParameters from error


class LookOnly:
    """Rows that nobody adds, changes or deletes by the forms of the administration."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class RegisterInline(PlainChoices, admin.TabularInline):
    extra = 0


class RegisterAdmin(PlainChoices, SoundQuestions, ShortSearch, admin.ModelAdmin):
    """Saves and deletes through services; what they refuse is shown as a message and nothing is changed."""

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.said(request, lambda: super(RegisterAdmin, self).changeform_view(request, *args, **kwargs))

    def delete_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.said(request, lambda: super(RegisterAdmin, self).delete_view(request, *args, **kwargs))

    def said(self, request: HttpRequest, answer: Any) -> HttpResponse:
        """The answer, or the page again with the reason why it was refused; Django has rolled the request back."""
        try:
            return answer()
        except (services.Refusal, ValidationError) as refusal:
            messages.error(request, services.sentence(refusal))
            return redirect(request.get_full_path())

    def save_model(self, request: HttpRequest, obj: Any, form: ModelForm, change: bool) -> None:
        many = {field.name for field in obj._meta.many_to_many}
        related = {name: rows for name, rows in form.cleaned_data.items() if name in many}
        services.save(obj, by=actor(request), related=related)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """Lines below a row (inlines); ``save_line`` says how one is saved."""
        rows = formset.save(commit=False)
        for row in formset.deleted_objects:
            services.remove(row, by=actor(request))
        for row in rows:
            self.save_line(request, row)

    def save_line(self, request: HttpRequest, row: models.Model) -> None:
        services.save(row, by=actor(request))

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> tuple[Any, ...]:
        """What the page before a deletion names; what else stands in the way, services.remove says."""
        return [str(obj) for obj in objs], {self.opts.verbose_name_plural: len(objs)}, set(), []

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        services.remove(obj, by=actor(request))

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)  # a row of a register is deleted by itself, knowing what it was
        return actions

    def response_action(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse | None:
        if not all(map(is_key, request.POST.getlist(ACTION_CHECKBOX_NAME))):
            raise BadRequest
        return super().response_action(request, *args, **kwargs)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """The events about a row; the chain is the one history."""
        obj = self.get_object(request, object_id)
        if obj is None:
            raise Http404
        address = reverse("admin:agencies_event_changelist", query={"subject": services.subject(obj)})
        return HttpResponseRedirect(address)

    # Django's own list of actions would be a second, editable history.
    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> None: ...  # type: ignore[override]
    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> None: ...  # type: ignore[override]
    def log_deletions(self, request: HttpRequest, queryset: Iterable[Any]) -> None: ...  # type: ignore[override]


class ScannedImportForm(ImportForm):
    by: User

    def clean_import_file(self) -> Any:
        """Before import-export keeps the file for the preview."""
        file = self.cleaned_data["import_file"]
        try:
            scanning.must_be_clean(file.name, file.chunks(), by=self.by)
        except services.Refusal as refusal:
            raise ValidationError(str(refusal)) from refusal
        return file


class RegisterFilesAdmin(ImportExportMixin, RegisterAdmin):
    """Adds import from CSV with preview and export to CSV and Excel; ``resource_classes`` are RegisterResources."""

    import_formats = [register_files.Csv]
    export_formats = [register_files.Xlsx, register_files.Csv]
    import_form_class = ScannedImportForm
    export_form_class = ExportForm
    tmp_storage_class = MediaStorage  # the preview and the confirmation may meet different machines
    skip_admin_log = True
    show_change_form_export = False

    def has_import_permission(self, request: HttpRequest) -> bool:
        return self.has_add_permission(request) and self.has_change_permission(request)

    def has_export_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def create_import_form(self, request: HttpRequest) -> ScannedImportForm:
        form = super().create_import_form(request)
        form.by = actor(request)
        return form

    def get_import_resource_kwargs(self, request: HttpRequest, **kwargs: Any) -> dict[str, Any]:
        return {"by": actor(request)}

    def get_export_resource_kwargs(self, request: HttpRequest, **kwargs: Any) -> dict[str, Any]:
        return {}

    def get_import_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With what a file may call its columns in Vietnamese, where the resource knows that."""
        known = getattr(self.get_import_resource_classes(None)[0], "labels", None)
        return {**super().get_import_context_data(**kwargs), "labels": known() if known else {}}

    def get_import_data_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """Without this, import-export would save the sound rows of a file and leave out the others."""
        return {**super().get_import_data_kwargs(**kwargs), "rollback_on_validation_errors": True}

    def process_import(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """The confirmation of a preview. One that was carried out already has no file any more."""
        if not self.has_import_permission(request):
            raise PermissionDenied
        given = request.POST
        if given.get("format") != CSV_FORMAT or given.get("resource", "") not in ("", ONLY_RESOURCE):
            raise BadRequest
        try:
            if not PREVIEWED.fullmatch(given.get("import_file_name", "")):
                raise FileNotFoundError
            return super().process_import(request, **kwargs)
        except FileNotFoundError:
            messages.error(request, "Tệp đã xem trước không còn nữa (có thể đã nhập xong). Hãy chọn lại tệp.")
            return redirect(reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_import"))

    def process_result(self, result: Any, request: HttpRequest) -> HttpResponse:
        """After the confirmation: the register may have changed since the preview."""
        faults = result.complaints()
        if not faults:
            return super().process_result(result, request)
        messages.error(request, " ".join(["Không nhập dòng nào.", *faults[:5]]))
        return redirect(reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_import"))

    def add_data_read_fail_error_to_form(self, form: Any, e: Exception) -> None:
        if isinstance(e, ValueError):  # register_files says what is wrong with the file
            form.add_error("import_file", str(e))
        else:
            super().add_data_read_fail_error_to_form(form, e)
