"""What does the workbook itself tell and check while somebody fills it in?

Pure; the portal judges again what comes back, by its own rules. Excel takes 32 letters in a title and 255 in a message.
"""

from collections.abc import Callable, Sequence
from typing import Any

from agencies import numbers
from reports import formula
from reports.catalogue import Kind, Spec
from reports.formula import Node

_TITLE, _MESSAGE = 32, 255
_PERCENT = (Kind.RATE, Kind.PERCENT)

LEGEND = (
    "Điền ô nền vàng và cột Ghi chú. Ô nền xám đã khóa: tự tính, hoặc không phải ô của đơn vị. "
    "(-) không phát sinh; (x) không thuộc phạm vi."
)
HOW = (
    "1. Điền số liệu vào các ô nền vàng của từng phụ lục (các trang PL…). Ô nền xám đã khóa: hệ thống tự tính, "
    "hoặc không phải ô của đơn vị.",
    "2. Không phát sinh: gõ dấu “-”. Không thuộc phạm vi: gõ “x”. Ô để trống là chưa có số liệu, không phải số 0.",
    "3. Ô chọn (0, 1, 2…): bấm mũi tên cạnh ô để chọn. Lời giải thích ghi ở cột Ghi chú, không ghi vào ô số liệu.",
    "4. Tỷ lệ và tổng tự tính; khi nạp lên, cổng tính lại và không dùng kết quả trong tệp này.",
    "5. Lưu tệp (kiểu .xlsx), vào trang “Gửi báo cáo” của báo cáo này trên cổng, chọn “Nạp lại biểu đã điền”. "
    "Cổng cho xem trước từng ô thay đổi; chưa có gì được ghi cho đến khi bấm “Ghi các ô đã chọn”.",
    "6. Tệp này chỉ nạp được vào đúng báo cáo ghi ở trên. Nếu có người sửa trên cổng cùng lúc, cổng cho xem cả hai "
    "giá trị để chọn.",
)


def validation(spec: Spec, cell: str) -> dict[str, Any]:
    """What Excel takes in a cell to fill in, for XlsxWriter; "-" (không phát sinh) and "x" always."""
    help_text = spec.help or spec.unit or "Điền số liệu"
    said = {"input_title": _cut(f"Dòng {spec.code}", _TITLE), "input_message": _cut(help_text, _MESSAGE)}
    if spec.choices:
        menu = "; ".join(f"{number} = {label}" for number, label in spec.choices)
        source = [*(str(number) for number, _ in spec.choices), "-", "x"]
        return said | {
            "validate": "list",
            "source": source,
            "error_title": "Chọn một số trong danh sách",
            "error_message": _cut(f"Ô này nhận: {menu}. Không phát sinh gõ -, không thuộc phạm vi gõ x.", _MESSAGE),
        }
    tests = [f"ISNUMBER({cell})", f"{cell}>=0", f"{cell}<{numbers.LIMIT}"]
    tests.append(f"{cell}=INT({cell})" if spec.kind is Kind.COUNT else f"ROUND({cell},{numbers.PLACES})={cell}")
    return said | {
        "validate": "custom",
        "value": f'=OR(AND({",".join(tests)}),{cell}="-",{cell}="x",{cell}="kps")',
        "error_title": "Số liệu chưa đúng",
        "error_message": _cut(_wanted(spec), _MESSAGE),
    }


def base_validation(cell: str) -> dict[str, Any]:
    """The same for the figure of 2015."""
    return {
        "validate": "custom",
        "value": f"=AND(ISNUMBER({cell}),{cell}>=0,{cell}<{numbers.LIMIT},{cell}=INT({cell}))",
        "input_title": "Số gốc năm 2015",
        "input_message": "Số của năm 2015, để tính tỷ lệ so với năm 2015.",
        "error_title": "Số liệu chưa đúng",
        "error_message": "Ô này nhận số nguyên không âm, ví dụ 51.",
    }


def _wanted(spec: Spec) -> str:
    if spec.kind is Kind.COUNT:
        kind = "số nguyên không âm, ví dụ 1537"
    elif spec.kind in _PERCENT:
        kind = f"tỷ lệ phần trăm (88,7 nghĩa là 88,7 %), nhiều nhất {numbers.PLACES} chữ số thập phân"
    else:
        kind = f"số không âm, nhiều nhất {numbers.PLACES} chữ số thập phân"
    return f"Ô này nhận {kind}. Không phát sinh gõ -, không thuộc phạm vi gõ x. Lời giải thích ghi ở cột Ghi chú."


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def live(node: Node, cells: Sequence[str], counted: Callable[[str], str]) -> str:
    """The formula of a total or rate with the portal's states.

    ``cells`` are the addresses it depends on, ``counted`` gives the number in a cell by its key. Empty as long as a
    part is; a rate of a part that is "x" is "x", and 0/0 is "-"; a total of "x" alone is "x", without a figure "-".
    """
    top, bottom = formula.parts(node)
    blank = ",".join(f'{cell}=""' for cell in cells)
    outside = ",".join(f'{cell}="x"' for cell in cells)
    drawn = formula.excel(top, counted)
    if bottom is None:
        rest = f'IF(AND({outside}),"x",IF(COUNT({",".join(cells)})=0,"-",{drawn}))'
    else:
        below = formula.excel(bottom, counted)
        rest = f'IF(OR({outside}),"x",IF({below}=0,IF({drawn}=0,"-",""),({drawn})/({below})*100))'
    return f'=IF(OR({blank}),"",{rest})' if cells else f"={rest}"
