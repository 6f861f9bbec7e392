"""Writes the pages of docs/ that are drawn from the program itself, or says which of them are stale."""

import csv
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from reports import catalogue_page, edition_files, workflow_page

FIXTURES = settings.BASE_DIR / "fixtures"
EDITION = FIXTURES / "editions" / "188-snv-cchc-2022"
AGENCIES = FIXTURES / "agencies" / "thua_thien_hue_2024.csv"


class Command(BaseCommand):
    help = "Viết lại các trang docs/ được sinh ra từ chương trình; --check chỉ kiểm tra."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="chỉ so sánh; báo lỗi nếu có trang đã cũ")
        parser.add_argument("--folder", type=Path, default=settings.BASE_DIR / "docs")

    def handle(self, *args: Any, check: bool, folder: Path, **options: Any) -> None:
        drawn = pages()
        stale = {name: first_difference(folder / name, text) for name, text in drawn.items()}
        stale = {name: difference for name, difference in stale.items() if difference}
        said = [f"{name}: {difference}" for name, difference in stale.items()]
        if check and stale:
            raise CommandError("\n".join(["Trang đã cũ; chạy `make docs` để viết lại.", *said]))
        for name in stale:
            (folder / name).write_text(drawn[name], encoding="utf-8")
        self.stdout.write("\n".join(["Đã viết lại:", *said] if stale else ["Các trang sinh ra đều còn đúng."]))


def pages() -> dict[str, str]:
    """The generated pages by file name."""
    edition = edition_files.to_edition(edition_files.read_folder(EDITION))
    with AGENCIES.open(encoding="utf-8", newline="") as file:
        names = {row["code"]: row["name"] for row in csv.DictReader(file)}
    return {"catalogue.md": catalogue_page.markdown(edition, names), "workflow.md": workflow_page.markdown()}


def first_difference(path: Path, text: str) -> str:
    """Where a page and its file part ways, for the person who has to understand why; empty when they are the same."""
    if not path.exists():
        return "chưa có"
    if path.read_text(encoding="utf-8") == text:
        return ""
    old, new = path.read_text(encoding="utf-8").splitlines(), text.splitlines()
    pairs = enumerate(zip(old, new, strict=False), start=1)
    number = next((at for at, (was, now) in pairs if was != now), min(len(old), len(new)) + 1)
    return f"khác từ dòng {number}"
