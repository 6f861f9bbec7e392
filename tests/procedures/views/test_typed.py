"""Nhập biểu thống kê: the page on which an agency without a ledger says its figures."""

import datetime

import pytest

from procedures.models import Field, TypedLine, TypedTable
from procedures.services import typed
from procedures.statistics import DossierCounts
from tests import cast
from tests.pages import words

pytestmark = pytest.mark.django_db

FIRST, LAST = datetime.date(2023, 12, 15), datetime.date(2024, 6, 14)
# The published figures of the districts as they stand: 2.065 of the late ones were invalid.
AS_PUBLISHED = {
    "received": "65.894", "online": "25.946", "direct": "39.948", "carried": "0",
    "resolved": "54.404", "early": "36.296", "on_time": "15.150", "late": "5.023",
}  # fmt: skip


def page(agency) -> str:
    return f"/dossiers/typed/{agency.pk}/{FIRST}/{LAST}/"


def send(client, revision: int, lines: dict[str, dict[str, str]], do: str = "save", **more):
    data = {"revision": revision, "row": list(lines), "do": do, **more}
    data |= {f"{key}-{name}": text for key, texts in lines.items() for name, text in texts.items()}
    return client.post(f"{page(cast.district())}save/", data, follow=True)


@pytest.fixture(autouse=True)
def at_the_desk(client):
    client.force_login(cast.reporter_district())


def test_the_published_figures_do_not_close_and_are_mended_by_2065_invalid_dossiers(client):
    said = words(send(client, 0, {"all": AS_PUBLISHED}))
    assert "Đã lưu biểu; còn 1 chỗ chưa khớp" in said
    assert "Cột (7) = (8) + (9) + (10) = 36.296 + 15.150 + 5.023 = 56.469; cột (7) ghi 54.404, lệch 2.065." in said
    assert "51.446 / 54.404 = 94,56 %" in said
    mended = words(send(client, 1, {"all": AS_PUBLISHED | {"late": "2.958", "invalid": "2.065"}}))
    assert "Đã lưu biểu; các cột khớp nhau." in mended
    assert "lệch" not in mended


def test_what_cannot_be_read_is_kept_as_typed_and_nothing_is_stored(client):
    answer = send(client, 0, {"all": AS_PUBLISHED | {"late": "9 cuộc"}})
    assert answer.status_code == 422
    assert 'value="9 cuộc"' in answer.content.decode()
    assert 'value="65.894"' in answer.content.decode()
    assert "ô ghi “9 cuộc”. Gõ 9." in words(answer)
    assert not TypedTable.objects.exists()


def test_who_saves_second_sees_both_values_and_decides(client):
    typed.save_table(cast.district(), FIRST, LAST, {None: DossierCounts(late=2958)}, 0, by=cast.reporter_district())
    answer = send(client, 0, {"all": {"late": "5.023"}})
    assert answer.status_code == 409
    assert 'value="5.023"' in answer.content.decode()
    assert "của họ: 2.958" in words(answer)
    send(client, 1, {"all": {"late": "5.023"}})
    assert list(TypedLine.objects.values_list("late", flat=True)) == [5023]


def test_column_6_is_taken_from_column_11_of_the_span_before(client):
    day = FIRST - datetime.timedelta(days=1)
    before = {None: DossierCounts(pending=1537)}
    typed.save_table(cast.district(), datetime.date(2022, 12, 15), day, before, 0, by=cast.reporter_district())
    assert "(11) kỳ trước: 1.537" in words(client.get(page(cast.district())))
    answer = send(client, 0, {"all": {"online": "5"}}, do="carry")
    assert 'name="all-carried" value="1.537"' in answer.content.decode()
    assert "cột (6) ghi 3, lệch 1.534" in words(send(client, 0, {"all": {"carried": "3"}}))


def test_lines_by_field_are_added_and_dropped(client):
    land = Field.objects.create(name="Đất đai")
    key = f"f{land.pk}"
    answer = send(client, 0, {"all": {"late": ""}}, do="add", field=land.pk)
    assert f'name="{key}-late"' in answer.content.decode()
    assert 'name="all-late"' not in answer.content.decode()
    assert "Tất cả lĩnh vực" not in words(send(client, 0, {key: {"late": "3"}}))
    assert TypedLine.objects.get().field == land
    assert 'name="all-late"' in send(client, 1, {key: {"late": "3"}}, do=f"drop:{key}").content.decode()


def test_others_read_what_was_typed_and_cannot_write(client):
    send(client, 0, {"all": AS_PUBLISHED})
    client.force_login(cast.viewer())
    said = words(client.get(page(cast.district())))
    assert "Tất cả lĩnh vực 65.894 25.946 39.948 0 54.404" in said
    assert "Chỉ người lập báo cáo của cơ quan" in said
    assert "cột (7) ghi 54.404, lệch 2.065" in said
    assert send(client, 1, {"all": {"late": "1"}}).status_code == 403
    client.force_login(cast.reporter_a())
    assert client.get(page(cast.district())).status_code == 404


@pytest.mark.parametrize("address", ["2024-06-14/2023-12-15", "2024-02-30/2024-03-01", "0001-01-01/2024-03-01"])
def test_a_span_that_does_not_exist_is_not_found(client, address):
    assert client.get(f"/dossiers/typed/{cast.district().pk}/{address}/").status_code == 404


def test_a_page_has_no_more_lines_than_there_are_fields(client):
    Field.objects.create(name="Đất đai")
    answer = send(client, 0, {f"f{number}": {"received": "1"} for number in range(1_000_000, 1_000_050)}, do="add")
    assert len(answer.context["rows"]) == 3
