"""What becomes of checked rows when others write to the ledger before they do, or when they are written twice?"""

import pytest

from jobs import services as jobs
from procedures import ledger_files, summary
from procedures.models import Dossier, LedgerImport
from procedures.services import imports
from tests import cast
from tests.procedures import files
from tests.procedures.files import counts, row

pytestmark = pytest.mark.usefixtures("known")

State = LedgerImport.State


def test_what_another_agency_brought_meanwhile_is_looked_at_again(mine):
    first = files.checked([row("H1")], **mine)
    second = files.checked([row("H1", agency="STC"), row("H2", agency="STC")], agency=cast.stc(), by=cast.reporter_b())
    files.confirmed(first, by=mine["by"])
    jobs.run_now(imports.confirm(second, by=cast.reporter_b()))
    second.refresh_from_db()
    assert (second.state, counts(second)) == (State.READY, (2, 1, 0, 0, 1))
    assert "xác nhận lại" in second.reason
    files.confirmed(second, by=cast.reporter_b())
    assert set(Dossier.objects.values_list("code", "agency__code")) == {("H1", "SKHDT"), ("H2", "STC")}
    assert summary.differences() == []


def test_rows_that_were_shown_as_new_do_not_overwrite_what_came_meanwhile_unseen(mine):
    first, second = files.checked([row("H1")], **mine), files.checked([row("H1", channel="Trực tiếp")], **mine)
    files.confirmed(first, by=mine["by"])
    jobs.run_now(imports.confirm(second, by=mine["by"]))
    second.refresh_from_db()
    assert (second.state, counts(second)) == (State.READY, (1, 0, 1, 0, 0))
    assert "xác nhận lại" in second.reason
    assert Dossier.objects.get().channel == 1
    files.confirmed(second, by=mine["by"])
    assert Dossier.objects.get().channel == 2
    assert summary.differences() == []


def test_rows_that_were_shown_as_changed_are_shown_again_when_another_import_changed_them(mine):
    start = {"outcome": "Đang giải quyết", "finished": ""}
    files.applied([row("H1", **start), row("H2", **start)], **mine)
    first = files.checked([row("H1"), row("H2", channel="Trực tiếp", **start)], **mine)
    withdrawn = files.checked([row("H1", outcome="Rút hồ sơ")], **mine)
    one_for_one = files.checked([row("H1"), row("H2", **start)], **mine)
    files.confirmed(first, by=mine["by"])
    files.confirmed(withdrawn, by=mine["by"])
    assert (withdrawn.state, counts(withdrawn)) == (State.READY, (1, 0, 1, 0, 0))
    assert "xác nhận lại" in withdrawn.reason
    assert imports.preview(withdrawn).first_changed[0].cells[6] == ("Đã giải quyết", "Rút hồ sơ")
    files.confirmed(one_for_one, by=mine["by"])  # as many rows change as before, but it is another one
    assert (one_for_one.state, counts(one_for_one)) == (State.READY, (2, 0, 1, 1, 0))
    assert list(Dossier.objects.order_by("code").values_list("outcome", "channel")) == [(3, 1), (1, 2)]
    assert files.confirmed(withdrawn, by=mine["by"]).state == State.APPLIED
    assert Dossier.objects.get(code="H1").outcome == 5
    assert summary.differences() == []


def test_rows_that_others_left_alone_are_written_whatever_else_came_meanwhile(mine):
    start = {"outcome": "Đang giải quyết", "finished": ""}
    files.applied([row("H1", **start), row("H2", **start)], **mine)
    one = files.checked([row("H1"), row("H2")], **mine)
    files.applied([row("H2"), row("H3")], **mine)
    assert (files.confirmed(one, by=mine["by"]).state, counts(one)) == (State.APPLIED, (2, 0, 1, 1, 0))
    assert summary.differences() == []


def test_what_the_writing_refuses_is_listed_once_however_often_it_is_run(mine):
    one = files.checked([row("H1"), row("H2", channel="Bồ câu")], **mine)
    late = ledger_files.Refused(2, "Mã hồ sơ", "H1", "mã chưa có ở cơ quan khác")
    for _ in range(2):
        ledger_files.keep_late(one.pk, [late])
    assert [fault.line for fault in imports.refusals(one)] == [2, 3]
    files.confirmed(one, by=mine["by"])  # a run that refuses nothing more
    assert [fault.line for fault in imports.refusals(one)] == [3]
