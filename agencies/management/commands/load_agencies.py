"""How do agencies get into the register without a browser? manage.py load_agencies fixtures/agencies/….csv"""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from agencies import register_files, resources
from agencies.models import Agency


class Command(BaseCommand):
    help = "Loads a CSV file of agencies, all of it or nothing; run again, it changes only what differs."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            dataset = register_files.Csv().create_dataset(file.read_bytes())
        except (OSError, ValueError) as error:
            raise CommandError(str(error)) from error
        result = resources.AgencyResource().load(dataset)
        if faults := result.complaints():
            raise CommandError("\n".join([f"{file}: không nạp dòng nào.", *faults]))
        totals = result.totals
        self.stdout.write(
            f"{totals['new']} mới, {totals['update']} thay đổi, {totals['skip']} giữ nguyên; "
            f"{Agency.objects.count()} cơ quan trong danh mục."
        )
