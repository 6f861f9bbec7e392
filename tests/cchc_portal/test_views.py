import pytest
from django.db import OperationalError
from django.test import Client, RequestFactory

from agencies.sessions import SessionStore
from cchc_portal import views
from tests import cast

pytestmark = pytest.mark.django_db


def test_healthz_answers_without_a_login_and_names_the_database(client):
    from django.db import connection

    response = client.get("/healthz")
    assert response.status_code == 200
    assert response.json() == {"status": "ok", "database": connection.vendor}


@pytest.mark.django_db(transaction=True)
def test_healthz_says_so_when_the_database_is_gone(client, gone_database):
    response = client.get("/healthz")
    assert response.status_code == 503
    assert response.json()["status"] == "unavailable"


def test_healthz_asks_nobody_who_asks(client, monkeypatch):
    """Who is signed in stands in the database: with a cookie, too, the answer must not need it."""

    def gone(store):
        raise OperationalError("gone")

    client.force_login(cast.reporter_a())
    monkeypatch.setattr(SessionStore, "_get_session_from_db", gone)
    assert client.get("/healthz").status_code == 200


@pytest.fixture
def gone_database(settings):
    """Points new connections at a database that does not exist; the one the test holds stays."""
    from django.db import connections

    alias = connections.settings["default"]
    kept = alias["NAME"]
    settings.DATABASES["default"]["NAME"] = alias["NAME"] = "/nowhere/gone.sqlite3"
    yield
    settings.DATABASES["default"]["NAME"] = alias["NAME"] = kept


def test_the_first_page_asks_for_a_login(client):
    response = client.get("/")
    assert response.status_code == 302
    assert response.headers["Location"] == "/login/?next=/"


def test_a_person_logs_in_in_any_case_and_lands_on_what_waits_for_them(client):
    cast.reporter_a()
    response = client.post("/login/", {"username": "LAN.skhdt", "password": cast.PASSWORD}, follow=True)
    assert response.status_code == 200
    assert "<h1>Việc của tôi</h1>" in response.content.decode()


def test_logging_out_needs_a_post(client):
    client.force_login(cast.reporter_a())
    assert client.get("/logout/").status_code == 405
    assert client.post("/logout/").headers["Location"] == "/login/"
    assert client.get("/").status_code == 302


def test_an_unknown_address_is_answered_in_vietnamese(client):
    response = client.get("/khong-co/")
    assert response.status_code == 404
    assert "Không tìm thấy trang" in response.content.decode()


def test_a_form_without_its_token_is_answered_in_vietnamese():
    response = Client(enforce_csrf_checks=True).post("/login/", {"username": "a", "password": "b"})
    assert response.status_code == 403
    assert "Phiên làm việc đã đổi" in response.content.decode()


def test_a_forbidden_page_is_answered_in_vietnamese(client):
    from django.core.exceptions import PermissionDenied
    from django.views.defaults import permission_denied

    response = permission_denied(RequestFactory().get("/"), PermissionDenied("x"))
    assert response.status_code == 403
    assert "Không được phép" in response.content.decode()


def test_an_error_shows_no_trace_and_asks_the_database_nothing(monkeypatch, django_assert_num_queries):
    def broken(*args, **kwargs):
        raise ZeroDivisionError("the disk is on fire")

    monkeypatch.setattr(views, "database_answers", broken)
    with django_assert_num_queries(0):
        response = Client(raise_request_exception=False).get("/healthz")
    page = response.content.decode()
    assert response.status_code == 500
    assert "Máy chủ gặp lỗi" in page
    assert "fire" not in page
    assert "Traceback" not in page


def test_an_error_of_a_database_that_answers_is_an_error(monkeypatch):
    def broken(*args, **kwargs):
        raise OperationalError("the disk is on fire")

    monkeypatch.setattr(views, "JsonResponse", broken)
    response = Client(raise_request_exception=False).get("/healthz")
    assert response.status_code == 500
    assert "Máy chủ gặp lỗi" in response.content.decode()


@pytest.mark.parametrize("address", ["/", "/login/", "/favicon.ico", "/khong-co/"])
def test_a_database_that_is_gone_is_said_to_be_so(monkeypatch, address):
    def gone(store):
        raise OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr(SessionStore, "_get_session_from_db", gone)
    monkeypatch.setattr(views, "database_answers", lambda: False)
    response = Client(raise_request_exception=False, headers={"cookie": "session=abcdefgh12345678"}).get(address)
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "60"
    assert "Chưa kết nối được cơ sở dữ liệu" in response.content.decode()


def test_the_browsers_own_question_for_an_icon_is_answered(client):
    assert client.get("/favicon.ico").headers["Location"] == "/static/favicon.ico"


def test_a_page_of_the_demonstration_says_that_its_figures_are_illustrative(client, settings):
    settings.CCHC_DEMO = True
    client.force_login(cast.reporter_a())
    assert "Dữ liệu minh họa" in client.get("/").content.decode()


def test_only_staff_are_shown_the_way_to_the_administration(client):
    client.force_login(cast.reporter_a())
    assert "Quản trị</a>" not in client.get("/").content.decode()
    client.force_login(cast.admin())
    assert "Quản trị</a>" in client.get("/").content.decode()
