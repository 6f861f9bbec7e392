"""What do the exports of the one-stop systems call the channel and the outcome of a dossier?

The numbers are those of procedures.models.Channel and Outcome.
"""

from agencies import names

CHANNELS = {
    "1": """Trực tuyến|Nộp trực tuyến|Online|Qua mạng|Dịch vụ công trực tuyến|DVC trực tuyến|DVCTT|Cổng dịch vụ công
        |Cổng DVC|Cổng dịch vụ công quốc gia|Cổng DVC quốc gia|Cổng DVCQG|DVCQG|Tiếp nhận trực tuyến""",
    "2": """Trực tiếp|Nộp trực tiếp|Tại một cửa|Một cửa|Bộ phận một cửa|Tại bộ phận một cửa|Tiếp nhận trực tiếp
        |Offline""",
    "3": """Bưu chính|Qua bưu chính|Bưu chính công ích|Qua bưu chính công ích|BCCI|Qua dịch vụ BCCI|Dịch vụ BCCI
        |Bưu điện|Qua bưu điện|Dịch vụ bưu chính|Dịch vụ bưu chính công ích|Qua dịch vụ bưu chính công ích""",
}
OUTCOMES = {
    "1": """Đang giải quyết|Đang xử lý|Đang thực hiện|Đã tiếp nhận|Đang giải quyết trong hạn|Đang giải quyết quá hạn
        |Đang xử lý trong hạn|Đang xử lý quá hạn|Chưa đến hạn|Quá hạn chưa giải quyết|Chờ bổ sung|Yêu cầu bổ sung
        |Chờ bổ sung hồ sơ|Yêu cầu bổ sung hồ sơ|Tạm dừng|Tạm dừng xử lý|Đang giải quyết chưa đến hạn""",
    "2": "Chờ tiếp nhận|Mới đăng ký|Chờ xác nhận|Chờ tiếp nhận hồ sơ",
    "3": """Đã giải quyết|Đã trả kết quả|Trả kết quả|Đã trả|Hoàn thành|Đã hoàn thành|Đã xử lý|Đã xử lý xong
        |Đã có kết quả|Đã kết thúc|Đã giải quyết trước hạn|Đã giải quyết đúng hạn|Đã giải quyết trễ hạn
        |Đã giải quyết quá hạn|Giải quyết trước hạn|Giải quyết đúng hạn|Giải quyết trễ hạn|Giải quyết quá hạn
        |Trước hạn|Đúng hạn|Trễ hạn""",
    "4": "Trả lại|Trả lại hồ sơ|Đã trả lại|Bị trả lại|Từ chối|Từ chối giải quyết|Từ chối hồ sơ",
    "5": "Rút hồ sơ|Đã rút|Rút|Xin rút|Công dân rút|Đã rút hồ sơ|Công dân rút hồ sơ|Công dân xin rút",
    "6": "Không hợp lệ|Hồ sơ không hợp lệ|Từ chối tiếp nhận|Không đủ điều kiện|Không tiếp nhận",
}
WAITING = "2"
OPEN = frozenset({"1", WAITING})
MOST_KEPT = 10_000


def _folded(table: dict[str, str]) -> dict[str, str]:
    return {names.fold(word): number for number, text in table.items() for word in text.split("|")}


class Words(dict[str, str]):
    """``words[text]`` is the number of a word, "" when it is unknown; accents, case and blanks do not count."""

    def __init__(self, table: dict[str, str]) -> None:
        super().__init__()
        self.known = _folded(table)

    def __missing__(self, text: str) -> str:
        if len(self) >= MOST_KEPT:
            self.clear()
        self[text] = number = self.known.get(names.fold(text), "")
        return number


def first(table: dict[str, str]) -> str:
    """The first word of each number, as a refusal names what it expected."""
    return ", ".join(f"“{text.split('|')[0].strip()}”" for text in table.values())
