"""Which files does nobody wait for any more? manage.py sweep_files, daily"""

from typing import Any

from django.core.management.base import BaseCommand

from reports.services import sweeping


class Command(BaseCommand):
    help = "Unlinks old archives, attachments that were rolled back, and imports that were never confirmed."

    def handle(self, *args: Any, **options: Any) -> None:
        found = sweeping.sweep()
        self.stdout.write(
            f"{found['archives']} tệp nén quá hạn, {found['attachments']} tệp đính kèm không thuộc báo cáo nào, "
            f"{found['previews']} tệp nhập chưa xác nhận, {found['parts']} tệp dở dang, {found['pdfs']} tệp PDF "
            "quá hạn đã được dọn."
        )
