"""What the mailbox remembers and the workbook forgot: it was taken back in time, or somebody deleted rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from email import message_from_bytes
from pathlib import Path

import pytest

from cme.domain.ledger import recalled_at
from cme.domain.model import State
from cme.edges.gmail import PAYS_HEADER
from cme.edges.schema import tab
from cme.jobs.recall import Recalled, recall
from tests.jobs.calls import READS, at_call
from tests.jobs.small import Scene, at

NOTICE = "REG-1/2026-11-23/BIKE/P1/HILL/"
PAGE = "REG-2/2026-11-23/COOK//innov8/page"
TOLD = "OPS-3/2026-11-23///innov8/092000"
STAND_DOWN = "REG-5/2026-11-23/BIKE/P1/HILL"
Busy = Callable[[Path], Scene]


@pytest.fixture
def scene(busy: Busy, tmp_path: Path) -> Iterator[Scene]:
    opened = busy(tmp_path)
    yield opened
    opened.close()


def history(scene: Scene, **what: str) -> None:
    scene.stage.control(f"workbooks/{scene.workbook}/history", what)


def paid(scene: Scene) -> Counter[str]:
    """Return how often each obligation was paid, by what the messages themselves say."""
    heads = [message_from_bytes(bytes(mail.raw)) for mail in scene.stage.sent()]
    return Counter(key for head in heads for key in str(head.get(PAYS_HEADER, "")).split())


def codes(scene: Scene) -> set[str]:
    return {problem.code for problem in scene.stage.problems()}


def test_a_workbook_taken_back_in_time_sends_nothing_twice_and_the_dsl_is_told(scene: Scene) -> None:
    history(scene, keep="before")
    scene.tick("09:15")
    sent = paid(scene)
    history(scene, restore="before")
    for when in ("09:20", "09:21", "09:26"):
        scene.tick(when)
    assert paid(scene) == sent + Counter([TOLD])
    assert set(sent.values()) == {1}
    outcome = scene.stage.outcome()
    told = outcome.facts.messages[outcome.facts.ledger[NOTICE].message]
    assert (told.state, told.to, told.notice) == (State.SENT, "attendance@hill.example", "absence")
    assert len(outcome.entries) == 1, "the register was read again"
    assert "SHEET-8" in codes(scene)
    assert "it was taken back in time" in str(scene.cells("Waiting!A1:D20"))


def test_who_was_told_is_stood_down_although_the_workbook_had_forgotten_it(scene: Scene) -> None:
    history(scene, keep="before")
    scene.tick("09:15")
    history(scene, restore="before")
    scene.tick("09:20")
    scene.stage.send("change", "tess@innov8.example", {"child": "P1", "change": "arrived"})
    scene.tick("09:25")
    assert paid(scene)[NOTICE] == 1
    assert [key.rpartition("/")[0] for key in paid(scene) if key.startswith("REG-5")] == [STAND_DOWN]


def test_rows_of_the_ledger_that_somebody_deleted_are_written_down_again(scene: Scene) -> None:
    scene.tick("09:15")
    sent = paid(scene)
    scene.stage.move(at("09:18"))
    for slug in ("obligations", "messages"):
        rows = {"sheetId": tab(slug).sheet_id, "dimension": "ROWS", "startIndex": 2, "endIndex": 40}
        scene.change({"deleteDimension": {"range": rows}})
    scene.tick("09:18")
    scene.tick("09:19")
    assert paid(scene) == sent + Counter(["OPS-3/2026-11-23///innov8/091800"])


def test_the_dsl_is_told_once_of_each_restore_whoever_loses_the_race_or_dies(scene: Scene) -> None:
    history(scene, keep="before")
    scene.tick("09:15")
    history(scene, restore="before")
    other = scene.stage.google()
    lost = scene.tick("09:20", at_call(scene.stage.google(), READS + 1, lambda: scene.tick("09:20", other)))
    assert any("was taken by" in note for note in lost.notes)
    scene.fault(match={"method": "gmail.users.drafts.send"}, kind="refuse", status=503, times=None)
    history(scene, restore="before")
    scene.tick("10:00")
    scene.faults_end()
    for when in ("10:01", "10:04", "10:05"):
        scene.tick(when)
    told = {key: count for key, count in paid(scene).items() if key.startswith("OPS-3")}
    assert told == {TOLD: 1, "OPS-3/2026-11-23///innov8/100000": 1}
    assert "The workbook was taken back in time" in str(scene.cells("Waiting!A1:D20"))


def test_a_recalled_row_says_when_it_was_sent_and_when_it_was_found(scene: Scene) -> None:
    history(scene, keep="before")
    scene.tick("09:15")
    history(scene, restore="before")
    scene.tick("09:20")
    row = scene.stage.outcome().facts.ledger[NOTICE]
    assert (row.decided_at, recalled_at(row)) == (at("09:15"), at("09:20"))


def test_where_nothing_was_forgotten_it_takes_the_place_of_the_look_at_what_came_in(scene: Scene) -> None:
    scene.tick("09:15")
    scene.register("09:38", "COOK")
    mark = scene.mark()
    scene.tick("09:45")
    calls = scene.calls(mark)
    assert calls["gmail.users.drafts.send"] >= 1
    assert calls["gmail.users.messages.list"] == 1
    assert "gmail.users.messages.get" not in calls


def test_what_came_in_is_looked_at_although_something_is_owed_every_minute(scene: Scene) -> None:
    scene.fault(match={"method": "gmail.users.drafts.create"}, kind="refuse", status=503, times=None)
    looks = []
    for minute in range(15, 30):
        mark = scene.mark()
        scene.tick(f"09:{minute}")
        looks.append(scene.calls(mark)["gmail.users.messages.list"])
    assert sorted(set(looks)) == [1, 2]
    assert looks.count(2) == 2


def test_mail_that_a_person_sent_from_the_mailbox_is_left_alone(scene: Scene) -> None:
    google = scene.stage.google()
    raw = "VG86IGhlYWRAaGlsbC5leGFtcGxlDQpTdWJqZWN0OiBieSBoYW5kDQoNCkhlbGxvDQo="
    google.gmail.users().messages().send(userId="me", body={"raw": raw}).execute()
    scene.tick("09:15")
    assert paid(scene)[NOTICE] == 1
    assert "SHEET-8" not in codes(scene)


def test_a_memory_that_is_cut_short_says_so(scene: Scene) -> None:
    history(scene, keep="before")
    scene.tick("09:15")
    history(scene, restore="before")
    scene.stage.move(at("09:20"))
    facts, left = scene.stage.outcome().facts, iter((True, False))
    found = recall(scene.stage.google(), facts, at("09:20"), lambda: next(left))
    assert (len(found.messages), found.is_whole) == (1, False)


def test_a_memory_that_is_cut_short_lets_only_pages_out(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cme.jobs.look.recall", lambda *_: Recalled(is_whole=False))
    scene.tick("09:15")
    assert PAGE in paid(scene)
    assert NOTICE not in paid(scene)


def test_a_mailbox_that_cannot_say_what_it_sent_stops_nothing(scene: Scene) -> None:
    scene.fault(match={"method": "gmail.users.messages.list"}, kind="refuse", status=503, times=None)
    scene.tick("09:15")
    assert {NOTICE, PAGE} <= set(paid(scene))


def test_the_head_of_a_message_says_what_it_pays_in_codes(scene: Scene) -> None:
    scene.tick("09:15")
    heads = [bytes(mail.raw).split(b"\r\n\r\n")[0].decode() for mail in scene.stage.sent()]
    assert f"{PAYS_HEADER}: {NOTICE}" in "\r\n".join(heads).split("\r\n")
