"""Does every figure of a department's own table come to its cell, whatever the table looks like, and no other?"""

import random

import pytest

from agencies import names
from reports import cells, checks
from reports.placing import SURE
from reports.reading_tables import finding, from_document
from reports.reading_tables.lines import TextLine, TooLong
from tests.reports.reading_tables.corpus import HEADER, LINES, ROWS, TEXT, each, is_row, read, slips, text, texts, wrong
from tests.reports.real import EDITION, NAMES, SKHDT, as_filed
from tests.reports.test_checks_skhdt import BASES, EVERYTHING, line

WANTED = 0.8  # above, a cell is ticked before somebody has looked


def test_the_real_report_lands_in_all_145_rows_with_the_verdicts_of_the_paper():
    reading = read(TEXT)
    assert texts(reading) == as_filed()
    assert {one.confidence for one in reading.found} == {SURE}
    assert reading.unplaced == ()
    sheet = cells.apply(EDITION, SKHDT, {}, texts(reading), BASES)
    assert sheet == cells.apply(EDITION, SKHDT, {}, as_filed(), BASES)
    assert [line(one) for one in checks.problems(EDITION, SKHDT, sheet, BASES, names=NAMES)] == EVERYTHING


def test_notes_and_places_come_along():
    found = {one.key: one for one in read(TEXT).found}
    assert (found["2:8"].text, found["2:8"].note) == ("9 cuộc", "Tổ chức hội thảo, diễn đàn")
    assert found["2:8"].where == "dòng 37"
    assert found["2:8"].label == "8 Tổ chức đối thoại của lãnh đạo với người dân, cộng đồng doanh nghiệp"
    assert (found["2:2"].text, found["2:2"].note) == (None, None)


LAYOUTS = {
    "1 instead of 1.": each(lambda row: [row[0].rstrip("."), *row[1:]]),
    "STT and label in one cell": "\n".join(f"{row[0]} {row[1]}\t" + "\t".join(row[2:]) for row in ROWS),
    "merged cells that repeat their text": each(lambda r: [*r[:2], *([r[1]] * 3 if not any(r[2:]) else r[2:])]),
    "columns set apart by blanks": "\n".join("   ".join(filter(None, row)) for row in LINES),
    "a cell a line, empty ones too": "\n".join("\n".join(row if is_row(row) else filter(None, row)) for row in LINES),
    "a cell a line, empty ones gone": "\n".join("\n".join(filter(None, row)) for row in LINES),
    "one table, STT repeated": text([HEADER, *ROWS]),
    "one table, no header": text(ROWS),
    "one table numbered 1 to n": text([HEADER, *([str(n), *row[1:]] for n, row in enumerate(ROWS, 1))]),
    "no STT": text([HEADER[1:], *(row[1:] for row in ROWS)]),
    "the last appendix first": "Phụ lục".join(["", *reversed(TEXT.split("Phụ lục")[1:])]),
    "the same twice": TEXT + TEXT,
    "one table with every row three times": text([HEADER, *ROWS, *ROWS, *ROWS]),
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_row_lands_and_is_sure_in_a_table_with(layout):
    reading = read(LAYOUTS[layout])
    assert texts(reading) == as_filed()
    assert min(one.confidence for one in reading.found) > WANTED


def test_headings_may_be_left_out_of_a_table_numbered_1_to_n():
    rows = [row for row in ROWS if row[2] or row[3]]
    reading = read(text([HEADER, *([str(n), *row[1:]] for n, row in enumerate(rows, 1))]))
    assert len(reading.found) == len(rows) == 132
    assert wrong(reading) == []


@pytest.mark.parametrize("share, least", [(0.03, 145), (0.08, 144), (0.15, 110)])
def test_slips_of_a_scanner_make_a_row_unsure_but_never_another_one(share, least):
    chance = random.Random(3)
    reading = read(each(lambda row: [row[0], slips(row[1], share, chance), *row[2:]]))
    assert wrong(reading) == []
    assert sum(one.confidence >= WANTED for one in reading.found) >= least
    said = {key for key, text in as_filed().items() if text}
    assert len(said - {one.key for one in reading.found}) <= len(reading.unplaced)


def numbered(rows, with_stt, share, chance):
    """A table in which every figure is another, so that none can be in a wrong cell unseen."""
    return text([HEADER, *([r[0] if with_stt else str(n), slips(r[1], share, chance), *r[2:]] for n, r in rows)])


@pytest.mark.parametrize("with_stt", [True, False])
def test_no_figure_comes_to_the_cell_of_another_row_where_many_rows_are_left_out(with_stt):
    rows = [[row[0], row[1], row[2], str(1000 + place), row[4]] for place, row in enumerate(ROWS)]
    wanted = {key: row[3] for key, row in zip(as_filed(), rows, strict=True)}
    for seed in range(3):
        chance = random.Random(seed)
        kept = list(enumerate((row for row in rows if chance.random() < 0.6), 1))
        found = read(numbered(kept, with_stt, 0.08, chance)).found
        assert [one.key for one in found if one.text != wanted[one.key]] == []
        assert sum(one.confidence >= WANTED for one in found) > 0.9 * len(kept)


def test_with_its_stt_a_row_may_stand_anywhere():
    rows = random.Random(1).sample(ROWS, len(ROWS))
    assert texts(read(text([HEADER, *rows]))) == as_filed()


def test_accents_may_be_gone():
    filed = {key: names.fold(said) for key, said in as_filed().items()}
    assert texts(read(_bare(TEXT))) == filed


def _bare(said: str) -> str:
    return "\n".join("\t".join(names.fold(cell) for cell in one.split("\t")) for one in said.split("\n"))


def test_rows_without_label_are_found_by_title_and_stt_and_are_not_sure():
    reading = read(each(lambda row: [row[0], "", *row[2:]]))
    assert texts(reading) == as_filed()
    assert {one.confidence for one in reading.found} == {0.6}
    alone = read(text([HEADER, *([row[0], "", *row[2:]] for row in ROWS[:10])]))
    assert alone.found == ()
    assert len(alone.unplaced) == 8
    assert "không rõ bảng này là phụ lục nào" in alone.unplaced[0].why


FOREIGN = """STT\tNội dung\tĐơn vị\tKết quả\tGhi chú
1\tThu ngân sách trên địa bàn\tTỷ đồng\t5.210\t
2\tSố lượt khách du lịch\tLượt\t1.200.000\t
2.1\tKhách quốc tế\tLượt\t310.000\t
3\tSố hợp tác xã thành lập mới\tHTX\t12\t
4\tTổng số lao động được giải quyết việc làm\tNgười\t8.400\t"""


def test_of_a_table_of_something_else_nothing_is_placed_and_everything_listed():
    reading = read(FOREIGN)
    assert reading.found == ()
    assert [one.text.split(" | ")[1] for one in reading.unplaced] == [
        one.split("\t")[1] for one in FOREIGN.split("\n")[1:]
    ]
    assert all(one.why and one.where.startswith("dòng ") for one in reading.unplaced)


def test_two_rows_that_say_different_things_of_one_cell_are_both_listed():
    first = "2.1\tSố nhiệm vụ đề ra trong kế hoạch\tNhiệm vụ\t21\t\n"
    reading = read(TEXT.replace(first, first + first.replace("21", "22")))
    assert "2:2.1" not in texts(reading)
    assert [one.text[-2:] for one in reading.unplaced] == ["21", "22"]
    assert "Phụ lục 2, dòng 2.1 mà nói khác nhau (dòng 12, dòng 13)" in reading.unplaced[0].why


def test_two_columns_of_figures_are_told_apart_by_their_header_or_not_at_all():
    rows = [[*row[:3], "7", *row[3:]] for row in ROWS[:20]]
    head = ["STT", "Chỉ tiêu", "ĐVT", "Kỳ trước", "Kỳ này", "Ghi chú"]
    assert wrong(read(text([head, *rows]))) == []
    reading = read(text([["STT", "Chỉ tiêu", "ĐVT", "Quý I", "6 tháng", "Ghi chú"], *rows]))
    assert reading.found == ()
    assert len(reading.unplaced) == 20
    assert reading.unplaced[0].why.startswith("Không rõ số nào trong dòng là số liệu của kỳ này")


def test_a_cell_of_several_lines_is_one_cell():
    broken = "2.3.\tSố TTHC đã thực hiện tiếp nhận\nvà giải quyết hồ sơ không\nphụ thuộc vào địa giới.\tThủ tục\t8\t"
    quoted = '\n2.2.\t"Số TTHC liên thông giữa\ncác cấp chính quyền"\tThủ tục\t52\t"UBND\ntỉnh"'
    head = "Phụ lục 4\nSTT\tChỉ tiêu\tĐơn vị tính\tSố liệu\tGhi chú\n"
    found = {one.key: (one.text, one.note) for one in read(head + broken + quoted).found}
    assert found == {"4:2.3": ("8", None), "4:2.2": ("52", "UBND tỉnh")}


def test_the_parts_of_merged_cells_of_a_document_stay_in_their_columns():
    table = [["STT", "Chỉ tiêu", "Kết quả thống kê", "", "Ghi chú"], ["", "", "Đơn vị tính", "Số liệu", ""]]
    blocks = ["Phụ lục 3", [*table, ["2.", "Kiểm tra, xử lý VBQPPL", "", "20", ""], ["2.1.", *ROWS[33][1:]]]]
    [first, _] = finding.read(from_document.lines(blocks), EDITION, "Tệp Word").found
    assert (first.key, first.text, first.where) == ("3:2", "20", "bảng 1, dòng 3")


def test_more_lines_than_a_report_has_are_refused():
    with pytest.raises(TooLong):
        finding.read([TextLine(("a", "b"), "")] * 3_001, EDITION, "")
    with pytest.raises(TooLong):
        read("1.\n" * 3_001)
