"""What did the agency change since its report came back to it: returned, or opened again after approval?"""

import dataclasses

from django.db.models import Max

from agencies.models import Event
from reports import history
from reports.models import Version

_BACK = ("send_back", "reopen")
_EDITS = ("save_figure", "fill_figure", "save_section")


@dataclasses.dataclass(frozen=True, slots=True)
class Amendment:
    """One cell or section before and after, both in words; ``subject`` as the log names it: "cell:2:5.1"."""

    subject: str
    before: str
    after: str

    @property
    def changed(self) -> bool:
        return self.before != self.after


def since_return(version: Version) -> dict[str, Amendment]:
    """Every cell and section written since the report last came back, by subject.

    Empty before any return, and for a version that has a newer one: what is written now is not its own.
    """
    if version.pk != version.report.current_id:
        return {}
    events = Event.objects.filter(chain=version.report.chain_id)
    back = events.filter(action__in=_BACK).aggregate(last=Max("number"))["last"]
    if back is None:
        return {}
    found: dict[str, Amendment] = {}
    edits = events.filter(number__gt=back, action__in=_EDITS).order_by("number")
    for subject, before, after in edits.values_list("subject", "before", "after"):
        first = found[subject].before if subject in found else history.said(before)
        found[subject] = Amendment(subject, first, history.said(after))
    return {subject: one for subject, one in found.items() if one.changed}
