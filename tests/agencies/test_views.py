"""What do the login pages and the register of agencies show, and to whom?"""

import io

import openpyxl
import pytest
from django.contrib.messages import get_messages
from django.test import Client

from agencies import services
from agencies.models import Event, Succession, User
from tests import cast
from tests.vietnamese import english_words

pytestmark = pytest.mark.django_db
NEW = "bếp củi khói cay mắt, nồi cá kho"


def text(response) -> str:
    assert response.status_code == 200
    return response.content.decode()


def log_in(client, username: str, password: str, **more):
    return client.post("/login/", {"username": username, "password": password, **more})


# --- login ---


def test_an_account_name_is_accepted_in_any_case_and_with_blanks_around(client):
    cast.reporter_a()
    assert log_in(client, "  LAN.Skhdt ", cast.PASSWORD).url == "/"


def test_a_wrong_password_is_answered_in_vietnamese_and_says_who_resets_it(client):
    cast.reporter_a()
    page = text(log_in(client, "lan.skhdt", "sai"))
    assert "Không đúng tên đăng nhập hoặc mật khẩu." in page
    assert "quản trị cấp mật khẩu tạm" in page
    assert english_words(page) == set()


def test_a_shut_account_gets_the_same_answer_as_an_unknown_one(client):
    user = cast.reporter_a()
    cast.shut(user)
    shut = text(log_in(client, user.username, cast.PASSWORD))
    assert "Không đúng tên đăng nhập hoặc mật khẩu." in shut


@pytest.mark.parametrize(
    "address", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example"]
)
def test_after_the_login_nobody_is_sent_to_another_site(client, address):
    cast.reporter_a()
    assert log_in(client, "lan.skhdt", cast.PASSWORD, next=address).url == "/"


def test_after_the_login_one_comes_to_the_page_one_asked_for(client):
    cast.reporter_a()
    assert log_in(client, "lan.skhdt", cast.PASSWORD, next="/agencies/").url == "/agencies/"


# --- passwords ---


def change(client, old: str, new: str, again: str | None = None):
    data = {"old_password": old, "new_password1": new, "new_password2": new if again is None else again}
    return client.post("/password/", data)


@pytest.fixture
def told(client) -> tuple[User, str]:
    """Somebody who has just logged in with a password that an administrator told them."""
    user, password = services.create_user("moi", "Người Mới", by=None)
    log_in(client, "moi", password)
    return user, password


@pytest.mark.parametrize("address", ["/", "/agencies/", "/admin/", "/khong-co/"])
def test_a_told_password_opens_nothing_but_the_page_that_changes_it(client, told, address):
    assert client.get(address).url == "/password/"
    assert client.post(address).url == "/password/"


def test_the_first_password_is_changed_once_and_the_work_begins(client, told):
    user, password = told
    assert "do người khác đặt" in text(client.get("/password/"))
    assert change(client, password, NEW).url == "/"
    user.refresh_from_db()
    assert user.check_password(NEW)
    assert not user.must_change_password
    text(client.get("/"))
    event = Event.objects.latest("number")
    assert (event.action, event.by) == ("change_password", user)


def test_the_told_password_cannot_be_kept(client, told):
    _, password = told
    assert "phải khác mật khẩu hiện tại" in text(change(client, password, password))


def test_somebody_with_a_told_password_can_leave(client, told):
    assert client.post("/logout/").url == "/login/"


def test_changing_a_password_asks_for_the_old_one_and_ends_the_other_sessions(client):
    elsewhere = Client()
    user = cast.reporter_a()
    client.force_login(user)
    elsewhere.force_login(user)
    assert "Mật khẩu hiện tại không đúng" in text(change(client, "sai", NEW))
    response = change(client, cast.PASSWORD, NEW)
    assert ["Đã đổi mật khẩu" in str(said) for said in get_messages(response.wsgi_request)] == [True]
    assert client.get("/").status_code == 200
    assert elsewhere.get("/").status_code == 302


@pytest.mark.parametrize(
    "new, again, reason",
    [
        ("Skhdt@2026-2026", None, "người khác dễ đoán ra"),
        ("bếp củi", None, "Mật khẩu phải có ít nhất 12 ký tự."),
        (NEW, NEW + "!", "Hai lần nhập mật khẩu không giống nhau."),
    ],
)
def test_a_bad_new_password_is_refused_with_the_reason(client, new, again, reason):
    client.force_login(cast.reporter_a())
    page = text(change(client, cast.PASSWORD, new, again))
    assert reason in page
    assert english_words(page) == set()


def test_the_administration_changes_passwords_on_the_same_page(client):
    client.force_login(cast.admin())
    assert client.get("/admin/password_change/").url == "/password/"


# --- the register of agencies ---


@pytest.fixture
def reporter(client) -> User:
    user = cast.reporter_a()
    client.force_login(user)
    return user


def test_communes_of_one_name_are_found_without_accents_and_told_apart_by_their_districts(client, reporter):
    near = cast.district()
    far = cast.agency("481", "Huyện A Lưới", "district", cast.province(), valid_to=cast.LAST_DAY)
    cast.agency("1", "Xã Hương Phong", "commune", near, valid_to=cast.LAST_DAY)
    cast.agency("2", "Xã Hương Phong", "commune", far, valid_to=cast.LAST_DAY)
    page = text(client.get("/agencies/", {"q": "xa huong phong"}))
    assert page.count(">Xã Hương Phong</a>") == 2
    assert "Huyện Phong Điền" in page
    assert "Huyện A Lưới" in page
    assert "Cấp xã: 2" in page


@pytest.mark.parametrize("typed", ["Phú Hòa", "Phú Hoà", "phu hoa", "HOA phu", "p h", "2"])
def test_both_spellings_of_a_tone_find_the_same_agency(client, reporter, typed):
    cast.agency("2", "Phường Phú Hoà", "commune", cast.district(), valid_to=cast.LAST_DAY)
    assert "Phường Phú Hoà" in text(client.get("/agencies/", {"q": typed}))


def test_the_list_is_filtered_by_tier_and_day(client, reporter):
    cast.commune()
    page = text(client.get("/agencies/", {"tier": "commune"}))
    assert "Xã Điền Hương" in page
    assert "Sở Kế hoạch và Đầu tư" not in page
    assert "Xã Điền Hương" in text(client.get("/agencies/", {"day": "2024-12-31"}))
    assert "Xã Điền Hương" not in text(client.get("/agencies/", {"day": "2025-01-01"}))
    assert "Sở Kế hoạch và Đầu tư" in text(client.get("/agencies/", {"day": "1/1/2025"}))


@pytest.mark.parametrize("query", ["day=hom-qua", "tier=xom", "page=999", "page=x", "sort=password", "q=" + "x" * 300])
def test_a_condition_that_makes_no_sense_breaks_nothing(client, reporter, query):
    assert client.get(f"/agencies/?{query}").status_code == 200


def test_nothing_found_says_what_to_do(client, reporter):
    assert "Hãy bớt điều kiện tìm" in text(client.get("/agencies/", {"q": "không có đâu"}))


def test_the_list_asks_the_same_number_of_questions_at_any_length(client, reporter, django_assert_max_num_queries):
    for number in range(60):
        cast.agency(f"x{number}", f"Xã {number}", "commune", cast.district(), valid_to=cast.LAST_DAY)
    with django_assert_max_num_queries(10):
        client.get("/agencies/", {"tier": "commune"})


def test_the_list_leaves_as_a_workbook_with_every_row_and_real_days(client, reporter):
    for number in range(60):
        cast.agency(f"x{number}", f"Xã {number}", "commune", cast.district(), valid_to=cast.LAST_DAY)
    response = client.get("/agencies/", {"tier": "commune", "export": "xlsx"})
    assert response.headers["Content-Disposition"] == 'attachment; filename="co-quan.xlsx"'
    header, *rows = openpyxl.load_workbook(io.BytesIO(response.content)).active.values
    assert header == ("Mã", "Tên", "Cấp", "Loại hình", "Trực thuộc", "Ký hiệu", "Từ ngày", "Đến ngày")
    assert len(rows) == 60
    assert rows[0][:7] == ("x0", "Xã 0", "Cấp xã", None, "Huyện Phong Điền", None, None)
    assert str(rows[0][7]) == "2024-12-31 00:00:00"


def test_an_agency_shows_its_history(client, reporter):
    commune = cast.commune()
    Succession.objects.create(
        predecessor=commune, successor=cast.district(), kind="merger", partial=True, on="2025-07-01", basis="NQ 1675"
    )
    page = text(client.get(f"/agencies/{commune.pk}/"))
    for said in ("19822", "Huyện Phong Điền", "31/12/2024", "hợp nhất, sáp nhập thành", "một phần", "NQ 1675"):
        assert said in page
    page = text(client.get(f"/agencies/{cast.district().pk}/"))
    assert "hợp nhất, sáp nhập từ" in page
    assert "Đơn vị trực thuộc (1)" in page
    assert english_words(page, known="GSO") == set()


def test_an_agency_that_is_not_there_answers_404(client, reporter):
    assert client.get("/agencies/999999/").status_code == 404


@pytest.mark.parametrize(
    "who, sees", [("reporter_a", True), ("reviewer", True), ("viewer", True), ("admin", True), ("reporter_b", False)]
)
def test_who_works_at_an_agency_is_shown_to_colleagues_and_to_the_province(client, who, sees):
    cast.signer_a()
    client.force_login(getattr(cast, who)())
    page = text(client.get(f"/agencies/{cast.skhdt().pk}/"))
    assert ("minh.skhdt" in page) is sees


def test_a_shut_account_is_not_listed_among_the_people(client, reporter):
    cast.shut(cast.signer_a())
    assert "minh.skhdt" not in text(client.get(f"/agencies/{cast.skhdt().pk}/"))
