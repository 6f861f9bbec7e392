"""What does the Word document of a report say, of an agency's and of the province's?

The province's draft collects what its agencies say under each heading, from versions that were sent or approved; a
heading under which the province's own report says something has that and nothing else.
"""

import dataclasses
import datetime
from collections import defaultdict
from collections.abc import Iterable

from django.db.models import QuerySet

from agencies.models import Agency, Placement, Tier, on_day
from reports import contributions, letterhead, papers, plain, tables, wording
from reports.documents.word import Document, Part, Section
from reports.models import Period, Report, SectionTemplate, SectionText, Version
from reports.rollup import Stage
from reports.rollup_query import Province

REPORT, PROVINCE, APPENDICES = "Báo cáo CCHC", "Báo cáo CCHC của tỉnh", "Phụ lục CCHC"


def of_version(version: Version, asked: Iterable[str] = ()) -> Document:
    """The report of a version that was read with plain.WITH_REPORT; ``asked`` are names that the template holds."""
    report, paper, headings = version.report, papers.paper(version), papers.raw_narrative(version)
    say = wording.of_version(version, [*(one.text for one in headings), *asked])
    until = version.data_as_of or report.period.ends_on
    return Document(
        names=letterhead.names(_head(report.agency, report.period, paper, until, version)),
        say=say,
        sections=tuple(
            Section(one.code, one.title, one.level, (Part(one.text, say),) if one.text else (), one.takes_text)
            for one in headings
        ),
        tables=papers.appendices(version),
        title=file_name(report.period, report.agency.name, REPORT, draft=tables.DRAFT in paper.marks),
        author=report.agency.name,
        draft=tables.DRAFT in paper.marks,
        address=paper.address,
    )


def of_province(period: Period, found: Province, own: Version | None, asked: Iterable[str] = ()) -> Document:
    """The report of the province with what its agencies say; the period's edition is at hand.

    ``own`` is the version of the province's own report whose texts stand before those of the agencies.
    """
    appendices = papers.province_appendices(period, found)
    paper = appendices[0].paper
    agency = own.report.agency if own else _root(period)
    texts = _texts([own.pk])[own.pk] if own else {}
    say = wording.of_province(found, period, [*texts.values(), *asked])
    if own:
        say = dataclasses.replace(say, fixed=wording.frozen(own, whole=True))
    collected = _collected(period, found.stage)
    return Document(
        names=letterhead.names(_head(agency, period, paper, period.ends_on, own)),
        say=say,
        sections=tuple(
            Section(
                row.code,
                row.title,
                row.level,
                (Part(texts[row.pk], say),) if texts.get(row.pk) else tuple(collected.get(row.code, ())),
                row.takes_text,
            )
            for row in SectionTemplate.objects.filter(edition=period.edition_id).order_by("position")
        ),
        tables=appendices,
        title=file_name(period, agency.name if agency else "", PROVINCE, draft=tables.DRAFT in paper.marks),
        author=agency.name if agency else "",
        draft=tables.DRAFT in paper.marks,
        address=paper.address,
    )


def file_name(period: Period, agency: str, what: str, *, draft: bool) -> str:
    """Without an extension; sorted by name, files are in the order of periods and then of agencies."""
    mark = " (dự thảo)" if draft else ""
    return f"{period.ends_on:%Y-%m-%d} {agency[:60]} - {what} {period.name[:40]}{mark}".replace("/", "-")


def _head(
    agency: Agency | None, period: Period, paper: tables.Paper, until: datetime.date, version: Version | None
) -> letterhead.Head:
    above = _superior(agency, period) if agency else ""
    tier = agency.tier if agency else Tier.PROVINCE
    name = agency.name if agency else paper.agency
    return letterhead.Head(
        agency=name,
        tier=tier,
        place=name if tier in letterhead.COMMITTEES else above,
        superior=above,
        period=period.name,
        starts_on=period.starts_on,
        until=until,
        code=agency.document_code if agency else "",
        number=paper.number,
        date=paper.date,
        signer=version.signer_name if version and version.is_out else "",
        title=version.signer_title if version and version.is_out else "",
        marks=paper.marks,
        confirmed=paper.code,
        address=paper.address,
    )


def _superior(agency: Agency, period: Period) -> str:
    """The agency above one when the period closed; of a department that the tree does not place, the province."""
    above = Placement.objects.filter(on_day(period.ends_on), agency=agency).values_list("parent__name", flat=True)
    root = _root(period)
    return above.first() or (root.name if root and agency.tier == Tier.DEPARTMENT else "")


def _root(period: Period) -> Agency | None:
    return Agency.objects.on(period.ends_on).filter(tier=Tier.PROVINCE).first()


def own_version(period: Period, found: Province, readable: QuerySet[Version]) -> Version | None:
    """The version of the province's own report: the one that counts, else the newest of those one may read."""
    of_it = readable.filter(report__period=period, report__agency__tier=Tier.PROVINCE)
    counted = of_it.filter(pk=found.coverage.own_version or 0)
    rows = (counted if found.coverage.own_version else of_it).select_related(*plain.WITH_REPORT)
    return rows.order_by("-number").first()


def _texts(versions: Iterable[int]) -> dict[int, dict[int, str]]:
    """The texts of versions by section."""
    found: dict[int, dict[int, str]] = defaultdict(dict)
    for version, section, text in (
        SectionText.objects.filter(version__in=versions).exclude(text="").values_list("version", "section", "text")
    ):
        found[version][section] = text
    return found


def _collected(period: Period, stage: Stage) -> dict[str, list[Part]]:
    """What the agencies say, by the code of the section, the departments first; each with its own figures."""
    pointer = "official" if stage is Stage.OFFICIAL else "sent"
    reports = Report.objects.filter(
        period=period, agency__tier__in=contributions.COLLECTED_FROM, **{f"{pointer}__isnull": False}
    )
    rows = reports.order_by("agency__tier", "agency__pk").values_list(pointer, flat=True)
    order = {pk: place for place, pk in enumerate(rows)}
    versions = Version.objects.select_related(*plain.WITH_REPORT).filter(pk__in=order)
    codes = dict(SectionTemplate.objects.filter(edition=period.edition_id).values_list("pk", "code"))
    texts, found = _texts(order), defaultdict(list)
    for version in sorted(versions, key=lambda one: order[one.pk]):
        say = wording.of_version(version, texts[version.pk].values())
        for section, text in texts[version.pk].items():
            found[codes[section]].append(Part(text, say, contributions.label(version)))
    return found
