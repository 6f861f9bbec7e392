"""What did people leave behind who uploaded a file of dossiers and never came back? manage.py sweep_imports, daily"""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from procedures.services import imports


class Command(BaseCommand):
    help = "Drops uploaded files and staging tables of dossier imports that nothing waits for any more."

    def handle(self, *args: Any, **options: Any) -> None:
        found = imports.sweep(timezone.localdate())
        self.stdout.write(
            f"{found['imports']} lần nhập bỏ dở, {found['tables']} bảng tạm, {found['files']} tệp đã được dọn."
        )
