"""Which pages belong to no app? Is the portal up, and what to say when a request cannot be served."""

import contextlib
import inspect
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.db import Error, InterfaceError, OperationalError, connections
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import Resolver404, resolve
from django.utils.encoding import escape_uri_path
from django.views.decorators.http import require_safe


@login_not_required
@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """Browsers ask for it at this address whatever a page says."""
    return redirect(static("favicon.ico"))


@login_not_required
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """Answers 200 when the database answers, else 503; for load balancers, so it says nothing else."""
    alive = database_answers()
    state = {"status": "ok" if alive else "unavailable", "database": connections["default"].vendor}
    return JsonResponse(state, status=200 if alive else 503)


def database_answers() -> bool:
    """Asks over a connection of its own: a kept one would still answer from a file that is gone."""
    if connections["default"].vendor == "sqlite" and not Path(settings.DATABASES["default"]["NAME"]).exists():
        return False  # opening it would make an empty one
    connection = connections.create_connection("default")
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM django_migrations LIMIT 1")
            return cursor.fetchone() is not None
    except Error:
        return False
    finally:
        connection.close()


def server_error(request: HttpRequest) -> HttpResponse:
    """Called while the error is handled. A database that is gone is said to be so: who asks may ask again soon."""
    gone = isinstance(sys.exception(), OperationalError | InterfaceError) and not database_answers()
    status = 503 if gone else 500
    # Without the request: who asks stands in the database.
    answer = HttpResponse(render_to_string(f"{status}.html"), status=status)
    if gone:
        answer.headers["Retry-After"] = "60"
    return answer


def admin_login(request: HttpRequest) -> HttpResponse:
    """Where Django's administration sends a person it does not admit; strangers come to the login page instead."""
    raise PermissionDenied


def bad_request(request: HttpRequest, exception: Exception | None = None, reason: str = "") -> HttpResponse:
    return render(request, "400.html", {"reason": reason}, status=400)


def form_only(request: HttpRequest, allow: str) -> HttpResponse:
    """Somebody opened the address that a form sends to; the page with the form is mostly the one above."""
    answer = render(request, "405.html", {"above": escape_uri_path(page_above(request.path_info))}, status=405)
    answer.headers["Allow"] = allow
    return answer


def page_above(path: str) -> str:
    """The nearest address above one that shows a page, "/" at last; whether anything is there is not looked up."""
    while path.strip("/"):
        path = path.rstrip("/").rpartition("/")[0] + "/"
        with contextlib.suppress(Resolver404):
            if is_read(resolve(path).func):
                return path
    return "/"


def is_read(view: Callable[..., Any] | None) -> bool:
    """Whether a view takes GET; Django's decorators keep the methods they let through to themselves."""
    while inspect.isfunction(view):
        allowed = inspect.getclosurevars(view).nonlocals.get("request_method_list")
        if allowed is not None:
            return "GET" in allowed
        view = getattr(view, "__wrapped__", None)
    return True


def too_large(request: HttpRequest, most: int = settings.CCHC_MAX_REQUEST) -> HttpResponse:
    """``most``: how many bytes the request could have carried."""
    limit = most // (1024 * 1024)
    return render(request, "413.html", {"limit": limit}, status=413)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "403_csrf.html", status=403)


def locked_out(request: HttpRequest, response: HttpResponse | None = None, credentials: Any = None) -> HttpResponse:
    """Shown for every try while an account is shut, the right password included."""
    wait = settings.AXES_COOLOFF_TIME
    answer = render(request, "429.html", {"minutes": int(wait.total_seconds() // 60)}, status=429)
    answer.headers["Retry-After"] = str(int(wait.total_seconds()))
    return answer
