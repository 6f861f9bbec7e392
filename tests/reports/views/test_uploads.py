"""Out as a workbook, in again, looked at, chosen from: what the pages say and do on the way."""

import io

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from reports.models import Upload
from reports.services import figures
from tests import cast, filing
from tests.reports import form_files as clerk

pytestmark = pytest.mark.django_db


@pytest.fixture
def report():
    return filing.report(cast.skhdt())


@pytest.fixture
def client():
    client = Client()
    client.force_login(cast.reporter_a())
    return client


def uploaded(client: Client, report, **values: object):
    out = client.get(reverse("report_form", args=[report.pk])).content
    data = clerk.changed(out, clerk.typed(**values))
    return client.post(reverse("upload_form", args=[report.pk]), {"file": clerk.file(data)})


def test_the_chosen_cells_are_written_and_the_others_wait(client, report):
    answer = uploaded(client, report, **{"2:1": 6, "2:8": "9 cuộc", "2:2.1": 21, "2:2.2": 22})
    page = client.get(answer.url)
    assert "4 ô có thể đổi" in page.content.decode()
    key = Upload.objects.get().key
    apply = reverse("apply_upload", args=[report.pk, key])
    body = {"take": ["2:1", "2:2.1"], "seen-2:1": "0", "seen-2:2.1": "0", "seen-2:2.2": "0"}
    done = client.post(apply, body, follow=True).content.decode()
    assert "Đã ghi 2 ô từ tệp" in done
    assert "Còn 2 ô chưa ghi" in done
    sheet = filing.sheet(report).sheet
    assert (sheet["2:1"].value, sheet["2:2.1"].value, sheet["2:2.2"].value) == (6, 21, None)


def test_an_offered_reading_is_written_with_the_rest_and_its_words_go_into_the_note(client, report):
    filing.fill(report, {"2:8": "0"}, cast.reporter_a())
    figures.save_figures(report.pk, [figures.Change("2:8", 1, note="Theo Kế hoạch 12")], by=cast.reporter_a())
    answer = uploaded(client, report, **{"2:1": 6, "2:8": "9 cuộc"})
    page = client.get(answer.url).content.decode()
    assert "Ghi <b>1</b>, ghi chú “9 cuộc; Theo Kế hoạch 12”" in page
    assert 'name="offer" value="2:8" checked' not in page
    apply = reverse("apply_upload", args=[report.pk, Upload.objects.get().key])
    stale = client.post(apply, {"take": ["2:1"], "offer": ["2:8", "2:1", "x"], "seen-2:1": "0", "seen-2:8": "9"})
    assert stale.status_code == 409
    client.post(apply, {"take": ["2:1"], "offer": ["2:8"], "seen-2:1": "0", "seen-2:8": "2"})
    sheet = filing.sheet(report).sheet
    assert (sheet["2:1"].value, sheet["2:8"].value, sheet["2:8"].note) == (6, 1, "9 cuộc; Theo Kế hoạch 12")
    assert "Không có ô nào phải đổi" in client.get(answer.url).content.decode()


def test_a_collision_writes_nothing_and_shows_both_values(client, report):
    answer = uploaded(client, report, **{"2:1": 6, "2:2.1": 21})
    filing.fill(report, {"2:1": "5"}, cast.second_reporter_a())
    apply = reverse("apply_upload", args=[report.pk, Upload.objects.get().key])
    refused = client.post(apply, {"take": ["2:1", "2:2.1"], "seen-2:1": "0", "seen-2:2.1": "0"})
    text = refused.content.decode()
    assert (refused.status_code, answer.status_code) == (409, 302)
    assert "Chưa ghi ô nào: 1 ô vừa được người khác lưu" in text
    assert "Người khác đã sửa" in text
    assert "Lê Văn Hải" in text
    assert filing.sheet(report).sheet["2:2.1"].value is None
    client.post(apply, {"take": ["2:1", "2:2.1"], "seen-2:1": "1", "seen-2:2.1": "0"})
    assert (filing.sheet(report).sheet["2:1"].value, filing.sheet(report).sheet["2:2.1"].value) == (6, 21)


def test_the_list_of_errors_names_sheet_and_cell_and_how_to_mend(client, report):
    uploaded(client, report, **{"2:1": "=cmd|'/c calc'!A1", "2:8": "9 cuộc"})
    data = client.get(reverse("upload_errors", args=[report.pk, Upload.objects.get().key])).content
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert book.sheetnames == ["Đọc trước", "Lỗi", "Tổng hợp"]
    lines = [[one.value for one in row] for row in book["Lỗi"].iter_rows(min_row=2)]
    [line] = [line for line in lines if line[2] == "8"]
    assert (line[0], line[4], line[5], line[8]) == ("PL2", "Lỗi", "9 cuộc", f"PL2!{line[1]}")
    assert all(one.data_type != "f" for row in book["Lỗi"].iter_rows() for one in row)


def test_an_upload_is_its_authors_alone_and_ends_after_a_day(client, report, settings):
    answer = uploaded(client, report, **{"2:1": 6})
    other = Client()
    other.force_login(cast.second_reporter_a())
    assert other.get(answer.url).status_code == 404
    Upload.objects.update(at="2024-01-01T00:00:00Z")
    assert client.get(answer.url).status_code == 404
    uploaded(client, report, **{"2:1": 7})
    assert Upload.objects.count() == 1


def test_a_foreign_file_says_what_was_wanted(client, report):
    answer = client.post(reverse("upload_form", args=[report.pk]), {"file": clerk.file(b"PK\x03\x04 nothing")})
    assert answer.status_code == 409
    assert "Tệp Excel bị hỏng hoặc bị cắt cụt" in answer.content.decode()
    block = answer.content.decode().partition('id="excel"')[2]
    assert 'role="alert"' in block.partition("</section>")[0]  # beside the button that was pressed


def test_what_comes_too_late_is_refused_in_words(client, report):
    out = client.get(reverse("report_form", args=[report.pk])).content
    filing.fill_all(report, cast.reporter_a())
    filing.act(report, "send_for_signature", cast.reporter_a())
    answer = client.post(reverse("upload_form", args=[report.pk]), {"file": clerk.file(out)})
    assert answer.status_code == 409
    assert answer.content.decode().count('<p class="message message--error" role="alert">') == 1


def test_a_pasted_report_is_previewed_and_a_text_without_tables_stays_in_its_box(client, report):
    address = reverse("upload_tables", args=[report.pk])
    text = "Phụ lục 2\nSTT\tChỉ tiêu\tSố liệu\n2.1\tSố nhiệm vụ đề ra trg kế hoach\t21\n2.2\t\t12\n9\tSố hội nghị\t3"
    page = client.post(address, {"text": text}, follow=True).content.decode()
    assert "2 ô có thể đổi" in page
    assert "Đang chọn 1 trong 2 ô" in page
    assert "chắc 60 %" in page
    assert "trong tệp ghi “2.2”" in page
    assert "1 chỗ chưa xếp được" in page
    refused = client.post(address, {"text": "Kính gửi Sở Nội vụ"})
    assert refused.status_code == 409
    assert "Văn bản dán không có dòng số liệu nào" in refused.content.decode()
    assert "Kính gửi Sở Nội vụ</textarea>" in refused.content.decode()
