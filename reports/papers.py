"""What do the papers say, of a report and of the province: the head, the appendices, the text?"""

import dataclasses

from agencies.models import Tier
from reports import codes, confirmation, placeholders, plain, tables, wording
from reports.models import Period, Report, SectionTemplate, SectionText, Version
from reports.rollup import Stage
from reports.rollup_query import Province

PROVISIONAL = "SỐ LIỆU TẠM TÍNH"


@dataclasses.dataclass(frozen=True, slots=True)
class Heading:
    """One heading of the narrative with what stands under it."""

    code: str
    title: str
    level: int
    text: str
    takes_text: bool = True


def paper(version: Version) -> tables.Paper:
    """The head of a version's appendices; what is not in the province's hands is a draft."""
    report = version.report
    marks = () if version.is_out else (tables.DRAFT,)
    return tables.Paper(
        agency=report.agency.name,
        period=report.period.name,
        number=version.document_number if version.is_out else "",
        date=version.document_date if version.is_out else None,
        marks=(*marks, tables.ILLUSTRATIVE) if report.illustrative else marks,
        code=version.shown_code,
        address=confirmation.address(version.code) if version.code else "",
    )


def appendices(version: Version) -> tuple[tables.Table, ...]:
    """The appendices of a version with its report, agency, period and edition at hand."""
    report = version.report
    figures = plain.complete(version.pk, report.period.edition, plain.filer(report.agency))
    return tables.of_report(plain.edition(report.period.edition), figures.sheet, figures.bases, paper(version))


def province_paper(period: Period, found: Province) -> tables.Paper:
    """The head of the province's appendices: a draft until its own report is approved.

    The code of that report stands on them as long as they are the totals that it was approved with.
    """
    reports = Report.objects.filter(period=period, agency__tier=Tier.PROVINCE).select_related("agency", "official")
    report = reports.first()
    own = report.official if report and found.stage is Stage.OFFICIAL else None
    marks: tuple[str, ...] = () if own else (tables.DRAFT,)
    marks += (PROVISIONAL,) if found.stage is Stage.PROVISIONAL else ()
    marks += (tables.ILLUSTRATIVE,) if found.coverage.illustrative else ()
    number, date = (own.document_number, own.document_date) if own else ("", None)
    code = own.code if own and own.totals and own.totals == confirmation.totals(found) else ""
    return tables.Paper(
        agency=report.agency.name if report else "tỉnh",
        period=period.name,
        number=number,
        date=date,
        marks=marks,
        code=codes.shown(code),
        address=confirmation.address(code) if code else "",
    )


def province_appendices(period: Period, found: Province) -> tuple[tables.Table, ...]:
    """The appendices of the province's totals; the period's edition is at hand."""
    names = plain.lead_names(period.edition)
    return tables.of_province(found.edition, found.totals, province_paper(period, found), found.stage, names)


def narrative(version: Version, *, whole: bool = False) -> list[Heading]:
    """The narrative in printed order, headings without text included; the places in its texts are filled."""
    found = raw_narrative(version)
    if not any(placeholders.names(one.text) for one in found):
        return found
    say = wording.of_version(version, [one.text for one in found], whole=whole)
    return [dataclasses.replace(one, text=placeholders.filled(one.text, say)) for one in found]


def raw_narrative(version: Version) -> list[Heading]:
    """The same as it was typed."""
    texts = dict(SectionText.objects.filter(version=version).values_list("section", "text"))
    rows = SectionTemplate.objects.filter(edition=version.report.period.edition_id).order_by("position")
    return [Heading(row.code, row.title, row.level, texts.get(row.pk, ""), row.takes_text) for row in rows]
