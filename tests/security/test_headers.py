"""Does every kind of answer tell the browser what it may do with it? Pages, files, refusals and errors alike."""

import pytest
from django.test import Client
from django.urls import reverse

from tests import cast, test_access
from tests.security import asking

pytestmark = pytest.mark.django_db

stage, clients = test_access.stage, test_access.clients

FORM = "application/x-www-form-urlencoded"
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def answers(stage, clients) -> dict[str, object]:
    """One answer of every kind, by its name."""
    who, sent = clients["reporter"], stage.sent
    asked = {
        "200": ("GET", "/"),
        "200 list": ("GET", "/agencies/"),
        "200 json": ("POST", reverse("preview_figures", args=[stage.draft.pk])),
        "200 xlsx": ("GET", reverse("report_workbook", args=[sent.pk])),
        "200 csv": ("GET", "/agencies/?export=csv"),
        "200 print": ("GET", reverse("report_print", args=[sent.pk])),
        "302": ("POST", reverse("describe", args=[stage.draft.pk])),
        "400": ("GET", "/agencies/?q=%00"),
        "403": ("GET", "/review/"),
        "404": ("GET", "/reports/999999/"),
        "405": ("DELETE", "/"),
        "422": ("POST", reverse("explain", args=[stage.draft.pk])),
    }
    body = b'{"changes":[{"key":"2:1","revision":0,"typed":"1"}]}'
    found = {}
    for name, (method, address) in asked.items():
        sends = (body, "application/json") if "json" in name else (b"", FORM if method == "POST" else "")
        found[name] = asking.ask(who, method, address, *sends)
    found["302 login"] = asking.ask(clients["nobody"], "GET", "/")
    found["200 login"] = asking.ask(clients["nobody"], "GET", "/login/")
    found["200 admin"] = asking.ask(clients["admin"], "GET", "/admin/")
    found["401"] = asking.ask(clients["nobody"], "POST", reverse("save_figures", args=[sent.pk]))
    found["403 csrf"] = Client(enforce_csrf_checks=True).post("/login/")
    found["400 host"] = asking.ask(clients["nobody"], "GET", "/", host="evil.example")
    found["413"] = asking.ask(who, "POST", "/password/", b"a=" + b"a" * (4 * 1024 * 1024), FORM)
    return found


def test_every_kind_of_answer_is_safe_to_show(stage, clients):
    for name, answer in answers(stage, clients).items():
        assert str(answer.status_code) == name[:3], name
        for header, value in ALWAYS.items():
            assert answer[header] == value, (name, header)
        assert answer["X-Frame-Options"] == "DENY", name
        assert_is_strict(answer["Content-Security-Policy"], name)
        assert "no-store" in answer["Cache-Control"], name


def assert_is_strict(policy: str, name: str) -> None:
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert "unsafe" not in policy, name
    assert "*" not in policy, name
    assert "http" not in policy, name
    assert rules["default-src"] in ("'self'", "'none'"), name
    assert rules["frame-ancestors"] == "'none'", name


def test_an_error_of_the_server_is_safe_to_show(stage, clients, monkeypatch):
    from reports.views import report

    monkeypatch.setattr(report, "page", lambda *args: 1 / 0)
    answer = asking.ask(clients["reporter"], "GET", reverse("report", args=[stage.sent.pk]))
    assert answer.status_code == 500
    assert_is_strict(answer["Content-Security-Policy"], "500")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer["Cache-Control"]
    assert b"ZeroDivisionError" not in answer.content


def test_a_shut_account_is_told_so_safely(stage, clients):
    for _ in range(11):
        answer = Client().post("/login/", {"username": "lan.skhdt", "password": "sai"})
    assert answer.status_code == 429
    assert answer["Retry-After"] == "900"
    assert_is_strict(answer["Content-Security-Policy"], "429")
    assert "no-store" in answer["Cache-Control"]


def test_a_file_of_somebody_is_a_download_that_no_browser_runs(stage, clients):
    answer = asking.ask(clients["reporter"], "GET", reverse("attachment", args=[stage.keys[stage.sent.pk]]))
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert "no-store" in answer["Cache-Control"]


def test_what_is_exported_is_a_download(stage, clients):
    for address in (
        reverse("report_workbook", args=[stage.sent.pk]),
        "/agencies/?export=csv",
        "/agencies/?export=xlsx",
    ):
        assert asking.ask(clients["reporter"], "GET", address)["Content-Disposition"].startswith("attachment;")


def test_a_cookie_of_ours_is_kept_from_scripts_and_from_other_sites(stage):
    client = Client(enforce_csrf_checks=True)
    client.get("/login/")
    token = client.cookies["csrf"].value
    answer = client.post(
        "/login/", {"username": cast.viewer().username, "password": cast.PASSWORD, "csrfmiddlewaretoken": token}
    )
    assert answer.status_code == 302
    for name in ("session", "csrf"):
        assert client.cookies[name]["httponly"] is True
        assert client.cookies[name]["samesite"] == "Lax"


def test_an_address_that_leads_on_leads_to_us_alone(stage):
    for goal in (
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "http:///evil.example",
    ):
        client = Client()
        answer = client.post(
            f"/login/?next={goal}", {"username": cast.viewer().username, "password": cast.PASSWORD, "next": goal}
        )
        assert answer["Location"] == "/"
