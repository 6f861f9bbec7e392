"""What the province's report collects, and from whom."""

import io

import docx
import pytest

from reports import rollup_query, word_papers
from reports.documents import word, word_template
from reports.models import Version
from reports.rollup import Stage
from reports.services import sections
from tests import cast, filing

pytestmark = pytest.mark.django_db


def document(stage: Stage) -> word.Document:
    period = filing.period()
    found = rollup_query.province(period, stage)
    own = word_papers.own_version(period, found, Version.objects.all())
    return word_papers.of_province(period, found, own)


def said(made: word.Document, code: str = "I.1") -> list[tuple[str, str]]:
    section = next(one for one in made.sections if one.code == code)
    return [(part.label, word.placeholders.filled(part.text, part.say)) for part in section.parts]


def test_the_province_collects_what_was_sent_and_labels_it():
    for agency in (cast.snv(), cast.skhdt(), cast.stc(), cast.commune()):
        assert agency
    sent, draft = filing.report(cast.skhdt()), filing.report(cast.stc())
    sections.save_section(sent.pk, "I.1", "Sở ban hành [[2:1]].", 0, by=cast.reporter_a())
    sections.save_section(draft.pk, "I.1", "Chưa gửi.", 0, by=cast.reporter_b())
    filing.submit(sent, cast.reporter_a(), cast.signer_a(), **{"2:1": "6"})
    label = "Sở Kế hoạch và Đầu tư (đã gửi, Báo cáo số 2147/BC-SKHĐT ngày\u00a011/6/2024)"
    assert said(document(Stage.PROVISIONAL)) == [(label, "Sở ban hành 6 văn bản.")]
    assert said(document(Stage.OFFICIAL)) == []

    made = document(Stage.PROVISIONAL)
    file = docx.Document(io.BytesIO(word.written(made, word_template.template())))
    texts = [one.text for one in file.paragraphs]
    assert f"{label}:" in texts
    assert "Sở ban hành 6\u00a0văn bản." in texts
    assert made.draft
    assert made.names["tên cơ quan"] == "ỦY BAN NHÂN DÂN\nTỈNH THỪA THIÊN HUẾ"
    assert len(file.sections) == 8


def test_what_the_province_writes_itself_stands_alone_and_speaks_of_its_totals():
    cast.snv()
    sent, own = filing.report(cast.skhdt()), filing.report(cast.province())
    writer = cast.member("hien.ubnd", "Nguyễn Thị Hiền", "reporter", cast.province())
    sections.save_section(sent.pk, "I.1", "Của sở.", 0, by=cast.reporter_a())
    filing.submit(sent, cast.reporter_a(), cast.signer_a(), **{"2:1": "6"})
    sections.save_section(own.pk, "I.1", "Toàn tỉnh: [[số 2:1]].", 0, by=writer)
    assert said(document(Stage.PROVISIONAL)) == [("", "Toàn tỉnh: 6.")]
