import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection
from django.utils import formats
from django.utils.formats import localize

ROOT = Path(settings.BASE_DIR)
SECRET = "k7Q" + "9dWm2ZtXb4" * 6


def manage(*arguments: str, folder: Path, **variables: str) -> subprocess.CompletedProcess:
    """Runs manage.py as a stranger would: with these variables and nothing else."""
    environment = {"PATH": os.environ["PATH"], "CCHC_VAR": str(folder), **variables}
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def show(expression: str, folder: Path, **variables: str) -> str:
    program = f"from django.conf import settings; print({expression})"
    done = manage("shell", "--no-imports", "-c", program, folder=folder, **variables)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


PRODUCTION = {"SECRET_KEY": SECRET, "ALLOWED_HOSTS": "cchc.example.vn"}


def test_production_does_not_start_without_a_secret(tmp_path):
    done = manage("check", folder=tmp_path, ALLOWED_HOSTS="cchc.example.vn")
    assert done.returncode == 1
    assert "SECRET_KEY is not set" in done.stderr
    assert "Traceback" not in done.stderr


def test_production_does_not_start_without_host_names(tmp_path):
    done = manage("check", folder=tmp_path, SECRET_KEY=SECRET)
    assert done.returncode == 1
    assert "ALLOWED_HOSTS is not set" in done.stderr


def test_production_does_not_answer_for_every_host(tmp_path):
    done = manage("check", folder=tmp_path, SECRET_KEY=SECRET, ALLOWED_HOSTS="*")
    assert "name the hosts" in done.stderr


def test_a_misspelt_switch_is_not_taken_for_off(tmp_path):
    done = manage("check", folder=tmp_path, CCHC_DEMO="yess")
    assert "CCHC_DEMO must be 1 or 0, not 'yess'" in done.stderr


def test_another_database_than_the_two_is_refused(tmp_path):
    done = manage("check", folder=tmp_path, DATABASE_URL="mysql://root@localhost/x", **PRODUCTION)
    assert "DATABASE_URL must begin with postgresql:// or sqlite:///" in done.stderr


def test_production_passes_djangos_own_deployment_check(tmp_path):
    done = manage("check", "--deploy", "--fail-level", "WARNING", folder=tmp_path, **PRODUCTION)
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


def test_the_demonstration_makes_its_secret_once_and_keeps_it_private(tmp_path):
    first = show("settings.SECRET_KEY", tmp_path, CCHC_DEMO="1")
    assert len(first) >= 64
    assert show("settings.SECRET_KEY", tmp_path, CCHC_DEMO="1") == first
    assert (tmp_path / "secret").stat().st_mode & 0o777 == 0o600


def test_debug_is_off_in_the_demonstration_too(tmp_path):
    assert show("settings.DEBUG, settings.SESSION_COOKIE_SECURE", tmp_path, CCHC_DEMO="1") == "False False"


def test_production_cookies_travel_over_https_only(tmp_path):
    expression = "settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, settings.SESSION_COOKIE_SECURE"
    assert show(expression, tmp_path, **PRODUCTION) == "__Host-session __Host-csrf True"


def test_postgresql_connections_are_kept_and_checked(tmp_path):
    url = "postgresql://cchc:pw@db.example.vn:5433/cchc"
    expression = "[settings.DATABASES['default'][k] for k in ('HOST', 'PORT', 'CONN_MAX_AGE', 'CONN_HEALTH_CHECKS')]"
    assert show(expression, tmp_path, DATABASE_URL=url, **PRODUCTION) == "['db.example.vn', 5433, 600, True]"


@pytest.mark.django_db
def test_sqlite_waits_for_the_disk_and_checks_foreign_keys():
    if connection.vendor != "sqlite":
        pytest.skip("says something about SQLite only")
    answers = {}
    with connection.cursor() as cursor:
        for name in ("journal_mode", "synchronous", "foreign_keys"):
            answers[name] = cursor.execute(f"PRAGMA {name}").fetchone()[0]
    assert answers == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
    assert connection.transaction_mode == "IMMEDIATE"


@pytest.mark.postgresql
@pytest.mark.django_db
def test_the_postgresql_driver_is_psycopg2():
    from django.db.backends.postgresql.psycopg_any import is_psycopg3

    assert is_psycopg3 is False


def test_psycopg_3_is_not_installed():
    with pytest.raises(ModuleNotFoundError):
        import psycopg  # noqa: F401


def test_numbers_and_dates_are_written_as_in_the_reports():
    import datetime
    from decimal import Decimal

    assert localize(205787) == "205.787"
    assert localize(Decimal("58.93")) == "58,93"
    assert formats.date_format(datetime.date(2024, 6, 14)) == "14/6/2024"


def test_a_date_is_read_day_first():
    from django import forms

    assert forms.DateField().clean("05/06/2026").isoformat() == "2026-06-05"


def test_people_are_our_own_model():
    assert get_user_model()._meta.label == "agencies.User"
