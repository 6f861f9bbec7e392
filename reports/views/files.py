"""How does a file come to a report over the web, and who may fetch it?"""

import uuid

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from reports import forms
from reports.models import Attachment, Version
from reports.services import Refusal, attachments
from reports.views import access
from reports.views import report as report_page
from reports.views.acts import STALE, WRONG, filed_version
from reports.views.report import Given

FILES = "#files"


@require_POST
def attach(request: access.Request, pk: int) -> HttpResponse:
    version = filed_version(request, pk)
    form = forms.AttachForm(request.POST, request.FILES)
    if not form.is_valid():
        return report_page.page(request, version, Given("Chưa đính kèm được tệp.", {"attach": form}), WRONG)
    try:
        attachments.attach(pk, form.cleaned_data["file"], by=request.user)
    except Refusal as refusal:
        return report_page.page(request, version, Given(str(refusal)), STALE)
    messages.success(request, "Đã đính kèm tệp.")
    return redirect(reverse("report", args=[pk]) + FILES)


@require_POST
def detach(request: access.Request, pk: int, key: uuid.UUID) -> HttpResponse:
    version = filed_version(request, pk)
    try:
        attachments.detach(pk, key, by=request.user)
    except Refusal as refusal:
        return report_page.page(request, version, Given(str(refusal)), STALE)
    except Attachment.DoesNotExist as missing:
        raise Http404 from missing
    messages.success(request, "Đã bỏ tệp khỏi báo cáo.")
    return redirect(reverse("report", args=[pk]) + FILES)


@require_safe
def attachment(request: access.Request, key: uuid.UUID) -> FileResponse:
    """The file itself, as a download that no browser runs: it came from outside."""
    readable = Version.objects.readable_by(request.user)
    row = get_object_or_404(Attachment, key=key, removed_at__isnull=True, version__in=readable)
    try:
        file = attachments.path_of(row).open("rb")
    except FileNotFoundError as missing:
        raise Http404 from missing
    response = FileResponse(file, as_attachment=True, filename=row.name, content_type="application/pdf")
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
