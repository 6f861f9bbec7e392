"""Which papers were approved before papers had codes? manage.py seal_papers, once after the update that brings codes"""

from typing import Any

from django.core.management.base import BaseCommand

from reports import confirmation


class Command(BaseCommand):
    help = "Gives a confirmation code to every approved version that has none."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{confirmation.seal_missing()} phiên bản đã duyệt được cấp mã xác nhận.")
