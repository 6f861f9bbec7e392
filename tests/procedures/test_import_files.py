"""What do the files say that an import hands out?"""

import io

import openpyxl

from procedures import import_files
from procedures.importing.faults import Refused


def test_refusals_that_differ_only_in_their_line_or_day_are_one_kind():
    said = "mỗi mã một dòng; mã này còn ở dòng {} với nội dung khác"
    refused = [Refused(line, "Mã hồ sơ", "H1", said.format(line + 1)) for line in (2, 30, 400)]
    refused += [Refused(5, "Mã TTHC", "1", f"thủ tục có hiệu lực ngày {day}/06/2024") for day in ("01", "02")]
    book = openpyxl.load_workbook(io.BytesIO(import_files.refused_xlsx(refused, [])))
    assert list(book["Tổng hợp"].iter_rows(min_row=2, values_only=True)) == [
        ("Mã hồ sơ", "mỗi mã một dòng; mã này còn ở dòng … với nội dung khác", 3),
        ("Mã TTHC", "thủ tục có hiệu lực ngày …", 2),
    ]
