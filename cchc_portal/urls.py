"""Which address leads where? Each app keeps its own list."""

from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

from cchc_portal import views
from reports.views import home

urlpatterns = [
    path("", home.home, name="home"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("healthz", views.healthz, name="healthz"),
    path("", include("reports.urls")),  # first of the lists: what is asked most often is found soonest
    path("", include("agencies.urls")),
    path("admin/password_change/", RedirectView.as_view(pattern_name="password_change"), name="admin_password_change"),
    path("admin/login/", views.admin_login, name="admin_login"),
    path("admin/", admin.site.urls),
    path("", include("jobs.urls")),
    path("", include("procedures.urls")),
]

handler400 = "cchc_portal.views.bad_request"
handler500 = "cchc_portal.views.server_error"
