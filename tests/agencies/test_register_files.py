"""Which files are read, and what is said about the others?"""

import pytest

from agencies import register_files


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_the_separator_is_seen_from_the_header(separator):
    text = "code,name\n7,Xã A\n".replace(",", separator)
    assert register_files.read(text).dict == [{"code": "7", "name": "Xã A"}]


def test_a_byte_order_mark_and_empty_lines_at_the_end_do_no_harm():
    content = "\ufeffcode,name\r\n7,Xã A\r\n,\r\n\r\n".encode()
    assert register_files.Csv().create_dataset(content).dict == [{"code": "7", "name": "Xã A"}]


def test_the_apostrophe_that_guards_a_formula_is_taken_off_again():
    assert register_files.read("a\n'=1+1\n'thường\n")["a"] == ["=1+1", "'thường"]


@pytest.mark.parametrize(
    "text, reason",
    [
        ("a,b\n1,2\n1,2,3\n", "Dòng 3 có 3 ô, dòng tiêu đề có 2 cột."),
        ("a,b\n1\n", "Dòng 2 có 1 ô, dòng tiêu đề có 2 cột."),
        ("a,b\n\n1,2\n", "Dòng 2 trống; hãy xóa dòng này."),
        ("a,a\n1,2\n", "Dòng tiêu đề có cột trùng tên hoặc không có tên."),
        ('a,b\n"1"x,2\n', "Dòng 2: dấu nháy kép không khép lại đúng chỗ."),
    ],
)
def test_a_crooked_file_is_refused_with_the_line(text, reason):
    with pytest.raises(ValueError, match=reason.replace(".", r"\.")):
        register_files.read(text)


def test_an_empty_file_has_no_rows():
    assert len(register_files.read("")) == 0
