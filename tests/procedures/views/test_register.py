"""What do the pages of the register of procedures show?"""

import csv
import datetime
import io

import pytest

from tests import cast
from tests.procedures import rows
from tests.vietnamese import english_words

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def reader(client):
    client.force_login(cast.reporter_b())


def found(client, **asked) -> list[str]:
    return [row.record.code for row in client.get("/procedures/", asked).context["table"].page]


def test_the_list_is_searched_without_accents_and_narrowed(client):
    rows.procedure("1", name="Đăng ký Hoà giải viên", one_stop=True, processing_days=0)
    rows.procedure("2", name="Cấp giấy phép", tier="commune", agency=None, linked="across_tiers")
    assert found(client, q="dang ky hoa giai") == ["1"]
    assert found(client, tier="commune") == found(client, agency="none") == found(client, linked="any") == ["2"]
    assert found(client, one_stop="0") == found(client, time="0") == ["2"]
    assert found(client, time="1") == ["1"]
    assert found(client, sort="-name") == ["1", "2"]
    assert found(client, tier="nowhere", online="'", on="x") == ["1", "2"]


def test_the_list_is_as_of_a_day(client):
    last = datetime.date(2024, 6, 30)
    rows.procedure("1", valid_to=last, ended="replaced", replaced_by="2")
    rows.procedure("2", valid_from=datetime.date(2024, 7, 1))
    assert found(client, on="30/6/2024") == ["1"]
    assert found(client, on="2024-07-01") == ["2"]
    assert found(client, on="2024-07-01", state="ended") == ["1"]
    assert found(client, on="30/6/2024", state="ended") == []
    assert found(client, state="all") == ["1", "2"]


def test_the_list_is_a_file_with_every_column(client):
    rows.procedure("1", name="=1+1", has_fee=True, processing_days=15)
    lines = list(csv.reader(io.StringIO(client.get("/procedures/?export=csv").content.decode("utf-8-sig"))))
    said = dict(zip(*lines, strict=True))
    assert (said["Mã"], said["Tên thủ tục"], said["Có phí"]) == ("1", "'=1+1", "Có")
    assert said["Thời hạn (ngày làm việc)"] == "15"
    assert (said["Thanh toán trực tuyến"], said["Chủ trì"]) == ("Không", "Sở Kế hoạch và Đầu tư")


def test_a_procedure_shows_its_history_and_what_replaced_it(client):
    old = rows.procedure("1", name="<b>Cũ</b>", valid_to=datetime.date(2024, 6, 30), ended="replaced", replaced_by="2")
    new = rows.procedure("2", name="Mới", valid_from=datetime.date(2024, 7, 1), decision="7/QĐ-UBND")
    page = client.get(f"/procedures/{old.pk}/").content.decode()
    assert f'<a href="/procedures/{new.pk}/">2 – Mới</a>' in page
    assert "<b>Cũ" not in page
    assert "&lt;b&gt;Cũ" in page
    assert f'href="/procedures/{old.pk}/"' in client.get(f"/procedures/{new.pk}/").content.decode()


@pytest.mark.parametrize("path", ["/procedures/", "/procedures/counts/", "/procedures/{}/"])
def test_the_pages_speak_vietnamese(client, path):
    row = rows.procedure("1", name="Cấp giấy phép")
    assert english_words(client.get(path.format(row.pk)).content.decode()) == set()


def test_the_counts_are_a_file(client):
    rows.procedure("1", one_stop=True)
    lines = list(csv.reader(io.StringIO(client.get("/procedures/counts/?export=csv").content.decode("utf-8-sig"))))
    assert lines[0][:3] == ["Cấp hoặc cơ quan chủ trì", "Đang áp dụng", "Một cửa"]
    assert [line[:3] for line in lines[1:]] == [
        ["Cấp tỉnh", "1", "1"],
        ["Cấp huyện", "0", "0"],
        ["Cấp xã", "0", "0"],
        ["Toàn tỉnh", "1", "1"],
        ["Sở Kế hoạch và Đầu tư", "1", "1"],
    ]


def test_which_procedures_an_agency_has_dossiers_of_is_told_to_whom_they_are_shown(client):
    asked = "used_from=2024-01-01&used_to=2024-06-30"
    statuses = [
        client.get(f"/procedures/?{asked}&used_at={agency.pk}").status_code for agency in (cast.stc(), cast.skhdt())
    ]
    assert statuses == [200, 404]
