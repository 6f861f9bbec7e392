"""Do all pages say the same about what is open in one report? The real one, as it was filed."""

import datetime
import re

import pytest

from reports.services import acts, sections
from tests import cast, filing
from tests.reports import real

pytestmark = pytest.mark.django_db

OPEN = "5 ô chưa nhập, 2 lỗi, 13 cảnh báo"  # as filed, headings included, and counted up to 10 June


@pytest.fixture
def report():
    cast.snv()
    report = filing.report(cast.skhdt())
    by = cast.reporter_a()
    filing.fill(report, {key: text for key, text in real.as_filed().items() if text}, by)
    acts.describe(report.pk, by=by, data_as_of=datetime.date(2024, 6, 10))
    return report


@pytest.fixture
def text(client):
    """The words of a page for the reporter, one space between them."""

    def read(address: str) -> str:
        client.force_login(cast.reporter_a())
        return " ".join(re.sub(r"<[^>]*>", " ", client.get(address).content.decode()).split())

    return read


def test_home_and_the_appendix_count_alike(text, report):
    assert f"Còn {OPEN}." in text("/")
    assert OPEN in text(f"/reports/{report.pk}/appendices/5/")


def test_the_page_for_sending_lists_the_same_numbers(text, report):
    said = text(f"/reports/{report.pk}/")
    assert "Chưa trình ký được: còn 5 ô chưa nhập, 2 lỗi phải sửa, 13 cảnh báo chưa giải trình" in said
    assert "Còn 5 ô chưa nhập, 2 lỗi phải sửa trước khi gửi." in said
    assert "Đã nhập 74/79 ô" in said


def test_a_figure_saved_later_keeps_the_warning_about_the_day(text, report):
    filing.fill(report, {"2:8": "1"}, cast.reporter_a())
    assert "Còn 5 ô chưa nhập, 1 lỗi, 13 cảnh báo." in text("/")
    sections.save_section(report.pk, "I.1", "Đã ban hành kế hoạch.", 0, by=cast.reporter_a())
    assert "Còn 5 ô chưa nhập, 1 lỗi, 13 cảnh báo." in text("/")
