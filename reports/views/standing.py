"""How does a report stand, in words: whose turn is it, since when?"""

import datetime

from django.utils import timezone

from agencies import days
from reports.models import Version
from reports.workflow import Status


def turn(version: Version) -> str:
    """One sentence about who has a version in hands; the person who took it is at hand."""
    match Status(version.status):
        case Status.DRAFT if version.number > 1:
            return f"Đơn vị đang lập phiên bản {version.number} để sửa báo cáo đã duyệt."
        case Status.DRAFT:
            return "Đơn vị đang lập báo cáo."
        case Status.WAITING:
            return "Đang chờ người ký của đơn vị ký và gửi."
        case Status.SUBMITTED if version.taken_by:
            return f"{version.taken_by} đã nhận thẩm định lúc {instant(version.taken_at)}."
        case Status.SUBMITTED:
            sent = "Đã gửi lại" if version.round else "Đã gửi"
            return f"{sent} lúc {instant(version.sent_at)}, chờ thẩm định."
        case Status.RETURNED:
            return f"Bị trả lại lúc {instant(version.decided_at)}; đơn vị sửa các ô, mục có nhận xét rồi gửi lại."
        case _:
            return f"Đã duyệt lúc {instant(version.decided_at)}."


def instant(at: datetime.datetime | None) -> str:
    """A moment in the time of the province: "10:32 22/6/2024"; "" for none."""
    return days.instant(timezone.localtime(at)) if at else ""
