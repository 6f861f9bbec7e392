"""Which agencies, procedures and files of dossiers are imported when the import is measured?"""

import csv
import datetime
import random
from collections.abc import Iterator
from pathlib import Path

from procedures.importing.columns import COLUMNS

AGENCIES, PROCEDURES, FIELDS = 174, 2_022, 60
TIERS = ("department", "district", "commune", "commune", "commune")  # of the agencies, in turn
RESOLVED = {
    "department": (0, 1_537),
    "district": (1_537, 1_886),
    "commune": (1_886, 2_022),
}  # by whom, from which to which
ON_TIME = 0.97  # the published table says 98,23, 94,56 and 98,68 % by tier
FIRST, DAYS = datetime.date(2023, 1, 1), 365
ENDS = FIRST + datetime.timedelta(days=DAYS - 1)
HEADERS = [column.header for column in COLUMNS if column.name != "reason"]
CHANNELS = ("Trực tuyến", "Trực tuyến", "Trực tiếp", "Bưu chính")


def registers():
    """Makes the agencies and procedures; returns the province and a reporter of it."""
    from agencies.models import Agency, Membership, Role, Tier, User
    from procedures.models import Field, Procedure

    root = Agency.objects.create(code="T", name="Tỉnh", tier=Tier.PROVINCE)
    Agency.objects.bulk_create(
        Agency(code=f"A{n:03d}", name=f"Đơn vị {n}", tier=TIERS[n % len(TIERS)]) for n in range(AGENCIES)
    )
    fields = Field.objects.bulk_create(Field(name=f"Lĩnh vực {n}") for n in range(FIELDS))
    Procedure.objects.bulk_create(
        Procedure(code=f"1.{n:06d}", name=f"Thủ tục {n}", field=fields[n % FIELDS], tier=tier)
        for of, tier in (("department", "province"), ("district", "district"), ("commune", "commune"))
        for n in range(*RESOLVED[of])
    )
    by = User.objects.create_user("do", password=None, full_name="Người đo")
    Membership.objects.create(user=by, agency=root, role=Role.REPORTER)
    return root, by


def rows(count: int, first: int = 0, of: int = 0) -> Iterator[list[str]]:
    """Rows ``first`` to ``first + count`` of a year of ``of`` dossiers, by the day they came; always the same ones.

    As in the register a procedure is resolved at one tier, and as in the published table few come late.
    """
    of = of or count
    for number in range(first, first + count):
        dice = random.Random(number)
        agency, day = dice.randrange(AGENCIES), FIRST + datetime.timedelta(days=number * DAYS // of)
        due = day + datetime.timedelta(days=dice.randrange(1, 31))
        chance = dice.random()
        took = (due - day).days
        took = dice.randrange(0, took + 1) if dice.random() < ON_TIME else took + dice.randrange(1, 13)
        done = day + datetime.timedelta(days=took)
        outcome, finished = ("Đã giải quyết", f"{done:%d/%m/%Y}") if chance < 0.93 else ("Đang giải quyết", "")
        if 0.90 < chance < 0.92:
            outcome = "Trả lại"
        yield [
            f"000.{agency:03d}.H57-{day:%y%m%d}-{number:07d}",
            f"1.{dice.randrange(*RESOLVED[TIERS[agency % len(TIERS)]]):06d}",
            f"A{agency:03d}",
            f"{day:%d/%m/%Y}",
            f"{due:%d/%m/%Y}",
            finished,
            CHANNELS[dice.randrange(4)],
            outcome,
        ]


def write(path: Path, lines: Iterator[list[str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADERS)
        writer.writerows(lines)
    return path


def write_xlsx(path: Path, lines: Iterator[list[str]]) -> Path:
    """Days as days, like a spreadsheet program has them."""
    import xlsxwriter

    book = xlsxwriter.Workbook(str(path), {"constant_memory": True, "default_date_format": "dd/mm/yyyy"})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, HEADERS)
    for number, cells in enumerate(lines, 1):
        for place, cell in enumerate(cells):
            if cell and place in (3, 4, 5):
                sheet.write_datetime(number, place, datetime.datetime.strptime(cell, "%d/%m/%Y"))  # noqa: DTZ007
            else:
                sheet.write_string(number, place, cell)
    book.close()
    return path
