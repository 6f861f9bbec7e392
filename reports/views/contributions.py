"""Phần của các đơn vị: what do the agencies say under a heading, and which of it does the province's report take?"""

import dataclasses

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from agencies import roles
from agencies.models import Role, Tier, User
from reports import contributions, forms, plain, situations
from reports.models import SectionTemplate, SectionText, Version
from reports.services import Refusal, collecting, sections
from reports.views import access, parts, places

COLLIDED = (
    "Chưa chép gì: mục này vừa được người khác lưu. Nội dung mới ở bên dưới và được giữ nguyên; "
    "bấm “Chép vào phần này” lần nữa để chép vào sau nội dung đó."
)


@dataclasses.dataclass(frozen=True, slots=True)
class CollectedSection:
    """A heading of the province's report, and why it cannot be written now."""

    version: Version
    section: SectionTemplate
    shut: str


def may_collect(version: Version, by: User) -> bool:
    """Whether a person is one of those who write the province's own report, be it not now."""
    agency = version.report.agency
    return agency.tier == Tier.PROVINCE and roles.rights(by).holds(Role.REPORTER, agency.pk)


@require_safe
def section_contributions(request: access.Request, pk: int, code: str) -> HttpResponse:
    return _page(request, _asked(request, pk, code))


@require_POST
def copy_contributions(request: access.Request, pk: int, code: str) -> HttpResponse:
    want, chosen = _asked(request, pk, code), set(request.POST.getlist("take"))
    form = forms.RevisionForm(request.POST)
    if not form.is_valid():
        return _page(request, want, "Yêu cầu không đúng định dạng. Hãy chọn lại.", chosen, 400)
    try:
        collecting.copy_contributions(pk, code, chosen, form.cleaned_data["revision"], by=request.user)
    except Refusal as refusal:
        return _page(request, want, str(refusal), chosen, 409)
    except sections.Conflict:
        return _page(request, want, COLLIDED, chosen, 409)
    messages.success(request, f"Đã chép nội dung của {len(chosen)} đơn vị vào mục {code}.")
    return redirect(f"{reverse('report_sections', args=[pk])}#{places.section_id(code)}")


def _asked(request: access.Request, pk: int, code: str) -> CollectedSection:
    version = access.version_or_404(request, pk)
    if version.report.agency.tier != Tier.PROVINCE or version.pk != version.report.current_id:
        raise Http404
    if not may_collect(version, request.user):
        raise PermissionDenied
    headings = SectionTemplate.objects.filter(edition=version.report.period.edition_id, takes_text=True)
    section = get_object_or_404(headings, code=code)
    shut = situations.why_not_write(version, request.user, opened=sections.is_opened(version, section))
    return CollectedSection(version, section, shut)


def _page(
    request: access.Request, want: CollectedSection, said: str = "", chosen: set[str] | None = None, status: int = 200
) -> HttpResponse:
    """``chosen``: the texts that stay ticked after a refusal."""
    version, section = want.version, want.section
    filing, period = plain.filing(version), version.report.period
    own = SectionText.objects.filter(version=version, section=section).first()
    found = contributions.of_section(period, section, own.text if own else "")
    context = {
        "page_title": f"Phần của các đơn vị – mục {section.code}",
        "version": version,
        "report": version.report,
        "parts": parts.parts(version, filing, filing.problems(), "report_sections"),
        "section": section,
        "shut": want.shut,
        "said": said,
        "own": own,
        "back": f"{reverse('report_sections', args=[version.report_id])}#{places.section_id(section.code)}",
        "found": [(one, contributions.document(one.version), one.key in (chosen or ())) for one in found],
        "approved": sum(one.version.status == "approved" for one in found),
        "asked": contributions.asked(period),
    }
    return render(request, "reports/section_contributions.html", context, status=status)
