"""What does the portal know of a figure that an indicator asks for?"""

import dataclasses


@dataclasses.dataclass(frozen=True, slots=True)
class Measured:
    """A count, and the address of the list that is behind it."""

    value: int
    href: str
