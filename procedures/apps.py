from django.apps import AppConfig


class ProceduresConfig(AppConfig):
    name = "procedures"
    verbose_name = "Thủ tục hành chính, hồ sơ"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.utils import timezone

        from jobs import registry
        from procedures.services import import_work, imports  # noqa: F401 - the work it registers

        registry.tidies.append(lambda: imports.sweep(timezone.localdate()))
