"""What the agencies say, offered to the province's own report: who sees it, and what is copied."""

import pytest

from agencies.models import Role
from reports import rollup_query, word_papers
from reports.models import SectionText, Version
from reports.rollup import Stage
from reports.services import review, sections
from tests import cast, filing
from tests.pages import words

pytestmark = pytest.mark.django_db
KHDT, TC = "Sở Kế hoạch và Đầu tư", "Sở Tài chính"


@pytest.fixture
def own():
    """The province's report; Sở Tài chính is approved, Sở Kế hoạch và Đầu tư sent, Phong Điền has a draft."""
    for agency in (cast.snv(), cast.skhdt(), cast.stc(), cast.district()):
        assert agency
    khdt, tc = filing.report(cast.skhdt()), filing.report(cast.stc())
    sections.save_section(khdt.pk, "I.1", "Ban hành [[2:1]].\nĐạt <80 %.", 0, by=cast.reporter_a())
    sections.save_section(tc.pk, "I.1", "Đã ban hành kế hoạch.", 0, by=cast.reporter_b())
    sections.save_section(filing.report(cast.district()).pk, "I.1", "Chưa gửi.", 0, by=cast.reporter_district())
    filing.submit(khdt, cast.reporter_a(), cast.signer_a(), **{"2:1": "6"})
    filing.submit(tc, cast.reporter_b(), cast.signer_b())
    filing.act(tc, "approve", cast.reviewer())
    return filing.report(cast.province())


def writer():
    return cast.member("hien.ubnd", "Nguyễn Thị Hiền", Role.REPORTER, cast.province())


def address(report, code: str = "I.1") -> str:
    return f"/reports/{report.pk}/sections/{code}/contributions/"


def keys(*names: str) -> list[str]:
    rows = SectionText.objects.filter(version__report__agency__name__in=names).select_related("version")
    return [f"{row.version_id}-{row.revision}" for row in rows.order_by("version__report__agency__name")]


def stored(own) -> str:
    return SectionText.objects.get(version__report=own, section__code="I.1").text


def test_what_was_sent_stands_there_the_approved_first_and_drafts_do_not(client, own):
    client.force_login(writer())
    overview = words(client.get(f"/reports/{own.pk}/sections/"))
    assert "Phần của các đơn vị (2/4 đơn vị)" in overview
    assert "Phần của các đơn vị (0/4 đơn vị)" in overview
    said = words(client.get(address(own)))
    assert "2/4 đơn vị có nội dung ở mục này trong báo cáo đã gửi; 1 đã duyệt." in said
    assert said.index("Đã ban hành kế hoạch.") < said.index("Ban hành 6 văn bản. Đạt <80 %.")
    assert "Chưa gửi." not in said


def test_the_chosen_texts_stand_behind_the_provinces_own_and_in_its_word_draft(client, own):
    client.force_login(writer())
    sections.save_section(own.pk, "I.1", "Toàn tỉnh.\n", 0, by=writer())
    sent = {"take": keys(KHDT, TC), "revision": "1"}
    answer = client.post(f"{address(own)}copy/", sent)
    assert answer["Location"] == f"/reports/{own.pk}/sections/#s-I.1"
    text = f"Toàn tỉnh.\n\n{TC}:\nĐã ban hành kế hoạch.\n\n{KHDT}:\nBan hành 6 văn bản.\nĐạt <80 %."
    assert stored(own) == text
    assert words(client.get(address(own))).count("Đã có trong mục này") == 2

    found = rollup_query.province(filing.period(), Stage.PROVISIONAL)
    version = word_papers.own_version(filing.period(), found, Version.objects.all())
    made = word_papers.of_province(filing.period(), found, version)
    assert [part.text for one in made.sections if one.code == "I.1" for part in one.parts] == [text]


def test_who_comes_second_overwrites_nothing_and_keeps_his_choice(client, own):
    client.force_login(writer())
    sections.save_section(own.pk, "I.1", "Người khác vừa viết.", 0, by=writer())
    answer = client.post(f"{address(own)}copy/", {"take": keys(TC), "revision": "0"})
    assert answer.status_code == 409
    assert "Chưa chép gì: mục này vừa được người khác lưu." in words(answer)
    assert f'value="{keys(TC)[0]}" id="take-1" checked' in answer.content.decode()
    assert stored(own) == "Người khác vừa viết."
    assert 'name="revision" value="1"' in answer.content.decode()


def test_a_text_that_is_no_longer_sent_or_was_never_offered_is_not_copied(client, own):
    client.force_login(writer())
    khdt, draft = filing.report(cast.skhdt()), keys("Huyện Phong Điền")
    review.remark(khdt.pk, "Viết rõ hơn.", by=cast.reviewer(), section="I.1")
    filing.act(khdt, "send_back", cast.reviewer())
    for chosen in (keys(KHDT), draft, ["x"], ["9" * 40], []):
        assert client.post(f"{address(own)}copy/", {"take": chosen, "revision": "0"}).status_code == 409
    assert client.post(f"{address(own)}copy/", {"take": keys(TC)}).status_code == 400
    assert not SectionText.objects.filter(version__report=own).exists()


def test_only_who_writes_the_provinces_report_meets_them(client, own):
    signer = cast.member("phuong.ubnd", "Nguyễn Văn Phương", Role.SIGNER, cast.province())
    expected = {signer: 403, cast.viewer(): 403, cast.reporter_snv(): 403, cast.reviewer(): 404, cast.admin(): 404}
    for user, status in expected.items():
        client.force_login(user)
        assert client.get(address(own)).status_code == status, user
        assert client.post(f"{address(own)}copy/", {"take": keys(TC), "revision": "0"}).status_code == status
        page = client.get(f"/reports/{own.pk}/sections/")
        assert page.status_code == 404 or "Phần của các đơn vị" not in words(page)
    client.force_login(writer())
    assert [client.get(address(own, code)).status_code for code in ("I", "IX")] == [404, 404]


def test_the_pages_ask_as_much_for_two_agencies_as_for_one(client, own, django_assert_max_num_queries):
    client.force_login(writer())
    pages = (address(own), f"/reports/{own.pk}/sections/")
    for page in pages:
        client.get(page)
    counted = []
    for _ in range(2):
        with django_assert_max_num_queries(60) as asked:
            for page in pages:
                client.get(page)
        counted.append(len(asked))
        SectionText.objects.filter(version__report__agency=cast.skhdt()).delete()
    assert counted[0] == counted[1]
