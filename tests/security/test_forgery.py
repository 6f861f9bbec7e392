"""Can another site make a browser of ours do something? Every unsafe address asks for the token of its session.

Looking at the administration changes nothing either; the other pages are looked at in tests/test_access.py.
"""

import re

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver

from tests import test_access

pytestmark = pytest.mark.django_db

stage, clients = test_access.stage, test_access.clients

ANSWERED = {400, 403, 404, 405}
# Where a person who is logged in already is led on before anything is asked.
LED_ON = {"admin/login/", "admin/password_change/"}


def callbacks(resolver=None):
    for one in (resolver or get_resolver()).url_patterns:
        yield from callbacks(one) if hasattr(one, "url_patterns") else [(str(one.pattern), one.callback)]


def test_no_view_is_exempt_from_the_token():
    exempt = [route for route, view in callbacks() if getattr(view, "csrf_exempt", False)]
    assert exempt == []
    assert len(list(callbacks())) > 100


@pytest.mark.parametrize("address", sorted(set(test_access.administration()) - LED_ON))
def test_the_administration_does_nothing_without_the_token(address, stage, clients):
    client = Client(enforce_csrf_checks=True)
    client.cookies = test_access.same(clients["admin"]).cookies
    for origin in ({}, {"origin": "https://evil.example"}, {"origin": "null"}):
        with transaction.atomic():
            assert client.post(f"/{address}", headers=origin).status_code == 403, origin
            transaction.set_rollback(True)


def test_a_token_of_somebody_else_is_none():
    client, other = Client(enforce_csrf_checks=True), Client()
    other.get("/login/")
    client.get("/login/")
    answer = client.post("/login/", {"csrfmiddlewaretoken": other.cookies["csrf"].value})
    assert answer.status_code == 403


@pytest.mark.parametrize("address", test_access.administration())
def test_looking_at_the_administration_changes_nothing(address, stage, clients):
    with transaction.atomic(), CaptureQueriesContext(connection) as queries:
        client = test_access.same(clients["admin"])
        for method in ("GET", "HEAD"):
            assert client.generic(method, f"/{address}").status_code < 500
        transaction.set_rollback(True)
    written = [query["sql"] for query in queries if not test_access.READS.match(test_access.meant(query["sql"]))]
    assert written == []


def test_the_token_is_no_part_of_an_address(stage, clients):
    for who in ("reporter", "reviewer", "viewer"):
        page = test_access.same(clients[who]).get("/").content.decode()
        assert not re.search(r'(href|action)="[^"]*csrf', page)
