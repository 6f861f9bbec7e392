"""What the tests share: the browser, and the guard that keeps Django usable inside it."""

import os

import pytest

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright runs an event loop of its own


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Lifts the guard of the log: a test that commits is cleaned up by emptying every table."""
    from django.db import connection

    from agencies import log

    with django_db_blocker.unblock(), connection.cursor() as cursor:
        for statement in log.unguard():
            cursor.execute(statement)
