"""Việc của tôi: what waits for me, and until when?"""

import dataclasses
from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from agencies import roles
from agencies.models import Role, Tier, User
from reports import agenda, plain, turns
from reports.agenda import Step
from reports.models import Period, Remark
from reports.views import access, parts, places, standing

BUTTONS = {
    Step.MEND: "Sửa các ô, mục bị trả lại",
    Step.FILL: "Nhập số liệu",
    Step.CORRECT: "Xem lỗi phải sửa",
    Step.SEND: "Kiểm tra và trình ký",
    Step.SIGN: "Đọc và ký",
    Step.WAIT: "Viết thuyết minh",
    Step.READ: "Xem báo cáo",
}
QUEUE = ("new", "mine", "resent", "unsent")


@dataclasses.dataclass(frozen=True, slots=True)
class Card:
    """A task on the page: whose turn it is, what came back, and one button."""

    task: agenda.Task
    said: str
    remarks: list[tuple[places.Place, Remark]]
    button: str
    href: str


@require_safe
def home(request: access.Request) -> HttpResponse:
    user, today = request.user, timezone.localdate()
    rights = roles.rights(user)
    cards = [_card(task) for task in agenda.tasks(user, today)]
    context = {
        "today": today,
        "cards": [card for card in cards if card.task.mine],
        "others": [card for card in cards if not card.task.mine],
        "leads": [(task, _lead_href(task)) for task in agenda.lead_tasks(user, today)],
        "past": agenda.past_reports(user),
        "files": rights.has(Role.REPORTER) or rights.has(Role.SIGNER),
        "has_role": bool(rights.grants) or user.is_staff,
        "queue": _queue(user, today) if rights.has(Role.REVIEWER) else [],
        "progress": _progress(user, today) if _reads_others(rights) else [],
        "periods": Period.objects.filter(state=Period.State.OPEN).order_by("due_on"),
        "whole_province": rights.whole_province,
        "administers": user.has_perm("reports.change_period"),
    }
    return render(request, "home.html", context)


def _reads_others(rights: roles.Rights) -> bool:
    return rights.whole_province or bool(rights.districts_read)


def _card(task: agenda.Task) -> Card:
    version = task.version
    edition = plain.edition(version.report.period.edition)
    remarks = [(places.of_remark(version, edition, remark), remark) for remark in task.remarks]
    href = parts.link(version, "report")
    if task.step is Step.FILL:
        href = places.of_cell(version, edition.specs[task.key]).href
    elif task.step is Step.WAIT:
        href = parts.link(version, "report_sections")
    elif task.step is Step.MEND and remarks:
        href = remarks[0][0].href
    button = "Nhập tiếp số liệu" if task.step is Step.FILL and task.filled else BUTTONS[task.step]
    return Card(task, _said(task), remarks, button, href)


def _said(task: agenda.Task) -> str:
    """What the next step is about, or whose turn it is instead."""
    version = task.version
    match task.step:
        case Step.FILL:
            return f"Còn {task.still_open}{_awaited(task, '; ')}."
        case Step.CORRECT:
            return f"{_awaited(task) or 'Đã nhập đủ'}; còn {task.still_open}."
        case Step.WAIT:
            return f"{_awaited(task)}; báo cáo trình ký được sau khi các ô này được nhập."
        case Step.SEND:
            rest = f"; {version.warnings} cảnh báo cần có giải trình" if version.warnings else ""
            return f"Đã nhập đủ, không còn lỗi{rest}."
        case Step.MEND:
            return f"Trả lại lúc {standing.instant(version.decided_at)}; sửa các ô, mục dưới đây rồi trình ký lại."
        case Step.SIGN:
            return f"{version.prepared_by} trình ký lúc {standing.instant(version.prepared_at)}."
        case _:
            return standing.turn(version)


def _awaited(task: agenda.Task, before: str = "") -> str:
    """ "Chờ Sở Tư pháp nhập 3 ô"; "" where nobody else is waited for."""
    said = ", ".join(f"{name} nhập {count} ô" for name, count in task.awaited.items())
    return f"{before}{'chờ' if before else 'Chờ'} {said}" if said else ""


def _lead_href(task: agenda.LeadTask) -> str:
    edition = plain.edition(task.version.report.period.edition)
    return places.of_cell(task.version, edition.specs[task.key]).href


def _queue(user: User, today: Any) -> list[tuple[str, int, str]]:
    """The reviewer's turns with how many reports are in each, and where to find them."""
    counted = turns.counts(turns.Queue(user).of_open_periods().reports, user, today)
    page = reverse("review_queue")
    found = [(turns.LABELS[name], counted[name], f"{page}?turn={name}") for name in QUEUE]
    return [*found, ("Trễ hạn", counted["late"], f"{page}?turn=all&late=on")]


def _progress(user: User, today: Any) -> Iterable[tuple[Period, list[tuple[str, agenda.Progress]], agenda.Progress]]:
    for period, by_tier in agenda.progress(user, today).items():
        yield (
            period,
            [(Tier(tier).label, by_tier[tier]) for tier in Tier.values if tier in by_tier],
            agenda.totals(by_tier),
        )
