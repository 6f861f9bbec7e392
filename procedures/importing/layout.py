"""How is a file laid out? What is found once, when it is uploaded, and needed to read it again."""

import dataclasses
from typing import Any

MOST_COLUMNS = 200
HEADER_WITHIN = 20  # rows; exports put titles above their header
SAMPLE = 50  # rows below the header


@dataclasses.dataclass(frozen=True, slots=True)
class Layout:
    """``kind`` csv or xlsx; ``above``: rows before the header; ``headers`` distinct; ``samples``: the first rows."""

    kind: str
    headers: list[str]
    above: int
    samples: list[list[str]]
    encoding: str = ""
    separator: str = ""

    def plain(self) -> dict[str, Any]:
        """As JSON keeps it, without the samples: these may hold personal data."""
        said = dataclasses.asdict(self)
        del said["samples"]
        return said
