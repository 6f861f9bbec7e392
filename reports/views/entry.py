"""The page of one appendix: the table, saving its cells, and what a paste would do."""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template import loader
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_POST, require_safe

from reports import entry, entry_answers
from reports.models import Report
from reports.services import Refusal, figures
from reports.views import access, changes, parts

Answer = Callable[..., HttpResponse]


@require_safe
def report_appendix(request: access.Request, pk: int, number: int) -> HttpResponse:
    version = access.version_or_404(request, pk)
    page = entry.page(version, request.user, number)
    if page is None:
        raise Http404
    # Jinja2 has escaped every figure and text in the table; Django must not do it again.
    table = mark_safe(loader.get_template("reports/cells.html", using="jinja2").render({"page": page}))  # noqa: S308
    return render(request, "reports/report_appendix.html", _context(page) | {"table": table})


def _context(page: entry.Page) -> dict[str, object]:
    version, number = page.desk.version, str(page.appendix.number)
    listed = parts.parts(version, page.desk.filing, page.desk.problems, number)
    return {
        "page_title": f"Phụ lục {number}. {page.appendix.short}",
        "page": page,
        "version": version,
        "report": version.report,
        "parts": listed,
        "here": next(part for part in listed if part.current),
        "before_href": page.before and parts.link(version, "report_appendix", page.before.number),
        "after_href": page.after and parts.link(version, "report_appendix", page.after.number),
        "overview": parts.link(version, "report"),
    }


def answers_json(view: Answer) -> Answer:
    """For requests that a script sends: who is logged out, refused or malformed gets JSON, never a page of HTML."""

    @wraps(view)
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
    filled = entry.fill(saved.filing)
    explained = entry.explanations(saved.version, [one for one in saved.after if one not in saved.before])
    answer = entry_answers.saved(filled, saved.changed, saved.before, saved.after, explained)
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
