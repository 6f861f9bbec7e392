"""Does the log notice every change made behind its back, and does the database refuse it in the first place?"""

import itertools
import threading

import pytest
from django.db import DatabaseError, connection, transaction

from agencies import log
from agencies.log import Entry
from agencies.models import Chain, Event
from tests import cast


@pytest.fixture
def chain(db) -> Chain:
    """A chain of five events; the guard is lifted in the test's database."""
    for number in range(1, 6):
        log.write(Entry("grant", f"user:{number}", before=None, after={"role": "signer"}, note="Quyết định"), by=None)
    return Chain.objects.get(name=log.REGISTER)


def run(sql: str, *values) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def found(chain: Chain) -> list[tuple[int, str]]:
    return [(one.number, one.reason) for one in log.breaks(Chain.objects.get(pk=chain.pk))]


UNLINKED = "không nối với sự kiện đứng trước (có sự kiện bị xóa hoặc chèn)"
ALTERED = "nội dung đã bị sửa sau khi ghi"


def test_an_untouched_chain_holds(chain):
    assert found(chain) == []
    assert (chain.length, chain.head) == (5, Event.objects.get(number=5).digest)


def test_an_event_says_who_did_what_when_from_to_and_why(db):
    admin = cast.admin()
    event = log.write(Entry("grant", "user:lan", before={"a": 1}, after={"a": 2}, note="vì thế"), by=admin)
    event.refresh_from_db()
    assert (event.by, event.by_name, event.action, event.subject) == (admin, "Quản trị hệ thống", "grant", "user:lan")
    assert (event.before, event.after, event.note, event.number, event.previous) == (
        {"a": 1},
        {"a": 2},
        "vì thế",
        1,
        "",
    )
    assert event.digest == log.digest_of(event)


@pytest.mark.parametrize(
    "column, value",
    [("note", "khác"), ("by_name", "Người khác"), ("action", "x"), ("subject", "x"), ("after", '{"role": "reviewer"}')],
)
def test_an_altered_event_is_found(chain, column, value):
    run(f"UPDATE agencies_event SET {column} = %s WHERE number = 3", value)
    assert found(chain) == [(3, ALTERED)]


def test_a_back_dated_event_is_found(chain):
    run("UPDATE agencies_event SET at = '2020-01-01 00:00:00+00:00' WHERE number = 3")
    assert found(chain) == [(3, ALTERED)]


def test_an_event_altered_with_a_fresh_digest_breaks_the_next_link(chain):
    event = Event.objects.get(number=3)
    event.note = "khác"
    run("UPDATE agencies_event SET note = 'khác', digest = %s WHERE number = 3", log.digest_of(event))
    assert found(chain) == [(4, UNLINKED)]


def test_a_deleted_event_is_found(chain):
    run("DELETE FROM agencies_event WHERE number = 3")
    assert found(chain) == [(3, "thiếu sự kiện số 3, gặp số 4"), (4, UNLINKED)]


def test_a_deleted_event_is_found_even_when_the_rest_moves_up(chain):
    run("DELETE FROM agencies_event WHERE number = 3")
    for number in (4, 5):
        run("UPDATE agencies_event SET number = %s WHERE number = %s", number - 1, number)
    reasons = [reason for _, reason in found(chain)]
    assert UNLINKED in reasons
    assert ALTERED in reasons  # its number is part of what an event says


def test_an_inserted_event_is_found(chain):
    for number in (5, 4):
        run("UPDATE agencies_event SET number = %s WHERE number = %s", number + 1, number)
    forged = Event(chain=chain, number=4, at=Event.objects.get(number=3).at, by_name="x", action="grant", subject="x")
    forged.previous = Event.objects.get(number=3).digest
    forged.digest = log.digest_of(forged)
    forged.save()
    assert (5, UNLINKED) in found(chain)


def test_an_event_inserted_after_the_head_is_found(chain):
    last = Event.objects.get(number=5)
    forged = Event(chain=chain, number=6, at=last.at, by_name="x", action="x", subject="x", previous=last.digest)
    forged.digest = log.digest_of(forged)
    forged.save()
    assert found(chain) == [(6, "sự kiện nằm sau đầu chuỗi: bị chèn")]


def test_two_events_that_changed_places_are_found(chain):
    run("UPDATE agencies_event SET number = 99 WHERE number = 2")
    run("UPDATE agencies_event SET number = 2 WHERE number = 3")
    run("UPDATE agencies_event SET number = 3 WHERE number = 99")
    assert {(2, UNLINKED), (3, UNLINKED), (4, UNLINKED)} <= set(found(chain))


def test_a_cut_off_end_is_found(chain):
    run("DELETE FROM agencies_event WHERE number >= 4")
    assert found(chain) == [(4, "đầu chuỗi ghi 5 sự kiện, chỉ còn đến số 3: phần cuối bị cắt")]


def test_a_head_that_was_rewritten_is_found(chain):
    Chain.objects.update(head="0" * 64)
    assert found(chain) == [(5, "đầu chuỗi không khớp với sự kiện cuối")]


def test_events_of_one_chain_do_not_touch_another(db):
    log.write(Entry("save_figure", "cell:2:1"), by=None, name="report:1:1")
    log.write(Entry("grant", "user:lan"), by=None)
    assert list(Event.objects.order_by("pk").values_list("chain__name", "number")) == [
        ("report:1:1", 1),
        ("register", 1),
    ]


def test_a_rolled_back_change_leaves_no_event(db):
    with transaction.atomic():
        log.write(Entry("grant", "user:lan"), by=None)
        transaction.set_rollback(True)
    assert not Event.objects.exists()


@pytest.fixture
def guarded(chain):
    """The database as it is outside the tests."""
    if connection.vendor == "postgresql":
        run("SET CONSTRAINTS ALL IMMEDIATE")  # a table with checks to come could not be emptied anyway
    for statement in log.guard():
        run(statement)
    yield chain
    for statement in log.unguard():
        run(statement)


def test_the_guard_is_seen(guarded):
    assert log.is_guarded()
    for statement in log.unguard():
        run(statement)
    assert not log.is_guarded()


ATTACKS = [
    "UPDATE agencies_event SET note = 'khác' WHERE number = 1",
    "DELETE FROM agencies_event WHERE number = 5",
    "DELETE FROM agencies_event",
    pytest.param("TRUNCATE agencies_event", marks=pytest.mark.postgresql),
]


@pytest.mark.parametrize("attack", ATTACKS)
def test_the_database_itself_refuses_to_alter_delete_or_empty_the_log(guarded, attack):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        run(attack)
    assert Event.objects.count() == 5
    assert found(guarded) == []


def test_events_are_still_written_under_the_guard(guarded):
    log.write(Entry("grant", "user:moi"), by=None)
    assert found(guarded) == []


@pytest.mark.django_db(transaction=True)
def test_writers_at_the_same_time_lose_no_event_and_break_no_link():
    threads, each = (8, 50) if connection.vendor == "postgresql" else (4, 10)
    start = threading.Barrier(threads)
    errors: list[Exception] = []

    def write(thread: int) -> None:
        try:
            start.wait()
            for number in range(each):
                with transaction.atomic():
                    log.write(Entry("grant", f"user:{thread}:{number}"), by=None)
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    running = [threading.Thread(target=write, args=(thread,)) for thread in range(threads)]
    for one in running:
        one.start()
    for one in running:
        one.join()
    assert errors == []
    chain = Chain.objects.get(name=log.REGISTER)
    assert (chain.length, found(chain)) == (threads * each, [])
    said = set(Event.objects.values_list("subject", flat=True))
    assert said == {f"user:{thread}:{number}" for thread, number in itertools.product(range(threads), range(each))}
