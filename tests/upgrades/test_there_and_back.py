"""A newer version and back again, with real programs of both: forward, run, back, run or refuse, forward once more."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from cme.edges.shared_drive import SPREADSHEET, see_marked
from cme.errors import SetupError
from cme.jobs.apply_schema import apply_forms, apply_settings, apply_workbook, read_timetable, stored_settings
from cme.jobs.archive_month import archive_months
from cme.jobs.archived import manifest_id
from cme.jobs.health import check_health
from cme.jobs.migrate import KEPT
from tests.jobs.monthly import FIRST, MONTH, a_month_is_over
from tests.jobs.small import MONDAY, PEOPLE, Scene, at, typed
from tests.jobs.test_recall import paid
from tests.upgrades.later import Program

GOOD = {"idle", "heartbeat", "done"}


def years(scene: Scene) -> list[str]:
    return [row[0] for row in scene.cells("Pupils!D2:D6")]


def head(scene: Scene) -> Any:
    """What every commit changes."""
    return scene.cells("Runs!B1:G4")


def test_with_a_version_that_gets_on_with_the_one_before_either_program_goes_on(scene: Scene, second: Program) -> None:
    assert second.ask(scene, "tick", "09:01")["outcome"] in GOOD
    assert "The workbook is of version 1, and this program of version 2: it goes on all the same." in second.ask(
        scene, "health", "09:01"
    )
    assert second.ask(scene, "plan")[:2] == [
        "Keep a copy of the workbook as it is",
        "To version 2: Write Y9 for 9 in row 2",
    ]
    done = second.ask(scene, "apply")
    assert "Make 1 tab: Vehicles" in done
    assert "Add to “Pupils”: Bus" in done
    assert (years(scene), scene.cells("Runs!F2:G2")) == (["Y9"] * 5, [[2, 1]])
    scene.register("09:05", "BIKE", "P1", "P2", "P4")
    assert second.ask(scene, "tick", "09:06")["outcome"] in GOOD
    assert scene.tick("09:15").outcome in GOOD
    (said,) = scene.problem("SHEET-9")
    assert "of version 2, and this program of version 1: it goes on, and leaves alone" in said
    with pytest.raises(SetupError, match="is of version 2, and this program of version 1: it changes nothing"):
        apply_workbook(scene.stage.google(), scene.workbook)
    assert second.ask(scene, "apply") == []
    assert second.ask(scene, "tick", "09:16")["outcome"] in GOOD
    assert scene.problem("SHEET-9") == []


def test_with_one_that_does_not_neither_writes_a_word_and_the_dsl_is_told(scene: Scene, third: Program) -> None:
    tess, cora, dee = PEOPLE["staff"]
    scene.change(*typed("staff", [tess, {**cora, "Roles": "coordinator, lead"}, dee]))
    before = head(scene)
    too_old = third.ask(scene, "tick", "09:01")
    assert (too_old["outcome"], too_old["sent"], head(scene)) == ("stuck", 0, before)
    assert "which cannot work with it: it writes nothing" in too_old["notes"][1]
    assert third.ask(scene, "plan") == [
        "Keep a copy of the workbook as it is",
        *(f"To version 2: Write Y9 for 9 in row {row}" for row in range(2, 7)),
        "To version 3: Phone on Staff is Telephone; semicolons stand between roles.",
        "Bring the tabs in step with that version",
    ]
    done = third.ask(scene, "apply")
    assert "To version 3: Call Phone on Staff Telephone" in done
    assert scene.cells("Runs!F2:G2") == [[3, 3]]
    assert third.ask(scene, "staff")["CORA"] == ["07700 900101", ["coordinator", "lead"]]
    assert third.ask(scene, "tick", "09:06")["outcome"] in GOOD
    before = head(scene)
    back = scene.tick("09:31")
    assert (back.outcome, back.sent, head(scene), scene.drafts()) == ("stuck", 0, before, 0)
    assert back.notes == ["The DSL was told that the system stands still.", problem_of(scene, "09:31")]
    assert scene.tick("09:32").notes == [problem_of(scene, "09:32")], "told once in half an hour"
    assert third.ask(scene, "apply") == []
    assert third.ask(scene, "tick", "09:33")["outcome"] in GOOD


def problem_of(scene: Scene, clock: str) -> str:
    """Return what health says of the version: once, and not among the tabs that are not as they must be."""
    found = {one.code: one.what for one in check_health(scene.stage.google(), scene.workbook, at(clock)).problems}
    assert "OPS-3" not in found
    said = "The workbook is of version 3, and this program of version 1: it writes nothing, and nobody is told."
    assert found["SHEET-9"] == said
    return said


@pytest.mark.parametrize("new_ids", [False, True], ids=["the same ids in a copy", "ids of Google's own in a copy"])
def test_the_copy_that_was_kept_takes_the_workbooks_place_and_nothing_is_sent_twice_or_lost(
    scene: Scene, third: Program, *, new_ids: bool
) -> None:
    scene.switch(drive_copy_new_range_ids=new_ids)
    google = scene.stage.google()
    folder = google.drive.files().create(body={"name": "A", "mimeType": "application/vnd.google-apps.folder"}).execute()
    apply_settings(google, scene.workbook, {"archive folder": folder["id"]})
    third.ask(scene, "apply")
    scene.register("09:05", "BIKE", "P1", "P2", "P4")
    third.ask(scene, "tick", "09:06")
    third.ask(scene, "tick", "09:45")
    sent = paid(scene)
    assert "REG-1/2026-11-23/BIKE/P3/HILL/" in sent
    ((copy, name),) = see_marked(google, KEPT, SPREADSHEET)
    assert name == "small, before version 2, 2026-11-23 08:55 UTC"
    assert google.drive.files().get(fileId=copy, fields="parents").execute()["parents"] == [folder["id"]]
    assert stored_settings(google, copy)["workbook id"] == scene.workbook, "as long as nobody says so, it sends nothing"
    apply_settings(google, copy, {"workbook id": ""})
    lines = ("Drop rev_3, which has another id", "Set the revision token rev_3") if new_ids else ()
    assert apply_workbook(google, copy).done == lines
    apply_forms(google, copy, read_timetable(google, copy), MONDAY)
    scene.workbook = scene.stage.workbook_id = copy
    for clock in ("09:46", "09:47", "09:48"):
        assert scene.tick(clock).outcome in GOOD
    assert len(scene.cells("Entries!A2:B9")) == 1, "the register was read again from its form"
    assert paid(scene) == sent + Counter(["OPS-3/2026-11-23///innov8/094600"]), "the DSL hears that it was taken back"
    assert set(sent.values()) == {1}


def test_an_archive_of_an_earlier_version_is_restored_by_a_later_program_and_brought_forward(
    scene: Scene, third: Program
) -> None:
    a_month_is_over(scene)
    archive_months(scene.stage.google(), scene.workbook, FIRST)
    made = third.ask(scene, "restore", what=manifest_id(scene.stage.google(), scene.workbook, MONTH))
    scene.workbook = made
    assert (years(scene), scene.cells("Runs!F2:G2"), scene.cells("Staff!D1")) == (["9"] * 5, [[1, 1]], [["Phone"]])
    assert third.ask(scene, "plan")[:2] == [
        "Keep a copy of the workbook as it is",
        "To version 2: Write Y9 for 9 in row 2",
    ]
    third.ask(scene, "apply")
    assert (years(scene), scene.cells("Runs!F2:G2"), scene.cells("Staff!D1")) == (["Y9"] * 5, [[3, 3]], [["Telephone"]])
    assert third.ask(scene, "plan") == []


@pytest.mark.parametrize("call", range(4))
@pytest.mark.parametrize("fault", [{"kind": "refuse", "status": 403, "times": None}, {"kind": "lose_response"}])
def test_broken_off_at_any_call_that_writes_it_is_gone_on_with(
    scene: Scene, third: Program, call: int, fault: dict[str, Any]
) -> None:
    """The copy, two migrations and what is added are a call each; what is answered no more, or not at all."""
    before = scene.cells("Runs!B1")[0][0]
    method = "drive.files.copy" if not call else "sheets.spreadsheets.batchUpdate"
    scene.fault(match={"method": method}, skip=max(call - 1, 0), **fault)
    said = third.ask(scene, "apply")
    is_sent_again = fault["kind"] == "lose_response" and call in (1, 2)
    assert ("wrong" in said) is not is_sent_again
    scene.faults_end()
    third.ask(scene, "apply")
    assert third.ask(scene, "apply") == []
    assert (years(scene), scene.cells("Runs!F2:G2"), scene.cells("Staff!D1")) == (["Y9"] * 5, [[3, 3]], [["Telephone"]])
    assert scene.cells("Runs!B1")[0][0] == before + 2, "each migration took one revision, and none was made twice"
