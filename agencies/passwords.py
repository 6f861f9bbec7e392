"""Is a password hard enough to guess? For somebody who knows Vietnamese offices, not only English word lists."""

import re
import secrets
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError

from agencies import names
from agencies.models import Agency

# What offices make their passwords of, as it is typed without accents and blanks; the most usual first.
_WEAK = """
matkhau matkhaumoi matkhaucu password passwd admin administrator quantri quantrivien hethong taikhoan nguoidung
dangnhap baomat anninh congan kythuat cntt vanphong vanthu chuyenvien canbo congchuc vienchuc lanhdao truongphong
ubnd uyban uybannhandan hdnd hoidongnhandan cchc caicach caicachhanhchinh hanhchinh baocao thongke sokehoachdautu
solieu kehoach dautu noivu taichinh tuphap congthuong xaydung yte giaoduc nongnghiep dulich vanhoa thanhtra
congthongtin thongtin dichvucong motcua cong portal
vietnam hanoi saigon hue thuathienhue danang thanhpho tinh huyen quan phuong thitran thixa
anhyeuem emyeuanh iloveyou yeuem yeuanh giadinh hanhphuc maiyeu tinhyeu conyeu bome xinchao chaoban
nguyen tran pham hoang huynh phan dang bui ngo duong dinh trinh truong van thi
thang ngay nam quy user test demo welcome qwerty qwertyuiop asdfgh zxcvbn abc abcd abc123
"""
WEAK_WORDS = tuple(_WEAK.split())
_DISGUISES = str.maketrans("@0$13457!", "aosieasti")
_GUESSES = 10**10  # what zxcvbn calls safe against a stolen table of slow hashes
_LETTERS_OF_ONES_OWN = 5
_ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"  # no 0/o, 1/l: a temporary password is read aloud


def temporary() -> str:
    """A password to be told once and changed at the first login: 80 bits in four groups."""
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(4))


def joined(text: str) -> str:
    """The letters and digits of a text, accents folded: "Sở Nội vụ" -> "sonoivu"."""
    return "".join(char for char in names.fold(text) if char.isalnum())


def problem(password: str, words: Iterable[str] = ()) -> str:
    """Why a password is too easy, as a sentence; empty when it will do. ``words``: what is known about its owner."""
    known = [word for word in map(joined, words) if len(word) >= 3]
    vocabulary = list(dict.fromkeys([*known, *WEAK_WORDS]))
    if left_over(password, vocabulary) < _LETTERS_OF_ONES_OWN:
        return "Mật khẩu chỉ gồm các từ, tên và số mà người khác dễ đoán ra."
    from zxcvbn import zxcvbn  # its lists of words take 12 MB, which only those need who choose a password

    # Beyond 72 characters zxcvbn refuses to look; nothing that long is weak only at its end.
    spellings = {form[:72] for form in (password, names.fold(password), joined(password)) if form}
    if any(zxcvbn(form, user_inputs=vocabulary)["guesses"] < _GUESSES for form in spellings):
        return "Mật khẩu dễ đoán: lặp lại, theo thứ tự bàn phím, hoặc giống mật khẩu nhiều người dùng."
    return ""


def left_over(password: str, vocabulary: Iterable[str]) -> int:
    """How many letters are the person's own, once guessable words, numbers and signs are taken away."""
    longest_first = sorted(vocabulary, key=len, reverse=True)
    plain = names.fold(password)
    return min(_left_over(joined(form), longest_first) for form in (plain, plain.translate(_DISGUISES)))


def _left_over(text: str, words: list[str]) -> int:
    for word in words:
        text = text.replace(word, " ")
    text = re.sub(r"\d{2,}", " ", text)
    return len(set(text.replace(" ", "")))


class NotEasilyGuessed:
    """For AUTH_PASSWORD_VALIDATORS. Refuses what is made of office words, agencies' names and codes, years, the
    owner's own name, repetitions and keyboard rows; a sentence with blanks and accents is welcome.
    """

    def validate(self, password: str, user: Any = None) -> None:
        if reason := problem(names.composed(password), [*_about(user), *_agencies()]):
            raise ValidationError(reason, code="password_easily_guessed")

    def get_help_text(self) -> str:
        return "Nên dùng một câu tiếng Việt bạn dễ nhớ, có dấu và dấu cách; không dùng tên cơ quan, tên người, năm."


class LongEnough:
    """For AUTH_PASSWORD_VALIDATORS. Counts characters as people see them, so an accent is not a character."""

    def __init__(self, least: int = 12) -> None:
        self.least = least

    def validate(self, password: str, user: Any = None) -> None:
        if len(names.composed(password)) < self.least:
            raise ValidationError(f"Mật khẩu phải có ít nhất {self.least} ký tự.", code="password_too_short")

    def get_help_text(self) -> str:
        return f"Ít nhất {self.least} ký tự."


def _about(user: Any) -> list[str]:
    said = [getattr(user, name, "") or "" for name in ("username", "full_name", "email")]
    return [*said, *(part for text in said for part in re.split(r"[\s.@_-]+", text))]


def _agencies() -> list[str]:
    words = []
    for name, *codes in Agency.objects.values_list("name", "short_name", "code", "document_code"):
        words += [name, name.partition(" ")[2], *codes]
    return words
