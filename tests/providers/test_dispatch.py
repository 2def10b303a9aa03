"""What `dispatch` hands out: for each provider one task a minute, under one name, into its own queue."""

from __future__ import annotations

import json
import re
from base64 import b64decode
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import functions_framework
import pytest
from google.auth.exceptions import DefaultCredentialsError

from cme.edges.google import Endpoint
from cme.edges.tasks import Job, Queues, task_id
from cme.errors import SetupError
from cme.jobs.dispatch import SPREAD, minute_of, offsets
from sandbox.stage import Stage
from sandbox.trial.function import MAIN

NOW = datetime(2026, 11, 23, 9, 15, 20, tzinfo=UTC)
MINUTE = NOW.replace(second=0)
PARENT = "projects/cme-example/locations/europe-west2/queues"
TICK = {"job": "tick", "seconds": 60, "attempts": 1}
Answered = tuple[int, dict[str, Any], list[dict[str, Any]]]
Call = Callable[..., Answered]


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    """A sandbox in which two providers have a queue."""
    made = Stage(tmp_path / "sandbox.sqlite", NOW)
    for name in ("north", "south"):
        made.control("tasks", {"queue": f"{PARENT}/cme-{name}"})
    yield made
    made.close()


@pytest.fixture
def call(stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Call:
    """Call `dispatch` as the scheduler does, for some providers; return status, answer and the lines of the log."""
    told = {"CME_GOOGLE_ENDPOINT": stage.base, "CME_PROVIDERS_FILE": str(tmp_path / "providers.json")}
    told |= {"CME_QUEUES": PARENT, "CME_SERVICES": "https://cme-{job}-1.europe-west2.run.app", "CME_INVOKER": "in@cme"}
    for name, value in told.items():
        monkeypatch.setenv(name, value)
    client = functions_framework.create_app("dispatch", str(MAIN)).test_client()

    def called(*names: str, sent: Any = TICK, scheduled: str = "2026-11-23T09:15:00.123456Z") -> Answered:
        entries = {name: {"CME_WORKBOOK_ID": f"book of {name}"} for name in names}
        Path(told["CME_PROVIDERS_FILE"]).write_text(json.dumps(entries))
        headers = {"X-Sandbox-Now": "2026-11-23T09:15:20Z", "X-CloudScheduler-ScheduleTime": scheduled}
        answer = client.post("/", headers=headers | {"X-CloudScheduler-JobName": "cme-tick"}, json=sent)
        lines = [line for line in capsys.readouterr().out.splitlines() if line.startswith("{")]
        return answer.status_code, answer.get_json(), [json.loads(line) for line in lines]

    return called


def due(stage: Stage) -> list[dict[str, Any]]:
    stage.move(NOW + timedelta(minutes=1))
    found: list[dict[str, Any]] = stage.control("tasks")["due"]
    return found


def test_each_has_a_task_in_its_own_queue_that_calls_the_job_for_it(stage: Stage, call: Call) -> None:
    status, said, (line,) = call("north", "south")
    assert (status, said["made"], said["again"], said["notes"]) == (200, 2, 0, [])
    assert (line["message"], line["severity"], line["told_by"]) == ("dispatch.done", "INFO", "cme-tick")
    north, south = due(stage)
    assert north["name"] == f"{PARENT}/cme-north/tasks/{task_id('tick', 'north', MINUTE)}"
    assert [task["scheduleTime"].partition("T")[2] for task in (north, south)] == ["09:15:00Z", "09:15:01Z"]
    asked = north["httpRequest"]
    assert asked["url"] == asked["oidcToken"]["audience"] == "https://cme-tick-1.europe-west2.run.app"
    assert asked["oidcToken"]["serviceAccountEmail"] == "in@cme"
    assert json.loads(b64decode(asked["body"])) == {"provider": "north"}
    assert (north["dispatchDeadline"], north["retryConfig"]["maxAttempts"]) == ("60s", 1)


def test_a_call_that_comes_twice_or_late_for_its_minute_makes_nothing_new(stage: Stage, call: Call) -> None:
    call("north", "south")
    stage.move(NOW + timedelta(minutes=2))
    assert call("north", "south")[1]["again"] == 2
    assert call("north", "south", scheduled="2026-11-23T09:16:00Z")[1]["made"] == 2


def test_an_answer_that_is_lost_is_asked_for_again_and_makes_one_task(stage: Stage, call: Call) -> None:
    stage.control("faults", {"match": {"method": "cloudtasks.*"}, "kind": "lose_response", "times": 1})
    assert call("north")[1]["notes"] == []
    assert len(due(stage)) == 1


def test_who_has_no_queue_is_named_and_keeps_it_from_nobody(stage: Stage, call: Call) -> None:
    status, said, (line,) = call("east", "north")
    assert (status, said["made"]) == (200, 1)
    assert said["notes"] == ["east: Refused 404 POST tasks"]
    assert line["severity"] == "ERROR"
    assert len(due(stage)) == 1


def test_where_nobody_was_reached_the_scheduler_hears_it(call: Call) -> None:
    status, said, _ = call("east", "west")
    assert (status, said["made"], len(said["notes"])) == (503, 0, 2)


@pytest.mark.parametrize("sent", [None, {}, {**TICK, "job": "rm"}, {**TICK, "seconds": "60"}, ["tick"]])
def test_a_message_that_says_nothing_is_a_sentence(stage: Stage, call: Call, sent: Any) -> None:
    status, said, _ = call("north", sent=sent)
    assert status == 503
    assert "does not say what to hand out" in said["error"]
    assert due(stage) == []


def test_all_are_called_within_the_minute_one_a_second_while_that_fits() -> None:
    assert offsets(dict.fromkeys(("c", "a", "b"))) == {"a": 0, "b": 1, "c": 2}
    many = offsets(dict.fromkeys(f"p{number:03d}" for number in range(120)))
    assert max(many.values()) < SPREAD
    assert len(set(many.values())) == SPREAD


def test_names_of_tasks_are_what_google_takes_and_begin_differently() -> None:
    names = [task_id("tick", "north", MINUTE + timedelta(minutes=number)) for number in range(60)]
    assert all(re.fullmatch(r"[a-z0-9]{8}-tick-north-20261123T\d{4}Z", name) for name in names)
    assert len({name[:4] for name in names}) > 55


@pytest.mark.parametrize(
    ("scheduled", "minute"),
    [
        ("2026-11-23T09:15:00Z", MINUTE),
        ("2026-11-23T09:14:59.987654321Z", MINUTE - timedelta(minutes=1)),
        ("", MINUTE),
        ("yesterday", MINUTE),
    ],
)
def test_the_minute_is_the_schedulers_and_else_the_clocks(scheduled: str, minute: datetime) -> None:
    assert minute_of(scheduled, NOW) == minute


def test_who_hands_out_is_the_service_itself_and_nobodys_mailbox(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody(**_: Any) -> Any:
        raise DefaultCredentialsError("none")

    monkeypatch.setattr("google.auth.default", nobody)
    told = {"CME_QUEUES": PARENT, "CME_SERVICES": "https://x", "CME_INVOKER": "i", "CME_TOKEN_FILE": "/nowhere"}
    with pytest.raises(SetupError, match="Nothing here says who hands tasks out"):
        Queues.connect(Endpoint(), told)
    with pytest.raises(SetupError, match="Nothing here says where tasks go"):
        Queues.connect(Endpoint(), told | {"CME_QUEUES": ""})


def test_a_job_is_one_of_those_that_are_deployed() -> None:
    assert Job.of({"job": "daily", "seconds": 300, "attempts": 4}) == Job("daily", 300, 4)
