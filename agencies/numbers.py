"""What figure did somebody write, and how is a figure written?

The one number grammar of the portal, for the form, for pasted text and for files. Vietnamese notation, read strictly:

    number   =  whole [ "," fraction ]
    whole    =  digit { digit }                              leading zeros are allowed: 01 is 1
             |  one to three digits { mark three digits }    not beginning with 0, all marks alike
    mark     =  "."  |  space, no-break space, narrow no-break space or thin space
    fraction =  one to four digits

    count    whole
    amount   number; what somebody claims for a computed total too
    percent  number [ space ] [ "%" ]; what somebody claims for a rate too. Here a dot is a mark only where a comma
             follows, and a space never is: nobody can tell whether 205.787 means thousands or is a decimal fraction
             typed the English way, so the portal asks and does not guess
    choice   whole, if it is one of those printed; or the word printed beside one, in any case

Digits are 0-9. There is no sign, exponent, underscore or unit, and a figure stays below 10**11. Spaces around it do not
count. Everything else is refused with what was expected, what came and how to mend it; a reading that suggests itself
is offered, never applied.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from agencies.kinds import Expected, Kind

LIMIT = Decimal(10**11)
PLACES = 4
KEPT = 200  # characters of a text that are kept
LONGEST = 40  # characters of a number

_PERCENT = frozenset({Kind.RATE, Kind.PERCENT})
_SPACES = " \u00a0\u202f\u2009"
_AROUND = _SPACES + "\t\r\n"
_PLAIN = re.compile(r"([0-9]+)(?:,([0-9]+))?")
_GROUPED = re.compile(rf"([1-9][0-9]{{0,2}}([.{_SPACES}])[0-9]{{3}}(?:\2[0-9]{{3}})*)(?:,([0-9]+))?")
_UNMARK = str.maketrans("", "", "." + _SPACES)
_SWAP = str.maketrans(",.", ".,")


class State(StrEnum):
    """What a cell says."""

    REPORTED = "reported"
    NONE = "none"  # không phát sinh: confirmed that there was nothing
    OUT_OF_SCOPE = "out_of_scope"  # không thuộc phạm vi: not this agency's
    MISSING = "missing"  # blank, or nothing that could be read


@dataclass(frozen=True, slots=True)
class Offer:
    """What a refused text probably means: the figure, and words to be moved to the note."""

    value: Decimal
    note: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text was read as; `places` is how many decimals were written.

    Where somebody has to mend the text, `rule` names the check that says so, and `expected`, `came` and `mend` say it
    in Vietnamese. `skipped` marks a text that may stay out without a word (a 0 in a cell that takes no figure).
    """

    state: State
    value: Decimal | None = None
    places: int = 0
    rule: str = ""
    expected: str = ""
    came: str = ""
    mend: str = ""
    offer: Offer | None = None
    skipped: bool = False

    @property
    def refused(self) -> bool:
        """Whether somebody has to mend the text."""
        return bool(self.rule)


@dataclass(frozen=True, slots=True)
class _Literal:
    """A text that follows the grammar, before it is asked whether its cell can take it."""

    value: Decimal
    places: int
    mark: str


_Verdict = tuple[str, Offer | None]  # how to mend a refused text, and the reading on offer


def clean(text: str) -> str:
    """The text as it is kept: NFC, without spaces around it, at most 200 characters. Cleaning twice changes nothing.

    What is kept must never read as another figure than what was written. So a text that was cut ends in "…", and what
    no database takes (NUL, half a surrogate pair) becomes U+FFFD and does not vanish.
    """
    if text.isascii() and text.isprintable() and len(text) <= KEPT:
        return text.strip(_AROUND)
    storable = "".join("\ufffd" if char == "\0" or "\ud800" <= char <= "\udfff" else char for char in text)
    whole = unicodedata.normalize("NFC", storable).strip(_AROUND)
    return whole if len(whole) <= KEPT else f"{whole[: KEPT - 1]}…"


def read(spec: Expected, text: str) -> Reading:
    """The figure that `text` gives for a cell of `spec`: reported, missing when blank, or refused under INPUT.

    Never raises. A percentage is a number of percent: "88,70%" is 88.70.
    """
    text = clean(text)
    if not text:
        return Reading(State.MISSING)
    if spec.kind is Kind.CHOICE:
        return _choice(spec, text)
    body = text[:-1].rstrip(_SPACES) if spec.kind in _PERCENT and text.endswith("%") else text
    literal = _literal(body)
    if literal is None:
        return _refused(spec, text, _why_not(spec, body))
    if verdict := _unfit(spec, body, literal):
        return _refused(spec, text, verdict)
    return Reading(State.REPORTED, literal.value, literal.places)


def show(value: Decimal | None, kind: Kind) -> str:
    """A figure as people write it: "205.787", "1.234,5", "58,93 %"; "" for None.

    Rounded half up at two decimals, which a percentage always shows and any other figure only where they say something.
    """
    if value is None:
        return ""
    if kind in _PERCENT:
        return f"{rounded(value, 2):,f} %".translate(_SWAP)
    if value == value.to_integral_value():
        return whole(int(value))
    return f"{rounded(value, 2):,f}".rstrip("0").rstrip(".").translate(_SWAP)


def whole(number: int) -> str:
    """A count as people write it: "205.787"."""
    return f"{number:,}".replace(",", ".")


def rounded(value: Decimal, places: int) -> Decimal:
    """`value` half up at so many decimals; never a negative zero."""
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP) + 0


def _literal(text: str) -> _Literal | None:
    if len(text) > LONGEST:
        return None
    if match := _PLAIN.fullmatch(text):
        whole, fraction = match.groups(default="")
        mark = ""
    elif match := _GROUPED.fullmatch(text):
        whole, mark, fraction = match.groups(default="")
        whole = whole.translate(_UNMARK)
    else:
        return None
    return _Literal(Decimal(f"{whole}.{fraction}" if fraction else whole), len(fraction), mark)


def _refused(spec: Expected, text: str, verdict: _Verdict) -> Reading:
    mend, offer = verdict
    return Reading(State.MISSING, rule="INPUT", expected=_expected(spec), came=visible(text), mend=mend, offer=offer)


def visible(text: str) -> str:
    """The text as a message quotes it: at most 60 characters, and those that can't be seen by their number."""
    seen = "".join(f"[U+{ord(char):04X}]" if _is_hidden(char) else char for char in text)
    return seen if len(seen) <= 60 else f"{seen[:59]}…"


def _is_hidden(char: str) -> bool:
    return unicodedata.category(char)[0] == "C"


def _expected(spec: Expected) -> str:
    if spec.kind is Kind.CHOICE:
        return _menu(spec)
    if spec.kind is Kind.COUNT:
        return "số nguyên không âm, ví dụ 1.537"
    if spec.kind in _PERCENT:
        return "tỷ lệ phần trăm, dấu phẩy trước phần thập phân, ví dụ 88,70"
    return "số không âm, dấu phẩy trước phần thập phân, ví dụ 1.234,56"


def _menu(spec: Expected) -> str:
    *rest, last = (f"{number} ({label})" for number, label in spec.choices) if spec.choices else ("số",)
    return f"{', '.join(rest)} hoặc {last}" if rest else last


def _choice(spec: Expected, text: str) -> Reading:
    numbers = {number for number, _ in spec.choices}
    literal = _literal(text)
    if literal and not literal.mark and not literal.places and literal.value in numbers:
        return Reading(State.REPORTED, literal.value)
    for number, label in spec.choices:
        if text.casefold() == label.casefold():
            return Reading(State.REPORTED, Decimal(number))
    return _refused(spec, text, _choice_with_words(spec, text) or (f"Chọn {_menu(spec)}.", None))


def _choice_with_words(spec: Expected, text: str) -> _Verdict | None:
    """For "9 cuộc" where yes or no was asked, and for "1 = Phát phiếu" copied off the form."""
    number, words = _number_and_words(text)
    if number is None or number.places:
        return None
    labels = {code: label.casefold() for code, label in spec.choices}
    if labels.get(int(number.value)) == words.strip(" =-–:.()").casefold():
        return f"Chỉ gõ {number.value}.", Offer(number.value)
    if labels != {0: "không", 1: "có"}:
        return None
    mend = f"Gõ 1 nếu có, 0 nếu không; “{visible(text)}” ghi ở cột Ghi chú."
    return mend, Offer(Decimal(1 if number.value else 0), text)


def _unfit(spec: Expected, text: str, literal: _Literal) -> _Verdict | None:
    """Why a well-formed number can't stand in this cell; None if it can."""
    if literal.value >= LIMIT:
        return f"Số quá lớn: trước dấu phẩy có nhiều nhất 11 chữ số. Kiểm tra lại đơn vị tính{_unit(spec)}.", None
    if spec.kind in _PERCENT and literal.mark and not (literal.mark == "." and literal.places):
        return _question(text), None
    if spec.kind is Kind.COUNT and literal.places:
        return _not_whole(text, literal)
    if literal.places > PLACES:
        return f"Sau dấu phẩy có nhiều nhất {PLACES} chữ số.", None
    return None


def _unit(spec: Expected) -> str:
    return f" ({spec.unit})" if spec.unit else ""


def _question(text: str) -> str:
    head, *groups = re.split(rf"[.{_SPACES}]", text)
    if len(groups) > 1:
        return "Tỷ lệ không lớn đến thế: kiểm tra lại; số lượng thì ghi ở dòng số lượng."
    return (
        f"“{text}” có thể là số hàng nghìn, cũng có thể là {head},{groups[0]}. "
        f"Nếu là phần thập phân thì gõ {head},{groups[0]}; nếu là số lượng thì ghi ở dòng số lượng."
    )


def _not_whole(text: str, literal: _Literal) -> _Verdict:
    if literal.value == literal.value.to_integral_value():
        value = literal.value.to_integral_value()
        return f"Bỏ phần thập phân, gõ {show(value, Kind.COUNT)}.", Offer(value)
    if re.fullmatch(r"[1-9][0-9]{0,2},[0-9]{3}", text):
        return _swapped(Decimal(text.replace(",", "")), Kind.COUNT)
    return "Ô này đếm số nguyên: bỏ phần thập phân hoặc kiểm tra lại số liệu.", None


def _swapped(value: Decimal, kind: Kind) -> _Verdict:
    shown = _written(value, kind)
    return f"Dấu chấm tách hàng nghìn, dấu phẩy đứng trước phần thập phân: gõ {shown}.", Offer(value)


def _written(value: Decimal, kind: Kind) -> str:
    """As `show`, but with every decimal that was written and no percent sign: what to type."""
    return f"{value:f}".replace(".", ",") if kind in _PERCENT else f"{value:,f}".translate(_SWAP)


# Why a text is no number: each cause looks for its own mistake and says how to mend it. The first that finds it speaks.


def _hidden(spec: Expected, text: str) -> _Verdict | None:
    if not any((_is_hidden(char) and char not in _AROUND) or char == "\ufffd" for char in text):
        return None
    bare = _literal("".join(char for char in text if unicodedata.category(char) != "Cf"))
    offer = Offer(bare.value) if bare and _unfit(spec, text, bare) is None else None
    return "Trong ô có ký tự không nhìn thấy được: xóa hết rồi gõ lại bằng chữ số.", offer


def _foreign(spec: Expected, text: str) -> _Verdict | None:
    if any(not char.isascii() and char.isnumeric() for char in text):
        return "Gõ lại bằng các chữ số 0 đến 9.", None
    return None


def _signed(spec: Expected, text: str) -> _Verdict | None:
    if text[0] in "-–—−" and _literal(text[1:].strip(_SPACES)):
        return "Số liệu không âm: bỏ dấu trừ, hoặc gõ “-” nếu không phát sinh.", None
    if text[0] == "+" and (bare := _literal(text[1:].strip(_SPACES))):
        return "Bỏ dấu cộng.", Offer(bare.value) if _unfit(spec, text[1:], bare) is None else None
    return None


def _percent_sign(spec: Expected, text: str) -> _Verdict | None:
    if "%" not in text:
        return None
    if spec.kind in _PERCENT:
        return "Gõ một con số, dấu % viết một lần ở cuối hoặc bỏ đi.", None
    return f"Ô này ghi số lượng{_unit(spec)}, không ghi tỷ lệ: bỏ dấu % và gõ số lượng.", None


def _date(spec: Expected, text: str) -> _Verdict | None:
    if re.fullmatch(r"[0-3]?[0-9]([./-])(?:0?[1-9]|1[0-2])\1(?:[0-9]{2}){1,2}|[0-9]{4}(?:-[0-9]{2}){2}", text):
        return "Đây giống một ngày tháng: ngày tháng ghi ở cột Ghi chú, ở đây gõ số liệu.", None
    return None


def _several(spec: Expected, text: str) -> _Verdict | None:
    if re.fullmatch(r"[0-9.,]+\s*[-–/:;\t\r\n]\s*[0-9.,]+", text):
        return "Ô này nhận một số: gõ mỗi số vào dòng của nó; tỷ lệ do hệ thống tính.", None
    return None


def _notation(spec: Expected, text: str) -> _Verdict | None:
    if re.fullmatch(r"[0-9.,]+[eE][+-]?[0-9]+|0[xXoObB][0-9A-Fa-f]+|[0-9]+(_[0-9]+)+", text):
        return "Gõ đủ các chữ số, không dùng cách viết như 1e5, 1_000 hay 0x10.", None
    return None


def _english_groups(spec: Expected, text: str) -> _Verdict | None:
    """1,234.56 and 1,234,567."""
    if not re.fullmatch(r"[1-9][0-9]{0,2}(,[0-9]{3})+\.[0-9]+|[1-9][0-9]{0,2}(,[0-9]{3}){2,}", text):
        return None
    return _if_fit(spec, Decimal(text.replace(",", "")))


def _english_point(spec: Expected, text: str) -> _Verdict | None:
    """88.70 and 0.123, but not 1234.567: a mark may be missing there just as well."""
    match = re.fullmatch(r"([0-9]+)\.([0-9]+)", text)
    if not match or (len(match[2]) == 3 and match[1].strip("0")):
        return None
    return _if_fit(spec, Decimal(text))


def _if_fit(spec: Expected, value: Decimal) -> _Verdict | None:
    if spec.kind is Kind.COUNT and value == value.to_integral_value():
        value = value.to_integral_value()
    literal = _Literal(value, max(0, -int(value.as_tuple().exponent)), "")
    return None if _unfit(spec, "", literal) else _swapped(value, spec.kind)


_SCALES = ("chục", "trăm", "nghìn", "ngàn", "vạn", "triệu", "tỷ", "tỉ", "rưỡi", "phần", "k ", "tr ")


def _words(spec: Expected, text: str) -> _Verdict | None:
    number, words = _number_and_words(text)
    if number is None:
        return None
    is_unit = words.casefold() == ("phần trăm" if spec.kind in _PERCENT else spec.unit.casefold())
    if not is_unit and f"{words.casefold()} ".startswith(_SCALES):
        return f"Đổi ra đơn vị của ô{_unit(spec)} rồi gõ đủ các chữ số.", None
    if _unfit(spec, text, number) or (spec.kind in _PERCENT and not is_unit):
        return None  # nine of something is no percentage
    mend = f"Chỉ gõ số {_written(number.value, spec.kind)}; phần chữ ghi ở cột Ghi chú nếu cần."
    return mend, Offer(number.value, "" if is_unit else text)


def _number_and_words(text: str) -> tuple[_Literal | None, str]:
    """9 and "cuộc" of "9 cuộc"; None and "" where the words hold digits too, as in "9 cuộc, 3 hội thảo"."""
    match = re.fullmatch(rf"([0-9.,{_SPACES}]*[0-9])[{_SPACES}]*([^\W\d_].*|[(=:–-].*[^\W\d_].*)", text, re.DOTALL)
    if not match or any(char.isnumeric() for char in match[2]):
        return None, ""
    return _literal(match[1]), match[2]


def _marks(spec: Expected, text: str) -> _Verdict | None:
    if re.fullmatch(rf"[0-9.,{_SPACES}]*[0-9][0-9.,{_SPACES}]*", text) and len(text) <= LONGEST:
        mend = "Dấu chấm hoặc dấu cách chỉ tách từng nhóm ba chữ số, dấu phẩy đứng trước phần thập phân"
        return f"{mend}: ví dụ 1.234,56.", None
    return None


def _unknown(spec: Expected, text: str) -> _Verdict:
    if len(text) > LONGEST:
        return f"Nhiều nhất {LONGEST} ký tự: chỉ gõ con số, phần chữ ghi ở cột Ghi chú.", None
    return "Gõ số liệu bằng chữ số; nếu không phát sinh thì gõ “-”.", None


_CAUSES: tuple[Callable[[Expected, str], _Verdict | None], ...] = (
    _hidden,
    _foreign,
    _signed,
    _percent_sign,
    _date,
    _several,
    _notation,
    _english_groups,
    _english_point,
    _words,
    _marks,
)


def _why_not(spec: Expected, text: str) -> _Verdict:
    found = (cause(spec, text) for cause in _CAUSES) if text else ()
    return next((verdict for verdict in found if verdict), None) or _unknown(spec, text)
