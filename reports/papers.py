"""What do the papers of a report say: its head, its appendices, its text?"""

import dataclasses

from reports import plain, tables, workflow
from reports.models import SectionTemplate, SectionText, Version

_SENT = (workflow.Status.SUBMITTED, workflow.Status.APPROVED)


@dataclasses.dataclass(frozen=True, slots=True)
class Heading:
    """One heading of the narrative with what stands under it."""

    code: str
    title: str
    level: int
    text: str


def paper(version: Version) -> tables.Paper:
    """The head of a version's appendices; what is not in the province's hands is a draft."""
    report = version.report
    marks = () if version.status in _SENT else (tables.DRAFT,)
    return tables.Paper(
        agency=report.agency.name,
        period=report.period.name,
        number=version.document_number,
        date=version.document_date,
        marks=(*marks, tables.ILLUSTRATIVE) if report.illustrative else marks,
    )


def appendices(version: Version) -> tuple[tables.Table, ...]:
    """The appendices of a version with its report, agency, period and edition at hand."""
    report = version.report
    figures = plain.complete(version.pk, report.period.edition, plain.filer(report.agency))
    return tables.of_report(plain.edition(report.period.edition), figures.sheet, figures.bases, paper(version))


def narrative(version: Version) -> list[Heading]:
    """The narrative in printed order, headings without text included."""
    texts = dict(SectionText.objects.filter(version=version).values_list("section", "text"))
    rows = SectionTemplate.objects.filter(edition=version.report.period.edition_id).order_by("position")
    return [Heading(row.code, row.title, row.level, texts.get(row.pk, "")) for row in rows]
