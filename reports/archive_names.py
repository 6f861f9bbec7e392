"""What is a file called inside the archive of a period?

Names sort as people look for them (the province, departments, districts, communes; then by code) and hold ASCII only:
some programs still read the names in a ZIP file in a code page of their own.
"""

import re

from agencies import names
from reports.catalogue import TIERS

LONGEST = 60  # letters of an agency's or a period's name: a path on Windows ends at 260


def bare(text: str) -> str:
    """ "Sở Kế hoạch và Đầu tư" as "so-ke-hoach-va-dau-tu"."""
    return re.sub(r"[^a-z0-9]+", "-", names.fold(text))[:LONGEST].strip("-") or "khong-ten"


def code(text: str) -> str:
    """An agency's code with its capitals."""
    return re.sub(r"[^A-Za-z0-9]+", "-", text)[:LONGEST].strip("-") or "0"


def stem(tier: str, agency_code: str, agency: str, period: str, version: int) -> str:
    """ "2_SKHDT_so-ke-hoach-va-dau-tu_6-thang-dau-nam-2024_v01", without an ending."""
    rank = TIERS.index(tier) + 1 if tier in TIERS else 9
    return f"{rank}_{code(agency_code)}_{bare(agency)}_{bare(period)}_v{version:02d}"


class Names:
    """Gives every name once: an agency that was renamed within the period files twice under one code."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def free(self, stem: str) -> str:
        found, count = stem, 1
        while found in self._taken:
            count += 1
            found = f"{stem}-{count}"
        self._taken.add(found)
        return found
