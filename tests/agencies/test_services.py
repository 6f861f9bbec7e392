"""Are accounts and rights changed by the right people, with an event each and no half-done change?"""

import datetime

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import ValidationError

from agencies import log, roles, services
from agencies.models import Agency, Chain, Event, Membership, Placement, Role, User
from tests import cast, filing

pytestmark = pytest.mark.django_db


def last_event() -> Event:
    return Event.objects.latest("number")


def same_session(user: User, client) -> bool:
    return client.get("/").status_code == 200


def test_an_account_is_created_without_rights_and_with_a_password_to_be_changed():
    admin = cast.admin()
    user, password = services.create_user("  Nguyen.Van.A ", "Nguyễn Văn A", by=admin)
    assert (user.username, user.must_change_password, user.is_staff) == ("nguyen.van.a", True, False)
    assert user.check_password(password)
    assert roles.rights(user) == roles.NOBODY
    event = last_event()
    assert (event.action, event.subject, event.by) == ("create_user", "user:nguyen.van.a", admin)
    assert event.after["full_name"] == "Nguyễn Văn A"
    assert "password" not in event.after


def test_two_spellings_of_one_account_name_are_one_account():
    services.create_user("lan", "Lan", by=None)
    with pytest.raises(ValidationError):
        services.create_user("LAN", "Lan khác", by=None)
    assert Event.objects.count() == 1


def test_a_change_of_an_account_writes_down_what_changed_and_only_that():
    user = cast.user("lan", "Lan")
    user.full_name = "Trần Thị Lan"
    services.change_user(user, by=cast.admin(), note="sửa họ tên")
    event = last_event()
    assert (event.before, event.after, event.note) == (
        {"full_name": "Lan"},
        {"full_name": "Trần Thị Lan"},
        "sửa họ tên",
    )


def test_saving_an_account_unchanged_writes_nothing_down():
    services.change_user(cast.user("lan"), by=cast.admin())
    assert not Event.objects.exists()


def test_shutting_an_account_ends_its_session_and_opening_it_again_does_not_wake_it(client):
    user = cast.user("lan")
    client.force_login(user)
    assert same_session(user, client)
    cast.shut(user)
    assert not same_session(user, client)
    cast.shut(user, is_active=True)
    assert not same_session(user, client)
    client.force_login(User.objects.get(pk=user.pk))
    assert same_session(user, client)
    events = Event.objects.order_by("number").values_list("action", "after")
    assert list(events) == [("change_user", {"is_active": False}), ("change_user", {"is_active": True})]


def test_a_reset_password_ends_the_sessions_and_must_be_changed(client):
    user = cast.user("lan")
    client.force_login(user)
    password = services.reset_password(user, by=cast.admin())
    user.refresh_from_db()
    assert user.check_password(password)
    assert user.must_change_password
    assert not same_session(user, client)
    assert last_event().action == "reset_password"
    assert password not in str(services.said(user)) + str(last_event().after)


def test_an_old_form_does_not_bring_an_old_password_back():
    user = cast.user("lan")
    stale = User.objects.get(pk=user.pk)
    password = services.reset_password(user, by=cast.admin())
    stale.email = "lan@example.vn"
    services.change_user(stale, by=cast.admin())
    assert User.objects.get(pk=user.pk).check_password(password)


def test_nobody_shuts_their_own_account():
    admin = cast.admin()
    admin.is_active = False
    with pytest.raises(services.Refusal, match="tự khóa"):
        services.change_user(admin, by=admin)


def test_only_a_superuser_gives_the_right_to_administer():
    clerk = cast.user("clerk", is_staff=True)
    with pytest.raises(services.Refusal, match="Chỉ quản trị hệ thống"):
        services.create_user("lan", "Lan", by=clerk, staff=True)
    user = cast.user("lan2")
    user.is_superuser = True
    with pytest.raises(services.Refusal, match="Chỉ quản trị hệ thống"):
        services.change_user(user, by=clerk)
    user = User.objects.get(username="lan2")
    with pytest.raises(services.Refusal, match="Chỉ quản trị hệ thống"):
        services.change_user(user, by=clerk, related={"user_permissions": Permission.objects.all()[:1]})
    assert not user.user_permissions.exists()
    assert not Event.objects.exists()


def test_a_clerk_cannot_take_over_the_account_of_a_superuser():
    clerk, admin = cast.user("clerk", is_staff=True), cast.admin()
    with pytest.raises(services.Refusal):
        services.reset_password(admin, by=clerk)
    admin.email = "other@example.vn"
    with pytest.raises(services.Refusal):
        services.change_user(admin, by=clerk)


def test_groups_of_an_account_are_in_the_log():
    user, group = cast.user("lan"), Group.objects.create(name="Quản trị kỳ")
    services.change_user(user, by=cast.admin(), related={"groups": [group]})
    assert last_event().after == {"groups": ["Quản trị kỳ"]}


@pytest.mark.parametrize("column, value", [("code", "SKH"), ("tier", "district")])
def test_an_agency_that_has_filed_keeps_its_code_and_tier(column, value):
    one = cast.skhdt()
    setattr(one, column, value)
    services.save(one, by=None)  # nothing filed yet: a mistake may be mended
    filing.report(one)
    one.name = "Sở KH&ĐT"
    services.save(one, by=None)
    setattr(one, column, {"code": "SKHDT", "tier": "department"}[column])
    with pytest.raises(ValidationError, match="giữ nguyên mã và cấp"):
        services.save(one, by=None)


def test_a_role_is_granted_from_today_with_its_event():
    user, agency, admin = cast.user("lan"), cast.skhdt(), cast.admin()
    membership = services.grant(user, agency, Role.REPORTER, by=admin, note="Quyết định 12")
    assert roles.rights(user).holds(Role.REPORTER, agency.pk)
    event = last_event()
    assert (event.action, event.subject, event.note) == ("grant", "user:lan", "Quyết định 12")
    assert event.after["agency"] == "agency:SKHDT"
    assert event.after["valid_from"] == membership.valid_from.isoformat()


def test_a_role_is_not_granted_twice_for_the_same_days():
    user, agency = cast.user("lan"), cast.skhdt()
    services.grant(user, agency, Role.REPORTER, by=None, valid_from=datetime.date(2024, 1, 1))
    with pytest.raises(ValidationError, match="đã giữ vai trò"):
        services.grant(user, agency, Role.REPORTER, by=None)
    services.grant(user, agency, Role.SIGNER, by=None)


def test_nobody_grants_a_role_to_themselves_and_administrators_hold_none():
    admin, clerk, agency = cast.admin(), cast.user("clerk", is_staff=True), cast.skhdt()
    with pytest.raises(services.Refusal, match="tự phân công"):
        services.grant(clerk, agency, Role.SIGNER, by=clerk)
    with pytest.raises(services.Refusal, match="không giữ vai trò"):
        services.grant(admin, agency, Role.SIGNER, by=clerk)
    stale = cast.user("lan")
    User.objects.filter(pk=stale.pk).update(is_superuser=True)
    with pytest.raises(services.Refusal, match="không giữ vai trò"):
        services.grant(stale, agency, Role.SIGNER, by=clerk)
    reporter = cast.reporter_a()
    reporter.is_superuser = True
    with pytest.raises(services.Refusal, match="kết thúc vai trò trước"):
        services.change_user(reporter, by=admin)


def test_only_people_of_the_province_and_its_departments_review():
    for agency in (cast.district(), cast.commune()):
        with pytest.raises(services.Refusal, match="chỉ giao cho người của tỉnh hoặc của một sở"):
            services.grant(cast.user("lan"), agency, Role.REVIEWER, by=cast.admin())
    for agency in (cast.province(), cast.snv()):
        assert services.grant(cast.user("lan"), agency, Role.REVIEWER, by=cast.admin()).pk


def test_an_ended_role_is_gone_on_the_next_request():
    user = cast.reporter_a()
    services.end_membership(user.memberships.get(), by=cast.admin(), note="chuyển công tác")
    assert roles.rights(User.objects.get(pk=user.pk)) == roles.NOBODY
    event = last_event()
    assert (event.action, event.note, event.before["valid_to"]) == ("end_membership", "chuyển công tác", None)


def test_a_role_granted_today_by_mistake_is_taken_back_whole():
    user = cast.user("lan")
    membership = services.grant(user, cast.skhdt(), Role.SIGNER, by=None)
    services.end_membership(membership, by=cast.admin())
    assert not Membership.objects.exists()
    assert (last_event().before["role"], last_event().after) == ("signer", None)


def test_nobody_ends_or_prolongs_their_own_role():
    user = cast.reporter_a()
    with pytest.raises(services.Refusal, match="phân công của chính mình"):
        services.end_membership(user.memberships.get(), by=user, last_day=datetime.date(2030, 1, 1))


def test_an_agency_with_a_history_is_not_deleted():
    department = cast.skhdt()
    cast.reporter_a()
    assert services.has_history(department)
    with pytest.raises(services.Refusal, match="ghi ngày kết thúc"):
        services.remove(department, by=cast.admin())
    assert Placement.objects.filter(agency=department).exists()
    assert not Event.objects.exists()


def test_an_agency_made_by_mistake_is_deleted_with_its_place():
    agency = cast.stc()
    assert not services.has_history(agency)
    services.remove(agency, by=cast.admin())
    assert not Agency.objects.filter(code="STC").exists()
    actions = Event.objects.order_by("number").values_list("action", flat=True)
    assert list(actions) == ["delete_placement", "delete_agency"]


def test_a_refused_row_leaves_neither_row_nor_event():
    with pytest.raises(ValidationError):
        services.save(Agency(code="1", name="A", tier="hamlet"), by=None)
    assert (Agency.objects.count(), Event.objects.count()) == (0, 0)


def test_the_chain_of_the_register_holds_after_all_of_this():
    user, _ = services.create_user("lan", "Lan", by=cast.admin())
    services.grant(user, cast.skhdt(), Role.REPORTER, by=cast.admin())
    services.reset_password(user, by=cast.admin())
    cast.shut(user)
    chain = Chain.objects.get(name=log.REGISTER)
    assert (chain.length, list(log.breaks(chain))) == (4, [])
