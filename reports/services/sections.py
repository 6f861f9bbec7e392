"""How is the narrative written?"""

import dataclasses

from django.db import transaction

from agencies import log, names, numbers
from agencies.models import User
from reports import open_points, situations
from reports.models import Remark, SectionTemplate, SectionText, Version
from reports.services import Refusal, counting, locking

LONGEST = 50_000  # characters of one section; the longest one of the filed reports has about 6.000


class Conflict(Exception):
    """Somebody else has saved the same section in between; holds what is stored now."""

    def __init__(self, stored: SectionText) -> None:
        super().__init__("Mục này vừa được người khác lưu.")
        self.stored = stored


@dataclasses.dataclass(frozen=True, slots=True)
class Saved:
    """What a section says now, and the revision that the next save must name."""

    text: str
    revision: int


@transaction.atomic
def save_section(report_pk: int, code: str, text: str, revision: int, *, by: User) -> Saved:
    """Store the text of one section. Raises Refusal, Conflict, or SectionTemplate.DoesNotExist."""
    version = locking.current_version(report_pk, by)
    section = SectionTemplate.objects.get(edition=version.report.period.edition_id, code=code, takes_text=True)
    if refusal := situations.why_not_write(version, by, opened=is_opened(version, section)):
        raise Refusal(refusal)
    text = names.nfc(text.replace("\r\n", "\n"))
    if len(text) > LONGEST:
        raise Refusal(f"Mục dài nhất {numbers.whole(LONGEST)} ký tự; nội dung này có {numbers.whole(len(text))} ký tự.")
    row = SectionText.objects.filter(version=version, section=section).first()
    row = row or SectionText(version=version, section=section)
    if row.revision != revision:
        raise Conflict(row)
    if row.text != text:
        before, row.text, row.revision = row.text, text, revision + 1
        row.save()
        entry = log.Entry("save_section", f"section:{code}", before, text)
        locking.write_down(version, [entry], by=by)
        counting.recount(version)
    return Saved(row.text, row.revision)


def is_opened(version: Version, section: SectionTemplate) -> bool:
    """Whether the last return named the section, or an error stands in it; before any return everything is open."""
    if version.round == 0 or Remark.objects.in_round(version.round).filter(version=version, section=section).exists():
        return True
    texts = SectionText.objects.filter(version=version, section=section).values_list("section__code", "text")
    return bool(open_points.unknown_names(version, dict(texts)))
