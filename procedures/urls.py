"""Which addresses do the pages of procedures and dossiers have?"""

from django.urls import path

from procedures.views import register

urlpatterns = [
    path("procedures/", register.procedures, name="procedures"),
    path("procedures/counts/", register.procedure_counts, name="procedure_counts"),
    path("procedures/<int:pk>/", register.procedure, name="procedure"),
]
