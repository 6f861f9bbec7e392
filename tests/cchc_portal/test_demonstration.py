"""Does a guest of the demonstration learn who he may be, and nobody anywhere else?"""

import re

import pytest

from reports.management.commands import load_demo

pytestmark = pytest.mark.django_db


def test_the_login_page_of_the_demonstration_names_every_account_and_the_password(client, settings):
    settings.CCHC_DEMO = True
    page = client.get("/login/").content.decode()
    named = set(re.findall(r"<code>([^<]+)</code>", page))
    assert named == {account for account, *_ in load_demo.PEOPLE} | {"quantri"}
    assert load_demo.PASSWORD in page


def test_readme_names_the_same_accounts(settings):
    text = (settings.BASE_DIR / "README.md").read_text(encoding="utf-8")
    rows = [line.split("|")[1] for line in text.splitlines() if re.match(r"\| `[a-z.]+`", line)]
    named = {name for row in rows for name in re.findall(r"`([^`]+)`", row)}
    assert named == {account for account, *_ in load_demo.PEOPLE} | {"quantri"}


def test_the_login_page_of_a_real_portal_names_nobody(client, settings):
    settings.CCHC_DEMO = False
    page = client.get("/login/").content.decode()
    assert "Tài khoản dùng thử" not in page
    assert load_demo.PASSWORD not in page


def test_the_band_says_which_report_is_real(client, settings):
    settings.CCHC_DEMO = True
    assert "chỉ báo cáo 6 tháng đầu năm 2024 của Sở Kế hoạch và Đầu tư là thật" in (
        client.get("/login/").content.decode()
    )
