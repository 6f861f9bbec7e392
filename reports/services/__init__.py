"""What changes the data: one function an intention, the actor as ``by``, atomic, with its event."""


class Refusal(Exception):
    """A change that is refused for a reason the person can act on; the text is the Vietnamese sentence they read."""
