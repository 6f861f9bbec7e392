import pytest

from agencies import whole_files


def test_a_file_takes_its_place_when_it_is_whole(tmp_path):
    path = tmp_path / "deep" / "figures.csv"
    with whole_files.writing(path) as file:
        file.write(b"1;2")
        assert not path.exists()
        assert file.name.endswith(whole_files.PART)
    assert path.read_bytes() == b"1;2"
    assert list(path.parent.iterdir()) == [path]


def test_what_breaks_off_leaves_what_stood_there_and_nothing_else(tmp_path):
    path = tmp_path / "figures.csv"
    path.write_bytes(b"before")

    def break_off():
        with whole_files.writing(path) as file:
            file.write(b"half")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        break_off()
    assert path.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [path]


def test_two_who_write_one_file_do_not_write_into_each_other(tmp_path):
    path = tmp_path / "figures.csv"
    with whole_files.writing(path) as first, whole_files.writing(path) as second:
        first.write(b"first")
        second.write(b"second")
    assert path.read_bytes() == b"first"
