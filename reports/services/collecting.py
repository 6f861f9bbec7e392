"""How does the province's own report take over what its agencies say?"""

from collections.abc import Collection

from django.db import transaction

from agencies.models import Tier, User
from reports import contributions
from reports.models import Report, SectionTemplate, SectionText
from reports.services import Refusal, locking, sections


@transaction.atomic
def copy_contributions(
    report_pk: int, code: str, chosen: Collection[str], revision: int, *, by: User
) -> sections.Saved:
    """Put the texts that were chosen (`Contribution.key`) behind what the province's report says under a heading.

    Saved as if somebody had typed it: raises Refusal, sections.Conflict, SectionTemplate.DoesNotExist, and
    Report.DoesNotExist, also for a report that is not the province's.
    """
    version = locking.current_version(report_pk, by)
    if version.report.agency.tier != Tier.PROVINCE:
        raise Report.DoesNotExist
    section = SectionTemplate.objects.get(edition=version.report.period.edition_id, code=code, takes_text=True)
    if not chosen:
        raise Refusal("Chưa chọn đơn vị nào để chép.")
    found = [one for one in contributions.of_section(version.report.period, section) if one.key in chosen]
    if len(found) < len(set(chosen)):
        raise Refusal("Nội dung của đơn vị vừa thay đổi, hoặc báo cáo vừa được rút về hay trả lại. Xem lại rồi chọn.")
    row = SectionText.objects.filter(version=version, section=section).first()
    text = contributions.joined(row.text if row else "", found)
    return sections.save_section(report_pk, code, text, revision, by=by)
