"""The command scripts/doctor against the sandbox: well, sick, half blind, on its screen; and it changes nothing."""

from __future__ import annotations

import json
import subprocess
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from google.auth.exceptions import RefreshError
from typer.testing import CliRunner, Result

from cme.edges.credentials import SCOPES
from cme.edges.drive import copy_file
from cme.edges.setup_calls import change_workbook
from cme.edges.shared_drive import MARK
from cme.errors import SetupError
from cme.jobs.apply_schema import apply_settings, plan, stored_settings
from cme.jobs.migrate import KEPT
from scripts._doctor.__main__ import app as command
from scripts._doctor.look_at_mailbox import missing_scopes, see_mailbox
from tests.doctor.sick.given import DEE, OUT
from tests.jobs.small import Scene

ROOT = Path(__file__).parents[2]
READS = ("get", "list", "batchGet", "getProfile", "getVacation", "getAutoForwarding")


def ask(scene: Scene, *words: str, workbook: str = "") -> Result:
    every = ["--workbook", workbook or scene.workbook, "--endpoint", scene.stage.base, *words]
    return CliRunner().invoke(command, every, env={"CME_TOKEN": "sandbox:bot@innov8.example"}, color=False)


def share(scene: Scene, file_id: str, **permission: str) -> None:
    permissions = scene.stage.google().drive.permissions()
    permissions.create(fileId=file_id, body={"role": "writer", **permission}, sendNotificationEmail=False).execute()


def test_a_second_set_up_finds_nothing_to_do_after_runs_have_written(scene: Scene) -> None:
    assert plan(scene.stage.google(), scene.workbook).lines == ()


def test_it_says_what_is_wrong_what_is_dangerous_first_and_changes_nothing(scene: Scene) -> None:
    google, stored = scene.stage.google(), stored_settings(scene.stage.google(), scene.workbook)
    folder = google.drive.files().create(body={"name": "Forms", "mimeType": "application/vnd.google-apps.folder"})
    made = folder.execute()["id"]
    google.drive.files().update(fileId=stored["register form id"], addParents=made, removeParents="root").execute()
    share(scene, made, type="anyone", role="reader")
    share(scene, scene.workbook, type="user", emailAddress=OUT)
    share(scene, copy_file(google, scene.workbook, "kept", "", {MARK: KEPT}), type="anyone", role="reader")
    share(scene, scene.workbook, type="user", emailAddress=DEE)
    google.drive.files().update(fileId=stored["change form id"], body={"trashed": True}).execute()
    shut = {"publishSettings": {"publishState": {"isPublished": True, "isAcceptingResponses": False}}}
    google.forms.forms().setPublishSettings(formId=stored["today form id"], body=shut).execute()
    away = {"enableAutoReply": True, "responseSubject": "Away"}
    google.gmail.users().settings().updateVacation(userId="me", body=away).execute()
    apply_settings(google, scene.workbook, {"archive folder": "nowhere"})
    zone = {"properties": {"timeZone": "Etc/GMT"}, "fields": "timeZone"}
    change_workbook(google, scene.workbook, [{"updateSpreadsheetProperties": zone}])
    mark = scene.mark()
    done = ask(scene)
    assert done.exit_code == 2
    lines = [line.strip() for line in done.stdout.splitlines() if line.startswith("  ") and "->" not in line]
    assert lines[:12] == [
        "Whoever has the link can read the form “Register”, without signing in.",
        "Whoever has the link can read the copy “kept”, without signing in.",
        "Whoever has the link can read the folder “Forms”, without signing in.",
        "elsewhere@gone.example can change the workbook, and is not of innov8.example.",
        "Nobody ever answered a page, nor a test page: whether one is heard is not known.",
        "DSL and deputy are one person, or have one address: a page that is not seen there is seen nowhere.",
        "The archive folder that Settings name is not there for this account.",
        "The form “One child changed” is in the bin, and deleted after 30 days.",
        "The form “Today changed” takes no answers: nobody can send it.",
        "The workbook's time zone is Etc/GMT, so that times in it are not London's.",
        "The mailbox answers by itself (out of office), so that schools think that nobody reads their replies.",
        "POL-6: The calendar “innov8” ends in 25 days, on 18/12/2026.",
    ]
    assert done.stdout.index("Act now:") < done.stdout.index("Wrong:") < done.stdout.index("To be looked at")
    assert "Looked at and fine: signed in, scopes" in done.stdout
    assert {method.rpartition(".")[2] for method in scene.calls(mark)} <= set(READS)


def test_what_one_api_refuses_is_said_and_the_rest_is_looked_at(scene: Scene) -> None:
    scene.fault(match={"method": "drive.permissions.list"}, kind="refuse", status=403, times=None)
    scene.fault(match={"method": "gmail.users.settings.filters.list"}, kind="refuse", status=403, times=None)
    told = json.loads(ask(scene, "--json").stdout)
    unseen = {found["check"]: found["what"] for found in told["findings"] if found["danger"] == "unseen"}
    assert unseen["sender, forwarding, autoreply, filters, drafts"].endswith("(Refused 403 GET filters).")
    assert "workbook in step" in told["fine"]
    assert any(found["check"] == "files" for found in told["findings"])


def test_a_workbook_that_is_not_there_is_wrong_and_what_needs_none_is_looked_at(scene: Scene) -> None:
    done = ask(scene, "--json", workbook="nope")
    told = json.loads(done.stdout)
    assert (done.exit_code, told["exit"]) == (2, 2)
    assert told["findings"][0]["danger"] == "wrong"
    assert "because the workbook is gone." in told["findings"][0]["what"].casefold()
    assert {"scopes", "autoreply"} <= set(told["fine"])


def test_an_automatic_answer_that_is_over_is_none(scene: Scene) -> None:
    google = scene.stage.google()
    for minutes, answers in ((-1, False), (1, True)):
        ends = int((scene.stage.now + timedelta(minutes=minutes)).timestamp() * 1000)
        away = {"enableAutoReply": True, "responseSubject": "Away", "endTime": str(ends)}
        google.gmail.users().settings().updateVacation(userId="me", body=away).execute()
        assert see_mailbox(google).answers_itself is answers


def test_the_script_runs_as_it_stands_in_the_readme(scene: Scene) -> None:
    script = [str(ROOT / "scripts" / "doctor"), "--workbook", scene.workbook, "--endpoint", scene.stage.base]
    done = subprocess.run(script, capture_output=True, text=True)
    assert done.returncode == 2, done.stderr
    assert "Looked at and fine: " in done.stdout


def test_an_address_that_is_neither_googles_nor_this_machines_is_refused_in_a_sentence() -> None:
    done = CliRunner().invoke(command, ["--workbook", "x", "--endpoint", "http://evil.example"])
    assert done.exit_code == 2
    assert "neither Google nor this machine" in done.stderr


def signed_in(granted: list[str] | None, wrong: Exception | None = None) -> Any:
    """A way to Google whose credentials say, once they are refreshed, what was agreed to."""

    def refresh(_: object) -> None:
        if wrong:
            raise wrong

    credentials = SimpleNamespace(granted_scopes=granted, refresh=refresh)
    endpoint = SimpleNamespace(is_sandbox=False)
    return SimpleNamespace(http=SimpleNamespace(endpoint=endpoint, session=SimpleNamespace(credentials=credentials)))


def test_what_was_not_agreed_to_is_what_google_says_when_it_gives_a_token() -> None:
    assert missing_scopes(signed_in(list(SCOPES))) == ()
    assert missing_scopes(signed_in([*SCOPES[1:], "openid"])) == SCOPES[:1]
    with pytest.raises(SetupError, match="do not say what they allow"):
        missing_scopes(signed_in(None))
    with pytest.raises(SetupError, match="does not accept the credentials"):
        missing_scopes(signed_in(None, RefreshError("invalid_grant")))
