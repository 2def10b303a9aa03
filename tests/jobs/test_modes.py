"""Rehearsal, live, paused, copied: what is decided then, what goes out, and what is made good afterwards."""

from __future__ import annotations

import pytest

from cme.domain.model import State
from tests.jobs.small import Scene, at

DSL = "dee@innov8.example"
NOTICE = "REG-1/2026-11-23/BIKE/P1/HILL/"
LIST = ("overtaken_list", "innov8", DSL)


def mode(scene: Scene, to: str) -> None:
    scene.type("Settings!B3", [to])


def absent_at_nine(scene: Scene) -> None:
    scene.register("09:01", "COOK", "P5")
    scene.register("09:05", "BIKE", "P2", "P4")


def test_what_was_rehearsed_is_written_down_and_nobody_is_mailed(scene: Scene) -> None:
    mode(scene, "rehearsal")
    absent_at_nine(scene)
    mark = scene.mark()
    scene.tick("09:15")
    assert not any(call.startswith("gmail.users.drafts") for call in scene.calls(mark))
    facts = scene.stage.outcome().facts
    assert facts.messages[facts.ledger[NOTICE].message].state is State.REHEARSED


def test_going_live_lists_what_was_due_before_once_and_sends_what_falls_due_after(scene: Scene) -> None:
    mode(scene, "rehearsal")
    scene.tick("09:00")
    absent_at_nine(scene)
    scene.tick("09:15")
    mode(scene, "live")
    scene.tick("09:20")
    scene.tick("09:21")
    assert scene.told() == [LIST]
    assert scene.stage.read().live_from == at("09:20")
    scene.tick("09:46")
    assert ("absence", "HILL", "attendance@hill.example") in scene.told()
    assert scene.told().count(LIST) == 1


def test_going_live_after_a_rehearsal_sends_what_was_rehearsed_and_is_due_now(scene: Scene) -> None:
    mode(scene, "rehearsal")
    absent_at_nine(scene)
    scene.tick("09:10")
    mode(scene, "live")
    scene.tick("09:12")
    scene.tick("09:15")
    assert scene.told() == [("absence", "HILL", "attendance@hill.example")]


def test_a_pause_holds_routine_mail_lets_pages_through_and_ends_with_one_list(scene: Scene) -> None:
    scene.type("Settings!B4", ["23/11/2026 09:30"])
    scene.register("09:05", "BIKE", "P2", "P4")
    scene.tick("09:15")
    assert [told[0] for told in scene.told()] == ["register_page"]
    scene.tick("09:31")
    scene.tick("09:32")
    assert scene.told().count(LIST) == 1
    assert "absence" not in {told[0] for told in scene.told()}


def test_the_list_of_what_was_overtaken_is_never_lost_with_a_mailbox_that_fails(scene: Scene) -> None:
    mode(scene, "rehearsal")
    scene.tick("09:00")
    absent_at_nine(scene)
    scene.tick("09:15")
    mode(scene, "live")
    scene.fault(match={"method": "gmail.users.drafts.create"}, kind="refuse", status=503, times=None)
    scene.tick("09:20")
    scene.faults_end()
    scene.tick("09:21")
    assert scene.told() == [LIST]


def test_a_copy_of_the_workbook_sends_nothing_and_leaves_the_forms_alone(scene: Scene) -> None:
    google = scene.stage.google()
    copied = google.drive.files().copy(fileId=scene.workbook, body={"name": "for training"}).execute()["id"]
    scene.register("09:05", "BIKE", "P4")
    original, scene.stage.workbook_id, scene.workbook = scene.workbook, copied, copied
    for title in ("Pupils", "Sessions"):
        scene.type(f"{title}!A2", ["NEW1"])
    mark = scene.mark()
    scene.tick("09:15")
    calls = scene.calls(mark)
    assert not {name for name in calls if name.startswith("gmail.users.drafts")}
    assert "forms.forms.batchUpdate" not in calls
    assert scene.problem("SEND-2") == [
        "Settings, workbook id: This workbook is a copy: Settings holds another file's id. It sends nothing. "
        "Work in the original; or, if this is meant to be the one in use, run scripts/apply_schema on it."
    ]
    scene.stage.workbook_id = scene.workbook = original
    scene.tick("09:16")
    assert scene.stage.mail()


def test_a_workbook_that_lost_its_own_id_sends_nothing_and_the_dsl_hears_of_it(scene: Scene) -> None:
    rows = [index for index, row in enumerate(scene.cells("Settings!A1:B20"), start=1) if row[:1] == ["workbook id"]]
    scene.type(f"Settings!B{rows[0]}", [""])
    scene.register("09:05", "BIKE", "P4")
    scene.tick("09:15")
    (alarm,) = scene.stage.sent()
    assert alarm.to == DSL
    assert b"own id" in alarm.raw


@pytest.mark.parametrize("typed", ["", "Live!", "on"])
def test_a_mode_that_nobody_can_read_sends_nothing_to_schools_and_the_dsl_hears_of_it(scene: Scene, typed: str) -> None:
    mode(scene, typed)
    scene.register("09:05", "BIKE", "P4")
    scene.tick("09:15")
    scene.tick("09:16")
    (alarm,) = scene.stage.sent()
    assert alarm.to == DSL
    mode(scene, "live")
    scene.tick("09:17")
    assert ("absence", "HILL", "attendance@hill.example") in scene.told()
