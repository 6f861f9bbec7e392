"""Which version is being changed, and who has it to himself while it is?"""

from collections.abc import Iterable

from django.db import models, transaction
from django.db.models import F, Q

from agencies import log, roles
from agencies.models import User
from agencies.prepared import Prepared
from reports import plain
from reports.models import Period, Report, Version
from reports.services import Refusal


def current_version(report_pk: int, by: User | None) -> Version:
    """The version in work of a report, locked together with its event chain, with all that decides about a change.

    Writers of one report wait for each other here, writers of two never. Raises Report.DoesNotExist for a report that
    the person may not know of; the system itself (None) knows of all. The caller is inside a transaction.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("a version is locked inside a transaction only")
    version = _lock(report_pk) or _lock(report_pk)  # a reopening that we waited for leaves a newer version to lock
    if version is None or (by and not may_know(version, by)):
        raise Report.DoesNotExist
    return version


def _lock(report_pk: int) -> Version | None:
    return _in_work.first(report=report_pk)


_in_work = Prepared(
    lambda report: (
        Version.objects.select_for_update(of=("self", "report", "report__chain"))
        .select_related(*plain.WITH_REPORT)
        .filter(report=report, pk=F("report__current"))
    ),
    report=models.BigIntegerField(),
)


def may_know(version: Version, by: User) -> bool:
    """The same answer as Report.visible_to, without its query for those who work there."""
    if roles.rights(by).member_of(version.report.agency_id):
        return True
    return Report.objects.visible_to(by).filter(pk=version.report_id).exists()


def write_down(version: Version, entries: Iterable[log.Entry], *, by: User | None) -> None:
    """Append events to the chain of a locked version's report. Raises Refusal when its period has been closed.

    A writer who waited for the lock still sees the period as it was before; closing waits for those who came first and
    sends the others here.
    """
    still_open = Q(report__period__state=Period.State.OPEN)
    try:
        log.append(version.report.chain, entries, by=by, only=still_open)
    except log.Shut:
        raise Refusal("Kỳ báo cáo vừa được đóng; nội dung này chưa được ghi.") from None


def must_be_fresh(version: Version, revision: int) -> None:
    """Refuse a form that was made before somebody else's action."""
    if version.revision != revision:
        raise Refusal(
            "Báo cáo vừa được người khác thay đổi tình trạng. Hãy tải lại trang, đọc lại rồi thực hiện lần nữa."
        )
