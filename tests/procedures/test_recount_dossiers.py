import io

import pytest
from django.core.management import call_command

from agencies.models import Event
from procedures.models import TierDay
from tests import cast
from tests.procedures.dossiers import dossier, procedure, write

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> tuple[int, str]:
    out = io.StringIO()
    try:
        call_command("recount_dossiers", *arguments, stdout=out, stderr=out)
    except SystemExit as end:
        return int(end.code or 0), out.getvalue()
    return 0, out.getvalue()


def test_a_summary_that_is_right_is_left_alone():
    write([dossier("1", cast.skhdt(), procedure("A", "Đất đai"), 0)])
    assert run() == (0, "Số tổng hợp khớp với 1 hồ sơ.\n")
    assert run("--mend") == (0, "Số tổng hợp khớp với 1 hồ sơ.\n")
    assert not Event.objects.filter(action="mend_summary").exists()


def test_a_difference_is_named_ends_with_1_and_is_mended_with_an_event():
    write([dossier("1", cast.skhdt(), procedure("A", "Đất đai"), 0)])
    TierDay.objects.update(received_online=3)
    code, said = run()
    assert code == 1
    assert "2024-01-01: received_online +2" in said
    assert run("--mend")[0] == 0
    assert run() == (0, "Số tổng hợp khớp với 1 hồ sơ.\n")
    assert Event.objects.get(action="mend_summary").before["differences"] == 1
