"""Is the log whole? manage.py verify_log [--seals FILE]; exit code 1 when it is not."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from agencies import log, seals
from agencies.models import Chain


class Command(BaseCommand):
    help = "Finds altered, deleted, inserted and cut-off events; with --seals also what was rewritten as a whole."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--seals", type=Path, help="the file that seal_log writes")

    def handle(self, *args: Any, **options: Any) -> None:
        if not log.is_guarded():
            self.stderr.write("Cảnh báo: cơ sở dữ liệu không còn chặn việc sửa, xóa sự kiện (thiếu trigger).")
        chains, events, found = 0, 0, 0
        for chain in Chain.objects.order_by("pk"):
            chains, events = chains + 1, events + chain.length
            found += self.report(log.breaks(chain))
        if options["seals"]:
            found += self.report(self.unsealed(options["seals"]))
        if found:
            raise CommandError(f"Nhật ký không toàn vẹn: {found} chỗ sai trong {chains} chuỗi.")
        self.stdout.write(f"Nhật ký toàn vẹn: {chains} chuỗi, {events} sự kiện.")

    def report(self, breaks: Any) -> int:
        lines = [f"{one.chain} #{one.number}: {one.reason}" for one in breaks]
        for line in lines:
            self.stdout.write(line)
        return len(lines)

    def unsealed(self, path: Path) -> Any:
        try:
            known = seals.read(path)
        except ValueError as error:
            raise CommandError(str(error)) from error
        if not known:
            raise CommandError(f"{path}: không có dấu niêm phong nào.")
        return seals.breaks(known)
