"""Can a person bring a file of dossiers in a browser, while a worker does the work?"""

import pytest
from playwright.sync_api import expect

from jobs import services as jobs
from procedures.models import Dossier, LedgerImport
from tests import cast
from tests.procedures import files
from tests.procedures.files import row
from tests.procedures.rows import procedure

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def work() -> None:
    """What a worker would do now."""
    one = LedgerImport.objects.select_related("job").get()
    assert one.job is not None
    jobs.run_now(one.job)


def test_a_file_is_chosen_watched_looked_at_and_written(tab, live_server, sign_in, axe, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    procedure("1.001")
    sign_in(tab.context, cast.reporter_a())
    tab.goto(f"{live_server.url}/dossiers/imports/new/")
    expect(tab.get_by_role("status").filter(has_text="Chưa chọn tệp")).to_be_visible()
    assert axe(tab) == []
    content = files.text(row("H1"), row("H2", channel="Bồ câu"))
    tab.set_input_files("[name=file]", {"name": "ho-so.csv", "mimeType": "text/csv", "buffer": content.encode()})
    expect(tab.get_by_text("ho-so.csv (0,3 KB)")).to_be_visible()
    tab.get_by_label("Kỳ", exact=True).select_option("own")
    tab.get_by_label("Từ ngày").fill("1/1/2024")
    tab.get_by_label("Đến ngày").fill("30/6/2024")
    tab.get_by_role("button", name="Tải lên và kiểm tra").click()
    expect(tab.get_by_text("Đang chờ", exact=True)).to_be_visible()
    assert axe(tab) == []
    work()
    expect(tab.get_by_role("heading", name="Ghi vào sổ hồ sơ?")).to_be_visible()  # the page came anew by itself
    assert axe(tab) == []
    tab.get_by_label("Bỏ 1 dòng bị từ chối").check()
    tab.get_by_role("button", name="Ghi 1 hồ sơ vào sổ").click()
    expect(tab.get_by_text("Đang ghi", exact=True)).to_be_visible()
    work()
    expect(tab.get_by_role("link", name="Xem thống kê")).to_be_visible()
    assert list(Dossier.objects.values_list("code", flat=True)) == ["H1"]
