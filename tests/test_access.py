"""Who may call which address? Every address times every role times own and foreign report, read off the URLconf.

A new page needs one line in ROWS: its URL name and what each of WHO gets, in that order. Two strings: for a draft of
Sở Kế hoạch và Đầu tư, and for its report that was sent. "login" is a redirect to the login page.
"""

import copy
import dataclasses
import json
import re
import uuid
from collections.abc import Callable, Iterator

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, get_resolver, reverse

from agencies.models import User
from reports.models import Report
from tests import cast, staged

pytestmark = pytest.mark.django_db

WHO = ("nobody", "reporter", "foreign", "signer", "reviewer", "viewer", "admin", "gone")


Stage = staged.Stage
Arguments = Callable[[Stage, Report], dict[str, object]]


@dataclasses.dataclass(frozen=True)
class Row:
    """One address and one method: what each of WHO gets, for a draft and for a report that was sent (or just once)."""

    name: str
    expected: tuple[str, ...]
    post: bool = False
    args: Arguments = lambda stage, report: {"pk": report.pk}
    data: object = None  # of a post; JSON where ``json``
    json: bool = False


def get(name: str, *expected: str, args: Arguments | None = None) -> Row:
    return Row(name, expected, args=args or (Row.args if len(expected) == 2 else lambda stage, report: {}))


def post(name: str, *expected: str, args: Arguments | None = None, body: object = None) -> Row:
    """``body`` is sent as JSON; without one the post is empty."""
    own = args or (Row.args if len(expected) == 2 else lambda stage, report: {})
    return Row(name, expected, True, own, body, json=body is not None)


def appendix(stage: Stage, report: Report) -> dict[str, object]:
    return {"pk": report.pk, "number": 2}


def source(stage: Stage, report: Report) -> dict[str, object]:
    return {"pk": report.pk, "number": 4, "code": "3.1.1"}


def section(stage: Stage, report: Report) -> dict[str, object]:
    return {"pk": report.pk, "code": "I.1"}


def file_of(stage: Stage, report: Report) -> dict[str, object]:
    return {"pk": report.pk, "key": stage.keys[report.pk]}


def file_alone(stage: Stage, report: Report) -> dict[str, object]:
    return {"key": stage.keys[report.pk]}


def action(name: str) -> Arguments:
    return lambda stage, report: {"pk": report.pk, "name": name}


def a_remark(stage: Stage, report: Report) -> dict[str, object]:
    return {"pk": report.pk, "remark_pk": stage.remark}


def the_job(stage: Stage, report: Report) -> dict[str, object]:
    return {"key": stage.job}


def the_import(stage: Stage, report: Report) -> dict[str, object]:
    return {"key": stage.ledger_import}


def a_file(kind: str, arguments: Arguments = lambda stage, report: {}) -> Arguments:
    return lambda stage, report: {"kind": kind, **arguments(stage, report)}


def a_code(stage: Stage, report: Report) -> dict[str, object]:
    return {"code": "0123456789ab"}


def in_period(**more: object) -> Arguments:
    return lambda stage, report: {"pk": report.period_id, **more}


def planned(stage: Stage, report: Report) -> dict[str, object]:
    return {"pk": stage.planned.pk}


def typed_table(stage: Stage, report: Report) -> dict[str, object]:
    return {"agency": report.agency_id, "starts_on": report.period.starts_on, "ends_on": report.period.ends_on}


OWN = "login 200 404 200 404 404 404 login"  # a draft: those who work there
READ = "login 200 404 200 200 200 404 login"  # sent: the reviewers and the province's viewers too
ALL = "login 200 200 200 200 200 200 login"
MEMBERS = "login 200 200 200 200 200 404 login"  # each the dossiers that are his to see
UPLOADER = "login 200 404 404 404 404 404 login"  # what somebody brought is his alone
PUBLIC = "200 200 200 200 200 200 200 200"
WHOLE = "login 404 404 404 200 200 404 login"  # the province as a whole: to others it is not there
IMPORT = "login 200 404 200 200 200 404 login"  # who works there, and who sees the whole province
JOB = "login 200 404 404 404 404 200 login"  # who asked for it, and who looks after the machine
UNKNOWN = "404 404 404 404 404 404 404 404"
NOWHERE = "login 404 404 404 404 404 404 login"
ADMIN = "login 403 403 403 403 403 302 login"
PREPARED = ("login 422 404 403 404 404 404 login", "login 422 404 403 403 403 404 login")
SIGNED = ("login 403 404 422 404 404 404 login", "login 403 404 422 403 403 404 login")

FIGURE = {"changes": [{"key": "2:1", "revision": 0, "typed": "6"}]}

ROWS = (
    get("home", ALL),
    get("favicon", "302 302 302 302 302 302 302 302"),
    get("healthz", PUBLIC),
    get("login", "200 302 302 302 302 302 302 200"),
    post("logout", "login login login login login login login login"),
    get("password_change", ALL),
    get("agencies", ALL),
    get("agency", ALL, args=lambda stage, report: {"pk": report.agency_id}),
    get("procedures", ALL),
    get("procedure", ALL, args=lambda stage, report: {"pk": stage.procedure}),
    get("procedure_counts", ALL),
    get("dossiers", MEMBERS),
    get("dossier_list", MEMBERS),
    get("overdue_dossiers", MEMBERS),
    get("slowest_procedures", MEMBERS),
    get("typed_table", "login 200 404 200 200 200 404 login", args=typed_table),
    post("save_typed_table", "login 409 404 403 403 403 404 login", args=typed_table),
    get("report", OWN, READ),
    get("report_appendix", OWN, READ, args=appendix),
    post("save_figures", "401 200 404 403 403 403 404 401", "401 403 404 403 403 403 404 401", body=FIGURE),
    post("preview_figures", "401 200 404 200 404 404 404 401", "401 200 404 200 200 200 404 401", body=FIGURE),
    post("prefill", "login 302 404 403 404 404 404 login", "login 302 404 403 403 403 404 login"),
    # No register counts anything here: the address leads nowhere, for whoever may read the report as well.
    get("report_source", NOWHERE, args=source),
    get("report_sections", OWN, READ),
    get("section_contributions", NOWHERE, args=section),
    post("copy_contributions", NOWHERE, args=section),
    get("report_print", OWN, READ),
    get("report_history", OWN, READ),
    get("report_workbook", OWN, READ),
    get("report_form", "login 200 404 403 404 404 404 login", "login 302 404 403 403 403 404 login"),
    post("upload_form", "login 422 404 403 404 404 404 login", "login 422 404 403 403 403 404 login"),
    post("upload_tables", "login 422 404 403 404 404 404 login", "login 422 404 403 403 403 404 login"),
    get("report_upload", UPLOADER, UPLOADER, args=file_of),
    get("upload_errors", UPLOADER, UPLOADER, args=file_of),
    post("apply_upload", "login 409 404 404 404 404 404 login", "login 409 404 404 404 404 404 login", args=file_of),
    get("report_word", OWN, READ),
    post("report_pdf", "login 409 404 409 404 404 404 login", "login 409 404 409 409 409 404 login"),
    post("report_workbook_pdf", "login 409 404 409 404 404 404 login", "login 409 404 409 409 409 404 login"),
    get("attachment", OWN, READ, args=file_alone),
    # Posts carry nothing that could be carried out: 422 asks for it, 409 says that the state is another one.
    post("act", *PREPARED, args=action("send_for_signature")),
    post("act", *SIGNED, args=action("sign_and_send")),
    post("act", "login 403 404 403 404 404 404 login", "login 403 404 403 422 403 404 login", args=action("approve")),
    post("act", "login 404 404 404 404 404 404 login", "login 404 404 404 404 404 404 login", args=action("publish")),
    post("explain", "login 422 404 422 404 404 404 login", "login 422 404 422 403 403 404 login"),
    post("describe", "login 302 404 409 404 404 404 login", "login 409 404 409 403 403 404 login"),
    post("attach", "login 422 404 422 404 404 404 login", "login 422 404 422 403 403 404 login"),
    post("detach", "login 302 404 302 404 404 404 login", "login 409 404 409 403 403 404 login", args=file_of),
    post("save_section", "login 400 404 400 404 404 404 login", "login 400 404 400 400 400 404 login", args=section),
    get("review_queue", "login 403 403 403 200 403 403 login"),
    post("approve_many", "login 403 403 403 302 403 403 login"),
    get("review_report", "login 403 404 403 404 404 404 login", "login 403 404 403 200 403 404 login"),
    post("remark", "login 403 404 403 404 404 404 login", "login 403 404 403 422 403 404 login"),
    post("drop_remark", "login 403 404 403 404 404 404 login", "login 403 404 403 302 403 404 login", args=a_remark),
    get("periods", ALL),
    post("generate_periods", "login 403 403 403 403 403 422 login"),
    post("open_period", ADMIN, args=planned),
    post("close_period", ADMIN, args=in_period()),
    post("reopen_period", "login 403 403 403 403 403 409 login", args=in_period()),
    # Nothing is approved in that period: who may ask is told so on the page of periods.
    post("ask_archive", "login 403 403 403 302 302 302 login", args=in_period()),
    # The job is another person's or another work's: to nobody an archive, or a PDF.
    get("archive", NOWHERE, args=the_job),
    get("made_pdf", NOWHERE, args=the_job),
    # Whoever holds a paper may ask whether it is the approved one; nothing here is approved, so no code is known.
    get("confirm", PUBLIC),
    get("confirm_code", UNKNOWN, args=a_code),
    get("confirm_picture", UNKNOWN, args=a_code),
    get("catalogue", ALL),
    get("ledger_imports", "login 200 200 200 200 200 403 login"),
    get("upload_ledger", "login 200 200 403 403 403 403 login"),
    get("ledger_template", ALL, args=a_file("xlsx")),
    get("ledger_import", IMPORT, args=the_import),
    post("map_ledger_columns", "login 409 404 403 403 403 404 login", args=the_import),
    post("check_ledger_import", "login 409 404 403 403 403 404 login", args=the_import),
    post("confirm_ledger_import", "login 409 404 403 403 403 404 login", args=the_import),
    post("cancel_ledger_import", "login 302 404 403 403 403 404 login", args=the_import),
    get("ledger_refusals", IMPORT, args=the_import),
    get("ledger_refusals_file", IMPORT, args=a_file("xlsx", the_import)),
    get("jobs", ALL),
    get("job", JOB, args=the_job),
    get("job_state", JOB, args=the_job),
    post("cancel_job", "login 302 404 404 404 404 302 login", args=the_job),
    post("run_job_again", "login 302 404 404 404 404 302 login", args=the_job),
    get("province", WHOLE),
    get("province_workbook", WHOLE, args=in_period()),
    get("province_word", WHOLE, args=in_period()),
    # The tests have no LibreOffice: who may read the papers is told that no PDF can be made.
    post("province_pdf", "login 404 404 404 409 409 404 login", args=in_period()),
    post("province_workbook_pdf", "login 404 404 404 409 409 404 login", args=in_period()),
    get("word_template", ALL),
    get("word_template_file", ALL),
    post("save_word_template", "login 403 403 403 403 403 422 login"),
    post("reset_word_template", ADMIN),
    get("province_appendix", WHOLE, args=in_period(number=2)),
    get("province_cell", WHOLE, args=in_period(number=2, code="2.1")),
)


@pytest.fixture(scope="module")
def stage(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[Stage]:
    """Made once for the module, and rolled back with everything that a test leaves."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch, transaction.atomic():
        patch.setattr("django.conf.settings.MEDIA_ROOT", tmp_path_factory.mktemp("media"))
        yield staged.make()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def clients(stage) -> dict[str, Client]:
    """A session for each of WHO; the one who is gone had his before his account was shut."""
    people: dict[str, User | None] = {
        "nobody": None,
        "reporter": cast.reporter_a(),
        "foreign": cast.reporter_b(),
        "signer": cast.signer_a(),
        "reviewer": cast.reviewer(),
        "viewer": cast.viewer(),
        "admin": cast.admin(),
        "gone": cast.second_reporter_a(),
    }
    found = {}
    for who, user in people.items():
        found[who] = Client(raise_request_exception=True)
        if user:
            found[who].force_login(user)
    User.objects.filter(pk=people["gone"].pk).update(is_active=False)  # type: ignore[union-attr]
    return found


def patterns(resolver=None, prefix: str = "", namespace: str = "") -> Iterator[tuple[str, str]]:
    """Every (name, route) of the URLconf; namespaces before a colon."""
    for one in (resolver or get_resolver()).url_patterns:
        route = prefix + str(one.pattern)
        if isinstance(one, URLPattern):
            yield f"{namespace}{one.name}", route
        else:
            yield from patterns(one, route, f"{namespace}{one.namespace}:" if one.namespace else namespace)


def is_administration(route: str) -> bool:
    return route.startswith("admin/")


def call(client: Client, row: Row, stage: Stage, report: Report, method: str = "") -> object:
    """The answer; whatever a post has done is undone."""
    address = reverse(row.name, kwargs=row.args(stage, report))
    with transaction.atomic():
        client = same(client)
        answer = client.generic(method or ("POST" if row.post else "GET"), address, **sent(row))
        if answer.streaming:
            b"".join(answer.streaming_content)  # read to its end a file closes itself
        transaction.set_rollback(True)
    return answer


def sent(row: Row) -> dict[str, str]:
    return {"data": json.dumps(row.data), "content_type": "application/json"} if row.json else {}


def same(client: Client) -> Client:
    """The same session in a browser of its own: an answer may end the session of that one only."""
    twin = Client(enforce_csrf_checks=client.handler.enforce_csrf_checks)
    twin.cookies = copy.deepcopy(client.cookies)
    return twin


def said(answer) -> str:
    """The status, or "login" for a redirect to the login page; a page must not be the login page under a 200."""
    if answer.status_code == 302 and answer["Location"].startswith(reverse("login")):
        return "login"
    return str(answer.status_code)


def test_every_address_has_a_row_and_every_row_an_address():
    names = {name for name, route in patterns() if not is_administration(route)}
    assert names == {row.name for row in ROWS}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_everybody_gets_what_the_table_says(row, stage, clients):
    found = tuple(
        " ".join(said(call(clients[who], row, stage, report)) for who in WHO)
        for report, _ in zip((stage.draft, stage.sent), row.expected, strict=False)
    )
    assert found == row.expected


@pytest.mark.parametrize("row", [row for row in ROWS if len(row.expected) == 2], ids=lambda row: row.name)
def test_a_foreign_report_is_answered_like_one_that_does_not_exist(row, stage, clients):
    missing = dataclasses.replace(stage, keys=dict.fromkeys(stage.keys, uuid.uuid4()))
    nowhere = Report(pk=stage.sent.pk + 10_000, period=stage.sent.period, agency=stage.sent.agency)
    missing.keys[nowhere.pk] = uuid.uuid4()
    for report in (stage.draft, stage.sent):
        foreign = call(clients["foreign"], row, stage, report)
        absent = call(clients["foreign"], row, missing, nowhere)
        assert (foreign.status_code, foreign.content) == (absent.status_code, absent.content) == (404, absent.content)


@pytest.mark.parametrize("row", [row for row in ROWS if row.post], ids=lambda row: row.name)
def test_an_address_that_changes_something_answers_posts_only(row, stage, clients):
    for method in ("GET", "HEAD", "PUT", "DELETE"):
        assert call(clients["reporter"], row, stage, stage.draft, method).status_code == 405


@pytest.mark.parametrize("row", [row for row in ROWS if row.post and row.name != "logout"], ids=lambda row: row.name)
def test_a_post_without_the_token_of_the_session_is_refused(row, stage, clients):
    client = Client(enforce_csrf_checks=True)
    client.cookies = clients["reporter"].cookies
    assert call(client, row, stage, stage.draft).status_code == 403


READS = re.compile(r"\s*(SELECT|WITH found|DECLARE|FETCH|CLOSE|SAVEPOINT|RELEASE|ROLLBACK|BEGIN|PRAGMA|EXPLAIN)", re.I)


@pytest.mark.parametrize("row", [row for row in ROWS if not row.post], ids=lambda row: row.name)
def test_looking_changes_nothing(row, stage, clients):
    before = contents()
    asked = {reverse(row.name, kwargs=row.args(stage, one)): one for one in (stage.draft, stage.sent)}  # each once
    for who in WHO:
        for report in asked.values():
            with CaptureQueriesContext(connection) as queries:
                for method in ("GET", "HEAD"):
                    call(clients[who], row, stage, report, method)
            written = [query["sql"] for query in queries if not READS.match(meant(query["sql"]))]
            assert written == []
    assert contents() == before


def meant(sql: str) -> str:
    """The statement that PostgreSQL has planned under the name that is executed; of any other, itself."""
    if not sql.startswith("EXECUTE "):
        return sql
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements WHERE name = %s", [sql.split()[1]])
        return cursor.fetchone()[0].partition(" AS ")[2]


def contents() -> dict[str, int]:
    """How many rows every table has; what the statements of a page say is looked at besides."""
    return {model._meta.db_table: model._default_manager.count() for model in apps.get_models() if model._meta.managed}


def administration() -> list[str]:
    """Every address of the administration; where it asks for an object, for one that may not exist."""
    routes = (route for _, route in patterns() if is_administration(route) and "(" not in route)
    return sorted({re.sub("<[^>]+>", "1", route) for route in routes})


DOORS = {"admin/login/", "admin/logout/", "admin/password_change/", "admin/password_change/done/"}


@pytest.mark.parametrize("address", administration())
def test_the_administration_is_for_the_staff(address, stage, clients):
    for who in WHO:
        with transaction.atomic():
            answer = same(clients[who]).get(f"/{address}")
            transaction.set_rollback(True)
        if who == "admin":
            assert answer.status_code < 500
        elif address not in DOORS:
            assert answer.status_code in (302, 403, 404, 405), (who, answer.status_code)
