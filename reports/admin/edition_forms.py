"""What may be typed about an edition and its rows?"""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from agencies.forms import is_key
from agencies.models import Agency
from reports import catalogue, edition_lines, sources
from reports.models import Appendix, Indicator
from reports.services import editions


class CloneForm(forms.Form):
    code = forms.CharField(
        label="Ký hiệu của bộ biểu mới",
        max_length=60,
        help_text="Chưa dùng cho bộ biểu nào, ví dụ 188/SNV-CCHC (2025).",
        error_messages={"required": "Ghi ký hiệu của bộ biểu mới."},
    )


class AppendixFormSet(forms.BaseInlineFormSet):
    """The appendices of an edition; one that has rows keeps its number and stays."""

    def clean(self) -> None:
        super().clean()
        kept = []
        for form in self.initial_forms:
            appendix = Appendix.objects.filter(pk=form.instance.pk).first()
            if appendix is None:  # the form says that more were there than are
                continue
            if form.cleaned_data.get("DELETE"):
                kept.append(editions.why_not_drop(appendix))
            elif "number" in form.changed_data and (reason := editions.why_not_renumber(appendix)):
                form.add_error("number", reason)
        if reasons := [reason for reason in kept if reason]:
            raise forms.ValidationError(reasons)


class RowForm(forms.ModelForm):
    """A row by hand: refused when the edition would not be sound with it."""

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        if self.errors:
            return
        key = edition_lines.line_of(self.instance).key
        for fault in editions.faults(self.instance):
            self.add_error(None, _sentence(fault.message) if fault.key == key else str(fault))


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


class AppendixChoice(forms.ModelChoiceField):
    """Appendices by the edition they belong to, too."""

    def label_from_instance(self, obj: Appendix) -> str:
        return f"{obj.edition}, Phụ lục {obj.number}. {obj.short_title}"


class Tiers(forms.MultipleChoiceField):
    """The tiers of a row, stored as "department|district"."""

    widget = forms.CheckboxSelectMultiple

    def prepare_value(self, value: Any) -> Any:
        return [name for name in value.split("|") if name] if isinstance(value, str) else value

    def clean(self, value: Any) -> str:
        return "|".join(super().clean(value))

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)


class IndicatorForm(RowForm):
    tiers = Tiers(
        label="Cấp phải báo cáo",
        choices=list(catalogue.TIER_NAMES.items()),
        required=False,
        help_text="Không chọn cấp nào: mọi cơ quan.",
    )
    source = forms.ChoiceField(
        label="Nguồn tự điền",
        choices=[("", "(không có)"), *((name, sources.label(name)) for name in sources.MEASURES)],
        required=False,
    )
    lead = forms.ChoiceField(label="Cơ quan chủ trì", required=False)

    class Meta:
        model = Indicator
        fields = (
            *("appendix", "code", "label", "bold", "italic", "italic_from", "unit", "kind", "choices", "formula"),
            *("rollup", "lead", "cumulative", "source", "own", "tiers", "help", "legal_source", "remark"),
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = Agency.objects.exclude(tier="commune").order_by("pk").values_list("code", "name")
        names = dict(known) | {code: code for code in [self.instance.lead] if code not in dict(known)}
        names.pop("", None)
        if "lead" in self.fields:  # absent where the page can only be read
            self.fields["lead"].choices = [("", "(không có)"), *names.items()]  # type: ignore[attr-defined]


class AppendixNumber(admin.SimpleListFilter):
    title = "phụ lục"
    parameter_name = "appendix"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        numbers = Appendix.objects.order_by("number").values_list("number", flat=True).distinct()
        return [(str(number), f"Phụ lục {number}") for number in numbers]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Indicator]) -> QuerySet[Indicator]:
        value = self.value() or ""
        return queryset.filter(appendix__number=int(value)) if is_key(value) else queryset
