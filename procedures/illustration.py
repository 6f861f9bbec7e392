"""Which procedures does the demonstration's register hold? Invented ones whose counts are the published ones.

Thừa Thiên Huế, first half of 2024: 1.537 one-stop procedures of the province (455 linked), 349 of the districts (35)
and 136 of the communes (17), 2.022 in all; 1.859 provided online, 787 of them in full; 654 with a fee, all of them
payable online. Sở KH&ĐT stated 127 of its own, 11 of them internal: those are in no one-stop office, so 2.033 are in
force.
"""

import dataclasses
import datetime
import functools
from collections.abc import Iterable, Iterator, Sequence

AS_OF = datetime.date(2024, 6, 30)
PROVINCE, DISTRICT, COMMUNE = "province", "district", "commune"
TIMES = (5, 15, 3, 10, 0, 7, 30, 1, 20, None, 2)  # working days, in turn; one in eleven has none on record
INTERNAL = "Thủ tục hành chính nội bộ"
PLANNING = "SKHDT"  # its report of that half year is the real one, so its counts are as it stated them

# field, agency in charge, one-stop procedures of the province, a district, a commune
FIELDS: tuple[tuple[str, str, int, int, int], ...] = (
    ("Thành lập và hoạt động của doanh nghiệp", PLANNING, 58, 0, 0),
    ("Đầu tư tại Việt Nam", PLANNING, 26, 0, 0),
    ("Đấu thầu", PLANNING, 9, 0, 0),
    ("Thành lập và hoạt động của hợp tác xã", PLANNING, 17, 0, 0),
    ("Viện trợ không hoàn lại và vốn ODA", PLANNING, 6, 0, 0),
    ("Đất đai", "STNMT", 72, 38, 6),
    ("Môi trường", "STNMT", 24, 4, 2),
    ("Tài nguyên nước", "STNMT", 20, 2, 1),
    ("Địa chất và khoáng sản", "STNMT", 22, 0, 0),
    ("Hoạt động xây dựng", "SXD", 56, 14, 0),
    ("Nhà ở", "SXD", 21, 0, 0),
    ("Quy hoạch xây dựng, kiến trúc", "SXD", 12, 8, 0),
    ("Đường bộ", "SGTVT", 88, 4, 0),
    ("Đường thủy nội địa", "SGTVT", 40, 12, 9),
    ("Hộ tịch", "STP", 2, 22, 25),
    ("Chứng thực", "STP", 0, 12, 11),
    ("Công chứng", "STP", 38, 0, 0),
    ("Luật sư", "STP", 22, 0, 0),
    ("Nuôi con nuôi", "STP", 6, 2, 4),
    ("Người có công", "SLDTBXH", 40, 10, 22),
    ("Bảo trợ xã hội", "SLDTBXH", 15, 30, 18),
    ("Việc làm", "SLDTBXH", 21, 0, 2),
    ("Giáo dục nghề nghiệp", "SLDTBXH", 60, 5, 0),
    ("Khám bệnh, chữa bệnh", "SYT", 104, 0, 0),
    ("Dược phẩm", "SYT", 66, 0, 0),
    ("Giáo dục và đào tạo", "SGDDT", 78, 60, 6),
    ("Lâm nghiệp", "SNNPTNT", 45, 6, 2),
    ("Thủy sản", "SNNPTNT", 30, 6, 1),
    ("Thủy lợi", "SNNPTNT", 26, 6, 5),
    ("Trồng trọt và bảo vệ thực vật", "SNNPTNT", 25, 3, 2),
    ("Lưu thông hàng hóa trong nước", "SCT", 58, 24, 0),
    ("Điện, hóa chất", "SCT", 44, 2, 0),
    ("Quản lý công sản", "STC", 38, 18, 0),
    ("Văn hóa", "SVHTT", 52, 16, 7),
    ("Thể dục, thể thao", "SVHTT", 48, 3, 1),
    ("Du lịch", "SDL", 30, 0, 0),
    ("Xuất bản, in và phát hành", "STTTT", 31, 5, 0),
    ("Hoạt động khoa học và công nghệ", "SKHCN", 60, 0, 0),
    ("Tổ chức hội, quỹ", "SNV", 32, 18, 0),
    ("Tín ngưỡng, tôn giáo", "SNV", 34, 12, 8),
    ("Công tác lãnh sự, hội nghị quốc tế", "SNGV", 8, 0, 0),
    ("Khiếu nại, tố cáo", "TTT", 5, 5, 3),
    ("Hoạt động của khu kinh tế, khu công nghiệp", "BQLKKTCN", 45, 0, 0),
    ("Dân tộc", "BDT", 3, 2, 1),
)


@dataclasses.dataclass(frozen=True, slots=True)
class Example:
    """One row of the register, by the names of its columns; ``agency`` and ``replaced_by`` are codes."""

    code: str
    name: str
    field: str
    tier: str
    agency: str
    processing_days: int | None = None
    one_stop: bool = True
    linked: str = ""
    online_eligible: str = ""
    online: str = ""
    has_fee: bool = False
    online_payment: bool = False
    on_national_portal: bool = False
    beyond_boundaries: bool = False
    decision: str = ""
    valid_from: datetime.date | None = None
    valid_to: datetime.date | None = None
    ended: str = ""
    ended_by: str = ""
    replaced_by: str = ""


def fields() -> list[str]:
    return [*(name for name, *_ in FIELDS), INTERNAL]


@functools.cache
def procedures() -> tuple[Example, ...]:
    """Every row, those of earlier years included; codes are unique on any one day."""
    current = in_force()
    return (*current, *_former_states(current), *_ended(current))


@functools.cache
def in_force() -> tuple[Example, ...]:
    """The 2.033 rows that hold on 30 June 2024, and since."""
    own = _planning([one for one in _plain() if one.agency == PLANNING])
    others = _others([one for one in _plain() if one.agency != PLANNING])
    return tuple(sorted([*own, *others], key=lambda one: one.code))


def _plain() -> Iterator[Example]:
    """Code, name, field, tier and agency of every procedure in force; the internal ones last."""
    number = 0
    for field, agency, *counts in FIELDS:
        for tier, count in zip((PROVINCE, DISTRICT, COMMUNE), counts, strict=True):
            for _ in range(count):
                number += 1
                yield _example(number, field, tier, agency)
    for _ in range(11):
        number += 1
        yield dataclasses.replace(_example(number, INTERNAL, PROVINCE, PLANNING), one_stop=False)


def _example(number: int, field: str, tier: str, agency: str) -> Example:
    start = datetime.date(2019 + number % 5, 1 + number % 12, 1 + number % 28)
    return Example(
        code=f"MH.{number:06}.H57",
        name=f"Thủ tục minh họa {number} – {field}",
        field=field,
        tier=tier,
        agency=agency,
        processing_days=TIMES[number % len(TIMES)],
        decision=f"{100 + number}/QĐ-UBND (minh họa)",
        valid_from=start,
    )


def _planning(plain: Sequence[Example]) -> Iterator[Example]:
    """Sở KH&ĐT: 127, all in full online, 116 of them on the national portal, 48 with a fee, 2 + 52 linked, 1 new.

    It stated 127 at level 3 and the same 127 at level 4; one procedure has one level, so the register has them at full.
    """
    stop = [one.code for one in plain if one.one_stop]
    fee, linked = _some(stop, 48), sorted(_some(stop, 54))
    new = next(one.code for one in plain if one.field == "Đấu thầu")
    for one in plain:
        yield dataclasses.replace(
            one,
            linked="" if one.code not in linked else "same_tier" if one.code in linked[:2] else "across_tiers",
            online_eligible="full",
            online="full",
            has_fee=one.code in fee,
            online_payment=one.code in fee,
            on_national_portal=one.one_stop,
            beyond_boundaries=True,
            valid_from=datetime.date(2024, 3, 15) if one.code == new else one.valid_from,
        )


LINKED = {PROVINCE: (101, 300), DISTRICT: (11, 24), COMMUNE: (5, 12)}  # same tier, across tiers; without Sở KH&ĐT's


def _others(plain: Sequence[Example]) -> Iterator[Example]:
    """All other agencies: what is left of the published counts, spread evenly."""
    codes = [one.code for one in plain]
    linked: dict[str, str] = {}
    for tier, (same, across) in LINKED.items():
        of_tier = [one.code for one in plain if one.tier == tier]
        chosen = sorted(_some(of_tier, same + across))
        first = _some(chosen, same)
        linked |= {code: "same_tier" if code in first else "across_tiers" for code in chosen}
    online = _some(codes, 1859 - 127)
    full = _some(sorted(online), 787 - 127)
    eligible_for_more = _some(sorted(online - full), 60)
    portal = _some(sorted(online), 1604)
    waiting = _some([code for code in codes if code not in online], 40)  # eligible, not yet provided
    fee, anywhere, new = _some(codes, 654 - 48), _some(codes, 900), sorted(_some(codes, 24))
    for one in plain:
        level = "full" if one.code in full else "partial" if one.code in online else ""
        eligible = "full" if one.code in eligible_for_more else level or ("partial" if one.code in waiting else "")
        yield dataclasses.replace(
            one,
            linked=linked.get(one.code, ""),
            online_eligible=eligible,
            online=level,
            has_fee=one.code in fee,
            online_payment=one.code in fee,
            on_national_portal=one.code in portal,
            beyond_boundaries=one.code in anywhere,
            valid_from=_day_of_2024(new.index(one.code)) if one.code in new else one.valid_from,
        )


def _day_of_2024(place: int) -> datetime.date:
    """A day of the first half of 2024, later with the place."""
    return datetime.date(2024, 1, 10) + datetime.timedelta(days=7 * (place % 24))


def _former_states(current: Iterable[Example]) -> Iterator[Example]:
    """Forty that were one level of old and are counted otherwise since: the earlier row of the same code."""
    old = [one for one in current if one.online and one.valid_from and datetime.date(2022, 1, 1) <= one.valid_from]
    old = [one for one in old if one.valid_from and one.valid_from.year < 2024 and one.agency != PLANNING]
    chosen = _some([one.code for one in old], 40)
    for one in old:
        if one.code in chosen and one.valid_from:
            level = "level_4" if one.online == "full" else "level_3"
            yield dataclasses.replace(
                one,
                online=level,
                online_eligible=level,
                online_payment=False,
                on_national_portal=False,
                decision=f"{one.decision.partition('/')[0]}/QĐ-UBND năm 2018 (minh họa)",
                valid_from=datetime.date(2018, 7, 1),
                valid_to=one.valid_from - datetime.timedelta(days=1),
            )


def _ended(current: Sequence[Example]) -> Iterator[Example]:
    """Thirty that are no more: twelve since 2023, and of the first half of 2024 twelve replaced and six abolished."""
    new = [one for one in current if one.valid_from and one.valid_from.year == 2024 and one.agency != PLANNING]
    for place in range(30):
        like = new[place % len(new)]
        last = datetime.date(2023, 1 + place, 28) if place < 12 else like.valid_from or AS_OF
        replaced = 12 <= place < 24
        number = 5000 + place
        yield dataclasses.replace(
            _example(number, like.field, like.tier, like.agency),
            online_eligible="level_3",
            online="level_3",
            valid_from=datetime.date(2017, 1, 1),
            valid_to=last - datetime.timedelta(days=1),
            ended="replaced" if replaced else "abolished",
            ended_by=like.decision if replaced else f"{900 + place}/QĐ-UBND (minh họa)",
            replaced_by=like.code if replaced else "",
        )


def _some(items: Sequence[str], count: int) -> set[str]:
    """So many of a list, spread evenly and always the same ones."""
    total = len(items)
    return {item for place, item in enumerate(items) if (place + 1) * count // total > place * count // total}
