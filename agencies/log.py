"""What was written down, and is it still what was written down?

Every change is an event in a chain; the digest of an event covers the digest of the one before it, so an altered,
deleted or inserted row breaks the chain and a cut-off end leaves it shorter than its head says.
"""

import dataclasses
import datetime
import hashlib
import json
from collections.abc import Iterable, Iterator

from django.db import connection
from django.db.models import Q
from django.utils import timezone

from agencies.models import Chain, Event, User

REGISTER = "register"  # agencies, people, rights, periods, editions: rare changes, one chain

# What the actions of all apps are called on a page; an action that is missing here is shown by its name.
LABELS = {
    "create_user": "Tạo tài khoản",
    "change_user": "Sửa tài khoản",
    "change_password": "Đổi mật khẩu",
    "reset_password": "Đặt lại mật khẩu",
    "grant": "Giao vai trò",
    "end_membership": "Kết thúc vai trò",
    "create_agency": "Thêm cơ quan",
    "change_agency": "Sửa cơ quan",
    "delete_agency": "Xóa cơ quan",
    "create_placement": "Xếp vào cây tổ chức",
    "change_placement": "Sửa vị trí trong cây tổ chức",
    "delete_placement": "Xóa vị trí trong cây tổ chức",
    "create_succession": "Ghi kế thừa",
    "change_succession": "Sửa kế thừa",
    "delete_succession": "Xóa kế thừa",
    "create_group": "Thêm nhóm quyền",
    "change_group": "Sửa nhóm quyền",
    "delete_group": "Xóa nhóm quyền",
    "generate_period": "Tạo kỳ báo cáo",
    "open_period": "Mở kỳ báo cáo",
    "close_period": "Đóng kỳ báo cáo",
    "reopen_period": "Mở lại kỳ báo cáo",
    "save_period": "Ghi kỳ báo cáo",
    "delete_period": "Xóa kỳ báo cáo",
    "load_edition": "Nạp bộ biểu",
    "clone_edition": "Nhân bản bộ biểu",
    "save_edition": "Ghi bộ biểu",
    "delete_edition": "Xóa bộ biểu",
    "save_appendix": "Ghi phụ lục",
    "delete_appendix": "Xóa phụ lục",
    "save_indicator": "Ghi chỉ tiêu",
    "delete_indicator": "Xóa chỉ tiêu",
    "import_indicators": "Nhập tệp chỉ tiêu",
    "save_rule": "Ghi quy tắc kiểm tra",
    "delete_rule": "Xóa quy tắc kiểm tra",
    "import_rules": "Nhập tệp quy tắc kiểm tra",
    "save_section_template": "Ghi mục của bộ biểu",
    "delete_section_template": "Xóa mục của bộ biểu",
    "import_sections": "Nhập tệp mục thuyết minh",
    "save_word_template": "Thay mẫu báo cáo Word",
    "create_field": "Thêm lĩnh vực",
    "change_field": "Sửa lĩnh vực",
    "delete_field": "Xóa lĩnh vực",
    "create_procedure": "Thêm thủ tục hành chính",
    "change_procedure": "Sửa thủ tục hành chính",
    "delete_procedure": "Xóa thủ tục hành chính",
    "import_procedures": "Nhập tệp thủ tục hành chính",
    "save_figure": "Nhập số liệu",
    "fill_figure": "Tự điền số liệu từ sổ",
    "compare_figure": "Đối chiếu với sổ",
    "apply_upload": "Ghi số liệu từ tệp đã nạp",
    "save_section": "Viết thuyết minh",
    "describe": "Ghi ngày số liệu",
    "explain": "Giải trình cảnh báo",
    "remark": "Ghi nhận xét",
    "drop_remark": "Xóa nhận xét",
    "attach": "Đính kèm tệp",
    "detach": "Bỏ tệp đính kèm",
    "seal_paper": "Cấp mã xác nhận bổ sung",
    "freeze_words": "Giữ nguyên lời văn đã gửi",
    "check_signatures": "Kiểm tra lại chữ ký số",
    "refuse_infected_file": "Từ chối tệp có mã độc",
    "send_for_signature": "Trình ký",
    "decline": "Trả lại người lập",
    "sign_and_send": "Ký và gửi",
    "withdraw": "Rút về để sửa",
    "take": "Nhận thẩm định",
    "send_back": "Trả lại đơn vị",
    "approve": "Phê duyệt",
    "reopen": "Mở phiên bản sửa đổi",
    "save_typed_table": "Nhập biểu thống kê hồ sơ TTHC",
    "upload_dossiers": "Tải lên tệp hồ sơ",
    "map_dossiers": "Chọn cột của tệp hồ sơ",
    "import_dossiers": "Ghi hồ sơ vào sổ",
    "cancel_dossiers": "Hủy lần nhập hồ sơ",
    "mend_summary": "Lập lại số tổng hợp hồ sơ",
}


@dataclasses.dataclass(frozen=True, slots=True)
class Entry:
    """One thing to write down. ``before`` and ``after`` are plain JSON values."""

    action: str
    subject: str
    before: object = None
    after: object = None
    note: str = ""


def chain(name: str = REGISTER) -> Chain:
    """The locked head of a chain, made when it is new. The caller is inside a transaction."""
    Chain.objects.get_or_create(name=name)
    return Chain.objects.select_for_update().get(name=name)


def digest_of(event: Event) -> str:
    """SHA-256 over everything an event says and the digest before it; instants are written in UTC."""
    said = [
        event.previous,
        event.number,
        event.at.astimezone(datetime.UTC).isoformat(timespec="microseconds"),
        event.by_id,
        event.by_name,
        event.action,
        event.subject,
        event.before,
        event.after,
        event.note,
    ]
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def sealed(head: Chain, entries: Iterable[Entry], *, by: User | None) -> list[Event]:
    """The events that entries become behind the head of a chain, which moves on with them; nothing is stored."""
    at, events = timezone.now(), []
    for entry in entries:
        event = Event(
            chain=head,
            number=head.length + 1,
            at=at,
            by=by,
            by_name=str(by) if by else "hệ thống",
            previous=head.head,
            **{field.name: getattr(entry, field.name) for field in dataclasses.fields(entry)},
        )
        event.digest = digest_of(event)
        head.length, head.head = event.number, event.digest
        events.append(event)
    return events


_WRITTEN = [field.attname for field in Event._meta.concrete_fields if field.name not in ("id", "chain")]


def as_json(events: Iterable[Event]) -> str:
    """Sealed events as PostgreSQL's function ``log_append`` takes them: it stores them and moves the head, or neither.

    It answers false, and nothing is written, where the chain has another head than the first of them follows.
    """
    return json.dumps([{name: getattr(event, name) for name in _WRITTEN} for event in events], default=str)


class Shut(Exception):
    """The chain takes no entry any more; the caller's transaction must not be committed."""


def append(locked: Chain, entries: Iterable[Entry], *, by: User | None, only: Q | None = None) -> list[Event]:
    """Write entries at the end of a chain whose row the caller holds locked, in the caller's transaction.

    ``only`` is asked by the statement that moves the head, so of what is true then and not when the lock was asked
    for. Raises Shut where it does not hold.
    """
    events = sealed(locked, entries, by=by)
    if events:
        Event.objects.bulk_create(events)
        moved = Chain.objects.filter(only or Q(), pk=locked.pk).update(length=locked.length, head=locked.head)
        if not moved:
            raise Shut(locked.name)
    return events


def write(entry: Entry, *, by: User | None, name: str = REGISTER) -> Event:
    """Lock a chain and write one entry; for changes that hold no other lock."""
    return append(chain(name), [entry], by=by)[0]


@dataclasses.dataclass(frozen=True, slots=True)
class Break:
    """A place where the log is not what was written."""

    chain: str
    number: int
    reason: str


def breaks(one: Chain) -> Iterator[Break]:
    """Every place where a chain does not hold, from its first event to its head."""
    expected, previous = 1, ""
    for event in Event.objects.filter(chain=one).order_by("number").iterator():
        if event.number != expected:
            yield Break(one.name, expected, f"thiếu sự kiện số {expected}, gặp số {event.number}")
        if event.previous != previous:
            yield Break(one.name, event.number, "không nối với sự kiện đứng trước (có sự kiện bị xóa hoặc chèn)")
        if digest_of(event) != event.digest:
            yield Break(one.name, event.number, "nội dung đã bị sửa sau khi ghi")
        expected, previous = event.number + 1, event.digest
    yield from _head_breaks(one, expected - 1, previous)


def _head_breaks(one: Chain, last: int, digest: str) -> Iterator[Break]:
    if last < one.length:
        yield Break(one.name, last + 1, f"đầu chuỗi ghi {one.length} sự kiện, chỉ còn đến số {last}: phần cuối bị cắt")
    elif last == one.length and digest != one.head:
        yield Break(one.name, last, "đầu chuỗi không khớp với sự kiện cuối")
    # Somebody may have written since the head was read; only the head of now can say that an event is too many.
    elif last > one.length and last > Chain.objects.get(pk=one.pk).length:
        yield Break(one.name, one.length + 1, "sự kiện nằm sau đầu chuỗi: bị chèn")


_TABLE = Event._meta.db_table
_GUARDS = {
    "sqlite": [
        f"CREATE TRIGGER IF NOT EXISTS event_no_{verb.lower()} BEFORE {verb} ON {_TABLE} "
        "BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END"
        for verb in ("UPDATE", "DELETE")
    ],
    "postgresql": [
        "CREATE OR REPLACE FUNCTION event_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the log is append-only'; END $$",
        f"CREATE OR REPLACE TRIGGER event_no_change BEFORE UPDATE OR DELETE ON {_TABLE} "
        "FOR EACH ROW EXECUTE FUNCTION event_append_only()",
        f"CREATE OR REPLACE TRIGGER event_no_truncate BEFORE TRUNCATE ON {_TABLE} "
        "FOR EACH STATEMENT EXECUTE FUNCTION event_append_only()",
    ],
}
_UNGUARDS = {
    "sqlite": [f"DROP TRIGGER IF EXISTS event_no_{verb}" for verb in ("update", "delete")],
    "postgresql": [f"DROP TRIGGER IF EXISTS event_no_{what} ON {_TABLE}" for what in ("change", "truncate")],
}


def guard(vendor: str | None = None) -> list[str]:
    """The statements that make the database itself refuse to alter or delete events."""
    return _GUARDS[vendor or connection.vendor]


def unguard(vendor: str | None = None) -> list[str]:
    """The statements that lift the guard; only a test database that is emptied between tests needs them."""
    return _UNGUARDS[vendor or connection.vendor]


def is_guarded() -> bool:
    """Whether the database itself refuses to alter and delete events, as after every migration."""
    question = {
        "sqlite": "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'event_no_%%'",
        "postgresql": "SELECT count(*) FROM pg_trigger WHERE tgname LIKE 'event_no_%%' AND tgenabled <> 'D'",
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(question, [])
        return cursor.fetchone()[0] == 2
