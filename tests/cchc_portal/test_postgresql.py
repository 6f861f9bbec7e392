from collections.abc import Iterator

import psycopg2
import pytest
from django.db import connection

from cchc_portal.postgresql import base

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def other() -> Iterator:
    """Asks on a connection of its own."""
    connection.close()
    line = psycopg2.connect(**connection.get_connection_params() | {"cursor_factory": None})
    line.autocommit = True  # or it would go on seeing what it saw first

    def ask(statement: str, process: int) -> str:
        with line.cursor() as cursor:
            cursor.execute(statement, [process])
            return cursor.fetchone()[0]

    yield ask
    line.close()
    connection.close()


def a_request() -> int:
    """Does to a kept connection what Django does before a request and at its first statement; its process number."""
    connection.close_if_unusable_or_obsolete()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return cursor.fetchone()[0]


def test_a_connection_is_kept_from_request_to_request(other):
    assert a_request() == a_request() == a_request()


def test_a_connection_that_the_server_ended_is_never_used_again(other):
    for _ in range(3):
        process = a_request()
        a_request()  # asks, so that the next one need not
        other("SELECT pg_terminate_backend(%s, 5000)", process)
        assert a_request() != process


def test_the_server_is_asked_again_only_after_a_while(other, monkeypatch):
    said = "SELECT query FROM pg_stat_activity WHERE pid = %s"
    process = a_request()
    a_request()
    for moment, last in ((4.9, "SELECT pg_backend_pid()"), (5.1, "SELECT 1")):
        later = connection._answered_at + moment
        monkeypatch.setattr(base.time, "monotonic", lambda later=later: later)
        connection.close_if_unusable_or_obsolete()
        connection.close_if_health_check_failed()
        assert other(said, process) == last
