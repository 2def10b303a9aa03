"""Limits of Gmail and of Google's quotas in whole runs: pages first, nothing twice, and each said as what it is."""

from __future__ import annotations

from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

import pytest

from cme.domain.model import State
from cme.jobs import watch_replies
from cme.policy import load_figures
from sandbox.gmail import delivery
from tests.jobs.small import Scene, at
from tests.jobs.test_counts import IDLE, calls_of

DRAFTING, SENDING = "gmail.users.drafts.create", "gmail.users.drafts.send"
DUE = [
    ("absence", "HILL", "attendance@hill.example"),
    ("register_page", "innov8", "dee@innov8.example"),
]
"""What the busy minute of 09:15 owes."""
DUE_PAGE = ("not_delivered", "innov8", "dee@innov8.example")


def letter_from(scene: Scene, sender: str, when: str, **headers: str) -> None:
    """Let a mail that nobody asked for come into the mailbox."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, "bot@innov8.example", "News"
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content("What it says is never read.")
    scene.stage.move(at(when))
    with scene.stage.app.store.transaction() as db:
        delivery.arrive(db, "bot@innov8.example", mail.as_bytes(), at(when))


def busy_scene(busy: Callable[[Path], Scene], folder: Path) -> Scene:
    return busy(folder / "limits")


def refuse(scene: Scene, method: str, status: int = 429) -> None:
    scene.fault(kind="refuse", status=status, retry_after=30, match={"method": method}, times=None)


def told_since(scene: Scene) -> list[tuple[str, str, str]]:
    return [line for line in scene.told() if line[0] in ("absence", "register_page")]


@pytest.mark.usual("torn_reads")
def test_unknown_mail_is_looked_at_once_and_left_alone(scene: Scene) -> None:
    scene.tick("08:56")
    letter_from(scene, "News <news@elsewhere.example>", "08:57")
    looked = {"gmail.users.messages.get": 1, "sheets.spreadsheets.batchUpdate": 1}
    assert calls_of(scene, "08:57") == IDLE | looked
    assert calls_of(scene, "08:58") == IDLE
    assert scene.stage.outcome().facts.messages == {}


def test_a_full_inbox_is_looked_through_a_few_at_a_time_and_then_never_again(scene: Scene) -> None:
    for number in range(watch_replies.AT_ONCE + 3):
        letter_from(scene, f"n{number}@elsewhere.example", "08:56")
    seen = [calls_of(scene, when).get("gmail.users.messages.get", 0) for when in ("08:56", "08:57", "08:58")]
    assert seen == [watch_replies.AT_ONCE, 3, 0]


def test_mail_of_a_stranger_and_of_our_own_mailbox_answers_nothing(scene: Scene) -> None:
    scene.register("09:05", "BIKE", "P2", "P4")
    scene.tick("09:15")
    letter_from(scene, "attendance@hill.example.evil.example", "09:16")
    letter_from(scene, "attendance@hill.example", "09:16", X_Innov8_Message="forged")
    scene.tick("09:17")
    assert {m.state for m in scene.stage.outcome().facts.messages.values()} == {State.SENT}


def test_what_was_written_before_the_notice_went_does_not_answer_it(scene: Scene) -> None:
    letter_from(scene, "attendance@hill.example", "08:58")
    scene.register("09:05", "BIKE", "P2", "P4")
    for when in ("09:15", "09:16", "09:17"):
        scene.tick(when)
    notices = [m for m in scene.stage.outcome().facts.messages.values() if m.notice == "absence"]
    assert [m.state for m in notices] == [State.SENT]


def test_when_gmail_takes_no_more_drafts_pages_are_tried_and_routine_mail_stops(
    busy: Callable[[Path], Scene], tmp_path: Path
) -> None:
    scene = busy_scene(busy, tmp_path)
    refuse(scene, DRAFTING)
    mark = scene.mark()
    scene.tick("09:15")
    tried = scene.calls(mark)[DRAFTING]
    assert told_since(scene) == []
    assert "Gmail takes no more mail for now" in scene.problem("SEND-3")[0]
    scene.faults_end()
    scene.tick("09:16")
    scene.tick("09:17")
    assert told_since(scene) == DUE
    # One try for the page; after its refusal none for the rest.
    assert tried == 1
    scene.close()


def test_what_gmail_refused_to_send_for_now_is_owed_and_goes_a_minute_later_once(
    busy: Callable[[Path], Scene], tmp_path: Path
) -> None:
    scene = busy_scene(busy, tmp_path)
    refuse(scene, SENDING)
    mark = scene.mark()
    scene.tick("09:15")
    assert scene.calls(mark)[SENDING] == 1
    assert told_since(scene) == []
    assert "the rest waits" in scene.problem("SEND-3")[0]
    scene.faults_end()
    scene.tick("09:16")
    scene.tick("09:17")
    assert told_since(scene) == DUE
    scene.close()


def test_a_mailbox_that_is_closed_keeps_its_claims_and_says_so(busy: Callable[[Path], Scene], tmp_path: Path) -> None:
    scene = busy_scene(busy, tmp_path)
    refuse(scene, SENDING, 403)
    scene.tick("09:15")
    due = [m for m in scene.stage.outcome().facts.messages.values() if m.notice in ("absence", "register_page")]
    assert {m.state for m in due} == {State.CLAIMED}
    assert "suspended, or signed out" in scene.problem("SEND-3")[0]
    scene.faults_end()
    for when in ("09:17", "09:19", "09:20"):
        scene.tick(when)
    assert told_since(scene) == DUE
    scene.close()


def test_near_gmails_day_the_rest_waits_pages_go_and_the_dsl_is_told(
    busy: Callable[[Path], Scene], tmp_path: Path
) -> None:
    scene = busy_scene(busy, tmp_path)
    full = load_figures().replaced("gmail_a_day", 2)
    scene.tick("09:15", figures=full)
    assert told_since(scene) == [DUE[1]]
    assert scene.told().count(("quota_near", "innov8", "dee@innov8.example")) == 1
    assert "1 notice waits" in " ".join(scene.problem("SEND-3"))
    assert "Only urgent mail goes out until" in scene.problem("OPS-4")[0]
    scene.tick("09:16")
    assert told_since(scene) == DUE
    scene.close()


def test_a_form_that_was_asked_too_often_is_named_as_that(scene: Scene) -> None:
    refuse(scene, "forms.forms.responses.list")
    scene.tick("09:01")
    assert any("asked too often in a minute" in line for line in scene.problem("FORM-2"))


@pytest.mark.parametrize("kind", ["bounce_apart", "bounce"])
def test_what_was_sent_on_and_comes_back_is_sent_to_no_address_twice(scene: Scene, kind: str) -> None:
    for role in ("attendance", "dsl"):
        scene.stage.control("mail", {"kind": kind, "address": f"{role}@hill.example", "always": True})
    scene.register("09:05", "BIKE", "P2", "P4")
    for minute in range(15, 24):
        scene.tick(f"09:{minute}")
    told = [to for notice, _, to in scene.told() if notice == "absence"]
    assert sorted(told) == ["attendance@hill.example", "dsl@hill.example"]
    assert [line for line in scene.told() if line[0] == "not_delivered"] == [DUE_PAGE] * 2
