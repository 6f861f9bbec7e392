"""Loads an edition of the form from its folder, through the same resources as the administration's import."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from reports import edition_files, edition_lines
from reports.services import Refusal, loading


class Command(BaseCommand):
    help = "Nạp một bộ biểu từ thư mục của nó (edition.toml, phu_luc_*.csv, checks.csv, sections.csv)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help="ví dụ fixtures/editions/188-snv-cchc-2022")

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        try:
            edition = loading.load_edition(edition_files.read_folder(folder), by=None)
        except OSError as error:
            raise CommandError(f"Không đọc được {error.filename}: cần đủ các tệp của một bộ biểu.") from error
        except (Refusal, ValueError, KeyError) as error:
            raise CommandError(str(error)) from error
        lines = edition_lines.of(edition)
        self.stdout.write(
            f"Đã nạp bộ biểu “{edition}”: {len(lines.appendices)} phụ lục, {len(lines.rows)} chỉ tiêu, "
            f"{len(lines.rules)} quy tắc kiểm tra, {len(lines.sections)} mục thuyết minh."
        )
        if unknown := sorted({row.lead for row in lines.rows if row.lead} - edition_lines.known_agencies()):
            self.stdout.write(f"Cơ quan chủ trì chưa có: {', '.join(unknown)}. Hãy nạp các cơ quan trước khi mở kỳ.")
