"""How does a summary that no longer says what the ledger says come right again?"""

from django.db import transaction

from agencies import log
from agencies.models import User
from procedures import summary
from procedures.services import LEDGER

NAMED = 20  # differences that the event tells one by one


@transaction.atomic
def mend_summary(*, by: User | None) -> list[summary.Difference]:
    """Count the whole ledger again and write down what was wrong; returns it. Nothing is written when nothing was."""
    summary.lock()
    found = summary.differences()
    if found:
        summary.rebuild()
        said = {"differences": len(found), "first": [str(one) for one in found[:NAMED]]}
        log.write(log.Entry("mend_summary", "summary", before=said), by=by, name=LEDGER)
    return found
