"""What happened to a report, and who may read it?"""

import io

import openpyxl
import pytest

from reports.services import review, sections
from tests import cast, filing
from tests.pages import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def report():
    cast.snv()
    return filing.report(cast.skhdt())


@pytest.fixture
def see(client, report):
    def get(user, **query):
        client.force_login(user)
        return client.get(f"/reports/{report.pk}/history/", query)

    return get


def test_a_change_is_told_with_who_where_from_and_to(see, report):
    filing.fill(report, {"2:8": "9 cuộc"}, cast.reporter_a())
    filing.fill(report, {"2:8": "1"}, cast.second_reporter_a())
    said = words(see(cast.reporter_a()))
    assert "Lê Văn Hải Nhập số liệu Phụ lục 2, dòng 8 – Tổ chức đối thoại" in said
    assert "9 cuộc 1" in said
    assert said.index("Lê Văn Hải Nhập") < said.index("Trần Thị Lan Nhập")  # the newest first


def test_a_digest_is_short_on_the_page_and_whole_in_the_file(see, report):
    digest = "4f1949e95440" + "0" * 52
    sections.save_section(report.pk, "I.1", f"Tệp {digest} kèm theo.", 0, by=cast.reporter_a())
    assert "Tệp 4f1949e95440… kèm theo." in words(see(cast.reporter_a()))
    assert digest in see(cast.reporter_a(), export="csv").content.decode()


def test_an_action_is_told_with_its_reason(see, report):
    filing.fill_all(report, cast.reporter_a())
    filing.act(report, "send_for_signature", cast.reporter_a())
    filing.act(report, "decline", cast.signer_a(), reason="Thiếu kế hoạch kiểm tra.")
    said = words(see(cast.reporter_a(), kind="workflow"))
    assert "Nguyễn Đại Minh Trả lại người lập Phiên bản 1 Chờ ký Đang lập Thiếu kế hoạch kiểm tra." in said
    assert "Nhập số liệu Phụ lục" not in said


def test_the_history_of_one_cell(see, report):
    filing.fill(report, {"2:1": "6", "2:2.1": "21"}, cast.reporter_a())
    said = words(see(cast.reporter_a(), cell="2:1"))
    assert "dòng 1 –" in said
    assert "dòng 2.1 –" not in said


@pytest.mark.parametrize(
    "query", [{"cell": "x"}, {"cell": "2:1'"}, {"kind": "nothing"}, {"sort": "nothing"}, {"page": "x"}]
)
def test_a_filter_that_makes_no_sense_filters_nothing(see, report, query):
    filing.fill(report, {"2:1": "6"}, cast.reporter_a())
    answer = see(cast.reporter_a(), **query)
    assert answer.status_code == 200
    assert "Nhập số liệu" in words(answer)


def test_the_file_holds_whole_texts_as_text(see, report):
    sections.save_section(report.pk, "I.1", "=1+1 " + "dài " * 200, 0, by=cast.reporter_a())
    answer = see(cast.reporter_a(), export="xlsx")
    rows = list(openpyxl.load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True))
    assert rows[0][:5] == ("Số", "Lúc", "Ai", "Việc", "Ở đâu")
    assert rows[1][6].startswith("=1+1 dài dài")
    assert len(rows[1][6]) > 700


def test_those_who_receive_a_report_read_its_history(see, report):
    filing.submit(report, cast.reporter_a(), cast.signer_a())
    review.remark(report.pk, "Kiểm tra lại.", by=cast.reviewer(), key="2:1")
    assert "Ký và gửi" in words(see(cast.reviewer()))


def test_what_a_reviewer_remarks_the_agency_reads_when_it_is_returned(see, report):
    filing.submit(report, cast.reporter_a(), cast.signer_a())
    dropped = review.remark(report.pk, "Nhầm ô.", by=cast.reviewer(), key="2:1")
    review.drop_remark(report.pk, dropped.pk, by=cast.reviewer())
    review.remark(report.pk, "Con số này lạ.", by=cast.reviewer(), key="2:2.1")
    for who in (cast.reporter_a(), cast.viewer()):
        said = words(see(who))
        assert "Con số này lạ." not in said
        assert "Nhầm ô." not in said
    filing.act(report, "send_back", cast.reviewer())
    said = words(see(cast.reporter_a()))
    assert "Con số này lạ." in said
    assert "Nhầm ô." not in said


def test_what_the_agency_types_into_its_next_version_others_do_not_read(see, report):
    filing.submit(report, cast.reporter_a(), cast.signer_a())
    filing.act(report, "approve", cast.reviewer())
    filing.act(report, "reopen", cast.reviewer(), reason="Sửa số liệu.")
    filing.fill(report, {"2:1": "777"}, cast.reporter_a())
    assert "777" in words(see(cast.reporter_a()))
    said = words(see(cast.viewer()))
    assert "Mở phiên bản sửa đổi" in said
    assert "777" not in said
