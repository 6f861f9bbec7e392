import json

import pytest

from reports import plain
from reports.services import acts, review
from reports.views import drawn
from tests import cast, filing

pytestmark = pytest.mark.django_db


@pytest.fixture
def report():
    cast.snv()
    report = filing.report(cast.skhdt())
    filing.fill(report, {"2:1": "6"}, cast.reporter_a())
    return report


def inside(report, by, number: int = 2) -> drawn.Drawn:
    version = filing.version(report)
    return drawn.drawn(version, plain.filing(version), by, number)


def test_the_same_state_is_drawn_once(report):
    assert inside(report, cast.reporter_a()) is inside(report, cast.reporter_a())


def test_people_who_may_do_the_same_see_the_same(report):
    assert inside(report, cast.reporter_a()) is inside(report, cast.second_reporter_a())
    assert "Trần Thị Lan" not in inside(report, cast.reporter_a()).work


def test_a_signer_gets_a_page_of_his_own(report):
    assert inside(report, cast.reporter_a()).writable
    assert not inside(report, cast.signer_a()).writable


def test_every_save_draws_anew(report):
    before = inside(report, cast.reporter_a())
    filing.fill(report, {"2:1": "7"}, cast.second_reporter_a())
    after = inside(report, cast.reporter_a())
    assert 'value="6"' in before.work
    assert 'value="7"' in after.work


def explanations(report) -> set[str]:
    problems = inside(report, cast.reporter_a(), 8).work.split('type="application/json">')[1].split("</script>")[0]
    return {problem["explanation"] for problem in json.loads(problems)["others"]}


def test_an_explanation_draws_anew(report):
    filing.fill(report, {"8:6.4.2": "5", "8:6.4.1": "9", "8:6.1.3": "0", "8:6.2.3": "0"}, cast.reporter_a())
    assert explanations(report) == {""}
    problem = next(one for one in plain.filing(filing.version(report)).problems() if one.rule == "PL8-641")
    review.explain(report.pk, problem.key, "Đã đối chiếu với Cổng.", by=cast.reporter_a())
    assert explanations(report) == {"", "Đã đối chiếu với Cổng."}


def test_an_action_draws_anew(report):
    filing.fill_all(report, cast.reporter_a())
    assert inside(report, cast.reporter_a()).writable
    filing.act(report, "send_for_signature", cast.reporter_a())
    assert not inside(report, cast.reporter_a()).writable
    acts.act(report.pk, "decline", by=cast.signer_a(), revision=1, reason="Thiếu số liệu.")
    assert inside(report, cast.reporter_a()).writable


def test_the_provinces_page_is_never_kept(report):
    province = filing.report(cast.province())
    user = cast.member("hien.ubnd", "Nguyễn Thị Hiền", "reporter", cast.province())
    assert 'Cộng từ <span class="nowrap">0/' in inside(province, user).work
    filing.submit(report, cast.reporter_a(), cast.signer_a())
    assert 'Cộng từ <span class="nowrap">1/' in inside(province, user).work


def test_there_is_no_page_for_an_appendix_that_the_edition_lacks(report):
    assert inside(report, cast.reporter_a(), 9) is None
