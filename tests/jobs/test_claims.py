"""The claim: who may send what, and what becomes of a claim whose run died."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cme.domain.model import State
from cme.edges import ledger
from cme.edges.sheets import Workbook
from cme.errors import NoAnswer
from tests.jobs.calls import READS, Killed, at_call, killed
from tests.jobs.small import Scene, as_typed, at
from tests.jobs.truth import sent_by_obligation

pytestmark = pytest.mark.usual("torn_reads", "responses_listed_late")

COMMIT, SEND_PAGE, SEND_ROUTINE, RESULTS = READS + 3, READS + 4, READS + 5, READS + 6
"""The calls of the busy minute that matter here, as the sweep counts them."""
NOTICE = "REG-1/2026-11-23/BIKE/P1/HILL/"
PAGE = "REG-2/2026-11-23/COOK//innov8/page"
Busy = Callable[[Path], Scene]


@pytest.fixture
def scene(busy: Busy, tmp_path: Path) -> Iterator[Scene]:
    opened = busy(tmp_path)
    yield opened
    opened.close()


def state_of(scene: Scene, key: str) -> tuple[State, str]:
    facts = scene.stage.outcome().facts
    message = facts.messages[facts.ledger[key].message]
    return message.state, message.detail


def during(scene: Scene, call: int, do: Callable[[], object], *, after: bool = False) -> Any:
    """Run the busy minute, with something that happens at one of its calls."""
    return scene.tick("09:15", at_call(scene.stage.google(), call, do, after=after))


def die(scene: Scene, call: int, *, after: bool = False) -> None:
    with suppress(Killed):
        during(scene, call, killed, after=after)


def throw_drafts_away(scene: Scene) -> None:
    google = scene.stage.google()
    for draft in google.gmail.users().drafts().list(userId="me").execute().get("drafts", ()):
        google.gmail.users().drafts().delete(userId="me", id=draft["id"]).execute()


def append(slug_id: int, *cells: Any) -> dict[str, Any]:
    rows = [{"values": [as_typed(cell) for cell in cells]}]
    return {"appendCells": {"sheetId": slug_id, "rows": rows, "fields": "userEnteredValue"}}


@pytest.mark.usual("gmail_draft_lingers")
def test_a_run_that_lost_the_race_throws_its_drafts_away(scene: Scene) -> None:
    report = during(scene, COMMIT, lambda: scene.tick("09:15"))
    assert report.outcome == "idle"
    assert sent_by_obligation(scene)[NOTICE] == 1
    assert scene.drafts() == 0


def test_a_claim_whose_answer_was_lost_before_another_run_committed_is_sent_by_its_own_run(scene: Scene) -> None:
    def lost_and_overtaken() -> None:
        scene.register("09:15", "COOK", "P5")
        scene.tick("09:15")
        raise NoAnswer("lost", call="POST :batchUpdate")

    report = during(scene, COMMIT, lost_and_overtaken, after=True)
    assert report.outcome == "done"
    sent = sent_by_obligation(scene)
    assert (sent[NOTICE], sent[PAGE]) == (1, 0), "the register came before the page could go: it is not needed"
    assert state_of(scene, PAGE)[0] is State.WITHDRAWN


def test_a_second_attempt_claims_under_names_of_its_own(scene: Scene) -> None:
    def lost_and_overtaken() -> None:
        book = Workbook(scene.stage.google(), scene.workbook)
        book.commit(scene.stage.read().revision, "other", [], deadline=1e9)
        scene.register("09:15", "COOK")
        raise NoAnswer("lost", call="POST :batchUpdate")

    during(scene, COMMIT, lost_and_overtaken, after=True)
    sent = sent_by_obligation(scene)
    assert (sent[NOTICE], sent["REG-1/2026-11-23/COOK/P5/HILL/"], sent[PAGE]) == (1, 1, 0)
    assert state_of(scene, PAGE)[0] is State.WITHDRAWN


def test_who_took_a_claim_over_meanwhile_keeps_it(scene: Scene) -> None:
    die(scene, SEND_PAGE)
    facts = scene.stage.outcome().facts
    message = facts.messages[facts.ledger[NOTICE].message]
    theirs = replace(message, run="other", lease_until=at("09:22"))
    row = ledger.append("messages", [ledger.message_row(theirs, "", message.revision)])
    # The read was older than the revision beside it, as Google does not promise otherwise.
    scene.tick("09:19", at_call(scene.stage.google(), READS + 1, lambda: scene.change(*row)))
    sent = sent_by_obligation(scene)
    assert (sent[NOTICE], sent[PAGE]) == (0, 1)


@pytest.mark.usual("gmail_draft_lingers")
def test_an_older_row_with_the_same_key_takes_the_claim_back(scene: Scene) -> None:
    row = [NOTICE, "REG-1", "5.2", 46349, "BIKE", "P1", "HILL", "", 46349.38, "", "", "other-01", 46349.385, 1]
    during(scene, COMMIT, lambda: scene.change(append(obligations_tab(), *row)))
    assert NOTICE not in sent_by_obligation(scene)
    assert sent_by_obligation(scene)[PAGE] == 1
    assert scene.drafts() == 0
    states = {m.state for m in scene.stage.outcome().facts.messages.values() if m.notice == "absence"}
    assert states == {State.WITHDRAWN}


def obligations_tab() -> int:
    from cme.edges.schema import tab

    return tab("obligations").sheet_id


def test_a_pause_pressed_between_read_and_claim_stops_routine_mail_and_no_page(scene: Scene) -> None:
    during(scene, COMMIT, lambda: scene.type("Settings!B4", ["23/11/2026 12:00"]))
    assert NOTICE not in sent_by_obligation(scene)
    assert sent_by_obligation(scene)[PAGE] == 1


def test_a_code_on_hold_between_read_and_claim_takes_back_its_own_messages_and_no_others(scene: Scene) -> None:
    gone = {"child": "P4", "change": "LEFT WITHOUT PERMISSION"}
    scene.stage.send("change", "cora@innov8.example", gone)
    during(scene, COMMIT + 2, lambda: scene.type("Settings!B5", ["p1, mill"]))
    assert NOTICE not in sent_by_obligation(scene)
    assert state_of(scene, NOTICE) == (State.WITHDRAWN, "it was held back meanwhile")
    left = [key for key in sent_by_obligation(scene) if key.startswith("REG-4")]
    assert len(left) == 2, "neither the page nor the school's DSL waits"
    assert sent_by_obligation(scene)[PAGE] == 1
    scene.type("Settings!B5", [""])
    scene.tick("09:20")
    assert sent_by_obligation(scene)[NOTICE] == 1


def test_a_mode_changed_between_read_and_claim_stops_everything(scene: Scene) -> None:
    during(scene, COMMIT, lambda: scene.type("Settings!B3", ["rehearsal"]))
    assert not {NOTICE, PAGE} & set(sent_by_obligation(scene))
    assert scene.drafts() == 0


def test_a_pause_is_seen_wherever_the_columns_of_settings_were_moved(scene: Scene) -> None:
    column = {"sheetId": 127, "dimension": "COLUMNS", "startIndex": 0, "endIndex": 1}
    scene.change({"insertDimension": {"range": column}})
    during(scene, COMMIT, lambda: scene.type("Settings!C4", ["23/11/2026 12:00"]))
    assert NOTICE not in sent_by_obligation(scene)


def test_a_formula_in_settings_is_no_change(scene: Scene) -> None:
    formula = {"userEnteredValue": {"formulaValue": '="li"&"ve"'}}
    start = {"sheetId": 127, "rowIndex": 2, "columnIndex": 1}
    rows = [{"values": [formula]}]
    scene.change({"updateCells": {"start": start, "rows": rows, "fields": "userEnteredValue"}})
    scene.tick("09:15")
    assert sent_by_obligation(scene)[NOTICE] == 1


def test_a_claim_with_a_live_lease_is_left_alone_and_taken_over_when_it_ended(scene: Scene) -> None:
    die(scene, SEND_PAGE)
    scene.tick("09:17")
    assert not {NOTICE, PAGE} & set(sent_by_obligation(scene))
    scene.tick("09:19")
    sent = sent_by_obligation(scene)
    assert (sent[NOTICE], sent[PAGE]) == (1, 1)


def test_two_that_recover_at_once_send_once(scene: Scene) -> None:
    die(scene, SEND_PAGE)
    google = at_call(scene.stage.google(), READS + 2, lambda: scene.tick("09:19"))
    scene.tick("09:19", google)
    sent = sent_by_obligation(scene)
    assert (sent[NOTICE], sent[PAGE]) == (1, 1)


def test_a_page_that_may_be_lost_goes_again_once_and_says_so(scene: Scene) -> None:
    die(scene, SEND_PAGE)
    throw_drafts_away(scene)
    scene.tick("09:19")
    throw_drafts_away(scene)
    for when in ("09:20", "09:24", "09:29"):
        scene.tick(when)
    raws = [bytes(sent.raw) for sent in scene.stage.sent() if b"dee@" in sent.raw and b"repeat" in sent.raw]
    assert len(raws) == 1
    assert sent_by_obligation(scene)[PAGE] == 1


def test_of_routine_mail_that_may_be_lost_the_dsl_is_told_and_it_is_not_sent_again(scene: Scene) -> None:
    die(scene, SEND_PAGE)
    throw_drafts_away(scene)
    for when in ("09:19", "09:24", "09:28", "09:29", "09:30"):
        scene.tick(when)
    assert state_of(scene, NOTICE)[0] is State.UNKNOWN
    assert NOTICE not in sent_by_obligation(scene)
    facts = scene.stage.outcome().facts
    lost = facts.ledger[NOTICE].message
    page = facts.ledger[f"OPS-1/2026-11-23///innov8/{lost}"]
    assert facts.messages[page.message].state is State.SENT


def test_a_message_that_is_missing_from_gmails_lists_for_a_while_is_waited_for(scene: Scene) -> None:
    scene.switch(gmail_sent_lag="400")
    die(scene, SEND_ROUTINE, after=True)
    thread = {"method": "gmail.users.threads.get"}
    scene.fault(match=thread, kind="refuse", status=404, times=2)
    for when in ("09:19", "09:23", "09:27", "09:31"):
        scene.tick(when)
    assert sent_by_obligation(scene)[NOTICE] == 1
    assert state_of(scene, NOTICE)[0] is State.SENT


@pytest.mark.usual("gmail_draft_lingers")
def test_a_draft_that_somebody_changed_is_not_sent_and_the_dsl_is_told(scene: Scene) -> None:
    die(scene, SEND_ROUTINE)
    google = scene.stage.google()
    (draft,) = google.gmail.users().drafts().list(userId="me").execute()["drafts"]
    raw = google.gmail.users().drafts().get(userId="me", id=draft["id"], format="raw").execute()["message"]["raw"]
    import base64

    text = base64.urlsafe_b64decode(raw + "==")
    changed = base64.urlsafe_b64encode(b"Bcc: other@elsewhere.example\r\n" + text).decode()
    google.gmail.users().drafts().update(userId="me", id=draft["id"], body={"message": {"raw": changed}}).execute()
    scene.tick("09:19")
    scene.tick("09:20")
    assert NOTICE not in sent_by_obligation(scene)
    assert state_of(scene, NOTICE)[0] is State.FAILED
    assert ("not_delivered", "innov8", "dee@innov8.example") in scene.told()


def test_a_notice_is_not_sent_late_about_a_child_who_has_come_meanwhile(scene: Scene) -> None:
    die(scene, SEND_ROUTINE)
    scene.register("09:17", "BIKE", "P1", "P2", "P4")
    scene.tick("09:17")
    scene.tick("09:19")
    assert "absence" not in {notice for notice, *_ in scene.told()}
    assert state_of(scene, NOTICE)[0] is State.WITHDRAWN
    assert scene.drafts() == 0


def test_a_notice_of_yesterday_is_not_sent_today_but_listed(scene: Scene) -> None:
    from datetime import timedelta

    die(scene, SEND_ROUTINE)
    for minute in (0, 1):
        scene.tick(at("09:30") + timedelta(days=1, minutes=minute))
    assert "absence" not in {notice for notice, *_ in scene.told()}
    assert ("overtaken_list", "innov8", "dee@innov8.example") in scene.told()
    row = scene.stage.outcome().facts.ledger[NOTICE]
    assert (row.message, row.basis.split(":")[0]) == ("", "overtaken")


def test_a_mailbox_that_is_closed_between_claim_and_send_loses_nothing(scene: Scene) -> None:
    scene.fault(match={"method": "gmail.users.drafts.send"}, kind="refuse", status=403, times=None)
    scene.tick("09:15")
    scene.tick("09:19")
    assert any("not known whether" in line for line in scene.problem("SEND-4"))
    scene.faults_end()
    scene.tick("09:23")
    sent = sent_by_obligation(scene)
    assert (sent[NOTICE], sent[PAGE]) == (1, 1)


def test_when_no_draft_can_be_made_it_is_said_at_once_and_sent_when_it_can(scene: Scene) -> None:
    scene.fault(match={"method": "gmail.users.drafts.create"}, kind="refuse", status=503, times=None)
    scene.tick("09:15")
    assert any("did not take a message" in line for line in scene.problem("SEND-3"))
    scene.faults_end()
    scene.tick("09:16")
    assert sent_by_obligation(scene)[NOTICE] == 1


def test_pages_go_first_and_before_what_was_left(scene: Scene) -> None:
    die(scene, SEND_ROUTINE)
    scene.register("09:18", "BIKE", "P4")
    scene.tick("09:19")
    order = [message.to for message in scene.stage.sent()]
    assert order.index("dee@innov8.example") < order.index("attendance@hill.example") == len(order) - 1


def test_what_there_is_no_time_for_is_the_next_minutes(scene: Scene) -> None:
    moments = iter([0.0] + [30.0] * 1000)
    report = scene.tick("09:15", monotonic=lambda: next(moments))
    assert report.claimed == 0
    scene.tick("09:16")
    assert sent_by_obligation(scene)[NOTICE] == 1


def test_a_claim_that_there_was_no_time_to_send_is_sent_after_its_lease(scene: Scene) -> None:
    def clock() -> float:
        return 45.0 if scene.drafts() == 2 and scene.stage.read().run.startswith("slow") else 0.0

    scene.tick("09:15", monotonic=clock, name="slow")
    assert PAGE not in sent_by_obligation(scene)
    scene.tick("09:19")
    sent = sent_by_obligation(scene)
    assert (sent[NOTICE], sent[PAGE]) == (1, 1)


def test_every_message_is_sent_with_its_text_and_never_twice_by_one_run(scene: Scene) -> None:
    scene.fault(match={"method": "gmail.users.drafts.send"}, kind="lose_response", times=None)
    mark = scene.mark()
    scene.tick("09:15")
    assert scene.calls(mark)["gmail.users.drafts.send"] == 2
    with scene.stage.app.store.transaction() as db:
        assert db.execute("SELECT count(*) FROM traffic WHERE method = 'gmail.users.drafts.send'").fetchone()[0] >= 2
