import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests import cast

pytestmark = pytest.mark.django_db

IMPORT = "/dossiers/imports/0b0f0000-0000-4000-8000-000000000000/"
FORM = "application/x-www-form-urlencoded"


@pytest.mark.parametrize("address", ["/a%00b/", "/%ff%fe/", "/%ed%a0%80/", "/login/?next=%00", "/login/?q=%ff"])
def test_an_address_that_no_keyboard_writes_is_refused(client, address):
    response = client.get(address)
    assert response.status_code == 400
    assert "ký tự không hợp lệ" in response.content.decode()


@pytest.mark.parametrize("body", [b"username=a%00b", b"username=%ff", b"username=%ed%a0%80", b"a%00=1", b"\xff=1"])
def test_a_form_with_unreadable_bytes_is_refused(client, body):
    assert client.post("/login/", body, content_type=FORM).status_code == 400


@pytest.mark.parametrize("name, value", [(b"username", b"a\x00b"), (b"a\x00b", b"1"), (b"username", b"\xff\xfe")])
def test_a_multipart_field_with_unreadable_bytes_is_refused(client, name, value):
    body = b'--x\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n--x--\r\n' % (name, value)
    assert client.post("/login/", body, content_type="multipart/form-data; boundary=x").status_code == 400


@pytest.mark.parametrize("text", ['{"a": "\\u0000"}', '{"a": ["\\ud800"]}', '{"\\udfff": 1}', '{"a": "\\u12"}'])
def test_json_that_hides_unreadable_characters_is_refused(client, text):
    assert client.post("/login/", text, content_type="application/json").status_code == 400


def test_json_in_another_coding_than_utf_8_is_refused(client):
    body = json.dumps({"a": "Huế"}, ensure_ascii=False).encode("utf-16")
    assert client.post("/login/", body, content_type="application/json").status_code == 400


def test_vietnamese_text_passes_whatever_carries_it(client):
    assert client.get("/login/", {"next": "/Sở Nội vụ/"}).status_code == 200
    assert client.post("/login/", {"username": "Hồ Thị Phượng", "password": "đúng"}).status_code == 200
    assert client.post("/login/", "username=H%E1%BB%93&password=x", content_type=FORM).status_code == 200


def test_a_request_over_the_limit_is_told_the_limit(client):
    response = client.post("/login/", b"", content_type=FORM, headers={"content-length": str(31 * 1024 * 1024)})
    assert response.status_code == 413
    assert "tối đa 30 MB" in response.content.decode()


def test_a_form_whose_text_is_too_long_is_told_so(client):
    response = client.post("/login/", b"username=" + b"a" * (4 * 1024 * 1024), content_type=FORM)
    assert response.status_code == 413


def test_a_whole_report_fits_into_one_form_and_ten_times_as_much_does_not(client):
    cells = {f"cell-{number}": "1.537" for number in range(151 * 10)}
    assert client.post("/login/", cells).status_code == 200
    assert client.post("/login/", cells | {f"more-{number}": "1" for number in range(3000)}).status_code == 400


def test_a_long_list_of_files_is_refused(client):
    files = {f"file-{number}": SimpleUploadedFile("a.pdf", b"%PDF-") for number in range(21)}
    assert client.post("/login/", files).status_code == 400


POLICY = {
    "default-src 'self'",
    "img-src 'self' data:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
}


@pytest.mark.parametrize("address", ["/", "/login/", "/healthz", "/khong-co/", "/login/?q=%ff", "/admin/"])
def test_every_answer_carries_the_safety_headers(client, address):
    headers = client.get(address).headers
    assert set(headers["Content-Security-Policy"].split("; ")) == POLICY
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]


def test_no_cache_keeps_a_page_that_needed_a_login(client):
    client.force_login(cast.reporter_a())
    assert client.get("/").headers["Cache-Control"] == "private, no-store"


def test_the_address_of_a_form_opened_in_a_browser_shows_a_page_with_a_way_back(client):
    client.force_login(cast.reporter_a())
    response = client.get("/reports/1/act/decline/")
    assert response.status_code == 405
    assert response.headers["Allow"] == "POST"
    assert "Địa chỉ này chỉ nhận biểu mẫu" in response.content.decode()
    assert 'href="/"' in response.content.decode()


@pytest.mark.parametrize(
    "asked, above",
    [
        ("/reports/1/act/sign_and_send/", "/reports/1/"),
        ("/reports/1/figures/preview/", "/reports/1/"),
        ("/review/1/remarks/7/drop/", "/review/1/"),
        (f"{IMPORT}confirm/", IMPORT),
    ],
)
def test_the_address_of_a_form_leads_to_the_page_above(client, asked, above):
    client.force_login(cast.reporter_a())
    response = client.get(asked)
    assert response.status_code == 405
    assert f'href="{above}"' in response.content.decode()


def test_only_who_has_signed_in_may_send_a_large_file_of_dossiers(client, settings):
    settings.CCHC_MAX_REQUEST = 1000

    def send(address: str) -> int:
        return client.post(address, {"file": SimpleUploadedFile("ho-so.csv", b"a" * 2000)}).status_code

    assert send("/dossiers/imports/new/") == 413
    client.force_login(cast.reporter_a())
    assert (send("/dossiers/imports/new/"), send("/password/")) == (422, 413)
    settings.CCHC_MAX_LEDGER = 1500
    assert send("/dossiers/imports/new/") == 413
