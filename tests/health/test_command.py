"""The entry point `health` and the command scripts/check_health: the same, for a schedule and for a person."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import functions_framework
import pytest
from typer.testing import CliRunner, Result

from scripts._check_health import app as command
from tests.jobs.small import Scene, at

ROOT = Path(__file__).parents[2]


def ask(scene: Scene, *words: str, workbook: str = "") -> Result:
    every = ["--workbook", workbook or scene.workbook, "--endpoint", scene.stage.base, *words]
    return CliRunner().invoke(command, every, env={"CME_TOKEN": "sandbox:bot@innov8.example"}, color=False)


def until_next_summer(scene: Scene) -> None:
    """So that the calendar, which ends in December, is nothing to look at."""
    scene.type("Calendar!D2", ["21/07/2027"])


@pytest.fixture
def call(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[[str], tuple[int, dict[str, Any], dict[str, Any]]]:
    """Call the entry point at a time of that Monday; return the status, the answer and the line of the log."""
    monkeypatch.setenv("CME_GOOGLE_ENDPOINT", scene.stage.base)
    monkeypatch.setenv("CME_WORKBOOK_ID", scene.workbook)
    client = functions_framework.create_app("health", str(ROOT / "functions" / "main.py")).test_client()

    def called(when: str) -> tuple[int, dict[str, Any], dict[str, Any]]:
        scene.stage.move(at(when))
        headers = {"X-Sandbox-Now": at(when).isoformat(), "X-CloudScheduler-JobName": "health"}
        answer = client.post("/", headers=headers)
        (line,) = [json.loads(line) for line in capsys.readouterr().out.splitlines() if line.startswith("{")]
        return answer.status_code, answer.get_json(), line

    return called


def test_a_system_that_runs_answers_200_and_logs_one_line_with_the_age_of_the_last_good_run(
    call: Callable[[str], Any],
) -> None:
    status, said, line = call("08:58")
    assert (status, said["well"], said["age_hours"]) == (200, True, 0.05)
    assert (line["message"], line["severity"], line["age_hours"], line["job"]) == ("health", "INFO", 0.05, "health")


def test_a_system_that_stands_still_answers_503_with_the_sentence(call: Callable[[str], Any]) -> None:
    status, said, line = call("11:55")
    assert (status, said["well"], said["age_hours"]) == (503, False, 3.0)
    assert said["problems"][0]["what"] == "There was no good run since 08:55 on 23/11/2026."
    assert (line["message"], line["severity"], line["age_hours"]) == ("health", "ERROR", 3.0)


def test_a_workbook_that_cannot_be_read_is_a_503_and_a_sentence(call: Callable[[str], Any], scene: Scene) -> None:
    scene.fault(match={"path": "/v4/spreadsheets/"}, kind="refuse", status=503, times=None)
    status, said, line = call("08:58")
    assert (status, line["message"], line["severity"]) == (503, "health.failed", "ERROR")
    assert said["error"].startswith("Google did not do what was asked")


def test_the_command_says_it_in_sentences_and_by_its_exit_code(scene: Scene) -> None:
    look = ask(scene)
    assert look.exit_code == 1
    assert "POL-6, query: The calendar “innov8” ends in 25 days, on 18/12/2026." in look.stdout
    until_next_summer(scene)
    well = ask(scene)
    assert (well.exit_code, well.stdout.splitlines()[0]) == (
        0,
        "Well. The last good run was at 08:55 on 23/11/2026. The mode is live.",
    )
    scene.stage.move(at("11:55"))
    wrong = ask(scene, workbook=f"https://docs.google.com/spreadsheets/d/{scene.workbook}/edit#gid=0")
    assert wrong.exit_code == 2
    assert "OPS-2, error: There was no good run since 08:55 on 23/11/2026. Use paper" in wrong.stdout


def test_the_command_says_the_same_as_json(scene: Scene, call: Callable[[str], Any]) -> None:
    asked = ask(scene, "--json")
    assert asked.exit_code == 1
    assert json.loads(asked.stdout) == call("08:55")[1]


def test_what_cannot_be_found_out_is_a_sentence_and_exit_code_2(scene: Scene) -> None:
    gone = ask(scene, workbook="nope")
    assert (gone.exit_code, gone.stdout) == (2, "")
    assert gone.stderr.startswith("It could not be found out. There is no workbook nope that this account can see.")
    told = ask(scene, "--json", workbook="nope")
    assert json.loads(told.stdout)["well"] is False
    nobody = CliRunner().invoke(command, ["--workbook", "x", "--endpoint", "http://127.0.0.1:9"])
    assert nobody.exit_code == 2
    assert "Nothing answers at http://127.0.0.1:9." in nobody.stderr
    elsewhere = CliRunner().invoke(command, ["--workbook", "x", "--endpoint", "http://evil.example"])
    assert elsewhere.exit_code == 2
    assert "neither Google nor this machine" in elsewhere.stderr


def test_the_script_runs_as_it_stands_in_the_readme(scene: Scene) -> None:
    until_next_summer(scene)
    script = [str(ROOT / "scripts" / "check_health"), "--workbook", scene.workbook, "--endpoint", scene.stage.base]
    done = subprocess.run(script, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Well.")
