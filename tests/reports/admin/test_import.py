"""Do the rows of an edition come in from a file only when the whole edition is sound, and go out again?"""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from agencies import register_files
from agencies.models import Event
from reports import resources
from reports.models import FormEdition, Indicator
from reports.services import periods
from tests import cast, filing
from tests.reports.admin.asking import KNOWN, row, said
from tests.vietnamese import english_words

pytestmark = pytest.mark.django_db


def upload(client, data: bytes, model: str = "indicator"):
    form = {"import_file": SimpleUploadedFile("tep.csv", data), "format": "0", "resource": "0"}
    return client.post(reverse(f"admin:reports_{model}_import"), form)


def confirm(client, response, model: str = "indicator"):
    form = response.context["confirm_form"]
    return client.post(reverse(f"admin:reports_{model}_process_import"), form.initial, follow=True)


def exported(edition: FormEdition) -> bytes:
    rows = Indicator.objects.filter(appendix__edition=edition)
    return register_files.Csv().export_data(resources.IndicatorResource().export(rows))


def test_rows_are_exported_as_the_list_is_filtered(client, admin, copy):
    address = reverse("admin:reports_indicator_export")
    query = f"?appendix__edition__id__exact={copy.pk}&appendix=3"
    response = client.post(address + query, {"format": "1", "resource": "0"})
    assert response.content.startswith(b"\xef\xbb\xbfedition,appendix,code,label,unit,kind,choices,formula,")
    assert response.content.count(b"\r\n") == 15
    workbook = client.post(address + query, {"format": "0", "resource": "0"})
    assert workbook.content.startswith(b"PK")


def test_a_file_is_previewed_and_then_confirmed(client, admin, copy):
    changed = exported(copy).decode("utf-8-sig").replace("Số nhiệm vụ đề ra trong kế hoạch", "Số nhiệm vụ cả năm")
    response = upload(client, changed.encode())
    text = response.content.decode()
    assert "Số nhiệm vụ đề ra trong kế hoạch → Số nhiệm vụ cả năm" in text
    assert "Mới: 0 dòng; thay đổi: 1 dòng; giữ nguyên (không kê dưới đây): 150 dòng." in text
    assert text.count('<td class="import-type">') == 1
    assert english_words(text, known=KNOWN + changed) == set()
    assert not re.search(r"\sstyle=|\son[a-z]+=", text)
    assert row(copy, "2:2.1").label == "Số nhiệm vụ đề ra trong kế hoạch"
    assert said(confirm(client, response)) == ["Đã nhập xong: 0 mới, 1 thay đổi, 0 xóa, 150 giữ nguyên (chỉ tiêu)."]
    assert row(copy, "2:2.1").label == "Số nhiệm vụ cả năm"
    event = Event.objects.latest("number")
    assert (event.action, event.by, event.after) == ("import_indicators", admin, {"update": 1, "skip": 150})


def test_a_broken_file_is_refused_with_lines_reasons_and_how_to_mend_it(client, admin, copy):
    broken = exported(copy).decode("utf-8-sig").replace("2.2 / 2.1", "2.2 / 2.9").replace(",STC,", ",STCC,", 1)
    response = upload(client, broken.encode())
    text = response.content.decode()
    assert (
        "Dòng 3 (2:2): công thức “2.2 / 2.9” dùng 2:2.9 nhưng không có chỉ tiêu đó. Sửa mã, hoặc thêm chỉ tiêu."
    ) in text
    assert "cột lead cần mã của một cơ quan đang có, nhưng gặp “STCC”. Sửa mã, hoặc thêm cơ quan trước." in text
    assert "Xác nhận nhập" not in text
    assert "Traceback" not in text
    assert row(copy, "2:2").formula == "2.2 / 2.1"


def test_a_file_for_an_edition_in_use_is_refused(client, admin):
    cast.skhdt()
    filing.period()
    text = upload(client, exported(filing.edition())).content.decode()
    assert "đã dùng cho một kỳ báo cáo nên không sửa được; hãy nhân bản nó." in text
    assert "Xác nhận nhập" not in text


def test_an_edition_that_came_into_use_after_the_preview_is_refused_whole(client, admin, copy):
    changed = exported(copy).decode("utf-8-sig").replace("Số nhiệm vụ đề ra trong kế hoạch", "Số nhiệm vụ cả năm")
    response = upload(client, changed.encode())
    periods.generate_periods(2030, copy, by=None)
    (message,) = said(confirm(client, response))
    assert message == (
        "Không nhập dòng nào. Bộ biểu “THỬ 2025” đã dùng cho một kỳ báo cáo nên không sửa được; hãy nhân bản nó."
    )
    assert row(copy, "2:2.1").label == "Số nhiệm vụ đề ra trong kế hoạch"


def test_a_file_that_is_no_csv_is_refused_in_vietnamese(client, admin, copy):
    text = upload(client, b"PK\x03\x04\xff\xfe").content.decode()
    assert "Tệp không phải CSV mã hóa UTF-8" in text


def test_checks_and_sections_come_in_the_same_way(client, admin, copy):
    for model, resource, rows in (
        ("checkrule", resources.CheckRuleResource, copy.rules.all()),
        ("sectiontemplate", resources.SectionTemplateResource, copy.sections.all()),
    ):
        data = register_files.Csv().export_data(resource().export(rows))
        (message,) = said(confirm(client, upload(client, data, model), model))
        assert f"0 mới, 0 thay đổi, 0 xóa, {len(rows)} giữ nguyên" in message
