"""Which papers were sent before papers had codes and frozen texts? manage.py seal_papers, once after such an update"""

from typing import Any

from django.core.management.base import BaseCommand

from reports.services import freezing


class Command(BaseCommand):
    help = "Gives a confirmation code to every approved version that has none, and freezes the texts of what was sent."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{freezing.seal_missing()} phiên bản đã duyệt được cấp mã xác nhận.")
        self.stdout.write(f"{freezing.freeze_missing()} phiên bản đã gửi được giữ nguyên lời văn.")
