"""What do the tests of the entry page share? A report of Sở KH&ĐT, and people at their desks."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, Page

from reports.models import Report
from tests import cast, filing


@pytest.fixture
def report(transactional_db) -> Report:
    cast.snv()
    return filing.report(cast.skhdt())


@pytest.fixture
def desk(tab, live_server, sign_in, report) -> Callable[[int], Page]:
    """The reporter's tab; opens an appendix of his report."""
    sign_in(tab.context, cast.reporter_a())

    def go(number: int = 2) -> Page:
        tab.goto(f"{live_server.url}/reports/{report.pk}/appendices/{number}/")
        return tab

    return go


@pytest.fixture
def colleague(browser, live_server, sign_in, report, browser_context_args) -> Iterator[Page]:
    """Another reporter of the same agency, at Phụ lục 2 of the same report."""
    context: BrowserContext = browser.new_context(**browser_context_args)
    sign_in(context, cast.second_reporter_a())
    page = context.new_page()
    page.goto(f"{live_server.url}/reports/{report.pk}/appendices/2/")
    yield page
    context.close()


@pytest.fixture
def quiet_desk(page, live_server, sign_in, report) -> Page:
    """Like `desk`, for tests in which the browser itself reports refused or failed requests."""
    sign_in(page.context, cast.reporter_a())
    page.goto(f"{live_server.url}/reports/{report.pk}/appendices/2/")
    return page
