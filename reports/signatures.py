"""What do the digital signatures of a PDF say, in the words of a page?

A signature counts only when all of it holds: intact, nothing changed after it beyond further signatures, the file
covered to its last byte, the certificate trusted. One that holds in part says which part does not.
"""

import dataclasses
import datetime
from collections.abc import Mapping
from typing import Any

NONE, READ, UNREADABLE = "none", "read", "unreadable"  # what came of looking
EXPIRED, REVOKED, UNKNOWN, STAMP = "expired", "revoked", "unknown", "stamp"  # why a certificate is not trusted

_UNTRUSTED = {
    EXPIRED: "chứng thư số đã hết hạn khi kiểm tra",
    REVOKED: "chứng thư số đã bị thu hồi",
    UNKNOWN: "chứng thư số không do tổ chức mà cổng tin cậy cấp",
    STAMP: "dấu thời gian trong chữ ký không đáng tin cậy",
}


@dataclasses.dataclass(frozen=True, slots=True)
class Signature:
    """One signature. ``at``: ISO, "" when it is not said; ``stamped``: the time is a timestamp's, not the signer's own.

    ``unchanged``: what came after it, if anything, are further signatures; ``trusted`` None: no root was configured.
    """

    name: str
    organization: str = ""
    issuer: str = ""
    at: str = ""
    stamped: bool = False
    intact: bool = False
    unchanged: bool = False
    trusted: bool | None = None
    why: str = ""

    @property
    def fault(self) -> str:
        """What is wrong with it; empty when nothing is."""
        if not self.intact:
            return "nội dung tệp đã bị thay đổi hoặc chữ ký bị hỏng"
        if not self.unchanged:
            return "tệp đã bị sửa sau khi ký"
        if self.trusted is False:
            return _UNTRUSTED.get(self.why, _UNTRUSTED[UNKNOWN])
        return "chưa xác định được độ tin cậy" if self.trusted is None else ""

    @property
    def signed_at(self) -> datetime.datetime | None:
        return datetime.datetime.fromisoformat(self.at) if self.at else None


@dataclasses.dataclass(frozen=True, slots=True)
class Verdict:
    """``tone``: the colour of the words, which say the same without it."""

    code: str
    tone: str
    title: str
    signatures: tuple[Signature, ...] = ()


def verdict(found: Mapping[str, Any]) -> Verdict:
    """Of what is stored with a file: {"state", "whole", "signatures": [...]}; empty when nobody has looked yet."""
    if not found:
        return Verdict("unchecked", "draft", "Chưa kiểm tra chữ ký số")
    if found["state"] == NONE:
        return Verdict(NONE, "draft", "Tệp chưa ký số")
    if found["state"] != READ:
        return Verdict(UNREADABLE, "waiting", "Không kiểm tra được chữ ký số của tệp này")
    signatures = tuple(Signature(**one) for one in found["signatures"])
    return Verdict(*_judged(signatures, found["whole"]), signatures)


def _judged(signatures: tuple[Signature, ...], whole: bool) -> tuple[str, str, str]:
    """The worst that is true of any of them."""
    if not all(one.intact for one in signatures):
        return "broken", "returned", "Chữ ký số sai: nội dung đã bị thay đổi"
    if not all(one.unchanged for one in signatures):
        return "changed", "returned", "Tệp đã bị sửa sau khi ký số"
    if not whole:
        return "extended", "returned", "Tệp có phần thêm vào sau chữ ký số"
    if any(one.trusted is False for one in signatures):
        return "untrusted", "late", "Chữ ký số nguyên vẹn nhưng không đáng tin cậy"
    if any(one.trusted is None for one in signatures):
        return "unrooted", "waiting", "Chữ ký số nguyên vẹn, chưa xác định được độ tin cậy"
    return "good", "approved", "Chữ ký số hợp lệ"
