"""Is this printed paper the approved one? What the page says, and what it keeps to itself."""

import io
import zipfile

import openpyxl
import pytest
from django.core.management import call_command

from reports import confirmation
from reports.models import Figure, Version
from tests import cast, filing
from tests.pages import words
from tests.province import send

pytestmark = pytest.mark.django_db


@pytest.fixture
def version(settings) -> Version:
    """The approved report of Sở Kế hoạch và Đầu tư."""
    settings.CCHC_ADDRESS = "https://cchc.example.vn"
    return approve()


def approve(**typed: str) -> Version:
    report = filing.report(cast.skhdt())
    filing.submit(report, cast.reporter_a(), cast.signer_a(), **({"2:5.1": "7"} | typed))
    filing.act(report, "take", cast.reviewer())
    return filing.act(report, "approve", cast.reviewer())


def test_an_approval_gives_the_version_its_code(version):
    assert version.code == version.digest[:12]
    assert version.report.chain.events.order_by("-pk").first().after["code"] == version.code


def test_whoever_holds_the_paper_is_told_what_it_is_and_nothing_more(client, version):
    said = words(client.get(f"/confirm/{version.code}/"))
    assert "Đã được duyệt, đang có hiệu lực" in said
    assert "Cơ quan Sở Kế hoạch và Đầu tư Kỳ báo cáo 6 tháng đầu năm 2024 Phiên bản 1 Số văn bản 2147/BC-SKHĐT" in said
    assert f"Mã xác nhận {version.shown_code} SHA-256 của số liệu {version.digest}" in said
    for hidden in ("Nguyễn Đại Minh", "Trần Thị Lan", "Hoàng Thị Thu"):
        assert hidden not in said


def test_a_code_is_found_as_it_is_typed_and_an_unknown_one_says_what_to_check(client, version):
    typed = version.shown_code.upper().replace("-", " ")
    assert client.get("/confirm/", {"code": typed})["Location"] == f"/confirm/{version.code}/"
    assert client.get(f"/confirm/{version.shown_code}/").status_code == 200
    for answer in (client.get("/confirm/0123456789ab/"), client.get("/confirm/", {"code": "<b>hỏi</b>"})):
        assert answer.status_code == 404
        assert "Hãy xem lại từng ký tự" in words(answer)
        assert b"<b>h" not in answer.content
    Version.objects.filter(pk=version.pk).update(code="")
    assert client.get("/confirm/%20/").status_code == 404


def test_a_replaced_version_says_so_and_a_draft_tells_nothing(client, version):
    report = version.report
    filing.act(report, "reopen", cast.reviewer(), reason="Sửa số liệu.")
    assert "đang có hiệu lực" in words(client.get(f"/confirm/{version.code}/"))
    assert filing.version(report).code == ""
    filing.fill(report, {"2:5.1": "8"}, cast.reporter_a())
    filing.explain_all(report, cast.reporter_a(), "Số liệu đúng.")
    filing.act(report, "send_for_signature", cast.reporter_a())
    filing.act(report, "sign_and_send", cast.signer_a(), paper=filing.PAPER)
    filing.act(report, "take", cast.reviewer())
    second = filing.act(report, "approve", cast.reviewer())
    assert second.code != version.code
    assert "Phiên bản 1 đã được thay bằng phiên bản 2" in words(client.get(f"/confirm/{version.code}/"))


def test_figures_that_were_altered_in_the_database_are_told(client, version):
    Figure.objects.filter(version=version, indicator__code="5.1", indicator__appendix__number=2).update(value=8)
    assert "số liệu không còn khớp" in words(client.get(f"/confirm/{version.code}/"))


def test_every_exported_page_bears_the_code(client, version):
    client.force_login(cast.reporter_a())
    content = client.get(f"/reports/{version.report_id}/workbook.xlsx").content
    book = openpyxl.load_workbook(io.BytesIO(content))
    for sheet in book:
        assert f"Mã xác nhận {version.shown_code}" in sheet.oddFooter.right.text
        assert any(f"https://cchc.example.vn/confirm/{version.code}/" in str(row[0].value) for row in sheet.iter_rows())
    word = zipfile.ZipFile(io.BytesIO(client.get(f"/reports/{version.report_id}/report.docx").content))
    assert [part for part in word.namelist() if "/media/" in part] == ["word/media/image1.png"]
    parts = zipfile.ZipFile(io.BytesIO(content)).namelist()
    assert [sum(word in part for part in parts) for word in ("/media/", "/drawings/drawing")] == [1, 7]
    printed = client.get(f"/reports/{version.report_id}/print/").content.decode()
    assert printed.count(f'src="/confirm/{version.code}/qr.svg"') == 8  # the text and seven appendices
    assert printed.count("<tfoot>") == 7
    assert version.shown_code in client.get(f"/reports/{version.report_id}/appendices/2/").content.decode()
    picture = client.get(f"/confirm/{version.code}/qr.svg")
    assert (picture["Content-Type"], picture.content[:4]) == ("image/svg+xml", b"<svg")


def test_the_provinces_totals_bear_the_code_as_long_as_they_are_those_that_were_approved(client, settings):
    settings.CCHC_ADDRESS = "https://cchc.example.vn"
    cast.snv()
    own, khdt, tc = (filing.report(one) for one in (cast.province(), cast.skhdt(), cast.stc()))
    send(khdt, {"2:1": 6}, approved=True)
    send(own, {}, approved=True)
    approved = filing.version(own)
    Version.objects.filter(pk=approved.pk).update(**confirmation.sealed(approved))
    approved.refresh_from_db()
    Version.objects.filter(pk=approved.pk).update(totals=confirmation.approved_totals(approved))
    client.force_login(cast.reviewer())

    def bears(name: str, stage: str = "official") -> bool:
        content = client.get(f"/province/{own.period_id}/{name}?stage={stage}").content
        texts = zipfile.ZipFile(io.BytesIO(content))
        found = [part for part in texts.namelist() if part.endswith(".xml")]
        return any(approved.shown_code.encode() in texts.read(part) for part in found)

    papers = ("workbook.xlsx", "report.docx")
    assert [bears(name) for name in papers] == [True, True]
    assert [bears(name, "sent") for name in papers] == [False, False]
    assert client.get(f"/confirm/{approved.code}/").status_code == 200
    send(tc, {"2:1": 1}, approved=True)
    assert [bears(name) for name in papers] == [False, False]


def test_a_draft_bears_none(client):
    report = filing.report(cast.skhdt())
    client.force_login(cast.reporter_a())
    content = client.get(f"/reports/{report.pk}/workbook.xlsx").content
    assert openpyxl.load_workbook(io.BytesIO(content))["PL2"].oddFooter.right.text is None
    assert b"/media/" not in content
    for page in ("print/", "appendices/2/", ""):
        assert "/confirm/" not in client.get(f"/reports/{report.pk}/{page}").content.decode()


def test_what_was_approved_before_there_were_codes_is_given_one(version, capsys):
    code = version.code
    Version.objects.update(code="", digest="")
    call_command("seal_papers")
    version.refresh_from_db()
    assert (version.code, capsys.readouterr().out[:2]) == (code, "1 ")
    event = version.report.chain.events.latest("number")
    assert (event.action, event.after, event.by_name) == ("seal_paper", code, "hệ thống")
