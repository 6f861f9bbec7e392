"""Which version is being changed, and who has it to himself while it is?"""

from django.db import transaction
from django.db.models import F

from agencies import roles
from agencies.models import User
from reports import plain
from reports.models import Report, Version
from reports.services import Refusal


def current_version(report_pk: int, by: User) -> Version:
    """The version in work of a report, locked together with its event chain, with all that decides about a change.

    Writers of one report wait for each other here, writers of two never. Raises Report.DoesNotExist for a report that
    the person may not know of. The caller is inside a transaction.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("a version is locked inside a transaction only")
    version = _lock(report_pk) or _lock(report_pk)  # a reopening that we waited for leaves a newer version to lock
    if version is None or not _may_know(version, by):
        raise Report.DoesNotExist
    return version


def _lock(report_pk: int) -> Version | None:
    rows = Version.objects.select_for_update(of=("self", "report", "report__chain"))
    rows = rows.select_related(*plain.WITH_REPORT)
    return next(iter(rows.filter(report=report_pk, pk=F("report__current"))), None)


def _may_know(version: Version, by: User) -> bool:
    """The same answer as Report.visible_to, without its query for those who work there."""
    if roles.rights(by).member_of(version.report.agency_id):
        return True
    return Report.objects.visible_to(by).filter(pk=version.report_id).exists()


def must_be_fresh(version: Version, revision: int) -> None:
    """Refuse a form that was made before somebody else's action."""
    if version.revision != revision:
        raise Refusal(
            "Báo cáo vừa được người khác thay đổi tình trạng. Hãy tải lại trang, đọc lại rồi thực hiện lần nữa."
        )
