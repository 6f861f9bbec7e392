"""Does the scanner of uploads work? manage.py check_scanner, after it was set up and whenever it was changed"""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from agencies import scanning

# What every scanner must know: the EICAR test file, in two halves, so that no scanner objects to this file.
TEST = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-" + b"STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class Command(BaseCommand):
    help = "Sends a clean text and the EICAR test file to the ClamAV daemon of CCHC_CLAMD."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.CCHC_CLAMD:
            raise CommandError("CCHC_CLAMD chưa đặt: tệp tải lên không được quét.")
        try:
            who, clean, found = scanning.version(), scanning.scan([b"CCHC"]), scanning.scan([TEST])
        except scanning.NotScanned as why:
            raise CommandError(f"Máy quét không trả lời đúng, mọi tệp tải lên đang bị từ chối: {why}") from why
        if clean or not found:
            raise CommandError(
                f"Máy quét trả lời sai: văn bản thường “{clean or 'sạch'}”, tệp thử EICAR “{found or 'sạch'}”."
            )
        self.stdout.write(f"{who}: nhận ra tệp thử ({found}).")
