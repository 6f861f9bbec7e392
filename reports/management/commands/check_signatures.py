"""Do the signatures of attached files hold as of today? manage.py check_signatures, after the roots have changed"""

from typing import Any

from django.core.management.base import BaseCommand

from reports.models import Attachment
from reports.services import attachments


class Command(BaseCommand):
    help = "Looks at the signatures of every attached file again, with the trusted roots of today."

    def handle(self, *args: Any, **options: Any) -> None:
        changed = count = 0
        rows = Attachment.objects.select_related("version__report__chain").order_by("at")
        for row in rows.iterator(chunk_size=200):
            try:
                change = attachments.look_again(row)
            except FileNotFoundError:
                self.stderr.write(f"{row.key}: không thấy tệp")
                continue
            count += 1
            if change:
                self.stdout.write(f"{row.key}: {change[0]} → {change[1]}")
                changed += 1
        self.stdout.write(f"{count} tệp, {changed} tệp có kết quả khác trước.")
