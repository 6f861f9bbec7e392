"""What changes agencies, people and rights: one function an intention, the actor as ``by``, atomic, with its event.

``by`` None is the system itself (a command on the server). All events go to the register's chain.
"""

import datetime
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.contrib.auth.models import Group, Permission
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from agencies import log, passwords
from agencies.models import Agency, Membership, Placement, Role, Tier, User

Related = Mapping[str, Iterable[models.Model]]

# What a row does not say in the log: what the database needs for itself, and what nobody may read.
_UNSAID = frozenset({"id", "password", "last_login", "search_text", "session_epoch"})
# What makes an account more than an account; only those who have it themselves may give or take it.
_PRIVILEGES = ("is_staff", "is_superuser")


class Refusal(Exception):
    """A change that is refused for a reason the person can act on; the text is the Vietnamese sentence they read."""


# --- rows of the register, whatever their model ---


def subject(row: models.Model) -> str:
    """How the log calls a row: its model and the key that people know it by."""
    model = str(row._meta.model_name)
    if isinstance(row, User):
        return f"{model}:{row.username}"
    if isinstance(row, Agency):
        return f"{model}:{row.code}" + (f":{row.valid_from}" if row.valid_from else "")
    if isinstance(row, Group):
        return f"{model}:{row.name}"[:120]
    key = row.log_key() if hasattr(row, "log_key") else row.pk
    return f"{model}:{key}"[:120]


def said(row: models.Model) -> dict[str, Any]:
    """What a row says, as plain JSON: dates as text, another row as its key in the log."""
    words: dict[str, Any] = {}
    for field in row._meta.concrete_fields:
        if field.name not in _UNSAID:
            words[field.name] = _plain(getattr(row, field.name))
    if row.pk:
        for many in row._meta.many_to_many:
            words[many.name] = sorted(str(_plain(one)) for one in getattr(row, many.name).all())
    return words


def _plain(value: Any) -> Any:
    if isinstance(value, Permission):
        return value.codename
    if isinstance(value, Group):
        return value.name
    if isinstance(value, models.Model):
        return subject(value)
    return value if value is None or isinstance(value, bool | int | str) else str(value)


def store(row: models.Model, related: Related | None = None) -> log.Entry | None:
    """Save a row and return what must be written about it, or None when nothing changed; the caller writes it.

    ``related``: the rows behind its many-to-many fields, by field name. Raises ValidationError for an impossible row.
    """
    old = None
    if row.pk is not None:
        old = type(row)._default_manager.select_for_update(of=("self",)).get(pk=row.pk)
    before = said(old) if old else None
    if isinstance(row, Agency) and isinstance(old, Agency):
        _must_stay_itself(old, row)
    row.full_clean()
    row.save()
    for name, rows in (related or {}).items():
        getattr(row, name).set(rows)
    return entry(row, before)


def entry(row: models.Model, before: dict[str, Any] | None) -> log.Entry | None:
    """What must be written about a row that ``said`` before what it says no more (None: it is new), or None."""
    after = said(row)
    if before == after:
        return None
    changed = {name for name in after if before is None or before.get(name) != after[name]}
    return log.Entry(
        f"{'change' if before else 'create'}_{row._meta.model_name}",
        subject(row),
        before=before and {name: before.get(name) for name in sorted(changed)},
        after={name: after[name] for name in sorted(changed)},
    )


def _must_stay_itself(old: Agency, new: Agency) -> None:
    """What an agency has filed is read by its code and tier; another code or tier is another agency."""
    changed = [name for name in ("code", "tier") if getattr(old, name) != getattr(new, name)]
    if changed and has_filed(old):
        reason = "Cơ quan đã có báo cáo nên giữ nguyên mã và cấp; hãy thêm cơ quan mới và ghi kế thừa."
        raise ValidationError({changed[0]: reason})


@transaction.atomic
def save(row: models.Model, *, by: User | None, related: Related | None = None) -> None:
    """Save a row of the register (an agency, a placement, a succession, a group …) and write down what changed."""
    if written := store(row, related):
        log.write(written, by=by)


@transaction.atomic
def remove(row: models.Model, *, by: User | None) -> None:
    """Delete a row that nothing else refers to; refused for one with a history."""
    gone = log.Entry(f"delete_{row._meta.model_name}", subject(row), before=said(row))
    try:
        with transaction.atomic():
            if isinstance(row, Agency):
                _lift_placements(row, by)
            row.delete()
    except ProtectedError as error:
        reason = f"Không xóa được “{row}” vì đã có dữ liệu gắn với nó; hãy ghi ngày kết thúc thay vì xóa."
        raise Refusal(reason) from error
    log.write(gone, by=by)


def _lift_placements(agency: Agency, by: User | None) -> None:
    """Where a mistaken agency stood is no history of its own."""
    for placement in Placement.objects.filter(agency=agency):
        remove(placement, by=by)


def has_history(agency: Agency) -> bool:
    """Whether anything but its own place in the tree refers to an agency."""
    for relation in _pointing_at(agency):
        if relation.field.model is Placement and relation.field.name == "agency":
            continue
        if relation.field.model._default_manager.filter(**{relation.field.name: agency}).exists():
            return True
    return False


def has_filed(agency: Agency) -> bool:
    """Whether other apps hold anything of an agency, such as a report."""
    return any(
        relation.field.model._default_manager.filter(**{relation.field.name: agency}).exists()
        for relation in _pointing_at(agency)
        if relation.field.model._meta.app_label != agency._meta.app_label
    )


def _pointing_at(agency: Agency) -> Iterator[Any]:
    """Every relation to agencies; `related_objects` leaves those out that have no name for the way back."""
    return (one for one in agency._meta.get_fields(include_hidden=True) if one.auto_created and not one.concrete)


# --- accounts ---


@transaction.atomic
def create_user(
    username: str,
    full_name: str,
    *,
    by: User | None,
    password: str | None = None,
    email: str = "",
    staff: bool = False,
    superuser: bool = False,
    must_change_password: bool = True,
    unusable: bool = False,
) -> tuple[User, str]:
    """Open an account without any right and return it with its first password (made up when none is given).

    ``unusable``: it gets none, "", and nobody can log in as it before a password is set.
    Raises ValidationError, by field, for a name that is taken or malformed.
    """
    user = User(username=User.normalize_username(username), full_name=full_name, email=email)
    user.is_staff, user.is_superuser = staff or superuser, superuser
    password = "" if unusable else password or passwords.temporary()
    user.must_change_password = must_change_password
    user.set_password(password or None)
    user.full_clean()
    _may_privilege(user, None, by)
    user.save()
    log.write(log.Entry("create_user", subject(user), after=said(user)), by=by)
    return user, password


@transaction.atomic
def change_user(user: User, *, by: User | None, related: Related | None = None, note: str = "") -> None:
    """Save an account that the caller has altered (names, switches), with its groups and permissions in ``related``.

    Shutting an account, opening it again or changing what it may administer ends all its sessions.
    """
    old = User.objects.select_for_update().get(pk=user.pk)
    before = said(old)
    if by == user and not user.is_active:
        raise Refusal("Không ai tự khóa tài khoản của mình.")
    _may_privilege(user, old, by)
    # The form that brought the change may be older than a login or a new password: those columns are not its to write.
    for name in ("password", "must_change_password", "last_login", "session_epoch"):
        setattr(user, name, getattr(old, name))
    if any(getattr(user, name) != getattr(old, name) for name in ("is_active", *_PRIVILEGES)):
        user.session_epoch += 1
    user.full_clean()
    user.save()
    for name, rows in (related or {}).items():
        getattr(user, name).set(rows)
    after = said(user)
    changed = sorted(name for name in after if after[name] != before[name])
    if by and not by.is_superuser and {"groups", "user_permissions"} & set(changed):
        raise Refusal("Chỉ quản trị hệ thống được thay đổi quyền trong trang quản trị.")
    if changed:
        said_before, said_after = ({name: words[name] for name in changed} for words in (before, after))
        log.write(log.Entry("change_user", subject(user), said_before, said_after, note), by=by)


def _may_privilege(user: User, old: User | None, by: User | None) -> None:
    """Only a superuser touches superusers and what makes staff; a superuser holds no role in any report."""
    gained = any(getattr(user, name) != (getattr(old, name) if old else False) for name in _PRIVILEGES)
    if by and not by.is_superuser and (gained or (old and old.is_superuser)):
        raise Refusal("Chỉ quản trị hệ thống được thay đổi quyền quản trị và tài khoản của quản trị hệ thống.")
    if user.is_superuser and old and user.memberships.today().exists():
        raise Refusal(
            "Người đang giữ vai trò trong báo cáo không thể làm quản trị hệ thống; hãy kết thúc vai trò trước."
        )


@transaction.atomic
def reset_password(user: User, *, by: User | None) -> str:
    """Give an account a made-up password that must be changed at the next login; returns it, to be told once."""
    password = passwords.temporary()
    _set_password(user, password, by=by, action="reset_password", must_change=True)
    return password


@transaction.atomic
def change_password(user: User, password: str, *, by: User | None) -> None:
    """Set the password that a person chose; the caller has checked the old one and asked the validators.

    All sessions end; the caller keeps the one that asked (update_session_auth_hash).
    """
    _set_password(user, password, by=by, action="change_password", must_change=False)


def _set_password(user: User, password: str, *, by: User | None, action: str, must_change: bool) -> None:
    old = User.objects.select_for_update().get(pk=user.pk)
    if by and by != user and old.is_superuser and not by.is_superuser:
        raise Refusal("Chỉ quản trị hệ thống được đặt lại mật khẩu của quản trị hệ thống.")
    user.session_epoch = old.session_epoch + 1
    user.must_change_password = must_change
    user.set_password(password)
    user.save(update_fields=["password", "session_epoch", "must_change_password"])
    log.write(log.Entry(action, subject(user), after={"must_change_password": must_change}), by=by)


# --- memberships ---


@transaction.atomic
def grant(
    user: User,
    agency: Agency,
    role: str,
    *,
    by: User | None,
    valid_from: datetime.date | None = None,
    valid_to: datetime.date | None = None,
    note: str = "",
) -> Membership:
    """Give a person a role for an agency, from today unless another day is named.

    Raises Refusal for a role given to oneself or to a system administrator and for a reviewer who works for a district
    or a commune: reviewers read and approve for the whole province. ValidationError for overlapping days.
    """
    if by == user:
        raise Refusal("Không ai tự phân công cho chính mình; hãy nhờ một quản trị khác.")
    # Two grants of one role must see each other, and a grant must see who has just become an administrator.
    user = User.objects.select_for_update().get(pk=user.pk)
    if user.is_superuser:
        raise Refusal("Quản trị hệ thống không giữ vai trò trong báo cáo; hãy dùng một tài khoản khác.")
    if role == Role.REVIEWER and agency.tier not in (Tier.PROVINCE, Tier.DEPARTMENT):
        raise Refusal("Người thẩm định duyệt báo cáo của toàn tỉnh: chỉ giao cho người của tỉnh hoặc của một sở.")
    membership = Membership(
        user=user, agency=agency, role=role, valid_from=valid_from or timezone.localdate(), valid_to=valid_to
    )
    membership.full_clean()
    membership.save()
    log.write(log.Entry("grant", subject(user), after=said(membership), note=note), by=by)
    return membership


@transaction.atomic
def end_membership(
    membership: Membership, *, by: User | None, last_day: datetime.date | None = None, note: str = ""
) -> None:
    """End a role after ``last_day`` (yesterday unless named, so that it is gone now).

    A role that would end before it began is taken back altogether; the log keeps it.
    """
    held = Membership.objects.select_for_update(of=("self",)).get(pk=membership.pk)
    if by == held.user:
        raise Refusal("Không ai tự thay đổi phân công của chính mình; hãy nhờ một quản trị khác.")
    last_day = last_day or timezone.localdate() - datetime.timedelta(days=1)
    before, after = said(held), None
    if held.valid_from and last_day < held.valid_from:
        held.delete()
    else:
        held.valid_to = last_day
        held.full_clean()
        held.save()
        after = said(held)
    log.write(log.Entry("end_membership", subject(held.user), before=before, after=after, note=note), by=by)


def sentence(error: ValidationError | Refusal) -> str:
    """What a refusal or a failed validation says, in one line."""
    return " ".join(error.messages) if isinstance(error, ValidationError) else str(error)
