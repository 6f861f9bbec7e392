"""What is asked when a file of dossiers is brought?"""

import datetime
from collections.abc import Sequence
from typing import Any

from django import forms

from agencies import roles, spans
from agencies.forms import day_field
from agencies.models import Agency, Role, Tier, User
from procedures.importing.columns import COLUMNS
from procedures.importing.layout import Layout

YEARS_BACK = 3
SAMPLES = 3  # values of a column that are shown beside its header
SAMPLE_LENGTH = 24
ENDINGS = ".csv,.txt,.tsv,.xlsx"
OWN_DAYS = "own"


def may_import(user: User) -> bool:
    """Whether there is any agency for which somebody may bring a file."""
    return any(role == Role.REPORTER for *_, role in roles.rights(user).grants)


def importable(user: User) -> list[Agency]:
    """The agencies for which somebody may bring a file; a reporter of the province for any."""
    grants = [grant for grant in roles.rights(user).grants if grant[3] == Role.REPORTER]
    agencies = Agency.objects.prefetch_related("placements__parent").order_by("pk")
    if not any(tier == Tier.PROVINCE for _, _, tier, _ in grants):
        agencies = agencies.filter(pk__in=[pk for pk, *_ in grants])
    rank = {tier: place for place, tier in enumerate(Tier.values)}
    return sorted(agencies, key=lambda agency: rank[agency.tier]) if grants else []


def standard_spans(today: datetime.date) -> list[tuple[str, list[tuple[str, str]]]]:
    """The standard spans that have begun, the newest year first, as the groups of a choice."""
    groups = []
    for year in range(today.year + 1, today.year - YEARS_BACK - 1, -1):
        begun = [span for span in spans.of_year(year) if span.starts_on <= today]
        if begun:
            shown = [
                (_key(span, year), f"{span.name} ({_day(span.starts_on)} – {_day(span.ends_on)})") for span in begun
            ]
            groups.append((f"Năm {year}", shown))
    return groups


def _key(span: spans.Span, year: int) -> str:
    return f"{year}-{span.kind}"


def _day(day: datetime.date) -> str:
    return f"{day.day}/{day.month}/{day.year}"


class UploadForm(forms.Form):
    """Whose dossiers, of which days, in which file?"""

    agency = forms.ChoiceField(label="Hồ sơ của", error_messages={"required": "Chọn cơ quan."})
    span = forms.ChoiceField(label="Kỳ", error_messages={"required": "Chọn kỳ, hoặc chọn “Tự ghi ngày”."})
    starts_on = day_field("Từ ngày")
    ends_on = day_field("Đến ngày")
    file = forms.FileField(
        label="Tệp CSV hoặc Excel (.xlsx)",
        widget=forms.FileInput(attrs={"accept": ENDINGS, "data-pick-file": ""}),
        error_messages={
            "required": "Chọn tệp cần nhập.",
            "empty": "Tệp trống.",
            "invalid": "Trình duyệt chưa gửi được tệp; hãy chọn lại.",
            "missing": "Chọn tệp cần nhập.",
        },
    )

    def __init__(
        self, data: Any = None, files: Any = None, *, agencies: Sequence[Agency], today: datetime.date
    ) -> None:
        super().__init__(data, files)
        self.agencies = {str(agency.pk): agency for agency in agencies}
        choices = [(key, _named(agency)) for key, agency in self.agencies.items()]
        first = [] if len(choices) == 1 else [("", "Chọn cơ quan")]
        self.fields["agency"].choices = [*first, *choices]  # type: ignore[attr-defined]
        own = (OWN_DAYS, "Tự ghi ngày")
        self.fields["span"].choices = [("", "Chọn kỳ"), *standard_spans(today), own]  # type: ignore[attr-defined]
        for name in ("starts_on", "ends_on"):
            self.fields[name].widget.attrs["size"] = 15

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        span, first, last = given.get("span"), given.get("starts_on"), given.get("ends_on")
        if span == OWN_DAYS:
            for name, day in (("starts_on", first), ("ends_on", last)):
                if day is None and name not in self.errors:
                    self.add_error(name, "Ghi ngày khi không chọn kỳ chuẩn.")
            if first and last and first > last:
                self.add_error("ends_on", "Ngày cuối phải bằng hoặc sau ngày đầu.")
        elif span:
            year, _, kind = span.partition("-")
            chosen = next(one for one in spans.of_year(int(year)) if one.kind == kind)
            given["starts_on"], given["ends_on"] = chosen.starts_on, chosen.ends_on
        return given

    @property
    def agency_chosen(self) -> Agency:
        return self.agencies[self.cleaned_data["agency"]]


def _named(agency: Agency) -> str:
    if agency.tier == Tier.PROVINCE:
        return f"{agency.name} (toàn tỉnh: mỗi dòng ghi đơn vị tiếp nhận)"
    return agency.told_apart() if agency.tier == Tier.COMMUNE else agency.name


class ColumnsForm(forms.Form):
    """Which column of the file is which of ours? One choice a column of ours, each with values from the file."""

    def __init__(self, data: Any = None, *, layout: Layout, dropped: Sequence[str], chosen: dict[str, str]) -> None:
        super().__init__(data, initial=chosen)
        choices = [("", "— không có —")]
        for place, header in enumerate(layout.headers):
            if header not in dropped:
                choices.append((header, _with_values(header, samples(layout, place))))
        for column in COLUMNS:
            self.fields[column.name] = forms.ChoiceField(
                label=column.header,
                required=False,
                choices=choices,
                help_text=f"Ví dụ: {column.example}" if column.example else "",
                error_messages={"invalid_choice": "Tệp không có cột này."},
            )

    @property
    def mapping(self) -> dict[str, str]:
        return {name: header for name, header in self.cleaned_data.items() if header}


def samples(layout: Layout, place: int) -> list[str]:
    """The first values of a column that are not empty, each once."""
    values = (row[place].strip() for row in layout.samples if place < len(row))
    found = list(dict.fromkeys(value for value in values if value))
    return [value if len(value) <= SAMPLE_LENGTH else f"{value[: SAMPLE_LENGTH - 1]}…" for value in found[:SAMPLES]]


def _with_values(header: str, values: list[str]) -> str:
    return f"{header}  ·  {'; '.join(values)}" if values else f"{header}  ·  (trống)"
