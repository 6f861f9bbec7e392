"""When does a text stop following the figures? When its version is sent: a paper that was signed never changes."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from agencies import log
from reports import confirmation, plain, wording
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
    return _amend(sent, "freeze_words", lambda version: {"words": words(version)})


def seal_missing() -> int:
    """Give a code to every version that was approved before there were codes; how many."""
    approved = Version.objects.filter(code="", status=Status.APPROVED)
    return _amend(approved, "seal_paper", confirmation.sealed)


def _amend(waiting: QuerySet[Version], action: str, columns: Callable[[Version], dict[str, Any]]) -> int:
    """Set, one version a transaction and whatever the state of its period, the columns that it lacks; how many."""
    count = 0
    for pk in list(waiting.order_by("pk").values_list("pk", flat=True)):
        with transaction.atomic():
            locked = waiting.select_for_update(of=("self", "report", "report__chain"))
            version = locked.select_related(*plain.WITH_REPORT).filter(pk=pk).first()
            if version is None:  # returned or withdrawn meanwhile
                continue
            found = columns(version)
            Version.objects.filter(pk=pk).update(**found)
            entry = log.Entry(action, f"version:{version.number}", after=found.get("code"))
            log.append(version.report.chain, [entry], by=None)
            count += 1
    return count
