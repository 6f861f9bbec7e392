"""Whose is a session, and what may that person do? Read together, and never more than Django itself would let in."""

import datetime

import pytest
from django.contrib.auth import SESSION_KEY
from django.core.management import call_command
from django.test import Client, RequestFactory
from django.utils import timezone

from agencies import roles
from agencies.middleware import AccountMiddleware
from agencies.models import Membership, Session, User
from agencies.sessions import SessionStore
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def reporter(client: Client) -> User:
    user = cast.reporter_a()
    client.force_login(user)
    return user


def request_of(client: Client, key: str | None = None):
    """A request as the middleware meets it, with the session of a client."""
    request = RequestFactory().get("/")
    request.session = SessionStore(key or client.session.session_key)
    AccountMiddleware(lambda _: None).process_request(request)
    return request


def test_session_account_and_rights_are_one_question(client, reporter, django_assert_num_queries):
    key, agency = client.session.session_key, cast.skhdt()
    with django_assert_num_queries(1):
        request = request_of(client, key)
        assert request.user == reporter
        assert roles.rights(request.user).holds("reporter", agency.pk)


def test_every_role_of_the_day_is_held_and_no_other(client, reporter):
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    Membership.objects.create(user=reporter, agency=cast.stc(), role="viewer")
    Membership.objects.create(user=reporter, agency=cast.stc(), role="signer", valid_to=yesterday)
    Membership.objects.create(user=reporter, agency=cast.snv(), role="signer", valid_from=timezone.localdate())
    asked = roles.rights(User.objects.get(pk=reporter.pk))
    assert roles.rights(request_of(client).user) == asked
    assert {(code, role) for _, code, _, role in asked.grants} == {
        (cast.skhdt().code, "reporter"),
        (cast.stc().code, "viewer"),
        (cast.snv().code, "signer"),
    }


def test_who_holds_no_role_is_signed_in_all_the_same(client):
    client.force_login(cast.user("nobody"))
    user = request_of(client).user
    assert user.username == "nobody"
    assert roles.rights(user).grants == frozenset()


def test_a_session_without_an_account_is_nobodys(client):
    store = SessionStore()
    store["seen"] = "1"
    store.create()
    assert Session.objects.get(pk=store.session_key).account is None
    request = request_of(client, store.session_key)
    assert request.user.is_anonymous
    assert request.session["seen"] == "1"


def test_a_key_that_nobody_gave_out_opens_nothing(client, reporter):
    request = request_of(client, "x" * 32)
    assert request.user.is_anonymous
    assert request.session.session_key is None


def test_an_ended_session_opens_nothing(client, reporter):
    Session.objects.update(expire_date=timezone.now() - datetime.timedelta(seconds=1))
    assert request_of(client).user.is_anonymous


def test_the_column_alone_makes_nobody_somebody(client, reporter):
    """The account is a copy of what the signed content says; where the two differ, the content holds."""
    other = cast.reporter_b()
    Session.objects.update(account=other)
    assert request_of(client).user == reporter
    Session.objects.update(session_data=SessionStore().encode({}))
    assert request_of(client).user.is_anonymous


def test_a_new_password_ends_it(client, reporter):
    User.objects.filter(pk=reporter.pk).update(password="!other")
    assert request_of(client).user.is_anonymous


def test_a_shut_account_is_let_in_by_no_session(client, reporter):
    User.objects.filter(pk=reporter.pk).update(is_active=False)
    assert request_of(client).user.is_anonymous


def test_what_signed_somebody_in_must_still_be_a_way_in(client, reporter, settings):
    settings.AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend"]
    assert request_of(client).user.is_anonymous


def test_signing_in_and_out_through_the_pages_writes_and_drops_the_account(client):
    user = cast.reporter_a()
    client.post("/login/", {"username": user.username, "password": cast.PASSWORD})
    assert list(Session.objects.values_list("account", flat=True)) == [user.pk]
    assert client.session[SESSION_KEY] == str(user.pk)
    client.post("/logout/")
    assert not Session.objects.filter(account=user).exists()


def test_an_own_new_password_keeps_the_account_with_its_session_and_ends_the_others(client, reporter):
    other = Client()
    other.force_login(reporter)
    new = "mua dong nam ay 2024"
    form = {"old_password": cast.PASSWORD, "new_password1": new, "new_password2": new}
    assert client.post("/password/", form).status_code == 302
    assert Session.objects.get(pk=client.session.session_key).account == reporter
    assert request_of(client).user == reporter
    assert request_of(other).user.is_anonymous


def test_a_former_secret_still_signs_in_and_the_session_gets_the_new_one(client, reporter, settings):
    key = client.session.session_key
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "n" * 60
    request = request_of(client, key)
    assert request.user == reporter
    request.session.save()
    settings.SECRET_KEY_FALLBACKS = []
    assert request.session.session_key != key
    assert SessionStore(request.session.session_key).holder() == reporter


def test_what_has_ended_is_cleared(client, reporter):
    Session.objects.create(session_key="old", session_data="", expire_date=timezone.now() - datetime.timedelta(days=1))
    call_command("clearsessions")
    assert list(Session.objects.values_list("pk", flat=True)) == [client.session.session_key]


def test_a_session_of_somebody_who_is_gone_ends_and_does_not_try_for_ever(client):
    client.force_login(cast.user("gone"))
    store = SessionStore(client.session.session_key)
    assert store.holder()
    User.objects.filter(username="gone")._raw_delete("default")
    store.cycle_key()
    assert request_of(client, store.session_key).user.is_anonymous
