"""Which short code stands on a paper, and what does it follow from?

The digest is SHA-256 over a canonical text of what was approved; the code is twelve hexadecimal digits of it, printed
in groups of four. 48 bits: whoever tries codes at random meets one in about 10**11 tries with a thousand reports.
"""

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal

LENGTH = 12
_BLANKS = re.compile(r"[\s\-–—.]+")
_CODE = re.compile(rf"[0-9a-f]{{{LENGTH}}}", re.ASCII)

Figure = tuple[str, str, Decimal | None, Decimal | None, Decimal | None, Decimal | None, str]


def digest(head: Mapping[str, object], figures: Iterable[Figure]) -> str:
    """64 hexadecimal digits. ``figures``: (key, state, value, numerator, denominator, base, note), in any order.

    Figures that are equal give the same text, however many zeros a database keeps behind the comma.
    """
    rows = sorted((key, state, *map(_number, numbers), note) for key, state, *numbers, note in figures)
    text = json.dumps({"head": head, "figures": rows}, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _number(value: object) -> str | None:
    if not isinstance(value, Decimal):
        return None
    return f"{value.normalize() + 0:f}"


def code(digest: str, is_taken: Callable[[str], bool] = lambda code: False) -> str:
    """The first twelve digits, or the next twelve where another paper bears those."""
    pieces = [digest[start : start + LENGTH] for start in range(0, len(digest) - LENGTH + 1, LENGTH)]
    return next(piece for piece in pieces if not is_taken(piece))


def shown(code: str) -> str:
    """ "1a2b-3c4d-5e6f"."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def read(text: str) -> str:
    """A code as somebody typed it off a paper; empty when it cannot be one."""
    bare = _BLANKS.sub("", text[:100]).lower()
    return bare if _CODE.fullmatch(bare) else ""
