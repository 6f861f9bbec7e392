"""What did somebody's file say, and where in it? Texts found for cells, before anything judges or stores them.

Every reader of files and pasted text ends in a Reading, and the preview page begins with one.
"""

import dataclasses
from collections.abc import Mapping
from typing import Any

SURE = 1.0


@dataclasses.dataclass(frozen=True, slots=True)
class Found:
    """What a file says of one row. None: the file says nothing of it, so nothing of it changes.

    ``where`` is said to people ("Phụ lục 2!D14", "dòng 31"); ``label`` is the row's text as the file has it, and
    ``how`` says what was done to the text before it became ``text`` ("" where it stands as it was written).
    """

    key: str
    text: str | None
    note: str | None
    where: str
    confidence: float
    label: str
    base: str | None = None  # the 2015 figure of a "since 2015" rate
    how: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Unplaced:
    """A text that belongs to no cell for sure; ``why`` is a Vietnamese sentence that says how to mend it."""

    text: str
    where: str
    why: str


@dataclasses.dataclass(frozen=True, slots=True)
class FileReading:
    """All that a file says; at most one Found a key. ``source`` names the kind of file to people."""

    found: tuple[Found, ...]
    unplaced: tuple[Unplaced, ...]
    source: str

    def plain(self) -> dict[str, Any]:
        """As JSON keeps it."""
        return dataclasses.asdict(self)


def from_plain(said: Mapping[str, Any]) -> FileReading:
    """The reading that ``plain`` wrote down."""
    return FileReading(
        found=tuple(Found(**one) for one in said["found"]),
        unplaced=tuple(Unplaced(**one) for one in said["unplaced"]),
        source=said["source"],
    )
