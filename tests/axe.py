"""What axe finds in a page that would stand in somebody's way who reads it with a screen reader or sees little."""

from __future__ import annotations

from typing import TYPE_CHECKING

from axe_playwright_python.base import AXE_SCRIPT, AxeResults

if TYPE_CHECKING:
    from playwright.sync_api import Page

# Of a page that is well axe would bring back all that it looked at, which takes as long as to look. Into the frame of
# a message it cannot look, and would wait half a second to see it: what stands there is looked at with the letters.
RUN = "axe.run({resultTypes: ['violations'], iframes: false}).then(found => ({violations: found.violations}))"


def examined(page: Page) -> AxeResults:
    """Return what axe finds wrong with a page; axe is brought to it where it is not there from the page before."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    return AxeResults(page.evaluate(RUN))
