"""Which form, periods and reports do the tests use? Each made when first asked for and found again afterwards."""

import datetime
import functools

from django.conf import settings
from django.db import models

from agencies.models import Agency, User
from reports import cells, edition_files, open_points, plain
from reports.models import (
    Appendix,
    CheckRule,
    FormEdition,
    Indicator,
    Period,
    Report,
    SectionTemplate,
    Version,
)
from reports.services import acts, figures, loading, periods, review

FOLDER = settings.BASE_DIR / "fixtures" / "editions" / "188-snv-cchc-2022"
PAPER = acts.Paper("2147/BC-SKHĐT", datetime.date(2024, 6, 11), "Nguyễn Đại Minh", "Giám đốc")


# The rows of the edition as the first test of a run has loaded them. Loading goes through the same checks as an upload
# and would cost every test more than all that it does itself.
_LOADED: dict[type[models.Model], list[dict[str, object]]] = {}
_TABLES = (FormEdition, Appendix, Indicator, CheckRule, SectionTemplate)


def edition() -> FormEdition:
    """Edition "188/SNV-CCHC (2022)", from its fixtures."""
    read = _read()
    found = FormEdition.objects.filter(code=read.code).first()
    if found is None and _LOADED and not FormEdition.objects.exists():
        for model, rows in _LOADED.items():
            model._default_manager.bulk_create(model(**row) for row in rows)
        return FormEdition.objects.get(code=read.code)
    if found is None:
        found = loading.load_edition(read, by=None)
        if FormEdition.objects.count() == 1:
            _LOADED.update({model: list(model._default_manager.values()) for model in _TABLES})
    return found


@functools.cache
def _read() -> edition_files.EditionRows:
    return edition_files.read_folder(FOLDER)


def period(kind: str = "h1", year: int = 2024) -> Period:
    """A standard period of the year, open, with a report for every agency that is there by now."""
    periods.generate_periods(year, edition(), by=None)
    found = Period.objects.get(kind=kind, year=year)
    if found.state != Period.State.CLOSED:
        periods.open_period(found, by=None)
    return Period.objects.get(pk=found.pk)


def report(agency: Agency, kind: str = "h1", year: int = 2024) -> Report:
    """The report of an agency for a period that is open."""
    return Report.objects.get(agency=agency, period=period(kind, year))


def version(of: Report) -> Version:
    """The version in work, with all that pages and rules ask of it."""
    return Version.objects.select_related(*plain.WITH_REPORT).get(pk=Report.objects.get(pk=of.pk).current_id)


def sheet(of: Report) -> plain.Figures:
    """The cells of the version in work as they are stored, one for every row."""
    return plain.filing(version(of)).figures


def fill(of: Report, typed: dict[str, str], by: User, bases: dict[str, str] | None = None) -> figures.Saved:
    """Type texts into cells by key, whatever their revision is now."""
    now = sheet(of).sheet
    changes = {key: figures.Change(key, now[key].revision, typed=text) for key, text in typed.items()}
    for key, text in (bases or {}).items():
        changes[key] = figures.Change(key, now[key].revision, typed=typed.get(key), base=text)
    return figures.save_figures(of.pk, changes.values(), by=by)


def fill_all(of: Report, by: User, **typed: str) -> None:
    """Every cell to be filled says "không phát sinh", every 2015 base is 0: nothing is wrong any more."""
    filing = plain.filing(version(of))
    blank = dict.fromkeys(cells.due(filing.edition, filing.filer, filing.figures.sheet), "kps")
    choices = {key: "0" for key in blank if filing.edition.specs[key].choices}
    fill(of, blank | choices | typed, by, bases=dict.fromkeys(filing.edition.baseline_keys, "0"))


def act(of: Report, name: str, by: User, **more) -> Version:
    """Carry out an action on the version as it is now."""
    return acts.act(of.pk, name, by=by, revision=version(of).revision, **more)


def submit(of: Report, reporter: User, signer: User, **typed: str) -> Version:
    """Fill, send for signature, sign and send."""
    fill_all(of, reporter, **typed)
    act(of, "send_for_signature", reporter)
    return act(of, "sign_and_send", signer, paper=PAPER)


def explain_all(of: Report, by: User, text: str) -> None:
    """The same explanation for every warning that lacks one."""
    for problem in open_points.of(version(of)).unexplained:
        review.explain(of.pk, problem.key, text, by=by)
