"""Does a register come in and go out as a file, whole or not at all?"""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from agencies.models import Agency, Event, Placement, User
from tests import cast
from tests.vietnamese import english_words

pytestmark = pytest.mark.django_db

HEADER = "code,name,short_name,document_code,tier,kind,parent,valid_from,valid_to,code_scheme,source\n"


@pytest.fixture
def admin(client) -> User:
    user = cast.admin()
    client.force_login(user)
    return user


def upload(client, lines: str):
    file = SimpleUploadedFile("cq.csv", (HEADER + lines).encode())
    data = {"import_file": file, "format": "0", "resource": "0"}
    return client.post(reverse("admin:agencies_agency_import"), data)


def confirm(client, response):
    form = response.context["confirm_form"]
    return client.post(reverse("admin:agencies_agency_process_import"), form.initial, follow=True)


def test_an_import_is_previewed_and_then_confirmed(client, admin):
    cast.province()
    response = upload(client, "SMT,Sở Mới,,SM,department,,46,,,Nội bộ,\n")
    text = response.content.decode()
    assert "Sở Mới" in text
    assert "Xác nhận nhập" in text
    assert english_words(text, known="department") == set()
    assert not re.search(r"\sstyle=|\son[a-z]+=", text)
    assert not Agency.objects.filter(code="SMT").exists()
    done = confirm(client, response)
    assert "1 mới" in done.content.decode()
    assert Placement.objects.get(agency__code="SMT").parent.code == "46"
    assert set(Event.objects.values_list("action", "by")) == {
        ("create_agency", admin.pk),
        ("create_placement", admin.pk),
    }


def test_a_broken_import_shows_lines_and_reasons_and_offers_no_confirmation(client, admin):
    text = upload(client, "SMT,Sở Mới,,SM,ban,,46,,,Nội bộ,\n").content.decode()
    assert "Dòng 2, cột “cấp” (tier): Không có cấp “ban”; dùng một trong: “Cấp tỉnh”" in text
    assert "Xác nhận nhập" not in text
    assert not Agency.objects.exists()


def test_a_file_that_no_longer_fits_when_confirmed_is_refused_whole(client, admin):
    cast.province()
    response = upload(client, "A,Sở A,,A,department,,46,,,Nội bộ,\nB,Sở B,,B,department,,46,,,Nội bộ,\n")
    Agency.objects.filter(code="46").update(code="47")
    done = confirm(client, response)
    assert "Không nhập dòng nào." in done.content.decode()
    assert Agency.objects.count() == 1


def test_a_file_that_cannot_be_read_is_refused_in_vietnamese(client, admin):
    file = SimpleUploadedFile("cq.csv", b"PK\x03\x04\xff\xfe")
    data = {"import_file": file, "format": "0", "resource": "0"}
    text = client.post(reverse("admin:agencies_agency_import"), data).content.decode()
    assert "Tệp không phải CSV mã hóa UTF-8" in text


@pytest.mark.parametrize("number, start", [(0, b"PK\x03\x04"), (1, b"\xef\xbb\xbfcode,name")])
def test_the_register_is_exported_as_excel_and_csv(client, admin, number, start):
    cast.province()
    response = client.post(reverse("admin:agencies_agency_export"), {"format": number, "resource": "0"})
    assert response.content.startswith(start)
    assert "attachment" in response.headers["Content-Disposition"]
