"""What happens when two people act on one report at the same moment, many times over? One wins, nothing is lost.

On PostgreSQL, where writers really meet; SQLite lets one transaction write at a time. A race that is run without the
lock must go wrong: otherwise the test would say nothing.
"""

from collections.abc import Callable, Iterable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import F

from agencies import log
from agencies.models import Chain, Event, Role, User
from reports import plain
from reports.models import Attachment, Explanation, Figure, Remark, Report, SectionText, Version
from reports.services import Refusal, acts, at_once, attachments, figures, locking, periods, review
from reports.services.figures import Change, Conflict
from tests import cast, filing, races

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]

Call = Callable[[], object]
_COLUMNS = [field.attname for field in Version._meta.concrete_fields if field.attname != "id"]


def other_reviewer() -> User:
    return cast.member("tuan.snv", "Lê Anh Tuấn", Role.REVIEWER, cast.snv())


def won(answers: list[object]) -> list[bool]:
    """Who got through; whoever did not must have been refused in words, not by an error."""
    lost = (Refusal, Conflict)
    assert not [one for one in answers if isinstance(one, Exception) and not isinstance(one, lost)], answers
    return [not isinstance(one, Exception) for one in answers]


class Again:
    """Puts the version of a report back to where it is now, so that the same race can be run again."""

    def __init__(self, report: Report) -> None:
        self.report = report.pk
        self.pointers = Report.objects.values("current", "official", "sent").get(pk=report.pk)
        self.version = self.pointers["current"]
        self.columns = Version.objects.values(*_COLUMNS).get(pk=self.version)

    def __call__(self) -> None:
        newer = Version.objects.filter(report=self.report).exclude(pk=self.version)
        Report.objects.filter(pk=self.report).update(**self.pointers)
        for model in (Figure, SectionText, Explanation):
            model.objects.filter(version__in=newer).delete()
        newer.delete()
        Remark.objects.filter(version=self.version).delete()
        Version.objects.filter(pk=self.version).update(**self.columns)


def effects(report: Report, *actions: str) -> int:
    return Event.objects.filter(chain=report.chain_id, action__in=actions).count()


def is_whole(report: Report) -> bool:
    return not list(log.breaks(Chain.objects.get(pk=report.chain_id)))


@pytest.fixture
def submitted() -> Report:
    report = filing.report(cast.skhdt())
    filing.submit(report, cast.reporter_a(), cast.signer_a())
    return report


@pytest.fixture
def complete() -> Report:
    report = filing.report(cast.skhdt())
    filing.fill_all(report, cast.reporter_a())
    return report


# --- two people type into one cell ---


def typing_rounds(report: Report, rounds: int) -> int:
    """Lets two people type into one cell, again and again; returns how many figures the log has."""
    first, second = cast.reporter_a(), cast.second_reporter_a()
    for number in range(rounds):
        seen = Figure.objects.filter(version__report=report).values_list("revision", flat=True).first() or 0
        answers = races.at_once(
            *(
                lambda by=by, text=text, seen=seen: figures.save_figures(
                    report.pk, [Change("2:1", seen, typed=text)], by=by
                )
                for by, text in ((first, str(2 * number + 1)), (second, str(2 * number + 2)))
            )
        )
        assert sorted(won(answers)) == [False, True]
        winner = won(answers).index(True)
        assert Figure.objects.get(version__report=report).value == 2 * number + 1 + winner
        theirs = answers[1 - winner].theirs["2:1"]
        assert (theirs.cell.value, theirs.by) == (2 * number + 1 + winner, (first, second)[winner].full_name)
    return effects(report, "save_figure")


@pytest.fixture
def ordinary_way(monkeypatch) -> None:
    """Saves figures under the locks only, as a save does that was overtaken."""
    monkeypatch.setattr(at_once, "is_possible", lambda: False)


def test_of_two_who_type_into_one_cell_one_is_told_what_the_other_typed():
    report = filing.report(cast.skhdt())
    assert typing_rounds(report, 100) == 100
    assert is_whole(report)


@pytest.mark.usefixtures("ordinary_way")
def test_so_it_is_when_both_wait_for_the_lock():
    report = filing.report(cast.skhdt())
    assert typing_rounds(report, 100) == 100
    assert is_whole(report)


@pytest.fixture
def without_lock(monkeypatch, ordinary_way) -> None:
    """The version as it is, without waiting for anybody."""

    def read(report_pk: int) -> Version | None:
        rows = Version.objects.select_related(*plain.WITH_REPORT)
        return rows.filter(report=report_pk, pk=F("report__current")).first()

    monkeypatch.setattr(locking, "_lock", read)


@pytest.mark.usefixtures("without_lock")
def test_without_the_lock_two_who_type_into_one_cell_both_go_on():
    with pytest.raises(AssertionError):
        typing_rounds(filing.report(cast.skhdt()), 100)


@pytest.fixture
def behind_any_head(monkeypatch) -> None:
    """Stores at once whatever has happened to the chain since the figures were read."""
    sealed = log.sealed

    def behind_the_newest(head: Chain, entries: Iterable[log.Entry], *, by: User | None) -> list[Event]:
        head.refresh_from_db()
        return sealed(head, entries, by=by)

    monkeypatch.setattr(log, "sealed", behind_the_newest)


@pytest.mark.usefixtures("behind_any_head")
def test_without_the_head_of_the_chain_two_who_type_into_one_cell_both_go_on():
    with pytest.raises(AssertionError):
        typing_rounds(filing.report(cast.skhdt()), 100)


# --- a figure while the report goes ---


def sending_rounds(report: Report, rounds: int) -> set[tuple[bool, ...]]:
    """Sends for signature while a colleague types what cannot be read; returns who got through."""
    again, first, second = Again(report), cast.reporter_a(), cast.second_reporter_a()
    found = set()
    for _ in range(rounds):
        again()
        filing.fill(report, {"2:1": "5"}, first)
        seen, revision = filing.sheet(report).sheet["2:1"].revision, filing.version(report).revision
        wrong = Change("2:1", seen, typed="không rõ")
        calls: tuple[Call, ...] = (
            lambda revision=revision: acts.act(report.pk, "send_for_signature", by=first, revision=revision),
            lambda wrong=wrong: figures.save_figures(report.pk, [wrong], by=second),
        )
        found.add(tuple(won(races.at_once(*calls))))
        version = filing.version(report)
        errors = plain.filing(version).problems()
        assert version.status == "draft" or not errors, "sent with an error in it"
        assert version.errors + version.warnings == len(errors)
    return found


def test_nothing_wrong_is_typed_into_a_report_while_it_is_sent_for_signature(complete):
    assert sending_rounds(complete, 30) <= {(True, False), (False, True)}
    assert is_whole(complete)


@pytest.mark.usefixtures("without_lock")
def test_without_the_lock_a_report_is_sent_with_an_error(complete):
    with pytest.raises(AssertionError):
        sending_rounds(complete, 60)


# --- two decisions at once ---


def deciding_rounds(report: Report, rounds: int, *calls: Callable[[int], object]) -> None:
    """Runs two actions on one state at the same moment; every time exactly one happens."""
    again = Again(report)
    for _ in range(rounds):
        again()
        revision = filing.version(report).revision
        answers = races.at_once(*(lambda call=call, revision=revision: call(revision) for call in calls))
        assert won(answers).count(True) == 1, answers
    assert is_whole(report)


def action(report: Report, name: str, by: User, **more: object) -> Callable[[int], object]:
    return lambda revision: acts.act(report.pk, name, by=by, revision=revision, **more)


def test_of_two_approvals_one_happens(submitted):
    both = (action(submitted, "approve", who) for who in (cast.reviewer(), other_reviewer()))
    deciding_rounds(submitted, 20, *both)
    assert effects(submitted, "approve") == 20


def test_of_an_approval_and_a_return_one_happens(submitted):
    other = other_reviewer()

    def send_back(revision: int) -> object:
        review.remark(submitted.pk, "Kiểm tra lại.", by=other, key="2:1")
        return acts.act(submitted.pk, "send_back", by=other, revision=revision)

    again = Again(submitted)
    for _ in range(20):
        again()
        revision, by = filing.version(submitted).revision, cast.reviewer()
        calls = (action(submitted, "approve", by), send_back)
        answers = races.at_once(*(lambda call=call, revision=revision: call(revision) for call in calls))
        # The remark may come first and stop the approval; then the return follows it.
        assert won(answers).count(True) == 1
    assert effects(submitted, "approve", "send_back") == 20
    assert is_whole(submitted)


def test_of_two_reopenings_one_makes_a_version(submitted):
    filing.act(submitted, "approve", cast.reviewer())
    both = (action(submitted, "reopen", who, reason="Sửa số") for who in (cast.reviewer(), other_reviewer()))
    deciding_rounds(submitted, 10, *both)
    assert Version.objects.filter(report=submitted).count() == 2


def test_a_report_is_withdrawn_or_taken_but_not_both(submitted):
    withdraw = action(submitted, "withdraw", cast.reporter_a(), reason="Gửi nhầm")
    deciding_rounds(submitted, 20, withdraw, action(submitted, "take", cast.reviewer()))


def test_a_file_is_in_a_report_before_it_is_sent_or_not_at_all(complete, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    filing.act(complete, "send_for_signature", cast.reporter_a())
    again, reporter, signer = Again(complete), cast.reporter_a(), cast.signer_a()

    def attach() -> object:
        return attachments.attach(complete.pk, SimpleUploadedFile("a.pdf", b"%PDF-1.7 %%EOF"), by=reporter)

    for _ in range(20):
        again()
        Attachment.objects.all().delete()
        revision = filing.version(complete).revision
        send = action(complete, "sign_and_send", signer, paper=filing.PAPER)
        attached, sent = won(races.at_once(attach, lambda send=send, revision=revision: send(revision)))
        assert sent
        assert Attachment.objects.count() == attached
        last = Event.objects.filter(chain=complete.chain_id).order_by("number").last()
        assert last.action == "sign_and_send"


def test_a_figure_is_written_before_its_period_is_closed_or_not_at_all():
    report, reporter = filing.report(cast.skhdt()), cast.reporter_a()
    for number in range(20):
        seen = Figure.objects.filter(version__report=report).values_list("revision", flat=True).first() or 0
        change = Change("2:1", seen, typed=str(number))
        answers = races.at_once(
            lambda change=change: figures.save_figures(report.pk, [change], by=reporter),
            lambda: periods.close_period(report.period, by=None),
        )
        saved, closed = won(answers)
        assert closed
        if saved:
            assert Figure.objects.get(version__report=report).value == number
        periods.reopen_period(report.period, by=None)
    assert is_whole(report)
    assert list(log.breaks(Chain.objects.get(name=log.REGISTER))) == []
