"""How alike are two texts, one of them with slips of the hand or of a scanner?

Texts are compared without accents, case and punctuation, by the three-letter pieces they share (Dice's coefficient): a
wrong letter costs three pieces wherever it stands, so a long label survives several. Accents are what scanners lose
first ("THÔNG KÊ"), and no two labels of the form differ in nothing else.
"""

import difflib
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache

from agencies import names

_LONGEST = 600  # letters that are looked at; the longest label of the form has 250
_BREAK = re.compile(r"[\W_]+")
_ASIDE = re.compile(r"\([^()]*\)")
_CODE = re.compile(r"\(?\s*(\d{1,3}(?:\s*[.,]\s*\d{1,3}){0,4})\s*[.,):]*\s*")
_LED = re.compile(r"(\d{1,3}(?:[.,]\s?\d{1,3}){0,4})\s*[.,):]*\s+(?=[^\W\d])")
_LIKE_DIGITS = str.maketrans("lIiOo", "11100")
_SCANNED = re.compile(r"[lIiOo\d][lIiOo\d.,\s]*")


def bare(text: str) -> str:
    """Words without accents, case and punctuation."""
    return _bare(text[:_LONGEST])


def main(text: str) -> str:
    """The same without what stands in brackets, which people leave out."""
    return bare(_ASIDE.sub(" ", text[:_LONGEST])) or bare(text)


@lru_cache(maxsize=2048)
def _bare(text: str) -> str:
    return " ".join(_BREAK.sub(" ", names.fold(text)).split())


@lru_cache(maxsize=2048)
def pieces(text: str) -> frozenset[str]:
    """The three-letter pieces of a bare text, blanks at its ends included."""
    padded = f" {text} "
    return frozenset(padded[at : at + 3] for at in range(len(padded) - 2)) if text else frozenset()


def alike(one: str, other: str) -> float:
    """0 to 1 of two bare texts."""
    first, second = pieces(one), pieces(other)
    return 2 * len(first & second) / (len(first) + len(second)) if first and second else 0.0


def closely_alike(one: str, other: str) -> float:
    """The same with a letter-by-letter comparison, which bears more wrong letters in a long text; slower."""
    rough = alike(one, other)
    if rough > 0.97 or rough < 0.3:
        return rough
    exact = difflib.SequenceMatcher(None, one, other, autojunk=False).ratio()
    return max(rough, exact if exact >= 0.85 else 0.0)


def code(text: str) -> str:
    """An STT as the form writes it: "1." and "01" are "1", "2,1 ." is "2.1", a scanned "l.1" is "1.1"; "" for none."""
    text = text.strip()
    if not text or len(text) > 20:
        return ""
    if not text.isdigit() and _SCANNED.fullmatch(text) and any(letter.isdigit() for letter in text):
        text = text.translate(_LIKE_DIGITS)
    found = _CODE.fullmatch(text)
    return _normal(found[1]) if found else ""


def led(text: str) -> tuple[str, str]:
    """The STT that a label begins with, and the label without it."""
    found = _LED.match(text.strip())
    return (_normal(found[1]), text.strip()[found.end() :]) if found else ("", text.strip())


def _normal(text: str) -> str:
    return ".".join(str(int(part)) for part in re.split(r"[.,]", re.sub(r"\s", "", text)))


class Index:
    """Many bare texts, to be compared with one at a time."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._sizes = [len(pieces(text)) for text in texts]
        self._holding: dict[str, list[int]] = {}
        for place, text in enumerate(texts):
            for piece in pieces(text):
                self._holding.setdefault(piece, []).append(place)

    def alike(self, text: str) -> dict[int, float]:
        """By the place of each text that shares anything: how alike it is."""
        asked, shared = pieces(text), Counter[int]()
        for piece in asked:
            shared.update(self._holding.get(piece, ()))
        return {place: 2 * count / (len(asked) + self._sizes[place]) for place, count in shared.items()}


def best(text: str, among: Iterable[str]) -> float:
    """How alike the most alike of some bare texts is."""
    return max((alike(text, one) for one in among), default=0.0)
