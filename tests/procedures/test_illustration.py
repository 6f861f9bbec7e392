"""Does the demonstration's register give the published counts?"""

import csv
import datetime
from collections import Counter
from pathlib import Path

from procedures import illustration

AGENCIES = Path(__file__).resolve().parents[2] / "fixtures" / "agencies" / "thua_thien_hue_2024.csv"


def on(day: datetime.date) -> list[illustration.Example]:
    return [
        one
        for one in illustration.procedures()
        if (one.valid_from or datetime.date.min) <= day <= (one.valid_to or datetime.date.max)
    ]


def test_the_one_stop_procedures_are_the_published_2022():
    held = [one for one in on(illustration.AS_OF) if one.one_stop]
    assert Counter(one.tier for one in held) == {"province": 1537, "district": 349, "commune": 136}
    linked = Counter(one.tier for one in held if one.linked)
    assert linked == {"province": 455, "district": 35, "commune": 17}


def test_online_and_fees_are_the_published_ones():
    held = on(illustration.AS_OF)
    assert len(held) == 2033
    assert Counter(one.online for one in held) == {"": 174, "partial": 1072, "full": 787}
    assert sum(one.has_fee for one in held) == sum(one.online_payment for one in held) == 654


def test_the_planning_department_has_what_its_own_report_states():
    own = [one for one in on(illustration.AS_OF) if one.agency == "SKHDT"]
    assert len(own) == sum(one.online == "full" for one in own) == sum(one.beyond_boundaries for one in own) == 127
    assert Counter(one.linked for one in own) == {"": 73, "same_tier": 2, "across_tiers": 52}
    assert sum(one.on_national_portal for one in own) == 116
    assert sum(one.has_fee and one.online_payment for one in own) == 48
    assert sum(one.valid_from > datetime.date(2023, 12, 31) for one in own) == 1


def test_a_code_has_one_row_on_any_day_and_agencies_exist():
    for day in (datetime.date(2018, 7, 1), datetime.date(2023, 6, 30), datetime.date(2024, 3, 1), illustration.AS_OF):
        codes = [one.code for one in on(day)]
        assert len(codes) == len(set(codes))
    with AGENCIES.open(encoding="utf-8") as file:
        known = {row["code"] for row in csv.DictReader(file)}
    assert {one.agency for one in illustration.procedures()} <= known
    assert {one.field for one in illustration.procedures()} == set(illustration.fields())


def test_it_is_visibly_invented():
    assert all("minh họa" in one.name and one.code.startswith("MH.") for one in illustration.procedures())
