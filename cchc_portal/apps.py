"""What does Django need to know about the project itself? Its checks, and that its templates are its own."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class PortalConfig(AppConfig):
    name = "cchc_portal"
    verbose_name = "Cổng báo cáo cải cách hành chính"


class AdministrationConfig(AdminConfig):
    default_site = "cchc_portal.administration.Administration"
