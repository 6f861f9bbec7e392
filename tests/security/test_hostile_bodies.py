"""Does any form, file or JSON make the server fail? Whoever may send something may send nonsense."""

import itertools
import json

import pytest
from django.urls import reverse

from tests import filing, test_access
from tests.security import asking, hostile
from tests.test_access import ROWS

pytestmark = pytest.mark.django_db

stage, clients = test_access.stage, test_access.clients

FORM, JSON = "application/x-www-form-urlencoded", "application/json"
ROW_OF = {row.name: row for row in ROWS}
POSTS = {f"{row.name}-{place}": row for place, row in enumerate(ROWS) if row.post}
# Who gets as far as possible, what the form asks for, and which report is meant.
FIELDS = {
    "act-send_for_signature": ("reporter", "draft", "revision"),
    "act-sign_and_send": ("signer", "draft", "revision number day signer_name signer_title"),
    "act-decline": ("signer", "draft", "revision reason"),
    "act-withdraw": ("reporter", "sent", "revision reason"),
    "act-take": ("reviewer", "sent", "revision part"),
    "act-send_back": ("reviewer", "sent", "revision reason part"),
    "act-approve": ("reviewer", "sent", "revision reason part"),
    "act-reopen": ("reviewer", "sent", "revision reason part"),
    "explain": ("reporter", "draft", "problem text"),
    "describe": ("reporter", "draft", "data_as_of"),
    "prefill": ("reporter", "draft", "appendix"),
    "attach": ("reporter", "draft", "file"),
    "save_section": ("reporter", "draft", "text revision"),
    "copy_contributions": ("reporter", "draft", "take revision"),
    "remark": ("reviewer", "sent", "key section text part"),
    "drop_remark": ("reviewer", "sent", "part"),
    "approve_many": ("reviewer", "sent", "report back"),
    "generate_periods": ("admin", "sent", "year edition"),
    "open_period": ("admin", "sent", "pk"),
    "close_period": ("admin", "sent", "pk"),
    "reopen_period": ("admin", "sent", "pk"),
    "save_word_template": ("admin", "sent", "file"),
    "reset_word_template": ("admin", "sent", "version"),
    "report_pdf": ("reporter", "draft", "part"),
    "report_workbook_pdf": ("reporter", "draft", "part"),
    "province_pdf": ("viewer", "sent", "part"),
    "province_workbook_pdf": ("viewer", "sent", "part"),
    "ask_archive": ("viewer", "sent", "part"),
    "upload_form": ("reporter", "draft", "file"),
    "upload_tables": ("reporter", "draft", "file text"),
    "apply_upload": ("reporter", "draft", "take offer seen-2:1"),
    "save_typed_table": ("reporter", "draft", "row revision do field all-received all-early f1-online"),
    "upload_ledger": ("reporter", "draft", "agency span starts_on ends_on file"),
    "map_ledger_columns": ("reporter", "draft", "code procedure part"),
    "check_ledger_import": ("reporter", "draft", "part"),
    "confirm_ledger_import": ("reporter", "draft", "without_refused"),
    "cancel_ledger_import": ("reporter", "draft", "part"),
    "cancel_job": ("reporter", "draft", "part"),
    "run_job_again": ("reporter", "draft", "part"),
    "logout": ("viewer", "sent", "next"),
    "password_change": ("viewer", "sent", "old_password new_password1 new_password2"),
    "login": ("nobody", "sent", "username password next"),
}
GOOD = {"revision": "0", "number": "1/BC", "day": "1/7/2024", "signer_name": "A", "reason": "Vì sao", "text": "Vì sao"}
GOOD |= {"row": "all", "do": "save", "span": "own", "starts_on": "1/1/2024", "ends_on": "30/6/2024", "take": "2:1"}
BOTH = {"login", "password_change", "upload_ledger"}  # pages whose form comes back to their own address


def place(name: str, stage) -> str:
    view, _, action = name.partition("-")
    report = getattr(stage, FIELDS[name][1])
    given = {"pk": report.pk}
    if view == "act":
        given["name"] = action
    if view == "save_section":
        given["code"] = "I.1"
    if view == "drop_remark":
        given["remark_pk"] = stage.remark
    if view.endswith("_period"):
        given["pk"] = report.period_id
    if view in BOTH | {"approve_many", "generate_periods", "logout"} or view.endswith("_word_template"):
        given = {}
    elif name in ROW_OF:
        given = ROW_OF[name].args(stage, report)
    return reverse(view, kwargs=given)


@pytest.mark.parametrize("name", FIELDS)
def test_no_value_of_a_field_breaks_a_form(name, stage, clients):
    who, _, names = FIELDS[name]
    found, page = [], place(name, stage)
    known = {one: GOOD[one] for one in names.split() if one in GOOD}
    asked = [known | {one: text} for one, text in itertools.product(names.split(), hostile.EVERYTHING)]
    asked += [dict.fromkeys(names.split(), text) for text in hostile.EVERYTHING]
    for given in asking.some(asked, len(name), most=20):
        body = asking.query([*given.items(), *given.items()]).encode()
        found += asking.broken(asking.ask(clients[who], "POST", page, body, FORM), f"{page} {given}")
    assert found == []


def test_every_form_is_here():
    views = {name.partition("-")[0] for name in FIELDS} | {"save_figures", "preview_figures", "detach"}
    assert views - BOTH == {row.name for row in ROWS if row.post}


@pytest.mark.parametrize("name", [*POSTS, "login", "upload_ledger"])
def test_no_body_breaks_an_address(name, stage, clients):
    address = reverse(name) if name in BOTH else None
    found = []
    bodies = [(JSON, body) for body in hostile.JSON_BODIES] + list(hostile.FORM_BODIES)
    for turn, (content_type, body) in enumerate(bodies):
        who = ("reporter", "reviewer", "admin", "signer")[turn % 4]
        page = address or reverse(
            POSTS[name].name, kwargs=POSTS[name].args(stage, stage.sent if turn % 2 else stage.draft)
        )
        answer = asking.ask(clients[who], "POST", page, body, content_type)
        found += asking.broken(answer, f"{who} {page} {content_type} {body[:80]!r}")
    assert found == []


def changes(part: str) -> list[list[dict[str, object]]]:
    """Changes with something odd in one place, for the cells of every kind."""
    good = {"key": "2:1", "revision": 0, "typed": "1"}
    values = (*hostile.JSON_VALUES, *(text for text in hostile.TEXTS), *hostile.NUMBERS, "a\x01\x0b\ufffe", "'=1")
    found = [[good | {part: value}] for value in values]
    if part in ("typed", "note"):
        keys = ("2:2", "2:8", "4:3.1", "5:2.5", "3:2", "3:3.2", "6:6.1", "9:9", "2:", ":", "-1:1")
        found += [
            [{"key": key, "revision": 0, part: value}] for key, value in itertools.product(keys, ("", "1", "x", "-"))
        ]
    return found


@pytest.mark.parametrize("part", ["key", "revision", "typed", "note", "base", "more"])
@pytest.mark.parametrize("view", ["save_figures", "preview_figures"])
def test_nothing_typed_into_a_cell_breaks_it(view, part, stage, clients):
    page = reverse(view, args=[stage.draft.pk])
    found = []
    for asked in asking.some(changes(part), len(part), most=50):
        body = json.dumps({"changes": asked}).encode()
        answer = asking.ask(clients["reporter"], "POST", page, body, JSON)
        found += asking.broken(answer, f"{page} {asked}")
        assert answer["Content-Type"].startswith("application/json") or answer.status_code == 400
    assert found == []


@pytest.mark.parametrize("part", ["text", "revision"])
def test_nothing_written_into_a_section_breaks_it(part, stage, clients):
    page, found = reverse("save_section", args=[stage.draft.pk, "I.1"]), []
    for value in (*hostile.JSON_VALUES, *hostile.TEXTS, "a" * 50_001):
        body = json.dumps({"text": "Chữ", "revision": 0} | {part: value}).encode()
        found += asking.broken(
            asking.ask(clients["reporter"], "POST", page, body, JSON), f"{page} {part} {value!r}"[:200]
        )
    assert found == []


NAMES = (
    "a" * 255 + ".pdf",
    "ử" * 250 + ".pdf",
    "a\x01b.pdf",
    "../../etc/passwd",
    "C:\\con.pdf",
    "",
    ".",
    "..pdf",
    'a";b="c.pdf',
    "\u202efdp.exe",
    "a\ufffe\uffff.pdf",
    "ﬁ" * 100 + ".PDF",
    "\ufb2c" * 120 + ".pdf",
)


@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
def test_a_file_of_any_name_is_kept_under_a_name_of_ours(name, stage, clients, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    quoted = name.replace('"', "%22").encode()
    body = b'--x\r\nContent-Disposition: form-data; name="file"; filename="%s"\r\n' % quoted
    body += b"Content-Type: application/pdf\r\n\r\n%PDF-1.7\n%%EOF\r\n--x--\r\n"
    page = reverse("attach", args=[stage.draft.pk])
    answer = asking.ask(clients["reporter"], "POST", page, body, hostile.BOUNDARY)
    assert answer.status_code in (302, 400, 422)
    kept = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert all(path.name.replace(".pdf", "").isalnum() and len(path.stem) == 32 for path in kept)
    assert len(kept) == (answer.status_code == 302)


@pytest.mark.parametrize("text", ["99999999999", "99999999999,9999", "0", "0,0001"])
def test_the_largest_figures_everywhere_add_up_without_an_error(text, stage, clients):
    sheet = filing.sheet(stage.draft).sheet
    keys = [key for key, cell in sheet.items() if cell.state != "out_of_scope"]
    changes = [{"key": key, "revision": sheet[key].revision, "typed": text} for key in keys]
    address = reverse("save_figures", args=[stage.draft.pk])
    answer = asking.ask(clients["reporter"], "POST", address, json.dumps({"changes": changes}).encode(), JSON)
    assert answer.status_code == 200
    assert len(keys) > 90
