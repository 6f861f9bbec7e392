"""Which address leads to which page of reports? The name of an address is its view and its template."""

from django.urls import path, register_converter
from django.urls.converters import IntConverter

from reports.views import (
    acts,
    archives,
    catalogue,
    confirm,
    contributions,
    documents,
    entry,
    files,
    history,
    periods,
    prefill,
    printing,
    province,
    queue,
    report,
    review,
    sections,
    uploads,
    word_templates,
    workbooks,
)


class Key(IntConverter):
    """A number that fits every database's column of keys: a longer one is an address of nothing, not an error."""

    regex = "[0-9]{1,18}"


register_converter(Key, "key")

urlpatterns = [
    path("reports/<key:pk>/", report.report, name="report"),
    path("reports/<key:pk>/appendices/<key:number>/", entry.report_appendix, name="report_appendix"),
    path("reports/<key:pk>/figures/", entry.save_figures, name="save_figures"),
    path("reports/<key:pk>/figures/preview/", entry.preview_figures, name="preview_figures"),
    path("reports/<key:pk>/prefill/", prefill.prefill, name="prefill"),
    path("reports/<key:pk>/sources/<key:number>/<str:code>/", prefill.report_source, name="report_source"),
    path("reports/<key:pk>/sections/", sections.report_sections, name="report_sections"),
    path("reports/<key:pk>/sections/<str:code>/", sections.save_section, name="save_section"),
    path(
        "reports/<key:pk>/sections/<str:code>/contributions/",
        contributions.section_contributions,
        name="section_contributions",
    ),
    path(
        "reports/<key:pk>/sections/<str:code>/contributions/copy/",
        contributions.copy_contributions,
        name="copy_contributions",
    ),
    path("reports/<key:pk>/print/", printing.report_print, name="report_print"),
    path("reports/<key:pk>/history/", history.report_history, name="report_history"),
    path("reports/<key:pk>/act/<slug:name>/", acts.act, name="act"),
    path("reports/<key:pk>/explanations/", acts.explain, name="explain"),
    path("reports/<key:pk>/describe/", acts.describe, name="describe"),
    path("reports/<key:pk>/files/", files.attach, name="attach"),
    path("reports/<key:pk>/files/<uuid:key>/remove/", files.detach, name="detach"),
    path("reports/<key:pk>/form.xlsx", uploads.report_form, name="report_form"),
    path("reports/<key:pk>/uploads/", uploads.upload_form, name="upload_form"),
    path("reports/<key:pk>/uploads/tables/", uploads.upload_tables, name="upload_tables"),
    path("reports/<key:pk>/uploads/<uuid:key>/", uploads.report_upload, name="report_upload"),
    path("reports/<key:pk>/uploads/<uuid:key>/apply/", uploads.apply_upload, name="apply_upload"),
    path("reports/<key:pk>/uploads/<uuid:key>/errors.xlsx", uploads.upload_errors, name="upload_errors"),
    path("files/<uuid:key>/", files.attachment, name="attachment"),
    path("review/", queue.review_queue, name="review_queue"),
    path("review/approve/", queue.approve_many, name="approve_many"),
    path("review/<key:pk>/", review.review_report, name="review_report"),
    path("review/<key:pk>/remarks/", review.remark, name="remark"),
    path("review/<key:pk>/remarks/<key:remark_pk>/drop/", review.drop_remark, name="drop_remark"),
    path("periods/", periods.periods, name="periods"),
    path("periods/generate/", periods.generate_periods, name="generate_periods"),
    path("periods/<key:pk>/open/", periods.open_period, name="open_period"),
    path("periods/<key:pk>/close/", periods.close_period, name="close_period"),
    path("periods/<key:pk>/reopen/", periods.reopen_period, name="reopen_period"),
    path("periods/<key:pk>/archive/", archives.ask_archive, name="ask_archive"),
    path("archives/<uuid:key>/", archives.archive, name="archive"),
    path("confirm/", confirm.confirm, name="confirm"),
    path("confirm/<str:code>/", confirm.confirm_code, name="confirm_code"),
    path("confirm/<str:code>/qr.svg", confirm.confirm_picture, name="confirm_picture"),
    path("catalogue/", catalogue.catalogue, name="catalogue"),
    path("reports/<key:pk>/workbook.xlsx", workbooks.report_workbook, name="report_workbook"),
    path("reports/<key:pk>/report.docx", documents.report_word, name="report_word"),
    path("reports/<key:pk>/report.pdf", documents.report_pdf, name="report_pdf"),
    path("reports/<key:pk>/workbook.pdf", documents.report_workbook_pdf, name="report_workbook_pdf"),
    path("pdf/<uuid:key>/", documents.made_pdf, name="made_pdf"),
    path("province/", province.province, name="province"),
    path("province/<key:pk>/report.docx", documents.province_word, name="province_word"),
    path("province/<key:pk>/report.pdf", documents.province_pdf, name="province_pdf"),
    path("province/<key:pk>/workbook.pdf", documents.province_workbook_pdf, name="province_workbook_pdf"),
    path("word-template/", word_templates.word_template, name="word_template"),
    path("word-template/file/", word_templates.word_template_file, name="word_template_file"),
    path("word-template/save/", word_templates.save_word_template, name="save_word_template"),
    path("word-template/reset/", word_templates.reset_word_template, name="reset_word_template"),
    path("province/<key:pk>/workbook.xlsx", workbooks.province_workbook, name="province_workbook"),
    path("province/<key:pk>/appendices/<int:number>/", province.province_appendix, name="province_appendix"),
    path("province/<key:pk>/appendices/<int:number>/<str:code>/", province.province_cell, name="province_cell"),
]
