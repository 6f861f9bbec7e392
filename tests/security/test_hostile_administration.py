"""Does anything make the administration fail? Its lists, forms and files, asked by whoever may do all."""

import itertools

import pytest
from django.contrib import admin
from django.urls import reverse

from tests import cast, test_access
from tests.security import asking, hostile, pages

pytestmark = pytest.mark.django_db

stage, clients = test_access.stage, test_access.clients

MODELS = sorted(model._meta.label_lower.replace(".", "_") for model in admin.site._registry)
FILES = ("agencies_agency", "reports_indicator", "reports_checkrule", "reports_sectiontemplate")
LISTS = "q p o e all _popup _to_field _facets id__exact pk__in at__gte at__year year appendix kind action tier__exact"
FORM = "application/x-www-form-urlencoded"


def refused(answer, what: str) -> list[str]:
    return asking.broken(answer, what)


# A day without a time zone is taken as one of here; Django only says so.
@pytest.mark.filterwarnings("default:DateTimeField Event.at received a naive datetime:RuntimeWarning")
@pytest.mark.parametrize("model", MODELS)
def test_no_parameter_breaks_a_list(model, stage, clients):
    page, found = reverse(f"admin:{model}_changelist"), []
    own = [f"{name}{end}" for name in ("name", "agency", "user__username", "by") for end in ("", "__in", "__isnull")]
    asked = [[pair] for pair in itertools.product(LISTS.split() + own, hostile.EVERYTHING)]
    always = [[("q", "a b c d " * 250)], [("q", "x" * 5000)], [("pk__in", hostile.HUGE)]]
    for pairs in [*asking.some(asked, len(model)), *always]:
        found += refused(asking.ask(clients["admin"], "GET", f"{page}?{asking.query(pairs)}"), f"{page} {pairs}")
    assert found == []


PAGES = ("change", "delete", "history")


@pytest.mark.parametrize("model", MODELS)
def test_no_key_breaks_a_page(model, stage, clients):
    home, found = reverse(f"admin:{model}_changelist"), []
    for page, text in itertools.product(PAGES, (*hostile.NUMBERS, "abc", "1_2F", "a" * 300, "_00")):
        path = f"{home}{asking.quote(text) or '%20'}/{page}/"
        found += refused(asking.ask(clients["admin"], "GET", path), path)
    for text in hostile.NUMBERS:
        for path in (
            f"{home}{text}/password/",
            f"{home}{text}/clone/",
            f"{home}{text}/appendices/{text}/",
            f"{home}{text}/",
        ):
            found += refused(asking.ask(clients["admin"], "GET", asking.quote(path)), path)
    assert found == []


@pytest.mark.parametrize("model", MODELS)
def test_no_action_on_a_list_breaks_it(model, stage, clients):
    page, found = reverse(f"admin:{model}_changelist"), []
    actions = ("", "delete_selected", "clone_selected", "open_selected", "close_selected", "export_admin_action", "x")
    keys = ("abc", hostile.HUGE, "-1", hostile.LONG, "1&_selected_action=1")
    ends = ("", "&confirmed=1&index=-5", "&index=x&select_across=1")
    for action, chosen, end in asking.some(list(itertools.product(actions, keys, ends)), len(model)):
        body = f"action={action}&_selected_action={chosen}{end}".encode()
        found += refused(asking.ask(clients["admin"], "POST", page, body, FORM), f"{page} {body[:100]!r}")
    assert found == []


def shown_fields(client, path: str) -> dict[str, str]:
    """The inputs of the form on a page with their values, as a browser would send them."""
    return pages.Page(asking.ask(client, "GET", path).content.decode()).inputs


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("form", ["add", "change"])
def test_no_value_of_a_field_breaks_a_form(model, form, stage, clients):
    manager = next(
        one for one in admin.site._registry if one._meta.label_lower.replace(".", "_") == model
    )._default_manager
    row = manager.last()
    args = [row.pk] if form == "change" and row else []
    path = reverse(f"admin:{model}_{form if args else 'add'}", args=args)
    fields = shown_fields(clients["admin"], path)
    texts = (*hostile.EVERYTHING, "a" * 400, "\u0958" * 120, "a\nb")
    asked = [{name: text} for name, text in itertools.product(fields, texts)] + [
        dict.fromkeys(fields, text) for text in texts
    ]
    asked += [{name: None} for name in fields]
    found = []
    for change in asking.some(asked, len(model), most=15):
        given = {name: text for name, text in (fields | change).items() if text is not None}
        answer = asking.ask(clients["admin"], "POST", path, asking.query(list(given.items())).encode(), FORM)
        found += refused(answer, f"{path} {change}")
    assert found == []


@pytest.mark.parametrize("key", [hostile.HUGE, "abc"])
def test_no_key_that_is_chosen_breaks_a_form(key, stage, clients):
    user = reverse("admin:agencies_user_change", args=[cast.reporter_a().pk])
    for path, name in (("/admin/auth/group/add/", "permissions"), (user, "groups"), (user, "user_permissions")):
        fields = shown_fields(clients["admin"], path) | {"name": "Nhóm", name: key}
        answer = asking.ask(clients["admin"], "POST", path, asking.query(list(fields.items())).encode(), FORM)
        assert (answer.status_code, "không phải là giá trị hợp lệ" in answer.content.decode()) == (200, True), path


HEAD = {
    "agencies_agency": "code,name,tier,parent,valid_from",
    "reports_indicator": "edition,appendix,code,position,label,unit,kind,choices,formula",
    "reports_checkrule": "edition,code,expression,severity,reason",
    "reports_sectiontemplate": "edition,code,position,title,level",
}
CSV = (
    b"",
    b"\x00\x00",
    b"\xff\xfe\x00",
    b"%PDF-1.7",
    b"PK\x03\x04" + b"\x00" * 50,
    b"a,a\n1,2",
    b"\n\n\n",
    b'"never ends',
    b"code" + b",x" * 3000,
    b"code\n" + b"a" * 200_000,
    "\ufeffcode,name,tier\n".encode() + "ế".encode() * 50_000,
)


@pytest.mark.parametrize("model", FILES)
def test_no_file_breaks_an_import(model, stage, clients, settings, tmp_path):
    settings.MEDIA_ROOT, path, found = tmp_path, reverse(f"admin:{model}_import"), []
    columns = HEAD[model].count(",") + 1
    lines = [
        ",".join([f'"{text[:500]}"'.replace('""', '"')] * columns) for text in hostile.EVERYTHING if '"' not in text
    ]
    files = [*CSV, *(f"{HEAD[model]}\n{line}\n".encode() for line in asking.some(lines, 0, most=12))]
    for content, kind in itertools.product(files, ("0", "x")):
        body = b'--x\r\nContent-Disposition: form-data; name="format"\r\n\r\n%s\r\n' % kind.encode()
        body += b'--x\r\nContent-Disposition: form-data; name="resource"\r\n\r\n0\r\n'
        body += (
            b'--x\r\nContent-Disposition: form-data; name="import_file"; filename="a.csv"\r\n\r\n%s\r\n--x--' % content
        )
        found += refused(asking.ask(clients["admin"], "POST", path, body, hostile.BOUNDARY), f"{path} {content[:60]!r}")
    assert found == []


@pytest.mark.parametrize("model", FILES)
def test_no_confirmation_or_export_breaks_a_register(model, stage, clients, settings, tmp_path):
    settings.MEDIA_ROOT, found = tmp_path, []
    asked = [
        (page, {"import_file_name": name, "original_file_name": "a.csv", "format": kind, "resource": chosen})
        for page in ("process_import", "export", "import")
        for name in ("../../etc/passwd", "/etc/passwd", "nowhere", "", ".", hostile.LONG)
        for kind, chosen in (("0", ""), ("-1", "0"), ("99", "99"), ("x", "x"), (hostile.HUGE, hostile.HUGE))
    ]
    for page, given in asking.some(asked, 0, most=45):
        path = reverse(f"admin:{model}_{page}")
        answer = asking.ask(clients["admin"], "POST", path, asking.query(list(given.items())).encode(), FORM)
        found += refused(answer, f"{path} {given}")
        assert b"root:" not in answer.content
    assert found == []


def test_no_question_breaks_a_choice(stage, clients):
    found, page = [], reverse("admin:autocomplete")
    good = {"app_label": "agencies", "model_name": "membership", "field_name": "agency", "term": "a", "page": "1"}
    asked = [good | {name: text} for name, text in itertools.product(good, (*hostile.EVERYTHING, "a " * 1000))]
    for given in asked:
        found += refused(asking.ask(clients["admin"], "GET", f"{page}?{asking.query(list(given.items()))}"), f"{given}")
    assert found == []


@pytest.fixture
def clerk(stage, clients):
    """A reporter with staff access, who fills in the forms of the administration."""
    from agencies.models import User

    User.objects.filter(pk=cast.reporter_a().pk).update(is_staff=True)
    return clients["reporter"]


@pytest.mark.parametrize(
    "page",
    [
        "appendices/2/",
        "appendices/5/",
        "sections/",
        "explanations/",
        "describe/",
        "act/take/",
        "act/send_for_signature/",
        "act/sign_and_send/",
    ],
)
def test_no_value_breaks_a_report_in_the_administration(page, stage, clerk):
    path, found = f"/admin/reports/report/{stage.draft.pk}/{page}", []
    fields = shown_fields(clerk, path) if page[0] in "as" and "act/" not in page else {}
    fields = fields or {
        "problem": "x",
        "text": "y",
        "data_as_of": "1/6/2024",
        "revision": "0",
        "number": "1",
        "day": "1/1/2024",
    }
    keys = [name for name in fields if name != "csrfmiddlewaretoken"]
    asked = [{name: text} for name, text in itertools.product(keys, hostile.EVERYTHING)]
    asked += [dict.fromkeys(keys, text) for text in hostile.EVERYTHING]
    for change in asking.some(asked, len(page), most=25):
        body = asking.query(list((fields | change).items())).encode()
        found += refused(asking.ask(clerk, "POST", path, body, FORM), f"{path} {change}"[:200])
    assert found == []
