"""What may be typed into the cells and sections of a report, without any script?

Every input is sent together with what it showed (a hidden initial value) and with the revision of its cell. So only
what a person touched is saved, and what somebody else saved in between is noticed.
"""

import dataclasses
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.http import QueryDict

from reports import entry, entry_rows
from reports.checks import Problem
from reports.entry_rows import Mode
from reports.services import figures
from reports.views import sections, standing

TYPED, NOTE, BASE, REVISION = "typed", "note", "base", "revision"


@dataclasses.dataclass(frozen=True, slots=True)
class FormRow:
    """One row of the form as the page draws it: what it says, its inputs, and what is wrong with it."""

    row: entry_rows.EntryRow
    problems: list[Problem]
    typed: forms.BoundField | None
    note: forms.BoundField | None
    base: forms.BoundField | None
    revision: forms.BoundField | None

    @property
    def errors(self) -> list[str]:
        fields = (self.typed, self.note, self.base)
        return [str(text) for field in fields if field is not None for text in field.errors]


def _input(size: int, initial: str, label: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        strip=False,
        initial=initial,
        show_hidden_initial=True,
        widget=forms.TextInput(attrs={"size": size, "aria-label": label, "autocomplete": "off"}),
    )


class FiguresForm(forms.Form):
    """The cells of one appendix: those that the person may write, or after a POST those that were sent."""

    def __init__(self, page: entry.Page, data: QueryDict | None = None) -> None:
        super().__init__(data)
        self.page = page
        for row in page.rows:
            if f"{REVISION}-{row.spec.key}" in data if data is not None else self._is_open(row):
                self._add(row)

    def _is_open(self, row: entry_rows.EntryRow) -> bool:
        key = row.spec.key
        takes = row.mode is Mode.TYPED or row.cell.claim or key in self.page.desk.filing.edition.baseline_keys
        return bool(takes) and row.mode is not Mode.SHUT and not self.page.desk.why_not(row.spec)

    def _add(self, row: entry_rows.EntryRow) -> None:
        key, place = row.spec.key, f"Phụ lục {row.spec.appendix}, dòng {row.spec.code}"
        if row.mode in (Mode.TYPED, Mode.SHUT) or row.cell.claim:
            text = row.cell.text or row.cell.claim
            self.fields[f"{TYPED}-{key}"] = _input(14, text, f"{place}: số liệu")
            self.fields[f"{NOTE}-{key}"] = _input(24, row.cell.note, f"{place}: ghi chú")
        if key in self.page.desk.filing.edition.baseline_keys:
            self.fields[f"{BASE}-{key}"] = _input(8, row.cell.base, f"{place}: số gốc năm 2015")
        self.fields[f"{REVISION}-{key}"] = forms.IntegerField(
            widget=forms.HiddenInput, min_value=0, initial=row.cell.revision
        )

    def lines(self) -> Iterable[FormRow]:
        """The rows in printed order."""
        for row in self.page.rows:
            key = row.spec.key
            wrong = [problem for problem in self.page.desk.problems if problem.cells and problem.cells[0] == key]
            inputs = [
                self[name] if (name := f"{part}-{key}") in self.fields else None
                for part in (TYPED, NOTE, BASE, REVISION)
            ]
            yield FormRow(row, wrong, *inputs)

    def changes(self) -> list[figures.Change]:
        """What the person touched; the form is valid."""
        touched: dict[str, dict[str, str]] = {}
        for name in self.changed_data:
            part, _, key = name.partition("-")
            if part != REVISION:
                touched.setdefault(key, {})[part] = self.cleaned_data[name]
        return [figures.Change(key, self.cleaned_data[f"{REVISION}-{key}"], **given) for key, given in touched.items()]


def beside_theirs(page: entry.Page, data: QueryDict, conflict: figures.Conflict) -> FiguresForm:
    """The form again after somebody else has saved the same cells: both values, and what was typed is kept.

    Sending it once more writes over what the other one saved, this time knowingly.
    """
    mine, rows = data.copy(), {row.spec.key: row for row in page.rows}
    before = FiguresForm(page, data)
    touched = set(before.changed_data)
    for key, theirs in conflict.theirs.items():
        cell = rows[key].cell
        mine[f"{REVISION}-{key}"] = str(theirs.cell.revision)
        for part, text in ((TYPED, cell.text or cell.claim), (NOTE, cell.note), (BASE, cell.base)):
            name = f"{part}-{key}"
            mine[f"initial-{name}"] = text
            if name not in touched:
                mine[name] = text
    form = FiguresForm(page, mine)
    for key, theirs in conflict.theirs.items():
        form.add_error(_place(form, key), _said(rows[key].cell, theirs))
    return form


def _place(form: FiguresForm, key: str) -> str:
    return next(name for part in (TYPED, BASE) if (name := f"{part}-{key}") in form.fields)


def _said(cell: entry_rows.Shown, theirs: figures.Theirs) -> str:
    at = f" lúc {standing.instant(theirs.at)}" if theirs.at else ""
    text = " – ".join(filter(None, (cell.text or cell.claim or "(để trống)", cell.note)))
    return (
        f"{theirs.by or 'Người khác'} vừa lưu “{text}”{at}. Phần bạn gõ còn nguyên bên trên và chưa được lưu: "
        "bấm Lưu lần nữa để ghi số của bạn, hoặc gõ lại số kia."
    )


class _Text(forms.CharField):
    """A long text; a browser sends its line ends as two characters."""

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value)).replace("\r\n", "\n")


class SectionsForm(forms.Form):
    """The sections of the narrative that the person may write, or after a POST those that were sent."""

    def __init__(self, shown: Iterable[sections.Section], data: QueryDict | None = None) -> None:
        super().__init__(data)
        self.shown = list(shown)
        for one in self.shown:
            code = one.template.code
            if not one.template.takes_text:
                continue
            if f"{REVISION}-{code}" in data if data is not None else not one.shut:
                self.fields[f"text-{code}"] = _Text(
                    label=str(one.template),
                    required=False,
                    strip=False,
                    initial=one.text,
                    show_hidden_initial=True,
                    widget=forms.Textarea(attrs={"rows": 6}),
                )
                self.fields[f"{REVISION}-{code}"] = forms.IntegerField(
                    widget=forms.HiddenInput, min_value=0, initial=one.revision
                )

    def lines(self) -> Iterable[tuple[sections.Section, forms.BoundField | None, forms.BoundField | None]]:
        """Every heading in printed order, with its inputs where there are any."""
        for one in self.shown:
            names = (f"text-{one.template.code}", f"{REVISION}-{one.template.code}")
            text, revision = (self[name] if name in self.fields else None for name in names)
            yield one, text, revision

    def changes(self) -> Mapping[str, tuple[str, int]]:
        """The text and revision of every section that was touched, by code; the form is valid."""
        codes = [name.removeprefix("text-") for name in self.changed_data if name.startswith("text-")]
        return {code: (self.cleaned_data[f"text-{code}"], self.cleaned_data[f"{REVISION}-{code}"]) for code in codes}
