"""How are Vietnamese names compared and searched?"""

from agencies import names


def test_names_stand_in_the_order_of_a_vietnamese_dictionary():
    found = ["Đất đai", "Việc làm", "Du lịch", "Điện, hóa chất", "Ấp", "Dân tộc", "Ăn", "Giáo dục", "Anh", "Trà", "Tra"]
    assert sorted(found, key=names.alphabetical) == [
        "Anh", "Ăn", "Ấp", "Dân tộc", "Du lịch", "Đất đai", "Điện, hóa chất", "Giáo dục", "Tra", "Trà", "Việc làm",
    ]  # fmt: skip


def test_words_that_begin_alike_stand_by_their_length():
    assert sorted(["Đấu thầu", "Đấu", "Đầu tư"], key=names.alphabetical) == ["Đấu", "Đấu thầu", "Đầu tư"]
