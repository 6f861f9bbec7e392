"""How does the demonstration's register get into an empty database?"""

import dataclasses

from django.db import transaction

from agencies import log
from agencies.models import Agency, on_day
from procedures import illustration
from procedures.models import Field, Procedure


@transaction.atomic
def load_register() -> int:
    """Store the invented procedures, marked as such; returns how many rows."""
    Field.objects.bulk_create([Field(name=name) for name in illustration.fields()])
    fields = {field.name: field for field in Field.objects.all()}
    agencies = {agency.code: agency for agency in Agency.objects.filter(on_day(illustration.AS_OF))}
    rows = []
    for one in illustration.procedures():
        said = {part.name: getattr(one, part.name) for part in dataclasses.fields(one)}
        said |= {"field": fields[one.field], "agency": agencies[one.agency]}
        rows.append(Procedure(**said, illustrative=True))
        rows[-1].settle()
    Procedure.objects.bulk_create(rows)
    log.write(log.Entry("import_procedures", "procedures", after={"new": len(rows), "illustrative": True}), by=None)
    return len(rows)
