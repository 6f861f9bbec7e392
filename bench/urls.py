"""The portal's addresses, with the yardsticks beside them."""

from django.urls import include, path

from bench import yardsticks

urlpatterns = [
    path("bench/page/<int:number>/", yardsticks.bare_page),
    path("bench/save/<int:pk>/", yardsticks.bare_save),
    path("", include("cchc_portal.urls")),
]
