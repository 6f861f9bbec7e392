"""What does a line of the log look like? One line an event, whatever a visitor put into it."""

import logging


class OneLine(logging.Formatter):
    """Writes control characters as escapes, so that nobody can forge an entry; a traceback is joined by " | "."""

    def format(self, record: logging.LogRecord) -> str:
        text = super().format(record).replace("\r", "").replace("\n", " | ")
        return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)
