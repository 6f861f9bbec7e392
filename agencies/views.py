"""Who are you, and which agencies are there? The login pages and the register of agencies."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth import views as auth_views
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe
from django_tables2 import RequestConfig

from agencies import exports, forms, lists, paging, roles
from agencies.models import Agency, Placement, Succession, User

login = require_http_methods(["GET", "HEAD", "POST"])(
    auth_views.LoginView.as_view(
        template_name="login.html", authentication_form=forms.LoginForm, redirect_authenticated_user=True
    )
)
logout = auth_views.LogoutView.as_view()


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def password_change(request: HttpRequest) -> HttpResponse:
    assert isinstance(request.user, User)
    form = forms.PasswordForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = form.save()
        update_session_auth_hash(request, user)  # this session goes on, all others have ended
        messages.success(request, "Đã đổi mật khẩu. Các phiên đăng nhập khác của bạn đã kết thúc.")
        return redirect("home")
    return render(request, "password_change.html", {"form": form})


@require_safe
def agencies(request: HttpRequest) -> HttpResponse:
    form = forms.AgencyFilter(request.GET)
    found = form.narrowed().order_by("pk")
    table = paging.arrange(request, lists.AgencyTable(found, day=form.cleaned_data.get("day")))
    if file := exports.response(request, table, "co-quan"):
        return file
    return render(request, "agencies/agencies.html", {"form": form, "table": table, "tiers": found.count_by_tier()})


@require_safe
def agency(request: HttpRequest, pk: int) -> HttpResponse:
    one = get_object_or_404(Agency, pk=pk)
    context: dict[str, Any] = {
        "agency": one,
        "placements": Placement.objects.filter(agency=one).select_related("parent").order_by("valid_from", "pk"),
        "predecessors": Succession.objects.filter(successor=one).select_related("predecessor").order_by("on", "pk"),
        "successors": Succession.objects.filter(predecessor=one).select_related("successor").order_by("on", "pk"),
        "below": Agency.objects.filter(placements__parent=one).distinct().order_by("pk"),
    }
    if may_see_people(request.user, one):
        people = one.memberships.today().filter(user__is_active=True).select_related("user")
        context["people"] = lists.PeopleTable(people, prefix="p-")
        RequestConfig(request, paginate=False).configure(context["people"])
    return render(request, "agencies/agency.html", context)


def may_see_people(user: Any, agency: Agency) -> bool:
    """Colleagues, those who see the whole province, and those who administer roles."""
    rights = roles.rights(user)
    return rights.member_of(agency.pk) or rights.whole_province or user.has_perm("agencies.view_membership")
