"""What do people do on the page where figures are entered? The few moves that its tests are made of."""

from playwright.sync_api import Locator, Page, expect

from reports.models import Figure, Report
from tests import filing


def row(page: Page, key: str) -> Locator:
    return page.locator(f'tr[data-key="{key}"]')


def box(page: Page, key: str) -> Locator:
    return row(page, key).locator('[data-field="typed"]')


def type_into(page: Page, key: str, text: str) -> None:
    box(page, key).fill(text)
    box(page, key).press("Enter")


def expect_saved(page: Page, key: str) -> None:
    expect(row(page, key).locator(".saved")).to_have_text("✓ đã lưu")


def stored(report: Report, key: str) -> Figure | None:
    number, code = key.split(":")
    version = filing.version(report)
    return Figure.objects.filter(version=version, indicator__appendix__number=number, indicator__code=code).first()


def paste(page: Page, key: str, text: str, html: str = "") -> None:
    """What the browser does on Ctrl+V with this on the clipboard."""
    box(page, key).evaluate(
        """(target, [text, html]) => {
            const data = new DataTransfer();
            data.setData("text/plain", text);
            if (html) data.setData("text/html", html);
            target.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
        }""",
        [text, html],
    )
