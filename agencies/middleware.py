"""Who sends this request, and must this person choose a password of their own first?"""

from collections.abc import Callable

from django.contrib import auth
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from agencies.models import User

ALIVE = "/healthz"


class AccountMiddleware(AuthenticationMiddleware):
    """Django's own, but for the account that was read with the session: nobody asks for it again."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        if request.path_info == ALIVE:  # answers without the database, so it must not ask who asks
            request.user = AnonymousUser()
            return
        # Not when it is asked for first, as Django has it: the next function asks, whatever the page.
        request.user = request.session.holder() or auth.get_user(request)  # type: ignore[attr-defined]


def own_password_first(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Sends whoever holds a password that somebody else made to the page that changes it, whatever they asked for."""

    def middleware(request: HttpRequest) -> HttpResponse:
        user = request.user
        held = isinstance(user, User) and user.must_change_password
        if held and request.path not in (reverse("password_change"), reverse("logout")):
            return redirect("password_change")
        return get_response(request)

    return middleware
