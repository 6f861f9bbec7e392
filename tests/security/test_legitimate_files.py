"""Are the files that people really have taken, whatever program wrote them, and is the rest refused with a reason?"""

import io
import json

import pytest

from procedures.importing import docx_child, preflight, xlsx_book, xlsx_cells, xlsx_child, xlsx_rows
from procedures.importing.faults import FileRefused
from tests.security import legitimate
from tests.security.test_mutants import opened, written


@pytest.mark.parametrize("name", legitimate.WORKBOOKS)
def test_a_workbook_is_read(name):
    content = legitimate.WORKBOOKS[name]()
    if name in legitimate.REFUSED:
        with pytest.raises(FileRefused, match=legitimate.REFUSED[name]):
            opened(content)
        return
    layout = xlsx_rows.laid_out(written(xlsx_child.head, opened(content)))
    assert [layout.headers[:4], layout.samples[0][:4]] == legitimate.ROWS
    text = written(xlsx_child.rows, opened(content), layout.separator, 4)
    assert text.splitlines()[1].startswith("2,H1,1.001,2024-06-10,Đã giải quyết")
    book = xlsx_book.of(json.loads(json.dumps(xlsx_cells.written(opened(content)))))
    assert [book.sheets[0].cells[2, column].text for column in range(1, 5)] == legitimate.ROWS[1]


@pytest.mark.parametrize("name", legitimate.DOCUMENTS)
def test_a_document_is_read(name):
    said = docx_child.blocks(opened(legitimate.DOCUMENTS[name](), preflight.DOCUMENT))
    assert legitimate.ROWS in said


def test_at_most_six_in_a_hundred_are_refused():
    assert len(legitimate.REFUSED) <= 0.06 * (len(legitimate.WORKBOOKS) + len(legitimate.DOCUMENTS))


def test_a_sheet_that_is_a_file_inside_is_not_read():
    inside = legitimate.again(legitimate.by_openpyxl(), swap={"worksheets/sheet1.xml": "embeddings/sheet1.xml"})
    with pytest.raises(FileRefused, match="không có trang tính"):
        written(xlsx_child.head, preflight.opened(io.BytesIO(inside)))
