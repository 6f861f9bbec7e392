"""The catalogue drawn as a page."""

from pathlib import Path

import pytest

from reports import catalogue, catalogue_page, edition_files
from reports.catalogue import AppendixSpec, Kind, Rollup, Rule, Severity, Spec

FOLDER = Path(__file__).parents[2] / "fixtures" / "editions" / "188-snv-cchc-2022"


@pytest.fixture(scope="module")
def page() -> str:
    edition = edition_files.to_edition(edition_files.read_folder(FOLDER))
    return catalogue_page.markdown(edition, {"STP": "Sở Tư pháp"})


def test_the_page_opens_with_the_edition_and_its_size(page: str) -> None:
    assert page.startswith("# Danh mục chỉ tiêu: bộ biểu 188/SNV-CCHC (2022)\n")
    assert (
        "7 phụ lục, 151 dòng (tiêu đề 20, số đếm 87, số tiền 2, tỷ lệ tính từ hai số 17, tỷ lệ nhập sẵn 14, "
        "tổng 5, lựa chọn 6); 28 quy tắc." in page
    )


def test_every_row_and_check_has_a_line_of_its_own(page: str) -> None:
    tables = [line for line in page.splitlines() if line.startswith("| ")]
    heads_and_rules = 2 * 8
    assert len(tables) == 151 + 28 + heads_and_rules


def test_every_line_of_a_table_has_as_many_cells_as_its_head(page: str) -> None:
    widths = {line.replace(r"\|", "").count("|") for line in page.splitlines() if line.startswith("| ")}
    assert widths == {10, 5}


def test_the_appendices_have_headings_and_official_titles(page: str) -> None:
    assert (
        "## Phụ lục 4. Thủ tục hành chính\n\nTHỐNG KÊ SỐ LIỆU BÁO CÁO CẢI CÁCH THỦ TỤC HÀNH CHÍNH (25 dòng)\n" in page
    )


def test_a_computed_row_shows_its_formula_and_a_lead_agency_its_name(page: str) -> None:
    assert (
        "| 1 | **Tổng số VBQPPL do địa phương ban hành** | Văn bản | Tổng | `1.1 + 1.2 + 1.3` "
        "| Tính từ số cơ quan chủ trì nhập | Sở Tư pháp (riêng) |  |  |\n" in page
    )


def test_a_row_of_one_tier_shows_tier_and_source(page: str) -> None:
    assert (
        "| 3.1.1 | *Tổng số hồ sơ TTHC đã giải quyết xong* | Hồ sơ | Số đếm, lũy kế |  | Cộng các cơ quan |  "
        "| Sở, ngành | Sổ hồ sơ TTHC: hồ sơ đã giải quyết |\n" in page
    )


def test_a_choice_shows_its_numbers_where_the_paper_prints_them(page: str) -> None:
    assert "| 7.2 | Hình thức khảo sát | 0 = Trực tuyến; 1 = Phát phiếu; 2 = Kết hợp | Lựa chọn |" in page


def test_an_italic_ending_is_drawn_apart_from_the_bold_label(page: str) -> None:
    assert "**Tỷ lệ hoàn thành Kế hoạch CCHC năm** ***(Lũy kế đến thời điểm báo cáo)***" in page


def test_a_check_shows_its_expression_severity_and_reason(page: str) -> None:
    assert (
        "| PL2-2 | `2:2.2 <= 2:2.1` | Lỗi, chặn gửi "
        "| Số nhiệm vụ đã hoàn thành không thể lớn hơn số nhiệm vụ đề ra trong kế hoạch. |\n" in page
    )
    assert "| HEAD |  | Cảnh báo, cần giải trình | Dòng tiêu đề không mang số liệu. |\n" in page


def test_the_page_ends_with_one_newline(page: str) -> None:
    assert page.endswith("|\n")


def test_text_can_not_break_out_of_its_cell() -> None:
    row = Spec("2:1", 2, "1", "a|b\n<script> *c*", unit="[x](y)", kind=Kind.COUNT, rollup=Rollup.SUM)
    edition = catalogue.edition(
        "thử", [AppendixSpec(2, "A", "B")], [row], [Rule("R", "2:1 <= 2:1", Severity.ERROR, "x | y")]
    )
    drawn = catalogue_page.markdown(edition)
    assert r"| 1 | a\|b \<script\> \*c\* | \[x\](y) |" in drawn
    assert r"| x \| y |" in drawn
