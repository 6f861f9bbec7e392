"""Does a department's own report come in whole, be it a text, a document or a workbook, and is nothing else let in?"""

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from reports import proposals
from reports.services import Refusal, table_files, uploads
from tests import cast, filing
from tests.procedures.importing import documents
from tests.reports import form_files as clerk
from tests.reports.reading_tables.corpus import LINES, TEXT, is_row
from tests.reports.real import as_filed
from tests.reports.test_checks_skhdt import EVERYTHING

pytestmark = pytest.mark.django_db
_TAGS = str.maketrans("", "", "*")


def plain(text: str) -> str:
    return text.replace("<i>", "").replace("</i>", "").translate(_TAGS)


def is_table(line: list[str]) -> bool:
    return len(line) == 5


def docx() -> bytes:
    """The appendices as Word keeps them: header cells that span columns and rows, headings over the whole width."""
    body, rows = [], []
    for line in [*LINES, [""]]:
        if is_table(line):
            rows.append(_row([plain(cell) for cell in line]))
        elif any(line):
            body += [documents.table(*rows)] if rows else []
            body.append(documents.paragraph(plain(line[0])))
            rows = []
    return documents.packed({"word/document.xml": documents.document("".join([*body, documents.table(*rows)]))})


def _row(line: list[str]) -> str:
    if line[2] == "Kết quả thống kê":
        spans = ["", "", '<w:gridSpan w:val="2"/>', '<w:vMerge w:val="restart"/>']
        return documents.row(*map(documents.cell, [*line[:3], line[4]], spans))
    if not is_row(line) and not line[0]:
        return documents.row(*map(documents.cell, line, ["<w:vMerge/>", "", "", "", "<w:vMerge/>"]))
    if not any(line[2:]):
        return documents.row(documents.cell(line[0]), documents.cell(line[1], '<w:gridSpan w:val="4"/>'))
    return documents.row(*map(documents.cell, line))


def xlsx() -> bytes:
    """A sheet an appendix, the title merged over the table, figures as numbers where they are numbers."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for line in LINES:
        if line[0].startswith("Phụ lục"):
            sheet = book.create_sheet(line[0][:9])
            at = 1
        if not any(line):
            continue
        for column, text in enumerate(map(plain, line), 1):
            is_number = column == 4 and is_row(line) and text.isdigit() and not text.startswith("0")
            sheet.cell(at, column, int(text) if is_number or (column == 4 and text == "0") else text or None)
        if len(line) == 1 or (is_row(line) and not any(line[2:])):
            sheet.merge_cells(start_row=at, start_column=len(line[:2]), end_row=at, end_column=5)
        at += 1
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def file(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


@pytest.fixture
def report():
    return filing.report(cast.skhdt())


@pytest.fixture
def lan():
    return cast.reporter_a()


READERS = {
    "text": lambda version, by: table_files.read_text(version, TEXT, by),
    "docx": lambda version, by: table_files.read_file(version, file("Phụ lục 2-8.docx", docx()), by),
    "xlsx": lambda version, by: table_files.read_file(version, file("Phụ lục.xlsx", xlsx()), by),
}


@pytest.mark.parametrize("kind", READERS)
def test_the_real_report_lands_whole_with_the_verdicts_of_the_paper(report, lan, kind):
    version = filing.version(report)
    upload = READERS[kind](version, lan)
    assert {one.key: one.text or "" for one in upload.read.found} == as_filed()
    assert (upload.read.unplaced, min(one.confidence for one in upload.read.found)) == ((), 1)
    found = proposals.of(upload, version, lan)
    judged = {f"{row.verdict} {row.spec.key}" for row in found.rows if row.verdict in ("warning", "error")}
    wanted = [one.split() for one in EVERYTHING]
    assert judged == {
        *(f"{severity} {key}" for severity, rule, key in wanted if rule not in ("HEAD", "SCOPE", "MISSING", "BASE")),
        "warning 5:2.5",  # no 2015 figures are on file here
        "warning 5:3.4",
    }
    shut = {row.spec.key: row.faults[0].mend for row in found.rows if row.why and row.found.text not in (None, "0")}
    assert set(shut) == {key for _, rule, key in wanted if rule in ("HEAD", "SCOPE")}
    uploads.apply(
        report.pk,
        upload.key,
        proposals.changes(found, {row.spec.key: row.revision for row in found.rows if row.is_sure}),
        by=lan,
    )
    sheet = filing.sheet(report).sheet
    assert (sheet["2:5.1"].value, sheet["8:6.4.1"].value, sheet["2:1"].note) == (595, 1061, "Kế hoạch")


def test_where_a_figure_stands_is_said_as_the_program_says_it(report, lan):
    version = filing.version(report)
    where = {kind: {one.key: one.where for one in read(version, lan).read.found} for kind, read in READERS.items()}
    assert [where[kind]["2:5.1"] for kind in READERS] == ["dòng 24", "bảng 1, dòng 17", "Phụ lục 2!D21"]


def test_an_unsure_row_waits_to_be_ticked(report, lan):
    text = "Phụ lục 2\nSTT\tChỉ tiêu\tSố liệu\n2.1\t\t21\n2.2\tSố nhiệm vụ đã hoàn thành\t12\n9\tSố hội nghị\t3"
    version = filing.version(report)
    found = proposals.of(table_files.read_text(version, text, lan), version, lan)
    assert [(row.spec.key, row.is_sure, row.doubt) for row in found.rows] == [
        ("2:2.1", False, "60 %"),
        ("2:2.2", True, ""),
    ]
    assert [one.text for one in found.unplaced] == ["9 | Số hội nghị | 3"]


def test_the_portals_own_workbook_is_read_as_such(report, lan):
    data = clerk.changed(clerk.out(report, lan), clerk.typed(**{"2:1": 6}))
    upload = table_files.read_file(filing.version(report), file("biểu.xlsx", data), lan)
    assert [(one.key, one.text, one.where[:4]) for one in upload.read.found] == [("2:1", "6", "PL2!")]


@pytest.mark.parametrize(
    "name, content, why",
    [
        ("a.pdf", b"%PDF", "Dán cả báo cáo"),
        ("a.doc", b"", "Word cũ"),
        ("a.exe", b"", "đây là tệp .exe"),
        ("a.docx", b"PK\x03\x04", "Word bị hỏng"),
        ("a.docx", documents.packed({"word/vbaProject.bin": "x", "word/document.xml": "<a/>"}), "macro"),
        ("a.xlsx", documents.packed({"word/document.xml": "<a/>"}), "không phải tệp Excel .*rồi nạp lại"),
        ("a.docx", documents.packed({"word/document.xml": documents.document("<w:p/>")}), "không có dòng số liệu nào"),
    ],
)
def test_any_other_file_is_refused_in_words(report, lan, name, content, why):
    with pytest.raises(Refusal, match=why):
        table_files.read_file(filing.version(report), file(name, content), lan)
