"""What do the agencies say under the headings of the narrative, for the province's own report to take from?

From the version that each sent last, which may be approved by now; what an agency has not sent is its own.
"""

import dataclasses
from collections.abc import Iterable

from django.db.models import Count, F, QuerySet

from agencies import days
from agencies.models import Tier
from reports import placeholders, plain, wording, workflow
from reports.models import Period, Report, SectionTemplate, SectionText, Version

COLLECTED_FROM = (Tier.DEPARTMENT, Tier.DISTRICT)  # communes report through their districts


@dataclasses.dataclass(frozen=True, slots=True)
class Contribution:
    """What one agency says under a heading. ``text`` with its places filled, as its report is read."""

    version: Version
    text: str
    revision: int
    taken: bool = False  # the province's own text holds it already

    @property
    def key(self) -> str:
        """Names this text, as it was read; written anew it has another."""
        return f"{self.version.pk}-{self.revision}"

    @property
    def copied(self) -> str:
        """As the province's own text takes it: plain, led in by the agency's name."""
        return f"{self.version.report.agency.name}:\n{self.text.strip()}"


def of_section(period: Period, section: SectionTemplate, own: str = "") -> list[Contribution]:
    """What is said under a heading, the approved first; ``own`` is what the province says there now. One query."""
    rows = _texts(period).filter(section=section).order_by("version__report__agency__tier", "version__report__agency")
    rows = rows.select_related(*(f"version__{name}" for name in ("report", *plain.WITH_REPORT)))
    found = [Contribution(row.version, _read(row), row.revision) for row in rows]
    found.sort(key=lambda one: one.version.status != workflow.Status.APPROVED)
    return [dataclasses.replace(one, taken=one.copied in own) for one in found]


def counted(period: Period) -> dict[int, int]:
    """How many agencies say something, by the key of the heading."""
    rows = _texts(period).order_by().values_list("section").annotate(Count("pk"))
    return dict(rows)


def asked(period: Period) -> int:
    """How many agencies the province collects from."""
    return Report.objects.filter(period=period, agency__tier__in=COLLECTED_FROM).count()


def joined(own: str, chosen: Iterable[Contribution]) -> str:
    """A text with what was chosen behind it, parted by blank lines."""
    return "\n\n".join([*filter(None, [own.rstrip()]), *(one.copied for one in chosen)])


def label(version: Version) -> str:
    """ "Sở Kế hoạch và Đầu tư (đã duyệt, Báo cáo số 2147/BC-SKHĐT ngày 11/6/2024)"."""
    said = [version.status_label.lower(), *filter(None, [document(version)])]
    return f"{version.report.agency.name} ({', '.join(said)})"


def document(version: Version) -> str:
    """ "Báo cáo số 2147/BC-SKHĐT ngày 11/6/2024"; "" without a number."""
    if not version.document_number:
        return ""
    day = f" ngày\u00a0{days.said(version.document_date)}" if version.document_date else ""
    return f"Báo cáo số {version.document_number}{day}"


def _texts(period: Period) -> QuerySet[SectionText]:
    sent = SectionText.objects.filter(version__report__period=period, version=F("version__report__sent"))
    return sent.filter(version__report__agency__tier__in=COLLECTED_FROM).exclude(text="")


def _read(row: SectionText) -> str:
    if not placeholders.names(row.text):
        return row.text
    return placeholders.filled(row.text, wording.of_version(row.version, [row.text]))
