"""Is every step of a report in its chain, and does the check find what somebody changed in it afterwards?"""

import datetime
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection

from agencies import log
from agencies.models import Chain, Event
from reports import open_points
from reports.models import Report
from reports.services import acts, attachments, review, sections
from tests import cast, filing

pytestmark = pytest.mark.django_db

EVERY_STEP = (
    *("save_figure", "save_section", "describe", "explain", "attach", "detach", "send_for_signature", "decline"),
    *("sign_and_send", "withdraw", "take", "remark", "drop_remark", "send_back", "approve", "reopen"),
)


@pytest.fixture
def report(settings, tmp_path) -> Report:
    """A report that went through everything that can happen to one."""
    settings.MEDIA_ROOT = tmp_path
    report, lan, minh, thu = filing.report(cast.skhdt()), cast.reporter_a(), cast.signer_a(), cast.reviewer()
    filing.fill_all(report, lan)
    sections.save_section(report.pk, "I.1", "Đã làm.", 0, by=lan)
    acts.describe(report.pk, by=lan, data_as_of=datetime.date(2024, 6, 10))
    for warning in open_points.of(filing.version(report)).warnings:
        review.explain(report.pk, warning.key, "Vì chốt sớm.", by=lan)
    file = attachments.attach(report.pk, SimpleUploadedFile("a.pdf", b"%PDF-1.7 %%EOF"), by=lan)
    attachments.detach(report.pk, file.key, by=lan)
    filing.act(report, "send_for_signature", lan)
    filing.act(report, "decline", minh, reason="Xem lại")
    filing.act(report, "send_for_signature", lan)
    filing.act(report, "withdraw", lan, reason="Nhầm")
    filing.act(report, "send_for_signature", lan)
    filing.act(report, "sign_and_send", minh, paper=filing.PAPER)
    filing.act(report, "take", thu)
    dropped = review.remark(report.pk, "Bỏ.", by=thu, key="2:1")
    review.drop_remark(report.pk, dropped.pk, by=thu)
    review.remark(report.pk, "Kiểm tra lại.", by=thu, key="2:1")
    filing.act(report, "send_back", thu)
    filing.fill(report, {"2:1": "6"}, lan)
    filing.act(report, "send_for_signature", lan)
    filing.act(report, "sign_and_send", minh, paper=filing.PAPER)
    filing.act(report, "approve", thu)
    filing.act(report, "reopen", thu, reason="Sửa số")
    return Report.objects.get(pk=report.pk)


def test_every_step_is_in_the_chain_and_the_chain_holds(report):
    assert set(report.chain.events.values_list("action", flat=True)) == set(EVERY_STEP)
    assert set(log.LABELS) >= set(EVERY_STEP)
    assert [one for chain in Chain.objects.all() for one in log.breaks(chain)] == []
    call_command("verify_log")


def altered(sql: str, *values: object) -> None:
    """Past everything that guards the log, as whoever runs the database could."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


@pytest.mark.parametrize("what", ["a figure", "a person", "a time", "a reason", "one gone", "the end gone", "one more"])
def test_whatever_is_changed_in_the_chain_of_a_report_is_found(report, what):
    chain, table = report.chain_id, Event._meta.db_table
    last = Event.objects.filter(chain=chain).latest("number")
    middle = Event.objects.get(chain=chain, number=last.number // 2)
    match what:
        case "a figure":
            altered(f"UPDATE {table} SET after = %s WHERE id = %s", '{"value": "7"}', middle.pk)
        case "a person":
            altered(f"UPDATE {table} SET by_name = %s WHERE id = %s", "Người khác", middle.pk)
        case "a time":
            earlier = middle.at - datetime.timedelta(days=1)
            altered(f"UPDATE {table} SET at = %s WHERE id = %s", earlier, middle.pk)
        case "a reason":
            altered(f"UPDATE {table} SET note = %s WHERE id = %s", "Không có", last.pk)
        case "one gone":
            altered(f"DELETE FROM {table} WHERE id = %s", middle.pk)
        case "the end gone":
            altered(f"DELETE FROM {table} WHERE id = %s", last.pk)
        case "one more":
            Event.objects.create(
                chain_id=chain, number=last.number + 1, at=last.at, action="approve", subject="x", previous=last.digest
            )
    assert list(log.breaks(Chain.objects.get(pk=chain)))
    with pytest.raises(CommandError, match="không toàn vẹn"):
        call_command("verify_log", stdout=io.StringIO())
