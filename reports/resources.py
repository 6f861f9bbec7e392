"""How do the lines of an edition come in and go out?

django-import-export reads, previews and stores them; the folder of an edition and the administration use the same
resources. A file adds and changes rows and takes none away. The whole edition that would result is checked before the
first line is stored, and either every line is stored or none.
"""

import dataclasses
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, ClassVar

import tablib
from django.db import transaction
from django.db.models import QuerySet
from import_export import fields, resources, results

from agencies import log
from agencies import resources as register
from agencies.models import User
from reports import edition_faults, edition_files, edition_lines, edition_rows
from reports.edition_lines import Line, Stored
from reports.models import CheckRule, FormEdition, Indicator, SectionTemplate
from reports.services import Refusal, editions

LINE, FILE = "#", "@"  # beside the columns, for lines that were read already: their number and the name of their file


def dataset(lines: Sequence[Line]) -> tablib.Dataset:
    """Lines that were read already (one or more), as a resource takes them."""
    names = [field.name for field in dataclasses.fields(lines[0]) if field.name not in ("line", "file")]
    rows = [(line.line, line.file, *(getattr(line, name) for name in names)) for line in lines]
    return tablib.Dataset(*rows, headers=[LINE, FILE, *names])


class Column(fields.Field):
    """One column of the line that a row of the edition stands for, as text."""

    def __init__(self, name: str) -> None:
        super().__init__(attribute=name, column_name=name)

    def get_value(self, instance: Stored) -> str:
        return getattr(edition_lines.line_of(instance), self.column_name)


class Change(register.Change):
    """What a row becomes, read as one line and not column by column."""

    def __init__(self, resource: "LineResource", instance: Stored, new: bool) -> None:
        self.left, self.new = _texts(resource, instance), new

    def compare_with(self, resource: "LineResource", instance: Stored) -> None:
        self.right = _texts(resource, instance)


def _texts(resource: "LineResource", instance: Stored) -> list[str]:
    line = edition_lines.line_of(instance)
    return [getattr(line, name) for name in resource.columns]


class Said(results.Error):
    """A reason for people; how the program came to it is nobody's business on a page."""

    traceback = ""


class LineResource(resources.ModelResource):
    """What the three kinds of lines have in common. Made anew for every import; the actor is ``by``."""

    what: ClassVar[str]
    action: ClassVar[str]
    columns: ClassVar[tuple[str, ...]]
    read: ClassVar[Callable[..., Line]]
    place: ClassVar[str]  # in edition_lines.Lines
    owner: ClassVar[str] = "edition"
    order: ClassVar[tuple[str, ...]] = ("position",)

    def __init__(self, by: User | None = None, agencies: Collection[str] | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.by, self.agencies = by, agencies
        self.fields = {name: Column(name) for name in self.columns}

    def import_data(
        self, dataset: tablib.Dataset, dry_run: bool = False, raise_errors: bool = False, **kwargs: Any
    ) -> results.Result:
        """Check the whole, then store all of it or (``dry_run``) nothing.

        What is refused is in ``base_errors``, one a reason; with ``raise_errors`` it is raised: Refusal,
        edition_files.FileError or edition_files.EditionError.
        """
        try:
            with transaction.atomic():
                self.begin(dataset)
                return super().import_data(dataset, dry_run=dry_run, raise_errors=raise_errors, **kwargs)
        except (Refusal, edition_files.FileError, edition_files.EditionError) as refusal:
            if raise_errors:
                raise
            result = register.Outcome()
            for reason in getattr(refusal, "faults", [refusal]):
                result.append_base_error(Said(reason))
            return result

    def get_result_class(self) -> type[register.Outcome]:
        return register.Outcome

    def begin(self, dataset: tablib.Dataset) -> None:
        """Lock the edition, and refuse a file that it would not be sound with."""
        edition_files.must_have(self.columns, dataset.headers or ())
        given = [
            type(self).read(cells, int(cells.get(LINE) or number), str(cells.get(FILE) or ""))
            for number, cells in enumerate(dataset.dict, start=2)
        ]
        if not given:
            raise Refusal("Tệp không có dòng nào dưới dòng tên cột.")
        self.edition = self._edition(given[0])
        lines = edition_lines.of(self.edition)
        whole = {self.place: edition_lines.put_in(getattr(lines, self.place), given)}
        found = edition_lines.faults(dataclasses.replace(lines, **whole), self.edition.code, self.agencies)
        if found:
            raise edition_files.EditionError(found)
        present = self.filter_export(self._meta.model.objects.filter(**{self.owner: self.edition}))
        self.known = {edition_lines.line_of(one).key: one for one in present}
        self.stores = [*edition_lines.columns(given[0]), "position"]
        self.arrange([line.key for line in given])

    def _edition(self, first: Line) -> FormEdition:
        edition = FormEdition.objects.select_for_update().filter(code=first.edition).first()
        if edition is None:
            text = f"không có bộ biểu “{first.edition}”. Sửa cột edition, hoặc thêm (nhân bản) bộ biểu trước."
            raise edition_files.EditionError([edition_faults.Fault(first.line, first.key, text, first.file)])
        editions.must_be_free(edition)
        return edition

    def arrange(self, keys: Sequence[str]) -> None:
        """Find the place of every row once those of ``keys`` are in, and which old rows stand elsewhere than before."""
        old = list(self.known)
        order = edition_rows.arranged(old, keys)
        kept = [key for key in order if key in self.known]
        before, after = dict(zip(old[1:], old, strict=False)), dict(zip(kept[1:], kept, strict=False))
        self.moved = {key for key in old if before.get(key) != after.get(key)}
        self.was = {key: one.position for key, one in self.known.items()}
        self.places = self.was if order == old else {key: place for place, key in enumerate(order, start=1)}

    def blank(self, line: Line) -> Stored:
        """A new row of the edition, still empty."""
        return self._meta.model(edition=self.edition)

    def get_instance(self, instance_loader: object, row: Mapping[str, object]) -> Stored | None:
        return self.known.get(type(self).read(row).key)

    def init_instance(self, row: Mapping[str, object] | None = None) -> Stored:
        return self.blank(type(self).read(row))

    def import_instance(self, instance: Stored, row: Mapping[str, object], **kwargs: Any) -> None:
        line = type(self).read(row)
        for name, value in {"position": self.places.get(line.key), **edition_lines.columns(line)}.items():
            setattr(instance, name, value)

    def skip_row(self, instance: Stored, original: Stored, row: Any, import_validation_errors: Any = None) -> bool:
        old = edition_lines.line_of(original)
        return original.pk is not None and old.key not in self.moved and edition_lines.line_of(instance) == old

    def get_bulk_update_fields(self) -> list[str]:
        return self.stores

    def after_import(self, dataset: tablib.Dataset, result: results.Result, **kwargs: Any) -> None:
        if result.has_errors() or kwargs.get("dry_run"):
            return
        shifted = [one for key, one in self.known.items() if self.places[key] != self.was[key]]
        for one in shifted:
            one.position = self.places[edition_lines.line_of(one).key]
        self._meta.model.objects.bulk_update(shifted, ["position"])
        done = {kind: count for kind, count in result.totals.items() if count}
        if set(done) - {results.RowResult.IMPORT_TYPE_SKIP}:
            editions.touch(self.edition)
        log.write(log.Entry(self.action, self.edition.code, after=done), by=self.by)

    def filter_export(self, queryset: QuerySet, **kwargs: Any) -> QuerySet:
        return queryset.select_related(self.owner).order_by(self.owner, *self.order)

    def get_diff_class(self) -> type[Change]:
        return Change

    @classmethod
    def get_display_name(cls) -> str:
        return cls.what


class Bulk:
    """The options of the three: statements for many rows at once, and unchanged rows left alone."""

    use_bulk = True
    batch_size = None
    skip_unchanged = True


class IndicatorResource(LineResource):
    """The rows of the form; the columns are those of the files, in their order."""

    what, action, place = "Chỉ tiêu", "import_indicators", "rows"
    columns, read = edition_rows.COLUMNS, edition_rows.row
    owner, order = "appendix__edition", ("appendix__number", "position")

    class Meta(Bulk):
        model = Indicator
        import_id_fields = ("edition", "appendix", "code")

    def begin(self, dataset: tablib.Dataset) -> None:
        super().begin(dataset)
        rows = self.edition.appendices.select_related("edition")
        self.appendices = {str(appendix.number): appendix for appendix in rows}

    def blank(self, line: Line) -> Stored:
        assert isinstance(line, edition_rows.EditionRow)
        return Indicator(appendix=self.appendices[line.appendix])


class CheckRuleResource(LineResource):
    """The checks of an edition."""

    what, action, place = "Quy tắc kiểm tra", "import_rules", "rules"
    columns, read = edition_rows.RULE_COLUMNS, edition_rows.rule_row

    class Meta(Bulk):
        model = CheckRule
        import_id_fields = ("edition", "id")


class SectionTemplateResource(LineResource):
    """The headings of the narrative; their order is a column of the file."""

    what, action, place = "Mục thuyết minh", "import_sections", "sections"
    columns, read = edition_rows.SECTION_COLUMNS, edition_rows.section_row

    class Meta(Bulk):
        model = SectionTemplate
        import_id_fields = ("edition", "code")

    def arrange(self, keys: Sequence[str]) -> None:
        self.moved: set[str] = set()
        self.was = self.places = {key: one.position for key, one in self.known.items()}
