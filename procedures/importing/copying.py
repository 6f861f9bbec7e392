"""How do checked rows go on to the database: as text for COPY, and with an eye on codes that come twice?"""

from collections.abc import Iterable, Iterator
from itertools import islice

from procedures.importing.rows import Row

PIECE = 1_000  # rows that are handed to COPY at once
_NULL = "\\N"


class Seen:
    """Which codes may stand in a file twice? One byte a slot; those that fall into a taken slot are asked of the
    database, so a set of two million codes (300 MB) is never needed."""

    def __init__(self, size: int) -> None:
        """``size``: bytes of the file; a row is about a hundred."""
        bits = max(16, min(24, (size // 6).bit_length()))
        self._taken, self._mask = bytearray(1 << bits), (1 << bits) - 1
        self.suspects: list[str] = []  # of one batch
        self.suspected = 0

    def watch(self, rows: Iterator[tuple[int, Row]]) -> Iterator[tuple[int, Row]]:
        taken, mask, suspects = self._taken, self._mask, self.suspects
        for one in rows:
            code = one[1][0]
            slot = hash(code) & mask
            if taken[slot]:
                suspects.append(code)
            else:
                taken[slot] = 1
            yield one


class Copied:
    """Lines of text as the file that COPY reads, a piece at a time."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._text = lines

    def read(self, size: int = -1) -> str:
        return "".join(islice(self._text, PIECE))


def lines(rows: Iterable[tuple[int, Row]]) -> Iterator[str]:
    """Rows as COPY reads them. No cell holds a tab or a line end, and only a reason may hold a backslash."""
    for line, (code, agency, procedure, channel, outcome, received, due, finished, reason) in rows:
        if reason:
            reason = reason.replace("\\", "\\\\")
        yield (
            f"{line}\t{code}\t{agency}\t{procedure}\t{channel}\t{outcome}\t{received}\t{due or _NULL}\t"
            f"{finished or _NULL}\t{reason}\n"
        )
