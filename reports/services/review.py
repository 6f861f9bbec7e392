"""How does a reviewer remark, and a reporter explain?"""

from django.db import transaction

from agencies import log, names
from agencies.models import User
from reports import open_points, situations, workflow
from reports.models import Explanation, Indicator, Remark, Report, SectionTemplate, Version
from reports.services import Refusal, acts, locking

LONGEST = 1000  # characters of a remark or an explanation


def _sentence(text: str, what: str) -> str:
    text = names.nfc(text)
    if len(text) < 3:
        raise Refusal(f"Ghi {what} bằng một câu ngắn.")
    if len(text) > LONGEST:
        raise Refusal(f"Phần {what} dài nhất {LONGEST} ký tự; nội dung này có {len(text)} ký tự.")
    return text


@transaction.atomic
def explain(report_pk: int, problem: str, text: str, *, by: User) -> Explanation:
    """Say why a warning is right all the same. It holds while the warning says the same. Raises Refusal."""
    version = locking.current_version(report_pk, by)
    if refusal := situations.why_not_write(version, by):
        raise Refusal(refusal)
    text = _sentence(text, "giải trình")
    found = next((w for w in open_points.of(version).warnings if w.key == problem), None)
    if found is None:
        raise Refusal("Cảnh báo này không còn nữa; hãy tải lại trang.")
    before = Explanation.objects.filter(version=version, problem=problem).values_list("text", flat=True).first()
    row, _ = Explanation.objects.update_or_create(
        version=version, problem=problem, defaults={"fingerprint": found.fingerprint, "text": text, "by": by}
    )
    locking.write_down(version, [log.Entry("explain", f"problem:{problem}"[:120], before, text)], by=by)
    return row


@transaction.atomic
def remark(report_pk: int, text: str, *, by: User, key: str = "", section: str = "") -> Remark:
    """Write a remark at one cell (``key`` "2:5.1") or one section of a submitted report. Raises Refusal."""
    version = locking.current_version(report_pk, by)
    _must_review(version, by)
    place = _place(version, key, section)
    row = Remark.objects.create(version=version, text=_sentence(text, "nhận xét"), by=by, **place)
    locking.write_down(
        version,
        [log.Entry("remark", f"cell:{key}" if key else f"section:{section}", after=row.text)],
        by=by,
    )
    return row


@transaction.atomic
def drop_remark(report_pk: int, remark_pk: int, *, by: User) -> None:
    """Take back a remark that was not sent yet. Raises Refusal, or Remark.DoesNotExist."""
    version = locking.current_version(report_pk, by)
    _must_review(version, by)
    row = Remark.objects.unsent().get(version=version, pk=remark_pk)
    locking.write_down(version, [log.Entry("drop_remark", f"remark:{row.pk}", before=row.text)], by=by)
    row.delete()


def _must_review(version: Version, by: User) -> None:
    if refusal := workflow.why_not_remark(situations.of(version, by)):
        raise Refusal(refusal)


def _place(version: Version, key: str, section: str) -> dict[str, Indicator | SectionTemplate]:
    edition = version.report.period.edition_id
    if section:
        found = SectionTemplate.objects.filter(edition=edition, code=section).first()
        place: dict[str, Indicator | SectionTemplate] = {"section": found} if found else {}
    else:
        number, _, code = key.partition(":")
        cell = Indicator.objects.filter(appendix__edition=edition, appendix__number=_small(number), code=code).first()
        place = {"indicator": cell} if cell else {}
    if not place:
        raise Refusal(f"Không có ô hoặc mục “{key or section}” trong bộ biểu này.")
    return place


def _small(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0


def approve_many(report_pks: list[int], *, by: User) -> tuple[list[Report], list[tuple[Report, str]]]:
    """Approve every report that has nothing to read on its own; each in its own transaction.

    Returns those approved, and those left alone with the reason.
    """
    approved, left = [], []
    visible = Report.objects.visible_to(by).filter(pk__in=report_pks).select_related("current", "agency", "period")
    for report in visible.order_by("pk"):
        try:
            _approve_plain(report, by)
        except Refusal as refusal:
            left.append((report, str(refusal)))
        else:
            approved.append(report)
    return approved, left


@transaction.atomic
def _approve_plain(report: Report, by: User) -> None:
    version = locking.current_version(report.pk, by)
    points = open_points.of(version)
    situation = situations.of(version, by, **points.counted)
    if reason := workflow.approves_in_bulk(situation, warnings=len(points.warnings)):
        raise Refusal(reason)
    acts.act(report.pk, "approve", by=by, revision=version.revision)
