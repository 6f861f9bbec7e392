"""What does every page know without being told?"""

import dataclasses
from collections.abc import Callable, Iterator
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from agencies import roles
from agencies.addresses import address
from agencies.models import Role, User


@dataclasses.dataclass(frozen=True, slots=True)
class Link:
    label: str
    href: str
    current: bool


def everybody(user: User) -> bool:
    return True


def reviewers(user: User) -> bool:
    return roles.rights(user).has(Role.REVIEWER)


def whole_province(user: User) -> bool:
    return roles.rights(user).whole_province


def members(user: User) -> bool:
    return bool(roles.rights(user).grants)


def staff(user: User) -> bool:
    return user.is_staff


# URL name, label, who sees it. The order is the order on the page.
NAVIGATION: tuple[tuple[str, str, Callable[[User], bool]], ...] = (
    ("home", "Việc của tôi", everybody),
    ("review_queue", "Thẩm định", reviewers),
    ("province", "Toàn tỉnh", whole_province),
    ("procedures", "Thủ tục", everybody),
    ("dossiers", "Hồ sơ TTHC", members),
    ("periods", "Kỳ báo cáo", everybody),
    ("catalogue", "Bộ biểu", everybody),
    ("agencies", "Đơn vị", everybody),
    ("admin:index", "Quản trị", staff),
)


def portal(request: HttpRequest) -> dict[str, Any]:
    """Says whether this is the demonstration, whether uploads are scanned, and where one may go; asks the database only
    if a page draws it."""
    return {
        "demo": settings.CCHC_DEMO,
        "scans": bool(settings.CCHC_CLAMD),
        "navigation": SimpleLazyObject(lambda: list(links(request))),
    }


def links(request: HttpRequest) -> Iterator[Link]:
    user = request.user
    for name, label, shown in NAVIGATION:
        if isinstance(user, User) and shown(user):
            href = address(name)
            current = request.path == href or (href != "/" and request.path.startswith(href))
            yield Link(label, href, current)
