"""The edition that Sở Nội vụ prescribed in 2022, read from its folder; and what happens to a folder that is broken."""

import datetime
import re
import shutil
import unicodedata
from collections import Counter
from pathlib import Path

import pytest

from reports import edition_files
from reports.catalogue import Edition, Kind, Rollup, Severity
from reports.edition_files import EditionError, EditionRows, FileError

FOLDER = Path(__file__).parents[2] / "fixtures" / "editions" / "188-snv-cchc-2022"
LEADS = {"SNV", "STP", "STC", "STTTT", "VPUBND"}


@pytest.fixture(scope="module")
def read() -> EditionRows:
    return edition_files.read_folder(FOLDER)


@pytest.fixture(scope="module")
def edition(read: EditionRows) -> Edition:
    return edition_files.to_edition(read, LEADS)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FOLDER, tmp_path / "edition"))


def mend(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_the_form_has_seven_appendices_and_151_rows(edition: Edition) -> None:
    rows = {appendix.number: len(edition.of_appendix(appendix.number)) for appendix in edition.appendices}
    assert rows == {2: 27, 3: 14, 4: 25, 5: 21, 6: 16, 7: 13, 8: 35}
    assert len(edition.specs) == 151


def test_the_edition_is_known_by_the_letter_that_prescribed_it(read: EditionRows) -> None:
    assert read.code == "188/SNV-CCHC (2022)"
    assert read.issued_on == datetime.date(2022, 2, 24)
    assert "Công văn số 188/SNV-CCHC ngày 24/02/2022 của Sở Nội vụ" in read.name


def test_the_rows_are_of_the_seven_kinds(edition: Edition) -> None:
    assert Counter(spec.kind for spec in edition.specs.values()) == {
        Kind.HEADING: 20,
        Kind.COUNT: 87,
        Kind.AMOUNT: 2,
        Kind.RATE: 17,
        Kind.PERCENT: 14,
        Kind.TOTAL: 5,
        Kind.CHOICE: 6,
    }


def test_the_titles_are_printed_without_the_two_misprints_of_2024(edition: Edition) -> None:
    titles = {appendix.number: appendix.title for appendix in edition.appendices}
    assert titles[2] == "THỐNG KÊ SỐ LIỆU BÁO CÁO CÔNG TÁC CHỈ ĐẠO ĐIỀU HÀNH CẢI CÁCH HÀNH CHÍNH"
    assert titles[3] == "BIỂU MẪU THỐNG KÊ SỐ LIỆU BÁO CÁO CẢI CÁCH THỂ CHẾ"
    assert not [title for title in titles.values() if "THÔNG KÊ" in title or "THẺ CHẾ" in title]


def test_every_appendix_has_a_short_title_for_menus(edition: Edition) -> None:
    assert [appendix.short for appendix in edition.appendices] == [
        "Chỉ đạo, điều hành",
        "Cải cách thể chế",
        "Thủ tục hành chính",
        "Tổ chức bộ máy",
        "Chế độ công vụ",
        "Tài chính công",
        "Chính quyền điện tử, chính quyền số",
    ]


def test_the_inspected_agencies_are_counted_although_the_paper_prints_a_percent_sign(edition: Edition) -> None:
    row = edition.specs["2:4.1"]
    assert (row.kind, row.unit) == (Kind.COUNT, "Cơ quan, đơn vị")
    assert "lỗi của chính biểu mẫu" in row.remark


def test_the_meeting_with_citizens_asks_yes_or_no_and_keeps_the_number_for_the_note(edition: Edition) -> None:
    row = edition.specs["2:8"]
    assert row.choices == ((0, "Không"), (1, "Có"))
    assert row.help.startswith("Ghi 1 nếu có, 0 nếu không; số cuộc ghi ở cột Ghi chú.")


def test_the_video_conference_row_is_spelled_right(edition: Edition) -> None:
    assert edition.specs["8:2"].label.startswith("Xây dựng và vận hành Hệ thống họp trực tuyến")


def test_dossiers_of_departments_districts_and_communes_are_rows_of_their_own_tier(edition: Edition) -> None:
    tiers = {key: set(spec.tiers) for key, spec in edition.specs.items() if spec.tiers}
    assert tiers == {
        "4:3.1": {"department"}, "4:3.1.1": {"department"}, "4:3.1.2": {"department"},
        "4:3.2": {"district"}, "4:3.2.1": {"district"}, "4:3.2.2": {"district"},
        "4:3.3": {"commune"}, "4:3.3.1": {"commune"}, "4:3.3.2": {"commune"},
        "5:1.5.2": {"department"}, "5:1.5.3": {"district"},
    }  # fmt: skip


def test_lead_agencies_are_named_by_their_codes(edition: Edition) -> None:
    leads = Counter(spec.lead for spec in edition.specs.values() if spec.lead)
    assert leads == {"VPUBND": 22, "STTTT": 13, "SNV": 10, "STC": 9, "STP": 4}


def test_a_total_of_figures_that_a_lead_agency_types_is_computed_and_not_added_up(edition: Edition) -> None:
    assert [key for key, spec in edition.specs.items() if spec.rollup is Rollup.FORMULA] == [
        "3:1", "4:1.4", "7:2.1", "7:2.4", "8:6.1", "8:6.2", "8:6.3", "8:6.5",
    ]  # fmt: skip


def test_three_rates_need_the_figure_of_2015(edition: Edition) -> None:
    assert edition.baseline_keys == ("5:1.5.4", "5:2.5", "5:3.4")


def test_every_formula_can_be_computed_in_one_pass(edition: Edition) -> None:
    assert len(edition.order) == 22
    assert edition.order.index("7:2.4") < edition.order.index("7:2.1")
    assert edition.dependents["7:2.4.1"] == ("7:2.4", "7:2.1")


def test_stocks_are_not_cumulative_and_flows_are(edition: Edition) -> None:
    cumulative = {key for key, spec in edition.specs.items() if spec.cumulative}
    assert {"2:1", "2:2.2", "2:5.1", "4:1.2", "4:3.1.1", "5:2.4", "6:3", "7:1.2", "8:6.4.2"} <= cumulative
    assert not {"2:2.1", "2:5.4", "4:1.4.1", "5:2.1", "5:2.2", "6:1.1", "7:1.1", "7:2.2", "8:6.1.1"} & cumulative
    assert {edition.specs[key].kind for key in cumulative} == {Kind.COUNT, Kind.AMOUNT}


def test_rows_of_the_first_level_are_bold_and_no_others(edition: Edition) -> None:
    assert all(spec.bold == (spec.depth == 1) for spec in edition.specs.values())


def test_labels_are_in_italics_as_the_report_of_2024_prints_them(edition: Edition) -> None:
    assert edition.specs["2:3.3.1"].italic
    assert edition.specs["7:2.4.3"].italic
    assert not edition.specs["8:6.1.1"].italic
    assert {key: spec.runs[1][0] for key, spec in edition.specs.items() if len(spec.runs) == 2} == {
        "2:1": "(Kết luận, chỉ thị, công văn chỉ đạo, quán triệt)",
        "2:2": "(Lũy kế đến thời điểm báo cáo)",
        "2:4": "(thuộc thẩm quyền của Sở Nội vụ)",
        "8:2": "Liên thông 2 cấp: Từ UBND tỉnh - 100% UBND các huyện. "
        "Liên thông 3 cấp: Từ UBND tỉnh - 100% UBND cấp huyện, cấp xã.",
        "8:5.2": "(Chỉ thống kê tỷ lệ văn bản được gửi hoàn toàn dưới dạng điện tử; "
        "sử dụng chữ ký số, chứng thư số và gửi trên môi trường điện tử).",
    }


def test_every_row_that_takes_a_figure_says_what_to_count(edition: Edition) -> None:
    assert [key for key, spec in edition.specs.items() if bool(spec.help) == spec.is_heading] == []


def test_a_help_text_that_names_a_row_names_one_that_exists(edition: Edition) -> None:
    unknown = [
        (spec.key, code)
        for spec in edition.specs.values()
        for code in re.findall(r"[Dd]òng ([0-9]+(?:\.[0-9]+)*)", spec.help)
        if f"{spec.appendix}:{code}" not in edition.specs
    ]
    assert unknown == []


def test_every_row_names_its_legal_source(edition: Edition) -> None:
    assert edition.specs["5:2.5"].legal == (
        "Công văn số 188/SNV-CCHC ngày 24/02/2022 của Sở Nội vụ; mẫu theo Phụ lục 5"
    )
    assert all(spec.legal for spec in edition.specs.values())


def test_there_are_28_checks_of_which_four_are_programmed(edition: Edition) -> None:
    assert Counter(rule.severity for rule in edition.rules) == {Severity.ERROR: 15, Severity.WARNING: 13}
    assert [rule.id for rule in edition.rules if not rule.expression] == ["RATE", "HEAD", "YTD", "PREV"]
    assert not [rule.id for rule in edition.rules if rule.id.startswith("06a")]


def test_the_narrative_has_four_parts_with_their_sub_headings(read: EditionRows) -> None:
    assert [section.code for section in read.sections] == [
        "I", "I.1", "I.2", "I.3", "I.4",
        "II", "II.1", "II.2", "II.2.1", "II.2.2", "II.2.3", "II.2.4", "II.3", "II.3.1", "II.3.2", "II.3.3",
        "II.4", "II.5", "II.6",
        "III", "III.1", "III.2", "III.2.1", "III.2.2",
        "IV",
    ]  # fmt: skip
    assert [section.order for section in read.sections] == list(range(1, 26))
    assert [section.code for section in read.sections if not section.takes_text] == [
        "I", "II", "II.2", "II.3", "III", "III.2",
    ]  # fmt: skip


def test_a_section_is_as_deep_as_its_code_and_hints_where_it_takes_text(read: EditionRows) -> None:
    assert all(section.level == section.code.count(".") + 1 for section in read.sections)
    assert all(bool(section.hint) == section.takes_text for section in read.sections)


@pytest.mark.parametrize("path", sorted(FOLDER.iterdir()), ids=lambda path: path.name)
def test_the_files_are_composed_unicode_with_unix_lines(path: Path) -> None:
    text = path.read_bytes().decode("utf-8")
    assert unicodedata.is_normalized("NFC", text)
    assert "\r" not in text
    assert text.endswith("\n")


def test_lines_are_counted_as_an_editor_counts_them(edition: Edition) -> None:
    assert edition.specs["2:1"].line == 2
    assert edition.specs["2:8"].line == 28


def test_a_folder_saved_by_excel_with_a_byte_order_mark_reads_the_same(copy: Path, read: EditionRows) -> None:
    path = copy / "phu_luc_3.csv"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert edition_files.read_folder(copy) == read


def test_an_unsound_edition_is_refused_with_every_line_and_reason(copy: Path) -> None:
    mend(copy / "phu_luc_2.csv", "2.2 / 2.1", "2.2 / 2.9")
    mend(copy / "checks.csv", "7:1.2 <= 7:1.1", "7:1.2 <=")
    with pytest.raises(EditionError) as caught:
        edition_files.to_edition(edition_files.read_folder(copy))
    assert str(caught.value).splitlines() == [
        "phu_luc_2.csv, dòng 3 (2:2): công thức “2.2 / 2.9” dùng 2:2.9 nhưng không có chỉ tiêu đó. "
        "Sửa mã, hoặc thêm chỉ tiêu.",
        "checks.csv, dòng 17 (PL7-1): Công thức “7:1.2 <=” sai ở ký tự thứ 9: "
        "cần khóa (ví dụ 2:5.1), số, base2015(…) hoặc “(”, nhưng gặp hết công thức.",
    ]


def test_a_lead_agency_that_does_not_exist_is_refused(read: EditionRows) -> None:
    with pytest.raises(EditionError, match="cột lead cần mã của một cơ quan đang có, nhưng gặp “STC”"):
        edition_files.to_edition(read, LEADS - {"STC"})


def test_a_file_without_a_column_is_refused_by_name(copy: Path) -> None:
    path = copy / "phu_luc_4.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",tiers,", ",levels,"), encoding="utf-8")
    with pytest.raises(ValueError, match=r"phu_luc_4\.csv: thiếu cột tiers; cần các cột edition, appendix, code"):
        edition_files.read_folder(copy)


def test_a_line_with_a_comma_too_many_is_refused_by_number(copy: Path) -> None:
    mend(copy / "phu_luc_3.csv", '"Kiểm tra, xử lý VBQPPL"', "Kiểm tra, xử lý VBQPPL")
    with pytest.raises(ValueError, match=r"phu_luc_3\.csv, dòng 6: cần đúng 20 cột; xem lại dấu ngoặc kép\."):
        edition_files.read_folder(copy)


def test_a_quote_that_is_never_closed_is_refused_where_it_opens(copy: Path) -> None:
    mend(copy / "phu_luc_3.csv", '"Kiểm tra, xử lý VBQPPL"', '"Kiểm tra, xử lý VBQPPL')
    with pytest.raises(FileError, match=r"phu_luc_3\.csv, dòng 6: dấu ngoặc kép mở mà không đóng, hoặc đóng giữa ô\."):
        edition_files.read_folder(copy)


def test_a_file_in_another_encoding_is_refused(copy: Path) -> None:
    (copy / "checks.csv").write_bytes((copy / "checks.csv").read_text(encoding="utf-8").encode("utf-16"))
    with pytest.raises(FileError, match=r"checks\.csv: cần tệp CSV mã UTF-8\. Lưu lại tệp dạng “CSV UTF-8”\."):
        edition_files.read_folder(copy)


def test_a_missing_file_is_an_operating_system_error(copy: Path) -> None:
    (copy / "phu_luc_8.csv").unlink()
    with pytest.raises(FileNotFoundError):
        edition_files.read_folder(copy)
