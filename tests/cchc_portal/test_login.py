import datetime

import pytest
from django.utils import timezone

from cchc_portal.login import account_name
from tests import cast

pytestmark = pytest.mark.django_db


def log_in(client, username: str, password: str, address: str = "10.0.0.7", browser: str = "Firefox"):
    data = {"username": username, "password": password}
    return client.post("/login/", data, REMOTE_ADDR=address, headers={"user-agent": browser})


@pytest.fixture
def shut(client):
    """The account of reporter A after ten wrong passwords from one office."""
    user = cast.reporter_a()
    for guess in range(10):
        log_in(client, user.username, f"sai {guess}")
    return user


def test_ten_wrong_passwords_shut_the_account_for_the_right_one_too(client, shut):
    response = log_in(client, shut.username, cast.PASSWORD)
    assert response.status_code == 429
    assert "sau 15 phút" in response.content.decode()
    assert response.headers["Retry-After"] == "900"


def test_nine_wrong_passwords_do_not(client):
    user = cast.reporter_a()
    for guess in range(9):
        assert log_in(client, user.username, f"sai {guess}").status_code == 200
    assert log_in(client, user.username, cast.PASSWORD).status_code == 302


def test_a_colleague_behind_the_same_address_still_logs_in(client, shut):
    assert log_in(client, cast.signer_a().username, cast.PASSWORD).status_code == 302


@pytest.mark.parametrize("username", ["LAN.SKHDT", " lan.skhdt ", "ｌａｎ.skhdt"])
def test_another_spelling_of_the_name_brings_no_new_guesses(client, shut, username):
    assert log_in(client, username, cast.PASSWORD).status_code == 429


def test_another_address_or_browser_brings_no_new_guesses(client, shut):
    assert log_in(client, shut.username, cast.PASSWORD, address="203.0.113.9").status_code == 429
    assert log_in(client, shut.username, cast.PASSWORD, browser="curl").status_code == 429


def test_the_account_opens_by_itself_after_the_wait(client, shut, monkeypatch):
    later = timezone.now() + datetime.timedelta(minutes=15, seconds=1)
    monkeypatch.setattr("axes.handlers.proxy.now", lambda: later)
    assert log_in(client, shut.username, cast.PASSWORD).status_code == 302


def test_knocking_during_the_wait_does_not_make_it_longer(client, shut, monkeypatch):
    start = timezone.now()
    monkeypatch.setattr("axes.handlers.proxy.now", lambda: start + datetime.timedelta(minutes=14))
    assert log_in(client, shut.username, "sai nữa").status_code == 429
    monkeypatch.setattr("axes.handlers.proxy.now", lambda: start + datetime.timedelta(minutes=15, seconds=1))
    assert log_in(client, shut.username, cast.PASSWORD).status_code == 302


def test_the_right_password_wipes_the_slate(client):
    user = cast.reporter_a()
    for _ in range(2):
        for guess in range(9):
            log_in(client, user.username, f"sai {guess}")
        assert log_in(client, user.username, cast.PASSWORD).status_code == 302


def test_an_unknown_name_is_shut_as_well_so_that_it_tells_nothing(client):
    for guess in range(10):
        log_in(client, "khong.co", f"sai {guess}")
    assert log_in(client, "khong.co", "sai").status_code == 429


def test_a_name_is_counted_in_one_spelling():
    assert account_name(None, {"username": "  LÂN.SKHĐT "}) == "lân.skhđt"
    assert len(account_name(None, {"username": "x" * 400})) == 150


def test_a_session_ends_with_the_browser_and_after_eight_hours(client):
    user = cast.reporter_a()
    cookie = log_in(client, user.username, cast.PASSWORD).cookies["session"]
    assert cookie["expires"] == ""
    assert cookie["httponly"] is True
    assert cookie["samesite"] == "Lax"
    assert client.session.get_expiry_age() == 8 * 60 * 60


def test_the_administration_sends_strangers_to_the_one_login_page(client):
    last_address, _ = client.get("/admin/", follow=True).redirect_chain[-1]
    assert last_address.startswith("/login/?next=/admin/")


def test_the_administration_is_closed_to_people_without_staff_access(client):
    client.force_login(cast.reporter_a())
    assert client.get("/admin/", follow=True).status_code == 403
