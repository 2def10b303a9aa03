"""The Duty board as the tick writes it: derived, in one call, and never in the way of what must reach somebody."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import quote

import pytest

from cme.jobs import duty_board, pulse
from cme.jobs.apply_duty_board import apply_duty_board
from cme.jobs.apply_schema import apply_settings, stored_settings
from tests import builders as build
from tests.jobs.small import NAMES, Scene

pytestmark = pytest.mark.usual("torn_reads", "responses_listed_late")

IDLE = {"sheets.spreadsheets.values.batchGet", "forms.forms.responses.list", "gmail.users.messages.list"}
WRITE = "sheets.spreadsheets.batchUpdate"


@pytest.fixture
def board(scene: Scene) -> str:
    """The charity's Duty board, made by the set-up, and its id."""
    apply_duty_board(scene.stage.google(), scene.workbook, make=True)
    return stored_settings(scene.stage.google(), scene.workbook)["duty board"]


def shown(scene: Scene, board: str, cells: str) -> list[list[Any]]:
    """Return cells of the board as Google gives them; none where there is no such file."""
    url = f"https://sheets.googleapis.com/v4/spreadsheets/{board}/values/{quote(cells)}"
    found: list[list[Any]] = scene.stage.google().http.request("get", url).json().get("values", [])
    return found


def test_it_is_written_whole_with_the_screens_and_says_that_the_machine_runs(scene: Scene, board: str) -> None:
    scene.register("09:05", "BIKE", "P1", "P2")
    scene.tick("09:06")
    assert shown(scene, board, "Now!A1") == [["Running. Checked 09:06"]]
    (line,) = [row[0] for row in shown(scene, board, "Now!A2:F80") if row and "(P4)" in row[0]]
    assert line.startswith("Ivyanne S (P4), due 09:00, Barn: not here when asked at 09:05.")
    assert shown(scene, board, "Ring list!A2")[0][0].startswith("To ring at home: 1 child")
    assert shown(scene, board, "Sessions today!A3")[0][0].startswith("Bike workshop, Barn: 2 of 4 here")
    assert shown(scene, board, "Day sheet!A1") == [["Day sheet for Monday 23 November 2026, written 09:06"]]


def test_its_first_cell_says_so_when_the_machine_stopped(scene: Scene, board: str) -> None:
    assert shown(scene, board, "Now!A1") == [["NOT RUNNING YET: use paper, ring round"]]
    scene.tick("09:00")
    scene.stage.move(scene.stage.now.replace(hour=11))
    assert shown(scene, board, "Now!A1") == [["NOT RUNNING SINCE 23/11/2026 09:00: use paper, ring round"]]
    assert shown(scene, board, "Ring list!A1") == shown(scene, board, "Now!A1")


def test_it_costs_one_write_where_the_screens_are_drawn_no_read_and_nothing_in_an_idle_minute(
    scene: Scene, board: str
) -> None:
    scene.tick("09:00")
    mark = scene.mark()
    scene.tick("09:01")
    assert set(scene.calls(mark)) == IDLE
    scene.register("09:01", "COOK", "P5")
    mark = scene.mark()
    scene.tick("09:02")
    calls = scene.calls(mark)
    assert calls.pop(WRITE) == 2
    assert set(calls) == IDLE


def test_without_a_row_in_settings_nothing_is_written_and_nothing_is_said(scene: Scene) -> None:
    scene.register("09:01", "COOK", "P5")
    mark = scene.mark()
    scene.tick("09:02")
    assert scene.calls(mark)[WRITE] == 1
    assert scene.problem("DUTY-1") == []


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        ({"kind": "refuse", "status": 404}, "There is no file with the id of the Duty board."),
        ({"kind": "refuse", "status": 403}, "may not write the Duty board. Share it with it again"),
        (
            {"kind": "refuse", "status": 400},
            "one of its tabs is gone, or its file is another. Run scripts/apply_schema",
        ),
        ({"kind": "refuse", "status": 503}, "The Duty board could not be written (Unavailable 503"),
        ({"kind": "refuse", "status": 429}, "It is tried again in some minutes."),
        ({"kind": "lose_response"}, "The Duty board could not be written (NoAnswer"),
    ],
)
def test_a_board_that_cannot_be_written_keeps_no_notice_and_no_page_and_is_listed(
    scene: Scene, board: str, fault: dict[str, Any], says: str
) -> None:
    scene.fault(match={"path": board}, times=None, **fault)
    scene.register("09:05", "BIKE", "P1", "P2")
    report = scene.tick("09:15")
    assert ("absence", "MILL", "attendance@mill.example") in scene.told()
    assert ("register_page", "innov8", "dee@innov8.example") in scene.told()
    assert (report.outcome, report.sent, report.notes) == ("done", 4, [])
    (problem,) = scene.problem("DUTY-1")
    assert says in problem
    assert problem.startswith("Settings, duty board: ")
    assert problem.endswith("Tell whoever runs the morning that it shows an earlier minute; the tab Today holds.")
    scene.faults_end()
    scene.tick("09:20")
    assert scene.problem("DUTY-1") == []
    assert shown(scene, board, "Now!A1") == [["Running. Checked 09:20"]]


def test_a_screen_that_cannot_be_drawn_is_listed_too_and_says_nothing_of_anybody(
    scene: Scene, board: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_: Any) -> Any:
        raise ValueError("Ivyanne")

    monkeypatch.setattr(duty_board, "ring_list", breaks)
    scene.register("09:05", "BIKE", "P1", "P2")
    assert scene.tick("09:15").sent == 4
    (problem,) = scene.problem("DUTY-1")
    assert "could not be written (ValueError)" in problem
    assert not [name for name in NAMES if name in problem]


def test_it_comes_after_what_was_sent_and_before_the_commit_that_lists_what_is_wrong_with_it(
    scene: Scene, board: str
) -> None:
    scene.register("09:05", "BIKE", "P1", "P2")
    mark = scene.mark()
    scene.tick("09:15")
    calls = scene.stage.control(f"traffic?since={mark}")["calls"]
    order = ["board" if board in call["path"] else call["method"] for call in calls]
    sends = [number for number, name in enumerate(order) if name == "gmail.users.drafts.send"]
    commits = [number for number, name in enumerate(order) if name == WRITE]
    assert commits[0] < sends[0] <= sends[-1] < order.index("board") < commits[1]
    assert order.count("board") == 1


def test_a_run_that_has_little_time_left_leaves_it_out(
    scene: Scene, board: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(duty_board, "TIME", 60.0)
    mark = scene.mark()
    scene.register("09:01", "COOK", "P5")
    scene.tick("09:02")
    assert scene.calls(mark)[WRITE] == 1


def test_a_copy_of_the_workbook_does_not_write_it(scene: Scene, board: str) -> None:
    scene.tick("09:00")
    apply_settings(scene.stage.google(), scene.workbook, {"workbook id": "another"})
    scene.register("09:05", "BIKE", "P1", "P2")
    scene.tick("09:06")
    assert shown(scene, board, "Now!A1") == [["Running. Checked 09:00"]]


def test_a_line_of_the_ring_list_is_tapped_to_say_how_it_went(scene: Scene, board: str) -> None:
    scene.register("09:05", "BIKE", "P1", "P2")
    scene.tick("09:06")
    fields = "sheets(data(rowData(values(userEnteredValue,userEnteredFormat(textFormat(link))))))"
    url = f"https://sheets.googleapis.com/v4/spreadsheets/{board}"
    asked = {"ranges": "Ring list!B3:B4", "fields": fields}
    (sheet,) = scene.stage.google().http.request("get", url, params=asked).json()["sheets"]
    cell, *below = [value for row in sheet["data"][0].get("rowData", ()) for value in row["values"]]
    assert cell["userEnteredValue"] == {"stringValue": "Say how it went"}
    link = cell["userEnteredFormat"]["textFormat"]["link"]["uri"]
    assert "/forms/d/e/" in link
    assert link.endswith("=P4%20Ivyanne%20S")
    assert "link" not in str(below)
    scene.stage.send("action", "cora@innov8.example", {"about": "P4", "done": "nobody answered"})
    scene.tick("09:10")
    assert "Cora Worker nobody answered, 09:0" in shown(scene, board, "Ring list!A3")[0][0]
    scene.register("09:11", "BIKE", "P1", "P2", "P4")
    scene.tick("09:12")
    (sheet,) = scene.stage.google().http.request("get", url, params=asked).json()["sheets"]
    assert "link" not in str(sheet)


@pytest.mark.parametrize(
    ("named", "day", "last", "now", "due"),
    [
        ("board", "Mon 2026-11-23", "07:31", "07:44", False),
        ("board", "Mon 2026-11-23", "07:31", "07:45", True),
        ("board", "Mon 2026-11-23", "07:31", "07:52", True),
        ("board", "Mon 2026-11-23", "07:45", "07:46", False),
        ("", "Mon 2026-11-23", "07:31", "07:45", False),
        ("board", "Sun 2026-11-22", "07:31", "07:45", False),
    ],
)
def test_the_day_sheet_is_written_anew_at_the_time_at_which_it_is_printed(
    named: str, day: str, last: str, now: str, *, due: bool
) -> None:
    facts = build.facts()
    facts = replace(facts, settings=replace(facts.settings, duty_board=named))
    assert pulse.is_due(facts, build.at(f"{day} {last}"), build.at(f"{day} {now}")) is due


def test_what_somebody_typed_stays_text_there_as_well(scene: Scene, board: str) -> None:
    scene.type("Pupils!B5", ["=1+1"])
    scene.register("09:05", "BIKE", "P1", "P2")
    scene.tick("09:06")
    (line,) = [row[0] for row in shown(scene, board, "Now!A2:F80") if row and "(P4)" in row[0]]
    assert line.startswith("=1+1 S (P4)")
