"""Which columns does the register of procedures have as a file, and what happens to a row of it?

One line a row of the register, known by code and valid_from. Column names are those of the register or their
Vietnamese labels; a choice is written as in the data (full) or as on the page (Toàn trình). The whole register that
would result is looked at before a line is stored: no day in two rows of one code, and what replaces a procedure exists.
"""

import datetime
import functools
import hashlib
from collections.abc import Iterable
from typing import Any

import tablib
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import QuerySet
from import_export.fields import Field as Column
from import_export.results import Result

from agencies import log, names, services
from agencies.models import Agency, User
from agencies.resources import Day, RegisterResource, Text
from procedures import register_rules, workdays
from procedures.models import Field, Procedure
from procedures.services import changes, register

_COLUMNS = (
    "code name field tier agency processing_days one_stop linked online_eligible online has_fee online_payment "
    "on_national_portal beyond_boundaries decision valid_from valid_to ended ended_by replaced_by"
)
COLUMNS = tuple(_COLUMNS.split())
REQUIRED = ("code", "name", "field", "tier")
KEY = ("code", "valid_from")
YES, NO = {"co", "x", "1", "true", "yes", "dung"}, {"", "khong", "0", "false", "no"}


class YesNo(Text):
    """1 or 0; Có or Không; x or empty."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> bool:  # type: ignore[override]
        text = names.fold(super().clean(value, row))
        if text not in YES | NO:
            raise ValueError(f"“{value}” không phải là Có hay Không; viết 1 hoặc 0.")
        return text in YES

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "1" if value else "0"


class Choice(Text):
    """One of the choices of a column, as in the data or as on the page."""

    def __init__(self, choices: Iterable[tuple[str, str]]) -> None:
        super().__init__()
        choices = list(choices)
        self.labels = ", ".join(f"“{label}”" for value, label in choices if value)
        self.values = {names.fold(word): value for value, label in choices for word in (value, str(label))}

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        text = super().clean(value, row)
        if names.fold(text) not in self.values:
            raise ValueError(f"Không có “{text}”; dùng một trong: {self.labels}.")
        return self.values[names.fold(text)]


class Days(Text):
    """A whole number of working days, or nothing."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> int | None:  # type: ignore[override]
        text = super().clean(value, row)
        if not text:
            return None
        if not (text.isascii() and text.isdigit() and len(text) < 6 and int(text) <= workdays.LONGEST):
            raise ValueError(f"“{text}” không phải là số ngày; viết số nguyên từ 0 đến {workdays.LONGEST}.")
        return int(text)


class FieldName(Text):
    """A field of the list, accents and capitals not minded."""

    def __init__(self) -> None:
        super().__init__()
        self.known: dict[str, Field] = {}

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Field:  # type: ignore[override]
        text = super().clean(value, row)
        if names.fold(text) not in self.known:
            raise ValueError(f"Chưa có lĩnh vực “{text}”; thêm vào danh mục lĩnh vực trước, hoặc sửa tên.")
        return self.known[names.fold(text)]


class AgencyCode(Text):
    """The agency of a code or name that exists in the days of the row; of several of one code the last one."""

    def __init__(self) -> None:
        super().__init__()
        self.known: dict[str, list[Agency]] = {}
        self.named: dict[str, list[Agency]] = {}  # by folded name

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Agency | None:  # type: ignore[override]
        text = super().clean(value, row)
        if not text:
            return None
        span = _span(row or {})
        agencies = [
            one
            for one in self.known.get(text) or self.named.get(names.fold(text), [])
            if register_rules.overlap((one.valid_from, one.valid_to), span)
        ]
        if not agencies:
            raise ValueError(f"Không có cơ quan mã “{text}” trong thời gian này.")
        if len({one.code for one in agencies}) > 1:
            raise ValueError(f"Có nhiều cơ quan tên “{text}”; ghi mã thay cho tên.")
        return max(agencies, key=lambda one: one.valid_from or datetime.date.min)

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return value.code if value else ""


def _span(row: Any) -> register_rules.Span:
    """The days of a line; a day that cannot be read is an open end here, and refused by its own column."""
    return _day(str(row.get("valid_from") or "")), _day(str(row.get("valid_to") or ""))


@functools.lru_cache(10_000)
def _day(text: str) -> datetime.date | None:
    try:
        return Day().clean(text)
    except ValueError:
        return None


def _key(row: Any) -> tuple[str, datetime.date | None]:
    return names.nfc(str(row["code"] or "")), _span(row)[0]


def _column(name: str) -> Column:
    field = Procedure._meta.get_field(name)
    widget: Text
    if name in ("field", "agency"):
        widget = FieldName() if name == "field" else AgencyCode()
    elif isinstance(field, models.BooleanField):
        widget = YesNo()
    elif isinstance(field, models.DateField):
        widget = Day()
    elif isinstance(field, models.PositiveSmallIntegerField):
        widget = Days()
    elif choices := getattr(field, "choices", None):
        widget = Choice(choices)
    else:
        widget = Text()
    return Column(attribute=name, column_name=name, widget=widget)


class FieldResource(RegisterResource):
    """The fields of administration: one column."""

    columns = required = ("name",)

    class Meta:
        model = Field
        fields = import_order = export_order = ("name",)
        import_id_fields = ("name",)
        skip_unchanged = True
        report_skipped = True
        clean_model_instances = True

    name = Column(attribute="name", column_name="name", widget=Text())

    @classmethod
    def get_display_name(cls) -> str:
        return "Lĩnh vực"


class ProcedureResource(RegisterResource):
    """All statements for many rows at once: a register of thousands is read, compared and stored in some seconds."""

    columns = COLUMNS
    required = REQUIRED

    class Meta:
        model = Procedure
        fields = import_order = export_order = COLUMNS
        import_id_fields = KEY
        skip_unchanged = True
        report_skipped = True
        use_bulk = True
        batch_size = None

    def __init__(self, by: User | None = None, **kwargs: Any) -> None:
        super().__init__(by, **kwargs)
        self.fields = {name: _column(name) for name in COLUMNS}
        self.changes: list[tuple[Procedure, Procedure]] = []
        self.before: dict[str, Any] | None = None
        self.old: Procedure | None = None

    @classmethod
    def get_display_name(cls) -> str:
        return "Thủ tục hành chính"

    @classmethod
    def headers(cls) -> dict[str, str]:
        return super().headers() | _OF_THE_LIST

    def before_import(self, dataset: tablib.Dataset, **kwargs: Any) -> None:
        super().before_import(dataset, **kwargs)
        if "valid_from" not in dataset.headers:  # part of the key; its absence means an open start
            dataset.append_col([""] * len(dataset), header="valid_from")
        if not kwargs.get("dry_run"):
            log.chain()  # nobody else changes the register until this file is in
        rows = Procedure.objects.select_related("field", "agency")
        self.known = {(one.code, one.valid_from): one for one in rows}
        self.spans: dict[str, dict[datetime.date | None, register_rules.Span]] = {}
        for one in self.known.values():
            self.spans.setdefault(one.code, {})[one.valid_from] = one.span
        for line in dataset.dict:
            code, start = _key(line)
            self.spans.setdefault(code, {})[start] = _span(line)
        self.fields["field"].widget.known = {names.fold(one.name): one for one in Field.objects.all()}
        agencies: dict[str, list[Agency]] = {}
        named: dict[str, list[Agency]] = {}
        for agency in Agency.objects.all():
            agencies.setdefault(agency.code, []).append(agency)
            named.setdefault(names.fold(agency.name), []).append(agency)
        self.fields["agency"].widget.known = agencies
        self.fields["agency"].widget.named = named
        self.digest = hashlib.sha256(repr((dataset.headers, list(dataset))).encode()).hexdigest()

    def before_import_row(self, row: dict[str, Any], **kwargs: Any) -> None:
        super().before_import_row({**row, "valid_from": _key(row)[1]}, **kwargs)  # one day can be written in two ways

    def get_instance(self, instance_loader: Any, row: dict[str, Any]) -> Procedure | None:
        return self.known.get(_key(row))

    def after_init_instance(self, instance: Procedure, new: bool, row: Any, **kwargs: Any) -> None:
        self.before = None if new else services.said(instance)
        self.old = None if new else Procedure(**{name: getattr(instance, name) for name in register.COUNTED})

    def skip_row(self, instance: Procedure, original: Any, row: Any, import_validation_errors: Any = None) -> bool:
        return not import_validation_errors and self.before is not None and self.before == services.said(instance)

    def validate_instance(
        self, instance: Procedure, import_validation_errors: Any = None, validate_unique: bool = True
    ) -> None:
        """The rules of the model, without a statement a row."""
        errors = dict(import_validation_errors or {})
        try:
            instance.clean_fields(exclude={*errors, "field", "agency"})
        except ValidationError as error:
            errors = error.update_error_dict(errors)
        for fault in (*register_rules.faults(instance), *self._among_others(instance)):
            errors.setdefault(fault.column, []).append(fault.text)
        if errors:
            raise ValidationError(errors)

    def _among_others(self, row: Procedure) -> Iterable[register_rules.Fault]:
        others = [span for start, span in self.spans[row.code].items() if start != row.valid_from]
        if other := register_rules.overlapping(row.span, others):
            text = f"Chung ngày với dòng {register_rules.span_text(other)} của cùng mã."
            yield register_rules.Fault("valid_from", text)
        if row.replaced_by and row.replaced_by not in self.spans:
            yield register_rules.Fault("replaced_by", f"Không có thủ tục mã “{row.replaced_by}”.")

    def before_save_instance(self, instance: Procedure, row: Any, **kwargs: Any) -> None:
        instance.settle()
        self.write_down(services.entry(instance, self.before))
        if self.old:
            self.changes.append((self.old, instance))

    def bulk_update(self, using_transactions: bool, dry_run: bool, *args: Any, **kwargs: Any) -> None:
        """One insert that meets the rows there are: Django's own statement for this takes four times as long."""
        columns = [*COLUMNS, "search_text"]
        Procedure.objects.bulk_create(
            self.update_instances, update_conflicts=True, unique_fields=["id"], update_fields=columns
        )
        self.update_instances.clear()

    def after_import(self, dataset: tablib.Dataset, result: Result, **kwargs: Any) -> None:
        register.must_stay_countable(self.changes)
        if kwargs.get("dry_run"):
            return
        if self.entries:
            counts = {kind: count for kind, count in result.totals.items() if count}
            after = {**counts, "lines": len(dataset), "sha256": self.digest}
            self.entries.insert(0, log.Entry("import_procedures", "procedures", after=after))
        super().after_import(dataset, result, **kwargs)
        if self.entries:
            changes.tell(None, by=self.by)

    def filter_export(self, queryset: QuerySet, **kwargs: Any) -> QuerySet:
        return queryset.select_related("field", "agency").order_by("code", "valid_from", "pk")


# The list of procedures hands out a file too, under shorter headers.
_OF_THE_LIST = {
    "ma": "code",
    "cap": "tier",
    "chu tri": "agency",
    "muc du dieu kien": "online_eligible",
    "truc tuyen": "online",
    "thoi han (ngay lam viec)": "processing_days",
    "co phi": "has_fee",
    "tren cong dvc quoc gia": "on_national_portal",
    "khong phu thuoc dia gioi": "beyond_boundaries",
    "mot cua": "one_stop",
    "lien thong": "linked",
    "quyet dinh cong bo": "decision",
    "quyet dinh bai bo, thay the": "ended_by",
    "ma thu tuc thay the": "replaced_by",
}
