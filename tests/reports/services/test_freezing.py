"""Does a report that was sent still say what it said when the ledger, or the report before, has moved on?"""

import dataclasses

import pytest

from procedures.services import typed
from procedures.statistics import DossierCounts
from reports import papers, rollup_query, word_papers, wording
from reports.models import Version
from reports.rollup import Stage
from reports.services import freezing, review, sections
from tests import cast, filing
from tests.province import send

pytestmark = pytest.mark.django_db
TEXT = "Tiếp nhận [[hồ sơ tiếp nhận]], [[2:1]]."


@pytest.fixture
def report():
    cast.snv()
    return filing.report(cast.skhdt())


def count(report, received: int, revision: int) -> None:
    line = dataclasses.replace(
        DossierCounts(*[0] * 15), received=received, online=received, pending=received, within=received
    )
    span = report.period.starts_on, report.period.ends_on
    typed.save_table(report.agency, *span, {None: line}, revision, by=cast.reporter_a())


def said(version: Version) -> str:
    version = Version.objects.select_related("report__agency", "report__period__edition").get(pk=version.pk)
    return next(one.text for one in papers.narrative(version) if one.code == "I.1")


def test_a_text_follows_the_ledger_until_it_is_sent_and_then_stands(report, django_assert_num_queries):
    sections.save_section(report.pk, "I.1", TEXT, 0, by=cast.reporter_a())
    count(report, 664, 0)
    assert said(filing.version(report)) == "Tiếp nhận 664 hồ sơ, chưa đủ số liệu."
    count(report, 670, 1)
    filing.submit(report, cast.reporter_a(), cast.signer_a(), **{"2:1": "6"})
    sent = filing.version(report)
    count(report, 700, 2)
    assert said(sent) == "Tiếp nhận 670 hồ sơ, 6 văn bản."

    filing.act(report, "approve", cast.reviewer())
    count(report, 710, 3)
    assert said(sent).startswith("Tiếp nhận 670 hồ sơ")
    filing.act(report, "reopen", cast.reviewer(), reason="Đơn vị xin sửa.")
    assert said(filing.version(report)).startswith("Tiếp nhận 710 hồ sơ")
    assert said(sent).startswith("Tiếp nhận 670 hồ sơ")
    old = Version.objects.select_related("report__period__edition").get(pk=sent.pk)
    with django_assert_num_queries(0):
        assert wording.of_version(old, [TEXT])("hồ sơ tiếp nhận") == "670 hồ sơ"


def test_what_was_returned_follows_the_ledger_again(report):
    sections.save_section(report.pk, "I.1", TEXT, 0, by=cast.reporter_a())
    count(report, 664, 0)
    filing.submit(report, cast.reporter_a(), cast.signer_a())
    review.remark(report.pk, "Viết lại.", by=cast.reviewer(), section="I.1")
    filing.act(report, "send_back", cast.reviewer(), reason="Xem lại.")
    count(report, 670, 1)
    assert said(filing.version(report)).startswith("Tiếp nhận 670 hồ sơ")


def test_what_was_sent_before_texts_were_frozen_is_frozen_once(report):
    sections.save_section(report.pk, "I.1", TEXT, 0, by=cast.reporter_a())
    count(report, 664, 0)
    sent = filing.submit(report, cast.reporter_a(), cast.signer_a())
    Version.objects.filter(pk=sent.pk).update(words=None)
    assert (freezing.freeze_missing(), freezing.freeze_missing()) == (1, 0)
    assert report.chain.events.latest("number").action == "freeze_words"
    count(report, 670, 1)
    assert said(sent).startswith("Tiếp nhận 664 hồ sơ")


def test_the_provinces_signed_text_keeps_the_totals_that_were_signed():
    cast.snv()
    own, other = filing.report(cast.province()), filing.report(cast.skhdt())
    send(other, {"2:1": 6})
    writer = cast.member("hien.ubnd", "Nguyễn Thị Hiền", "reporter", cast.province())
    sections.save_section(own.pk, "I.1", "Toàn tỉnh: [[số 2:1]].", 0, by=writer)
    Version.objects.filter(pk=own.current_id).update(words=freezing.words(filing.version(own)))
    send(other, {"2:1": 9})
    assert papers.narrative(filing.version(own), whole=True)[1].text == "Toàn tỉnh: 6."
    found = rollup_query.province(filing.period(), Stage.PROVISIONAL)
    made = word_papers.of_province(filing.period(), found, filing.version(own))
    part = next(one for one in made.sections if one.code == "I.1").parts[0]
    assert (part.say("số 2:1"), found.totals["2:1"].value) == ("6", 9)
