"""What is different in our administration from Django's?

Two rows of one name can be told apart when choosing, and the queue's own rows are not shown: a job says what they say.
"""

from typing import Any

from django.contrib import admin
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.http import HttpRequest, HttpResponse


class Choices(AutocompleteJsonView):
    def serialize_result(self, obj: Any, to_field_name: str) -> dict[str, str]:
        text = obj.told_apart() if hasattr(obj, "told_apart") else str(obj)
        return {"id": str(getattr(obj, to_field_name)), "text": text}


class Administration(admin.AdminSite):
    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        if admin_class is None or not admin_class.__module__.startswith("django_tasks_db"):
            super().register(model_or_iterable, admin_class, **options)

    def autocomplete_view(self, request: HttpRequest) -> HttpResponse:
        return Choices.as_view(admin_site=self)(request)  # type: ignore[return-value]
