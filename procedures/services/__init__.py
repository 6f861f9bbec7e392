"""What changes the register and the ledger: one function an intention, the actor as ``by``, atomic, with its event."""

from agencies.services import Refusal

__all__ = ["LEDGER", "Refusal"]

LEDGER = "ledger"  # the event chain of dossiers and of what was typed in their place
