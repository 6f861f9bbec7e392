"""Which addresses do the pages of procedures and dossiers have?"""

import datetime

from django.urls import path, register_converter

from procedures.views import dossiers, imports, register, statistics, typed


class Day:
    """A day in an address: 2024-06-14."""

    regex = "[0-9]{4}-[0-9]{2}-[0-9]{2}"

    def to_python(self, text: str) -> datetime.date:
        return datetime.date.fromisoformat(text)

    def to_url(self, day: datetime.date) -> str:
        return day.isoformat()


register_converter(Day, "day")

urlpatterns = [
    path("procedures/", register.procedures, name="procedures"),
    path("procedures/counts/", register.procedure_counts, name="procedure_counts"),
    path("procedures/<int:pk>/", register.procedure, name="procedure"),
    path("dossiers/", statistics.dossiers, name="dossiers"),
    path("dossiers/list/", dossiers.dossier_list, name="dossier_list"),
    path("dossiers/overdue/", dossiers.overdue_dossiers, name="overdue_dossiers"),
    path("dossiers/slowest/", dossiers.slowest_procedures, name="slowest_procedures"),
    path("dossiers/typed/<int:agency>/<day:starts_on>/<day:ends_on>/", typed.typed_table, name="typed_table"),
    path(
        "dossiers/typed/<int:agency>/<day:starts_on>/<day:ends_on>/save/",
        typed.save_typed_table,
        name="save_typed_table",
    ),
    path("dossiers/imports/", imports.ledger_imports, name="ledger_imports"),
    path("dossiers/imports/new/", imports.upload_ledger, name="upload_ledger"),
    path("dossiers/imports/template.<slug:kind>", imports.ledger_template, name="ledger_template"),
    path("dossiers/imports/<uuid:key>/", imports.ledger_import, name="ledger_import"),
    path("dossiers/imports/<uuid:key>/columns/", imports.map_ledger_columns, name="map_ledger_columns"),
    path("dossiers/imports/<uuid:key>/check/", imports.check_ledger_import, name="check_ledger_import"),
    path("dossiers/imports/<uuid:key>/confirm/", imports.confirm_ledger_import, name="confirm_ledger_import"),
    path("dossiers/imports/<uuid:key>/cancel/", imports.cancel_ledger_import, name="cancel_ledger_import"),
    path("dossiers/imports/<uuid:key>/refusals/", imports.ledger_refusals, name="ledger_refusals"),
    path("dossiers/imports/<uuid:key>/refusals.<slug:kind>", imports.ledger_refusals_file, name="ledger_refusals_file"),
]
