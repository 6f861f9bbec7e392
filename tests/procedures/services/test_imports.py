"""What becomes of a file of dossiers, from the upload to the ledger?"""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agencies import services as register
from agencies import sheets
from agencies.models import Event
from jobs import services as jobs
from jobs.models import Job
from procedures import ledger_files, ledger_scope, ledger_staging, summary
from procedures.models import Dossier, LedgerImport
from procedures.services import Refusal, imports
from tests import cast
from tests.procedures import files
from tests.procedures.files import counts, row
from tests.procedures.importing import hostile
from tests.procedures.rows import procedure

pytestmark = pytest.mark.usefixtures("known")

State = LedgerImport.State


def staged() -> list[str]:
    return [name for name in connection.introspection.table_names() if name.startswith("ledger_staging_")]


def test_a_file_is_checked_looked_at_and_written(mine):
    one = files.checked([row("H1"), row("H2", outcome="Đang giải quyết", finished="")], **mine)
    assert (one.state, counts(one)) == (State.READY, (2, 2, 0, 0, 0))
    assert Dossier.objects.count() == 0
    assert [(shown.code, shown.cells[6]) for shown in imports.preview(one).first_added] == [
        ("H1", ("", "Đã giải quyết")),
        ("H2", ("", "Đang giải quyết")),
    ]
    files.confirmed(one, by=mine["by"])
    assert (one.state, one.job.state) == (State.APPLIED, Job.State.DONE)
    assert list(Dossier.objects.order_by("code").values_list("code", "outcome", "finished_on")) == [
        ("H1", 3, datetime.date(2024, 6, 14)),
        ("H2", 1, None),
    ]
    assert summary.differences() == []
    assert staged() == []
    assert not ledger_files.path_of(one.pk).exists()
    event = Event.objects.get(chain__name="ledger", action="import_dossiers")
    assert (event.after["added"], event.after["sha256"], event.by) == (2, one.sha256, mine["by"])


def test_the_same_file_again_changes_nothing(mine):
    content = [row("H1"), row("H2")]
    files.applied(content, **mine)
    again = files.applied(content, **mine)
    assert (again.state, counts(again)) == (State.APPLIED, (2, 0, 0, 2, 0))
    assert summary.differences() == []


def test_a_row_that_changed_updates_by_its_code_and_is_shown_with_its_old_value(mine):
    files.applied([row("H1", outcome="Đang giải quyết", finished=""), row("H2")], **mine)
    one = files.checked([row("H1"), row("H2"), row("H3")], **mine)
    assert counts(one) == (3, 1, 1, 1, 0)
    (shown,) = imports.preview(one).first_changed
    assert (shown.code, shown.cells[4], shown.cells[6]) == (
        "H1",
        ("", "14/6/2024"),
        ("Đang giải quyết", "Đã giải quyết"),
    )
    assert [shown.code for shown in imports.preview(one).first_unchanged] == ["H2"]
    files.confirmed(one, by=mine["by"])
    assert Dossier.objects.get(code="H1").outcome == 3
    assert Dossier.objects.count() == 3
    assert summary.differences() == []


def test_a_due_day_that_no_file_names_is_computed_and_said_until_a_file_names_one(mine):
    of = procedure("1.002", processing_days=3)
    given = {"procedure": "1.002", "outcome": "Đang giải quyết", "finished": ""}
    content = [row("H1", due="", **given), row("H2", **given), row("H3", due="")]
    one = files.checked(content, **mine)
    preview = imports.preview(one)
    assert preview.computed == 1
    assert [shown.cells[3][1] for shown in preview.first_added] == ["13/6/2024 (tính)", "14/6/2024", ""]
    files.confirmed(one, by=mine["by"])
    assert list(Dossier.objects.order_by("code").values_list("due_on", "due_computed")) == [
        (datetime.date(2024, 6, 13), True),
        (datetime.date(2024, 6, 14), False),
        (None, False),
    ]
    assert summary.differences() == []
    assert counts(files.checked(content, **mine)) == (3, 0, 0, 3, 0)
    of.processing_days = 2  # the entry was wrong; a time that changes is another row, with its first day
    of.save()
    (shown,) = imports.preview(files.checked(content, **mine)).first_changed
    assert shown.cells[3] == ("13/6/2024 (tính)", "12/6/2024 (tính)")
    named = files.applied([row("H1", due="13/06/2024", **given)], **mine)
    assert (counts(named), Dossier.objects.get(code="H1").due_computed) == ((1, 0, 1, 0, 0), False)


def test_a_time_that_changes_from_a_day_on_leaves_the_dossiers_before_it(mine):
    until, since = datetime.date(2024, 6, 10), datetime.date(2024, 6, 11)
    procedure("1.002", processing_days=10, valid_to=until)
    content = [row("H1", procedure="1.002", due="")]
    files.applied(content, **mine)
    procedure("1.002", processing_days=1, valid_from=since)
    again = files.applied([*content, row("H2", procedure="1.002", received="11/06/2024", due="")], **mine)
    assert counts(again) == (2, 1, 0, 1, 0)
    assert [f"{one.due_on}" for one in Dossier.objects.order_by("code")] == ["2024-06-24", "2024-06-12"]


def test_refused_rows_are_named_and_left_out_only_when_somebody_says_so(mine):
    one = files.checked([row("H1"), row("H2", received="31/02/2024"), row("H3", procedure="9.999")], **mine)
    assert counts(one) == (3, 1, 0, 0, 2)
    assert [(fault.line, fault.column, fault.came) for fault in imports.refusals(one)] == [
        (3, "Ngày tiếp nhận", "31/02/2024"),
        (4, "Mã TTHC", "9.999"),
    ]
    with pytest.raises(Refusal, match="2 dòng bị từ chối"):
        imports.confirm(one, by=mine["by"])
    files.confirmed(one, by=mine["by"])
    assert list(Dossier.objects.values_list("code", flat=True)) == ["H1"]


def test_a_code_that_comes_twice_counts_once_when_equal_and_is_refused_when_not(mine):
    one = files.checked([row("H1"), row("H2"), row("H1"), row("H2", channel="Trực tiếp")], **mine)
    assert counts(one) == (4, 1, 0, 0, 2)
    assert imports.preview(one).repeats == 1
    assert [(fault.line, fault.expected) for fault in imports.refusals(one)] == [
        (3, "mỗi mã một dòng; mã này còn ở dòng 5 với nội dung khác"),
        (5, "mỗi mã một dòng; mã này còn ở dòng 3 với nội dung khác"),
    ]


def test_a_file_of_another_agency_or_span_is_refused_as_a_whole(mine):
    cast.stc()
    other = files.checked([row("H1", agency="Sở Tài chính"), row("H2", agency="STC"), row("H3")], **mine)
    assert (other.state, other.job.state) == (State.REFUSED, Job.State.DONE)
    assert "nhiều nhất là Sở Tài chính (2 dòng)" in other.reason
    late = files.checked([row("H1", received="01/08/2024", due="", finished="02/08/2024")], **mine)
    assert (late.state, "hồ sơ tiếp nhận tháng 8/2024" in late.reason) == (State.REFUSED, True)
    assert staged() == []


def test_a_dossier_of_an_agency_outside_the_scope_is_never_overwritten(mine):
    files.applied([row("H1", agency="STC")], agency=cast.stc(), by=cast.reporter_b())
    one = files.checked([row("H1"), row("H2")], **mine)
    assert counts(one) == (2, 1, 0, 0, 1)
    assert next(imports.refusals(one)).mend == "Mã này là hồ sơ của Sở Tài chính."
    files.confirmed(one, by=mine["by"])
    assert Dossier.objects.get(code="H1").agency == cast.stc()


def test_waiting_rows_that_are_gone_are_checked_again_by_themselves(mine):
    one = files.checked([row("H1"), row("H2")], **mine)
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {one.staging}")
    assert files.confirmed(one, by=mine["by"]).state == State.APPLIED
    assert Dossier.objects.count() == 2
    assert staged() == []


def test_the_province_imports_for_every_agency_and_a_reporter_for_his_own(mine):
    cast.stc()
    province = cast.member("tinh", "Người của tỉnh", "reporter", cast.province())
    whole = files.applied([row("H1"), row("H2", agency="STC")], agency=cast.province(), by=province)
    assert counts(whole) == (2, 2, 0, 0, 0)
    for stranger in (cast.reporter_b(), cast.signer_a(), cast.viewer(), cast.admin()):
        with pytest.raises(Refusal, match="Chỉ người lập báo cáo"):
            files.upload([row("H3")], agency=cast.skhdt(), by=stranger)


def test_columns_about_persons_are_dropped_and_said(mine):
    content = files.text([*row("H1"), "Nguyễn Văn A", "0912345678"], headers=[*files.HEADERS, "Người nộp", "Ghi chú"])
    one = files.upload(content, **mine)
    assert one.dropped == ["Người nộp", "Ghi chú"]
    assert imports.layout(one).samples[0][-2:] == ["", ""]
    with pytest.raises(Refusal, match="số căn cước"):
        files.upload([row("046091001234"), row("046091001235")], **mine)


def test_unknown_headers_are_mapped_by_hand(mine):
    headers = ["A", "B", *files.HEADERS[2:]]
    one = files.upload(files.text(row("H1"), headers=headers), **mine)
    assert [column.name for column in imports.missing(one)] == ["code", "procedure"]
    with pytest.raises(Refusal, match="Chưa biết cột"):
        imports.check(one, by=mine["by"])
    imports.map_columns(one, one.mapping | {"code": "A", "procedure": "B"}, by=mine["by"])
    jobs.run_now(imports.check(one, by=mine["by"]))
    one.refresh_from_db()
    assert counts(one) == (1, 1, 0, 0, 0)


def test_a_workbook_is_read_like_a_text_file(mine):
    cells: list[list] = [row("H1"), row("H2", received="11/06/2024 08:15")]
    cells[0][3:6] = [
        datetime.date(2024, 6, 10),
        datetime.datetime(2024, 6, 14, 16, 30, tzinfo=datetime.UTC),  # half past eleven at night here
        datetime.date(2024, 6, 13),
    ]
    one = files.applied(sheets.xlsx(files.HEADERS, cells), name="Hồ sơ.xlsx", **mine)
    assert counts(one) == (2, 2, 0, 0, 0)
    assert list(Dossier.objects.order_by("code").values_list("received_on", "due_on", "finished_on")) == [
        (datetime.date(2024, 6, 10), datetime.date(2024, 6, 14), datetime.date(2024, 6, 13)),
        (datetime.date(2024, 6, 11), datetime.date(2024, 6, 14), datetime.date(2024, 6, 14)),
    ]
    again = files.checked(files.text(row("H1", finished="13/06/2024")), **mine)
    assert counts(again) == (1, 0, 0, 1, 0)


def test_a_file_that_is_refused_leaves_nothing_on_the_disk(mine, tmp_path):
    for content in (hostile.book(more={"xl/vbaProject.bin": "x"}), b"%PDF-1.7", b"", b"a,b\0"):
        with pytest.raises(Refusal):
            files.upload(content, name="a.xlsx" if content.startswith(b"PK") else "a.csv", **mine)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    assert LedgerImport.objects.count() == 0


def test_a_cancelled_import_leaves_nothing_behind(mine, django_capture_on_commit_callbacks):
    one = files.checked([row("H1")], **mine)
    with django_capture_on_commit_callbacks(execute=True):
        imports.cancel(one, by=mine["by"])
    assert (one.state, staged(), ledger_files.path_of(one.pk).exists()) == (State.CANCELLED, [], False)
    with pytest.raises(Refusal, match="Đã hủy"):
        imports.confirm(one, by=mine["by"])


def test_a_sweep_drops_what_nothing_waits_for(mine):
    waiting = files.checked([row("H1")], **mine)
    stray = ledger_staging.Staging.create(datetime.date(2024, 1, 1))
    call_command("sweep_imports", verbosity=0)
    assert stray.name not in staged()
    assert waiting.staging in staged()
    LedgerImport.objects.update(at="2024-01-01T00:00:00Z")
    call_command("sweep_imports", verbosity=0)
    waiting.refresh_from_db()
    assert waiting.state == State.CANCELLED


def test_the_log_names_who_confirmed_not_who_brought_the_file(mine):
    one = files.checked([row("H1")], **mine)
    files.confirmed(one, by=cast.second_reporter_a())
    assert Event.objects.get(chain__name="ledger", action="upload_dossiers").by == mine["by"]
    assert Event.objects.get(chain__name="ledger", action="import_dossiers").by == cast.second_reporter_a()


@pytest.mark.postgresql
def test_the_unchanged_rows_of_a_large_file_are_shown_without_comparing_each_with_every_changed_one(mine):
    content = [row(f"H{number}") for number in range(400)]
    files.applied(content, **mine)
    changed = [row(f"H{number}", channel="Trực tiếp") for number in range(200)]
    one = files.checked([*changed, *content[200:]], **mine)
    with connection.cursor() as cursor, CaptureQueriesContext(connection) as asked:
        cursor.execute("SET LOCAL work_mem = '64kB'")  # as little as millions of rows leave
        assert [shown.code for shown in imports.preview(one).first_unchanged][:2] == ["H200", "H201"]
        (query,) = (query["sql"] for query in asked if "unchanged" in query["sql"])
        cursor.execute(f"EXPLAIN {query}")
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "SubPlan" not in plan


def test_a_check_that_began_before_midnight_keeps_its_rows(mine):
    today = datetime.date(2024, 6, 15)
    at_work = ledger_staging.Staging.create(today - datetime.timedelta(days=1))
    imports.sweep(today)
    assert at_work.name in staged()


def test_an_import_that_nobody_came_back_for_is_given_up_with_an_event(mine):
    one = files.checked([row("H1")], **mine)
    imports.sweep(datetime.date.max)
    one.refresh_from_db()
    event = Event.objects.get(action="cancel_dossiers")
    assert (one.state, event.subject, event.by) == (State.CANCELLED, f"ledger_import:{one.pk}", None)


def test_a_district_imports_no_more_for_a_commune_that_has_moved_on():
    commune, today = cast.commune(), timezone.localdate()
    district = cast.district()
    assert ledger_scope.agencies_of(district) == {district.pk, commune.pk}
    other = cast.agency("477", "Huyện Quảng Điền", "district", cast.province())
    stood = commune.placements.get()
    stood.valid_to = datetime.date(2023, 6, 30)
    stood.save()
    commune.placements.create(parent=other, valid_from=datetime.date(2023, 7, 1), valid_to=today)
    commune.placements.create(parent=district, valid_from=today + datetime.timedelta(days=1))
    assert ledger_scope.agencies_of(district) == {district.pk}
    assert ledger_scope.agencies_of(other) == {other.pk, commune.pk}


def test_who_is_no_reporter_any_more_has_nothing_written_again(mine):
    one = files.checked([row("H1")], **mine)
    job = imports.confirm(one, by=mine["by"])
    jobs.cancel(job, by=mine["by"])
    mine["by"].memberships.update(valid_to="2020-01-01")
    with pytest.raises(Refusal, match="Chỉ người lập báo cáo"):
        jobs.again(job, by=mine["by"])


def test_an_agency_with_dossiers_keeps_its_tier():
    agency = cast.stc()
    files.applied([row("H1", agency="STC")], agency=agency, by=cast.reporter_b())
    agency.tier = "commune"
    with pytest.raises(ValidationError, match="giữ nguyên mã và cấp"):
        register.save(agency, by=None)


def test_a_file_that_breaks_off_in_its_middle_is_refused_with_a_reason(mine):
    start = files.text(*[row(f"H{number}") for number in range(30)])
    one = files.checked(start + '"H31,' + "\n".join([",".join(row("H32"))] * 4000), **mine)
    assert (one.state, one.job.state) == (State.REFUSED, Job.State.DONE)
    assert "dấu nháy kép không khép lại" in one.reason
    assert staged() == []


def test_a_file_of_nothing_but_mistakes_ends_before_it_fills_the_disk(mine, monkeypatch):
    monkeypatch.setattr(imports.import_work, "MOST_REFUSALS", 20)
    one = files.checked([row(f"H{number}", channel="Bồ câu") for number in range(30)], **mine)
    assert one.state == State.REFUSED
    assert "hơn 20 ô sai" in one.reason
    assert "dòng 22, cột “Hình thức nộp”: gặp “Bồ câu”" in one.reason
    assert list(imports.refusals(one)) == []
