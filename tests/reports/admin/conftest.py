"""Who works in the administration, and on what?"""

import pytest

from agencies.models import User
from reports.models import FormEdition
from tests import cast
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
