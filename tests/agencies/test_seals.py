"""Do the seals outside the database show what the database can no longer show?"""

import datetime
import json
import os
import sqlite3
import subprocess
import sys

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from agencies import log, seals
from agencies.log import Entry
from agencies.models import Chain, Event

pytestmark = pytest.mark.django_db


def write(count: int, name: str = log.REGISTER) -> None:
    for _ in range(count):
        log.write(Entry("grant", "user:lan"), by=None, name=name)


def rewrite_end(keep: int) -> None:
    """What the owner of the database could do: cut the end and set the head as if it had never been."""
    Event.objects.filter(number__gt=keep)._raw_delete("default")
    head = Event.objects.get(number=keep).digest
    Chain.objects.update(length=keep, head=head)


@pytest.fixture
def file(tmp_path):
    return tmp_path / "seals.jsonl"


def test_a_seal_is_one_json_line_a_chain(file, capsys):
    write(2)
    write(1, "report:1:1")
    call_command("seal_log", to=file)
    assert "Đã niêm phong 2 chuỗi." in capsys.readouterr().out
    lines = [json.loads(line) for line in file.read_text().splitlines()]
    assert [(line["chain"], line["length"]) for line in lines] == [("register", 2), ("report:1:1", 1)]
    assert lines[0]["head"] == Chain.objects.get(name="register").head
    assert set(lines[0]) == {"day", "chain", "length", "head"}


def test_only_chains_that_have_grown_are_sealed_again(file):
    write(2)
    write(1, "report:1:1")
    call_command("seal_log", to=file)
    call_command("seal_log", to=file)
    write(1)
    call_command("seal_log", to=file)
    assert [(seal.chain, seal.length) for seal in seals.read(file)] == [
        ("register", 2),
        ("report:1:1", 1),
        ("register", 3),
    ]


def test_a_whole_log_is_verified_with_its_seals(file, capsys):
    write(3)
    call_command("seal_log", to=file)
    write(1)
    call_command("verify_log", seals=file)
    assert "Nhật ký toàn vẹn: 1 chuỗi, 4 sự kiện." in capsys.readouterr().out


def test_a_cut_end_with_a_rewritten_head_is_invisible_inside_and_seen_by_the_seals(file, capsys):
    write(5)
    call_command("seal_log", to=file)
    rewrite_end(keep=3)
    call_command("verify_log")
    with pytest.raises(CommandError, match="1 chỗ sai"):
        call_command("verify_log", seals=file)
    assert "đã niêm phong 5 sự kiện, nay còn 3" in capsys.readouterr().out


def test_a_rewritten_chain_of_the_same_length_is_seen_by_the_seals(file, capsys):
    write(5)
    call_command("seal_log", to=file)
    rewrite_end(keep=3)
    write(2)
    call_command("verify_log")
    with pytest.raises(CommandError):
        call_command("verify_log", seals=file)
    assert "register #5: khác với niêm phong ngày" in capsys.readouterr().out


def test_a_log_that_went_back_is_not_sealed_again(file):
    write(5)
    call_command("seal_log", to=file)
    before = file.read_text()
    rewrite_end(keep=3)
    with pytest.raises(CommandError, match="Không niêm phong: nhật ký đã lùi lại"):
        call_command("seal_log", to=file)
    assert file.read_text() == before


def test_a_clock_that_went_back_seals_nothing(file):
    write(1)
    tomorrow = seals.Seal(datetime.date(2999, 1, 1), "register", 1, Chain.objects.get().head)
    seals.append(file, [tomorrow])
    with pytest.raises(CommandError, match="đồng hồ sai"):
        call_command("seal_log", to=file)


def test_a_disk_that_is_not_there_is_said(tmp_path):
    write(1)
    with pytest.raises(CommandError, match="Chưa niêm phong được"):
        call_command("seal_log", to=tmp_path / "unmounted" / "seals.jsonl")


@pytest.mark.parametrize(
    "text", ["không phải JSON", '{"day": "2024-13-01"}', "[]", '{"day": "2024-01-01", "chain": "a"}']
)
def test_a_spoilt_file_of_seals_is_refused_with_the_line(file, text):
    file.write_text(text + "\n")
    for command, option in (("verify_log", "seals"), ("seal_log", "to")):
        with pytest.raises(CommandError, match="dòng 1"):
            call_command(command, **{option: file})


def test_a_missing_file_of_seals_is_no_proof(file):
    with pytest.raises(CommandError, match="không có dấu niêm phong"):
        call_command("verify_log", seals=file)


def test_every_break_is_printed_with_its_chain_and_number(capsys):
    write(3)
    write(2, "report:1:1")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE agencies_event SET note = 'x' WHERE number = 2")
    with pytest.raises(CommandError, match="2 chỗ sai trong 2 chuỗi"):
        call_command("verify_log")
    out = capsys.readouterr().out
    assert "register #2: nội dung đã bị sửa sau khi ghi" in out
    assert "report:1:1 #2: nội dung đã bị sửa sau khi ghi" in out


def test_a_fresh_database_is_guarded_by_its_migrations_and_a_broken_log_ends_with_code_1(tmp_path):
    path = tmp_path / "fresh.sqlite3"
    environment = {**os.environ, "CCHC_VAR": str(tmp_path), "DATABASE_URL": f"sqlite:///{path}"}

    def manage(*words: str) -> subprocess.CompletedProcess:
        command = [sys.executable, "manage.py", *words, "--settings", "tests.settings"]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)

    assert manage("migrate", "-v0").returncode == 0
    whole = manage("verify_log")
    assert (whole.returncode, whole.stderr) == (0, "")
    with sqlite3.connect(path) as database:
        database.execute("INSERT INTO agencies_chain (name, length, head) VALUES ('register', 1, 'x')")
    assert manage("verify_log").returncode == 1
