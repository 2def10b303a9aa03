"""The job of the night: which drafts it throws away, and above all which it does not."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import functions_framework
import pytest

from cme.domain.model import Severity, State
from cme.edges import drafts
from cme.edges.gmail import OUR_HEADER
from cme.edges.google import Google
from cme.edges.program import program
from cme.errors import Unavailable
from cme.jobs import daily
from cme.jobs.health import check_health
from sandbox.gmail import boxes
from tests.jobs.calls import READS, Killed, at_call, killed
from tests.jobs.small import NAMES, Scene, at

pytestmark = pytest.mark.usual("torn_reads", "responses_listed_late")

HOUR = timedelta(hours=1)
EVENING, NIGHT = at("18:00"), at("18:00") + 33 * HOUR
"""Monday's evening, and 03:00 of the night from Tuesday to Wednesday: more than a day later."""
COMMIT, SEND = READS + 2, READS + 3
"""The calls of a run that has one message: what it reads, the draft, the claim, and the sending."""
BOT = "bot@innov8.example"
MAIN = Path(__file__).parents[2] / "functions" / "main.py"


def night(scene: Scene, when: datetime = NIGHT, google: Google | None = None) -> daily.Report:
    scene.stage.move(when)
    return daily.run(google or scene.stage.google(), scene.workbook, when)


def a_draft(scene: Scene, when: datetime = EVENING, key: str = "", said: str = "Dear Ada,") -> str:
    """Somebody writes a draft, or, with a key, a run of ours did."""
    scene.stage.move(when)
    head = f"To: ada@hill.example\r\nSubject: hello\r\n{f'{OUR_HEADER}: {key}' if key else 'X-Other: 1'}"
    raw = base64.urlsafe_b64encode(f"{head}\r\n\r\n{said}".encode()).decode()
    made = scene.stage.google().gmail.users().drafts().create(userId="me", body={"message": {"raw": raw}}).execute()
    return str(made["id"])


def there(scene: Scene) -> list[str]:
    return sorted(drafts.list_drafts(scene.stage.google()))


def dies(scene: Scene, when: str, call: int) -> None:
    """A notice falls due, and the run that is to send it dies at one of its calls."""
    scene.register("09:05", "BIKE", "P4", "P2")
    scene.register("09:05", "COOK", "P5")
    scene.tick("09:06")
    with pytest.raises(Killed):
        scene.tick(when, at_call(scene.stage.google(), call, killed))
    assert len(there(scene)) == 1


@pytest.mark.parametrize(("hours", "thrown"), [(20, 0), (23.99, 0), (24.01, 1), (90, 1)])
def test_a_draft_that_a_run_left_before_it_claimed_goes_when_it_is_a_day_old(
    scene: Scene, hours: float, thrown: int
) -> None:
    dies(scene, "09:15", COMMIT)
    report = night(scene, at("09:15") + hours * HOUR)
    assert (report.drafts, report.thrown_away, report.outcome, report.notes) == (1, thrown, "done", [])
    assert len(there(scene)) == 1 - thrown


def test_what_a_person_writes_is_never_touched_however_old(scene: Scene) -> None:
    theirs = [a_draft(scene), a_draft(scene, said=f"{OUR_HEADER}: 20261123T091500-abc-01")]
    ours = a_draft(scene, key="20261123T091500-abc-01")
    assert night(scene, EVENING + 400 * 24 * HOUR).thrown_away == 1
    assert there(scene) == sorted(theirs)
    assert ours not in theirs


def test_a_draft_whose_claim_stands_is_left_however_old_and_goes_when_the_claim_has_ended(scene: Scene) -> None:
    dies(scene, "09:15", SEND)
    assert night(scene).thrown_away == 0
    (claimed,) = scene.stage.outcome().messages
    assert (claimed.state, [claimed.draft]) == (State.CLAIMED, there(scene))
    scene.tick(NIGHT + 6 * HOUR)
    assert scene.stage.outcome().facts.messages[claimed.id].state is State.WITHDRAWN
    again = a_draft(scene, NIGHT + 6 * HOUR, key=claimed.id)
    assert night(scene, NIGHT + 48 * HOUR).thrown_away >= 1
    assert again not in there(scene)


def test_a_row_that_cannot_be_read_may_be_a_claim_so_its_draft_stays(scene: Scene) -> None:
    dies(scene, "09:15", SEND)
    scene.type("Messages!C2", ["yesterday"])
    assert scene.stage.outcome().messages == []
    assert night(scene).thrown_away == 0
    assert len(there(scene)) == 1


@pytest.mark.parametrize("broken", ["Settings", "Messages", "Obligations"])
def test_where_the_ledger_is_not_the_mailboxs_or_cannot_be_read_nothing_is_thrown_away(
    scene: Scene, broken: str
) -> None:
    a_draft(scene, key="20261123T091500-abc-01")
    if broken == "Settings":
        row = next(n for n, line in enumerate(scene.cells("Settings!A1:B60"), 1) if line[:1] == ["workbook id"])
        scene.type(f"Settings!B{row}", ["another"])
    else:
        scene.type(f"{broken}!A1", ["State", "Message", "Day", "Notice"])
    report = night(scene)
    assert (report.outcome, report.thrown_away, report.is_odd) == ("left alone", 0, True)
    assert len(there(scene)) == 1


def test_a_draft_that_lingers_after_it_was_sent_may_go_and_what_was_sent_stays(scene: Scene) -> None:
    dies(scene, "09:15", SEND)
    scene.switch(gmail_draft_lingers=True)
    scene.tick("09:19")
    assert len(scene.stage.mail()) == 1
    draft = there(scene)
    assert night(scene, at("09:19") + timedelta(seconds=50)).thrown_away == 0
    assert there(scene) == draft
    assert len(scene.stage.mail()) == 1


def test_a_night_that_dies_half_way_is_made_good_by_the_next_call(scene: Scene) -> None:
    for n in range(3):
        a_draft(scene, key=f"20261123T09150{n}-abc-01")
    theirs = a_draft(scene)
    # Before the list, a look, the first throw, the second, and, of what is left then, before it is written down.
    for call in (1, 4, 7, 8, 8):
        with pytest.raises(Killed):
            night(scene, google=at_call(scene.stage.google(), call, killed))
    assert night(scene).notes == []
    assert there(scene) == [theirs]


@pytest.mark.parametrize("call", [1, 3, 5, 6, 7, 8])
def test_two_at_once_throw_each_away_once_and_both_end_well(scene: Scene, call: int) -> None:
    for n in range(2):
        a_draft(scene, key=f"20261123T09150{n}-abc-01")
    theirs = a_draft(scene)
    other: list[daily.Report] = []
    google = at_call(scene.stage.google(), call, lambda: other.append(night(scene)))
    report = night(scene, google=google)
    assert report.thrown_away + other[0].thrown_away == 2
    assert (report.notes, other[0].notes) == ([], [])
    assert there(scene) == [theirs]


@pytest.mark.usual("gmail_draft_lingers")
def test_beside_a_tick_that_sends_nothing_is_lost_and_nothing_goes_twice(scene: Scene) -> None:
    a_draft(scene, at("09:00") - 30 * HOUR, key="20261122T091500-abc-01")
    scene.register("09:05", "BIKE", "P4", "P2")
    scene.register("09:05", "COOK", "P5")
    scene.stage.move(at("09:15"))
    reports: list[daily.Report] = []
    for call in (COMMIT, SEND):
        google = at_call(scene.stage.google(), call, lambda: reports.append(night(scene, at("09:15"))))
        scene.tick("09:15", google)
    assert [report.thrown_away for report in reports] == [1]
    assert len(scene.stage.mail()) == 1
    assert there(scene) == []


def test_three_hundred_drafts_are_listed_page_by_page_and_looked_at_two_hundred_a_night(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drafts, "A_PAGE", 100)
    raw = b"To: ada@hill.example\r\nSubject: hello\r\n\r\nDear Ada,"
    with scene.stage.app.store.transaction() as db:
        for n in range(300):
            kept = raw.replace(b"\r\n\r\n", f"\r\n{OUR_HEADER}: k{n}-01\r\n\r\n".encode()) if n % 60 == 7 else raw
            message = boxes.add_message(db, "bot@innov8.example", kept, ["DRAFT"], EVENING, None)
            db.execute("INSERT INTO drafts (id, mailbox, message) VALUES (?, ?, ?)", (f"r{n}", BOT, message))
    mark = scene.mark()
    first = night(scene)
    assert (first.drafts, first.looked_at) == (300, 200)
    calls = scene.calls(mark)
    assert calls["gmail.users.drafts.list"] == 3
    assert calls["gmail.users.drafts.get"] == 200
    # The Dashboard reads the whole record, History and the revision, and is a commit of its own.
    assert sum(calls.values()) == 3 + 200 + first.thrown_away + 4 + 5
    second = night(scene, NIGHT + 24 * HOUR)
    assert first.thrown_away + second.thrown_away == 5
    assert len(there(scene)) == 295


def test_where_there_are_more_than_one_night_looks_at_every_draft_has_its_turn(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(daily, "LOOKS", 3)
    for n in range(7):
        a_draft(scene, key="20261123T091500-abc-01" if n in (0, 3, 6) else "")
    nights = [night(scene, NIGHT + n * 24 * HOUR).looked_at for n in range(4)]
    assert (nights, len(there(scene))) == ([3, 3, 3, 3], 4)


def test_a_draft_that_cannot_be_looked_at_or_thrown_away_is_left_and_said_and_the_others_go(scene: Scene) -> None:
    for n in range(3):
        a_draft(scene, key=f"20261123T09150{n}-abc-01")
    scene.fault(match={"method": "gmail.users.drafts.get"}, kind="refuse", status=403, times=1)
    scene.fault(match={"method": "gmail.users.drafts.delete"}, kind="refuse", status=503, times=1)
    report = night(scene)
    assert (report.thrown_away, len(report.notes), report.is_odd) == (1, 2, True)
    assert night(scene).thrown_away == 2


def test_a_mailbox_that_cannot_be_listed_is_raised_so_that_the_scheduler_calls_again(scene: Scene) -> None:
    scene.fault(match={"method": "gmail.users.drafts.list"}, kind="refuse", status=503, times=None)
    with pytest.raises(Unavailable):
        night(scene)


def test_a_machine_whose_clock_is_days_fast_throws_nothing_away_that_is_younger_than_a_day(scene: Scene) -> None:
    young = a_draft(scene, key="20261123T180000-abc-01")
    daily.run(scene.stage.google(), scene.workbook, EVENING + 72 * HOUR)
    assert there(scene) == [young]


def codes(scene: Scene, when: datetime) -> list[tuple[str, Severity]]:
    scene.stage.move(when)
    found = check_health(scene.stage.google(), scene.workbook, when)
    return [(p.code, p.severity) for p in found.problems if p.code == "OPS-6"]


def test_a_night_is_written_down_and_one_that_does_not_come_is_asked_about(scene: Scene) -> None:
    assert codes(scene, at("12:00")) == []
    assert codes(scene, at("12:00") + 49 * HOUR) == [("OPS-6", Severity.QUERY)]
    night(scene)
    assert codes(scene, NIGHT + 49 * HOUR) == []
    assert codes(scene, NIGHT + 51 * HOUR) == [("OPS-6", Severity.QUERY)]


def test_a_night_says_which_program_it_was(scene: Scene) -> None:
    night(scene)
    assert scene.stage.read().program == program()["digest"]


def test_more_than_a_handful_is_asked_about_and_a_second_call_hides_none(scene: Scene) -> None:
    for n in range(6):
        a_draft(scene, key=f"20261123T09150{n}-abc-01")
    report = night(scene)
    assert report.is_odd
    assert not night(scene, NIGHT + HOUR).is_odd
    assert codes(scene, NIGHT + 2 * HOUR) == [("OPS-6", Severity.QUERY)]
    (row,) = [row for row in scene.cells("Runs!A6:I60") if row[0] == report.run]
    assert "thrown away: 6" in row[7]
    night(scene, NIGHT + 24 * HOUR)
    assert codes(scene, NIGHT + 25 * HOUR) == []


@pytest.fixture
def call(scene: Scene, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[[], Any]:
    """Call the function; return the status, the answer and the line of the log."""
    monkeypatch.setenv("CME_GOOGLE_ENDPOINT", scene.stage.base)
    monkeypatch.setenv("CME_WORKBOOK_ID", scene.workbook)
    client = functions_framework.create_app("daily", str(MAIN)).test_client()

    def called() -> tuple[int, dict[str, Any], dict[str, Any]]:
        scene.stage.move(NIGHT)
        headers = {"X-Sandbox-Now": NIGHT.isoformat(), "X-CloudScheduler-JobName": "daily"}
        answer = client.post("/", headers=headers)
        (line,) = [json.loads(line) for line in capsys.readouterr().out.splitlines() if line.startswith("{")]
        return answer.status_code, answer.get_json(), line

    return called


def test_the_function_answers_with_counts_and_logs_no_name(call: Callable[[], Any], scene: Scene) -> None:
    a_draft(scene, key="20261123T091500-abc-01", said="Samwise Sample is missing")
    status, answer, line = call()
    assert (status, answer["outcome"], answer["thrown_away"]) == (200, "done", 1)
    assert (line["message"], line["severity"], line["job"]) == ("daily.done", "INFO", "daily")
    assert not [name for name in NAMES if name in json.dumps([answer, line])]


def test_a_night_that_google_refuses_is_a_503_and_a_sentence(call: Callable[[], Any], scene: Scene) -> None:
    scene.fault(match={"method": "gmail.*"}, kind="refuse", status=403, times=None)
    status, answer, line = call()
    assert (status, answer["outcome"], line["message"]) == (503, "failed", "daily.failed")
    assert "Refused 403 GET drafts" in answer["error"]
