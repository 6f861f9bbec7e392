"""When does a text stop following the figures? When its version is sent: a paper that was signed never changes."""

from reports import plain, wording
from reports.documents import word
from reports.models import Version
from reports.services import word_templates
from reports.workflow import Status


def words(version: Version) -> dict[str, dict[str, str | None]]:
    """What the places in the texts of a version, and in the Word template of today, say at this moment."""
    return wording.words(version, word.asked(word_templates.current()))


def freeze_missing() -> int:
    """Freeze, as they read today, the versions that were sent before texts were frozen; how many."""
    sent = Version.objects.filter(words__isnull=True, status__in=(Status.SUBMITTED, Status.APPROVED))
    waiting = list(sent.order_by("pk").values_list("pk", flat=True))
    for pk in waiting:
        version = Version.objects.select_related(*plain.WITH_REPORT).get(pk=pk)
        Version.objects.filter(pk=pk, words__isnull=True).update(words=words(version))
    return len(waiting)
