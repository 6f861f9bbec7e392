"""How does an agency without a ledger type its statistics table (biểu II.06a/VPCP)?"""

import dataclasses
import datetime
from collections.abc import Mapping

from django.db import transaction

from agencies import log, roles
from agencies.models import Agency, Role, User
from procedures import statistics
from procedures.models import AgencyDay, Field, TypedLine, TypedTable
from procedures.services import LEDGER, Refusal
from procedures.statistics import DossierCounts

COLUMNS = statistics.NAMES  # what a TypedLine stores
MOST = 2**31 - 1  # what the database holds in a column

Lines = Mapping[int | None, DossierCounts]  # by field of administration; None is the agency's only line


class Conflict(Exception):
    """Somebody else has saved the table in between; holds what is stored now."""

    def __init__(self, stored: "Stored") -> None:
        super().__init__("Biểu này vừa được người khác lưu.")
        self.stored = stored


@dataclasses.dataclass(frozen=True, slots=True)
class Stored:
    """A table as it stands: its lines, and the revision that the next save must name."""

    lines: dict[int | None, DossierCounts]
    revision: int


def why_not_write(agency: Agency, by: User) -> str:
    """Why somebody may not type the agency's table; empty when he may. A ledger leaves nothing to type."""
    if AgencyDay.objects.filter(agency=agency).exists():
        return "Cơ quan đã có hồ sơ trong sổ hồ sơ TTHC; biểu thống kê lấy từ sổ, không nhập tay."
    if not roles.rights(by).holds(Role.REPORTER, agency.pk):
        return "Chỉ người lập báo cáo của cơ quan nhập được biểu thống kê của cơ quan mình."
    return ""


def stored(agency: Agency, starts_on: datetime.date, ends_on: datetime.date) -> Stored:
    """What was typed so far; revision 0 and no line where nothing was."""
    table = TypedTable.objects.filter(agency=agency, starts_on=starts_on, ends_on=ends_on).first()
    return _read(table) if table else Stored({}, 0)


def previous(agency: Agency, starts_on: datetime.date) -> dict[int | None, DossierCounts]:
    """What was typed for the span that ended the day before; of several such spans the shortest, typed last."""
    ended = TypedTable.objects.filter(agency=agency, ends_on=starts_on - datetime.timedelta(days=1))
    table = ended.filter(lines__isnull=False).order_by("-starts_on").first()
    return _read(table).lines if table else {}


def before(lines: Mapping[int | None, DossierCounts], field: int | None) -> DossierCounts | None:
    """The line of the span before that a line goes on from: of the same field, or of all fields together."""
    if field is None and lines:
        return statistics.add(lines.values())
    return lines.get(field)


@transaction.atomic
def save_table(
    agency: Agency, starts_on: datetime.date, ends_on: datetime.date, lines: Lines, revision: int, *, by: User
) -> Stored:
    """Store the whole table, whether its identities hold or not: what is wrong is said, a draft may be kept.

    An empty line is no line. Raises Refusal, or Conflict when the table is not the one that the person has seen.
    """
    if refusal := why_not_write(agency, by) or _unfit(lines, starts_on, ends_on):
        raise Refusal(refusal)
    table, _ = TypedTable.objects.get_or_create(agency=agency, starts_on=starts_on, ends_on=ends_on)
    table = TypedTable.objects.select_for_update().get(pk=table.pk)
    now = _read(table)
    if now.revision != revision:
        raise Conflict(now)
    given = {field: line for field, line in lines.items() if any(value is not None for value in _values(line))}
    if given == now.lines:
        return now
    table.lines.all().delete()
    TypedLine.objects.bulk_create(
        TypedLine(table=table, field_id=field, **dict(zip(COLUMNS, _values(line), strict=True)))
        for field, line in given.items()
    )
    table.revision += 1
    table.save(update_fields=["revision"])
    subject = f"typed_table:{agency.code}:{starts_on}:{ends_on}"
    log.write(log.Entry("save_typed_table", subject, _said(now.lines), _said(given)), by=by, name=LEDGER)
    return Stored(given, table.revision)


def _unfit(lines: Lines, starts_on: datetime.date, ends_on: datetime.date) -> str:
    if ends_on < starts_on:
        return "Ngày cuối của kỳ phải bằng hoặc sau ngày đầu."
    if None in lines and len(lines) > 1:
        return "Nhập một dòng cho tất cả lĩnh vực, hoặc từng dòng theo lĩnh vực; không nhập cả hai."
    if any(value is not None and not 0 <= value <= MOST for line in lines.values() for value in _values(line)):
        return "Số hồ sơ quá lớn; kiểm tra lại."
    fields = [field for field in lines if field is not None]
    if Field.objects.filter(pk__in=fields).count() != len(fields):
        return "Lĩnh vực không còn trong danh mục; tải lại trang rồi chọn lại."
    return ""


def _values(line: DossierCounts) -> list[int | None]:
    return [getattr(line, name) for name in COLUMNS]


def _read(table: TypedTable) -> Stored:
    rows = TypedLine.objects.filter(table=table).order_by("field__name", "pk").values_list("field_id", *COLUMNS)
    lines = {field: DossierCounts(**dict(zip(COLUMNS, values, strict=True))) for field, *values in rows}
    return Stored(lines, table.revision)


def _said(lines: Lines) -> dict[str, dict[str, int]]:
    """The lines as plain JSON, by the key of the field; what is missing is left out."""
    return {
        str(field or ""): {name: value for name in COLUMNS if (value := getattr(line, name)) is not None}
        for field, line in lines.items()
    }
