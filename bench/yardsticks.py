"""What does the least that could do a job cost? Bare Django views on the portal's own server and database."""

import functools
import time
from pathlib import Path

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import Context, Engine
from django.views.decorators.csrf import csrf_exempt

from reports import entry, plain
from reports.models import Figure, Version

# The table of the entry page, input for input and word for word, as a Django template draws it: no login, no query, no
# rules, and nothing of the page around it.
_TABLE = Engine(dirs=[Path(__file__).parent / "templates"]).get_template("cells.html")


@functools.lru_cache(maxsize=16)
def ready(number: int) -> entry.Page:
    """An appendix of the report with most figures, made once: putting it together is not part of the yardstick."""
    version = Version.objects.select_related(*plain.WITH_REPORT).order_by("-filled", "-pk").first()
    assert version is not None
    worker = version.report.agency.memberships.filter(role="reporter").first()
    assert worker is not None
    page = entry.page(version, worker.user, number)
    assert page is not None
    return page


@login_not_required
def bare_page(request: HttpRequest, number: int = 2) -> HttpResponse:
    return HttpResponse(_TABLE.render(Context({"page": ready(number)})))


@csrf_exempt
def bare_save(request: HttpRequest, pk: int) -> HttpResponse:
    """One row updated for somebody who is logged in; each time to something new, or SQLite would write nothing."""
    Figure.objects.filter(pk=pk).update(note=f"{request.user} {time.monotonic_ns()}")
    return JsonResponse({"ok": True})
