"""Which addresses do the pages of procedures and dossiers have?"""

import datetime

from django.urls import path, register_converter

from procedures.views import dossiers, register, statistics, typed


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
]
