"""Does a session end when it should? Whoever left, changed the password or lost a role is out with the next click."""

import copy

import pytest
from django.test import Client
from django.urls import reverse

from agencies import services
from agencies.models import Membership
from tests import cast, filing

pytestmark = pytest.mark.django_db

CHANGE = {"changes": [{"key": "2:1", "revision": 0, "typed": "6"}]}


def logged_in(user, password: str = cast.PASSWORD) -> Client:
    client = Client()
    assert client.post("/login/", {"username": user.username, "password": password}).status_code == 302
    return client


def save(client: Client, report) -> int:
    return client.post(reverse("save_figures", args=[report.pk]), CHANGE, "application/json").status_code


def see(client: Client, report) -> int:
    return client.get(reverse("report", args=[report.pk])).status_code


def test_whoever_was_shut_out_sees_and_saves_nothing_any_more():
    report, client = filing.report(cast.skhdt()), logged_in(cast.reporter_a())
    assert see(client, report) == 200
    cast.shut(cast.reporter_a())
    assert (see(client, report), save(client, report)) == (302, 401)
    cast.shut(cast.reporter_a(), is_active=True)
    assert (see(client, report), save(client, report)) == (302, 401)


def test_whoever_lost_a_role_loses_the_report_with_the_next_click():
    report, client = filing.report(cast.skhdt()), logged_in(cast.reporter_a())
    assert save(client, report) == 200
    services.end_membership(Membership.objects.get(user=cast.reporter_a()), by=None)
    assert (see(client, report), save(client, report)) == (404, 404)


def test_a_reviewer_who_lost_the_role_approves_nothing():
    report, client = filing.report(cast.skhdt()), logged_in(cast.reviewer())
    filing.submit(report, cast.reporter_a(), cast.signer_a())
    revision = filing.version(report).revision
    services.end_membership(Membership.objects.get(user=cast.reviewer()), by=None)
    address = reverse("act", args=[report.pk, "approve"])
    assert client.post(address, {"revision": revision}).status_code == 404
    assert client.get(reverse("review_queue")).status_code == 403
    assert filing.version(report).status == "submitted"


def test_a_new_password_ends_every_other_session():
    report, reporter = filing.report(cast.skhdt()), cast.reporter_a()
    here, there = logged_in(reporter), logged_in(reporter)
    new = "nắng lên trên đồng lúa chín"
    given = {"old_password": cast.PASSWORD, "new_password1": new, "new_password2": new}
    assert here.post("/password/", given).status_code == 302
    assert (see(here, report), see(there, report)) == (200, 302)


def test_a_cookie_from_before_the_login_is_not_the_one_after_it():
    client = Client()
    client.cookies["session"] = "x" * 32
    client.post("/login/", {"username": cast.reporter_a().username, "password": cast.PASSWORD})
    assert client.cookies["session"].value != "x" * 32


def test_a_cookie_that_was_kept_opens_nothing_after_the_logout():
    report, client = filing.report(cast.skhdt()), logged_in(cast.reporter_a())
    kept = Client()
    kept.cookies = copy.deepcopy(client.cookies)
    assert see(kept, report) == 200
    client.post("/logout/")
    assert (see(kept, report), save(kept, report)) == (302, 401)
