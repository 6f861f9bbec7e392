"""Which column of a file holds what, and which hold what the portal must not keep?

A header is compared without accents, case and signs. Columns about the applicant are dropped, by their header or by
what stands in them: the ledger knows dossiers, no persons (Luật Bảo vệ dữ liệu cá nhân: only what is needed).
"""

import dataclasses
import re
from collections.abc import Mapping, Sequence

from agencies import names
from procedures.importing.faults import FileRefused


@dataclasses.dataclass(frozen=True, slots=True)
class Column:
    """A column of ours. ``spellings``: other headers for it, folded, separated by "|"."""

    name: str
    header: str
    required: bool
    spellings: str
    example: str = ""


COLUMNS = (
    Column(
        "code",
        "Mã hồ sơ",
        True,
        "so ho so|ma so ho so|ma hs|so hs|so bien nhan|ma bien nhan|ma so bien nhan|so phieu tiep nhan",
        "H57.16-240610-0001",
    ),
    Column(
        "procedure",
        "Mã TTHC",
        True,
        "ma thu tuc|ma thu tuc hanh chinh|ma so tthc|ma so thu tuc|ma so thu tuc hanh chinh|ma tt",
        "1.001234.000.00.00.H57",
    ),
    Column(
        "agency",
        "Đơn vị tiếp nhận",
        False,
        "co quan tiep nhan|don vi|co quan|ma don vi|ma co quan|don vi xu ly|don vi giai quyet|co quan xu ly"
        "|co quan giai quyet|co quan thuc hien|don vi thuc hien|ten don vi|ten co quan|noi tiep nhan"
        "|don vi tiep nhan ho so|ma don vi tiep nhan",
        "Sở Nội vụ",
    ),
    Column(
        "received",
        "Ngày tiếp nhận",
        True,
        "ngay nhan|ngay tiep nhan ho so|ngay nhan ho so|thoi gian tiep nhan|thoi diem tiep nhan|ngay gio tiep nhan"
        "|tiep nhan ngay",
        "10/06/2024",
    ),
    Column(
        "due",
        "Ngày hẹn trả",
        True,
        "ngay hen tra ket qua|ngay hen|han tra|han tra ket qua|thoi han giai quyet|han giai quyet|han xu ly"
        "|ngay den han|thoi gian hen tra|ngay hen tra kq|hen tra ngay",
        "14/06/2024",
    ),
    Column(
        "finished",
        "Ngày trả kết quả",
        True,
        "ngay tra|ngay tra kq|ngay hoan thanh|ngay ket thuc|ngay co ket qua|thoi gian tra ket qua|ngay ket thuc xu ly"
        "|ngay giai quyet xong|ngay tra thuc te|ngay tra ket qua thuc te|ngay hoan thanh xu ly",
        "13/06/2024",
    ),
    Column(
        "channel",
        "Hình thức nộp",
        True,
        "hinh thuc|hinh thuc tiep nhan|hinh thuc nop ho so|kenh nop|kenh tiep nhan|phuong thuc nop"
        "|phuong thuc tiep nhan|loai tiep nhan|nguon ho so|cach thuc nop",
        "Trực tuyến",
    ),
    Column(
        "outcome",
        "Trạng thái",
        True,
        "tinh trang|trang thai ho so|tinh trang ho so|ket qua|ket qua giai quyet|tinh trang xu ly|trang thai xu ly"
        "|tinh trang giai quyet|ket qua xu ly",
        "Đã giải quyết",
    ),
    Column(
        "reason", "Lý do chậm do hệ thống", False, "ly do cham|ly do tre|ly do tre han|ly do qua han|ly do cham tre"
    ),
)
BY_NAME = {column.name: column for column in COLUMNS}

_PERSONAL = re.compile(
    r"\b(ho (va )?ten|ho dem|(ten )?(nguoi|cong dan|chu|ben) (nop|yeu cau|dang ky|de nghi|nhan|su dung|ho so)|chu ho so"
    r"|(to chuc|ca nhan)( nop)?( ca nhan| to chuc)?|ten (cong dan|khach hang|doanh nghiep)|nguoi uy quyen"
    r"|cccd|cmnd|cmtnd|can cuoc|chung minh|giay to tuy than|so giay to|so dinh danh|dinh danh|ho chieu|ma so thue|mst"
    r"|(so )?dien thoai|sdt|so dt|dt|di dong|dia chi|noi o|thuong tru|tam tru|que quan|e ?mail|thu dien tu|zalo"
    r"|ngay sinh|nam sinh|sinh ngay|gioi tinh|dan toc|ton giao|tai khoan)\b"
)
_LIKE_A_PERSON = (
    ("số căn cước", re.compile(r"0\d{11}", re.ASCII)),
    ("số điện thoại", re.compile(r"(?:\+?84|0)[ .]?[235789]\d{1,2}[ .]?\d{3}[ .]?\d{3,4}", re.ASCII)),
    ("địa chỉ thư điện tử", re.compile(r"[^@\s]+@[^@\s]+\.[A-Za-z]{2,}")),
)
_SIGNS = re.compile(r"[^0-9a-z]+")


@dataclasses.dataclass(frozen=True, slots=True)
class Guess:
    """``mapping``: name of our column to header of the file; ``dropped``: headers of personal data, with the reason;
    ``missing``: names of required columns that were not found."""

    mapping: dict[str, str]
    dropped: dict[str, str]
    missing: tuple[str, ...]


def folded(header: str) -> str:
    return _SIGNS.sub(" ", names.fold(header)).strip()


_NAMES = {
    spelling: column.name for column in COLUMNS for spelling in (folded(column.header), *column.spellings.split("|"))
}


def known(header: str) -> str:
    """The name of our column that a header means, "" when it means none."""
    return _NAMES.get(folded(header), "")


def distinct(headers: Sequence[str]) -> list[str]:
    """The headers as a person can choose among them: each once, none empty."""
    found: list[str] = []
    for place, header in enumerate(headers, 1):
        name = " ".join(names.nfc(header).split())[:120] or f"(cột {place} không tên)"
        found.append(name if name not in found else f"{name} (cột {place})")
    return found


def personal(header: str, values: Sequence[str]) -> str:
    """Why a column may hold personal data ("tiêu đề …" or "giá trị giống …"), "" when nothing looks like it.

    A header of ours is believed ("Ngày trả kết quả"), what stands below it is not.
    """
    if not known(header) and _PERSONAL.search(folded(header)):
        return "tiêu đề nói về người nộp"
    filled = [value.strip() for value in values if value.strip()]
    for what, pattern in _LIKE_A_PERSON:
        if filled and sum(1 for value in filled if pattern.fullmatch(value)) * 2 >= len(filled):
            return f"giá trị giống {what}"
    return ""


def guess(headers: Sequence[str], samples: Sequence[Sequence[str]]) -> Guess:
    """What the headers (already distinct) say; samples are the first rows, as wide as the headers."""
    dropped, mapping = {}, {}
    for place, header in enumerate(headers):
        values = [row[place] for row in samples if place < len(row)]
        if reason := personal(header, values):
            dropped[header] = reason
        elif (name := known(header)) and name not in mapping:
            mapping[name] = header
    return Guess(mapping, dropped, missing(mapping))


def missing(mapping: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(column.name for column in COLUMNS if column.required and column.name not in mapping)


def must_serve(mapping: Mapping[str, str], headers: Sequence[str], samples: Sequence[Sequence[str]]) -> None:
    """Raises FileRefused for a mapping that names a column twice, one that is not there, or one about persons."""
    if unknown := set(mapping) - set(BY_NAME):
        raise FileRefused(f"Không có cột nào tên {', '.join(sorted(unknown))}.")
    if len(set(mapping.values())) != len(mapping):
        raise FileRefused("Một cột của tệp được chọn cho hai nội dung; mỗi cột chỉ chọn một lần.")
    for name, header in mapping.items():
        if header not in headers:
            raise FileRefused(f"Tệp không có cột “{header}”.")
        place = headers.index(header)
        if reason := personal(header, [row[place] for row in samples if place < len(row)]):
            raise FileRefused(
                f"Cột “{header}” không dùng làm “{BY_NAME[name].header}” được: {reason}. "
                "Cổng không lưu dữ liệu cá nhân của người nộp hồ sơ."
            )
    if absent := missing(mapping):
        named = ", ".join(f"“{BY_NAME[name].header}”" for name in absent)
        raise FileRefused(f"Chưa biết cột nào của tệp là {named}. Hãy chọn cột tương ứng.")
