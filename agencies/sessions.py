"""Where does a session live? In the database, with whose it is and what that person may do: one question for all."""

from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends import db
from django.db import models
from django.db.models import F, FilteredRelation
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from agencies import roles
from agencies.models import Session, User, on_day
from agencies.prepared import Prepared

# A row for each role that the person holds today; one row with nothing in its place where there is none.
_stored = Prepared(
    lambda key, now, day: (
        Session.objects.filter(session_key=key, expire_date__gt=now)
        .select_related("account")
        .annotate(held=FilteredRelation("account__memberships", condition=on_day(day, "account__memberships__")))
        .annotate(**{f"held_{place}": F(f"held__{name}") for place, name in enumerate(roles.GRANT)})
    ),
    key=models.CharField(),
    now=models.DateTimeField(),
    day=models.DateField(),
)


class SessionStore(db.SessionStore):
    """Sessions as Django keeps them, in a table that names the account."""

    account: User | None = None  # whose the session was when it was read

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        made: Session = super().create_model_instance(data)  # type: ignore[assignment]
        made.account_id = data.get(SESSION_KEY)
        return made

    def _get_session_from_db(self) -> Session | None:
        now = timezone.now()
        today = timezone.localdate(now)
        rows = list(_stored.found(key=self.session_key, now=now, day=today))
        if not rows:
            self._session_key = None  # a new session gets a key of ours, never the one that was sent
            return None
        self.account = rows[0].account
        if self.account:
            grants = (tuple(getattr(row, f"held_{place}") for place in range(len(roles.GRANT))) for row in rows)
            roles.remember(self.account, today, (grant for grant in grants if grant[0] is not None))
        found: Session = rows[0]
        return found

    def holder(self) -> User | None:
        """The account that the session was read with, if all holds that Django asks of it; else Django has to look."""
        said = self.get(HASH_SESSION_KEY, "")  # reads the session, and the account with it
        user = self.account
        if user is None or not user.is_active or self.get(SESSION_KEY) != str(user.pk):
            return None
        if self.get(BACKEND_SESSION_KEY) not in settings.AUTHENTICATION_BACKENDS:
            return None
        return user if constant_time_compare(said, user.get_session_auth_hash()) else None
