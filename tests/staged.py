"""What are the addresses about when everybody asks for each of them? One of everything that an address can name."""

import dataclasses
import uuid

from django.core.files.uploadedfile import SimpleUploadedFile

from jobs.models import Job
from procedures.models import LedgerImport
from reports.models import Period, Report, Upload
from reports.services import attachments, review
from tests import cast, filing
from tests.procedures import rows as procedure_rows


@dataclasses.dataclass(frozen=True)
class Stage:
    """What the addresses are about: one agency's draft and its report that was sent, and a period not yet opened."""

    draft: Report
    sent: Report
    planned: Period
    keys: dict[int, uuid.UUID]  # an attachment and an upload of each report, by the report's primary key
    remark: int
    job: uuid.UUID  # asked for by the reporter
    ledger_import: uuid.UUID
    procedure: int


def make() -> Stage:
    for agency in (cast.skhdt, cast.stc):
        agency()
    draft, sent = filing.report(cast.skhdt(), "h1"), filing.report(cast.skhdt(), "q1")
    reporter = cast.reporter_a()
    keys = {}
    for report in (draft, sent):
        pdf = SimpleUploadedFile("ky.pdf", b"%PDF-1.7\n%%EOF")
        keys[report.pk] = attachments.attach(report.pk, pdf, by=reporter).key
        said = {"version": filing.version(report), "by": reporter, "revisions": {}}
        Upload.objects.create(key=keys[report.pk], reading={"found": [], "unplaced": [], "source": "Tệp"}, **said)
    filing.submit(sent, reporter, cast.signer_a())
    remark = review.remark(sent.pk, "Kiểm tra lại.", by=cast.reviewer(), key="2:1")
    job = Job.objects.create(kind="try", title="Việc thử", owner=reporter)
    brought = LedgerImport.objects.create(
        agency=cast.skhdt(), starts_on="2024-01-01", ends_on="2024-06-30", size=1, by=reporter, layout={"kind": "xlsx"}
    )
    return Stage(
        draft,
        sent,
        planned=Period.objects.get(kind="m9", year=2024),
        keys=keys,
        remark=remark.pk,
        job=job.pk,
        ledger_import=brought.pk,
        procedure=procedure_rows.procedure().pk,
    )
