"""The command scripts/apply_schema, as a person runs it: its plan, its questions, and every way in which it fails."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
import requests
from typer.testing import CliRunner, Result

from cme.domain.form_plan import FORMS
from cme.edges.google import Google
from cme.edges.schema import tab
from cme.edges.setup_calls import change_workbook
from cme.jobs.apply_schema import apply_settings
from sandbox.app import App, create_app
from scripts._apply_schema import app as command
from tests.schema.test_apply_workbook import renamed

ROOT = Path(__file__).parent.parent.parent
PEACE = "Nothing to do: everything is as it should be."


def run(app: App, *words: str, answers: str = "", who: str = "bot@innov8.example") -> Result:
    every = ["--endpoint", app.start()[1], *words]
    return CliRunner().invoke(command, every, input=answers, env={"CME_TOKEN": f"sandbox:{who}"}, color=False)


def in_step(app: App, workbook: str) -> None:
    """Bring everything in step without a word."""
    assert run(app, "--workbook", workbook, "--yes").exit_code == 0


def planned(done: Result) -> list[str]:
    return re.findall(r"to do: (.*)", done.output)


def broken(app: App, **rule: object) -> None:
    """Make the sandbox fail as a rule says."""
    requests.post(f"{app.start()[1]}/sandbox/faults", json=rule, timeout=5).raise_for_status()


def test_the_script_makes_a_workbook_and_its_forms_and_a_second_time_changes_nothing(tmp_path: Path) -> None:
    app = create_app(tmp_path / "sandbox.sqlite", now="2026-11-23T07:30:00Z")
    base = app.start()[1]
    script = [str(ROOT / "scripts" / "apply_schema"), "--endpoint", base]
    try:
        first = subprocess.run([*script, "--yes"], capture_output=True, text=True)
        assert first.returncode == 0, first.stderr
        workbook = re.search(r"Made the workbook (\S+)", first.stdout)
        assert workbook
        assert "to do: Make the form “Register”" in first.stdout
        assert f"{base}/spreadsheets/d/{workbook[1]}" in first.stdout
        assert len(re.findall(r"/viewform", first.stdout)) == len(FORMS)
        assert "fill in: sender, reply to, domain, dsl name, dsl phone." in first.stdout
        assert f"scripts/apply_schema --workbook {workbook[1]} --endpoint {base}" in first.stdout
        assert "Before it goes live: Read docs/data-protection;" in first.stdout
        second = subprocess.run([*script, "--workbook", workbook[1]], capture_output=True, text=True)
        assert second.returncode == 0, second.stderr
        assert PEACE in second.stdout
        assert "  to do:" not in second.stdout
    finally:
        app.stop()


def test_the_plan_of_a_new_workbook_is_short_enough_to_read(app: App) -> None:
    lines = planned(run(app, "--yes"))
    assert len(lines) < 10
    assert lines[0].startswith("Make 34 tabs: Today, Waiting, ")


def test_it_asks_first_and_no_means_that_nothing_is_changed(app: App, google: Google, workbook: str) -> None:
    change_workbook(google, workbook, [{"deleteSheet": {"sheetId": tab("agencies").sheet_id}}])
    asked = run(app, "--workbook", workbook, answers="n\n")
    assert asked.exit_code == 1
    assert "Nothing was changed." in asked.output
    assert planned(asked)[0] == "Make 1 tab: Agencies"
    assert planned(run(app, "--workbook", workbook, answers="n\n")) == planned(asked)


def test_where_nobody_can_be_asked_it_says_how_to_do_without(app: App) -> None:
    done = run(app)
    assert done.exit_code == 1
    assert "Nobody answered, so nothing was changed. --yes applies the plan" in done.output


def test_the_whole_address_of_the_workbook_does_as_well_as_its_id(app: App, workbook: str) -> None:
    in_step(app, workbook)
    done = run(app, "--workbook", f"https://docs.google.com/spreadsheets/d/{workbook}/edit?gid=0#gid=0")
    assert done.exit_code == 0
    assert PEACE in done.output


@pytest.mark.usual("torn_reads")
def test_what_the_forms_lack_is_in_the_plan_too(app: App, google: Google, workbook: str) -> None:
    in_step(app, workbook)
    apply_settings(google, workbook, {"dsl phone": "07700 900106", "domain": "@innov8.example"})
    asked = run(app, "--workbook", workbook, answers="n\n")
    assert planned(asked) == [
        "Register: 1 heading written",
        "Open “Register” to the accounts of innov8.example",
        "One child changed: 1 heading written",
        "Open “One child changed” to the accounts of innov8.example",
        "Today changed: 1 heading written",
        "Open “Today changed” to the accounts of innov8.example",
        "I have it: 1 heading written",
        "Open “I have it” to the accounts of innov8.example",
        "A concern about a child: 1 heading written",
        "Open “A concern about a child” to the accounts of innov8.example",
        "An answer about a child: 1 heading written",
    ]
    in_step(app, workbook)
    assert PEACE in run(app, "--workbook", workbook).output


def test_a_renamed_tab_is_pointed_out_and_left_alone(app: App, google: Google, workbook: str) -> None:
    in_step(app, workbook)
    change_workbook(google, workbook, [renamed("pupils", "Children")])
    done = run(app, "--workbook", workbook)
    assert done.exit_code == 0
    assert "please look: The tab “Children” was called “Pupils”." in done.output


@pytest.mark.parametrize(
    ("words", "who", "said"),
    [
        (["--workbook", "nope"], "bot@innov8.example", "There is no workbook nope that this account can see."),
        ([], "lee@innov8.example", "This account may not do that with the workbook"),
    ],
)
def test_a_wrong_id_and_a_stranger_are_told_so_in_a_sentence(
    app: App, workbook: str, words: list[str], who: str, said: str
) -> None:
    done = run(app, *(words or ["--workbook", workbook]), who=who)
    assert done.exit_code == 1
    assert said in done.output
    assert "Traceback" not in done.output


def test_a_sandbox_that_is_not_running_is_told_with_how_to_start_it(app: App) -> None:
    app.start()
    app.stop()
    done = CliRunner().invoke(command, ["--endpoint", "http://127.0.0.1:9", "--yes"])
    assert done.exit_code == 1
    assert "Nothing answers at http://127.0.0.1:9." in done.output
    assert "scripts/sandbox --port" in done.output


@pytest.mark.parametrize(
    ("method", "status", "times"),
    [
        ("sheets.spreadsheets.batchUpdate", 503, 1),
        ("forms.forms.create", 500, 1),
        # Refused once, the forms are looked at anew: somebody may have changed them meanwhile.
        ("forms.forms.batchUpdate", 403, 3),
        ("forms.forms.setPublishSettings", 403, 1),
    ],
)
def test_a_set_up_that_breaks_off_says_how_to_go_on_and_going_on_finishes_it(
    app: App, method: str, status: int, times: int
) -> None:
    broken(app, kind="refuse", status=status, times=times, match={"method": method})
    done = run(app, "--yes")
    if done.exit_code:
        again = re.search(r"Go on with: scripts/apply_schema --workbook (\S+)", done.output)
    else:
        assert "please look: The form “Register” could not be brought in step" in done.output
        again = re.search(r"Made the workbook (\S+)", done.output)
    assert again, done.output
    in_step(app, again[1])
    assert PEACE in run(app, "--workbook", again[1]).output


def test_an_address_that_is_neither_googles_nor_this_machines_is_refused_in_a_sentence() -> None:
    done = CliRunner().invoke(command, ["--endpoint", "http://sheets.evil.example", "--yes"])
    assert done.exit_code == 1
    assert "neither Google nor this machine" in done.output


@pytest.mark.parametrize(
    ("kept", "said"),
    [
        (None, "The file that CME_TOKEN_FILE names cannot be used (FileNotFoundError)."),
        ("no token at all", "The file that CME_TOKEN_FILE names cannot be used (JSONDecodeError)."),
        ('{"type": "authorized_user"}', "The file that CME_TOKEN_FILE names cannot be used (ValueError)."),
    ],
)
def test_a_token_file_that_cannot_be_used_is_told_in_a_sentence(tmp_path: Path, kept: str | None, said: str) -> None:
    file = tmp_path / "token.json"
    if kept is not None:
        file.write_text(kept)
    done = CliRunner().invoke(command, ["--workbook", "x"], env={"CME_TOKEN_FILE": str(file)})
    assert done.exit_code == 1
    assert said in done.output
    assert "sign the mailbox in again" in done.output


def test_where_nobody_is_signed_in_it_says_how_to_be(tmp_path: Path) -> None:
    nobody = {"HOME": str(tmp_path), "GOOGLE_APPLICATION_CREDENTIALS": "", "NO_GCE_CHECK": "true", "PATH": ""}
    done = CliRunner().invoke(command, ["--workbook", "x"], env={**nobody, "CME_TOKEN_FILE": ""})
    assert done.exit_code == 1
    assert "Nothing here says who asks Google. Set CME_TOKEN_FILE" in done.output
