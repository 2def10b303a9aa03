"""Rehearsal, live, paused, copied: what is decided then, what goes out, and what is made good afterwards."""

from __future__ import annotations

import pytest

from cme.domain.model import State
from cme.domain.modes import PAPERS_READ, PAPERS_UNREAD
from cme.edges.schema import tab
from tests.jobs.calls import READS, at_call
from tests.jobs.small import Scene, at

DSL = "dee@innov8.example"
NOTICE = "REG-1/2026-11-23/BIKE/P1/HILL/"
LIST = ("overtaken_list", "innov8", DSL)
DIGEST = ("shadow_digest", "innov8", DSL)


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


def test_papers_that_nobody_read_are_asked_for_and_keep_nothing_back(scene: Scene) -> None:
    names = [row[0] for row in tab("settings").rows]
    scene.type(f"Settings!B{2 + names.index(PAPERS_READ)}", [""])
    absent_at_nine(scene)
    scene.tick("09:15")
    assert scene.told() == [("absence", "HILL", "attendance@hill.example")]
    (said,) = scene.problem(PAPERS_UNREAD)
    assert [row[3] for row in scene.cells("Waiting!A2:D9") if row[0] in said] == [
        f"Read docs/data-protection; then type beside “{PAPERS_READ}” who did, in which role, and the day."
    ]


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


def test_in_shadow_nothing_leaves_but_one_digest_to_our_own_dsl(scene: Scene) -> None:
    mode(scene, "shadow")
    absent_at_nine(scene)
    for when in ("09:15", "15:44", "15:45", "15:46", "18:00"):
        scene.tick(when)
    assert scene.told() == [DIGEST]
    facts = scene.stage.outcome().facts
    assert facts.messages[facts.ledger[NOTICE].message].state is State.REHEARSED
    assert {m.notice for m in facts.messages.values() if m.draft} == {"shadow_digest"}


def test_a_digest_whose_run_died_goes_once(scene: Scene) -> None:
    mode(scene, "shadow")
    scene.fault(match={"method": "gmail.users.drafts.send"}, kind="refuse", status=503, times=None)
    scene.tick("15:45")
    scene.faults_end()
    assert scene.told() == []
    for when in ("15:46", "15:49", "15:50"):
        scene.tick(when)
    assert scene.told() == [DIGEST]


@pytest.mark.parametrize("to", ["rehearsal", "live"])
def test_a_mode_changed_while_the_digest_is_claimed_takes_it_back(scene: Scene, to: str) -> None:
    mode(scene, "shadow")
    scene.tick("15:44")
    # One draft, then the commit.
    scene.tick("15:45", at_call(scene.stage.google(), READS + 2, lambda: mode(scene, to)))
    assert DIGEST not in scene.told()
    assert scene.drafts() == 0


def test_a_copy_in_shadow_sends_no_digest(scene: Scene) -> None:
    google = scene.stage.google()
    mode(scene, "shadow")
    copied = google.drive.files().copy(fileId=scene.workbook, body={"name": "for training"}).execute()["id"]
    scene.stage.workbook_id = scene.workbook = copied
    scene.tick("15:45")
    assert scene.stage.mail() == []


def pause(scene: Scene, until: str) -> None:
    scene.type("Settings!B4", [f"23/11/2026 {until}" if until else ""])


def test_the_machine_stamps_since_when_it_is_paused_until_the_pause_is_over(scene: Scene) -> None:
    pause(scene, "09:30")
    scene.tick("09:01")
    pause(scene, "09:40")
    absent_at_nine(scene)
    scene.tick("09:35")
    assert scene.stage.read().paused_from == at("09:01")
    scene.tick("09:40")
    assert scene.told().count(LIST) == 1
    assert scene.stage.read().paused_from is None
    pause(scene, "10:30")
    scene.tick("10:00")
    assert scene.stage.read().paused_from == at("10:00")
    pause(scene, "")
    scene.tick("10:01")
    assert scene.stage.read().paused_from is None


def test_what_fell_due_in_a_pause_is_listed_although_the_mailbox_fails_when_it_ends(scene: Scene) -> None:
    pause(scene, "09:30")
    scene.tick("09:01")
    absent_at_nine(scene)
    scene.fault(match={"method": "gmail.users.drafts.create"}, kind="refuse", status=503, times=None)
    scene.tick("09:31")
    scene.faults_end()
    assert scene.stage.read().paused_from == at("09:01")
    scene.tick("09:32")
    scene.tick("09:33")
    assert scene.told().count(LIST) == 1
    assert scene.stage.read().paused_from is None


def test_a_mode_that_nobody_can_read_forgets_neither_stamp(scene: Scene) -> None:
    pause(scene, "12:00")
    scene.tick("09:01")
    before = scene.stage.read()
    mode(scene, "on")
    scene.tick("09:02")
    after = scene.stage.read()
    assert (after.live_from, after.paused_from) == (before.live_from, at("09:01"))


def test_a_pause_of_more_than_five_days_is_a_query(scene: Scene) -> None:
    scene.type("Settings!B4", ["28/11/2026 08:59"])
    scene.tick("09:00")
    assert scene.problem("OPS-2") == []
    scene.type("Settings!B4", ["28/11/2026 09:01"])
    scene.tick("09:05")
    assert [said.partition(":")[0] for said in scene.problem("OPS-2")] == ["Settings, paused until"]


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
        "Work in the original; or, if this one takes its place, run scripts/apply_schema on it, which says how."
    ]
    scene.stage.workbook_id = scene.workbook = original
    scene.tick("09:16")
    assert scene.stage.mail()


def test_a_workbook_that_lost_its_own_id_sends_nothing_and_the_dsl_hears_of_it(scene: Scene) -> None:
    rows = [index for index, row in enumerate(scene.cells("Settings!A1:B40"), start=1) if row[:1] == ["workbook id"]]
    scene.type(f"Settings!B{rows[0]}", [""])
    scene.register("09:05", "BIKE", "P4")
    scene.tick("09:15")
    (alarm,) = scene.stage.sent()
    assert alarm.to == DSL
    assert b"own id" in alarm.raw


@pytest.mark.usual("gmail_sent_lag")
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
