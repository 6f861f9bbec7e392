"""Does any address, parameter, header or method make the server fail? A hostile request is refused, not an error."""

import itertools

import pytest
from django.urls import reverse

from tests import test_access
from tests.security import asking, hostile
from tests.test_access import ROWS

pytestmark = pytest.mark.django_db

stage, clients = test_access.stage, test_access.clients

LIST = "page per_page sort export"
# What each page reads from its address; a page that is missing here is asked for the parameters of every list.
PARAMETERS = {
    "login": "next username",
    "agencies": f"{LIST} q tier day",
    "agency": "p-page p-per_page p-sort export",
    "procedures": f"{LIST} q tier field agency state on linked online eligible one_stop fee payment portal beyond "
    "announced_from announced_to ended_from ended_to used_from used_to used_at",
    "procedure_counts": "export on",
    "dossiers": "agency tier field from to by below export",
    "dossier_list": f"{LIST} agency tier field from to column below q",
    "overdue_dossiers": f"{LIST} agency tier field from to below q",
    "slowest_procedures": f"{LIST} agency tier field from to below q",
    "ledger_refusals": "page",
    "report": "version",
    "report_appendix": "version",
    "report_sections": "version",
    "report_print": "version",
    "report_workbook": "version",
    "report_word": "version",
    "word_template": "version",
    "word_template_file": "version",
    "report_history": f"{LIST} version kind cell",
    "review_queue": f"{LIST} period tier late q turn",
    "review_report": "version part",
    "catalogue": f"{LIST} code appendix kind lead q",
    "province": f"{LIST} period stage tier",
    "province_workbook": "stage tier",
    "province_word": "stage tier",
    "province_appendix": "stage tier",
    "province_cell": f"{LIST} stage tier q given",
}
READS = {row.name: row for row in ROWS if not row.post}
WHO = {"review_queue": "reviewer", "review_report": "reviewer", "login": "nobody"}
DOSSIERS = "code procedure agency channel received_on due_on finished_on outcome timing late delay_reason"
SORTS = {
    "agencies": "code name tier kind parent document_code valid_from valid_to",
    "report_history": "number at by_name action subject before after note",
    "review_queue": "chosen agency tier period status sent_at age progress errors warnings remarks taken_by",
    "catalogue": "appendix code label unit kind formula rollup lead tiers help legal",
    "dossier_list": DOSSIERS,
    "overdue_dossiers": DOSSIERS,
    "slowest_procedures": "code name field resolved late average nine_in_ten",
    "procedures": "code name field tier agency one_stop linked online has_fee valid_from valid_to",
    "ledger_imports": "name agency starts_on ends_on state rows added changed refused by at",
    "jobs": "title state message created_at finished_at",
    "periods": "name starts_on ends_on due_on left edition state asked sent approved acts",
    "province": "agency tier status filled days",
    "province_cell": "agency tier value parts state note version",
}


def who_reads(name: str) -> str:
    return WHO.get(name, "viewer" if name.startswith("province") else "reporter")


def address(row, stage) -> str:
    return reverse(row.name, kwargs=row.args(stage, stage.sent))


@pytest.mark.parametrize("name", READS)
def test_no_parameter_breaks_a_page(name, stage, clients):
    client, page = clients[who_reads(name)], address(READS[name], stage)
    names = PARAMETERS.get(name, LIST).split()
    asked = [[pair] for pair in itertools.product(names, hostile.EVERYTHING)]
    asked += [[(one, text) for one in names] for text in hostile.EVERYTHING]
    asked = asking.some(asked, len(name), most=20 if name == "catalogue" else 40) + [
        [(one, "1"), (one, "-1")] for one in names
    ]
    found = []
    for pairs in asked:
        found += asking.broken(asking.ask(client, "GET", f"{page}?{asking.query(pairs)}"), f"{page} {pairs}")
    assert found == []


@pytest.mark.parametrize("name", SORTS)
def test_every_list_sorts_by_everything_and_comes_as_a_file(name, stage, clients):
    client, page = clients[who_reads(name)], address(READS[name], stage)
    columns = SORTS[name].split()
    asked = [f"sort={sign}{column}" for column in columns for sign in ("", "-")]
    asked += [f"export={kind}&sort={','.join(columns)}" for kind in ("xlsx", "csv")]
    asked += ["&".join(f"sort=-{column}" for column in columns), "page=2&sort=" + columns[0]]
    answers = {one: asking.ask(client, "GET", f"{page}?{one}").status_code for one in asked}
    assert set(answers.values()) == {200}, answers


def test_unreadable_bytes_are_refused_wherever_they_stand(stage, clients):
    statuses = {
        (name, place, bad): asking.ask(clients[who_reads(name)], "GET", place).status_code
        for name, row in READS.items()
        for bad in hostile.UNREADABLE
        for place in (f"{address(row, stage)}?q={bad}", f"{address(row, stage)}?{bad}=1")
    }
    assert set(statuses.values()) == {400}


PLACES = (
    "/agencies/{}/",
    "/reports/{}/",
    "/reports/{}/appendices/2/",
    "/reports/1/appendices/{}/",
    "/reports/{}/sections/",
    "/reports/{}/print/",
    "/reports/{}/history/",
    "/reports/{}/workbook.xlsx",
    "/files/{}/",
    "/review/{}/",
    "/province/{}/workbook.xlsx",
    "/province/{}/appendices/2/",
    "/province/1/appendices/{}/",
    "/province/1/appendices/2/{}/",
    "/procedures/{}/",
    "/dossiers/typed/{}/2024-01-01/2024-06-30/",
    "/dossiers/typed/1/{}/2024-06-30/",
    "/dossiers/imports/{}/",
    "/dossiers/imports/template.{}",
    "/jobs/{}/state/",
    "/static/{}",
    "/{}",
)


def test_no_value_in_a_path_breaks_it(stage, clients):
    found = []
    for turn, (place, text) in enumerate(itertools.product(PLACES, hostile.EVERYTHING)):
        path = place.format(asking.quote(text, safe="/" if text.startswith("..") else ""))
        path = path.replace("/1/", f"/{stage.sent.period_id if 'province' in path else stage.sent.pk}/")
        who = ("reporter", "reviewer")[turn % 2]
        found += asking.broken(asking.ask(clients[who], "GET", path), f"{who} {path}")
    assert found == []


@pytest.mark.parametrize("name, value", hostile.HEADERS, ids=lambda text: text[:40])
def test_no_header_breaks_a_page(name, value, stage, clients):
    found = []
    for page in ("home", "agencies", "report_history", "login", "attachment", "healthz"):
        # As a server hands it over: bytes as Latin-1. The query is what another charset would be read with.
        path = address(READS[page], stage) + "?q=%5Cud800%5Cu0000&next=+AAA-&cell=%5Cud800"
        found += asking.broken(asking.ask(clients["reporter"], "GET", path, **{name: value}), f"{path} {name}: {value}")
    body = b"username=lan.skhdt&password=x"
    form = "application/x-www-form-urlencoded"
    headers = {name: value} if name != "content-type" else {}
    found += asking.broken(asking.ask(clients["nobody"], "POST", "/login/", body, form, **headers), f"login {name}")
    assert found == []


FORMS = ("login", "password_change", "upload_ledger")  # shown and sent under one address
OTHERS = ("PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND", "QUATSCH")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_methods_that_a_page_does_not_offer_are_refused(row, stage, clients):
    unsafe = set(OTHERS) | ({"GET", "HEAD"} if row.post else {"POST"})
    unsafe -= {"POST"} if row.name in FORMS else set()
    for method in sorted(unsafe):
        for who in ("reporter", "reviewer", "nobody") if row.name != "login" else ("nobody",):
            answer = asking.ask(clients[who], method, address(row, stage))
            # A stranger is sent to the login page before the page is asked; OPTIONS may be answered, without a body.
            stranger = who == "nobody" and answer.status_code in (302, 401)
            options = method == "OPTIONS" and answer.status_code == 200 and not answer.content
            assert answer.status_code == 405 or stranger or options, (who, method, answer.status_code)
