"""How does an edition of the form come to be, and change?"""

from django.db import transaction
from django.db.models import F

from agencies import log
from agencies.models import User
from reports import edition_files, edition_rows
from reports.catalogue import Spec
from reports.models import Appendix, CheckRule, FormEdition, Indicator, SectionTemplate
from reports.services import Refusal, copying


@transaction.atomic
def store_edition(read: edition_files.EditionRows, *, by: User | None) -> FormEdition:
    """Store the edition that a folder describes, all or nothing. Raises edition_files.EditionError with every fault."""
    edition_files.to_edition(read)
    if FormEdition.objects.filter(code=read.code).exists():
        raise Refusal(f"Bộ biểu “{read.code}” đã có; hãy nhân bản nó nếu cần một bộ biểu sửa đổi.")
    edition = FormEdition.objects.create(code=read.code, name=read.name, issued_on=read.issued_on)
    appendices = Appendix.objects.bulk_create(
        Appendix(edition=edition, number=a.number, title=a.title, short_title=a.short) for a in read.appendices
    )
    by_number = {appendix.number: appendix for appendix in appendices}
    specs = [edition_rows.spec_of(row) for row in read.rows]
    Indicator.objects.bulk_create(
        Indicator(appendix=by_number[spec.appendix], position=position, **columns(spec))
        for position, spec in enumerate(specs, start=1)
    )
    CheckRule.objects.bulk_create(
        CheckRule(
            edition=edition, code=row.id, position=position, expression=row.rule, severity=row.severity, reason=row.why
        )
        for position, row in enumerate(read.rules, start=1)
    )
    SectionTemplate.objects.bulk_create(
        SectionTemplate(
            edition=edition,
            code=section.code,
            position=section.order,
            title=section.title,
            level=section.level,
            takes_text=section.takes_text,
            hint=section.hint,
        )
        for section in read.sections
    )
    log.write(log.Entry("store_edition", read.code, after={"indicators": len(specs)}), by=by)
    return edition


_TEXT_COLUMNS = (
    *("code", "label", "unit", "kind", "choices", "formula", "rollup", "lead", "tiers", "source"),
    *("italic_from", "help", "legal_source", "remark"),
)


def columns(spec: Spec) -> dict[str, object]:
    """The columns of an Indicator that a row of the form fills."""
    row = edition_rows.row_of(spec, "")
    as_text = {name: getattr(row, name) for name in _TEXT_COLUMNS}
    return as_text | {name: getattr(spec, name) for name in ("own", "cumulative", "bold", "italic")}


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


def must_be_free(edition: FormEdition) -> None:
    """Refuse to change an edition that a period uses."""
    if edition.in_use:
        raise Refusal(f"Bộ biểu “{edition}” đã dùng cho một kỳ báo cáo nên không sửa được; hãy nhân bản nó.")


def touch(edition: FormEdition) -> None:
    """Make every worker parse a changed edition anew."""
    FormEdition.objects.filter(pk=edition.pk).update(stamp=F("stamp") + 1)
