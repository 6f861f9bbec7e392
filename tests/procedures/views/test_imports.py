"""Can a person bring a file of dossiers from the upload to the ledger, and is every mistake said?"""

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from agencies.models import Role
from jobs import services as jobs
from procedures.models import Dossier, LedgerImport
from tests import cast
from tests.pages import links, words
from tests.procedures import files
from tests.procedures.files import row
from tests.procedures.rows import procedure

pytestmark = pytest.mark.django_db

State = LedgerImport.State
SPAN = {"span": "own", "starts_on": "1/1/2024", "ends_on": "30/6/2024"}


@pytest.fixture(autouse=True)
def desk(client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    procedure("1.001")
    client.force_login(cast.reporter_a())


@pytest.fixture
def bring(client):
    """Posts a file; returns the page that follows."""

    def post(content: str | list[list[str]], **more):
        text = files.text(*content) if isinstance(content, list) else content
        file = SimpleUploadedFile("ho-so.csv", text.encode("utf-8-sig"))
        asked = SPAN | {"agency": str(cast.skhdt().pk), "file": file} | more
        return client.post("/dossiers/imports/new/", asked, follow=True)

    return post


def the_one() -> LedgerImport:
    return LedgerImport.objects.select_related("job", "agency").get()


def run() -> None:
    """What a worker would do now."""
    jobs.run_now(the_one().job)


def test_a_file_comes_into_the_ledger(client, bring):
    page = bring([row("H1"), row("H2", received="32/13/2024"), row("H3", finished="1/1/2024")])
    one = the_one()
    address = f"/dossiers/imports/{one.pk}/"
    assert page.redirect_chain[-1][0] == address
    assert (one.state, one.job.link, one.starts_on.isoformat()) == (State.CHECKING, address, "2024-01-01")
    assert "Đang chờ" in words(page)
    run()
    page = words(client.get(address))
    assert "Mới 1 Thay đổi 0 Không đổi 0 Bị từ chối 2" in page
    assert "32/13/2024" in page
    refused = client.post(f"{address}confirm/")
    assert (refused.status_code, "Có 2 dòng bị từ chối" in words(refused)) == (409, True)
    client.post(f"{address}confirm/", {"without_refused": "on"})
    run()
    page = client.get(address)
    assert "Đã ghi vào sổ hồ sơ lúc" in words(page)
    assert "2 dòng bị từ chối đã được bỏ ra" in words(page)
    assert list(Dossier.objects.values_list("code", flat=True)) == ["H1"]
    assert "ho-so.csv" in words(client.get("/dossiers/imports/"))


def test_what_changes_is_shown_with_its_old_value(client):
    mine = {"agency": cast.skhdt(), "by": cast.reporter_a()}
    files.applied([row("H1", outcome="Đang giải quyết", finished="")], **mine)
    one = files.checked([row("H1")], **mine)
    page = words(client.get(f"/dossiers/imports/{one.pk}/"))
    assert "cũ: Đang giải quyết mới: Đã giải quyết" in page
    assert "Ghi 1 hồ sơ vào sổ" in page
    same = files.checked([row("H1", outcome="Đang giải quyết", finished="")], **mine)
    page = words(client.get(f"/dossiers/imports/{same.pk}/"))
    assert "giống hệt sổ hồ sơ" in page


def test_columns_that_were_not_recognised_are_named_by_the_person(client, bring):
    headers = [{"Mã hồ sơ": "Cột A", "Ngày hẹn trả": "Cột B"}.get(name, name) for name in files.HEADERS]
    page = bring(files.text([*row("H1"), "Nguyễn Văn A"], headers=[*headers, "Họ tên người nộp"]))
    assert "Chưa nhận ra: Mã hồ sơ , Ngày hẹn trả" in words(page)
    assert "Cột A · H1" in words(page)
    assert "Nguyễn Văn A" not in page.content.decode()
    one = the_one()
    address = f"/dossiers/imports/{one.pk}/"
    missing = client.post(f"{address}columns/", one.mapping)
    assert (missing.status_code, "Chưa biết cột nào của tệp là" in words(missing)) == (409, True)
    half = client.post(f"{address}columns/", one.mapping | {"code": "Cột A"})
    assert "Chưa nhận ra: Ngày hẹn trả ." in words(half)
    client.post(f"{address}columns/", one.mapping | {"code": "Cột A", "due": "Cột B"})
    run()
    assert "Mới 1" in words(client.get(address))


@pytest.mark.parametrize(
    "more, said",
    [
        ({"span": ""}, "Chọn kỳ"),
        ({"span": "own", "starts_on": ""}, "Ghi ngày khi không chọn kỳ chuẩn."),
        ({"starts_on": "30/6/2024", "ends_on": "1/1/2024"}, "Ngày cuối phải bằng hoặc sau ngày đầu."),
        ({"file": ""}, "Chọn tệp cần nhập."),
        ({"file": SimpleUploadedFile("a.csv", b"")}, "Tệp trống."),
        ({"file": SimpleUploadedFile("a.xlsx", b"PK\x03\x04 not a book")}, "tệp"),
    ],
)
def test_an_upload_that_will_not_do_says_why(bring, more, said):
    page = bring([row("H1")], **more)
    assert page.status_code == 422
    assert said in words(page)
    assert not LedgerImport.objects.exists()


def test_a_standard_span_sets_the_days(bring):
    bring([row("H1")], span="2024-h1", starts_on="", ends_on="")
    one = the_one()
    assert (one.starts_on.isoformat(), one.ends_on.isoformat()) == ("2023-12-15", "2024-06-14")


def test_an_import_is_given_up(client, bring):
    bring([row("H1")])
    run()
    page = client.post(f"/dossiers/imports/{the_one().pk}/cancel/", follow=True)
    assert "Đã hủy lần nhập này" in words(page)
    assert the_one().state == State.CANCELLED


def test_an_import_with_nothing_to_write_says_so_in_the_list_too(client):
    one = files.checked([row("H1", channel="Bồ câu")], agency=cast.skhdt(), by=cast.reporter_a())
    assert one.state == State.READY
    for address in ("/dossiers/imports/", f"/dossiers/imports/{one.pk}/"):
        said = words(client.get(address))
        assert "Không có gì để ghi" in said
        assert "Chờ xác nhận" not in said


def test_every_mistake_is_listed_and_handed_out(client):
    mine = {"agency": cast.skhdt(), "by": cast.reporter_a()}
    one = files.checked([row("H0"), *(row(f"=H{n}", channel="Bồ câu") for n in range(60))], **mine)
    first = client.get(f"/dossiers/imports/{one.pk}/refusals/")
    assert "Bồ câu" in words(first)
    assert links(first)["Trang sau"] == "?page=2"
    assert "Trang sau" not in links(client.get(f"/dossiers/imports/{one.pk}/refusals/?page=3"))
    answer = client.get(f"/dossiers/imports/{one.pk}/refusals.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames == ["Đọc trước", "Lỗi", "Tổng hợp"]
    lines = list(book["Lỗi"].iter_rows(values_only=True))
    assert len(lines) - 1 == sum(kind[2] for kind in book["Tổng hợp"].iter_rows(min_row=2, values_only=True)) >= 60
    assert {line[2] for line in lines[1:]} >= {"Bồ câu"}
    assert all(cell.data_type != "f" for line in book["Lỗi"].iter_rows() for cell in line)
    text = b"".join(client.get(f"/dossiers/imports/{one.pk}/refusals.csv").streaming_content).decode("utf-8-sig")
    assert len(text.splitlines()) == len(lines)


def test_the_templates_are_what_the_portal_reads(client, bring):
    book = openpyxl.load_workbook(io.BytesIO(client.get("/dossiers/imports/template.xlsx").content))
    assert [cell.value for cell in book.worksheets[0][1]] == files.HEADERS
    text = client.get("/dossiers/imports/template.csv").content.decode("utf-8-sig")
    bring(text + ",".join(row("H1")))
    assert the_one().state == State.CHECKING
    assert client.get("/dossiers/imports/template.doc").status_code == 404


def test_who_does_not_report_for_an_agency_looks_on(client):
    one = files.checked([row("H1")], agency=cast.skhdt(), by=cast.reporter_a())
    client.force_login(cast.signer_a())
    assert "Ghi 1 hồ sơ vào sổ" not in words(client.get(f"/dossiers/imports/{one.pk}/"))
    assert client.post(f"/dossiers/imports/{one.pk}/confirm/").status_code == 403
    assert client.get("/dossiers/imports/new/").status_code == 403


def test_a_reporter_of_the_province_brings_files_of_everybody(client):
    client.force_login(cast.member("minh.ubnd", "Phạm Minh", Role.REPORTER, cast.province()))
    page = words(client.get("/dossiers/imports/new/"))
    assert "toàn tỉnh: mỗi dòng ghi đơn vị tiếp nhận" in page
    assert "Sở Kế hoạch và Đầu tư" in page
