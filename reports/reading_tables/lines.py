"""One line of a file: a row of a table, or a paragraph between tables. All that the rest of the reading knows of it."""

import dataclasses

MOST = 3_000  # of a file; a whole report has 500


class TooLong(ValueError):
    """More lines than any report has."""


@dataclasses.dataclass(frozen=True, slots=True)
class TextLine:
    """Texts of the cells from the left, each a single line; a paragraph has one cell.

    ``where`` is said to people; ``places`` says it for every cell where a file has addresses ("Biểu!D14"). ``hows``
    is said of a cell whose text is not what stood there (a number, a percentage). ``table`` counts the tables of the
    file, 0 between them; a pasted text has one table, its lines with more than one cell. ``named``: the cells are STT,
    label, unit, figure and note, because the reader had no columns and went by what they hold.
    """

    cells: tuple[str, ...]
    where: str
    table: int = 0
    sheet: str = ""
    places: tuple[str, ...] = ()
    hows: tuple[str, ...] = ()
    named: bool = False

    @property
    def filled(self) -> list[str]:
        return [cell for cell in self.cells if cell]

    @property
    def text(self) -> str:
        """The whole line as a person reads it."""
        return " | ".join(self.filled)

    def cell(self, column: int | None) -> str:
        return self.cells[column] if column is not None and column < len(self.cells) else ""

    def place(self, column: int | None) -> str:
        return self.places[column] if column is not None and column < len(self.places) else self.where

    def how(self, column: int | None) -> str:
        return self.hows[column] if column is not None and column < len(self.hows) else ""
