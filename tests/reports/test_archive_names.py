"""Names inside the archive: do they sort, and can every program read them?"""

from reports import archive_names

H1 = "6 tháng đầu năm 2024"


def test_a_name_says_who_and_when_in_ascii():
    name = archive_names.stem("department", "SKHDT", "Sở Kế hoạch và Đầu tư", H1, 2)
    assert name == "2_SKHDT_so-ke-hoach-va-dau-tu_6-thang-dau-nam-2024_v02"


def test_names_sort_by_tier_and_code():
    names = [
        archive_names.stem("commune", "19822", "Xã A", H1, 1),
        archive_names.stem("district", "476", "Huyện A", H1, 1),
        archive_names.stem("department", "STC", "Sở Tài chính", H1, 1),
        archive_names.stem("department", "SNV", "Sở Nội vụ", H1, 1),
        archive_names.stem("province", "46", "Ủy ban nhân dân tỉnh", H1, 1),
    ]
    assert sorted(names) == names[::-1]


def test_no_name_leaves_its_folder_or_is_empty():
    assert archive_names.stem("commune", "../..", "../../etc/passwd", "CON:\n", 1) == "4_0_etc-passwd_con_v01"
    assert archive_names.bare("🙂") == "khong-ten"
    assert len(archive_names.bare("ử" * 300)) == 60


def test_of_two_alike_the_second_is_numbered():
    names = archive_names.Names()
    assert [names.free("a"), names.free("a"), names.free("b"), names.free("a")] == ["a", "a-2", "b", "a-3"]
