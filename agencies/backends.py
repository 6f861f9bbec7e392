"""Who is it that a session belongs to? Passwords are compared as Django does; only the account is read faster."""

from django.contrib.auth.backends import ModelBackend
from django.db import models

from agencies.models import User
from agencies.prepared import Prepared

_account = Prepared(lambda pk: User.objects.filter(pk=pk), pk=models.BigIntegerField())


class Accounts(ModelBackend):
    def get_user(self, user_id: int) -> User | None:
        user: User | None = _account.first(pk=user_id)
        return user if user and self.user_can_authenticate(user) else None
