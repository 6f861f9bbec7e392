"""Gửi báo cáo: may the report go, and what is still missing?"""

import dataclasses
from collections.abc import Iterator, Mapping

from django import forms as django_forms
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from reports import amendments, checks, forms, open_points, plain, reading, situations, workflow
from reports.models import Explanation, Remark, SectionTemplate, SectionText, Version
from reports.services import pdf
from reports.views import access, parts, places, standing

# What one expects to do next, of all that is offered.
MAIN = ("send_for_signature", "sign_and_send", "take", "approve")
FILERS = frozenset({workflow.REPORTER, workflow.SIGNER})


@dataclasses.dataclass(frozen=True, slots=True)
class Given:
    """What somebody sent and was refused: the sentence, and the form with his typing by what it is for.

    ``at``: the block of the page that the sentence belongs to: "excel", "tables"; "" for the actions.
    """

    said: str = ""
    forms: Mapping[str, django_forms.Form] = dataclasses.field(default_factory=dict)
    at: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Offer:
    """An action on a page: its button, the reason that still blocks it, and the form of what it asks."""

    action: workflow.Action
    blocked: str
    form: forms.ActionForm
    main: bool = False  # what is expected of the person now
    note: str = ""  # what to think of before

    @property
    def asks(self) -> bool:
        return bool(self.form.visible_fields() or self.note)

    @property
    def is_open(self) -> bool:
        """Whether its form is seen at once; one that asks for nothing is opened first, for a second thought."""
        return self.form.is_bound or bool(self.main and self.form.visible_fields())


@dataclasses.dataclass(frozen=True, slots=True)
class ShownProblem:
    """A problem as it is shown: where it is, and for a warning its explanation and the form to write one."""

    problem: checks.Problem
    place: places.Place | None
    explanation: Explanation | None = None
    form: django_forms.Form | None = None
    next: bool = False  # the first warning that still wants an explanation


@require_safe
def report(request: access.Request, pk: int) -> HttpResponse:
    return page(request, access.version_or_404(request, pk))


def page(request: access.Request, version: Version, given: Given | None = None, status: int = 200) -> HttpResponse:
    """The page, again after a refusal with what was typed."""
    given = given or Given()
    filing = plain.filing(version)
    points = open_points.of(version, filing)
    situation = situations.of(version, request.user, **points.counted)
    writes = not situations.why_not_write(version, request.user)
    context = {
        "page_title": "Gửi báo cáo",
        "version": version,
        "report": version.report,
        "older": parts.query(version),
        "pdf_refused": pdf.why_not(),
        "given": given,
        "turn": standing.turn(version),
        "parts": parts.parts(version, filing, points.problems, "report"),
        "points": points,
        "blanks": [places.of_problem(version, filing.edition, problem) for problem in points.blanks],
        "errors": [
            ShownProblem(problem, places.of_problem(version, filing.edition, problem)) for problem in points.errors
        ],
        "warnings": list(warning_lines(version, filing, points, given if writes else None)),
        **_returned(version, filing),
        "offers": offers(version, situation, request, FILERS, given),
        **_progress(version, filing, points),
        "writes": writes,
        "describe_form": given.forms.get("describe") or forms.DescribeForm({"data_as_of": version.data_as_of}),
        "odd_day": plain.data_as_of_odd(version.data_as_of, version.report.period),
        "files": version.attachments.filter(removed_at__isnull=True).select_related("by").order_by("at"),
        "attach_form": given.forms.get("attach") or forms.AttachForm(),
        "attaches": not workflow.why_not_attach(situation),
        "types": access.may_type(request, version) and version.status in workflow.WRITABLE,
        "upload_form": given.forms.get("upload") or forms.UploadForm(auto_id="upload_%s"),
        "tables_form": given.forms.get("tables") or forms.TablesForm(auto_id="tables_%s"),
        "paste_form": given.forms.get("paste") or forms.PasteForm(auto_id="paste_%s"),
        "versions": access.versions(request, version),
        "reviews": workflow.REVIEWER in situation.roles and version.sent_at is not None,
    }
    return render(request, "reports/report.html", context, status=status)


def _returned(version: Version, filing: plain.Filing) -> dict[str, object]:
    """What the last return asked for, until the province has the report again: the signer reads it too."""
    back = version.round and version.status in (workflow.Status.RETURNED, workflow.Status.WAITING)
    found = returned(version, filing) if back else []
    return {"returned": found, "unmended": sum(not mended for _, _, mended in found)}


def _progress(version: Version, filing: plain.Filing, points: open_points.OpenPoints) -> dict[str, object]:
    """How much is there, and what it means in one sentence."""
    appendices = filing.edition.appendices
    done = [filing.progress[one.number] for one in appendices]
    return {
        "verdict": verdict(version, points),
        "appendices": len(appendices),
        "filled": sum(filled for filled, _ in done),
        "total": sum(total for _, total in done),
        "texts": SectionText.objects.filter(version=version).exclude(text="").count(),
        "sections": SectionTemplate.objects.filter(edition=version.report.period.edition_id, takes_text=True).count(),
    }


def verdict(version: Version, points: open_points.OpenPoints) -> str:
    """Whether the report may go."""
    if version.status not in workflow.WRITABLE:
        return workflow.LABELS[workflow.Status(version.status)]
    lacking = [f"{len(points.blanks)} ô chưa nhập"] if points.blanks else []
    lacking += [f"{len(points.errors)} lỗi phải sửa"] if points.errors else []
    lacking += [f"{len(points.unexplained)} cảnh báo chưa giải trình"] if points.unexplained else []
    return f"Chưa trình ký được: còn {', '.join(lacking)}" if lacking else "Đủ điều kiện để trình ký"


def offers(
    version: Version,
    situation: workflow.Situation,
    request: access.Request,
    roles: frozenset[str],
    given: Given,
    notes: Mapping[str, str] | None = None,
) -> list[Offer]:
    """The actions of some roles that the person meets on a page, each with its form; the one to expect comes first.

    ``notes``: what to think of before, by the name of the action.
    """
    found = [(action, blocked) for action, blocked in workflow.offered(situation) if action.roles & roles]
    if situation.taken:
        found = [one for one in found if one[0].name != "take"]
    names = {action.name for action, _ in found}
    main = next((name for name in MAIN if name in names), "")
    made = [
        Offer(
            action,
            blocked,
            _action_form(action, version, request, given),
            main=action.name == main,
            note="" if blocked else (notes or {}).get(action.name, ""),
        )
        for action, blocked in found
    ]
    return sorted(made, key=lambda offer: not offer.main)


def _action_form(action: workflow.Action, version: Version, request: access.Request, given: Given) -> forms.ActionForm:
    sent = given.forms.get(action.name)
    return sent if isinstance(sent, forms.ActionForm) else forms.of_action(action, version, request.user)


def warning_lines(
    version: Version,
    filing: plain.Filing,
    points: open_points.OpenPoints,
    given: Given | None,
    *,
    review: bool = False,
) -> Iterator[ShownProblem]:
    """The warnings; with a form each where the person may explain (``given`` is not None)."""
    first = points.unexplained[0] if points.unexplained else None
    for number, problem in enumerate(points.warnings):
        explanation = points.explanations.get(problem.key)
        form: django_forms.Form | None = None
        if given is not None:
            known = {"problem": problem.key, "text": explanation.text if explanation else ""}
            form = forms.ExplainForm(initial=known, auto_id=f"explain-{number}-%s")
            form = given.forms.get(f"explain {problem.key}", form)
        place = places.of_problem(version, filing.edition, problem, review=review)
        yield ShownProblem(problem, place, explanation, form, next=problem is first)


def returned(version: Version, filing: plain.Filing) -> list[tuple[places.Place, Remark, bool]]:
    """The remarks of the last return, each with its place and whether something was changed there since."""
    found = Remark.objects.in_round(version.round).filter(version=version)
    rows = list(found.select_related("indicator__appendix", "section", "by"))
    answers = amendments.answers(filing, amendments.since_return(version), map(reading.subject, rows))
    return [(places.of_remark(version, filing.edition, row), row, reading.subject(row) in answers) for row in rows]
