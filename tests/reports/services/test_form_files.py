"""Does a workbook come back as it went out, with just what somebody has changed in it?"""

import datetime
import io

import openpyxl
import pytest

from reports import cells, form_cells, proposals
from reports.services import Refusal, figures, form_files, review, uploads
from tests import cast, filing
from tests.reports import form_files as clerk
from tests.reports import real
from tests.reports.documents import test_workbook

pytestmark = pytest.mark.django_db


@pytest.fixture
def lan():
    return cast.reporter_a()


@pytest.fixture
def report(lan):
    """The report of Sở Kế hoạch và Đầu tư as it was filed on paper."""
    found = filing.report(cast.skhdt())
    typed = {key: text for key, text in real.as_filed().items() if text}
    filing.fill(found, typed, lan, bases={"5:2.5": "51"})
    return found


def test_a_file_that_nobody_touched_changes_nothing(report, lan):
    notes = {"2:1": "=1+1", "3:1": "_x000D_ & < >\n  hai dòng", "2:3": "'-1"}
    seen = filing.sheet(report).sheet
    wanted = [figures.Change(key, seen[key].revision, note=note) for key, note in notes.items()]
    figures.save_figures(report.pk, wanted, by=lan)
    found = clerk.proposed(report, clerk.out(report, lan), lan)
    assert (found.rows, found.unplaced) == ((), ())
    assert found.unchanged == 151


def test_every_figure_note_and_base_of_a_filled_file_comes_back(report, lan):
    before = filing.sheet(report)
    empty = filing.report(cast.stc())
    phuong = cast.reporter_b()
    values = {key: one.value for key, one in before.sheet.items()}
    typed = {
        key: float(one.value) if one.state is cells.State.REPORTED else "-"
        for key, one in before.sheet.items()
        if one.state in (cells.State.REPORTED, cells.State.NONE) and not real.EDITION.specs[key].is_computed
    }
    data = clerk.changed(
        clerk.out(empty, phuong),
        clerk.typed(**typed),
        clerk.typed("_ghi_chu", **{"2:1": "Ghi chú có & < \n xuống dòng"}),
        clerk.typed("_nam_2015", **{"5:2.5": 51}),
    )
    upload = clerk.back(empty, data, phuong)
    found = proposals.of(upload, filing.version(empty), phuong)
    chosen = {row.spec.key: row.revision for row in found.rows}
    uploads.apply(empty.pk, upload.key, proposals.changes(found, chosen), by=phuong)
    after = filing.sheet(empty)
    assert {key: one.value for key, one in after.sheet.items() if one.value is not None} == {
        key: value for key, value in values.items() if value is not None
    }
    assert after.bases == before.bases
    assert after.sheet["2:1"].note == "Ghi chú có & < \n xuống dòng"
    assert clerk.proposed(empty, data, phuong).rows == ()


def test_numbers_are_read_to_the_last_digit_and_nonsense_is_refused_in_words(report, lan):
    day = datetime.date(2024, 6, 14)
    values = {"2:1": 12.5, "7:1.1": 1234.5678, "7:1.2": 0.1 + 0.2, "2:2.1": day, "2:2.2": "1e309", "2:5.1": True}
    values |= {"2:5.2": -3, "2:5.3": 1e20, "2:5.4": "9 cuộc", "2:6.1": "1.537", "2:6.2": "=12+30", "2:7": "Có"}
    found = clerk.proposed(report, clerk.changed(clerk.out(report, lan), clerk.typed(**values)), lan)
    said = clerk.said(found)
    assert said["7:1.1"] == ("1234,5678", "ok")
    assert said["7:1.2"][0] == "0,3"
    assert said["2:6.1"] == ("1.537", "ok")
    assert {key: said[key] for key in ("2:1", "2:2.1", "2:2.2", "2:5.1", "2:5.2", "2:5.3", "2:5.4")} == {
        "2:1": ("12,5", "error"),
        "2:2.1": ("2024-06-14", "error"),
        "2:2.2": ("1e309", "error"),
        "2:5.1": ("TRUE", "error"),
        "2:5.2": ("-3", "error"),
        "2:5.3": ("1e+20", "error"),
        "2:5.4": ("9 cuộc", "error"),
    }
    assert [one.why.partition(":")[0] for one in found.unplaced] == ["Ô có công thức mà tệp không kèm kết quả"]
    assert {row.spec.key: row.faults[0].mend for row in found.rows if row.spec.key == "2:2.1"} == {
        "2:2.1": "Đây giống một ngày tháng: ngày tháng ghi ở cột Ghi chú, ở đây gõ số liệu."
    }


def sorted_rows(book: openpyxl.Workbook) -> None:
    """As a spreadsheet sorts: what stands in the rows changes places, names stay where they are."""
    sheet = book["PL2"]
    rows = [[one.value for one in row] for row in sheet.iter_rows(min_row=5)]
    for place, row in enumerate(reversed(rows), 5):
        for column, value in enumerate(row, 1):
            sheet.cell(place, column).value = value


def moved_row(book: openpyxl.Workbook) -> None:
    """As cut and paste does: the row goes below the table with its names."""
    sheet, old = book["PL2"], clerk.cell(book, "2:1").row
    sheet.move_range(f"A{old}:H{old}", rows=100)
    for what, column in (("", "E"), ("_ghi_chu", "F")):
        book.defined_names[f"PL2_1{what}"].attr_text = f"PL2!${column}${old + 100}"


def inserted_column(book: openpyxl.Workbook) -> None:
    sheet = book["PL2"]
    sheet.move_range(f"B1:H{sheet.max_row}", cols=1)
    for name, at in book.defined_names.items():
        if name.startswith("PL2_"):
            at.attr_text = at.attr_text.replace("$F$", "$G$").replace("$E$", "$F$")


def renamed_sheet(book: openpyxl.Workbook) -> None:
    book["PL2"].title = "Phụ lục hai"
    for name, at in book.defined_names.items():
        if name.startswith("PL2_"):
            at.attr_text = at.attr_text.replace("PL2!", "'Phụ lục hai'!")


@pytest.mark.parametrize("change", [sorted_rows, moved_row, inserted_column, renamed_sheet])
def test_a_row_is_found_wherever_it_has_gone(report, lan, change):
    data = clerk.changed(clerk.out(report, lan), clerk.typed(**{"2:1": 77, "2:6.4": 3}), change)
    found = clerk.proposed(report, data, lan)
    assert {key: text for key, (text, _) in clerk.said(found).items()} == {"2:1": "77", "2:6.4": "3"}
    assert found.unplaced == ()


def test_a_row_that_was_deleted_or_copied_is_told_and_left_alone(report, lan):
    def spoil(book: openpyxl.Workbook) -> None:
        sheet, row = book["PL2"], clerk.cell(book, "2:1").row
        for column in range(1, 7):
            sheet.cell(90, column).value = sheet.cell(row, column).value
        for what in ("", "_ghi_chu"):
            book.defined_names[f"PL2_6_4{what}"].attr_text = "#REF!"
        sheet.cell(clerk.cell(book, "2:6.3").row + 1, 3).value = None

    found = clerk.proposed(report, clerk.changed(clerk.out(report, lan), spoil), lan)
    assert found.rows == ()
    assert [one.why[:25] for one in found.unplaced] == ["Không còn dòng 1 trong tệ", "Không còn dòng 6.4 trong "]


def test_what_somebody_else_has_saved_is_shown_and_never_lost(report, lan):
    data = clerk.changed(clerk.out(report, lan), clerk.typed(**{"2:1": 77}))
    filing.fill(report, {"2:1": "50", "2:2.1": "22"}, cast.second_reporter_a())
    upload = clerk.back(report, data, lan)
    found = proposals.of(upload, filing.version(report), lan)
    [row] = found.rows
    assert (row.old, row.found.text, row.is_sure) == ("50", "77", False)
    assert row.theirs.startswith("Lê Văn Hải, ")
    filing.fill(report, {"2:1": "51"}, cast.second_reporter_a())
    with pytest.raises(figures.Conflict):
        uploads.apply(report.pk, upload.key, proposals.changes(found, {"2:1": row.revision}), by=lan)
    assert filing.sheet(report).sheet["2:1"].value == 51
    seen = filing.sheet(report).sheet["2:1"].revision
    uploads.apply(report.pk, upload.key, proposals.changes(found, {"2:1": seen}), by=lan)
    assert (filing.sheet(report).sheet["2:1"].value, filing.sheet(report).sheet["2:2.1"].value) == (77, 22)


def test_a_file_of_another_report_is_refused_before_its_figures_are_read(report, lan):
    other = filing.report(cast.stc())
    data = clerk.out(other, cast.reporter_b())
    with pytest.raises(Refusal, match=r"Cần biểu của Sở Kế hoạch và Đầu tư.*tệp này là biểu của Sở Tài chính"):
        clerk.back(report, data, lan)


def test_a_foreign_file_and_an_altered_mark_are_refused_in_words(report, lan):
    data = clerk.changed(clerk.out(report, lan), lambda book: setattr(book["CCHC"]["A1"], "value", "abc"))
    with pytest.raises(Refusal, match="dấu trong tệp này đã bị sửa"):
        clerk.back(report, data, lan)
    with pytest.raises(Refusal, match="không có dấu của cổng"):
        clerk.back(report, clerk.changed(clerk.out(report, lan), lambda book: book.remove(book["CCHC"])), lan)
    with pytest.raises(Refusal, match=r"không phải tệp Excel .xlsx\. Hãy mở lại biểu tải từ cổng") as refused:
        clerk.back(report, b"%PDF-1.7 nothing", lan)
    assert "CSV" not in str(refused.value)
    with pytest.raises(Refusal, match="không quá 5 MB"):
        clerk.back(report, b"PK\x03\x04" + bytes(form_files.LARGEST), lan)


def test_only_who_types_may_take_the_form_out(report):
    with pytest.raises(Refusal, match="Chỉ người lập báo cáo"):
        clerk.out(report, cast.signer_a())


def test_a_returned_report_opens_only_the_cells_that_came_back(lan):
    report = filing.report(cast.skhdt())
    filing.submit(report, lan, cast.signer_a(), **{"2:1": "3"})
    reviewer = cast.reviewer()
    filing.act(report, "take", reviewer)
    review.remark(report.pk, "Xem lại", key="2:1", by=reviewer)
    filing.act(report, "send_back", reviewer)
    data = clerk.out(report, lan)
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert sorted(name for name in book.defined_names if name.startswith("PL")) == ["PL2_1", "PL2_1_ghi_chu"]
    [upload] = [clerk.back(report, clerk.changed(data, clerk.typed(**{"2:1": 4})), lan)]
    assert [row.spec.key for row in proposals.of(upload, filing.version(report), lan).rows] == ["2:1"]


@pytest.mark.slow
@test_workbook.needs_office
def test_a_file_that_libreoffice_has_saved_reads_back_and_its_formulas_say_what_the_portal_says(report, lan, tmp_path):
    values = {"2:2.1": 40, "2:3.3.1": "-", "2:3.3.2": "-", "7:1.1": 1234.5678, "7:1.2": "x"}
    notes = clerk.typed("_ghi_chu", **{"2:1": "Hai dòng\n& một"})
    data = clerk.changed(clerk.out(report, lan), clerk.typed(**values), notes)
    book = test_workbook.recalculated(tmp_path, form=data)["form"]
    upload = clerk.back(report, (tmp_path / "out" / "form.xlsx").read_bytes(), lan)
    found = proposals.of(upload, filing.version(report), lan)
    assert {row.spec.key: row.found.text for row in found.rows} == {
        "2:1": None,
        "2:2.1": "40",
        "2:3.3.1": "-",
        "2:3.3.2": "-",
        "7:1.1": "1234,5678",
        "7:1.2": "x",
    }
    uploads.apply(
        report.pk, upload.key, proposals.changes(found, {row.spec.key: row.revision for row in found.rows}), by=lan
    )
    signs = {cells.State.NONE: "-", cells.State.OUT_OF_SCOPE: "x", cells.State.MISSING: None}
    for key in real.EDITION.formulas:
        one = filing.sheet(report).sheet[key]
        sheet = book[f"PL{key[0]}"]
        shown = next(row[4].value for row in sheet.iter_rows(min_row=5) if row[2].value == form_cells.name(key))
        wanted = float(one.value) if one.state is cells.State.REPORTED else signs[one.state]
        assert shown == (pytest.approx(wanted) if isinstance(wanted, float) else wanted), key
