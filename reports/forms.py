"""What is asked on the pages of reports, and what is said when an answer will not do?"""

import datetime
from typing import ClassVar

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone

from agencies import days
from agencies.forms import day_field
from agencies.models import Event, Tier, User
from reports import plain, workflow
from reports.models import FormEdition, Period, Version
from reports.models.editions import KINDS
from reports.services import acts, review


class ActionForm(forms.Form):
    """An action that asks for nothing; the revision says which state of the report the person has seen."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class ReasonForm(ActionForm):
    reason = forms.CharField(
        label="Lý do",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Ghi lý do."},
    )


class MessageForm(ActionForm):
    """A return: its reasons stand at the cells and sections, a word on the whole may be added."""

    reason = forms.CharField(
        label="Lời nhắn chung (nếu có)", max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class PaperForm(ActionForm):
    """The document that the report goes out as."""

    number = forms.CharField(label="Số văn bản", max_length=60, error_messages={"required": "Ghi số văn bản."})
    day = day_field("Ngày văn bản", required="Ghi ngày văn bản.")
    signer_name = forms.CharField(label="Người ký", max_length=150, error_messages={"required": "Ghi tên người ký."})
    signer_title = forms.CharField(label="Chức vụ", max_length=150, error_messages={"required": "Ghi chức vụ."})

    starts_on = datetime.date.min  # of the period: no report on it is older

    def clean_day(self) -> datetime.date:
        day: datetime.date = self.cleaned_data["day"]
        if day < self.starts_on:
            raise forms.ValidationError(
                f"Ngày văn bản {days.said(day)} ở trước kỳ báo cáo (từ {days.said(self.starts_on)}); hãy xem lại."
            )
        if day > timezone.localdate():
            raise forms.ValidationError(f"Ngày văn bản {days.said(day)} chưa đến; hãy xem lại.")
        return day

    def paper(self) -> acts.Paper:
        given = self.cleaned_data
        return acts.Paper(given["number"], given["day"], given["signer_name"], given["signer_title"])


def of_action(action: workflow.Action, version: Version, by: User, data: QueryDict | None = None) -> ActionForm:
    """The form of an action: empty (with what is known already), or with what somebody sent."""
    known: dict[str, object] = {"revision": version.revision}
    form: type[ActionForm] = MessageForm if action.name == "send_back" else ActionForm
    if "reason" in action.asks:
        form = ReasonForm
    if "document" in action.asks:
        form = PaperForm
        known |= {
            "number": version.document_number,
            "day": version.document_date,
            "signer_name": version.signer_name or by.get_full_name(),
            "signer_title": version.signer_title,
        }
    made = form(data, initial=known, auto_id=f"{action.name}_%s")
    if isinstance(made, PaperForm):
        made.starts_on = version.report.period.starts_on
    if (code := version.report.agency.document_code) and "number" in made.fields:
        made.fields["number"].help_text = f"Ví dụ: 2147/BC-{code}"
    return made


class DescribeForm(forms.Form):
    data_as_of = day_field("Số liệu đến ngày", help_text="Để trống khi số liệu tính đủ đến ngày chốt của kỳ.")


class AttachForm(forms.Form):
    file = forms.FileField(
        label="Tệp PDF (văn bản đã ký, tài liệu kèm theo)",
        max_length=255,
        help_text="Chỉ nhận PDF, lớn nhất 20 MB.",
        widget=forms.FileInput(attrs={"accept": "application/pdf,.pdf"}),
        error_messages={
            "required": "Chọn một tệp PDF trước khi đính kèm.",
            "empty": "Tệp này rỗng; hãy chọn lại.",
            "max_length": "Tên tệp dài quá 255 ký tự; hãy đặt tên ngắn hơn.",
        },
    )


class WordTemplateForm(forms.Form):
    file = forms.FileField(
        label="Tệp mẫu (.docx)",
        max_length=255,
        help_text="Lớn nhất 2 MB, không có macro, tệp nhúng hay liên kết ra ngoài.",
        widget=forms.FileInput(attrs={"accept": ".docx", "data-pick-file": ""}),
    )


class UploadForm(forms.Form):
    file = forms.FileField(
        label="Biểu Excel đã điền (.xlsx)",
        max_length=255,
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        error_messages={
            "required": "Chọn biểu Excel đã tải từ báo cáo này.",
            "invalid": "Tệp gửi lên bị hỏng, hãy chọn lại.",
            "empty": "Tệp này trống. Hãy mở tệp xem còn nội dung không, rồi chọn lại.",
            "max_length": "Tên tệp dài quá 255 ký tự; hãy đổi tên ngắn hơn rồi chọn lại.",
        },
    )


class TablesForm(forms.Form):
    file = forms.FileField(
        label="Tệp Word, Excel có các phụ lục (.docx, .xlsx)",
        max_length=255,
        widget=forms.FileInput(attrs={"accept": ".docx,.xlsx"}),
        error_messages=UploadForm.base_fields["file"].error_messages | {"required": "Chọn tệp Word hoặc Excel."},
    )


class PasteForm(forms.Form):
    text = forms.CharField(
        label="Các phụ lục, chép từ Word hoặc Excel",
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false", "autocomplete": "off"}),
        error_messages={"required": "Dán nội dung các phụ lục vào đây."},
    )


class ExplainForm(forms.Form):
    problem = forms.CharField(max_length=200, widget=forms.HiddenInput)
    text = forms.CharField(
        label="Giải trình",
        max_length=review.LONGEST,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Ghi giải trình bằng một câu ngắn."},
    )


class RemarkForm(forms.Form):
    """A remark at a cell ("2:5.1") or at a section ("II.1")."""

    key = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)
    section = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)
    text = forms.CharField(
        label="Nhận xét",
        max_length=review.LONGEST,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Ghi nhận xét bằng một câu ngắn."},
    )


class RevisionForm(forms.Form):
    """Which state of a section somebody has seen."""

    revision = forms.IntegerField(min_value=0)


class SectionForm(RevisionForm):
    text = forms.CharField(required=False, strip=False)


class QueueFilter(forms.Form):
    """What the reviewer's queue is narrowed to; ``turn`` is chosen by the tabs above the list."""

    period = forms.ModelChoiceField(Period.objects.none(), label="Kỳ", required=False, empty_label="Mọi kỳ đã mở")
    tier = forms.ChoiceField(label="Cấp", required=False, choices=[("", "Mọi cấp"), *Tier.choices])
    late = forms.BooleanField(label="Chỉ báo cáo trễ hạn", required=False)
    q = forms.CharField(
        label="Tìm cơ quan",
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "tên hoặc mã, không cần dấu", "size": "24"}),
    )
    turn = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data, auto_id="filter_%s")
        self.fields["period"].queryset = Period.objects.opened()  # type: ignore[attr-defined]


class GenerateForm(forms.Form):
    """The standard periods of a year."""

    year = forms.IntegerField(
        label="Năm",
        min_value=2015,
        max_value=2100,
        error_messages={
            "required": "Ghi năm.",
            "invalid": "Ghi năm bằng bốn chữ số.",
            "min_value": "Năm từ 2015 đến 2100.",
            "max_value": "Năm từ 2015 đến 2100.",
        },
    )
    edition = forms.ModelChoiceField(
        FormEdition.objects.all(), label="Bộ biểu", empty_label=None, error_messages={"required": "Chọn bộ biểu."}
    )


class HistoryFilter(forms.Form):
    """Which events of a report are listed: of one cell or section, of one kind."""

    KINDS: ClassVar = {
        "figures": ("Số liệu", ("save_figure", "fill_figure", "compare_figure", "apply_upload", "describe")),
        "sections": ("Thuyết minh", ("save_section",)),
        "review": ("Giải trình, nhận xét", ("explain", "remark", "drop_remark")),
        "files": ("Tệp đính kèm", ("attach", "detach")),
        "workflow": ("Trình ký, gửi, duyệt", tuple(workflow.ACTIONS)),
    }

    kind = forms.ChoiceField(
        label="Loại việc",
        required=False,
        choices=[("", "Mọi việc"), *((key, name) for key, (name, _) in KINDS.items())],
    )
    cell = forms.RegexField(
        r"^[0-9]{1,3}:[0-9.]{1,20}$",
        label="Ô (phụ lục:dòng)",
        required=False,
        widget=forms.TextInput(attrs={"placeholder": "ví dụ 2:5.1", "size": "12"}),
        error_messages={"invalid": "Ghi ô theo kiểu phụ lục:dòng, ví dụ 2:5.1."},
    )

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data, auto_id="filter_%s")

    def narrow(self, events: QuerySet[Event]) -> QuerySet[Event]:
        self.full_clean()
        if kind := self.cleaned_data.get("kind"):
            events = events.filter(action__in=self.KINDS[kind][1])
        if cell := self.cleaned_data.get("cell"):
            events = events.filter(subject=f"cell:{cell}")
        return events


class CatalogueFilter(forms.Form):
    """Which rows of which edition are listed."""

    code = forms.ChoiceField(label="Bộ biểu", required=False)
    appendix = forms.ChoiceField(label="Phụ lục", required=False)
    kind = forms.ChoiceField(label="Loại", required=False, choices=[("", "Mọi loại"), *KINDS])
    lead = forms.ChoiceField(label="Chủ trì", required=False)
    q = forms.CharField(
        label="Tìm",
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "tên, mã, hướng dẫn"}),
    )

    def __init__(self, data: QueryDict, editions: list[FormEdition]) -> None:
        super().__init__(data, auto_id="filter_%s")
        self.editions = editions
        self._offer("code", [(one.code, one.code) for one in editions])
        if row := self.edition():
            form = plain.edition(row)
            self._offer("appendix", [("", "Mọi phụ lục"), *((str(a.number), f"PL{a.number}") for a in form.appendices)])
            self._offer("lead", [("", "Mọi cơ quan"), *plain.lead_names(row).items()])

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def edition(self) -> FormEdition | None:
        """The edition that the address names, else the newest; None when there is none yet."""
        wanted = self.data.get("code")
        return next((one for one in self.editions if one.code == wanted), self.editions[0] if self.editions else None)

    @property
    def given(self) -> dict[str, str]:
        self.full_clean()  # what makes no sense narrows nothing
        return self.cleaned_data
