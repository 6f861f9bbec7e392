"""Danh mục: what does the form ask, who answers it, and how is it added up?"""

import django_tables2 as tables
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from agencies import exports, names, paging
from agencies.list_columns import NUMBER, WHOLE, WIDE
from agencies.models import Tier
from reports import forms, plain
from reports.catalogue import KIND_NAMES, ROLLUP_NAMES, Kind, Spec
from reports.models import FormEdition
from reports.views import access


class CatalogueTable(tables.Table):
    """The indicators of an edition in printed order."""

    appendix = tables.Column("Phụ lục", attrs=NUMBER)
    code = tables.Column("Mã", orderable=False, attrs=WHOLE)
    label = tables.TemplateColumn(template_name="reports/_catalogue_label.html", verbose_name="Chỉ tiêu", attrs=WIDE)
    unit = tables.Column("Đơn vị tính", orderable=False, empty_values=())
    kind = tables.Column("Loại")
    formula = tables.Column("Công thức", orderable=False, default="")
    rollup = tables.Column("Cách tổng hợp", default="")
    lead = tables.Column("Chủ trì", default="")
    tiers = tables.Column("Cấp báo cáo", orderable=False)
    help = tables.Column("Hướng dẫn", orderable=False, visible=False)
    legal = tables.Column("Căn cứ", orderable=False, visible=False)

    class Meta:
        empty_text = "Không có chỉ tiêu nào khớp với điều kiện lọc."
        attrs = {"class": "list list--catalogue"}

    def __init__(self, *args, leads: dict[str, str], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.leads = leads

    def value_label(self, record: Spec) -> str:
        return record.label

    def render_unit(self, record: Spec) -> str:
        return "; ".join(f"{number} = {label}" for number, label in record.choices) or record.unit

    def render_kind(self, value: Kind) -> str:
        return KIND_NAMES[value]

    def render_rollup(self, value) -> str:
        return ROLLUP_NAMES[value]

    def render_lead(self, value: str) -> str:
        return self.leads.get(value, value)

    def render_tiers(self, record: Spec) -> str:
        if not record.own:
            return "Chỉ cơ quan chủ trì"
        return ", ".join(Tier(tier).label for tier in Tier.values if tier in record.tiers) or "Mọi cấp"


@require_safe
def catalogue(request: access.Request) -> HttpResponse:
    editions = list(FormEdition.objects.order_by("-pk"))
    asked = forms.CatalogueFilter(request.GET, editions)
    row = asked.edition()
    if row is None:
        return render(request, "reports/catalogue.html", {"row": None})
    edition = plain.edition(row)
    found = [spec for spec in edition.specs.values() if matches(spec, asked.given)]
    table = paging.arrange(request, CatalogueTable(found, leads=plain.lead_names(row)), per_page=200)
    if file := exports.response(request, table, "danh-muc-chi-tieu"):
        return file
    return render(request, "reports/catalogue.html", {"row": row, "filter": asked, "table": table})


def matches(spec: Spec, given: dict[str, str]) -> bool:
    """Whether a row of the form is what somebody looks for; words without accents, each somewhere in its texts."""
    if given.get("appendix") and str(spec.appendix) != given["appendix"]:
        return False
    if given.get("kind") and spec.kind != given["kind"]:
        return False
    if given.get("lead") and spec.lead != given["lead"]:
        return False
    told = names.fold(f"{spec.appendix}:{spec.code} {spec.label} {spec.unit} {spec.help} {spec.legal}")
    return all(word in told for word in names.fold(given.get("q", "")).split())
