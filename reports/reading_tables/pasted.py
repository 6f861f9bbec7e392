"""The lines of a pasted text: columns by tabs, by several blanks, or every cell on a line of its own.

Where there are no columns (the two latter), a row is known by an STT with a label of the form behind it, and its
cells by what they hold: a unit, a figure, a note.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence

from reports.reading_tables import columns, form, likeness
from reports.reading_tables.form import Form
from reports.reading_tables.lines import MOST, TextLine, TooLong

_TAG = re.compile(r"</?[a-zA-Z]{1,10}>")
_STARS = re.compile(r"\*\*|(?<=\t)\*|\*(?=\t|$|\()")
_GAP = re.compile(r"(?:\s{2,}|\s*\|\s*)")
_BEGINS = re.compile(r"\s*\(?\d{1,3}(?:[.,]\d{1,3}){0,4}[.,):]*\t")
_MOST_JOINED = 12  # lines of one cell


def lines(text: str, known: Form) -> list[TextLine]:
    """Of a text as it came from the clipboard. Raises TooLong."""
    text = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").replace("\v", "\n")
    said = [_STARS.sub(" ", _TAG.sub("", one.replace("\u00a0", " "))) for one in text.split("\n")]
    if sum(not one.isspace() for one in said if one) > MOST:
        raise TooLong
    tabbed = sum("\t" in one for one in said)
    if tabbed >= 3:
        return list(_tabbed(said))
    if _has_columns(said):
        return [line for number, one in enumerate(said, 1) if (line := _spaced(one, number, known))]
    return list(_stacked(said, known))


def _tidy(text: str) -> str:
    return " ".join(text.split())


def _where(number: int) -> str:
    return f"dòng {number}"


def _tabbed(said: Sequence[str]) -> Iterator[TextLine]:
    widths = Counter(one.count("\t") for one in said if one.count("\t") > 1)
    tabs, at = max((tabs for tabs in widths if widths[tabs] * 4 >= widths.total()), default=0), 0
    while at < len(said):
        taken = _quoted(said, at) or _broken(said, at, tabs)
        cells = tuple(_tidy(_unquoted(cell)) for cell in " ".join(said[at : at + taken]).split("\t"))
        if any(cells):
            yield TextLine(cells, _where(at + 1))
        at += taken


def _quoted(said: Sequence[str], at: int) -> int:
    """How many lines a row takes whose cell is in quotation marks because it has several lines; 0 for none."""
    if not re.search(r'(^|\t)"', said[at]) or said[at].count('"') % 2 == 0:
        return 0
    for more in range(1, min(_MOST_JOINED, len(said) - at)):
        if said[at + more].count('"') % 2:
            return more + 1 if re.search(r'"(\t|$)', said[at + more]) else 0
    return 0


def _unquoted(cell: str) -> str:
    cell = cell.strip()
    return cell[1:-1].replace('""', '"') if len(cell) > 1 and cell[0] == cell[-1] == '"' else cell


def _broken(said: Sequence[str], at: int, tabs: int) -> int:
    """How many lines a row takes whose cell goes on below: until it has as many tabs as the others."""
    if not _BEGINS.match(said[at]) or said[at].count("\t") >= tabs:
        return 1
    have = said[at].count("\t")
    for more in range(1, min(_MOST_JOINED, len(said) - at)):
        if _BEGINS.match(said[at + more]) or not said[at + more].strip():
            return 1
        have += said[at + more].count("\t")
        if have >= tabs:
            return more + 1 if have == tabs else 1
    return 1


def _has_columns(said: Sequence[str]) -> bool:
    rows = [parts for one in said if len(parts := _GAP.split(one.strip().strip("|"))) > 2]
    return len(rows) >= 3 and any(likeness.led(" ".join(parts))[0] for parts in rows)


def _spaced(said: str, number: int, known: Form) -> TextLine | None:
    """A line whose columns are set apart by blanks: an empty cell leaves no trace, so cells go by what they hold."""
    parts = [_tidy(part) for part in _GAP.split(said.strip().strip("|")) if part.strip()]
    if not parts:
        return None
    code = likeness.code(parts[0])
    rest = parts[1:] if code else parts
    if not code and rest:
        code, first = likeness.led(rest[0])
        rest = [first, *rest[1:]]
    if not code or not rest or len(parts) < 2:
        return TextLine(tuple(parts), _where(number))
    label, past = _label_from(rest, 0, code, known)
    return TextLine((code, label, *_by_kind(rest[past:], known)), _where(number), named=True)


def _by_kind(parts: Sequence[str], known: Form) -> tuple[str, str, str]:
    """Unit, figure and note among what stands behind a label."""
    unit, value, notes = "", "", list[str]()
    for part in parts:
        if not unit and not value and not notes and known.is_unit(part):
            unit = part
        elif "=" in part and not value and not notes:
            unit = f"{unit} {part}".strip()
        elif not value and not notes and form.is_figure(part):
            value = part
        else:
            notes.append(part)
    return unit, value, " ".join(notes)


def _stacked(said: Sequence[str], known: Form) -> Iterator[TextLine]:
    """Every cell on a line of its own."""
    tidy = [_tidy(one) for one in said]
    starts = {at: span for at in range(len(tidy)) if (span := _label_at(tidy, at, known))}
    at = 0
    while at < len(tidy):
        if at not in starts:
            if tidy[at]:
                yield TextLine((tidy[at],), _where(at + 1))
            at += 1
            continue
        first, past = starts[at]
        label, end = " ".join(tidy[first:past]), past
        code = likeness.code(tidy[at]) if first > at else ""
        if not code:
            code, label = likeness.led(label)
        while end < len(tidy) and end not in starts and not _stops(tidy[end], known):
            end += 1
        cells = [one for one in tidy[past:end] if one]
        kept, over = _own(cells)
        yield TextLine((code, label, *_by_kind(kept, known)), _where(at + 1), named=True)
        yield from (TextLine((one,), _where(past + 1)) for one in over)
        at = end


def _own(cells: list[str]) -> tuple[list[str], list[str]]:
    """The cells of a row and what stands below the table: a note has a few lines at most, and no dash before it."""
    for place, cell in enumerate(cells):
        if place > 4 or (place and cell.startswith(("- ", "+ ")) and not form.is_figure(cell)):
            return cells[:place], cells[place:]
    return cells, []


def _stops(text: str, known: Form) -> bool:
    name, how = columns.role(text)
    return known.number(text) is not None or (name in ("code", "label") and how > 0.95)


def _label_at(tidy: Sequence[str], at: int, known: Form) -> tuple[int, int] | None:
    """Where the label of a row that begins here stands, from line to line; None where no row begins."""
    code, first = likeness.code(tidy[at]), at + 1
    if code == "0":
        return None
    if not code:
        code, rest = likeness.led(tidy[at])
        first = at
        if not code:
            return None
    while first > at and first < len(tidy) and not tidy[first]:
        first += 1
    if first >= len(tidy):
        return None
    rest = tidy[first] if first > at else rest
    if first > at and (likeness.code(rest) or likeness.led(rest)[0]):
        return None  # a figure, and the row below it
    _, past = _label_from([rest, *tidy[first + 1 : first + 6]], 0, code, known)
    best = _how(known.alike(" ".join([rest, *tidy[first + 1 : first + past]])), code, known)
    return (first, first + past) if best >= 0.7 else None


def _label_from(parts: Sequence[str], at: int, code: str, known: Form) -> tuple[str, int]:
    """A label that may be in several parts: they are its as long as they make it more like one of the form."""
    label, past = parts[at], at + 1
    best = _how(known.alike(label), code, known)
    while past < len(parts) and parts[past] and not (likeness.code(parts[past]) or known.is_unit(parts[past])):
        how = _how(known.alike(f"{label} {parts[past]}"), code, known)
        if how <= best:
            break
        label, best, past = f"{label} {parts[past]}", how, past + 1
    return label, past


def _how(alike: dict[int, float], code: str, known: Form) -> float:
    return max((how + 0.3 * (known.specs[place].code == code) for place, how in alike.items()), default=0.0)
