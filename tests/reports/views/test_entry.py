import json
import re
from collections.abc import Callable
from itertools import pairwise

import pytest
from django.test import Client

from agencies.models import Event
from reports.models import Figure, Period
from reports.services import periods, review
from tests import cast, filing
from tests.reports import real

pytestmark = pytest.mark.django_db


@pytest.fixture
def report():
    cast.snv()
    return filing.report(cast.skhdt())


@pytest.fixture
def read(client, report) -> Callable[..., str]:
    """The HTML of an appendix for somebody; None when he may not know of it."""

    def get(user, number: int = 2, query: str = "") -> str | None:
        client.force_login(user)
        answer = client.get(f"/reports/{report.pk}/appendices/{number}/{query}")
        return answer.content.decode() if answer.status_code == 200 else None

    return get


@pytest.fixture
def save(client, report) -> Callable[..., tuple[int, dict]]:
    """Status and JSON of a save by somebody."""

    def post(user, *changes: dict, to: str = "figures/") -> tuple[int, dict]:
        client.force_login(user)
        body = {"changes": list(changes)}
        answer = client.post(f"/reports/{report.pk}/{to}", json.dumps(body), content_type="application/json")
        return answer.status_code, answer.json() if answer["Content-Type"] == "application/json" else {}

    return post


def change(key: str, typed: str, revision: int = 0) -> dict:
    return {"key": key, "revision": revision, "typed": typed}


def as_filed() -> dict[str, str]:
    return {key: text for key, text in real.as_filed().items() if text}


# --- the page ---


def test_what_frames_the_page_is_what_frames_the_other_pages_of_the_report(client, report):
    client.force_login(cast.reporter_a())

    def frame(address: str) -> str:
        html = client.get(f"/reports/{report.pk}/{address}").content.decode()
        header = html[html.index("<body") : html.index('<div class="page-head__actions">')]
        header = re.sub(r'value="\w{64}"|<body class="[^"]*">|<h1>[^<]*</h1>', "", header)
        return re.sub(r"\s+|(?<=>)\s+(?=<)", "", header)

    assert "TrầnThịLan" in frame("sections/")
    assert frame("appendices/2/") == frame("sections/")


def test_the_reporter_gets_inputs_for_his_cells_and_none_for_others(read):
    html = read(cast.reporter_a())
    assert html.count('data-field="typed"') == 17
    assert "Sở Nội vụ nhập tại báo cáo của tỉnh" in html
    assert "chưa đủ số liệu" in html
    assert "thiếu 2.2, 2.1" in html


@pytest.mark.parametrize("who", [cast.signer_a, cast.reviewer, cast.viewer])
def test_readers_see_why_they_cannot_write(read, report, who):
    filing.submit(report, cast.reporter_a(), cast.signer_a())
    html = read(who())
    assert 'data-field="typed"' not in html
    assert "Chỉ đọc." in html


def test_an_unsent_report_is_unknown_to_others(read):
    for user in (cast.reporter_b(), cast.reviewer(), cast.viewer(), cast.reporter_district()):
        assert read(user) is None


def test_an_appendix_that_the_edition_lacks_is_not_found(read):
    assert read(cast.reporter_a(), 9) is None
    assert read(cast.reporter_a(), 1) is None


def test_an_older_version_is_read_only(read, report):
    filing.submit(report, cast.reporter_a(), cast.signer_a())
    filing.act(report, "approve", cast.reviewer())
    filing.act(report, "reopen", cast.reviewer(), reason="Đính chính.")
    assert 'data-field="typed"' in read(cast.reporter_a())
    old = read(cast.reporter_a(), query="?version=1")
    assert 'data-field="typed"' not in old
    assert "bản cũ chỉ để đọc" in old
    assert read(cast.reporter_a(), query="?version=7") is None


def test_after_a_return_only_the_named_cell_is_open(read, report):
    filing.submit(report, cast.reporter_a(), cast.signer_a())
    review.remark(report.pk, "Khác kế hoạch đã duyệt.", by=cast.reviewer(), key="2:2.1")
    filing.act(report, "send_back", cast.reviewer())
    html = read(cast.reporter_a())
    assert html.count('data-field="typed"') == 1
    assert "Khác kế hoạch đã duyệt." in html
    assert "Đã khóa" in html


def test_a_closed_period_shuts_the_page(read, report):
    periods.close_period(Period.objects.get(pk=report.period_id), by=None)
    assert "Kỳ báo cáo đã đóng" in read(cast.reporter_a())


def test_last_periods_figure_stands_beside_with_the_change(client):
    first = filing.report(cast.skhdt(), "q1")
    filing.fill_all(first, cast.reporter_a(), **{"2:1": "4"})
    filing.act(first, "send_for_signature", cast.reporter_a())
    filing.act(first, "sign_and_send", cast.signer_a(), paper=filing.PAPER)
    half = filing.report(cast.skhdt())
    filing.fill(half, {"2:1": "6"}, cast.reporter_a())
    client.force_login(cast.reporter_a())
    html = client.get(f"/reports/{half.pk}/appendices/2/").content.decode()
    assert '<span class="past">4</span><span class="change">+2</span>' in html


def test_in_the_provinces_report_only_the_lead_types(client):
    cast.province(), cast.skhdt(), cast.snv()
    report = filing.report(cast.province())
    client.force_login(cast.reporter_snv())
    html = client.get(f"/reports/{report.pk}/appendices/2/").content.decode()
    assert html.count('data-field="typed"') == 4  # 3.1, 3.2, 4.1 and 4.2
    assert "Cộng từ báo cáo của các đơn vị" in html


def test_in_the_provinces_report_the_agencies_add_up(client):
    cast.province()
    filing.fill(filing.report(cast.skhdt()), {"2:1": "6", "2:2.1": "21", "2:2.2": "12"}, cast.reporter_a())
    filing.submit(filing.report(cast.stc()), cast.reporter_b(), cast.signer_b())
    report = filing.report(cast.province())
    client.force_login(cast.member("hien.ubnd", "Nguyễn Thị Hiền", "reporter", cast.province()))
    html = client.get(f"/reports/{report.pk}/appendices/2/").content.decode()
    assert 'Cộng từ <span class="nowrap">1/2 đơn vị' in html
    assert "số tạm tính" in html
    client.force_login(cast.reporter_snv())  # types a few cells of it, and may not see what the others sent
    assert "Cộng từ <span" not in client.get(f"/reports/{report.pk}/appendices/2/").content.decode()


@pytest.mark.parametrize("number", range(2, 9))
def test_a_page_costs_few_queries_whatever_it_holds(client, django_assert_max_num_queries, number):
    filing.submit(filing.report(cast.skhdt(), "q1"), cast.reporter_a(), cast.signer_a())
    report = filing.report(cast.skhdt())
    filing.submit(report, cast.reporter_a(), cast.signer_a())
    review.remark(report.pk, "Khác kế hoạch đã duyệt.", by=cast.reviewer(), key="2:2.1")
    filing.act(report, "send_back", cast.reviewer())
    client.force_login(cast.reporter_a())
    with django_assert_max_num_queries(12):
        assert client.get(f"/reports/{report.pk}/appendices/{number}/").status_code == 200


def test_what_people_typed_is_only_text_on_the_page(read, report):
    evil = "<img src=x onerror=alert(1)>\"'</script>"
    filing.fill(report, {"2:8": evil, "2:3": evil, "2:2": evil}, cast.reporter_a())
    html = read(cast.reporter_a())
    assert "<img" not in html.split("<main", 1)[1]
    assert "&lt;img src=x" in html


# --- saving ---


def test_a_save_answers_with_the_derived_cells_and_the_problems_that_changed(save):
    _, said = save(cast.reporter_a(), change("2:2.1", "12"))
    assert (said["cells"]["2:2"]["state"], said["cells"]["2:2"]["parts"]) == ("missing", "thiếu 2.2")
    status, said = save(cast.reporter_a(), change("2:2.2", "21"))
    assert status == 200
    assert said["cells"]["2:2"]["shown"] == "175,00 %"
    assert said["cells"]["2:2"]["parts"] == "21 / 12"
    assert [(p["rule"], p["severity"]) for p in said["problems"]["added"]] == [("PL2-2", "error")]
    assert said["problems"]["gone"] == ["MISSING|2:2.2"]
    assert said["counts"] == {"errors": 1, "warnings": 3}
    assert said["progress"]["2"] == [2, 15]


def test_a_text_that_cannot_be_read_comes_with_its_offer(save):
    _, said = save(cast.reporter_a(), change("2:8", "9 cuộc"))
    offers = [problem["offer"] for problem in said["problems"]["added"] if problem["rule"] == "INPUT"]
    assert offers == [{"typed": "1", "note": "9 cuộc"}]
    assert said["cells"]["2:8"]["text"] == "9 cuộc"


def test_a_stale_cell_answers_with_what_is_stored_and_who_stored_it(save):
    save(cast.second_reporter_a(), change("2:1", "6"))
    status, said = save(cast.reporter_a(), change("2:1", "7"), change("2:2.1", "21"))
    assert status == 409
    theirs = said["conflicts"]["2:1"]
    assert (theirs["by"], theirs["cell"]["text"], theirs["cell"]["revision"]) == ("Lê Văn Hải", "6", 1)
    assert Figure.objects.count() == 1


def test_a_refusal_is_a_sentence(save, report):
    filing.submit(report, cast.reporter_a(), cast.signer_a())
    status, said = save(cast.reporter_a(), change("2:1", "6", revision=1))
    assert (status, said) == (403, {"refused": "Báo cáo đang ở tình trạng “Đã gửi” nên không sửa được."})


def test_nobody_saves_into_the_report_of_others(save):
    for user in (cast.reporter_b(), cast.reporter_district()):
        assert save(user, change("2:1", "6"))[0] == 404
    assert save(cast.signer_a(), change("2:1", "6"))[0] == 403
    assert Event.objects.filter(action="save_figure").count() == 0


def test_who_is_logged_out_gets_json_and_no_page(client, report):
    for to in ("figures/", "figures/preview/"):
        answer = client.post(f"/reports/{report.pk}/{to}", "{}", content_type="application/json")
        assert (answer.status_code, answer.json()) == (401, {"login": "/login/"})


def test_a_save_needs_the_pages_token(report):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.reporter_a())
    body = json.dumps({"changes": [change("2:1", "6")]})
    assert strict.post(f"/reports/{report.pk}/figures/", body, content_type="application/json").status_code == 403


def test_the_page_of_one_account_does_not_save_for_another(client, report):
    client.force_login(cast.second_reporter_a())
    body = json.dumps({"user": cast.reporter_a().pk, "changes": [change("2:1", "6")]})
    answer = client.post(f"/reports/{report.pk}/figures/", body, content_type="application/json")
    assert answer.status_code == 403
    assert "tài khoản khác" in answer.json()["refused"]


# --- what a paste would do ---


def test_a_preview_of_the_filed_report_gives_its_verdicts(save):
    user = cast.reporter_a()
    save(user, {"key": "5:2.5", "revision": 0, "base": "51"})
    pasted = [change(key, text, revision=int(key == "5:2.5")) for key, text in as_filed().items()]
    status, said = save(user, *pasted, to="figures/preview/")
    assert status == 200
    rows = {row["key"]: row for row in said["rows"]}
    assert {key: rows[key]["verdict"] for key in VERDICTS} == {key: verdict for key, (verdict, _) in VERDICTS.items()}
    for key, (_, words) in VERDICTS.items():
        assert words in f"{rows[key]['reads']} {rows[key]['message']}", key
    assert rows["2:8"]["offer"] == {"typed": "1", "note": "9 cuộc"}
    assert Figure.objects.count() == 1  # nothing but the base is stored


VERDICTS = {
    "2:8": ("error", "Cần 0 (Không) hoặc 1 (Có)"),
    "3:2": ("skip", "Dòng đề mục không có số liệu"),
    "6:1": ("skip", "Dòng đề mục không có số liệu"),
    "8:5.1": ("skip", "Dòng đề mục không có số liệu"),
    "8:5.3": ("skip", "Dòng đề mục không có số liệu"),
    "3:3.2": ("error", "Cần 0,00 % (0 / 20)"),
    "4:1.2": ("ok", "1"),
    "6:1.1": ("ok", "1"),
    "4:3.1": ("ok", "589 / 664"),
    "5:1.1": ("skip", "Sở Nội vụ"),
    "5:2.5": ("ok", "13,73 %"),
    "7:1": ("ok", "không phát sinh (0 / 0)"),
    "8:6.3": ("ok", "116 / 127"),
    "8:6.3.1": ("warning", "127 + 127"),
    "8:6.4.2": ("warning", "6.1.3 + 6.2.3"),
}


def test_a_preview_says_which_cells_are_shut(save, report):
    filing.submit(report, cast.reporter_a(), cast.signer_a())
    _, said = save(cast.reporter_a(), change("2:1", "6"), to="figures/preview/")
    assert (said["rows"][0]["verdict"], "Đã gửi" in said["rows"][0]["message"]) == ("skip", True)


# --- what no page of ours sends ---

BODIES = [
    b"", b"{", b"[]", b"null", b'"x"', b"{}", b'{"changes": {}}', b'{"changes": []}', b'{"changes": [1]}',
    b'{"changes": [{"key": "2:1"}]}', b'{"changes": [{"key": 7, "revision": 0, "typed": "1"}]}',
    b'{"changes": [{"key": "2:1", "revision": "0", "typed": "1"}]}',
    b'{"changes": [{"key": "2:1", "revision": true, "typed": "1"}]}',
    b'{"changes": [{"key": "2:1", "revision": -1, "typed": "1"}]}',
    b'{"changes": [{"key": "2:1", "revision": 1e400, "typed": "1"}]}',
    b'{"changes": [{"key": "2:1", "revision": 99999999999999999999, "typed": "1"}]}',
    b'{"changes": [{"key": "2:1", "revision": 0}]}', b'{"changes": [{"key": "2:1", "revision": 0, "typed": 5}]}',
    b'{"changes": [{"key": "2:1", "revision": 0, "typed": null}]}',
    b'{"changes": [{"key": "2:1", "revision": 0, "typed": "1", "state": "none"}]}',
    b'{"changes": [{"key": "2:1", "revision": 0, "typed": "1"}], "status": "approved"}',
    b'{"changes": [{"key": "2:1", "revision": 0, "typed": "1"}, {"key": "2:1", "revision": 0, "typed": "2"}]}',
    b"[" * 100_000, b'{"changes": ' + b"[" * 20_000 + b"]" * 20_000 + b"}", b'{"a": "' + b"x" * 600_000 + b'"}',
]  # fmt: skip


@pytest.mark.parametrize("to", ["figures/", "figures/preview/"])
@pytest.mark.parametrize("body", BODIES, ids=range(len(BODIES)))
def test_a_malformed_body_is_refused_with_a_sentence(client, report, to, body):
    client.force_login(cast.reporter_a())
    answer = client.post(f"/reports/{report.pk}/{to}", body, content_type="application/json")
    assert answer.status_code == 400
    assert answer.json()["refused"].endswith(".")


@pytest.mark.parametrize("key", ["9:1", "2:99", "2", ":", "", "2:2.1 ", "２:1", "a" * 40])
def test_an_unknown_cell_is_refused(save, key):
    for to in ("figures/", "figures/preview/"):
        status, said = save(cast.reporter_a(), change(key, "1"), to=to)
        assert (status, key in said["refused"]) == (403, True)


TEXTS = [
    "NaN", "inf", "1e5", "-1", "٣", "１２", "1_000", "9" * 200, "0" * 41, "%", "\u202e12", "{{7*7}}",
    "﷽" * 200, "a\u0301" * 150, "\n", "\u2028", "=1+1", "01/02/2024", "127 + 127", "½", "1,5", "1.5", "-" * 50,
]  # fmt: skip


@pytest.mark.parametrize("key", ["2:1", "2:2", "2:3", "2:3.1", "2:8", "5:2.5", "7:1.1", "8:5.2"])
def test_no_text_breaks_a_cell(save, key):
    for revision, text in enumerate(TEXTS):
        body = {"key": key, "revision": revision, "typed": text, "note": text}
        status, said = save(cast.reporter_a(), body)
        assert status == 200, text
        shown = said["cells"].get(key)
        assert shown is None or len(shown["typed"]) <= 200
        assert save(cast.reporter_a(), {**body, "revision": revision + 1}, to="figures/preview/")[0] == 200


def test_numbers_in_an_address_are_never_too_large(client, report):
    client.force_login(cast.reporter_a())
    for pk in (0, 2**31, 2**63, 10**30):
        body = json.dumps({"changes": [change("2:1", "1")]})
        assert client.get(f"/reports/{pk}/appendices/2/").status_code == 404
        assert client.get(f"/reports/{report.pk}/appendices/{pk}/").status_code == 404
        for to in ("figures/", "figures/preview/"):
            assert client.post(f"/reports/{pk}/{to}", body, content_type="application/json").status_code == 404


def test_rows_have_their_own_anchors(read):
    anchors = [part.split('"', 1)[0] for part in read(cast.reporter_a(), 8).split('<tr id="')[1:]]
    assert len(set(anchors)) == len(anchors) == 35
    assert all(one != other for one, other in pairwise(anchors))
