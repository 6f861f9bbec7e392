"""Which columns does the register of agencies have as a file, and what happens to a row of it?

One line an agency: code,name,short_name,document_code,tier,kind,parent,valid_from,valid_to,code_scheme,source. A line
is known by code and valid_from, because a code is given again to another agency when a province is reorganised.
``parent`` is a code: the agency stands below every agency of that code for the days on which both existed.
"""

import datetime
import functools
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import tablib
from django.core.exceptions import ValidationError
from django.db.models import F
from import_export.fields import Field
from import_export.resources import Diff, ModelResource
from import_export.results import Result
from import_export.widgets import Widget

from agencies import log, names, services
from agencies.models import Agency, Placement, Tier, User, in_span

_COLUMNS = "code name short_name document_code tier kind parent valid_from valid_to code_scheme source"
COLUMNS = tuple(_COLUMNS.split())
REQUIRED = ("code", "name", "tier")


class Text(Widget):
    """NFC, without outer blanks; refuses characters that no keyboard sends and PostgreSQL does not store."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        text = names.nfc("" if value is None else str(value))
        if not text.isprintable() and any(unicodedata.category(char) in {"Cc", "Cs"} for char in text):
            raise ValueError("Có ký tự điều khiển; hãy gõ lại ô này.")
        return text

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "" if value is None else str(value)


class Day(Text):
    """2024-12-31 or 31/12/2024; empty is an open end."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> datetime.date | None:  # type: ignore[override]
        text = super().clean(value, row)
        for shape in ("%Y-%m-%d", "%d/%m/%Y"):
            try:
                return datetime.datetime.strptime(text, shape).date()  # noqa: DTZ007 (a day has no time zone)
            except ValueError:
                continue
        if text:
            raise ValueError(f"“{text}” không phải là ngày; viết như 31/12/2024 hoặc 2024-12-31.")
        return None


class TierName(Text):
    """The tier's name in the data (commune) or on the page (Cấp xã)."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        text = super().clean(value, row)
        known = {names.fold(str(name)): tier.value for tier in Tier for name in (tier.value, tier.label)}
        if names.fold(text) not in known:
            offered = ", ".join(f"“{tier.label}”" for tier in Tier)
            raise ValueError(f"Không có cấp “{text}”; dùng một trong: {offered}.")
        return known[names.fold(text)]


class Change(Diff):
    """What a row becomes, as text: the one of import-export is HTML with inline style, which our pages do not allow."""

    def as_html(self) -> list[str]:
        pairs = zip(self.left, self.right, strict=True)
        return [new if self.new or old == new else f"{old or '(trống)'} → {new or '(trống)'}" for old, new in pairs]

    def __init__(self, resource: Any, instance: Any, new: bool) -> None:
        self.left, self.new = self.texts(resource, instance), new
        self.right: list[str] = []

    def compare_with(self, resource: Any, instance: Any) -> None:
        self.right = self.texts(resource, instance)

    def texts(self, resource: Any, instance: Any) -> list[str]:
        return [resource.export_field(field, instance) for field in resource.get_import_fields()]


class Outcome(Result):
    """What became of the rows of a file; ``label`` names a column of it to people."""

    def __init__(self, label: Callable[[str], str] = str) -> None:
        super().__init__()
        self.label = label

    def complaints(self) -> list[str]:
        """Why the file was refused, one sentence a fault, with the line and the column."""
        found = [str(error.error) for error in self.base_errors]
        for row in self.error_rows:
            found += [f"Dòng {file_line(row.number)}: {error.error}" for error in row.errors]
        for row in self.invalid_rows:
            line = f"Dòng {file_line(row.number)}"
            for column, reasons in row.field_specific_errors.items():
                found += [f"{line}, cột {self.label(column)}: {reason}" for reason in reasons]
            found += [f"{line}: {reason}" for reason in row.non_field_specific_errors]
        return found


class RegisterResource(ModelResource):
    """What the files of all registers have in common: nothing half done, every changed row in the log.

    ``by`` is the actor. A subclass lists its ``columns`` and the ``required`` ones; ``load`` is what commands call.
    """

    columns: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    beside: Mapping[str, str] = {}  # labels of columns that are no column of the table

    def __init__(self, by: User | None = None, **kwargs: Any) -> None:
        super().__init__()
        self.by = by
        self.entries: list[log.Entry] = []
        self.seen: dict[tuple[str, ...], int] = {}

    @classmethod
    def labels(cls) -> dict[str, str]:
        """What people call the columns."""
        stored = {field.name: str(field.verbose_name) for field in cls._meta.model._meta.concrete_fields}
        return {name: cls.beside.get(name) or stored[name] for name in cls.columns}

    @classmethod
    def label(cls, name: str) -> str:
        """A column as a sentence names it: in words, and as it stands in the file."""
        return f"“{cls.labels()[name]}” ({name})" if name in cls.columns else f"“{name}”"

    @classmethod
    def headers(cls) -> dict[str, str]:
        """The column by its folded label, which a file may have as its header."""
        return {names.fold(label): name for name, label in cls.labels().items()}

    def get_result_class(self) -> Any:
        return functools.partial(Outcome, self.label)

    @classmethod
    def get_diff_class(cls) -> type[Diff]:
        return Change

    def before_import(self, dataset: tablib.Dataset, **kwargs: Any) -> None:
        known = self.headers()
        dataset.headers = headers = [known.get(names.fold(header), header) for header in dataset.headers or []]
        missing = [name for name in self.required if name not in headers]
        unknown = [name for name in headers if name not in self.columns]
        if missing or unknown:
            dataset.wipe()  # otherwise every line would be complained about, too
        if missing:
            raise ValueError(f"Thiếu cột: {self._named(missing)}. Các cột của tệp: {self._named(self.columns)}.")
        if unknown:
            raise ValueError(f"Cột không có trong mẫu: {self._named(unknown)}. Các cột: {self._named(self.columns)}.")

    def _named(self, columns: Iterable[str]) -> str:
        return ", ".join(map(self.label, columns))

    def before_import_row(self, row: dict[str, Any], **kwargs: Any) -> None:
        key = tuple(names.nfc(str(row.get(name) or "")) for name in self.get_import_id_fields())
        line = file_line(kwargs["row_number"])
        if self.seen.setdefault(key, line) != line:
            raise ValidationError({self.get_import_id_fields()[0]: f"Trùng với dòng {self.seen[key]} của tệp."})

    def get_instance(self, instance_loader: Any, row: dict[str, Any]) -> Any:
        try:
            return super().get_instance(instance_loader, row)
        except ValueError:
            return None  # a key that cannot be read: import_instance says so, by column

    def do_instance_save(self, instance: Any, is_create: bool) -> None:
        self.write_down(services.store(instance))

    def write_down(self, entry: log.Entry | None) -> None:
        if entry:
            self.entries.append(entry)

    def after_import(self, dataset: tablib.Dataset, result: Result, **kwargs: Any) -> None:
        if self.entries and not result.has_errors() and not result.has_validation_errors():
            log.append(log.chain(), self.entries, by=self.by)

    def load(self, dataset: tablib.Dataset) -> Result:
        """Import all rows or none; the result says what became of each, its ``complaints`` why it was refused."""
        return self.import_data(dataset, use_transactions=True, rollback_on_validation_errors=True)


def file_line(row_number: int) -> int:
    """The line of the file that a row stood on; the header is line 1."""
    return row_number + 1


def _field(name: str, widget: Widget) -> Field:
    return Field(attribute=name, column_name=name, widget=widget)


class AgencyResource(RegisterResource):
    columns = COLUMNS
    required = REQUIRED
    beside: Mapping[str, str] = {"parent": "cơ quan cấp trên"}

    code = _field("code", Text())
    name = _field("name", Text())
    short_name = _field("short_name", Text())
    document_code = _field("document_code", Text())
    tier = _field("tier", TierName())
    kind = _field("kind", Text())
    parent = Field(column_name="parent", widget=Text())
    valid_from = _field("valid_from", Day())
    valid_to = _field("valid_to", Day())
    code_scheme = _field("code_scheme", Text())
    source = _field("source", Text())

    class Meta:
        model = Agency
        fields = import_order = export_order = COLUMNS
        import_id_fields = ("code", "valid_from")
        skip_unchanged = True
        report_skipped = True
        clean_model_instances = True

    @classmethod
    def get_display_name(cls) -> str:
        return "Cơ quan, đơn vị"

    def before_import(self, dataset: tablib.Dataset, **kwargs: Any) -> None:
        super().before_import(dataset, **kwargs)
        if dataset.headers and "valid_from" not in dataset.headers:  # part of the key; its absence means an open start
            dataset.append_col([""] * len(dataset), header="valid_from")

    def dehydrate_parent(self, agency: Agency) -> str:
        if agency.pk is None:
            return ""
        newest_first = F("valid_to").desc(nulls_first=True)
        last = agency.placements.select_related("parent").order_by(newest_first).first()
        return last.parent.code if last else ""

    def skip_row(self, instance: Agency, original: Agency, row: Any, import_validation_errors: Any = None) -> bool:
        same = super().skip_row(instance, original, row, import_validation_errors)
        return same and not any(place for place in self.places(instance, row) if place.pk is None or _differs(place))

    def after_save_instance(self, instance: Agency, row: dict[str, Any], **kwargs: Any) -> None:
        for place in self.places(instance, row):
            self.write_down(services.store(place))

    def places(self, agency: Agency, row: dict[str, Any]) -> list[Placement]:
        """Where the line puts the agency: new placements and known ones, altered, none of them saved.

        Raises ValidationError when nobody of the parent's code existed with the agency.
        """
        code = Text().clean(row.get("parent"))
        if not code or agency.pk is None:
            return []
        first, last = agency.valid_from or datetime.date.min, agency.valid_to or datetime.date.max
        parents = Agency.objects.filter(in_span(first, last), code=code).exclude(pk=agency.pk)
        places = [_place(agency, parent) for parent in parents]
        if not places:
            raise ValidationError({"parent": f"Chưa có cơ quan mã “{code}” trong thời gian này; ghi nó ở dòng trước."})
        return places


def _place(agency: Agency, parent: Agency) -> Placement:
    starts = [day for day in (agency.valid_from, parent.valid_from) if day]
    ends = [day for day in (agency.valid_to, parent.valid_to) if day]
    start = max(starts, default=None)
    place = Placement.objects.filter(agency=agency, valid_from=start).first() or Placement(agency=agency)
    place.parent, place.valid_from, place.valid_to = parent, start, min(ends, default=None)
    return place


def _differs(place: Placement) -> bool:
    return services.said(place) != services.said(Placement.objects.get(pk=place.pk))
