"""Files of dossiers as the one-stop systems export them, small."""

import csv
import datetime
import io

from django.core.files.uploadedfile import SimpleUploadedFile

from agencies.models import Agency, User
from jobs import services as jobs
from procedures.importing.columns import COLUMNS
from procedures.models import LedgerImport
from procedures.services import imports

HEADERS = [column.header for column in COLUMNS]
STARTS, ENDS = datetime.date(2024, 1, 1), datetime.date(2024, 6, 30)


def row(code: str, /, **said: str) -> list[str]:
    """A dossier of Sở Kế hoạch và Đầu tư that was resolved on time; ``said`` by the names of COLUMNS."""
    usual = {
        "code": code,
        "procedure": "1.001",
        "agency": "SKHDT",
        "received": "10/06/2024",
        "due": "14/06/2024",
        "finished": "14/06/2024",
        "channel": "Trực tuyến",
        "outcome": "Đã giải quyết",
        "reason": "",
    }
    return [(usual | said)[column.name] for column in COLUMNS]


def text(*rows: list[str], headers: list[str] | None = None, separator: str = ",") -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=separator, lineterminator="\r\n").writerows([headers or HEADERS, *rows])
    return out.getvalue()


def upload(
    content: str | bytes | list[list[str]], *, agency: Agency, by: User, name: str = "ho-so.csv", **span
) -> LedgerImport:
    content = text(*content) if isinstance(content, list) else content
    raw = content.encode("utf-8-sig") if isinstance(content, str) else content
    span = {"starts_on": STARTS, "ends_on": ENDS} | span
    return imports.upload(SimpleUploadedFile(name, raw), agency=agency, by=by, **span)


def checked(content: str | bytes | list[list[str]], *, agency: Agency, by: User, **more) -> LedgerImport:
    """An import that was uploaded and checked."""
    one = upload(content, agency=agency, by=by, **more)
    jobs.run_now(imports.check(one, by=by))
    one.refresh_from_db()
    return one


def applied(content: str | bytes | list[list[str]], *, agency: Agency, by: User, **more) -> LedgerImport:
    """An import whose good rows are in the ledger."""
    return confirmed(checked(content, agency=agency, by=by, **more), by=by)


def confirmed(one: LedgerImport, *, by: User) -> LedgerImport:
    jobs.run_now(imports.confirm(one, by=by, without_refused=True))
    one.refresh_from_db()
    return one


def counts(one: LedgerImport) -> tuple[int, ...]:
    """Rows of the file, and which of them are new, changed, unchanged, refused."""
    return one.rows, one.added, one.changed, one.unchanged, one.refused
