"""What did the agency change since its report came back to it?"""

import pytest

from reports import amendments
from reports.amendments import Amendment
from reports.models import Report, Version
from reports.services import review
from tests import cast, filing

pytestmark = pytest.mark.django_db


@pytest.fixture
def report() -> Report:
    cast.snv()
    report = filing.report(cast.skhdt())
    filing.submit(report, cast.reporter_a(), cast.signer_a())
    return report


def numbered(report: Report, number: int) -> Version:
    return Version.objects.select_related("report").get(report=report, number=number)


def test_nothing_is_amended_before_any_return(report):
    assert amendments.since_return(numbered(report, 1)) == {}


def test_what_was_mended_since_the_return_is_told_from_the_first_to_the_last_text(report):
    review.remark(report.pk, "Kiểm tra lại.", by=cast.reviewer(), key="2:1")
    filing.act(report, "send_back", cast.reviewer())
    for text in ("6", "7"):
        filing.fill(report, {"2:1": text}, cast.reporter_a())
    assert amendments.since_return(numbered(report, 1)) == {"cell:2:1": Amendment("cell:2:1", "kps", "7")}


def test_what_is_typed_into_the_next_version_is_no_amendment_of_the_one_before(report):
    filing.act(report, "approve", cast.reviewer())
    filing.act(report, "reopen", cast.reviewer(), reason="Sửa số liệu.")
    filing.fill(report, {"2:1": "777"}, cast.reporter_a())
    assert amendments.since_return(numbered(report, 1)) == {}
    assert amendments.since_return(numbered(report, 2)) == {"cell:2:1": Amendment("cell:2:1", "kps", "777")}
