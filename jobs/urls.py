"""Which addresses does the work behind the pages have?"""

from django.urls import path

from jobs import views

urlpatterns = [
    path("jobs/", views.jobs, name="jobs"),
    path("jobs/<uuid:key>/", views.job, name="job"),
    path("jobs/<uuid:key>/state/", views.job_state, name="job_state"),
    path("jobs/<uuid:key>/cancel/", views.cancel_job, name="cancel_job"),
    path("jobs/<uuid:key>/again/", views.run_job_again, name="run_job_again"),
]
