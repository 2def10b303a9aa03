"""Every page of the sandbox, at a busy minute of the example: nothing stands in a reader's way, on either screen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

from cme.domain.clocks import hhmm
from cme.domain.form_plan import FORMS
from cme.edges.schema import duty_tabs, tabs
from sandbox.example.cast import address
from sandbox.pictures import Onlooker
from sandbox.stage import Stage
from sandbox.stories.player import figures_of, play
from sandbox.stories.story import read_story
from sandbox.trial.day import DAY
from tests.axe import examined

if TYPE_CHECKING:
    from playwright.sync_api import Browser

MINUTE = "13:44"
"""A child has left, a page was taken, a session of the afternoon runs."""
TELEPHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}


def pages_of(stage: Stage) -> Iterator[str]:
    """Yield the address of every page that somebody may open."""
    settings, dee = stage.snapshot().facts.settings, quote(address("Dee"))
    yield from ("/", "/mail/", "/chat/", "/sandbox/")
    yield from (f"/forms/d/{settings.form_ids[slug]}/viewform?as={dee}" for slug in FORMS)
    for book, found in ((stage.workbook_id, tabs()), (settings.duty_board, duty_tabs())):
        yield from (f"/spreadsheets/d/{book}/edit?gid={tab.sheet_id}&as={dee}" for tab in found)
    with stage.app.store.transaction() as db:
        rows = db.execute("SELECT mailbox, min(id) AS id FROM mail GROUP BY mailbox").fetchall()
    for row in rows:
        box = f"/mail/{quote(row['mailbox'], safe='')}"
        # What stands in the message's frame is looked at with the letters: no script may run there.
        yield from (box, f"{box}/{row['id']}")


@dataclass
class Looking(Onlooker):
    """Looks at every page after the first run that is not before the minute."""

    looked: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def look(self, now: datetime) -> None:
        if not self.looked and hhmm(now) >= MINUTE:
            self.looked = list(pages_of(self.stage))
            self._look(TELEPHONE, self.looked)
            self._look(DESK, self.looked[::3])

    def _look(self, size: dict[str, int], pages: list[str]) -> None:
        page = self.browser.new_page(viewport=size)  # type: ignore[arg-type]
        for where in pages:
            page.goto(f"{self.stage.base}{where}")
            if page.evaluate("document.documentElement.scrollWidth") > size["width"]:
                self.wrong.append(f"{where} must be scrolled sideways at {size['width']}")
            found = examined(page)
            if found.violations_count:
                self.wrong.append(f"{where}: {found.generate_report()}")
        page.close()


@pytest.mark.browser
def test_every_page_fits_its_screen_and_stands_in_no_reader_s_way(browser: Browser) -> None:
    story, looking = read_story(DAY), []

    def by(stage: Stage) -> Looking:
        looking.append(Looking(stage, figures_of(story), browser=browser))
        return looking[-1]

    play(story, by=by)
    assert len(looking[0].looked) > 50, "the pages were not found"
    assert looking[0].wrong == []
