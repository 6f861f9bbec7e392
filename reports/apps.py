from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "reports"
    verbose_name = "Báo cáo cải cách hành chính"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from procedures.services import changes
        from reports.services import archives, refilling  # noqa: F401 (each registers its kind of job)

        changes.listeners.append(refilling.ask_for_agencies)
