"""How does a text stand that leaves places for figures: "đạt [[2:2]]", "đã tiếp nhận [[hồ sơ tiếp nhận]]"?

A place is a name in double square brackets, on one line. It names a row of the form by its key ("2:5.1") or a number of
the dossiers by its Vietnamese name; one word before the name says how it is told:

    [[2:5.1]]              the figure with its unit: "21 nhiệm vụ", "57,14 % (12/21)"
    [[số 2:5.1]]           the bare number: "21", "57,14 %"
    [[đạt 2:5.1]]          "đạt 57,14 %"
    [[kỳ trước 2:5.1]]     the same row of the report before
    [[so kỳ trước 2:5.1]]  "tăng 3 nhiệm vụ so với kỳ trước"

What is missing is "chưa đủ số liệu" whatever word stands before it, never 0. Nothing in a text is ever run: names are
looked up in a fixed list, and a name that is not on it is said to be unknown.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from agencies import numbers
from procedures import statistics
from procedures.statistics import DossierCounts
from reports import cells, phrases
from reports.catalogue import Edition, Kind, Spec
from reports.cells import Cell, State

LONGEST = 80  # letters of a name
_PLACE = re.compile(rf"\[\[([^\[\]\n]{{1,{LONGEST}}})\]\]")
MISSING, NONE, OUTSIDE = "chưa đủ số liệu", "không phát sinh", "không thuộc phạm vi"
_STATES = {State.MISSING: MISSING, State.NONE: NONE, State.OUT_OF_SCOPE: OUTSIDE}
BARE, REACHED, BEFORE, COMPARED = "số", "đạt", "kỳ trước", "so kỳ trước"
WAYS = (COMPARED, BEFORE, REACHED, BARE)

Say = Callable[[str], str | None]  # the words for a name, None for a name that is not known


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text; ``figure`` where it was put in a place, ``unknown`` where nobody knows the place's name."""

    text: str
    figure: bool = False
    unknown: bool = False


def names(text: str) -> list[str]:
    """The names that a text leaves places for, in order, each as often as it is there."""
    return [plain(match[1]) for match in _PLACE.finditer(text)]


def plain(name: str) -> str:
    """A name as it is compared: NFC, small letters, single blanks."""
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())


def spans(text: str, say: Say) -> Iterator[tuple[int, int, str]]:
    """Where the places of a text begin and end, with the words for each."""
    for match in _PLACE.finditer(text):
        said = say(plain(match[1]))
        yield match.start(), match.end(), not_known(match[1]) if said is None else said


def pieces(text: str, say: Say) -> list[Piece]:
    """The text with its places filled; what lies between them is as it was."""
    found, end = [], 0
    for match in _PLACE.finditer(text):
        if match.start() > end:
            found.append(Piece(text[end : match.start()]))
        said = say(plain(match[1]))
        found.append(Piece(not_known(match[1]), unknown=True) if said is None else Piece(said, figure=True))
        end = match.end()
    return [*found, Piece(text[end:])] if end < len(text) or not found else found


def filled(text: str, say: Say) -> str:
    """The same as one text."""
    return "".join(piece.text for piece in pieces(text, say)) if "[[" in text else text


def unknown(text: str, say: Say) -> list[str]:
    """The names in a text that nobody knows, each once."""
    return [name for name in dict.fromkeys(names(text)) if say(name) is None]


def not_known(name: str) -> str:
    return f"(không có số liệu nào tên “{' '.join(name.split())}”)"


DOSSIERS: Mapping[str, str] = {
    "hồ sơ tiếp nhận": "received",
    "hồ sơ trực tuyến": "online",
    "hồ sơ trực tiếp": "direct",
    "hồ sơ kỳ trước chuyển sang": "carried",
    "hồ sơ đã giải quyết": "resolved",
    "hồ sơ trước hạn": "early",
    "hồ sơ đúng hạn": "on_time",
    "hồ sơ trễ hạn": "late",
    "hồ sơ đang giải quyết": "pending",
    "hồ sơ trong hạn": "within",
    "hồ sơ quá hạn": "overdue",
    "hồ sơ trả lại": "returned",
    "hồ sơ rút": "withdrawn",
    "hồ sơ không hợp lệ": "invalid",
}
RATES = {
    "tỷ lệ hồ sơ trước và đúng hạn": statistics.on_time_rate,
    "tỷ lệ hồ sơ trực tuyến": statistics.online_rate,
}
_DOSSIER = Spec("", 0, "", "", "hồ sơ", Kind.COUNT)
_RATE = Spec("", 0, "", "", "%", Kind.RATE)


@dataclass(frozen=True, slots=True)
class SpanFigures:
    """The cells and the dossiers of one span; ``words`` has rows whose figure is no number of its own (a tally)."""

    sheet: Mapping[str, Cell]
    dossiers: DossierCounts = field(default_factory=DossierCounts)
    words: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TextFigures:
    """What the places of a text may name. Calling it gives the words for a name."""

    edition: Edition
    now: SpanFigures
    past: SpanFigures | None = None
    fixed: Mapping[str, str | None] = field(default_factory=dict)  # what was said when the report was sent

    def __call__(self, name: str) -> str | None:
        if name in self.fixed:
            return self.fixed[name]
        way, row = _taken_apart(name)
        spec = self._spec(row)
        if spec is None:
            return None
        if way in (BEFORE, COMPARED) and self.past is None:
            return MISSING
        if way == COMPARED:
            return _compared(spec, self._cell(row, self.now), self._cell(row, self.past))
        source = self.past if way == BEFORE else self.now
        assert source is not None
        if row in source.words:
            return source.words[row]
        return told(spec, self._cell(row, source), way)

    def _spec(self, row: str) -> Spec | None:
        if row in DOSSIERS or row in RATES:
            return _DOSSIER if row in DOSSIERS else _RATE
        spec = self.edition.specs.get(row)
        return None if spec is None or spec.is_heading else spec

    def _cell(self, row: str, source: SpanFigures | None) -> Cell:
        if source is None:
            return cells.BLANK
        if row in DOSSIERS:
            value = getattr(source.dossiers, DOSSIERS[row])
            return cells.BLANK if value is None else Cell(State.REPORTED, Decimal(value))
        if row in RATES:
            return _rate(RATES[row](source.dossiers))
        return source.sheet.get(row, cells.BLANK)


def asks_for_dossiers(texts: Iterable[str]) -> bool:
    """Whether a text has a place for a number of the dossiers: only then they need be counted."""
    return any(_taken_apart(name)[1] in DOSSIERS.keys() | RATES.keys() for text in texts for name in names(text))


def told(spec: Spec, cell: Cell, way: str = "") -> str:
    """One figure in words; of a choice, what was chosen."""
    if cell.state is not State.REPORTED or cell.value is None:
        return _STATES.get(cell.state, MISSING)
    if spec.kind is Kind.CHOICE:
        chosen = dict(spec.choices).get(int(cell.value), numbers.show(cell.value, spec.kind))
        return chosen[:1].lower() + chosen[1:]
    bare = numbers.show(cell.value, spec.kind)
    if way == BARE:
        return bare
    if way == REACHED:
        return f"đạt {bare}" if spec.kind in (Kind.RATE, Kind.PERCENT) else f"đạt {phrases.phrase(spec, cell)}"
    return phrases.phrase(spec, cell)


def _compared(spec: Spec, now: Cell, past: Cell) -> str:
    if now.value is None or past.value is None or State.OUT_OF_SCOPE in (now.state, past.state):
        return MISSING
    more = numbers.rounded(now.value, 2) - numbers.rounded(past.value, 2)
    if not more:
        return "bằng kỳ trước"
    if spec.kind is Kind.CHOICE:
        return "khác kỳ trước"
    if spec.kind in (Kind.RATE, Kind.PERCENT):
        amount = numbers.show(abs(more), Kind.PERCENT).replace(" %", " điểm %")
    else:
        amount = phrases.phrase(spec, Cell(State.REPORTED, abs(more)))
    return f"{'tăng' if more > 0 else 'giảm'} {amount} so với kỳ trước"


def _rate(parts: tuple[int, int] | None) -> Cell:
    if parts is None:
        return cells.BLANK
    above, below = Decimal(parts[0]), Decimal(parts[1])
    return Cell(State.REPORTED, above / below * 100, above, below) if below else Cell(State.NONE, cells.ZERO)


def _taken_apart(name: str) -> tuple[str, str]:
    """The word before a name, and the name."""
    for way in WAYS:
        if name.startswith(f"{way} "):
            return way, name[len(way) + 1 :]
    return "", name
