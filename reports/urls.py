"""Which address leads to which page of reports? The name of an address is its view and its template."""

from django.urls import path

from reports.views import (
    acts,
    catalogue,
    files,
    history,
    periods,
    printing,
    province,
    queue,
    report,
    sections,
    workbooks,
)

urlpatterns = [
    path("reports/<int:pk>/", report.report, name="report"),
    path("reports/<int:pk>/appendices/<int:number>/", printing.report_appendix, name="report_appendix"),
    path("reports/<int:pk>/sections/", sections.report_sections, name="report_sections"),
    path("reports/<int:pk>/sections/<str:code>/", sections.save_section, name="save_section"),
    path("reports/<int:pk>/print/", printing.report_print, name="report_print"),
    path("reports/<int:pk>/history/", history.report_history, name="report_history"),
    path("reports/<int:pk>/act/<slug:name>/", acts.act, name="act"),
    path("reports/<int:pk>/explanations/", acts.explain, name="explain"),
    path("reports/<int:pk>/describe/", acts.describe, name="describe"),
    path("reports/<int:pk>/files/", files.attach, name="attach"),
    path("reports/<int:pk>/files/<uuid:key>/remove/", files.detach, name="detach"),
    path("files/<uuid:key>/", files.attachment, name="attachment"),
    path("review/", queue.review_queue, name="review_queue"),
    path("review/approve/", queue.approve_many, name="approve_many"),
    path("periods/", periods.periods, name="periods"),
    path("periods/generate/", periods.generate_periods, name="generate_periods"),
    path("periods/<int:pk>/open/", periods.open_period, name="open_period"),
    path("periods/<int:pk>/close/", periods.close_period, name="close_period"),
    path("periods/<int:pk>/reopen/", periods.reopen_period, name="reopen_period"),
    path("catalogue/", catalogue.catalogue, name="catalogue"),
    path("reports/<int:pk>/workbook.xlsx", workbooks.report_workbook, name="report_workbook"),
    path("province/", province.province, name="province"),
    path("province/<int:pk>/workbook.xlsx", workbooks.province_workbook, name="province_workbook"),
    path("province/<int:pk>/appendices/<int:number>/", province.province_appendix, name="province_appendix"),
    path("province/<int:pk>/appendices/<int:number>/<str:code>/", province.province_cell, name="province_cell"),
]
