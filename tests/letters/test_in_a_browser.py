"""Every email as a telephone and a desk show it: nothing to scroll sideways, nothing in a screen reader's way."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from sandbox.example.approved import renderings
from tests.axe import examined

if TYPE_CHECKING:
    from playwright.sync_api import Browser

TELEPHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
LOOKS = [(TELEPHONE, "dark"), (DESK, "light")]
"""Each screen once and each scheme once: the colours do not depend on the width."""


@pytest.mark.browser
@pytest.mark.parametrize(
    ("size", "scheme"), LOOKS, ids=lambda value: str(value.get("width", "")) if isinstance(value, dict) else value
)
def test_every_email_fits_its_screen_and_stands_in_no_reader_s_way(
    browser: Browser, size: dict[str, int], scheme: str
) -> None:
    page = browser.new_page(viewport=size, color_scheme=scheme)  # type: ignore[arg-type]
    wrong = []
    for name, rendered in renderings().items():
        page.set_content(rendered.html)
        if page.evaluate("document.documentElement.scrollWidth") > size["width"]:
            wrong.append(f"{name} must be scrolled sideways")
        found = examined(page)
        if found.violations_count:
            wrong.append(f"{name}: {found.generate_report()}")
    page.close()
    assert wrong == []


@pytest.mark.browser
def test_an_email_that_was_forwarded_without_its_styles_is_still_read_without_scrolling(browser: Browser) -> None:
    page = browser.new_page(viewport=TELEPHONE)  # type: ignore[arg-type]
    wrong = []
    for name, rendered in renderings().items():
        page.set_content(re.sub(r"<style>.*</style>", "", rendered.html, flags=re.DOTALL))
        if page.evaluate("document.documentElement.scrollWidth") > TELEPHONE["width"]:
            wrong.append(name)
    page.close()
    assert wrong == []


@pytest.mark.browser
def test_the_rows_of_a_table_are_cards_on_a_telephone_and_rows_at_a_desk(browser: Browser) -> None:
    page = browser.new_page(viewport=TELEPHONE)  # type: ignore[arg-type]
    page.set_content(renderings()["attendance_report-mixed"].html)
    assert page.locator("thead").is_hidden()
    assert page.locator("tbody tr").first.evaluate("row => getComputedStyle(row).display") == "block"
    page.set_viewport_size(DESK)  # type: ignore[arg-type]
    assert page.locator("thead").is_visible()
    assert page.locator("tbody tr").first.evaluate("row => getComputedStyle(row).display") == "table-row"
    page.close()


@pytest.mark.browser
def test_a_telephone_number_and_a_link_are_large_enough_for_a_thumb(browser: Browser) -> None:
    page = browser.new_page(viewport=TELEPHONE)  # type: ignore[arg-type]
    page.set_content(renderings()["register_nudge-none_yet"].html)
    box = page.get_by_role("link", name="Open the register").bounding_box()
    assert box is not None
    assert box["height"] >= 44
    page.close()
