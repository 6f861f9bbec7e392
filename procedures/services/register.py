"""What changes the register of procedures? Every change is an event in the chain of the registers."""

from collections.abc import Iterable

from django.db import transaction

from agencies import log, services
from agencies.models import User
from procedures import summary
from procedures.models import Dossier, Procedure
from procedures.services import Refusal, changes

# A dossier is counted under the field and the tier of its procedure.
COUNTED = ("code", "field_id", "tier")


@transaction.atomic
def save_procedure(row: Procedure, *, by: User | None) -> None:
    """Save a row. Raises ValidationError by column, Refusal where dossiers are counted under what would change."""
    log.chain()  # two that would overlap must see each other
    if row.pk:
        must_stay_countable([(Procedure.objects.get(pk=row.pk), row)])
    if written := services.store(row):
        log.write(written, by=by)
        changes.tell(None, by=by)


@transaction.atomic
def remove_procedure(row: Procedure, *, by: User | None) -> None:
    """Delete a row that was entered by mistake. Raises Refusal where dossiers refer to it."""
    services.remove(row, by=by)
    changes.tell(None, by=by)


def must_stay_countable(altered: Iterable[tuple[Procedure, Procedure]]) -> None:
    """Raises Refusal when a row (as it was, as it becomes) with dossiers gets another code, field or tier."""
    moved = {new.pk: new for old, new in altered if any(getattr(old, a) != getattr(new, a) for a in COUNTED)}
    if not moved:
        return
    summary.lock()  # dossiers that are being written now are seen here, or counted under what the row becomes
    held = Dossier.objects.filter(procedure__in=list(moved)).values_list("procedure", flat=True).first()
    if held:
        raise Refusal(
            f"Thủ tục {moved[held].code} đã có hồ sơ nên giữ nguyên mã, lĩnh vực và cấp giải quyết; "
            "hãy ghi ngày kết thúc cho dòng này và thêm một dòng mới cùng mã."
        )
