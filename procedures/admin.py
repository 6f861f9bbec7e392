"""How is the register of procedures kept in the administration?"""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from agencies.register_admin import RegisterFilesAdmin, actor
from procedures import resources
from procedures.models import Field, Procedure
from procedures.services import register


@admin.register(Field)
class FieldAdmin(RegisterFilesAdmin):
    resource_classes = [resources.FieldResource]
    list_display = ("name",)
    search_fields = ("name",)
    fields = ("name",)


@admin.register(Procedure)
class ProcedureAdmin(RegisterFilesAdmin):
    resource_classes = [resources.ProcedureResource]
    list_display = ("code", "name", "tier", "agency", "online", "valid_from", "valid_to", "ended", "field")
    list_display_links = ("code", "name")
    list_filter = ("tier", "online", "one_stop", "linked", "has_fee", "ended", "field", "agency")
    list_select_related = ("field", "agency")
    list_per_page = 50
    show_full_result_count = False
    search_fields = ("search_text",)
    search_help_text = "Tên hoặc mã, không cần dấu"
    autocomplete_fields = ("field", "agency")
    fieldsets = (
        (None, {"fields": ("code", "name", "field", ("tier", "agency"))}),
        ("Cách giải quyết", {"fields": ("processing_days", ("one_stop", "beyond_boundaries"), "linked")}),
        (
            "Trực tuyến",
            {"fields": (("online_eligible", "online"), "on_national_portal", ("has_fee", "online_payment"))},
        ),
        ("Hiệu lực", {"fields": (("valid_from", "valid_to"), "decision", ("ended", "ended_by"), "replaced_by")}),
    )

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        return queryset.named(search_term), False

    def save_model(self, request: HttpRequest, obj: Procedure, form: Any, change: bool) -> None:
        register.save_procedure(obj, by=actor(request))

    def delete_model(self, request: HttpRequest, obj: Procedure) -> None:
        register.remove_procedure(obj, by=actor(request))
