"""The workbook's page on a telephone's screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sandbox.conformance import Probe
from sandbox.conformance.sheets_asked import ask
from sandbox.conformance.sheets_looks import a_chart, a_column
from tests.axe import examined

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.mark.browser
def test_a_cell_is_filled_in_by_thumb_and_nothing_stands_in_the_way_of_a_reader(
    google: Probe, browser: Browser
) -> None:
    book = google.workbook()
    book.sheet1.update([["Child", "Reason"], ["P0001", ""]], "A1")
    book.sheet1.freeze(rows=1)
    book.sheet1.update_tab_color("#1a73e8")
    ask(book, a_chart("COLUMN", a_column(1), domains=[{"domain": a_column(0)["series"]}]))
    page = browser.new_page(viewport={"width": 360, "height": 640})
    page.goto(f"{google.base}/spreadsheets/d/{book.id}/edit")
    page.get_by_label("B2: empty").click()
    page.get_by_label("B2", exact=True).fill("ill")
    page.get_by_role("button", name="Enter").click()
    page.get_by_label("B2: ill").wait_for()
    assert book.sheet1.acell("B2").value == "ill"
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    found = examined(page)
    assert found.violations_count == 0, found.generate_report()
    page.close()
