"""Does somebody's workbook still hold what was approved? manage.py check_workbook FILE …"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from agencies.models import Tier
from reports import codes, confirmation, papers, rollup_query
from reports.documents import workbook, workbook_check
from reports.models import Version
from reports.rollup import Stage

MOST_SHOWN = 20


class Command(BaseCommand):
    help = "Compares workbooks of approved appendices with what the portal holds; ends with 1 where one differs."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", help="workbooks that bear a confirmation code")

    def handle(self, *args: Any, **options: Any) -> None:
        wrong = sum(not self.agrees(path) for path in options["files"])
        if wrong:
            raise CommandError(f"{wrong} trong {len(options['files'])} tệp không khớp.")

    def agrees(self, path: str) -> bool:
        try:
            with open(path, "rb") as file:
                found = confirmation.found(workbook_check.code_of(file))
                if found is None:
                    return self.says(path, "không mang mã xác nhận nào của báo cáo đã duyệt.")
                each = (list(workbook_check.differences(file, one)) for one in _written(found.version))
                different = min(each, key=len)
        except OSError as error:
            return self.says(path, f"không mở được: {error.strerror}.")
        except workbook_check.Unreadable:
            return self.says(path, "không phải sổ Excel đọc được.")
        of = f"{found.report}, mã {codes.shown(found.version.code)}"
        if not different:
            self.stdout.write(f"{path}: khớp với bản đã duyệt ({of}).")
            return True
        self.says(path, f"{len(different)} ô khác bản đã duyệt ({of}):")
        for one in different[:MOST_SHOWN]:
            self.stderr.write(f"  {one.sheet}!{one.cell or '-'}: bản đã duyệt {one.expected!r}, trong tệp {one.came!r}")
        return False

    def says(self, path: str, text: str) -> bool:
        self.stderr.write(f"{path}: {text}")
        return False


def _written(version: Version) -> list[bytes]:
    """The workbooks that bear the version's code: its own, and the totals that the province's was approved with."""
    found = [papers.appendices(version)]
    if version.report.agency.tier == Tier.PROVINCE:
        period = version.report.period
        found.append(papers.province_appendices(period, rollup_query.province(period, Stage.OFFICIAL)))
    return [workbook.workbook(appendices, workbook.file_name(appendices[0])) for appendices in found]
