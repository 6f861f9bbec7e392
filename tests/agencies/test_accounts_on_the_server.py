"""Are accounts that are made on the server in the log like all others?"""

import pytest
from django.core.management import CommandError, call_command

from agencies.models import Event, User
from tests import cast

pytestmark = pytest.mark.django_db


def test_the_first_administrator_is_in_the_log_and_changes_the_told_password(capsys):
    call_command("createsuperuser", "QuanTri", "Quản trị hệ thống")
    user = User.objects.get(username="quantri")
    assert (user.is_superuser, user.is_staff, user.must_change_password) == (True, True, True)
    assert user.check_password(capsys.readouterr().out.split()[-1])
    event = Event.objects.get()
    assert (event.action, event.by_name, event.after["is_superuser"]) == ("create_user", "hệ thống", True)


def test_a_name_that_is_taken_is_refused():
    cast.admin()
    with pytest.raises(CommandError, match="Tên đăng nhập này đã có người dùng"):
        call_command("createsuperuser", "quantri", "Người khác")


def test_a_forgotten_password_is_replaced_on_the_server(capsys):
    user = cast.admin()
    call_command("changepassword", "QUANTRI")
    user.refresh_from_db()
    assert user.check_password(capsys.readouterr().out.split()[-1])
    assert user.must_change_password
    assert Event.objects.get().action == "reset_password"


def test_an_unknown_name_is_refused():
    with pytest.raises(CommandError, match=r"Không có tài khoản “ai\.do”"):
        call_command("changepassword", "ai.do")


def test_a_fresh_database_has_no_account():
    assert not User.objects.exists()
