"""How do checked rows go on to PostgreSQL? As the text that COPY reads."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from procedures.importing.rows import Row

PIECE = 1_000  # rows that are handed to COPY at once
_NULL = "\\N"


class Copied:
    """Lines of text as the file that COPY reads, a piece at a time."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._text = lines
        self.error: BaseException | None = None

    def read(self, size: int = -1) -> str:
        try:
            return "".join(islice(self._text, PIECE))
        except BaseException as error:
            self.error = error
            raise


def copy(cursor: Any, statement: str, lines: Iterator[str]) -> None:
    """COPY from lines. What the making of a line raises is raised, where the driver would say that COPY failed."""
    file = Copied(lines)
    try:
        cursor.copy_expert(statement, file)
    except Exception:
        if file.error:
            raise file.error from None
        raise


def lines(rows: Iterable[tuple[int, Row]]) -> Iterator[str]:
    """Rows as COPY reads them. No cell holds a tab or a line end, and only a reason may hold a backslash."""
    for line, (code, agency, procedure, channel, outcome, received, due, finished, reason, computed) in rows:
        if reason:
            reason = reason.replace("\\", "\\\\")
        yield (
            f"{line}\t{code}\t{agency}\t{procedure}\t{channel}\t{outcome}\t{received}\t{due or _NULL}\t"
            f"{finished or _NULL}\t{reason}\t{computed}\n"
        )
