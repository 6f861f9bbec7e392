"""How is a report explained, signed and sent in the administration? By the same actions, with the same refusals."""

import dataclasses
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect

from agencies.forms import is_key
from agencies.register_admin import actor
from reports import checks, forms, open_points, plain, situations, workflow
from reports.admin.report_pages import PAGE, REFUSED, WRONG, ReportPages
from reports.models import Explanation, Version
from reports.services import Refusal, acts, review
from reports.views import acts as act_views
from reports.views import places, standing
from reports.views.report import Given, Offer


@dataclasses.dataclass(frozen=True, slots=True)
class LinkedProblem:
    """A problem of the report: where it is, its explanation, and the form to write one."""

    problem: checks.Problem
    label: str
    href: str
    explanation: Explanation | None = None
    form: Form | None = None


class Sending(ReportPages):
    """The page of the report as a whole, and what is done on it."""

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        if not is_key(object_id):
            raise Http404
        return self.overview(request, int(object_id))

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        if not is_key(object_id):
            raise Http404
        return redirect("report_history", object_id)

    def overview(self, request: HttpRequest, pk: int, given: Given | None = None, status: int = 200) -> HttpResponse:
        """Where the report stands, what is wrong with it, what may be done; again after a refusal."""
        report, version, given = self._report(request, pk), self._version(request, pk), given or Given()
        context: dict[str, Any] = {"report": report, "version": version, "given": given}
        if version is not None:
            filing = plain.filing(version)
            points = open_points.of(version, filing)
            writes = not situations.why_not_write(version, actor(request))
            context |= {
                "tabs": self._tabs(version, filing, points.problems),
                "turn": standing.turn(version),
                "points": points,
                "blanks": [self._line(version, problem) for problem in points.blanks],
                "errors": [self._line(version, problem) for problem in points.errors],
                "warnings": self._warnings(version, points, given if writes else None),
                "offers": self._offers(request, version, points, given),
                "writes": writes,
                "describe_form": given.forms.get("describe") or forms.DescribeForm({"data_as_of": version.data_as_of}),
            }
        return self._page(request, "overview.html", str(report), context, status)

    def _offers(
        self, request: HttpRequest, version: Version, points: open_points.OpenPoints, given: Given
    ) -> list[Offer]:
        by = actor(request)
        situation = situations.of(version, by, **points.counted)
        found = []
        for action, blocked in workflow.offered(situation):
            sent = given.forms.get(action.name)
            form = sent if isinstance(sent, forms.ActionForm) else forms.of_action(action, version, by)
            found.append(Offer(action, blocked, form))
        return found

    def _warnings(self, version: Version, points: open_points.OpenPoints, given: Given | None) -> list[LinkedProblem]:
        found = []
        for number, problem in enumerate(points.warnings):
            explanation, form = points.explanations.get(problem.key), None
            if given is not None:
                known = {"problem": problem.key, "text": explanation.text if explanation else ""}
                form = given.forms.get(f"explain {problem.key}")
                form = form or forms.ExplainForm(initial=known, auto_id=f"explain-{number}-%s")
            found.append(dataclasses.replace(self._line(version, problem), explanation=explanation, form=form))
        return found

    def _line(self, version: Version, problem: checks.Problem) -> LinkedProblem:
        name = problem.cells[0] if problem.cells else ""
        if not name:
            return LinkedProblem(problem, "Số liệu đến ngày", "#describe")
        if name.startswith(places.SECTION):
            code = name.removeprefix(places.SECTION)
            return LinkedProblem(problem, f"Mục {code}", f"{self._href(version, 'sections')}#{places.section_id(code)}")
        number, _, code = name.partition(":")
        href = f"{self._href(version, 'appendix', number)}#{places.cell_id(name)}"
        return LinkedProblem(problem, f"Phụ lục {number}, dòng {code}", href)

    def act(self, request: HttpRequest, pk: int, name: str) -> HttpResponse:
        action = workflow.ACTIONS.get(name)
        if action is None:
            raise Http404
        version = self._sent_or_404(request, pk)
        form = forms.of_action(action, version, actor(request), request.POST)
        if not form.is_valid():
            given = Given(act_views.UNFINISHED, {name: form})
            return self.overview(request, pk, given, WRONG)
        paper = form.paper() if isinstance(form, forms.PaperForm) else None
        reason, revision = form.cleaned_data.get("reason", ""), form.cleaned_data["revision"]
        try:
            acts.act(pk, name, by=actor(request), revision=revision, reason=reason, paper=paper)
        except Refusal as refusal:
            return self.overview(request, pk, Given(str(refusal), {name: form}), REFUSED)
        return self._done(request, pk, act_views.DONE[name])

    def _sent_or_404(self, request: HttpRequest, pk: int) -> Version:
        """The version that a form was sent for; reading such an address changes nothing."""
        if request.method != "POST":
            raise Http404
        return self._version_or_404(request, pk)

    def explain(self, request: HttpRequest, pk: int) -> HttpResponse:
        self._sent_or_404(request, pk)
        form, problem = forms.ExplainForm(request.POST), request.POST.get("problem", "")
        try:
            if not form.is_valid():
                raise Refusal("Chưa lưu giải trình: ghi bằng một câu ngắn.")
            review.explain(pk, problem, form.cleaned_data["text"], by=actor(request))
        except Refusal as refusal:
            return self.overview(request, pk, Given(str(refusal), {f"explain {problem}": form}), REFUSED)
        return self._done(request, pk, "Đã lưu giải trình.")

    def describe(self, request: HttpRequest, pk: int) -> HttpResponse:
        self._sent_or_404(request, pk)
        form = forms.DescribeForm(request.POST)
        try:
            if not form.is_valid():
                raise Refusal("Chưa lưu ngày số liệu.")
            acts.describe(pk, by=actor(request), data_as_of=form.cleaned_data["data_as_of"])
        except Refusal as refusal:
            return self.overview(request, pk, Given(str(refusal), {"describe": form}), REFUSED)
        return self._done(request, pk, "Đã lưu ngày số liệu.")

    def _done(self, request: HttpRequest, pk: int, message: str) -> HttpResponse:
        messages.success(request, message)
        return redirect(PAGE.format("change"), pk)
