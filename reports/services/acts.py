"""How does a report go from state to state? ``act`` is the only writer of a status."""

import dataclasses
import datetime

from django.db import transaction
from django.utils import timezone

from agencies import days, log
from agencies.models import Tier, User
from reports import confirmation, open_points, situations, workflow
from reports.models import Explanation, Figure, Remark, Report, SectionText, Version
from reports.services import Refusal, copying, counting, freezing, locking, prefill


@dataclasses.dataclass(frozen=True, slots=True)
class Paper:
    """The document that a report goes out as: its number, its day, and who signed it as what."""

    number: str
    day: datetime.date
    signer_name: str
    signer_title: str = ""


@transaction.atomic
def act(report_pk: int, name: str, *, by: User, revision: int, reason: str = "", paper: Paper | None = None) -> Version:
    """Carry out one action of the table on the version in work; returns that version (the new one of a reopening).

    Raises Refusal with the sentence for the person, KeyError for an unknown action, Report.DoesNotExist for a report
    that the person may not know of.
    """
    action = workflow.ACTIONS[name]
    version = locking.current_version(report_pk, by)
    locking.must_be_fresh(version, revision)
    points = open_points.of(version)
    situation = situations.of(version, by, **points.counted)
    refusal = workflow.why_not(action, situation) or _why_not_given(action, reason, paper)
    if refusal:
        raise Refusal(refusal)
    source, goal = version.status, workflow.target(action, situation)
    changed = _next_version(version) if action.new_version else version
    for field, value in _effects(name, version, by, reason, paper).items():
        setattr(changed, field, value)
    changed.status, changed.revision = goal.value, version.revision + 1
    changed.save()
    _point_report(version.report, changed, name)
    if name == "approve" and version.report.agency.tier == Tier.PROVINCE:
        changed.totals = confirmation.approved_totals(changed)
        changed.save(update_fields=["totals"])
    entry = log.Entry(
        action=name,
        subject=f"version:{changed.number}",
        before={"status": str(source)},
        after={"status": goal.value, **_said(name, changed)},
        note=reason,
    )
    locking.write_down(version, [entry], by=by)
    return _filled_anew(changed) if action.new_version else changed


def _filled_anew(version: Version) -> Version:
    """The new version with what the registers count today, where it takes anything from them."""
    try:
        return prefill.fill(version.report_id, by=None).version
    except Refusal:
        return version


def _why_not_given(action: workflow.Action, reason: str, paper: Paper | None) -> str:
    if "reason" in action.asks and not reason.strip():
        return f"Ghi lý do khi chọn “{action.label}”."
    if "document" in action.asks and not (paper and paper.number.strip() and paper.signer_name.strip()):
        return "Ghi số văn bản, ngày văn bản và người ký trước khi gửi."
    return ""


def _effects(name: str, version: Version, by: User, reason: str, paper: Paper | None) -> dict[str, object]:
    """The columns that an action sets besides the status."""
    now = timezone.now()
    match name:
        case "send_for_signature":
            return {"prepared_by": by, "prepared_at": now, "reason": ""}
        case "sign_and_send" if paper:
            return {
                "signed_by": by,
                "sent_at": now,
                "late": _is_late(version, timezone.localdate(now)),
                "document_number": paper.number.strip(),
                "document_date": paper.day,
                "signer_name": paper.signer_name.strip(),
                "signer_title": paper.signer_title.strip(),
                "taken_by": None,
                "taken_at": None,
                "words": freezing.words(version),
            }
        case "withdraw":
            # What was never returned has not been the reviewer's yet: it becomes a draft nobody else may read.
            unsent: dict[str, object] = {
                "sent_at": None,
                "signed_by": None,
                "late": version.late and version.number > 1,
            }
            return {"reason": reason, "words": None, **({} if version.round else unsent)}
        case "take":
            return {"taken_by": by, "taken_at": now}
        case "send_back":
            Remark.objects.filter(version=version).unsent().update(round=version.round + 1)
            return {"round": version.round + 1, "reason": reason, "decided_by": by, "decided_at": now, "words": None}
        case "approve":
            return {"decided_by": by, "decided_at": now, "reason": reason, **confirmation.sealed(version)}
        case _:
            return {"reason": reason}


def _is_late(version: Version, today: datetime.date) -> bool:
    """Whether the agency sent too late: what comes again after a return or a reopening is as the first was."""
    was_sent_before = version.round > 0 or version.number > 1
    return version.late if was_sent_before else today > version.report.period.due_on


def _said(name: str, version: Version) -> dict[str, object]:
    """What an action's event says besides the status."""
    if name == "sign_and_send":
        return {
            "document_number": version.document_number,
            "document_date": f"{version.document_date:%Y-%m-%d}",
            "signer": version.signer_name,
            "late": version.late,
        }
    if name == "send_back":
        return {"round": version.round}
    if name == "approve":
        totals = {"totals": version.totals} if version.totals else {}
        return {"code": version.code, "digest": version.digest, **totals}
    return {}


def _point_report(report: Report, version: Version, name: str) -> None:
    """Keep the three pointers of a report true: in work, approved and in force, last sent."""
    match name:
        case "sign_and_send":
            report.sent = version
        case "approve":
            report.official = report.sent = version
        case "withdraw" | "send_back":
            report.sent = report.official
        case "reopen":
            report.current = version
        case _:
            return
    report.save(update_fields=["current", "official", "sent"])


_COPIED = ("data_as_of", "document_number", "document_date", "signer_name", "signer_title", "late")
_COUNTED = ("filled", "required", "errors", "warnings")


def _next_version(old: Version) -> Version:
    """A new version with the figures, texts and explanations of the old one, which stays as it is."""
    copied = {field: getattr(old, field) for field in (*_COPIED, *_COUNTED)}
    new = Version.objects.create(report=old.report, number=old.number + 1, **copied)
    Figure.objects.bulk_create(copying.copies(old.figures.all(), version=new), batch_size=500)
    SectionText.objects.bulk_create(copying.copies(old.texts.all(), version=new))
    Explanation.objects.bulk_create(copying.copies(old.explanations.all(), version=new))
    return new


@transaction.atomic
def describe(report_pk: int, *, by: User, data_as_of: datetime.date | None) -> Version:
    """Note the day up to which an agency counted (số liệu đến ngày). Raises Refusal outside the period."""
    version = locking.current_version(report_pk, by)
    refusal = situations.why_not_write(version, by)
    period = version.report.period
    if not refusal and data_as_of and not (period.starts_on <= data_as_of <= period.ends_on):
        refusal = (
            f"Ngày số liệu phải nằm trong kỳ, từ {days.said(period.starts_on)} đến {days.said(period.ends_on)}; "
            f"đã nhập {days.said(data_as_of)}."
        )
    if refusal:
        raise Refusal(refusal)
    before, after = (day and f"{day:%Y-%m-%d}" for day in (version.data_as_of, data_as_of))
    if before != after:
        Version.objects.filter(pk=version.pk).update(data_as_of=data_as_of)
        entry = log.Entry("describe", f"version:{version.number}", {"data_as_of": before}, {"data_as_of": after})
        locking.write_down(version, [entry], by=by)
        version.data_as_of = data_as_of
        prefill.follow(version, by=by)
        counting.recount(version)
    return version
