"""Kiểm tra bản in: is the paper in my hands the approved one? Whoever holds the paper may ask, so nobody signs in."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from reports import codes, confirmation
from reports.documents import qr

PAGE = "reports/confirm.html"


@login_not_required
@require_safe
def confirm(request: HttpRequest) -> HttpResponse:
    """The form; a code that was typed leads to its page."""
    typed = request.GET.get("code", "").strip()
    if not typed:
        return render(request, PAGE, {"typed": ""})
    code = codes.read(typed)
    return redirect("confirm_code", code=code) if code else _unknown(request, typed)


@login_not_required
@require_safe
def confirm_code(request: HttpRequest, code: str) -> HttpResponse:
    """Says no more than the paper does, and whether it is still in force."""
    found = confirmation.found(codes.read(code))
    if found is None:
        return _unknown(request, code)
    return render(request, PAGE, {"typed": found.version.shown_code, "found": found})


@login_not_required
@require_safe
def confirm_picture(request: HttpRequest, code: str) -> HttpResponse:
    """The code as a picture, for the pages that are printed."""
    found = confirmation.found(codes.read(code))
    if found is None:
        raise Http404
    return HttpResponse(qr.svg(confirmation.address(found.version.code)), content_type="image/svg+xml")


def _unknown(request: HttpRequest, typed: str) -> HttpResponse:
    return render(request, PAGE, {"typed": typed[:40], "unknown": True}, status=404)
