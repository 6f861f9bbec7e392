"""How does an edition come in from its folder?"""

from django.db import transaction

from agencies import log
from agencies.models import User
from reports import edition_files, resources
from reports.models import Appendix, FormEdition
from reports.services import Refusal


@transaction.atomic
def load_edition(read: edition_files.EditionRows, *, by: User | None) -> FormEdition:
    """Store the edition that a folder describes, through the same resources as the administration's import.

    Stores all or nothing. Raises edition_files.EditionError with every fault, Refusal when it is there already. A lead
    agency need not exist yet: agencies may be loaded later.
    """
    edition_files.to_edition(read)
    if FormEdition.objects.filter(code=read.code).exists():
        raise Refusal(f"Bộ biểu “{read.code}” đã có; hãy nhân bản nó nếu cần một bộ biểu sửa đổi.")
    edition = FormEdition.objects.create(code=read.code, name=read.name, issued_on=read.issued_on)
    Appendix.objects.bulk_create(
        Appendix(edition=edition, number=a.number, title=a.title, short_title=a.short) for a in read.appendices
    )
    log.write(log.Entry("load_edition", read.code, after={"appendices": len(read.appendices)}), by=by)
    for resource, lines in (
        (resources.IndicatorResource, read.rows),
        (resources.CheckRuleResource, read.rules),
        (resources.SectionTemplateResource, read.section_rows),
    ):
        if lines:
            resource(by=by).import_data(resources.dataset(lines), raise_errors=True)
    edition.refresh_from_db()
    return edition
