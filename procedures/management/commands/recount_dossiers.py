"""Counts every dossier again and says whether the kept summary says the same; ``--mend`` builds it anew."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from procedures import summary
from procedures.models import Dossier
from procedures.services import recount
from procedures.statistics import number

SHOWN = 50


class Command(BaseCommand):
    help = "Đếm lại toàn bộ hồ sơ và so với số tổng hợp đang lưu; mã thoát 1 khi có chỗ lệch."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--mend", action="store_true", help="lập lại số tổng hợp trong một giao dịch")

    def handle(self, *args: Any, **options: Any) -> None:
        found = recount.mend_summary(by=None) if options["mend"] else summary.differences()
        for one in found[:SHOWN]:
            self.stderr.write(f"Lệch: {one}")
        if len(found) > SHOWN:
            self.stderr.write(f"… và {len(found) - SHOWN} chỗ lệch nữa.")
        if not found:
            self.stdout.write(f"Số tổng hợp khớp với {number(Dossier.objects.count())} hồ sơ.")
        elif options["mend"]:
            self.stdout.write(f"Đã lập lại số tổng hợp: {len(found)} chỗ lệch.")
        else:
            self.stderr.write("Lập lại bằng: manage.py recount_dossiers --mend")
            sys.exit(1)
