"""How is an edition of the form copied and changed? How one comes in from files: `loading`, `reports.resources`."""

import dataclasses
from collections.abc import Iterable

from django.db import transaction
from django.db.models import F, Max

from agencies import log
from agencies.models import User
from reports import edition_faults, edition_files, edition_lines
from reports.edition_lines import Stored
from reports.models import Appendix, CheckRule, FormEdition, Indicator, SectionTemplate
from reports.services import Refusal, copying

_PLACES = {Indicator: "rows", CheckRule: "rules", SectionTemplate: "sections"}


def must_be_free(edition: FormEdition) -> None:
    """Refuse to change an edition that a period uses."""
    if edition.in_use:
        raise Refusal(f"Bộ biểu “{edition}” đã dùng cho một kỳ báo cáo nên không sửa được; hãy nhân bản nó.")


def touch(edition: FormEdition) -> None:
    """Make every worker parse a changed edition anew."""
    FormEdition.objects.filter(pk=edition.pk).update(stamp=F("stamp") + 1)


def _lock(edition: FormEdition) -> None:
    """Keep others, and periods that are about to use it, away from an edition while it changes."""
    must_be_free(FormEdition.objects.select_for_update().get(pk=edition.pk))


@transaction.atomic
def clone_edition(edition: FormEdition, code: str, *, by: User | None) -> FormEdition:
    """A copy of an edition under another code, open to changes. Raises Refusal when the code is taken."""
    code = code.strip()
    if not code or FormEdition.objects.filter(code=code).exists():
        raise Refusal(f"Cần một ký hiệu chưa dùng cho bộ biểu mới; “{code}” đã có hoặc còn trống.")
    copy = FormEdition.objects.create(
        code=code, name=edition.name, legal_source=edition.legal_source, issued_on=edition.issued_on
    )
    for appendix in edition.appendices.all():
        rows = list(appendix.indicators.all())
        (new,) = copying.copies([appendix], edition=copy)
        new.save(force_insert=True)
        Indicator.objects.bulk_create(copying.copies(rows, appendix=new))
    CheckRule.objects.bulk_create(copying.copies(edition.rules.all(), edition=copy))
    SectionTemplate.objects.bulk_create(copying.copies(edition.sections.all(), edition=copy))
    log.write(log.Entry("clone_edition", code, before=edition.code), by=by)
    return copy


@transaction.atomic
def save_edition(edition: FormEdition, *, by: User) -> None:
    """Store what an edition is called and rests on. Raises Refusal."""
    before = None
    if edition.pk:
        _lock(edition)
        before = _head(FormEdition.objects.get(pk=edition.pk))
        edition.stamp += 1
    edition.save()
    log.write(log.Entry("save_edition", edition.code, before, _head(edition)), by=by)


def _head(edition: FormEdition) -> dict[str, str]:
    issued_on = f"{edition.issued_on:%Y-%m-%d}" if edition.issued_on else ""
    return {"code": edition.code, "name": edition.name, "legal_source": edition.legal_source, "issued_on": issued_on}


@transaction.atomic
def delete_edition(edition: FormEdition, *, by: User) -> None:
    """Remove an edition that no period uses, with all its rows. Raises Refusal."""
    _lock(edition)
    log.write(log.Entry("delete_edition", edition.code, before=_head(edition)), by=by)
    edition.delete()


@transaction.atomic
def save_appendices(edition: FormEdition, saved: Iterable[Appendix], dropped: Iterable[Appendix], *, by: User) -> None:
    """Store appendices that were added, changed or taken out. Raises Refusal.

    One that has rows keeps its number and stays: formulas and checks know the rows by it.
    """
    _lock(edition)
    for appendix in dropped:
        if refusal := why_not_drop(appendix):
            raise Refusal(refusal)
        log.write(log.Entry("delete_appendix", f"{edition.code}/{appendix.number}", before=appendix.title), by=by)
        appendix.delete()
    for appendix in saved:
        old = Appendix.objects.filter(pk=appendix.pk).first()
        if old and old.number != appendix.number and (refusal := why_not_renumber(old)):
            raise Refusal(refusal)
        appendix.save()
        entry = log.Entry("save_appendix", f"{edition.code}/{appendix.number}", old and old.title, appendix.title)
        log.write(entry, by=by)
    touch(edition)


def why_not_drop(appendix: Appendix) -> str:
    """Why an appendix must stay; empty when it may go."""
    count = appendix.indicators.count()
    return f"Phụ lục {appendix.number} còn {count} chỉ tiêu; hãy xóa các chỉ tiêu trước." if count else ""


def why_not_renumber(appendix: Appendix) -> str:
    """Why an appendix keeps its number; empty when it may change."""
    if not appendix.indicators.exists():
        return ""
    return f"Phụ lục {appendix.number} đã có chỉ tiêu nên giữ nguyên số: công thức và quy tắc kiểm tra gọi theo số này."


def faults(row: Stored, *, without: bool = False) -> list[edition_faults.Fault]:
    """What would be wrong with the edition if it had this row as it is now, or (``without``) had it no more."""
    edition, place = edition_lines.edition_of(row), _PLACES[type(row)]
    lines = edition_lines.of(edition)
    stored = type(row)._default_manager.filter(pk=row.pk).first()
    old = edition_lines.line_of(stored).key if stored else None
    kept = [line for line in getattr(lines, place) if line.key != old]
    changed = kept if without else [*kept, edition_lines.line_of(row)]
    whole = dataclasses.replace(lines, **{place: tuple(changed)})
    return edition_lines.faults(whole, edition.code, edition_lines.known_agencies())


@transaction.atomic
def save_row(row: Stored, *, by: User) -> None:
    """Store one indicator, check or section that was written by hand; a new one comes last.

    Raises Refusal for an edition in use, edition_files.EditionError for one that would not be sound with it.
    """
    edition = edition_lines.edition_of(row)
    _lock(edition)
    if found := faults(row):
        raise edition_files.EditionError(found)
    line = edition_lines.line_of(row)
    for name, value in edition_lines.columns(line).items():
        setattr(row, name, value)
    old = type(row)._default_manager.filter(pk=row.pk).first()
    if old is None and not isinstance(row, SectionTemplate):
        last = edition_lines.siblings(row).aggregate(last=Max("position"))["last"]
        row.position = (last or 0) + 1
    row.save()
    touch(edition)
    before = dataclasses.asdict(edition_lines.line_of(old)) if old else None
    log.write(_entry("save", row, before, dataclasses.asdict(line)), by=by)


@transaction.atomic
def delete_row(row: Stored, *, by: User) -> None:
    """Remove one row of an edition. Raises Refusal, or edition_files.EditionError when another row needs it."""
    edition = edition_lines.edition_of(row)
    _lock(edition)
    if found := faults(row, without=True):
        raise edition_files.EditionError(found)
    log.write(_entry("delete", row, dataclasses.asdict(edition_lines.line_of(row)), None), by=by)
    row.delete()
    touch(edition)


def _entry(verb: str, row: Stored, before: object, after: object) -> log.Entry:
    what = {Indicator: "indicator", CheckRule: "rule", SectionTemplate: "section_template"}[type(row)]
    subject = f"{edition_lines.edition_of(row).code}/{edition_lines.line_of(row).key}"
    return log.Entry(f"{verb}_{what}", subject, before, after)
