import unicodedata

import pytest

from agencies.models import Event
from reports.models import Report, SectionTemplate, SectionText
from reports.services import Refusal, review, sections
from tests import cast, filing, races

pytestmark = pytest.mark.django_db


@pytest.fixture
def report():
    return filing.report(cast.skhdt())


def save(report: Report, text: str, revision: int = 0, code: str = "I.1", by=None) -> sections.Saved:
    return sections.save_section(report.pk, code, text, revision, by=by or cast.reporter_a())


def test_a_section_keeps_its_text_and_says_the_next_revision(report):
    saved = save(report, "Sở đã ban hành 6 kế hoạch.")
    assert (saved.text, saved.revision) == ("Sở đã ban hành 6 kế hoạch.", 1)
    assert SectionText.objects.get().text == "Sở đã ban hành 6 kế hoạch."


def test_saving_the_same_text_again_is_no_event(report):
    save(report, "Một.")
    save(report, "Một.", revision=1)
    assert Event.objects.filter(action="save_section").count() == 1


def test_the_event_holds_both_texts(report):
    save(report, "Một.")
    save(report, "Hai.", revision=1)
    event = Event.objects.filter(action="save_section").order_by("-number").first()
    assert (event.subject, event.before, event.after) == ("section:I.1", "Một.", "Hai.")


def test_text_is_stored_composed_and_with_plain_line_ends(report):
    saved = save(report, unicodedata.normalize("NFD", "Sở Nội vụ\r\nthẩm định  "))
    assert saved.text == "Sở Nội vụ\nthẩm định"


def test_the_second_writer_gets_what_the_first_has_stored(report):
    save(report, "Của Lan.")
    with pytest.raises(sections.Conflict) as caught:
        save(report, "Của Hải.", by=cast.second_reporter_a())
    assert (caught.value.stored.text, caught.value.stored.revision) == ("Của Lan.", 1)
    assert SectionText.objects.get().text == "Của Lan."


def test_a_section_longer_than_a_report_is_refused_with_both_lengths(report):
    with pytest.raises(Refusal, match=r"50\.000 ký tự; nội dung này có 50\.001 ký tự"):
        save(report, "a" * 50_001)


@pytest.mark.parametrize("code", ["II", "II.2", "IX", ""])
def test_a_heading_or_an_unknown_section_takes_no_text(report, code):
    with pytest.raises(SectionTemplate.DoesNotExist):
        save(report, "Một.", code=code)


def test_only_a_reporter_of_the_agency_writes(report):
    with pytest.raises(Refusal, match="Chỉ người lập báo cáo"):
        save(report, "Một.", by=cast.signer_a())
    with pytest.raises(Report.DoesNotExist):
        save(report, "Một.", by=cast.reporter_b())


def test_a_returned_section_that_names_no_figure_is_open_though_no_remark_names_it():
    report = filing.report(cast.skhdt())
    filing.submit(report, cast.reporter_a(), cast.signer_a())
    template = SectionTemplate.objects.get(edition=report.period.edition, code="I.1")
    SectionText.objects.create(
        version=filing.version(report), section=template, text="Nay [[99:1]]."
    )  # sent before the check
    review.remark(report.pk, "Xem lại.", by=cast.reviewer(), key="2:1")
    filing.act(report, "send_back", cast.reviewer())
    with pytest.raises(Refusal, match="Còn 1 lỗi phải sửa"):
        filing.act(report, "send_for_signature", cast.reporter_a())
    sections.save_section(report.pk, "I.1", "Nay [[2:1]].", 0, by=cast.reporter_a())
    filing.act(report, "send_for_signature", cast.reporter_a())


def test_a_return_opens_the_sections_it_names_and_no_others(report):
    save(report, "Một.")
    filing.submit(report, cast.reporter_a(), cast.signer_a())
    review.remark(report.pk, "Nêu rõ số kế hoạch.", by=cast.reviewer(), section="I.1")
    filing.act(report, "send_back", cast.reviewer())
    assert save(report, "Hai.", revision=1).revision == 2
    with pytest.raises(Refusal, match="không bị trả lại"):
        save(report, "Ba.", code="I.2")


def test_a_sent_report_is_not_written(report):
    filing.submit(report, cast.reporter_a(), cast.signer_a())
    with pytest.raises(Refusal, match="Đã gửi"):
        save(report, "Một.")


@pytest.mark.django_db(transaction=True)
def test_of_two_writers_at_once_one_is_stored_and_the_other_is_told():
    report = filing.report(cast.skhdt())
    people = [cast.reporter_a(), cast.second_reporter_a()]
    answers = races.at_once(*(lambda who=who: save(report, f"Của {who}.", by=who) for who in people))
    conflicts = [answer for answer in answers if isinstance(answer, sections.Conflict)]
    assert (len(conflicts), Event.objects.filter(action="save_section").count()) == (1, 1)
    assert conflicts[0].stored.text == SectionText.objects.get().text
