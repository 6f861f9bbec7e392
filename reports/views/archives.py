"""All approved papers of a period as one file: who asks for it, and who fetches it?"""

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST, require_safe

from jobs.models import Job
from reports.models import Period
from reports.services import Refusal, archives
from reports.views import access

SWEPT = f"Tệp này không còn: mỗi tệp nén được giữ {archives.KEPT_DAYS} ngày. Hãy đóng gói lại ở trang Kỳ báo cáo."


@require_POST
def ask_archive(request: access.Request, pk: int) -> HttpResponse:
    if not archives.may_ask(request.user):
        raise PermissionDenied
    period = get_object_or_404(Period, pk=pk)
    try:
        job = archives.ask(period, by=request.user)
    except Refusal as refusal:
        messages.warning(request, str(refusal))
        return redirect("periods")
    return redirect("job", key=job.pk)


@require_safe
def archive(request: access.Request, key: uuid.UUID) -> HttpResponseBase:
    """The file, piece by piece, to the person who asked for it and may still."""
    job = get_object_or_404(Job, pk=key, kind=archives.KIND, owner=request.user)
    if not archives.may_ask(request.user):
        raise Http404
    if job.state != Job.State.DONE:
        return redirect("job", key=key)
    period = get_object_or_404(Period, pk=job.arguments["period"])
    try:
        file = archives.path_of(key).open("rb")
    except FileNotFoundError:
        messages.warning(request, SWEPT)
        return redirect("periods")
    return FileResponse(
        file, as_attachment=True, filename=archives.download_name(period), content_type="application/zip"
    )
