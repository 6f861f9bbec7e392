"""What narrows the statistics and the lists of dossiers?"""

from typing import Any

from django import forms

from agencies import spans
from agencies.forms import day_field


class Days(forms.Form):
    """From which day to which day, both included."""

    starts_on = day_field("Từ ngày", required="Ghi ngày đầu.")
    ends_on = day_field("Đến ngày", required="Ghi ngày cuối.")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        first, last = given.get("starts_on"), given.get("ends_on")
        if first and last and (not spans.is_sound(first, last) or last.year - first.year > 20):
            raise forms.ValidationError("Ngày cuối phải bằng hoặc sau ngày đầu, và trong khoảng hai mươi năm.")
        return given


class DossierFilter(forms.Form):
    """Words to look for in a list of dossiers or procedures."""

    q = forms.CharField(label="Tìm", required=False, max_length=100)
