"""The narrative: what may be written, how it is saved, what last period said."""

import json

import pytest

from reports.models import SectionText
from reports.services import review, sections
from tests import cast, filing
from tests.pages import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def report():
    cast.snv()
    return filing.report(cast.skhdt())


@pytest.fixture
def see(client, report):
    def get(user):
        client.force_login(user)
        return client.get(f"/reports/{report.pk}/sections/")

    return get


@pytest.fixture
def save(client, report):
    def post(user, text: object, revision: object = 0, code: str = "I.1", by_script: bool = True):
        client.force_login(user)
        address, body = f"/reports/{report.pk}/sections/{code}/", {"text": text, "revision": revision}
        if by_script:
            return client.post(address, json.dumps(body), content_type="application/json")
        return client.post(address, body)

    return post


def test_every_heading_of_the_form_is_there_with_a_field_for_each_that_takes_text(see):
    page = see(cast.reporter_a())
    said = words(page)
    for heading in ("I. CÔNG TÁC CHỈ ĐẠO", "II.2.4. Thực hiện tiếp nhận", "IV. PHƯƠNG HƯỚNG"):
        assert heading in said
    assert page.content.decode().count("<textarea") == 19


def test_a_script_is_told_the_next_revision_and_when(save):
    answer = save(cast.reporter_a(), "Sở đã ban hành 6 kế hoạch.")
    assert answer.status_code == 200
    body = answer.json()
    assert (body["text"], body["revision"]) == ("Sở đã ban hành 6 kế hoạch.", 1)
    assert set(body) == {"text", "revision", "at", "reads", "unknown"}


def test_without_a_script_the_form_saves_and_comes_back_to_its_section(save, report):
    answer = save(cast.reporter_a(), "Một.", by_script=False)
    assert answer["Location"] == f"/reports/{report.pk}/sections/#s-I.1"
    assert SectionText.objects.get().text == "Một."


def test_a_script_that_comes_second_gets_what_is_stored(save):
    save(cast.reporter_a(), "Của Lan.")
    answer = save(cast.second_reporter_a(), "Của Hải.")
    assert (answer.status_code, answer.json()) == (409, {"theirs": {"text": "Của Lan.", "revision": 1}})


def test_without_a_script_both_texts_are_shown_and_the_next_save_wins(save):
    save(cast.reporter_a(), "Của Lan.")
    answer = save(cast.second_reporter_a(), "Của Hải.", by_script=False)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Của Lan." in words(answer)
    assert ">\nCủa Hải.</textarea>" in page
    assert 'name="revision" value="1"' in page
    assert save(cast.second_reporter_a(), "Của Lan và Hải.", 1, by_script=False).status_code == 302


def test_a_session_that_ended_is_told_so_and_nothing_is_stored(client, report):
    address = f"/reports/{report.pk}/sections/I.1/"
    answer = client.post(address, '{"text": "Một.", "revision": 0}', content_type="application/json")
    assert (answer.status_code, answer.json()) == (401, {"login": "/login/"})
    assert client.post(address, {"text": "Một.", "revision": 0}).status_code == 302
    assert SectionText.objects.count() == 0


def test_nobody_signs_what_was_typed_under_another_account(client, report):
    client.force_login(cast.second_reporter_a())
    body = {"text": "Một.", "revision": 0, "user": cast.reporter_a().pk}
    answer = client.post(f"/reports/{report.pk}/sections/I.1/", json.dumps(body), content_type="application/json")
    assert (answer.status_code, "tài khoản khác" in answer.json()["refused"]) == (403, True)
    assert SectionText.objects.count() == 0


@pytest.mark.parametrize(
    "text, revision", [(None, 0), (["a"], 0), ("a", None), ("a", "x"), ("a", -1), ({}, 0), ("a", 10**30)]
)
def test_a_body_that_no_page_sends_is_refused(save, text, revision):
    assert save(cast.reporter_a(), text, revision).status_code in (400, 409)


@pytest.mark.parametrize("body", ["", "[]", "null", "{", "[" * 100_000])
def test_a_body_that_is_no_json_is_refused(client, report, body):
    client.force_login(cast.reporter_a())
    address = f"/reports/{report.pk}/sections/I.1/"
    assert client.post(address, body, content_type="application/json").status_code == 400


@pytest.mark.parametrize("code", ["II", "IX", "I.1'--"])
def test_a_section_that_is_not_there_is_no_page(save, code):
    assert save(cast.reporter_a(), "Một.", code=code).status_code == 404


def test_a_reader_gets_the_text_and_no_field(see, report):
    sections.save_section(report.pk, "I.1", "Sở đã ban hành 6 kế hoạch.", 0, by=cast.reporter_a())
    page = see(cast.signer_a())
    assert "Sở đã ban hành 6 kế hoạch." in words(page)
    assert "<textarea" not in page.content.decode()


def test_after_a_return_only_the_sections_named_are_open_and_say_why(see, save, report):
    filing.submit(report, cast.reporter_a(), cast.signer_a())
    review.remark(report.pk, "Nêu rõ số kế hoạch.", by=cast.reviewer(), section="I.1")
    filing.act(report, "send_back", cast.reviewer())
    page = see(cast.reporter_a())
    assert page.content.decode().count("<textarea") == 1
    assert "Người thẩm định: Nêu rõ số kế hoạch." in words(page)
    assert save(cast.reporter_a(), "Kế hoạch số 44.").status_code == 200
    refused = save(cast.reporter_a(), "Một.", code="I.2")
    assert (refused.status_code, "vẫn khóa" in refused.json()["refused"]) == (403, True)


def test_last_periods_text_stands_beside(see, report):
    earlier = filing.report(cast.skhdt(), "q1")
    sections.save_section(earlier.pk, "I.1", "Quý I đã ban hành 4 kế hoạch.", 0, by=cast.reporter_a())
    filing.submit(earlier, cast.reporter_a(), cast.signer_a())
    report.previous = earlier
    report.save(update_fields=["previous"])
    said = words(see(cast.reporter_a()))
    assert "Kỳ trước (Quý I năm 2024) Quý I đã ban hành 4 kế hoạch." in said


def test_figures_are_offered_as_they_are_said(see, report):
    filing.fill(report, {"2:2.1": "21", "2:2.2": "12"}, cast.reporter_a())
    page = see(cast.reporter_a()).content.decode()
    assert 'data-insert="[[2:2]]"' in page
    assert "57,14 % (12/21)" in page
    assert "21 nhiệm vụ" in page


def test_text_that_looks_like_html_stays_text(save, see):
    save(cast.reporter_a(), "</textarea><script>alert(1)</script>")
    for who in (cast.reporter_a(), cast.signer_a()):
        assert "<script>alert(1)" not in see(who).content.decode()


def test_a_place_for_a_figure_reads_as_the_figure_and_follows_it(save, see, report):
    author = cast.reporter_a()
    filing.fill(report, {"2:2.1": "21", "2:2.2": "12"}, author)
    body = save(author, "Tỷ lệ [[đạt 2:2]], [[9:9]].").json()
    assert body["reads"] == "Tỷ lệ đạt 57,14 %, (không có số liệu nào tên “9:9”)."
    assert body["unknown"] == ["9:9"]
    filing.fill(report, {"2:2.2": "21"}, author)
    assert "Tỷ lệ đạt 100,00 %," in words(see(author))
