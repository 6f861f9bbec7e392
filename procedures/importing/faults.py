"""What is wrong with a file of dossiers, and where?"""

import dataclasses

LONGEST_CAME = 120  # characters of a cell that are kept with its refusal


class FileRefused(Exception):
    """The file as a whole cannot be taken; the text is the Vietnamese sentence that says why and how to mend it."""


@dataclasses.dataclass(frozen=True, slots=True)
class Refused:
    """One cell that cannot be taken. ``line`` is the line of the file (1 is its first), ``column`` our header."""

    line: int
    column: str
    came: str
    expected: str
    mend: str = ""


def shortened(text: str) -> str:
    return text if len(text) <= LONGEST_CAME else text[: LONGEST_CAME - 1] + "…"
