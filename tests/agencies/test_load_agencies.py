"""What does manage.py load_agencies do?"""

import collections
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from agencies.models import Agency, Event, Placement

pytestmark = pytest.mark.django_db
FIXTURE = Path("fixtures/agencies/thua_thien_hue_2024.csv")


def test_the_province_of_2024_is_loaded_whole(capsys):
    call_command("load_agencies", FIXTURE)
    assert "172 mới" in capsys.readouterr().out
    tiers = collections.Counter(Agency.objects.values_list("tier", flat=True))
    assert tiers == {"province": 1, "department": 21, "district": 9, "commune": 141}
    assert Placement.objects.count() == 171
    assert Event.objects.count() == 172 + 171
    twins = Agency.objects.named("xa huong phong").order_by("code")
    assert [(twin.code, twin.placements.get().parent.name) for twin in twins] == [
        ("20002", "Thành phố Huế"),
        ("20080", "Huyện A Lưới"),
    ]
    assert not Agency.objects.filter(document_code="").exists()


def test_a_broken_file_is_refused_with_its_lines_and_nothing_is_loaded(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(FIXTURE.read_text().replace(",district,", ",huyện,", 1))
    with pytest.raises(CommandError, match=r"Dòng 24, cột “cấp” \(tier\): Không có cấp “huyện”"):
        call_command("load_agencies", path)
    assert not Agency.objects.exists()


def test_a_file_that_is_no_csv_is_refused(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(CommandError, match="CSV UTF-8"):
        call_command("load_agencies", path)
