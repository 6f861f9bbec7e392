"""Does the administration change agencies, people and rights through the log, in Vietnamese, and nothing else?"""

import re

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse

from agencies import log, roles, services
from agencies.models import Agency, Chain, Event, Membership, Placement, Succession, User
from tests import cast
from tests.vietnamese import english_words

pytestmark = pytest.mark.django_db

MEMBERSHIPS = {"memberships-TOTAL_FORMS": 0, "memberships-INITIAL_FORMS": 0}
LINES = {
    f"{prefix}-{name}": 0
    for prefix in ("placements", "successors", "predecessors")
    for name in ("TOTAL_FORMS", "INITIAL_FORMS")
}


@pytest.fixture
def admin(client) -> User:
    user = cast.admin()
    client.force_login(user)
    return user


def clerk(client, *codenames: str) -> User:
    """Somebody with staff access and the named permissions only."""
    user = cast.user("clerk", "Văn thư", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    client.force_login(user)
    return user


def page(client, name: str, *args) -> str:
    response = client.get(reverse(f"admin:{name}", args=args))
    assert response.status_code == 200
    return response.content.decode()


def last_event() -> Event:
    return Event.objects.latest("number")


def chain_holds() -> bool:
    return list(log.breaks(Chain.objects.get(name=log.REGISTER))) == []


def pages() -> list[tuple[str, tuple]]:
    reporter, commune = cast.reporter_a(), cast.commune()
    succession = Succession.objects.create(
        predecessor=commune, successor=cast.district(), kind="merger", on="2025-07-01"
    )
    group = Group.objects.create(name="Nhóm")
    cast.shut(reporter)
    rows = {
        "agencies_agency": commune,
        "agencies_user": reporter,
        "agencies_membership": reporter.memberships.get(),
        "agencies_succession": succession,
        "auth_group": group,
        "agencies_event": Event.objects.latest("pk"),
    }
    found: list[tuple[str, tuple]] = [("index", ()), ("app_list", ("agencies",))]
    for name, row in rows.items():
        found += [(f"{name}_changelist", ()), (f"{name}_change", (row.pk,))]
        if name != "agencies_event":
            found.append((f"{name}_add", ()))
    found += [("agencies_agency_import", ()), ("agencies_agency_export", ())]
    found += [("auth_group_delete", (group.pk,)), ("agencies_user_reset_password", (reporter.pk,))]
    return found


def test_every_page_opens_and_speaks_vietnamese(client, admin):
    for name, args in pages():
        assert english_words(page(client, name, *args), known="GSO") == set(), name


def test_no_page_has_anything_inline(client, admin):
    for name, args in pages():
        text = page(client, name, *args)
        assert not re.search(r"\sstyle=|\son[a-z]+=|<style", text), name
        assert not re.search(r"<script(?![^>]*src=)(?![^>]*application/json)[^>]*>", text), name


# --- people ---


def test_an_account_is_made_with_its_first_role_and_its_password_is_told_once(client, admin):
    agency = cast.skhdt()
    line = {"memberships-0-agency": agency.pk, "memberships-0-role": "reporter"}
    data = {"username": "Moi.SKHDT", "full_name": "Người mới", **MEMBERSHIPS, **line, "memberships-TOTAL_FORMS": 1}
    response = client.post(reverse("admin:agencies_user_add"), data)
    user = User.objects.get(username="moi.skhdt")
    told = re.search(r'<output class="told-password">([^<]+)</output>', response.content.decode())
    assert user.check_password(told[1])
    assert user.must_change_password
    assert roles.rights(user).holds("reporter", agency.pk)
    actions = Event.objects.order_by("number").values_list("action", "by")
    assert list(actions) == [("create_user", admin.pk), ("grant", admin.pk)]
    assert chain_holds()


def test_a_password_is_reset_only_after_asking(client, admin):
    user = cast.reporter_a()
    assert "Đặt lại mật khẩu" in page(client, "agencies_user_change", user.pk)
    page(client, "agencies_user_reset_password", user.pk)
    assert User.objects.get(pk=user.pk).check_password(cast.PASSWORD)
    response = client.post(reverse("admin:agencies_user_reset_password", args=[user.pk]))
    told = re.search(r'<output class="told-password">([^<]+)</output>', response.content.decode())
    user.refresh_from_db()
    assert user.check_password(told[1])
    assert user.must_change_password
    assert last_event().action == "reset_password"


def change_user(client, user: User, **changes):
    fields = {"full_name": user.full_name, "email": "", "is_active": "on", **MEMBERSHIPS, **changes}
    data = {name: value for name, value in fields.items() if value is not None}
    return client.post(reverse("admin:agencies_user_change", args=[user.pk]), data, follow=True)


def test_shutting_an_account_is_in_the_log_with_its_reason(client, admin):
    change_user(client, cast.reporter_a(), is_active=None, note="nghỉ hưu")
    event = last_event()
    assert (event.action, event.after, event.note) == ("change_user", {"is_active": False}, "nghỉ hưu")
    assert event.by == admin


def test_permissions_and_groups_of_an_account_are_in_the_log(client, admin):
    permission, group = Permission.objects.get(codename="add_agency"), Group.objects.create(name="Quản trị kỳ")
    change_user(client, cast.user("clerk"), is_staff="on", user_permissions=[permission.pk], groups=[group.pk])
    assert last_event().after == {"is_staff": True, "groups": ["Quản trị kỳ"], "user_permissions": ["add_agency"]}
    assert chain_holds()


def test_a_group_and_its_permissions_are_in_the_log(client, admin):
    permission = Permission.objects.get(codename="add_agency")
    client.post(reverse("admin:auth_group_add"), {"name": "Quản trị cơ quan", "permissions": [permission.pk]})
    event = last_event()
    assert (event.action, event.subject) == ("create_group", "group:Quản trị cơ quan")
    assert event.after == {"name": "Quản trị cơ quan", "permissions": ["add_agency"]}


def test_a_clerk_sees_no_switches_of_rights_and_cannot_send_them(client):
    clerk(client, "view_user", "change_user")
    user = cast.reporter_a()
    text = page(client, "agencies_user_change", user.pk)
    assert 'name="is_superuser"' not in text
    change_user(client, user, is_superuser="on", is_staff="on", full_name="Trần Lan")
    user.refresh_from_db()
    assert (user.full_name, user.is_staff, user.is_superuser) == ("Trần Lan", False, False)


def test_a_clerk_cannot_reset_the_password_of_an_administrator(client):
    admin = cast.admin()
    clerk(client, "view_user", "change_user")
    response = client.post(reverse("admin:agencies_user_reset_password", args=[admin.pk]), follow=True)
    assert "Chỉ quản trị hệ thống" in response.content.decode()
    admin.refresh_from_db()
    assert admin.check_password(cast.PASSWORD)


def test_staff_access_alone_opens_nothing(client):
    clerk(client)
    for name in ("agencies_user_changelist", "agencies_agency_import", "agencies_event_changelist"):
        assert client.get(reverse(f"admin:{name}")).status_code == 403
    target = reverse("admin:agencies_user_reset_password", args=[cast.reporter_a().pk])
    assert client.post(target).status_code == 403


def test_a_viewer_of_the_register_can_export_but_not_import(client):
    clerk(client, "view_agency")
    assert client.get(reverse("admin:agencies_agency_export")).status_code == 200
    assert client.get(reverse("admin:agencies_agency_import")).status_code == 403
    assert client.post(reverse("admin:agencies_agency_process_import")).status_code == 403


def test_accounts_and_roles_cannot_be_deleted(client, admin):
    user = cast.reporter_a()
    for name, row in (("user", user), ("membership", user.memberships.get())):
        target = reverse(f"admin:agencies_{name}_delete", args=[row.pk])
        assert client.post(target, {"post": "yes"}).status_code == 403
    data = {"action": "delete_selected", "_selected_action": [user.pk], "post": "yes"}
    client.post(reverse("admin:agencies_user_changelist"), data)
    assert User.objects.filter(pk=user.pk).exists()


# --- roles ---


def test_a_role_is_granted_with_its_reason(client, admin):
    data = {"user": cast.user("lan").pk, "agency": cast.skhdt().pk, "role": "signer", "note": "QĐ 5"}
    client.post(reverse("admin:agencies_membership_add"), data)
    event = last_event()
    assert (event.action, event.subject, event.note) == ("grant", "user:lan", "QĐ 5")


def test_a_role_is_ended_on_a_day_and_nothing_else_of_it_can_be_changed(client, admin):
    membership = cast.reporter_a().memberships.get()
    target = reverse("admin:agencies_membership_change", args=[membership.pk])
    client.post(target, {"valid_to": "30/06/2024", "role": "reviewer", "agency": cast.stc().pk, "note": ""})
    membership.refresh_from_db()
    assert (membership.role, membership.agency, str(membership.valid_to)) == ("reporter", cast.skhdt(), "2024-06-30")
    assert last_event().action == "end_membership"


def test_an_administrator_cannot_give_a_role_to_himself(client, admin):
    data = {"user": admin.pk, "agency": cast.skhdt().pk, "role": "signer", "note": ""}
    response = client.post(reverse("admin:agencies_membership_add"), data, follow=True)
    assert "Không ai tự phân công cho chính mình" in response.content.decode()
    assert not Membership.objects.exists()


# --- agencies ---


def test_an_agency_is_made_with_its_place_and_both_are_in_the_log(client, admin):
    province = cast.province()
    data = {
        **LINES,
        "code": "SMT",
        "code_scheme": "Nội bộ",
        "name": "Sở Mới",
        "tier": "department",
        "placements-TOTAL_FORMS": 1,
        "placements-0-parent": province.pk,
        "placements-0-valid_from": "01/03/2024",
    }
    client.post(reverse("admin:agencies_agency_add"), data)
    assert Placement.objects.get(agency__code="SMT").parent == province
    subjects = Event.objects.order_by("number").values_list("action", flat=True)
    assert list(subjects) == ["create_agency", "create_placement"]
    assert chain_holds()


def test_overlapping_places_are_refused_with_the_reason(client, admin):
    agency = cast.skhdt()
    place = agency.placements.get()
    data = {
        **LINES,
        "code": "SKHDT",
        "code_scheme": "Nội bộ",
        "name": agency.name,
        "tier": "department",
        "placements-TOTAL_FORMS": 2,
        "placements-INITIAL_FORMS": 1,
        "placements-0-id": place.pk,
        "placements-0-agency": agency.pk,
        "placements-0-parent": place.parent_id,
        "placements-0-valid_to": "31/12/2024",
        "placements-1-agency": agency.pk,
        "placements-1-parent": cast.district().pk,
        "placements-1-valid_from": "01/06/2024",
    }
    response = client.post(reverse("admin:agencies_agency_change", args=[agency.pk]), data, follow=True)
    assert "chồng lên một vị trí khác" in response.content.decode()
    assert agency.placements.count() == 1


def test_a_succession_is_recorded_with_its_event(client, admin):
    data = {
        "predecessor": cast.commune().pk,
        "successor": cast.district().pk,
        "kind": "merger",
        "partial": "on",
        "on": "01/07/2025",
        "basis": "NQ 1675",
    }
    client.post(reverse("admin:agencies_succession_add"), data)
    assert Succession.objects.get().partial
    assert last_event().after["successor"] == "agency:476"


def test_an_agency_with_a_history_cannot_be_deleted_and_one_without_can(client, admin):
    with_people, without = cast.skhdt(), cast.stc()
    cast.reporter_a()
    assert client.get(reverse("admin:agencies_agency_delete", args=[with_people.pk])).status_code == 403
    target = reverse("admin:agencies_agency_delete", args=[without.pk])
    assert "Sở Tài chính" in client.get(target).content.decode()
    client.post(target, {"post": "yes"})
    assert not Agency.objects.filter(code="STC").exists()
    assert Agency.objects.filter(code="SKHDT").exists()
    assert last_event().action == "delete_agency"


def test_agencies_are_searched_without_accents(client, admin):
    cast.skhdt(), cast.stc()
    text = client.get(reverse("admin:agencies_agency_changelist"), {"q": "so tai"}).content.decode()
    assert "Sở Tài chính" in text
    assert "Sở Kế hoạch và Đầu tư" not in text
    answer = client.get(
        "/admin/autocomplete/",
        {"app_label": "agencies", "model_name": "placement", "field_name": "parent", "term": "ke hoach"},
    )
    assert [one["text"] for one in answer.json()["results"]] == [
        "Sở Kế hoạch và Đầu tư (SKHDT, Ủy ban nhân dân tỉnh Thừa Thiên Huế)"
    ]


# --- the log ---


def test_events_can_be_read_and_found_but_neither_made_nor_changed_nor_deleted(client, admin):
    services.grant(cast.user("lan"), cast.skhdt(), "signer", by=admin)
    event = last_event()
    text = page(client, "agencies_event_change", event.pk)
    assert "Giao vai trò" in text
    assert event.digest in text
    assert client.get(reverse("admin:agencies_event_add")).status_code == 403
    for name in ("change", "delete"):
        target = reverse(f"admin:agencies_event_{name}", args=[event.pk])
        assert client.post(target, {"post": "yes", "note": "khác"}).status_code == 403
    event.refresh_from_db()
    assert event.note == ""


def test_the_log_is_filtered_by_chain(client, admin):
    log.write(log.Entry("save_figure", "cell:2:1"), by=admin, name="report:1:1")
    log.write(log.Entry("grant", "user:lan"), by=admin)
    log.write(log.Entry("import_dossiers", "ledger_import:7"), by=admin, name="ledger")
    listed = reverse("admin:agencies_event_changelist")
    reports = client.get(listed, {"kind": "reports"}).content.decode()
    assert "cell:2:1" in reports
    assert "người dùng lan" not in reports
    assert "ledger_import:7" not in reports
    assert "ledger_import:7" in client.get(listed, {"kind": "dossiers"}).content.decode()
    assert "người dùng lan" in client.get(listed, {"kind": "register", "action": "grant"}).content.decode()
    one = client.get(listed, {"q": "report:1:1"}).content.decode()
    assert "cell:2:1" in one
    assert "người dùng lan" not in one


def test_the_log_tells_an_administrator_no_figure_of_a_report(client, admin):
    log.write(log.Entry("save_figure", "cell:2:1", {"value": "4711"}, {"value": "4712"}), by=admin, name="report:1:1")
    text = page(client, "agencies_event_change", last_event().pk)
    assert "Nhập số liệu" in text
    assert "4711" not in text
    assert "4712" not in text


def test_the_history_of_a_row_is_its_events(client, admin):
    user = cast.reporter_a()
    cast.shut(user)
    response = client.get(reverse("admin:agencies_user_history", args=[user.pk]), follow=True)
    assert "Sửa tài khoản" in response.content.decode()
    assert response.redirect_chain[0][0] == "/admin/agencies/event/?subject=user%3Alan.skhdt"


def test_the_log_of_the_year_0_is_answered_like_an_unknown_column(client, admin):
    answer = client.get(reverse("admin:agencies_event_changelist"), {"at__year": "0"})
    assert answer.status_code == 302
    assert answer["Location"].endswith("?e=1")
