"""Which version is being changed, and who has it to himself while it is?"""

from django.db import transaction

from agencies.models import User
from reports.models import Report, Version
from reports.services import Refusal


def current_version(report_pk: int, by: User) -> Version:
    """The version in work of a report, locked together with its event chain, with all that decides about a change.

    Writers of one report wait for each other here, writers of two never. Raises Report.DoesNotExist for a report that
    the person may not know of. The caller is inside a transaction.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("a version is locked inside a transaction only")
    version = (
        Version.objects.select_for_update(of=("self", "report", "report__chain"))
        .select_related("report__agency", "report__period__edition", "report__chain", "report__previous", "report__earlier")
        .filter(report=report_pk, current_of__isnull=False)
        .first()
    )
    if version is None or not Report.objects.visible_to(by).filter(pk=report_pk).exists():
        raise Report.DoesNotExist
    return version


def must_be_fresh(version: Version, revision: int) -> None:
    """Refuse a form that was made before somebody else's action."""
    if version.revision != revision:
        raise Refusal(
            "Báo cáo vừa được người khác thay đổi tình trạng. Hãy tải lại trang, đọc lại rồi thực hiện lần nữa."
        )
