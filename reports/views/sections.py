"""Thuyết minh: what does the report say in words?"""

import dataclasses
import json
from collections.abc import Iterator

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from agencies import roles
from agencies.models import User
from reports import contributions, forms, phrases, placeholders, plain, situations, wording, workflow
from reports.models import Remark, SectionTemplate, SectionText, Version
from reports.services import Refusal, sections
from reports.views import access, parts, places, standing
from reports.views import contributions as contribution_pages

JSON = "application/json"
OF_ANOTHER = "Trang này được mở bằng một tài khoản khác. Đăng nhập lại bằng tài khoản đó để lưu nội dung đã gõ."


@dataclasses.dataclass(frozen=True, slots=True)
class Section:
    """One heading of the narrative as somebody meets it: its text, last period's, and why it is open or shut."""

    template: SectionTemplate
    text: str
    revision: int
    previous: str
    shut: str
    remarks: list[str]
    reads: str = ""  # the text with its places filled, where it has any
    unknown: tuple[str, ...] = ()  # names in it that nobody knows
    given: int | None = None  # how many agencies say something here, for the province's report
    mine: str | None = None  # what was typed against a text that somebody else has saved in between

    @property
    def anchor(self) -> str:
        return places.section_id(self.template.code)

    @property
    def shown(self) -> str:
        """The text as it is read."""
        return self.reads or self.text


@require_safe
def report_sections(request: access.Request, pk: int) -> HttpResponse:
    return page(request, access.version_or_404(request, pk))


def page(
    request: access.Request,
    version: Version,
    code: str = "",
    mine: str | None = None,
    said: str = "",
    status: int = 200,
) -> HttpResponse:
    """The page; after a conflict or refusal with what was typed under ``code``."""
    filing = plain.filing(version)
    collects = version.pk == version.report.current_id and contribution_pages.may_collect(version, request.user)
    given = contributions.counted(version.report.period) if collects else {}
    shown = [
        dataclasses.replace(
            one,
            mine=mine if one.template.code == code else None,
            given=given.get(one.template.pk, 0) if collects else None,
        )
        for one in sections_of(version, request.user)
    ]
    context = {
        "page_title": "Thuyết minh",
        "version": version,
        "report": version.report,
        "said": said,
        "parts": parts.parts(version, filing, filing.problems(), "report_sections"),
        "sections": shown,
        "writes": any(one.template.takes_text and not one.shut for one in shown),
        "shut": next((one.shut for one in shown if one.template.takes_text), ""),
        "phrases": [
            (appendix, phrases.phrases(filing.edition, filing.figures.sheet, appendix.number))
            for appendix in filing.edition.appendices
        ],
        "dossiers": [f"[[{name}]]" for name in (*placeholders.DOSSIERS, *placeholders.RATES)],
        "previous": version.report.previous,
        "asked": contributions.asked(version.report.period) if collects else 0,
    }
    return render(request, "reports/report_sections.html", context, status=status)


def sections_of(version: Version, by: User) -> Iterator[Section]:
    """The headings in printed order with what is known of each."""
    texts = {row.section_id: row for row in SectionText.objects.filter(version=version)}
    past = previous_texts(version, by)
    remarks = _remarks(version)
    whole = roles.rights(by).whole_province
    say = wording.of_version(version, [row.text for row in texts.values()], whole=whole)
    for template in SectionTemplate.objects.filter(edition=version.report.period.edition_id).order_by("position"):
        row = texts.get(template.pk)
        text = row.text if row else ""
        unknown = tuple(placeholders.unknown(text, say))
        opened = version.round == 0 or template.pk in remarks or bool(unknown)
        yield Section(
            template=template,
            text=text,
            reads=placeholders.filled(text, say) if placeholders.names(text) else "",
            unknown=unknown,
            revision=row.revision if row else 0,
            previous=past.get(template.code, ""),
            shut=situations.why_not_write(version, by, opened=opened),
            remarks=remarks.get(template.pk, []) if version.status == workflow.Status.RETURNED else [],
        )


def previous_texts(version: Version, by: User) -> dict[str, str]:
    """What the report before this one said, by the code of the section."""
    past = version.report.previous
    stands = past and (past.official_id or past.sent_id)
    if not stands:
        return {}
    version = Version.objects.select_related(*plain.WITH_REPORT).get(pk=stands)
    texts = dict(SectionText.objects.filter(version=version).values_list("section__code", "text"))
    if not any(map(placeholders.names, texts.values())):
        return texts
    say = wording.of_version(version, texts.values(), whole=roles.rights(by).whole_province)
    return {code: placeholders.filled(text, say) for code, text in texts.items()}


def _remarks(version: Version) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    if version.round:
        rows = Remark.objects.in_round(version.round).filter(version=version, section__isnull=False)
        for section, text in rows.values_list("section", "text"):
            found.setdefault(section, []).append(text)
    return found


@login_not_required  # a script that saves is told in JSON that its session has ended, and keeps what was typed
@require_POST
def save_section(request: access.Request, pk: int, code: str) -> HttpResponse:
    by_script = request.content_type == JSON
    if not request.user.is_authenticated:
        login = reverse("login")
        return JsonResponse({"login": login}, status=401) if by_script else redirect_to_login(_page(pk), login)
    version = access.version_or_404(request, pk)
    body = _body(request) if by_script else request.POST
    if body.get("user", request.user.pk) != request.user.pk:
        return _answer(request, version, code, None, OF_ANOTHER, 403)
    form = forms.SectionForm(body)
    if not form.is_valid():
        return _answer(request, version, code, None, "Yêu cầu không đúng định dạng. Hãy tải lại trang.", 400)
    text = form.cleaned_data["text"]
    try:
        saved = sections.save_section(pk, code, text, form.cleaned_data["revision"], by=request.user)
    except SectionTemplate.DoesNotExist as missing:
        raise Http404 from missing
    except Refusal as refusal:
        return _answer(request, version, code, text, str(refusal), 403)
    except sections.Conflict as conflict:
        return _conflict(request, version, code, text, conflict)
    if by_script:
        now = standing.instant(timezone.now())
        return JsonResponse(
            {"text": saved.text, "revision": saved.revision, "at": now, **_reads(version, saved.text, request.user)}
        )
    messages.success(request, f"Đã lưu mục {code}.")
    return redirect(f"{_page(pk)}#{places.section_id(code)}")


def _reads(version: Version, text: str, by: User) -> dict[str, object]:
    """What a text with places says, and which of its names nobody knows."""
    if not placeholders.names(text):
        return {"reads": "", "unknown": []}
    say = wording.of_version(version, [text], whole=roles.rights(by).whole_province)
    return {"reads": placeholders.filled(text, say), "unknown": placeholders.unknown(text, say)}


def _page(pk: int) -> str:
    return reverse("report_sections", args=[pk])


def _body(request: access.Request) -> dict[str, object]:
    try:
        body = json.loads(request.body)
    except (ValueError, RecursionError):
        return {}
    if not isinstance(body, dict) or not isinstance(body.get("text"), str):
        return {}
    return body


def _answer(
    request: access.Request, version: Version, code: str, text: str | None, said: str, status: int
) -> HttpResponse:
    if request.content_type == JSON:
        return JsonResponse({"refused": said}, status=status)
    return page(request, version, code, text, said, status)


def _conflict(
    request: access.Request, version: Version, code: str, text: str, conflict: sections.Conflict
) -> HttpResponse:
    if request.content_type == JSON:
        theirs = {"text": conflict.stored.text, "revision": conflict.stored.revision}
        return JsonResponse({"theirs": theirs}, status=409)
    said = "Mục này vừa được người khác lưu. Cả hai nội dung ở bên dưới: gộp lại rồi lưu lần nữa."
    return page(request, version, code, text, said, 409)
