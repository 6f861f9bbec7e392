"""What happens when somebody presses a button of the workflow, or hands in what the report page asks?"""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from reports import forms, situations, workflow
from reports.models import Version
from reports.services import Refusal, acts, review
from reports.views import access
from reports.views import report as report_page
from reports.views import review as review_page
from reports.views.report import Given

DONE = {
    "send_for_signature": "Đã trình ký. Người ký của đơn vị thấy báo cáo này ở “Việc của tôi”.",
    "decline": "Đã trả lại người lập.",
    "sign_and_send": "Đã ký và gửi báo cáo.",
    "withdraw": "Đã rút báo cáo về để sửa.",
    "take": "Đã nhận thẩm định báo cáo này.",
    "send_back": "Đã trả lại đơn vị; chỉ các ô, mục có nhận xét được mở để sửa.",
    "approve": "Đã phê duyệt báo cáo.",
    "reopen": "Đã mở phiên bản sửa đổi; bản đã duyệt vẫn có hiệu lực cho đến khi bản mới được duyệt.",
}
UNFINISHED = "Chưa thực hiện được: hãy bổ sung hoặc sửa các ô được đánh dấu."
WRONG, STALE = 422, 409  # mend what you sent; read the page again


@require_POST
def act(request: access.Request, pk: int, name: str) -> HttpResponse:
    action = workflow.ACTIONS.get(name)
    if action is None:
        raise Http404
    version = access.version_or_404(request, pk)
    page = review_page.page if action.roles == review_page.REVIEWERS else report_page.page
    form = forms.of_action(action, version, request.user, request.POST)
    if not action.roles & situations.of(version, request.user).roles:
        raise PermissionDenied
    if not form.is_valid():
        return page(request, version, Given(UNFINISHED, {name: form}), WRONG)
    try:
        _act(request, pk, action, form)
    except Refusal as refusal:
        return page(request, version, Given(str(refusal), {name: form}), STALE)
    messages.success(request, DONE[name])
    return redirect("review_report" if page is review_page.page else "report", pk)


def _act(request: access.Request, pk: int, action: workflow.Action, form: forms.ActionForm) -> None:
    given = form.cleaned_data
    paper = form.paper() if isinstance(form, forms.PaperForm) else None
    reason = given.get("reason", "")
    acts.act(pk, action.name, by=request.user, revision=given["revision"], reason=reason, paper=paper)


def filed_version(request: access.Request, pk: int) -> Version:
    """The version that a person helps to file; others who may read it are forbidden to touch it."""
    version = access.version_or_404(request, pk)
    if not report_page.FILERS & situations.of(version, request.user).roles:
        raise PermissionDenied
    return version


@require_POST
def explain(request: access.Request, pk: int) -> HttpResponse:
    version = filed_version(request, pk)
    form = forms.ExplainForm(request.POST)
    problem = request.POST.get("problem", "")
    if not form.is_valid():
        return report_page.page(request, version, Given("Chưa lưu giải trình.", {f"explain {problem}": form}), WRONG)
    try:
        review.explain(pk, problem, form.cleaned_data["text"], by=request.user)
    except Refusal as refusal:
        return report_page.page(request, version, Given(str(refusal), {f"explain {problem}": form}), STALE)
    messages.success(request, "Đã lưu giải trình.")
    return redirect(reverse("report", args=[pk]) + "#next-warning")


@require_POST
def describe(request: access.Request, pk: int) -> HttpResponse:
    version = filed_version(request, pk)
    form = forms.DescribeForm(request.POST)
    if not form.is_valid():
        return report_page.page(request, version, Given("Chưa lưu ngày số liệu.", {"describe": form}), WRONG)
    try:
        acts.describe(pk, by=request.user, data_as_of=form.cleaned_data["data_as_of"])
    except Refusal as refusal:
        return report_page.page(request, version, Given(str(refusal), {"describe": form}), STALE)
    messages.success(request, "Đã lưu ngày số liệu.")
    return redirect("report", pk)
