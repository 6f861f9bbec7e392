"""What changes the data: one function an intention, the actor as ``by``, atomic, with its event."""

from agencies.services import Refusal

__all__ = ["Refusal"]
