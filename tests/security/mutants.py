"""What becomes of a good file that was damaged on its way, or changed a little by somebody who means no good?

Bytes anywhere, parts of the zip, and the XML inside a part that is then packed anew: so the damage reaches the reader
behind the zip. A seed and a number name a mutant, on every machine.
"""

import io
import random
import re
import warnings
import zipfile

_NUMBERS = (
    *("-1", "0", "1e309", "NaN", "9" * 30, "1_0", "１２", "0x1F", "16385", "1048577", "2147483648", "", " 1 "),
    *("00000000000000000001", "-0", "1,5", "½", "1" * 5000),
)
_TEXTS = (
    *(
        "A0",
        "XFE1",
        "ZZZ99",
        "A1048577",
        "../../etc/passwd",
        "xl/workbook.xml",
        "External",
        "&amp;#0;",
        "&#x1F;",
        "&#0;",
    ),
    *("]]&gt;", "<![CDATA[a]]>", "<!-- -->", "<?x y?>", "<t>", "</row>", "&nbsp;", "é" * 300, "\ud7ff\ue000", "'=1+1"),
    *("s", "str", "inlineStr", "b", "e", "d", "n", "true", "visible", "veryHidden", "continue", "restart"),
)
_TAG = re.compile(r"<[^<>]*>")
_ATTRIBUTE = re.compile(r'="[^"<>]*"')
_SAID = re.compile(r">[^<>]+<")
_ELEMENT = re.compile(r"<(\w[\w:]*)\b[^<>]*?(?:/>|>[^<>]*</\1>)")


def mutant(content: bytes, seed: str, number: int) -> bytes:
    chance = random.Random(f"{seed} {number}")
    if content.startswith(b"PK") and chance.random() < 0.7:
        return _repacked(content, chance)
    for _ in range(chance.choice((1, 1, 2, 8))):
        content = _damaged(content, chance)
    return content


def _damaged(content: bytes, chance: random.Random) -> bytes:
    """A span of bytes turned over, cut out, doubled, blanked, moved, or foreign bytes put in."""
    at = chance.randrange(len(content) or 1)
    # The ends of a zip and of a PDF say where everything is.
    at = max(0, len(content) - 1 - at % 400) if chance.random() < 0.3 else at
    length = chance.choice((1, 1, 1, 2, 4, 16, 200, 5_000))
    before, span, after = content[:at], content[at : at + length], content[at + length :]
    how = chance.randrange(7)
    if how == 0:
        span = bytes(byte ^ (1 << chance.randrange(8)) for byte in span)
    elif how == 1:
        span = b""
    elif how == 2:
        span *= chance.choice((2, 3, 50))
    elif how == 3:
        span = b"\x00\xff"[chance.randrange(2) :][:1] * len(span)
    elif how == 4:
        span = chance.randbytes(len(span))
    elif how == 5:
        return before
    else:
        other = chance.randrange(len(content) or 1)
        span += content[other : other + length]
    return before + span + after


def _repacked(content: bytes, chance: random.Random) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        parts = [(entry.filename, package.read(entry)) for entry in package.infolist() if not entry.is_dir()]
    for _ in range(chance.choice((1, 1, 3))):
        place = chance.randrange(len(parts))
        name, said = parts[place]
        how = chance.randrange(12)
        if how == 0:
            del parts[place]
        elif how == 1:
            parts.append((chance.choice((name.upper(), f"{name}.bak", f"../{name}", name)), said))
        elif how == 2:
            parts[place] = (chance.choice((name.upper(), f"x/{name}", name[:-1])), said)
        elif how < 5:
            parts[place] = (name, _damaged(said, chance))
        else:
            parts[place] = (name, _rewritten(said, chance))
        if not parts:
            break
    out = io.BytesIO()
    how = chance.choice((zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED))
    with warnings.catch_warnings(), zipfile.ZipFile(out, "w", how) as package:
        warnings.simplefilter("ignore")  # two parts of one name are meant
        for name, said in parts:
            package.writestr(zipfile.ZipInfo(name), said)
    return out.getvalue()


def _rewritten(said: bytes, chance: random.Random) -> bytes:
    """Another value, another text, an element too many or too few, in another encoding."""
    text = said.decode("utf-8", errors="replace")
    how = chance.randrange(8)
    if how == 7:
        return text.encode(chance.choice(("utf-16", "latin-1", "utf-7", "utf-32")), errors="replace")
    pattern = (_ATTRIBUTE, _ATTRIBUTE, _SAID, _SAID, _ELEMENT, _ELEMENT, _TAG)[how]
    found = list(pattern.finditer(text))
    if not found:
        return _damaged(said, chance)
    one = chance.choice(found)
    value = chance.choice(_NUMBERS + _TEXTS)
    if pattern is _ATTRIBUTE:
        new = f'="{value}"'
    elif pattern is _SAID:
        new = f">{value}<"
    elif pattern is _ELEMENT:
        new = one[0] * chance.choice((0, 2, 60)) or value
    else:
        new = chance.choice(("", one[0] * 2, one[0] * 300, value))
    return (text[: one.start()] + new + text[one.end() :]).encode("utf-8", errors="replace")
