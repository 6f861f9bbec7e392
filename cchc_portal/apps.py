"""What does Django need to know about the project itself? Its checks, and that its templates are its own."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "cchc_portal"
    verbose_name = "Cổng báo cáo cải cách hành chính"
