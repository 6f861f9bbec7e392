"""The real form and the real report: edition 188/SNV-CCHC (2022), filled in as Sở KH&ĐT did for early 2024."""

import csv
from pathlib import Path

from reports import edition_files
from reports.cells import Filer

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
EDITION = edition_files.to_edition(edition_files.read_folder(FIXTURES / "editions" / "188-snv-cchc-2022"))

SKHDT = Filer("SKHDT", "department")
NAMES = {"SNV": "Sở Nội vụ", "STTTT": "Sở Thông tin và Truyền thông"}


def as_filed() -> dict[str, str]:
    """The text of every cell of Báo cáo 2147/BC-SKHĐT (11/6/2024), by key; "" where the paper is blank."""
    with (FIXTURES / "demo" / "skhdt_h1_2024_as_filed.csv").open(encoding="utf-8", newline="") as file:
        return {f"{row['appendix']}:{row['code']}": row["value_as_filed"] for row in csv.DictReader(file)}
