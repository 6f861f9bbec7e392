import pytest

from reports import catalogue, history
from reports.catalogue import Kind, Spec

EDITION = catalogue.edition("thử", [], [Spec("2:5.1", 2, "5.1", "Tổng số nhiệm vụ được giao", kind=Kind.COUNT)])


@pytest.mark.parametrize(
    "subject, said",
    [
        ("cell:2:5.1", "Phụ lục 2, dòng 5.1 – Tổng số nhiệm vụ được giao"),
        ("cell:9:1", "9:1"),
        ("section:II.1", "Thuyết minh, mục II.1"),
        ("version:2", "Phiên bản 2"),
        ("problem:PL8-631|2:5.1,8:6.1.2", "Cảnh báo ở Phụ lục 2, dòng 5.1 – Tổng số nhiệm vụ được giao"),
        ("problem:TEXT|section:II.1", "Cảnh báo ở thuyết minh, mục II.1"),
        ("problem:ASOF|", "Cảnh báo của cả báo cáo"),
        ("file:0b0f", "Tệp đính kèm"),
        ("remark:7", "Nhận xét"),
    ],
)
def test_what_an_event_is_about_is_said_as_people_call_it(subject, said):
    assert history.place(subject, EDITION) == said


@pytest.mark.parametrize(
    "kept, said",
    [
        (None, ""),
        ("Đã đối chiếu.", "Đã đối chiếu."),
        ({"state": "reported", "value": "12", "typed": "12", "note": ""}, "12"),
        ({"state": "missing", "value": None, "typed": "9 cuộc", "note": ""}, "9 cuộc"),
        ({"state": "missing", "value": None, "typed": "", "note": ""}, "để trống"),
        ({"state": "none", "value": "0", "typed": "", "note": ""}, "không phát sinh"),
        ({"state": "out_of_scope", "value": None, "typed": "", "note": ""}, "không thuộc phạm vi"),
        ({"state": "reported", "value": "1", "typed": "1", "note": "9 cuộc"}, "1 (ghi chú: 9 cuộc)"),
        (
            {"state": "missing", "value": None, "typed": "13,7%", "note": "", "base": "51"},
            "13,7% (số gốc năm 2015: 51)",
        ),
        ({"status": "waiting"}, "Chờ ký"),
        (
            {"status": "submitted", "document_number": "2147/BC-SKHĐT", "document_date": "2024-06-11", "late": True},
            "Đã gửi; số văn bản 2147/BC-SKHĐT; ngày văn bản 11/6/2024; gửi muộn",
        ),
        ({"data_as_of": "2024-06-10"}, "số liệu đến ngày 10/6/2024"),
    ],
)
def test_what_stood_there_is_said_in_words(kept, said):
    assert history.said(kept) == said
