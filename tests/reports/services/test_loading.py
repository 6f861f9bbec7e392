"""An edition comes in from its folder, whole or not at all."""

import shutil
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from agencies.models import Event
from reports import edition_files
from reports.edition_files import EditionError
from reports.models import FormEdition, Indicator
from reports.services import Refusal, loading
from tests import filing

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(filing.FOLDER, tmp_path / "edition"))


def mend(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_folder_becomes_an_edition():
    edition = loading.load_edition(edition_files.read_folder(filing.FOLDER), by=None)
    assert edition.code == "188/SNV-CCHC (2022)"
    assert edition.appendices.count() == 7
    assert Indicator.objects.count() == 151
    assert (edition.rules.count(), edition.sections.count()) == (28, 25)
    assert list(Event.objects.order_by("pk").values_list("action", "after")) == [
        ("load_edition", {"appendices": 7}),
        ("import_indicators", {"new": 151}),
        ("import_rules", {"new": 28}),
        ("import_sections", {"new": 25}),
    ]


def test_the_rows_stand_in_printed_order():
    edition = loading.load_edition(edition_files.read_folder(filing.FOLDER), by=None)
    rows = edition.appendices.get(number=3).indicators.values_list("code", flat=True)
    assert list(rows)[:6] == ["1", "1.1", "1.2", "1.3", "2", "2.1"]


def test_an_edition_is_loaded_once():
    read = edition_files.read_folder(filing.FOLDER)
    loading.load_edition(read, by=None)
    with pytest.raises(Refusal, match=r"Bộ biểu “188/SNV-CCHC \(2022\)” đã có; hãy nhân bản nó"):
        loading.load_edition(read, by=None)


def test_an_unsound_folder_leaves_nothing_behind(folder):
    mend(folder / "checks.csv", "7:1.2 <= 7:1.1", "7:1.2 <= 7:1.9")
    with pytest.raises(EditionError, match=r"checks\.csv, dòng 17"):
        loading.load_edition(edition_files.read_folder(folder), by=None)
    assert not FormEdition.objects.exists()
    assert not Event.objects.exists()


def test_the_command_says_what_it_loaded_and_which_lead_agencies_are_missing(capsys):
    call_command("load_edition", str(filing.FOLDER))
    assert capsys.readouterr().out.splitlines() == [
        "Đã nạp bộ biểu “188/SNV-CCHC (2022)”: 7 phụ lục, 151 chỉ tiêu, 28 quy tắc kiểm tra, 25 mục thuyết minh.",
        "Cơ quan chủ trì chưa có: SNV, STC, STP, STTTT, VPUBND. Hãy nạp các cơ quan trước khi mở kỳ.",
    ]


def test_the_command_refuses_a_broken_folder_in_words(folder):
    mend(folder / "sections.csv", ",25,IV,", ",25,IV.,")
    with pytest.raises(CommandError) as caught:
        call_command("load_edition", str(folder))
    assert str(caught.value) == (
        "sections.csv, dòng 26 (IV.): cột code cần số La Mã và các số, cách nhau bằng dấu chấm, ví dụ II.2.1, "
        "nhưng gặp “IV.”. Sửa mã mục."
    )


def test_the_command_refuses_a_folder_without_a_file(folder):
    (folder / "checks.csv").unlink()
    with pytest.raises(CommandError, match=r"checks\.csv: cần đủ các tệp của một bộ biểu"):
        call_command("load_edition", str(folder))
