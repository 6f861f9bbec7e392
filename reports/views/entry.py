"""The page of one appendix: the table, saving its cells, and what a paste would do."""

import functools
from collections.abc import Callable

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from reports import confirmation, entry, entry_answers, plain, workflow
from reports.models import Report
from reports.services import Refusal, figures
from reports.views import access, changes, drawn

Answer = Callable[..., HttpResponse]


@require_safe
def report_appendix(request: access.Request, pk: int, number: int) -> HttpResponse:
    version = access.version_or_404(request, pk)
    filing = plain.filing(version)
    inside = drawn.drawn(version, filing, request.user, number)
    if inside is None:
        raise Http404
    context = {
        "page_title": f"Phụ lục {number}. {inside.appendix.short}",
        "version": version,
        "report": version.report,
        "appendix": inside.appendix,
        "is_draft": version.status != workflow.Status.APPROVED,
        "drawn": inside,
        "confirmed_at": confirmation.address(version.code) if version.code else "",
    }
    return render(request, "reports/report_appendix.html", context, using="jinja2")


def answers_json(view: Answer) -> Answer:
    """For requests that a script sends: who is logged out, refused or malformed gets JSON, never a page of HTML."""

    @functools.wraps(view)
    def wrapped(request: access.Request, *args, **kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            return JsonResponse({"login": reverse("login")}, status=401)
        try:
            return view(request, *args, **kwargs)
        except changes.Malformed as malformed:
            return JsonResponse({"refused": str(malformed)}, status=400)
        except Refusal as refusal:
            return JsonResponse({"refused": str(refusal)}, status=403)

    return login_not_required(wrapped)


@require_POST
@answers_json
def save_figures(request: access.Request, pk: int) -> HttpResponse:
    asked = changes.read(request)
    try:
        saved = figures.save_figures(pk, asked, by=request.user)
    except Report.DoesNotExist:
        raise Http404 from None
    except figures.Conflict as conflict:
        return JsonResponse({"conflicts": _theirs(request, pk, conflict)}, status=409)
    filled = entry.Desk(saved.version, request.user, saved.filing).filled
    explained = entry.explanations(saved.version, entry_answers.added(saved.before, saved.after))
    # A row that still lacks a part is no other cell than before, but what it lacks is told under it.
    shown = saved.filing.edition.with_dependents(saved.changed)
    answer = entry_answers.saved(filled, shown, saved.before, saved.after, explained)
    return JsonResponse(answer | {"progress": saved.filing.progress})


def _theirs(request: access.Request, pk: int, conflict: figures.Conflict) -> dict[str, entry_answers.Json]:
    filled = entry.desk(access.version_or_404(request, pk), request.user).filled
    return {
        key: entry_answers.conflict(filled, key, theirs.by, theirs.at and timezone.localtime(theirs.at))
        for key, theirs in conflict.theirs.items()
    }


@require_POST
@answers_json
def preview_figures(request: access.Request, pk: int) -> HttpResponse:
    asked = changes.read(request)
    desk = entry.desk(access.version_or_404(request, pk), request.user)
    return JsonResponse({"rows": entry.preview(desk, asked)})
