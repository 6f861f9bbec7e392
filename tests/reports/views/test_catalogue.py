"""The rows of the form: searched, narrowed, as a file."""

import io

import openpyxl
import pytest

from tests import cast, filing
from tests.pages import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def see(client):
    filing.edition()
    cast.snv()
    client.force_login(cast.reporter_a())

    def get(**query):
        answer = client.get("/catalogue/", query)
        assert answer.status_code == 200
        return answer

    return get


def count(answer) -> str:
    return words(answer).rpartition(" trong ")[2].split(" dòng")[0]


def test_the_whole_form_is_listed(see):
    assert count(see()) == "151"


@pytest.mark.parametrize(
    "query, found",
    [
        ({"appendix": "4"}, "25"),
        ({"kind": "rate"}, "17"),
        ({"q": "hoan thanh ke hoach cchc nam %"}, "1"),
        ({"q": "8:6.3.1"}, "1"),
        ({"lead": "SNV", "appendix": "2"}, "4"),
        ({"appendix": "99"}, "151"),
        ({"code": "không có"}, "151"),
    ],
)
def test_the_list_is_narrowed(see, query, found):
    assert count(see(**query)) == found


def test_a_row_tells_its_formula_who_answers_and_how_it_is_added_up(see):
    said = words(see(q="2:2.2"))
    assert "Số nhiệm vụ đã hoàn thành" in said
    assert "Mọi cấp" in said
    said = words(see(q="Tỷ lệ hoàn thành Kế hoạch CCHC năm"))
    assert "2.2 / 2.1" in said
    assert "Công văn số 188/SNV-CCHC" in said


def test_the_lead_agency_is_called_by_its_name(see):
    assert "Sở Nội vụ" in words(see(q="Số sở, ngành đã kiểm tra"))


def test_the_file_holds_the_help_and_the_source_too(see):
    answer = see(export="xlsx", appendix="2")
    rows = list(openpyxl.load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True))
    assert rows[0] == (
        "Phụ lục",
        "Mã",
        "Chỉ tiêu",
        "Đơn vị tính",
        "Loại",
        "Công thức",
        "Cách tổng hợp",
        "Chủ trì",
        "Cấp báo cáo",
        "Hướng dẫn",
        "Căn cứ",
    )
    assert rows[2][5] == "2.2 / 2.1"
    assert rows[2][10].startswith("Công văn số 188/SNV-CCHC")


def test_without_a_form_the_way_to_one_is_told(client):
    client.force_login(cast.reporter_a())
    assert "Chưa có bộ biểu nào." in words(client.get("/catalogue/"))
