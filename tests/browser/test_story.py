"""The main job, as it happens: a real report from the first key to the province's workbook."""

import csv
import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests import cast, filing
from tests.browser.desk import box, expect_saved, paste, row, type_into
from tests.reports import real

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def paper(number: int) -> str:
    """An appendix of the filed report as it is copied from Word: STT, label, unit, figure and note, tabs between them."""
    with (real.FIXTURES / "demo" / "skhdt_h1_2024_as_filed.csv").open(encoding="utf-8", newline="") as file:
        lines = [line for line in csv.DictReader(file) if line["appendix"] == str(number)]
    return "\n".join(
        "\t".join(
            (
                f"{line['code']}.",
                real.EDITION.specs[f"{number}:{line['code']}"].label,
                line["unit_as_printed"],
                line["value_as_filed"],
                line["note_as_filed"],
            )
        )
        for line in lines
    )


class Story:
    """The people of the story, each at a browser of his own, and where they are."""

    def __init__(self, new_page, url: str, report: int) -> None:
        self.new_page, self.url, self.report = new_page, url, report

    def go(self, page: Page, path: str) -> Page:
        page.goto(f"{self.url}{path}")
        return page


def test_probe(desk, report, live_server):
    for number in range(2, 9):
        page = desk(number)
        first = {2: "2:1", 3: "3:2.1", 4: "4:1.1", 5: "5:2.1", 6: "6:1.1", 7: "7:1.1", 8: "8:5.2"}[number]
        paste(page, first, paper(number))
        dialog = page.locator("#paste-dialog")
        expect(dialog.locator(".dialog__summary")).to_contain_text("sẽ ghi")
        print("=====", number, dialog.locator(".dialog__summary").inner_text())
        for line in dialog.locator("tbody tr").all():
            cells = [c.strip() for c in line.locator("td").all_inner_texts()]
            print(cells[1], "|", cells[3].split("\n")[0], "|", cells[4], "|", cells[5].replace("\n", " / "))
        dialog.get_by_role("button", name="Ghi vào biểu").click()
        expect(dialog).to_be_hidden()
        for line in page.locator("tr[data-key]").all():
            said = line.locator(".says__live").inner_text() if line.locator(".says__live").count() else ""
            if said:
                print("   ", line.get_attribute("data-key"), "::", said.replace("\n", " / "))
