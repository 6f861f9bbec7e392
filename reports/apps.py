from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "reports"
    verbose_name = "Báo cáo cải cách hành chính"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from jobs import registry
        from procedures.services import changes
        from reports.services import archives, pdf_files, refilling  # noqa: F401 (each registers its kind of job)

        changes.listeners.append(refilling.ask_for_agencies)
        registry.tidies.append(pdf_files.sweep)
