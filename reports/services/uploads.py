"""What becomes of a file with figures: kept for its author for a day, then written down as far as he chose."""

import uuid
from collections.abc import Iterable, Mapping

from django.db import transaction
from django.utils import timezone

from agencies import log
from agencies.models import User
from reports import cells, entry
from reports.models import Upload
from reports.placing import FileReading
from reports.services import Refusal, figures, locking

__all__ = ["Refusal"]
MOST = 20  # readings of one person that are kept


def why_not(desk: entry.Desk) -> str:
    """Why a person can bring no file to a version; "" where at least one cell is open to him."""
    filing, why = desk.filing, "Báo cáo này không có ô nào để nhập."
    for key in cells.scope(filing.edition, filing.filer):
        spec = filing.edition.specs[key]
        if not spec.is_computed:
            why = desk.why_not(spec)
            if not why:
                return ""
    return why


@transaction.atomic
def keep(
    desk: entry.Desk,
    reading: FileReading,
    *,
    revisions: Mapping[str, int] | None = None,
    unchanged: int = 0,
    name: str,
    sha256: str,
) -> Upload:
    """Keep what a file or a pasted text says of a version, for the person at the desk alone.

    ``revisions``: what its author saw in each cell when he began to write; without them what stands there now.
    Readings that are over are swept with every new one.
    """
    if revisions is None:
        revisions = {key: cell.revision for key, cell in desk.filing.figures.sheet.items()}
    Upload.objects.over().delete()
    old = Upload.objects.filter(by=desk.by).order_by("-at").values_list("pk", flat=True)[MOST - 1 :]
    Upload.objects.filter(pk__in=list(old)).delete()
    return Upload.objects.create(
        version=desk.version,
        by=desk.by,
        name=name,
        sha256=sha256,
        reading=reading.plain(),
        revisions={one.key: revisions.get(one.key, 0) for one in reading.found},
        unchanged=unchanged,
    )


@transaction.atomic
def apply(report_pk: int, key: uuid.UUID, changes: Iterable[figures.Change], *, by: User) -> figures.Saved:
    """Store what a person has chosen of his upload; all of it or nothing, with the file's digest in the log.

    Raises Refusal, figures.Conflict, Upload.DoesNotExist, or Report.DoesNotExist.
    """
    changes = list(changes)
    if not changes:
        raise Refusal("Chưa chọn ô nào để ghi.")
    upload = Upload.objects.current().get(key=key, by=by, version__report=report_pk)
    version = locking.current_version(report_pk, by)
    if version.pk != upload.version_id:
        raise Refusal("Báo cáo đã sang phiên bản khác từ khi nạp tệp này. Hãy tải biểu mới và nạp lại.")
    said = {"name": upload.name, "sha256": upload.sha256, "cells": len(changes)}
    locking.write_down(version, [log.Entry("apply_upload", f"upload:{key}", after=said)], by=by)
    saved = figures.save_figures(report_pk, changes, by=by)
    upload.applied_at = timezone.now()
    upload.save(update_fields=["applied_at"])
    return saved
