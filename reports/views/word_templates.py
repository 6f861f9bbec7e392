"""Mẫu báo cáo Word: how do reports look, what may a text and a template name, and who replaced the template when?"""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from agencies import exports
from reports import forms, letterhead, placeholders
from reports.documents import word
from reports.documents import word_template as own
from reports.models import WordTemplate
from reports.services import Refusal
from reports.services import word_templates as service
from reports.views import access

MAY = "reports.add_wordtemplate"
DEFAULT = "Mẫu báo cáo CCHC.docx"


@require_safe
def word_template(request: access.Request) -> HttpResponse:
    return page(request)


def page(request: access.Request, said: str = "", status: int = 200) -> HttpResponse:
    """The page; after a refusal with what is wrong with the file."""
    versions = list(WordTemplate.objects.defer("content").select_related("by"))
    context = {
        "versions": versions,
        "current": versions[0] if versions else None,
        "may": request.user.has_perm(MAY),
        "form": forms.WordTemplateForm(),
        "names": [(f"[[{name}]]", said, name in letterhead.REQUIRED) for name, said in letterhead.NAMES.items()],
        "dossiers": [f"[[{name}]]" for name in (*placeholders.DOSSIERS, *placeholders.RATES)],
        "said": said,
    }
    return render(request, "reports/word_template.html", context, status=status)


@require_safe
def word_template_file(request: access.Request) -> HttpResponse:
    """The template in use; a version by its number; ``?version=0`` is the portal's own."""
    asked = request.GET.get("version", "")
    if not asked:
        return exports.attachment(service.current(), DEFAULT, word.MEDIA_TYPE)
    if not (asked.isascii() and asked.isdigit() and len(asked) < 8):
        raise Http404
    if int(asked) == 0:
        return exports.attachment(own.template(), DEFAULT, word.MEDIA_TYPE)
    row = get_object_or_404(WordTemplate, number=int(asked))
    return exports.attachment(service.content(row), row.name or DEFAULT, word.MEDIA_TYPE)


@require_POST
def save_word_template(request: access.Request) -> HttpResponse:
    _must_administer(request)
    form = forms.WordTemplateForm(request.POST, request.FILES)
    if not form.is_valid():
        return page(request, "Chọn tệp mẫu kiểu Word (.docx), lớn nhất 2 MB.", 422)
    sent = form.cleaned_data["file"]
    try:
        row = service.save_template(sent.name, sent.read(), by=request.user)
    except Refusal as refusal:
        return page(request, str(refusal), 422)
    messages.success(request, f"Đã thay mẫu: phiên bản {row.number} được dùng từ bây giờ.")
    return redirect("word_template")


@require_POST
def reset_word_template(request: access.Request) -> HttpResponse:
    _must_administer(request)
    service.use_own(by=request.user)
    messages.success(request, "Đã quay về mẫu mặc định của cổng.")
    return redirect("word_template")


def _must_administer(request: access.Request) -> None:
    if not request.user.has_perm(MAY):
        raise PermissionDenied
