"""The handbook's pictures: what people see at certain minutes of the example day, taken from the sandbox by a browser.

Beside each picture stands the text that it shows, so that a test can say which picture is no longer true.
"""

from __future__ import annotations

import json
import re
import shutil
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from cme.domain.clocks import hhmm
from cme.edges.schema import duty_tabs, tab
from sandbox.example.cast import address
from sandbox.example.set_up import add_duty_board
from sandbox.stage import Stage
from sandbox.stories.callers import Job, Ran
from sandbox.stories.player import figures_of, play
from sandbox.stories.story import read_story
from sandbox.trial.day import DAY

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

FOLDER = Path(__file__).parents[1] / "docs" / "handbook" / "pictures"
TEXTS = "texts.json"
REFERENCE = re.compile(r"\b(ref [2-9A-Z]{4}|response [\w-]{20,})", re.IGNORECASE)
PHONE = {"width": 390, "height": 844}
Show = Callable[[Stage, "Page"], None]


@dataclass(frozen=True)
class Picture:
    """What is shown of the example day, from which minute on; `show` opens it."""

    name: str
    at: str
    show: Show


def _form(slug: str, choose: str = "", as_whom: str = "Tess") -> Show:
    def show(stage: Stage, page: Page) -> None:
        form = stage.snapshot().facts.settings.form_ids[slug]
        page.goto(f"{stage.base}/forms/d/{form}/viewform?as={quote(address(as_whom))}")
        if choose:
            page.get_by_text(choose).tap()
            page.get_by_role("button", name="Next").tap()
            page.get_by_role("heading", name=choose).wait_for()

    return show


def _tab(slug: str) -> Show:
    def show(stage: Stage, page: Page) -> None:
        where = f"gid={tab(slug).sheet_id}&as={quote(address('Dee'))}"
        page.goto(f"{stage.base}/spreadsheets/d/{stage.workbook_id}/edit?{where}")

    return show


def _duty(slug: str) -> Show:
    """Show a tab of the Duty board as the coordinator sees it."""

    def show(stage: Stage, page: Page) -> None:
        board = stage.snapshot().facts.settings.duty_board
        number = next(tab.sheet_id for tab in duty_tabs() if tab.slug == slug)
        page.goto(f"{stage.base}/spreadsheets/d/{board}/edit?gid={number}&as={quote(address('Cora'))}")

    return show


def _mail(to: str) -> Show:
    """Show the newest message to an address as its reader sees it."""

    def show(stage: Stage, page: Page) -> None:
        newest = stage.control(f"mail?address={quote(to)}")["messages"][-1]
        page.goto(f"{stage.base}/mail/{quote(to)}/{newest['id']}/html")

    return show


def _answer(to: str) -> Show:
    """Show the form for schools as the link in a message opens it, to somebody who is not signed in."""

    def show(stage: Stage, page: Page) -> None:
        form = stage.snapshot().facts.settings.form_ids["answer"]
        page.goto(f"{stage.base}/forms/d/{form}/viewform?as=")
        _mail(to)(stage, page)
        link = urlsplit(page.get_by_role("link", name="Answer about this child").first.get_attribute("href") or "")
        # The form was made when the stand-in had another port.
        page.goto(f"{stage.base}{link.path}?{link.query}")

    return show


PICTURES = (
    Picture("register-which-session", "08:41", _form("register")),
    Picture("register-tick", "08:41", _form("register", "Bike workshop")),
    Picture("one-child-changed", "08:41", _form("change")),
    Picture("today-changed", "08:41", _form("today")),
    Picture("school-absence", "09:16", _mail("attendance@mill-lane.example")),
    Picture("school-answer", "09:16", _answer("attendance@mill-lane.example")),
    Picture("today", "09:46", _tab("today")),
    Picture("waiting", "13:40", _tab("waiting")),
    Picture("sessions-today", "09:46", _tab("sessions_today")),
    Picture("duty-now", "09:46", _duty("now")),
    Picture("duty-ring-list", "09:46", _duty("ring_list")),
    Picture("duty-day-sheet", "08:41", _duty("day_sheet")),
    Picture("page-left-site", "13:40", _mail(address("Dee"))),
    Picture("i-have-it", "13:40", _form("action", as_whom="Dee")),
    Picture("school-report", "15:01", _mail("attendance@mill-lane.example")),
)


@dataclass
class Onlooker(Job, ABC):
    """Calls the job as a story does, of a charity that has a Duty board, and looks after each run with a browser."""

    browser: Browser = field(kw_only=True)
    has_board: bool = False

    def call(self, now: datetime, how: str = "") -> list[Ran]:
        """Call the job, then look."""
        if not self.has_board:
            add_duty_board(self.stage.google(), self.stage.workbook_id)
            self.has_board = True
        ran = super().call(now, how)
        self.look(now)
        return ran

    @abstractmethod
    def look(self, now: datetime) -> None:
        """Look at what a run has left."""


@dataclass
class _Photographer(Onlooker):
    """Takes each picture after the first run that is not before its minute."""

    folder: Path | None = field(kw_only=True)
    texts: dict[str, str] = field(default_factory=dict)

    def look(self, now: datetime) -> None:
        for picture in PICTURES:
            if picture.name not in self.texts and hhmm(now) >= picture.at:
                self.texts[picture.name] = self._take(picture)

    def _take(self, picture: Picture) -> str:
        context = self.browser.new_context(viewport=PHONE, has_touch=True)  # type: ignore[arg-type]
        page = context.new_page()
        page.set_default_timeout(10_000)
        picture.show(self.stage, page)
        if self.folder is not None:
            page.screenshot(path=self.folder / f"{picture.name}.png")
        text = page.locator("body").inner_text()
        context.close()
        # A workbook is made anew each time: its messages have other references, and what people sent another id.
        told = REFERENCE.sub("****", text)
        return "\n".join(line.strip() for line in told.splitlines() if line.strip())


def take(browser: Browser, folder: Path | None = None) -> dict[str, str]:
    """Play the example day and return what each picture shows; keep the pictures where there is a folder for them."""
    story = read_story(DAY)
    taken: list[_Photographer] = []

    def by(stage: Stage) -> _Photographer:
        taken.append(_Photographer(stage, figures_of(story), browser=browser, folder=folder))
        return taken[-1]

    play(story, by=by)
    return taken[0].texts


def write(browser: Browser, folder: Path = FOLDER) -> list[str]:
    """Take all pictures anew, keep what they show as text beside them, and return their names."""
    folder.mkdir(parents=True, exist_ok=True)
    texts = take(browser, folder)
    (folder / TEXTS).write_text(json.dumps(texts, ensure_ascii=False, indent=1) + "\n", "utf-8")
    return list(texts)


@contextmanager
def chromium() -> Iterator[Browser]:
    """Give a headless Chromium, or raise LookupError where there is none."""
    executable = shutil.which("chromium") or shutil.which("google-chrome")
    if executable is None:
        raise LookupError("There is no Chromium here: install it with “sudo apt-get install chromium”.")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        running = driver.chromium.launch(
            executable_path=executable,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"],
        )
        yield running
        running.close()
