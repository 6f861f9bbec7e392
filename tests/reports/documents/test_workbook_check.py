"""Does the check of a workbook see what somebody has changed in it?"""

import io
import re

import openpyxl
import pytest
from django.core.management import CommandError, call_command

from reports import papers
from reports.documents import workbook, workbook_check
from reports.models import Version
from tests.reports.documents.test_workbook import DRAFT, of_report
from tests.reports.views import test_confirm


@pytest.fixture(scope="module")
def written() -> bytes:
    return workbook.workbook(of_report())


def changed(data: bytes, **cells: object) -> io.BytesIO:
    """The workbook with some cells of PL2 as somebody would leave them."""
    book, out = openpyxl.load_workbook(io.BytesIO(data)), io.BytesIO()
    for address, value in cells.items():
        book["PL2"][address] = value
    book.save(out)
    return out


def address_of(data: bytes, label: str) -> str:
    sheet = openpyxl.load_workbook(io.BytesIO(data))["PL2"]
    return next(f"D{row[1].row}" for row in sheet.iter_rows() if str(row[1].value).startswith(label))


def test_what_the_portal_wrote_does_not_differ(written):
    assert list(workbook_check.differences(io.BytesIO(written), written)) == []


def test_a_figure_typed_over_is_named_with_both_values(written):
    place = address_of(written, "Số nhiệm vụ đề ra")
    found = list(workbook_check.differences(changed(written, **{place: 99}), written))
    assert ("PL2", place, "21", "99") in found


def test_a_formula_replaced_by_its_result_is_seen(written):
    place = address_of(written, "Tỷ lệ hoàn thành")
    found = list(workbook_check.differences(changed(written, **{place: 57.142857}), written))
    assert [one.cell for one in found if one.sheet == "PL2"] == [place]


def test_a_sheet_that_is_gone_and_one_too_many_are_named(written):
    book, out = openpyxl.load_workbook(io.BytesIO(written)), io.BytesIO()
    del book["PL3"]
    book.create_sheet("Của tôi")
    book.save(out)
    found = {(one.sheet, one.expected, one.came) for one in workbook_check.differences(out, written) if not one.cell}
    assert found == {("PL3", "có trang tính", "không có"), ("Của tôi", "không có trang tính", "có")}


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 nothing behind it", b"%PDF-1.7", "chữ".encode()])
def test_what_is_no_workbook_is_called_that(content):
    with pytest.raises(workbook_check.Unreadable):
        workbook_check.code_of(io.BytesIO(content))


def test_a_draft_bears_no_code():
    assert workbook_check.code_of(io.BytesIO(workbook.workbook(of_report(DRAFT)))) == ""


@pytest.mark.django_db
def test_the_command_agrees_with_the_approved_workbook_and_not_with_one_that_was_touched(settings, tmp_path, capsys):
    settings.CCHC_ADDRESS = "https://cchc.example.vn"
    data = of_version(test_confirm.approve())
    mine, touched, torn = (tmp_path / name for name in ("mine.xlsx", "touched.xlsx", "torn.xlsx"))
    mine.write_bytes(data)
    place = address_of(data, "Số văn bản chỉ đạo")
    touched.write_bytes(changed(data, **{place: 5}).getvalue())
    torn.write_bytes(data[:900])
    with pytest.raises(CommandError, match="3 trong 4 tệp không khớp"):
        call_command("check_workbook", str(mine), str(touched), str(torn), str(tmp_path / "gone.xlsx"))
    agreed, said = capsys.readouterr()
    assert f"{mine}: khớp với bản đã duyệt (Sở Kế hoạch và Đầu tư – 6 tháng đầu năm 2024" in agreed
    assert re.search(rf"touched.xlsx: 1 ô khác .*\n  PL2!{place}: bản đã duyệt '\w+', trong tệp '5'", said)
    assert "torn.xlsx: không phải sổ Excel đọc được." in said
    assert "gone.xlsx: không mở được" in said


def of_version(version: Version) -> bytes:
    return workbook.workbook(papers.appendices(version))
