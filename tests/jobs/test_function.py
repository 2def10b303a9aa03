"""The function as the scheduler calls it, in the framework's own application: what it answers and what it logs."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import functions_framework
import pytest
from flask.testing import FlaskClient

from tests.jobs import small
from tests.jobs.small import NAMES, PEOPLE, Scene

MAIN = Path(__file__).parents[2] / "functions" / "main.py"
Call = Callable[..., tuple[int, dict[str, Any], list[dict[str, Any]]]]


@pytest.fixture
def client() -> FlaskClient:
    return functions_framework.create_app("tick", str(MAIN)).test_client()


@pytest.fixture
def call(
    client: FlaskClient, scene: Scene, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Call:
    """Call the function at a time of that Monday; return the status, the answer and the lines of the log."""
    monkeypatch.setenv("CME_GOOGLE_ENDPOINT", scene.stage.base)
    monkeypatch.setenv("CME_WORKBOOK_ID", scene.workbook)
    monkeypatch.delenv("CME_TOKEN", raising=False)

    def called(at: str = "09:15", ours: str = "") -> tuple[int, dict[str, Any], list[dict[str, Any]]]:
        scene.stage.move(small.at(at))
        headers = {"X-Sandbox-Now": f"2026-11-23T{ours or at}:00Z", "X-CloudScheduler-JobName": "tick"}
        answer = client.post("/", headers=headers)
        lines = [line for line in capsys.readouterr().out.splitlines() if line.startswith("{")]
        return answer.status_code, answer.get_json(), [json.loads(line) for line in lines]

    return called


def test_a_busy_minute_answers_with_what_it_did_and_logs_no_name(call: Call, scene: Scene) -> None:
    scene.register("09:05", "BIKE", "P4")
    status, answer, lines = call()
    assert (status, answer["outcome"], answer["sent"]) == (200, "done", 5)
    assert answer["next_at"] == "2026-11-23T09:20:00+00:00"
    (line,) = lines
    assert (line["message"], line["severity"], line["job"]) == ("tick.done", "INFO", "tick")
    schools = {str(row["Name"]) for row in PEOPLE["schools"]}
    assert not [name for name in NAMES | schools if name in json.dumps([answer, lines])]


def test_called_twice_at_the_same_minute_it_does_it_once(call: Call, scene: Scene) -> None:
    scene.register("09:05", "BIKE", "P4")
    call()
    assert call()[1]["outcome"] == "idle"
    assert len(scene.stage.mail()) == 5


@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        (403, "The mailbox that does the work may not open the workbook any more."),
        (404, "The workbook is gone."),
        (503, "Google did not do what was asked (Unavailable 503 GET values:batchGet)."),
    ],
)
def test_a_workbook_that_cannot_be_read_is_a_503_and_a_sentence(
    call: Call, scene: Scene, status: int, sentence: str
) -> None:
    scene.fault(match={"path": "/v4/spreadsheets/"}, kind="refuse", status=status, times=None)
    answered, answer, (line,) = call()
    assert answered == 503
    assert answer["outcome"] == "failed"
    assert answer["error"].startswith(sentence)
    assert (line["message"], line["severity"]) == ("tick.failed", "ERROR")


def test_a_mistake_of_the_program_is_a_500_that_names_its_kind_and_no_child(
    call: Call, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> object:
        raise KeyError("Samwise Sample")

    monkeypatch.setattr("cme.jobs.tick.look", broken)
    status, answer, (line,) = call()
    assert status == 500
    assert "KeyError" in answer["error"]
    assert line["error"] == "KeyError"
    assert line["at"].startswith("test_function.py:")
    assert "Samwise" not in json.dumps([answer, line])


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("CME_WORKBOOK_ID", "", "CME_WORKBOOK_ID is not set."),
        ("CME_GOOGLE_ENDPOINT", "http://evil.example", "neither Google nor this machine"),
    ],
)
def test_a_setting_that_is_wrong_is_a_503_and_a_sentence(
    call: Call, monkeypatch: pytest.MonkeyPatch, name: str, value: str, words: str
) -> None:
    monkeypatch.setenv(name, value)
    status, answer, _ = call()
    assert status == 503
    assert words in answer["error"]


def test_a_clock_that_is_wrong_is_a_warning_in_the_log_and_a_number_in_the_answer(call: Call, scene: Scene) -> None:
    status, answer, (line,) = call("09:20", ours="09:00")
    assert status == 200
    assert abs(answer["clock_off"] + 1200) <= 1
    assert (line["severity"], line["clock_off"]) == ("WARNING", answer["clock_off"])
