"""Việc chạy nền: what did I ask for, how far is it, and may I stop it or have it run again?"""

import uuid

from django.contrib import messages
from django.db import OperationalError
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from agencies import exports, paging
from agencies.requests import Request
from jobs import lists, registry, services, standing, watch
from jobs.models import Job


@require_safe
def jobs(request: Request) -> HttpResponse:
    rows = Job.objects.visible_to(request.user).select_related("owner")
    everybody = request.user.is_superuser
    table = paging.arrange(request, lists.JobTable(rows, exclude=() if everybody else ("owner",)))
    if file := exports.response(request, table, "viec-chay-nen"):
        return file
    return render(request, "jobs/jobs.html", {"table": table, "nobody": not watch.anybody()})


@require_safe
def job(request: Request, key: uuid.UUID) -> HttpResponse:
    one = _visible(request, key)
    work = registry.works.get(one.kind)
    context = {"job": one, "standing": standing.of(one), "file": work.file if work else ""}
    return render(request, "jobs/job.html", context)


@require_safe
def job_state(request: Request, key: uuid.UUID) -> JsonResponse:
    """What the page asks every other second while the work goes on."""
    one = _visible(request, key)
    now = standing.of(one)
    return JsonResponse(
        {
            "state": one.state,
            "done": one.done,
            "total": one.total,
            "message": now.message,
            "link": one.link,
            "label": now.label,
            "amount": now.amount,
            "warning": now.warning,
            "ended": now.ended,
        },
        headers={"Cache-Control": "no-store"},
    )


@require_POST
def cancel_job(request: Request, key: uuid.UUID) -> HttpResponse:
    one = _visible(request, key)
    try:
        services.cancel(one, by=request.user)
    except services.Refusal as refusal:
        messages.warning(request, str(refusal))
    except OperationalError:
        messages.warning(request, standing.BUSY)
    return redirect("job", key=key)


@require_POST
def run_job_again(request: Request, key: uuid.UUID) -> HttpResponse:
    one = _visible(request, key)
    try:
        services.again(one, by=request.user, silent=watch.silent(one))
    except services.Refusal as refusal:
        messages.warning(request, str(refusal))
    except OperationalError:
        messages.warning(request, standing.BUSY)
    return redirect("job", key=key)


def _visible(request: Request, key: uuid.UUID) -> Job:
    return get_object_or_404(Job.objects.visible_to(request.user).select_related("owner"), pk=key)
