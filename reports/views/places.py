"""Where on the pages does a cell or a section stand, and how is it called?"""

import dataclasses

from django.urls import reverse

from reports import catalogue, checks, entry_rows
from reports.models import Remark, Version
from reports.views import parts

SECTION = "section:"  # how a problem names a section of the narrative


@dataclasses.dataclass(frozen=True, slots=True)
class Place:
    """A cell ("Phụ lục 2, dòng 5.1") or a section ("Mục II.1") with its title, and the address that jumps to it."""

    label: str
    title: str
    href: str


def cell_id(key: str) -> str:
    """The anchor of a cell on the pages that show it: "c-2-5.1"."""
    return entry_rows.anchor(key)


def section_id(code: str) -> str:
    """The anchor of a section of the narrative: "s-II.1"."""
    return f"s-{code}"


def of_cell(version: Version, spec: catalogue.Spec, *, review: bool = False) -> Place:
    """A cell on the page where it is filled in, or where it is reviewed."""
    label = f"Phụ lục {spec.appendix}, dòng {spec.code}"
    href = review_link(version, str(spec.appendix)) if review else parts.link(version, "report_appendix", spec.appendix)
    return Place(label, spec.label, f"{href}#{cell_id(spec.key)}")


def of_section(version: Version, code: str, title: str = "", *, review: bool = False) -> Place:
    """A section on the page where it is written, or where it is reviewed."""
    href = review_link(version, "sections") if review else parts.link(version, "report_sections")
    return Place(f"Mục {code}", title, f"{href}#{section_id(code)}")


def of_name(version: Version, edition: catalogue.Edition, name: str, *, review: bool = False) -> Place:
    """The place that a problem names: "2:5.1" or "section:II.1"."""
    if name.startswith(SECTION):
        return of_section(version, name.removeprefix(SECTION), review=review)
    return of_cell(version, edition.specs[name], review=review)


def of_problem(
    version: Version, edition: catalogue.Edition, problem: checks.Problem, *, review: bool = False
) -> Place | None:
    """Where a problem is shown; None when it is about the report as a whole."""
    return of_name(version, edition, problem.cells[0], review=review) if problem.cells else None


def of_subject(version: Version, edition: catalogue.Edition, subject: str) -> Place:
    """What the log names "cell:2:5.1" or "section:II.1", where it is reviewed."""
    return of_name(version, edition, subject.removeprefix("cell:"), review=True)


def of_source(version: Version, spec: catalogue.Spec) -> str:
    """The address that leads to what a register counted for a cell."""
    return parts.link(version, "report_source", spec.appendix, spec.code)


def of_remark(version: Version, edition: catalogue.Edition, remark: Remark, *, review: bool = False) -> Place:
    """Where a remark was made; its cell with its appendix, or its section, is at hand."""
    if remark.indicator:
        key = catalogue.key_of(remark.indicator.appendix.number, remark.indicator.code)
        return of_cell(version, edition.specs[key], review=review)
    section = remark.section
    return of_section(version, section.code if section else "", section.title if section else "", review=review)


def review_link(version: Version, part: str) -> str:
    """The address of a part of a report where it is reviewed: "overview", an appendix's number, "sections"."""
    href = f"{reverse('review_report', args=[version.report_id])}?part={part}"
    return href if version.pk == version.report.current_id else f"{href}&version={version.number}"


def review_place(version: Version, key: str, section: str) -> str:
    """The address of a cell ("2:5.1") or a section where it is reviewed."""
    if section:
        return f"{review_link(version, 'sections')}#{section_id(section)}"
    return f"{review_link(version, key.partition(':')[0])}#{cell_id(key)}"
