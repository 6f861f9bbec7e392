"""Where does a session live? In the database, as Django keeps it; only the question for it is put together once."""

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db import models
from django.utils import timezone

from agencies.prepared import Prepared

_stored = Prepared(
    lambda key, now: Session.objects.filter(session_key=key, expire_date__gt=now),
    key=models.CharField(),
    now=models.DateTimeField(),
)


class SessionStore(db.SessionStore):
    def _get_session_from_db(self) -> Session | None:
        found: Session | None = _stored.first(key=self.session_key, now=timezone.now())
        if found is None:
            self._session_key = None  # a new session gets a key of ours, never the one that was sent
        return found
