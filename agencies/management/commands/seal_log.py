"""What are the heads of the log today? manage.py seal_log --to FILE, daily, to a disk no database can write."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from agencies import seals


class Command(BaseCommand):
    help = "Appends day, chain, length and head of every chain that has grown; refuses to seal a log that went back."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--to", type=Path, required=True, help="the file of seals, outside the database")

    def handle(self, *args: Any, to: Path, **options: Any) -> None:
        try:
            known = seals.read(to)
        except ValueError as error:
            raise CommandError(str(error)) from error
        today = timezone.localdate()
        if known and known[-1].day > today:
            raise CommandError(f"Dấu niêm phong cuối đề ngày {known[-1].day}, sau hôm nay ({today}): đồng hồ sai?")
        faults = [f"{one.chain} #{one.number}: {one.reason}" for one in seals.breaks(known)]
        if faults:
            raise CommandError("\n".join(["Không niêm phong: nhật ký đã lùi lại.", *faults]))
        fresh = seals.due(known, today)
        try:
            seals.append(to, fresh)
        except OSError as error:  # the disk outside is not there
            raise CommandError(f"Chưa niêm phong được: {error}") from error
        self.stdout.write(f"Đã niêm phong {len(fresh)} chuỗi.")
