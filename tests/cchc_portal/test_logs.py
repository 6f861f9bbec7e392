import logging

from cchc_portal.logs import OneLine


def test_a_visitor_cannot_forge_a_second_line():
    record = logging.LogRecord("x", logging.WARNING, "", 0, "Not found: /a\r\n2026 ERROR forged \x1b[31m", (), None)
    assert OneLine("%(message)s").format(record) == "Not found: /a | 2026 ERROR forged \\x1b[31m"


def test_vietnamese_stays_readable_in_the_log():
    record = logging.LogRecord("x", logging.WARNING, "", 0, "Sở Nội vụ", (), None)
    assert OneLine("%(message)s").format(record) == "Sở Nội vụ"
