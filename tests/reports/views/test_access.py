"""What of a report may be read by those who do not work there? Nothing that was not sent."""

import pytest

from reports.models import Report
from tests import cast, filing

pytestmark = pytest.mark.django_db
SECRET = "4.711"


@pytest.fixture
def reopened() -> Report:
    """Approved once, opened again, and a figure typed that nobody has sent yet."""
    cast.snv()
    report = filing.report(cast.skhdt())
    filing.submit(report, cast.reporter_a(), cast.signer_a())
    filing.act(report, "approve", cast.reviewer())
    filing.act(report, "reopen", cast.reviewer(), reason="Sửa số liệu.")
    filing.fill(report, {"2:1": SECRET}, cast.reporter_a())
    return report


PAGES = (
    "reports/{}/appendices/2/",
    "reports/{}/history/",
    "reports/{}/print/",
    "review/{}/",
    "review/{}/?part=2",
)


def text(client, page: str, report: Report) -> str:
    response = client.get(f"/{page.format(report.pk)}")
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("step", ["typed", "waiting", "declined"])
def test_a_reviewer_reads_nothing_of_a_version_before_it_is_sent(client, reopened, page, step):
    if step != "typed":
        filing.act(reopened, "send_for_signature", cast.reporter_a())
    if step == "declined":
        filing.act(reopened, "decline", cast.signer_a(), reason="Chưa đủ.")
    client.force_login(cast.reviewer())
    assert SECRET not in text(client, page, reopened)


@pytest.mark.parametrize("page", PAGES[:3])
def test_its_own_people_read_it(client, reopened, page):
    client.force_login(cast.signer_a())
    assert SECRET in text(client, page, reopened)


@pytest.mark.parametrize("page", PAGES)
def test_a_reviewer_reads_it_once_it_is_sent(client, reopened, page):
    filing.act(reopened, "send_for_signature", cast.reporter_a())
    filing.act(reopened, "sign_and_send", cast.signer_a(), paper=filing.PAPER)
    client.force_login(cast.reviewer())
    assert SECRET in text(client, page, reopened)


@pytest.mark.parametrize("number, status", [(1, 200), (2, 404)])
def test_an_unsent_version_that_the_address_names_does_not_exist_for_others(client, reopened, number, status):
    client.force_login(cast.viewer())
    assert client.get(f"/reports/{reopened.pk}/appendices/2/?version={number}").status_code == status
    assert client.get(f"/reports/{reopened.pk}/workbook.xlsx?version={number}").status_code == status
