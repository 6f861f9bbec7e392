"""Do the files that whitenoise hands out carry the headers of the pages? Asked through the middleware of production."""

import pytest
from django.test import Client

from cchc_portal import settings as production

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(settings, tmp_path):
    (tmp_path / "css").mkdir()
    (tmp_path / "css" / "portal.css").write_text("body {}")
    settings.STATIC_ROOT = tmp_path
    settings.MIDDLEWARE = production.MIDDLEWARE
    settings.WHITENOISE_USE_FINDERS = False
    return Client()


def test_a_static_file_carries_the_headers_too(client):
    answer = client.get("/static/css/portal.css")
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content) == b"body {}"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'self'" in answer["Content-Security-Policy"]
    assert answer["Referrer-Policy"] == "same-origin"


def test_a_static_file_that_is_known_already_is_not_sent_again(client):
    known = client.get("/static/css/portal.css")
    known.close()
    answer = client.get("/static/css/portal.css", headers={"if-modified-since": known["Last-Modified"]})
    assert answer.status_code == 304
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'self'" in answer["Content-Security-Policy"]


@pytest.mark.parametrize(
    "path", ["../cchc.sqlite3", "..%2f..%2fmanage.py", "%2e%2e/x", "css/../../x", "css/", "media/x"]
)
def test_no_path_leads_out_of_the_static_files(client, path):
    assert client.get(f"/static/{path}").status_code in (302, 400, 404)
