"""The edition as a reader looks for it in a file: labels, units and titles to compare with."""

import re
from functools import lru_cache

from reports.catalogue import Edition, Spec
from reports.reading_tables import likeness

_NUMBERED = re.compile(r"(?:phu luc|pl|bieu mau|bieu|mau)\s*(?:so\s*)?0*(\d{1,2}|[ivx]{1,4})\b(.*)")
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "x": 10}
_FIGURE = re.compile(r"[-–+]?\s*[\d][\d.,\s]*\s*(%|[^\W\d_]+(\s[^\W\d_]+)?)?")
_SAID = frozenset({"x", "kps", "co", "khong", "khong phat sinh", "khong thuoc pham vi", "khong co", "chua"})
_DASHES = frozenset({"-", "–", "—"})


class Form:
    """One edition; `specs` in printed order."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self.specs: tuple[Spec, ...] = tuple(edition.specs.values())
        self.places = {spec.key: place for place, spec in enumerate(self.specs)}
        self.labels = [likeness.bare(spec.label) for spec in self.specs]
        self.mains = [likeness.main(spec.label) for spec in self.specs]
        self._whole, self._main = likeness.Index(self.labels), likeness.Index(self.mains)
        self.units = {likeness.bare(spec.unit) for spec in self.specs} - {""}
        self._titles = _telling({one.number: likeness.pieces(likeness.bare(one.title)) for one in edition.appendices})

    def alike(self, label: str) -> dict[int, float]:
        """By the place of a spec: how alike its label is, with what stands in brackets or without."""
        found = self._whole.alike(likeness.bare(label))
        for place, how in self._main.alike(likeness.main(label)).items():
            found[place] = max(found.get(place, 0.0), how * 0.99)
        return found

    def how_alike(self, label: str, place: int) -> float:
        """The same for one spec, more exactly."""
        whole = likeness.closely_alike(likeness.bare(label), self.labels[place])
        return max(whole, 0.99 * likeness.closely_alike(likeness.main(label), self.mains[place]))

    def is_unit(self, text: str) -> bool:
        return (
            "=" in text or text.strip() == "%" or (bool(text) and likeness.best(likeness.bare(text), self.units) >= 0.8)
        )

    def number(self, text: str) -> int | None:
        """The number of the appendix that a line announces: "Phụ lục 2", "PL 02", "Biểu số II"."""
        found = _NUMBERED.match(likeness.bare(text))
        if not found:
            return None
        return int(found[1]) if found[1].isdigit() else _ROMAN.get(found[1])

    def titled(self, text: str) -> tuple[int | None, float]:
        """The appendix whose title a text holds, and how much of what tells this title from the others is in it."""
        held = likeness.pieces(likeness.bare(text))
        scores = {number: len(telling & held) / len(telling) for number, telling in self._titles.items() if telling}
        ranked = sorted(scores, key=lambda number: -scores[number])
        if not ranked or scores[ranked[0]] < 0.6:
            return None, 0.0
        if len(ranked) > 1 and scores[ranked[0]] - scores[ranked[1]] < 0.15:
            return None, 0.0
        return ranked[0], scores[ranked[0]]


def _telling(titles: dict[int, frozenset[str]]) -> dict[int, frozenset[str]]:
    """Of each title the pieces that most others lack: "thống kê số liệu báo cáo cải cách" says nothing."""
    most = max(1, len(titles) // 2)
    return {
        number: frozenset(one for one in held if sum(one in other for other in titles.values()) <= most)
        for number, held in titles.items()
    }


@lru_cache(maxsize=8)
def of(edition: Edition) -> Form:
    return Form(edition)


def is_figure(text: str) -> bool:
    """Whether a cell looks like one of figures: "1.537", "88,70%", "9 cuộc", "-", "không phát sinh"."""
    text = text.strip()
    if not text or len(text) > 40:
        return False
    return bool(_FIGURE.fullmatch(text)) or text in _DASHES or likeness.bare(text) in _SAID
