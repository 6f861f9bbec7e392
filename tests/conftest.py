"""What do the tests share? The browser, and a tab that notices what a person would not."""

import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from playwright.sync_api import BrowserContext, Page, expect

from agencies import log

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright runs an event loop of its own

expect.set_options(timeout=15_000)  # ms; a machine that does much else is slow, not wrong

# The shell is the same Chromium without the frame of a window, which costs as much as the pages and which nobody sees.
CHROMIUM_NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    on_postgresql = "postgresql" in settings.DATABASES["default"]["ENGINE"]
    for item in items:
        if item.get_closest_marker("postgresql") and not on_postgresql:
            item.add_marker(pytest.mark.skip(reason="says something about PostgreSQL only"))
    # First, so that in the end no worker is alone with one of them.
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker) -> None:
    """Lifts the guard of the log: a test that commits is cleaned up by emptying every table."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        for statement in log.unguard():
            cursor.execute(statement)


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, object]:
    """The machine's own Chromium; without the sandbox, which root may not use."""
    path = os.environ.get("CCHC_CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    if not path:
        pytest.fail("Chromium was not found: install it (Debian: apt-get install chromium) or set CCHC_CHROMIUM.")
    return {"executable_path": path, "args": ["--no-sandbox", "--disable-dev-shm-usage"]}


@pytest.fixture(scope="session")
def browser_context_args() -> dict[str, object]:
    return {
        "locale": "vi-VN",
        "timezone_id": "Asia/Ho_Chi_Minh",
        "viewport": {"width": 1280, "height": 800},
    }


@pytest.fixture(autouse=True)
def answered(request: pytest.FixtureRequest) -> Iterator[None]:
    """After a test in the browser, waits for what its last tab asked for: the tables are emptied only then."""
    if "live_server" not in request.fixturenames:
        yield
        return
    request.getfixturevalue("transactional_db")  # so that this ends before it, and after the browser's tabs
    yield
    end = time.monotonic() + 20
    for thread in threading.enumerate():
        if "process_request_thread" in thread.name:
            thread.join(max(0, end - time.monotonic()))


@pytest.fixture
def watched(live_server) -> Iterator[Callable[[Page], Page]]:
    """Watches the tabs it is given; in the end none of them may have logged an error or called another host."""
    complaints: list[str] = []
    host = urlsplit(live_server.url).netloc

    def watch(page: Page) -> Page:
        page.on("console", lambda said: complaints.append(f"console: {said.text}") if said.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(f"script: {error}"))
        page.on("request", lambda sent: None if is_ours(sent.url, host) else complaints.append(f"left us: {sent.url}"))
        return page

    yield watch
    assert complaints == []


def is_ours(url: str, host: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in {"data", "blob", "about"} or parts.netloc == host


@pytest.fixture
def tab(watched: Callable[[Page], Page], page: Page, db: None) -> Page:
    """One watched tab; `tab.goto(live_server.url + "/...")`."""
    return watched(page)


@pytest.fixture
def sign_in(live_server) -> Callable:
    """Gives a browser context the session of a user: `sign_in(tab.context, user)`, without typing the password."""

    def use(context: BrowserContext, user) -> None:
        client = Client()
        client.force_login(user)
        name = settings.SESSION_COOKIE_NAME
        context.clear_cookies()
        context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])

    return use


@pytest.fixture(scope="session")
def axe() -> Callable[[Page], list[str]]:
    """Returns what axe finds on a page, one line a finding: `assert axe(tab) == []`."""
    source = (Path(settings.NODE_MODULES) / "axe-core" / "axe.min.js").read_text()

    def findings(page: Page) -> list[str]:
        page.evaluate(source)  # not a script tag: our own policy would refuse it
        result = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        return [f"{rule['id']}: {node['html']}" for rule in result["violations"] for node in rule["nodes"]]

    return findings


@pytest.fixture(autouse=True)
def nothing_remembered():
    """A database that was rolled back gives the same keys to other rows."""
    from reports import plain

    plain.forget()
