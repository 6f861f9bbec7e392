"""What stands at the head and at the foot of an administrative document?

Source: Nghị định 30/2020/NĐ-CP, Phụ lục I. People's committees name no superior body (II.3.a), a day below 10 and a
month below 3 have a 0 before them (II.4.b), who signs for the head of the body writes "KT." (II.7).
"""

import datetime
from dataclasses import dataclass

from agencies import days

COMMITTEE = "Ủy ban nhân dân"
COMMITTEES = ("province", "district", "commune")  # tiers whose document is that of the people's committee
_KINDS = ("tỉnh", "thành phố", "thị xã", "thị trấn", "huyện", "quận", "phường", "xã")
_OPEN = "…"

# What a template may hold, with what it stands for; those of REQUIRED it must hold.
NAMES = {
    "nội dung": "các mục thuyết minh; đứng riêng một đoạn, định dạng của đoạn này là định dạng của báo cáo",
    "tên cơ quan": "tên cơ quan ban hành, chữ in hoa",
    "cơ quan chủ quản": "tên cơ quan chủ quản; UBND các cấp không ghi, đoạn này tự bỏ",
    "số ký hiệu": "2147/BC-SKHĐT; chưa có số thì là …/BC-SKHĐT",
    "địa danh ngày tháng": "Thừa Thiên Huế, ngày 11 tháng 6 năm 2024",
    "dự thảo": "“DỰ THẢO”, “SỐ LIỆU TẠM TÍNH”, “Dữ liệu minh họa”; bản đã gửi không có thì đoạn này tự bỏ",
    "trích yếu": "Kết quả công tác cải cách hành chính 6 tháng đầu năm 2024",
    "thời gian số liệu": "Từ ngày 15/12/2023 đến ngày 14/6/2024",
    "kỳ báo cáo": "6 tháng đầu năm 2024",
    "nơi nhận": "cơ quan cấp trên, Sở Nội vụ, lưu văn thư; có thể gõ thẳng nơi nhận thay vào",
    "chức vụ người ký": "GIÁM ĐỐC, hoặc KT. GIÁM ĐỐC và PHÓ GIÁM ĐỐC ở dòng sau",
    "người ký": "họ và tên người ký",
    "mã xác nhận": "mã của bản đã duyệt và nơi kiểm tra, cho chân trang; chưa duyệt thì đoạn này tự bỏ",
}
REQUIRED = (
    *("nội dung", "tên cơ quan", "số ký hiệu", "địa danh ngày tháng", "dự thảo", "trích yếu"),
    *("chức vụ người ký", "người ký"),
)


@dataclass(frozen=True, slots=True)
class Head:
    """What is known of a document. ``place`` and ``superior`` are names of agencies, "" where there is none."""

    agency: str
    tier: str
    place: str
    superior: str
    period: str
    starts_on: datetime.date
    until: datetime.date
    code: str = ""  # "SKHĐT"
    number: str = ""  # "2147/BC-SKHĐT"
    date: datetime.date | None = None
    signer: str = ""
    title: str = ""
    marks: tuple[str, ...] = ()
    confirmed: str = ""  # "1a2b-3c4d-5e6f" of what is approved
    address: str = ""  # where that code is confirmed


def names(head: Head) -> dict[str, str]:
    """The words for every name of NAMES but the narrative; lines are parted by "\\n"."""
    return {
        "tên cơ quan": issuer(head),
        "cơ quan chủ quản": "" if head.tier in COMMITTEES else short(head.superior).upper(),
        "số ký hiệu": head.number or f"{_OPEN}/BC-{head.code or _OPEN}",
        "địa danh ngày tháng": f"{place_name(head.place)}, {dated(head)}",
        "dự thảo": " – ".join(head.marks),
        "trích yếu": f"Kết quả công tác cải cách hành chính {_small(head.period)}",
        "thời gian số liệu": f"Từ ngày {days.said(head.starts_on)} đến ngày {days.said(head.until)}",
        "kỳ báo cáo": _small(head.period),
        "nơi nhận": "\n".join(recipients(head)),
        "chức vụ người ký": signing_as(head),
        "người ký": head.signer,
        "mã xác nhận": f"Mã xác nhận {head.confirmed}, kiểm tra tại {head.address}" if head.confirmed else "",
    }


def issuer(head: Head) -> str:
    """ "SỞ KẾ HOẠCH VÀ ĐẦU TƯ"; "ỦY BAN NHÂN DÂN", and below it "TỈNH THỪA THIÊN HUẾ"."""
    if head.tier not in COMMITTEES:
        return head.agency.upper()
    return f"{COMMITTEE}\n{_without_committee(head.agency)}".upper()


def short(agency: str) -> str:
    """ "UBND tỉnh Thừa Thiên Huế"."""
    return agency.replace(COMMITTEE, "UBND", 1)


def place_name(agency: str) -> str:
    """Where a document is dated: "Thừa Thiên Huế" of the province's committee, "Phong Điền" of Huyện Phong Điền."""
    name = _without_committee(agency)
    for kind in _KINDS:
        if name.casefold().startswith(f"{kind} "):
            return name[len(kind) + 1 :]
    return name


def dated(head: Head) -> str:
    """ "ngày 05 tháng 02 năm 2024"; of a draft "ngày … tháng … năm 2024"."""
    if head.date is None:
        return f"ngày {_OPEN} tháng {_OPEN} năm {head.until.year}"
    month = f"{head.date.month:02}" if head.date.month < 3 else str(head.date.month)
    return f"ngày {head.date.day:02} tháng {month} năm {head.date.year}"


def recipients(head: Head) -> list[str]:
    above = ["Bộ Nội vụ", "Các sở, ban, ngành", "UBND các huyện, thị xã, thành phố"]
    if head.tier != "province":
        upper = short(head.superior) if head.tier in COMMITTEES or head.superior else ""
        above = [upper, "" if head.agency == "Sở Nội vụ" or head.tier == "commune" else "Sở Nội vụ"]
    return [*(f"- {name};" for name in above if name), "- Lưu: VT."]


def signing_as(head: Head) -> str:
    """ "GIÁM ĐỐC"; a deputy signs "KT. GIÁM ĐỐC", a people's committee is named first."""
    title = " ".join(head.title.split())
    lines = [title]
    if title.casefold().startswith("phó "):
        lines = [f"KT. {title[4:]}", title]
    if not title:
        lines = ["Chủ tịch" if head.tier in COMMITTEES else "Thủ trưởng cơ quan"]
    if head.tier in COMMITTEES and not title.casefold().startswith(("tm.", "tl.", "tuq.", "kt.")):
        lines = [f"TM. {COMMITTEE}", *lines]
    return "\n".join(lines).upper()


def _without_committee(agency: str) -> str:
    return agency[len(COMMITTEE) + 1 :] if agency.startswith(f"{COMMITTEE} ") else agency


def _small(period: str) -> str:
    return period[:1].lower() + period[1:]
