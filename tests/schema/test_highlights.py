"""What the screens colour: written by the board, and shown as the sandbox's page shows conditional formats."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from cme.domain.clocks import serial
from cme.domain.model import Decision, Facts, Saw
from cme.edges.google import Google
from cme.edges.overlay_plan import FILLS
from cme.edges.schema import tab
from cme.edges.setup_calls import change_workbook
from cme.jobs.board import screens
from sandbox.app import App
from sandbox.pages import looks
from sandbox.sheets import storage
from tests import builders as build

NOW = build.at("Mon 2026-11-23 09:20")
Shown = Callable[[str], dict[str, str]]


@pytest.fixture
def day() -> Facts:
    """One child left, one is missing, one is here; a second session has begun without a register, a third is off."""
    children = {code: build.a_pupil(code) for code in ("P1", "P2", "P3")}
    places = tuple(build.a_place(code) for code in children)
    taken = build.a_register(places, build.at("Mon 2026-11-23 09:02"), ("P1", "P3"))
    left = build.seen("P1", Saw.LEFT_SITE, build.at("Mon 2026-11-23 09:15"))
    late = build.a_session("COOK", start=build.clock("09:10"))
    off = build.seen("", Saw.CANCELLED, build.at("Mon 2026-11-23 08:40"), session="ARTS")
    return build.facts(
        pupils={**children, "P4": build.a_pupil("P4"), "P5": build.a_pupil("P5")},
        places=(*places, build.a_place("P4", "COOK", start=late.start), build.a_place("P5", "ARTS")),
        sessions={"BIKE": build.a_session(), "COOK": late, "ARTS": build.a_session("ARTS")},
        observations=(*taken, left, off),
    )


@pytest.fixture
def shown(app: App, google: Google, workbook: str, day: Facts) -> Shown:
    """The colours of a tab's first column, by what stands there."""
    change_workbook(google, workbook, [*screens(day, Decision(), (), NOW), heartbeat(NOW)])

    def colours(slug: str, now: datetime = NOW) -> dict[str, str]:
        with app.store.transaction() as db:
            book = storage.load(db, workbook)
        assert book is not None
        sheet = book.sheet(tab(slug).sheet_id)
        assert sheet is not None
        rows = list(range(sheet.last_row()))
        looked = looks.conditional(book, sheet, now, rows, 1)
        found = {str(sheet.cell(row, 0).value): looked[row, 0]["backgroundColor"] for row in rows if (row, 0) in looked}
        return {text: named(fill) for text, fill in found.items()}

    return colours


def heartbeat(at: datetime) -> dict[str, Any]:
    start = {"sheetId": tab("runs").sheet_id, "rowIndex": 1, "columnIndex": 1}
    cell = {"userEnteredValue": {"numberValue": serial(at)}}
    return {"updateCells": {"start": start, "rows": [{"values": [cell]}], "fields": "userEnteredValue"}}


def named(fill: dict[str, float]) -> str:
    return next(name for name, colour in FILLS.items() if colour == pytest.approx(fill))


def starting(found: dict[str, str], *words: str) -> list[str]:
    """The colour of each line that begins so; every line with a colour must be asked for."""
    assert len(found) == len(words), found
    return [next(colour for text, colour in found.items() if text.startswith(word)) for word in words]


def test_on_today_who_left_is_red_who_is_missing_amber_and_headings_grey(shown: Shown) -> None:
    found = {text: colour for text, colour in shown("today").items() if not text.startswith("=")}
    lines = (
        "Not accounted for",
        "B Sam S (P1)",
        "B Sam S (P2)",
        "NO REGISTER",
        "To ring",
        "Sam S (P5)",
        "What happens next",
    )
    assert starting(found, *lines) == ["grey", "red", "amber", "amber", "grey", "amber", "grey"]


def test_the_first_cell_is_green_while_the_machine_runs_and_red_when_it_stopped(shown: Shown) -> None:
    first = tab("today").cells[0].formula
    assert shown("today")[first] == "green"
    assert shown("today", build.at("Mon 2026-11-23 10:30"))[first] == "red"


def test_a_session_that_began_without_a_register_is_amber_and_one_that_is_off_grey(shown: Shown) -> None:
    found = shown("sessions_today")
    lines = ("=Today!$A$1", "Session", "Arts workshop", "Cook workshop")
    assert starting(found, *lines) == ["green", "grey", "grey", "amber"]


def test_nothing_waits_is_green(shown: Shown) -> None:
    assert starting(shown("waiting"), "=Today!$A$1", "Nothing waits.") == ["green", "green"]


@pytest.mark.parametrize("slug", ["waiting", "sessions_today"])
def test_every_screen_begins_with_whether_the_machine_runs(shown: Shown, slug: str) -> None:
    assert shown(slug)["=Today!$A$1"] == "green"
    assert shown(slug, build.at("Mon 2026-11-23 10:30"))["=Today!$A$1"] == "red"


def test_what_waits_for_an_hour_is_amber_and_since_another_day_red(google: Google, workbook: str, shown: Shown) -> None:
    rows = [("Waiting for you: 3", "Since"), ("new", "08:21"), ("older", "08:19"), ("old", "Fri 20 Nov, 15:10")]
    cells = [{"values": [{"userEnteredValue": {"stringValue": text}} for text in row]} for row in rows]
    start = {"sheetId": tab("waiting").sheet_id, "rowIndex": 1, "columnIndex": 0}
    change_workbook(google, workbook, [{"updateCells": {"start": start, "rows": cells, "fields": "userEnteredValue"}}])
    found = {text: colour for text, colour in shown("waiting").items() if not text.startswith("=")}
    assert found == {"Waiting for you: 3": "grey", "older": "amber", "old": "red"}


def test_a_school_to_be_rung_at_once_is_red_when_nobody_has_for_ten_minutes(
    google: Google, workbook: str, shown: Shown
) -> None:
    rows = [("Waiting for you: 2", "Since"), ("Ring the DSL of Hill", "09:12"), ("Ring the DSL of Mill", "09:09")]
    cells = [{"values": [{"userEnteredValue": {"stringValue": text}} for text in row]} for row in rows]
    start = {"sheetId": tab("waiting").sheet_id, "rowIndex": 1, "columnIndex": 0}
    change_workbook(google, workbook, [{"updateCells": {"start": start, "rows": cells, "fields": "userEnteredValue"}}])
    assert shown("waiting").get("Ring the DSL of Hill") is None
    assert shown("waiting")["Ring the DSL of Mill"] == "red"
