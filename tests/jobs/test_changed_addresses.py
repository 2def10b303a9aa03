"""A changed address through whole runs: written down once, asked once, and whatever people do to the tabs meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from cme.domain.modes import NOT_READY
from cme.edges.desk import SECOND
from cme.edges.schema import tab
from cme.jobs import commit
from cme.jobs.apply_schema import apply_workbook, plan
from cme.jobs.health import check_health
from tests.jobs.small import LEAD, Scene, at, school, typed
from tests.jobs.test_counts import IDLE

NEW = "new@hill.example"
HILL = ("left_site", "HILL", "dsl@hill.example")
PAGE = ("not_delivered", "innov8", "dee@innov8.example")
WRITE = {"sheets.spreadsheets.batchUpdate": 1}
HISTORY = {"sheets.spreadsheets.values.get": 1}
"""What a change of the DSL's tabs costs: History is read, once."""
CHANGES, DESK, SCHOOLS = (tab(slug).sheet_id for slug in ("changes", "desk", "schools"))
Meddled = Callable[[Scene], None]


def retype(scene: Scene, address: str = NEW) -> None:
    """Somebody types another address of HILL's DSL."""
    scene.type("Schools!F2", [address])


def leaves(scene: Scene, child: str, when: str) -> None:
    """Somebody says that a child left, and the run of the next minute hears of it, which is at `when`."""
    scene.stage.move(at(when) - timedelta(minutes=1))
    scene.stage.send("change", LEAD, {"child": child, "change": "left without permission"})
    scene.tick(when)


def answer(scene: Scene, decision: str, note: str = "DEE", line: int = 2) -> None:
    """Somebody answers a line of the Desk."""
    scene.type(f"Desk!I{line}", [decision, note])


def asked(scene: Scene) -> list[tuple[Any, ...]]:
    """Return the addresses that the Desk asks about, in the order of its lines."""
    rows = [row for row in scene.cells("Desk!A2:K60") if row and row[2] == SECOND]
    return [(row[3], row[5].splitlines()[-1]) for row in rows]


def noted(scene: Scene) -> list[list[Any]]:
    """Return what was written down since the beginning: row, column, from, to, who confirmed it."""
    rows = [row + [""] * 8 for row in scene.cells("Changes!A2:H200")]
    return [[*row[2:6], row[7]] for row in rows if row[7] != "before live"]


def is_asked_of_hill(scene: Scene) -> bool:
    return ("HILL, DSL email", f"to: {NEW}") in asked(scene)


@pytest.mark.usual("torn_reads")
def test_a_change_is_written_down_and_asked_once_and_costs_no_call_but_the_one_of_history(scene: Scene) -> None:
    scene.tick("08:56")
    retype(scene)
    mark = scene.mark()
    scene.tick("08:57")
    assert scene.calls(mark) == IDLE | WRITE | HISTORY
    mark = scene.mark()
    scene.tick("08:58")
    assert scene.calls(mark) == IDLE
    assert noted(scene) == [["HILL", "DSL email", "dsl@hill.example", NEW, ""]]
    assert asked(scene) == [("HILL, DSL email", f"to: {NEW}")]
    answer(scene, "confirm")
    mark = scene.mark()
    scene.tick("08:59")
    assert scene.calls(mark) == IDLE | WRITE
    assert noted(scene)[1:] == [["HILL", "DSL email", "dsl@hill.example", NEW, "DEE"]]


@pytest.mark.usual("torn_reads")
def test_beside_what_is_owed_it_costs_no_more(scene: Scene) -> None:
    scene.register("09:05", "BIKE", "P2", "P3", "P4")
    scene.register("09:05", "COOK", "P5")
    scene.tick("09:06")
    retype(scene)
    mark = scene.mark()
    scene.tick("09:15")
    mail = {"gmail.users.drafts.create": 1, "gmail.users.drafts.send": 1}
    assert scene.calls(mark) == IDLE | mail | HISTORY | {"sheets.spreadsheets.batchUpdate": 2}
    assert is_asked_of_hill(scene)


def test_neither_address_is_written_to_until_somebody_confirms_and_then_what_is_owed_goes(scene: Scene) -> None:
    retype(scene)
    leaves(scene, "P1", "09:20")
    assert PAGE in scene.told()
    assert not [told for told in scene.told() if told[0] == "left_site"]
    answer(scene, "confirm")
    scene.tick("09:24")
    assert ("left_site", "HILL", NEW) in scene.told()


def test_what_nobody_confirmed_is_good_for_routine_mail(scene: Scene) -> None:
    scene.type("Schools!D2", ["office@hill.example"])
    scene.register("09:05", "BIKE", "P2", "P3", "P4")
    scene.tick("09:15")
    assert ("absence", "HILL", "office@hill.example") in scene.told()


def test_health_says_that_it_waits_and_names_nobody(scene: Scene) -> None:
    retype(scene)
    scene.tick("08:56")
    found = check_health(scene.stage.google(), scene.workbook, at("08:57"))
    (waits,) = [problem for problem in found.problems if problem.code == "DESK-1"]
    assert (waits.severity.value, waits.what) == ("query", "1 address waits for a second person.")


def test_a_rehearsal_asks_nothing_and_going_live_asks_nothing_about_what_it_saw(scene: Scene) -> None:
    scene.type("Settings!B3", ["rehearsal"])
    retype(scene)
    scene.tick("08:56")
    scene.type("Settings!B3", ["live"])
    scene.tick("08:57")
    leaves(scene, "P1", "09:10")
    assert (asked(scene), noted(scene)) == ([], [])
    assert ("left_site", "HILL", NEW) in scene.told()


def test_a_mode_that_was_lost_by_mistake_is_no_rehearsal(scene: Scene) -> None:
    scene.type("Settings!B3", ["liev"])
    retype(scene)
    scene.tick("08:56")
    assert is_asked_of_hill(scene)


def sorted_by(sheet: int, column: int, rows: int = 40) -> dict[str, Any]:
    area = {"sheetId": sheet, "startRowIndex": 1, "endRowIndex": rows, "startColumnIndex": 0, "endColumnIndex": 14}
    area["endColumnIndex"] = {SCHOOLS: 14, DESK: 11, CHANGES: 8}[sheet]
    return {"sortRange": {"range": area, "sortSpecs": [{"dimensionIndex": column, "sortOrder": "DESCENDING"}]}}


def dimension(verb: str, sheet: int, kind: str, first: int) -> dict[str, Any]:
    return {verb: {"range": {"sheetId": sheet, "dimension": kind, "startIndex": first, "endIndex": first + 1}}}


def moved(sheet: int, first: int, target: int) -> dict[str, Any]:
    source = {"sheetId": sheet, "dimension": "COLUMNS", "startIndex": first, "endIndex": first + 1}
    return {"moveDimension": {"source": source, "destinationIndex": target}}


HARMLESS: dict[str, Meddled] = {
    "schools sorted": lambda scene: scene.change(sorted_by(SCHOOLS, 0)),
    "a row inserted": lambda scene: scene.change(dimension("insertDimension", SCHOOLS, "ROWS", 1)),
    "a column moved": lambda scene: scene.change(moved(SCHOOLS, 5, 1)),
    "a column renamed": lambda scene: scene.type("Schools!F1", ["Mail of the DSL"]),
    "a tab renamed": lambda scene: scene.change(
        {"updateSheetProperties": {"properties": {"sheetId": SCHOOLS, "title": "Our schools"}, "fields": "title"}}
    ),
    "the tab deleted": lambda scene: scene.change({"deleteSheet": {"sheetId": SCHOOLS}}),
    "changes sorted": lambda scene: scene.change(sorted_by(CHANGES, 4)),
    "a second row with the code": lambda scene: scene.type("Schools!A4", ["HILL", "Another Hill", "", NEW, "", NEW]),
}


@pytest.mark.parametrize("case", HARMLESS)
def test_what_leaves_every_address_where_it_was_asks_nobody(scene: Scene, case: str) -> None:
    HARMLESS[case](scene)
    scene.tick("08:56")
    scene.tick("08:57")
    assert (asked(scene), noted(scene)) == ([], [])


def test_rows_of_the_desk_sorted_and_shifted_keep_their_answers(scene: Scene) -> None:
    retype(scene)
    scene.type("Schools!F3", ["new@mill.example"])
    scene.tick("08:56")
    lines = [about for about, _ in asked(scene)]
    answer(scene, "confirm", line=2 + lines.index("MILL, DSL email"))
    scene.change(sorted_by(DESK, 3), dimension("insertDimension", DESK, "ROWS", 1))
    scene.tick("08:57")
    assert [row[0] for row in noted(scene) if row[4]] == ["MILL"]
    leaves(scene, "P1", "09:10")
    leaves(scene, "P2", "09:11")
    assert [told for told in scene.told() if told[0] == "left_site"] == [("left_site", "MILL", "new@mill.example")]


def test_a_line_that_was_deleted_is_asked_again_and_one_that_was_answered_is_not(scene: Scene) -> None:
    retype(scene)
    scene.tick("08:56")
    scene.change(dimension("deleteDimension", DESK, "ROWS", 1))
    scene.tick("08:57")
    assert len(asked(scene)) == 1
    answer(scene, "confirm")
    scene.tick("08:58")
    scene.change(dimension("deleteDimension", DESK, "ROWS", 1))
    scene.tick("08:59")
    assert asked(scene) == []
    leaves(scene, "P1", "09:10")
    assert ("left_site", "HILL", NEW) in scene.told()


def test_an_answer_copied_to_another_line_counts_for_its_own_alone(scene: Scene) -> None:
    retype(scene)
    scene.type("Schools!F3", ["new@mill.example"])
    scene.tick("08:56")
    first = [about for about, _ in asked(scene)].index("HILL, DSL email")
    answer(scene, "confirm", line=2 + first)
    scene.type(f"Desk!G{3 - first}", ["of another line"])
    scene.tick("08:57")
    assert [row[0] for row in noted(scene) if row[4]] == ["HILL"]
    assert [about for about, _ in asked(scene)].count("MILL, DSL email") == 2


def test_a_school_under_another_code_is_another_school(scene: Scene) -> None:
    scene.type("Schools!A2", ["HYLL"])
    scene.tick("08:56")
    asks = ["HYLL, Allowed domains", "HYLL, Attendance email", "HYLL, DSL email"]
    assert sorted(about for about, _ in asked(scene)) == asks
    scene.type("Schools!A2", ["HILL"])
    scene.tick("08:57")
    leaves(scene, "P1", "09:10")
    assert HILL in scene.told()


def test_of_two_rows_with_one_code_the_one_that_comes_first_is_followed(scene: Scene) -> None:
    scene.change(*typed("schools", [school("HILL") | {"DSL email": NEW}, school("HILL"), school("MILL")]))
    scene.tick("08:56")
    assert asked(scene) == [("HILL, DSL email", f"to: {NEW}")]


UNFIT: dict[str, Meddled] = {
    "gone": lambda scene: scene.change({"deleteSheet": {"sheetId": CHANGES}}),
    "columns moved": lambda scene: scene.change(moved(CHANGES, 4, 1)),
    "emptied with its headings": lambda scene: scene.change(
        {"updateCells": {"range": {"sheetId": CHANGES}, "fields": "userEnteredValue"}}
    ),
    "without its last column": lambda scene: scene.change(dimension("deleteDimension", CHANGES, "COLUMNS", 7)),
}


@pytest.mark.parametrize("case", UNFIT)
def test_where_nobody_can_say_what_was_confirmed_nothing_is_and_it_is_said_once(scene: Scene, case: str) -> None:
    UNFIT[case](scene)
    leaves(scene, "P1", "09:10")
    scene.tick("09:11")
    assert PAGE in scene.told()
    assert HILL not in scene.told()
    (said,) = scene.problem("DESK-3")
    assert "safeguarding mail goes to no school" in said
    assert "its own figures are in force" in said
    assert scene.problem(NOT_READY) == []
    assert asked(scene) == []
    assert "wait for a second person" not in str(scene.cells("Waiting!A1:A20"))


def test_a_tab_of_changes_that_was_made_anew_has_everything_to_confirm(scene: Scene) -> None:
    UNFIT["gone"](scene)
    scene.tick("08:56")
    apply_workbook(scene.stage.google(), scene.workbook)
    scene.tick("08:57")
    assert len(asked(scene)) == 2 * 3 + 3
    assert scene.problem("DESK-3") == []


@pytest.mark.parametrize(
    "meddle",
    [lambda s: s.change({"deleteSheet": {"sheetId": DESK}}), lambda s: s.change(moved(DESK, 6, 0))],
    ids=["gone", "columns moved"],
)
def test_without_the_desk_nothing_can_be_confirmed_and_nothing_is_lost(scene: Scene, meddle: Meddled) -> None:
    meddle(scene)
    retype(scene)
    scene.tick("08:56")
    leaves(scene, "P1", "09:10")
    leaves(scene, "P2", "09:11")
    left = [told for told in scene.told() if told[0] == "left_site"]
    assert left == [("left_site", "MILL", "dsl@mill.example")]
    assert "1 address waits for a second person." in str(scene.cells("Waiting!A1:A20"))
    assert noted(scene) == [["HILL", "DSL email", "dsl@hill.example", NEW, ""]]


def as_before_this(scene: Scene) -> None:
    """Take the workbook back to what it was before addresses were followed."""
    for slug in ("changes", "desk"):
        scene.change({"deleteNamedRange": {"namedRangeId": f"read_{slug}"}})
    area = {"sheetId": CHANGES, "startRowIndex": 1}
    scene.change({"updateCells": {"range": area, "fields": "userEnteredValue"}})
    scene.change(dimension("deleteDimension", CHANGES, "COLUMNS", 7))


def test_a_workbook_of_before_goes_on_and_the_set_up_gives_it_what_it_lacks(scene: Scene) -> None:
    as_before_this(scene)
    scene.register("09:05", "BIKE", "P2", "P3", "P4")
    assert scene.tick("09:15").outcome == "done"
    assert ("absence", "HILL", "attendance@hill.example") in scene.told()
    assert ["“Changes” has no column “Confirmed by” yet" in said for said in scene.problem("SHEET-5")] == [True]
    apply_workbook(scene.stage.google(), scene.workbook)
    assert plan(scene.stage.google(), scene.workbook).steps == ()
    scene.type("Settings!B3", ["shadow"])
    scene.tick("18:00")
    scene.type("Settings!B3", ["live"])
    scene.tick("18:01")
    assert (asked(scene), scene.problem("SHEET-5"), scene.problem("DESK-3")) == ([], [], [])


def test_a_workbook_of_before_that_is_live_has_everything_to_confirm(scene: Scene) -> None:
    as_before_this(scene)
    apply_workbook(scene.stage.google(), scene.workbook)
    scene.tick("08:56")
    assert len(asked(scene)) == 2 * 3 + 3


def test_a_confirmation_undone_by_version_history_is_asked_for_again(scene: Scene) -> None:
    retype(scene)
    scene.tick("08:56")
    scene.stage.control(f"workbooks/{scene.workbook}/history", {"keep": "before"})
    answer(scene, "confirm")
    scene.tick("08:57")
    scene.stage.control(f"workbooks/{scene.workbook}/history", {"restore": "before"})
    leaves(scene, "P1", "09:10")
    assert PAGE in scene.told()
    answer(scene, "confirm")
    scene.tick("09:11")
    assert ("left_site", "HILL", NEW) in scene.told()


def test_what_google_does_not_take_into_changes_keeps_no_notice_and_no_entry_back(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commit, "change_row", lambda change, now: ("x",) * 40)
    scene.register("09:05", "BIKE", "P2", "P3", "P4")
    retype(scene)
    assert scene.tick("09:15").outcome == "done"
    assert ("absence", "HILL", "attendance@hill.example") in scene.told()
    scene.register("09:16", "COOK", "P5")
    scene.tick("09:17")
    assert len(scene.stage.outcome().entries) == 2
    assert noted(scene) == []
    monkeypatch.undo()
    scene.tick("09:18")
    assert is_asked_of_hill(scene)
