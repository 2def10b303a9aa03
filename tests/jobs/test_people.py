"""People in the workbook while the system runs: rows sorted, put in, taken out, changed between read and claim."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from email import message_from_bytes
from pathlib import Path
from typing import Any

import pytest

from cme.domain.model import Facts
from cme.edges.gmail import PAYS_HEADER
from cme.edges.google import Google
from cme.edges.schema import tab
from cme.jobs.apply_schema import apply_forms, read_timetable
from tests.jobs.small import MONDAY, Scene, at
from tests.jobs.test_claims import COMMIT, NOTICE, PAGE, SEND_ROUTINE, die, during
from tests.jobs.test_sweep import OWED
from tests.jobs.truth import check_truth

Busy = Callable[[Path], Scene]
FILES = "https://www.googleapis.com/drive/v3/files"
LATER = ("09:16", "09:19", "09:23", "09:27")


@pytest.fixture
def scene(busy: Busy, tmp_path: Path) -> Iterator[Scene]:
    opened = busy(tmp_path)
    yield opened
    opened.close()


def whole(slug: str) -> dict[str, int]:
    """The rows of a tab below its headings, as a person marks them."""
    return {"sheetId": tab(slug).sheet_id, "startRowIndex": tab(slug).header_row}


def sort(slug: str, header: str, order: str = "DESCENDING") -> dict[str, Any]:
    column = tab(slug).headers.index(header)
    return {"sortRange": {"range": whole(slug), "sortSpecs": [{"dimensionIndex": column, "sortOrder": order}]}}


def rows(slug: str, kind: str, first: int, count: int = 1) -> dict[str, Any]:
    where = {"sheetId": tab(slug).sheet_id, "dimension": "ROWS", "startIndex": first, "endIndex": first + count}
    return {kind: {"range": where}}


def sent(scene: Scene) -> Counter[str]:
    """How often each obligation was paid, by what the messages themselves say."""
    heads = [message_from_bytes(bytes(mail.raw)) for mail in scene.stage.sent()]
    return Counter(key for head in heads for key in str(head.get(PAYS_HEADER, "")).split())


def go_on(scene: Scene) -> None:
    for when in LATER:
        scene.tick(when)


SORTED = {
    "obligations": sort("obligations", "Reason"),
    "messages": sort("messages", "State"),
    "entries": sort("entries", "By"),
    "observations": sort("observations", "Pupil"),
}
WIDENED = {slug: rows(slug, "insertDimension", tab(slug).header_row + 1) for slug in SORTED}


@pytest.mark.parametrize("when", ["before", "between", "after"])
@pytest.mark.parametrize("changes", [SORTED, WIDENED], ids=["sorted", "rows put in"])
def test_a_machines_tabs_that_their_owner_sorts_or_puts_rows_into_lose_and_double_nothing(
    scene: Scene, changes: dict[str, dict[str, Any]], when: str
) -> None:
    change = [*changes.values()]
    if when == "before":
        scene.change(*change)
    during(scene, COMMIT, lambda: scene.change(*change) if when == "between" else None)
    if when == "after":
        scene.change(*change)
    go_on(scene)
    check_truth(scene, OWED)
    assert set(sent(scene).values()) == {1}
    assert not scene.problem("SHEET-4")


def test_a_claim_whose_run_died_is_taken_over_although_the_owner_sorted_the_messages(scene: Scene) -> None:
    die(scene, SEND_ROUTINE)
    scene.change(sort("messages", "State"), sort("obligations", "Message"))
    for when in ("09:19", "09:20"):
        scene.tick(when)
    assert (sent(scene)[NOTICE], sent(scene)[PAGE]) == (1, 1)


def forget(scene: Scene, how: str) -> None:
    """Do by hand to the row of the notice in Obligations what nobody should."""
    row = next(n for n, cells in enumerate(scene.cells("Obligations!A1:A40"), 1) if cells and cells[0] == NOTICE)
    if how == "its row is deleted":
        scene.change(rows("obligations", "deleteDimension", row - 1))
    elif how == "its key is changed":
        scene.type(f"Obligations!A{row}", [NOTICE.replace("P1", "P2")])
    elif how == "its child is changed":
        scene.type(f"Obligations!F{row}", ["P2"])
    elif how == "its row is emptied":
        scene.type(f"Obligations!A{row}", [""] * 14)
    else:
        scene.type(f"Obligations!L{row}", ["nobody-01"])


FORGOTTEN = (
    "its row is deleted",
    "its key is changed",
    "its child is changed",
    "its row is emptied",
    "its message is changed",
)


@pytest.mark.parametrize("how", FORGOTTEN)
def test_a_row_of_the_ledger_that_somebody_changes_sends_nothing_twice_and_the_dsl_is_told(
    scene: Scene, how: str
) -> None:
    scene.tick("09:15")
    before = sent(scene)
    forget(scene, how)
    go_on(scene)
    assert sent(scene) == before
    assert how == "its message is changed" or scene.problem("SHEET-8") or scene.problem("SHEET-4")


@pytest.mark.parametrize("column", ["Message", "State", "At", "Gmail message", "Draft", "Thread", "Run"])
def test_a_cell_of_a_message_that_somebody_changes_sends_nothing_twice(scene: Scene, column: str) -> None:
    scene.tick("09:15")
    before = sent(scene)
    index = tab("messages").headers.index(column)
    last = len(scene.cells("Messages!A1:A60"))
    for row in (last - 1, last):
        scene.type(f"Messages!{chr(ord('A') + index)}{row}", ["changed"])
    go_on(scene)
    assert sent(scene) == before


def test_a_child_that_is_reported_after_a_row_was_lost_is_reported_all_the_same(scene: Scene) -> None:
    scene.tick("09:15")
    forget(scene, "its row is deleted")
    scene.register("09:38", "COOK")
    scene.tick("09:46")
    assert sent(scene)[NOTICE] == 1
    assert sent(scene)["REG-1/2026-11-23/BIKE/P3/HILL/"] == 1


OTHER = "attendance@mill.example"
BETWEEN: dict[str, tuple[str, list[Any]]] = {
    "the school's address": ("Schools!D2", ["new@hill.example"]),
    "the child's school": ("Pupils!F2", ["MILL"]),
    "who placed the child": ("Places!B2", ["MILL"]),
}


@pytest.mark.parametrize("what", BETWEEN)
def test_who_is_told_is_who_stands_there_when_the_claim_is_made(scene: Scene, what: str) -> None:
    where, typed = BETWEEN[what]
    during(scene, COMMIT, lambda: scene.type(where, typed))
    old = [m for m in scene.stage.sent() if m.to == "attendance@hill.example" and NOTICE in str(m.raw)]
    assert not old
    assert sent(scene)[PAGE] == 1
    go_on(scene)
    told = sorted(m.to for m in scene.stage.sent() if b"REG-1/2026-11-23/BIKE/P1" in m.raw)
    assert told == TOLD[what]


TOLD = {
    "the school's address": ["new@hill.example"],
    "the child's school": ["attendance@hill.example", OTHER],
    "who placed the child": ["attendance@hill.example", OTHER],
}
"""The school on roll and whoever placed the child are both told."""


def test_the_address_of_whoever_is_paged_is_the_one_that_stands_there_when_the_claim_is_made(scene: Scene) -> None:
    row = next(n for n, cells in enumerate(scene.cells("Staff!A1:A9"), 1) if cells == ["DEE"])
    during(scene, COMMIT, lambda: scene.type(f"Staff!C{row}", ["dee.safe@innov8.example"]))
    scene.tick("09:16")
    assert [m.to for m in scene.stage.sent() if PAGE.encode() in m.raw] == ["dee.safe@innov8.example"]


def test_tabs_of_people_that_are_sorted_or_moved_between_read_and_claim_change_nothing(scene: Scene) -> None:
    moved = {"sheetId": tab("schools").sheet_id, "dimension": "COLUMNS", "startIndex": 3, "endIndex": 5}

    def change() -> None:
        scene.change(
            sort("pupils", "Code"),
            sort("schools", "Code"),
            sort("staff", "Name"),
            sort("places", "Pupil"),
            {"moveDimension": {"source": moved, "destinationIndex": 0}},
        )

    during(scene, COMMIT, change)
    assert (sent(scene)[NOTICE], sent(scene)[PAGE]) == (1, 1)
    go_on(scene)
    check_truth(scene, OWED)


def test_what_changes_at_every_look_delays_a_notice_by_no_more_than_a_minute(scene: Scene) -> None:
    for number in range(3):
        address = f"a{number}@hill.example"
        scene.tick(f"09:{15 + number}", before_commit(scene, lambda new=address: scene.type("Schools!D2", [new])))
    assert sent(scene)[NOTICE] == 1


def before_commit(scene: Scene, do: Callable[[], object]) -> Google:
    """A client with which something happens just before its first commit."""
    google, left = scene.stage.google(), [do]
    once = google.http._once

    def watched(method: str, url: str, more: Any) -> Any:
        if left and "spreadsheets" in url and ":batchUpdate" in url:
            left.pop()()
        return once(method, url, more)

    google.http._once = watched  # type: ignore[method-assign]
    return google


BACK = {"two hours": at("11:15"), "until yesterday": at("09:30") + timedelta(days=1)}


@pytest.mark.parametrize("how", BACK)
def test_a_workbook_that_somebody_took_back_sends_nothing_twice_and_the_dsl_is_told(scene: Scene, how: str) -> None:
    history = f"workbooks/{scene.workbook}/history"
    scene.stage.control(history, {"keep": "then"})
    scene.tick("09:15")
    scene.type("Schools!J2", ["01632 960109"])
    scene.register("09:38", "COOK")
    scene.tick("09:46")
    before = sent(scene)
    scene.stage.control(history, {"restore": "then"})
    now = BACK[how]
    for number in range(6):
        scene.tick(now + number * timedelta(minutes=1))
    after = sent(scene)
    assert {key: after[key] for key in before} == before
    assert max(after.values()) == 1
    (told,) = scene.problem("SHEET-8")
    assert "type it again" in told
    entries = [row[0] for row in scene.stage.outcome().entries]
    assert len(entries) == len(set(entries)) == 2


def test_yesterdays_copy_that_takes_the_workbooks_place_sends_nothing_twice_and_the_dsl_is_told(scene: Scene) -> None:
    scene.tick("09:08")
    copied = scene.stage.google().http.request("post", f"{FILES}/{scene.workbook}/copy", json={"name": "Yesterday"})
    scene.tick("09:15")
    scene.register("09:38", "COOK")
    scene.tick("09:46")
    before = sent(scene)
    scene.workbook = scene.stage.workbook_id = copied.json()["id"]
    tomorrow = at("09:30") + timedelta(days=1)
    scene.tick(tomorrow)
    assert sent(scene) == before, "a copy sends nothing until somebody says that it is the one in use"
    (said,) = scene.problem("SEND-2")
    assert "scripts/apply_schema" in said

    (reported,) = apply_forms(scene.stage.google(), scene.workbook, Facts(), MONDAY).reports
    assert "empty “workbook id” and apply again: the same forms go on" in reported
    row = next(n for n, line in enumerate(scene.cells("Settings!A1:B80"), 1) if line[0] == "workbook id")
    scene.type(f"Settings!B{row}", [""])
    facts = read_timetable(scene.stage.google(), scene.workbook)
    applied = apply_forms(scene.stage.google(), scene.workbook, facts, MONDAY + timedelta(days=1))
    assert "Wrote the setting “workbook id”" in applied.done
    assert not [said for said in applied.done if said.startswith("Made")]
    for number in range(6):
        scene.tick(tomorrow + number * timedelta(minutes=1))
    after = sent(scene)
    assert {key: after[key] for key in before} == before
    assert max(after.values()) == 1
    assert scene.problem("SHEET-8")
    entries = [row[0] for row in scene.stage.outcome().entries]
    assert len(entries) == len(set(entries)) == 2
