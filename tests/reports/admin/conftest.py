"""Who works in the administration, and on what?"""

import pytest

from agencies.models import User
from reports.models import FormEdition, Report
from tests import cast, filing
from tests.reports.admin import asking


@pytest.fixture
def admin(client) -> User:
    """The system administrator, logged in."""
    user = cast.admin()
    client.force_login(user)
    return user


@pytest.fixture
def copy(db) -> FormEdition:
    return asking.copied()


@pytest.fixture
def lan(client) -> User:
    """A reporter of Sở Kế hoạch và Đầu tư with staff access, logged in."""
    user = asking.staff(cast.reporter_a())
    client.force_login(user)
    return user


@pytest.fixture
def report(lan) -> Report:
    """Her report, beside one of Sở Tài chính."""
    cast.stc()
    return filing.report(cast.skhdt())
