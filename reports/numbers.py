"""What figure did somebody write, and how is a figure written? The grammar is the whole portal's: agencies.numbers."""

from agencies.numbers import (
    KEPT,
    LIMIT,
    PLACES,
    Offer,
    Reading,
    State,
    clean,
    read,
    rounded,
    show,
    visible,
)

__all__ = ["KEPT", "LIMIT", "PLACES", "Offer", "Reading", "State", "clean", "read", "rounded", "show", "visible"]
