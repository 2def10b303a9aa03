"""The Duty board's file: as data, as the set-up makes it and finds it again, and what its colours say."""

from __future__ import annotations

from typing import Any

import pytest

from cme.domain.model import Saw, Tier
from cme.edges.google import Google
from cme.edges.schema import Tab, duty_tabs, tabs
from cme.edges.setup_calls import change_workbook, see_workbook
from cme.edges.workbook_plan import Plan, plan_workbook
from cme.jobs.apply_duty_board import apply_duty_board, plan_duty_board
from cme.jobs.apply_schema import apply_settings, stored_settings
from cme.jobs.duty_board import SHAPES, duty_screens
from cme.policy import load_figures
from sandbox.app import App
from sandbox.pages import looks
from sandbox.sheets import storage
from tests import builders as build
from tests.schema.test_command import PEACE, run
from tests.schema.test_highlights import named

NOW = build.at("Mon 2026-11-23 09:20")
A_PHONE, A_PAGE = 320, 650
"""Pixels: what a telephone shows of a sheet, and what fits a page of A4 upright between its margins."""


@pytest.fixture
def board(google: Google, workbook: str) -> str:
    """The id of a Duty board as the set-up makes it."""
    apply_duty_board(google, workbook, make=True)
    return stored_settings(google, workbook)["duty board"]


def planned(google: Google, board: str) -> Plan:
    return plan_workbook(duty_tabs(), see_workbook(google, board, duty_tabs()))


def sheet(slug: str) -> Tab:
    return next(tab for tab in duty_tabs() if tab.slug == slug)


def test_it_has_four_tabs_that_the_machine_writes_and_that_are_none_of_the_workbook_s() -> None:
    assert [tab.title for tab in duty_tabs()] == ["Now", "Ring list", "Sessions today", "Day sheet"]
    assert {tab.writer for tab in duty_tabs()} == {"machine"}
    assert not {tab.sheet_id for tab in duty_tabs()} & {0, *(tab.sheet_id for tab in tabs())}
    assert not any(tab.hidden or tab.read or tab.hot for tab in duty_tabs())


@pytest.mark.parametrize("tab", duty_tabs(), ids=lambda tab: tab.slug)
def test_its_first_column_alone_fits_a_telephone_and_its_head_stays(tab: Tab) -> None:
    assert tab.widths[0] <= A_PHONE
    assert tab.header_row >= 1
    first, height, width = SHAPES[tab.slug]
    assert len(tab.widths) >= width
    for highlight in tab.highlights:
        last = int(highlight.area.rpartition(":")[2][1:])
        assert last <= first + height - 1 or highlight.area == "A1"


def test_the_day_sheet_fits_a_page_upright() -> None:
    assert sum(sheet("day_sheet").widths) <= A_PAGE


def test_a_workbook_has_none_until_somebody_asks_and_a_second_apply_changes_nothing(
    google: Google, workbook: str
) -> None:
    assert apply_duty_board(google, workbook, make=False).done == ()
    assert plan_duty_board(google, workbook, make=True) == ("Make the file “innov8 Duty board”",)
    first = apply_duty_board(google, workbook, make=True)
    assert first.done[0] == "Make the file “innov8 Duty board”"
    assert first.reports[0].startswith("Share “innov8 Duty board” with whoever runs the morning, as readers.")
    for make in (False, True):
        again = apply_duty_board(google, workbook, make=make)
        assert (again.done, again.reports) == ((), ())
        assert plan_duty_board(google, workbook, make=make) == ()


def test_the_command_makes_it_says_where_it_is_and_brings_it_back_in_step(
    app: App, google: Google, workbook: str
) -> None:
    done = run(app, "--workbook", workbook, "--duty-board", "--yes")
    assert done.exit_code == 0, done.output
    board = stored_settings(google, workbook)["duty board"]
    assert f"The Duty board, id {board}:\n  http://127.0.0.1:" in done.output
    assert f"/spreadsheets/d/{board}/edit" in done.output
    assert PEACE in run(app, "--workbook", workbook).output
    change_workbook(google, board, [{"deleteSheet": {"sheetId": sheet("day_sheet").sheet_id}}])
    assert "to do: Make 1 tab: Day sheet" in run(app, "--workbook", workbook, "--yes").output
    assert planned(google, board).steps == ()


def test_a_new_workbook_can_have_one_from_the_start(app: App) -> None:
    done = run(app, "--duty-board", "--yes")
    assert done.exit_code == 0, done.output
    assert "to do: Make the file “innov8 Duty board”" in done.output
    assert "The Duty board, id " in done.output


def test_a_board_that_is_gone_is_pointed_out_and_not_made_again_by_itself(google: Google, workbook: str) -> None:
    apply_settings(google, workbook, {"duty board": "1aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"})
    found = apply_duty_board(google, workbook, make=True)
    assert found.done == ()
    assert found.reports[0].startswith("The Duty board that Settings name is gone, or this account may not change it.")


def test_a_copy_of_the_workbook_leaves_the_board_alone(google: Google, workbook: str, board: str) -> None:
    change_workbook(google, board, [{"deleteSheet": {"sheetId": sheet("day_sheet").sheet_id}}])
    apply_settings(google, workbook, {"workbook id": "another"})
    assert plan_duty_board(google, workbook, make=True) == ()
    assert apply_duty_board(google, workbook, make=True).done == ()
    assert planned(google, board).steps != ()


def test_a_renamed_tab_is_pointed_out_and_its_formulas_are_left_alone(google: Google, board: str) -> None:
    properties = {"sheetId": sheet("now").sheet_id, "title": "Right now"}
    change_workbook(google, board, [{"updateSheetProperties": {"properties": properties, "fields": "title"}}])
    found = planned(google, board)
    assert found.steps == ()
    assert found.reports[0].startswith("The tab “Right now” was called “Now”.")


@pytest.fixture
def colours(app: App, google: Google, board: str) -> dict[str, dict[str, str]]:
    """The colour of each tab by how a line begins: one left, one is missing, one is for the DSL first."""
    children = {
        code: build.a_pupil(code, tier=Tier.A if code == "P3" else Tier.B) for code in ("P1", "P2", "P3", "P4", "P5")
    }
    places = tuple(build.a_place(code) for code in ("P1", "P2", "P3"))
    late = build.a_session("COOK", start=build.clock("09:10"))
    off = build.seen("", Saw.CANCELLED, build.at("Mon 2026-11-23 08:40"), session="ARTS")
    facts = build.facts(
        pupils=children,
        places=(*places, build.a_place("P4", "COOK", start=late.start), build.a_place("P5", "ARTS")),
        sessions={"BIKE": build.a_session(), "COOK": late, "ARTS": build.a_session("ARTS")},
        observations=(
            *build.a_register(places, build.at("Mon 2026-11-23 09:02"), ("P1",)),
            build.seen("P1", Saw.LEFT_SITE, build.at("Mon 2026-11-23 09:15")),
            off,
        ),
    )
    change_workbook(google, board, duty_screens(facts, NOW, load_figures()))
    return {tab.slug: _coloured(app, board, tab) for tab in duty_tabs()}


def _coloured(app: App, board: str, tab: Tab) -> dict[str, str]:
    with app.store.transaction() as db:
        book = storage.load(db, board)
    assert book is not None
    found: Any = book.sheet(tab.sheet_id)
    rows = list(range(found.last_row()))
    looked = looks.conditional(book, found, NOW, rows, 1)
    return {
        str(found.cell(row, 0).value)[:12]: named(looked[row, 0]["backgroundColor"])
        for row in rows
        if (row, 0) in looked
    }


def test_the_colours_say_what_is_worst(colours: dict[str, dict[str, str]]) -> None:
    first = colours["now"].pop(next(iter(colours["now"])))
    assert first == "green", "the machine runs"
    assert colours["now"] == {
        "Not accounte": "grey",
        "Sam S (P1), ": "red",
        "● Ring the D": "red",
        "Sam S (P2), ": "amber",
        "NO REGISTER,": "amber",
    }
    assert colours["ring_list"] == {
        "=Now!$A$1": "green",
        "To ring at h": "grey",
        "Sam S (P1), ": "amber",
        "Sam S (P2), ": "amber",
        "● Ring the D": "red",
        "To ring, bec": "grey",
        "Sam S (P5), ": "amber",
    }
    assert colours["sessions_today"] == {
        "=Now!$A$1": "green",
        "Session, Mon": "grey",
        "Arts worksho": "grey",
        "Cook worksho": "amber",
    }
    assert colours["day_sheet"]["Day sheet fo"] == "grey"
    assert colours["day_sheet"]["☐ Sam S (P3)"] == "red"
    assert "☐ Sam S (P2)" not in colours["day_sheet"]
