"""Do the signatures of attached files hold as of today? manage.py check_signatures, after the roots have changed"""

from typing import Any

from django.core.management.base import BaseCommand

from reports import signatures
from reports.models import Attachment
from reports.services import attachments, signing


class Command(BaseCommand):
    help = "Looks at the signatures of every attached file again, with the trusted roots of today."

    def handle(self, *args: Any, **options: Any) -> None:
        changed = count = 0
        for row in Attachment.objects.order_by("at").iterator(chunk_size=200):
            path = attachments.path_of(row)
            if not path.exists():
                self.stderr.write(f"{row.key}: không thấy tệp")
                continue
            found, count = signing.checked(path.read_bytes()), count + 1
            if found != row.signing:
                was, now = signatures.verdict(row.signing).title, signatures.verdict(found).title
                Attachment.objects.filter(pk=row.pk).update(signing=found)
                self.stdout.write(f"{row.key}: {was} → {now}")
                changed += 1
        self.stdout.write(f"{count} tệp, {changed} tệp có kết quả khác trước.")
