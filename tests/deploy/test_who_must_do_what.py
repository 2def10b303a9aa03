"""What scripts/deploy says where only a person can go on: who must do what, in a sentence."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cme.edges.credentials import SCOPES
from cme.errors import SetupError
from scripts._deploy.__main__ import app
from scripts._deploy.gcloud import Answer, Change, Gcloud, run_gcloud
from scripts._deploy.preflight import look_before
from tests.deploy.cloud import PROJECT, Project
from tests.deploy.deployed import TOKEN, deploy


class TestWhoMustDoWhat:
    def test_the_first_time_everything_that_only_a_person_can_say_is_asked_at_once(self, project: Project) -> None:
        code, said = deploy()
        assert code == 2
        assert all(flag in said for flag in ("--workbook ID", "--alert-to ADDRESS", "--token-file FILE"))

    def test_without_a_billing_account(self, project: Project, first: tuple[str, ...]) -> None:
        project.is_billed = False
        said = deploy(*first)[1]
        assert f"The project {PROJECT} has no billing account. Whoever administers billing must link it" in said

    @pytest.mark.parametrize(
        ("flag", "content", "sentence"),
        [
            ("--token-file", None, "cannot be read"),
            ("--token-file", "{", "no client_id"),
            ("--token-file", "[]", "no client_id"),
            ("--token-file", '{"installed": {"client_id": "c"}}', "no client_id"),
            ("--token-file", json.dumps(TOKEN | {"refresh_token": None}), "no refresh_token"),
            ("--token-file", json.dumps(TOKEN | {"scopes": SCOPES[:-1]}), "does not allow gmail.readonly. Sign the"),
            ("--ping-file", None, "cannot be read"),
            ("--ping-file", "https://watcher.example/abc\n", "without a line's end: printf %s ADDRESS >"),
            ("--ping-file", "http://watcher.example/abc", "does not hold one https address"),
        ],
    )
    def test_what_a_file_must_hold(
        self, project: Project, first: tuple[str, ...], tmp_path: Path, flag: str, content: str | None, sentence: str
    ) -> None:
        file = tmp_path / "handed"
        if content is not None:
            file.write_text(content)
        code, said = deploy(*first, flag, str(file), "--apply")
        assert (code, project.changes) == (2, [])
        assert sentence in said

    def test_where_billing_cannot_be_seen(self) -> None:
        found = {"projects": '{"projectNumber": "1", "lifecycleState": "ACTIVE"}'}
        off = Answer(1, err="PERMISSION_DENIED: Cloud Billing API has not been used in project 1 before")
        cloud = Gcloud(PROJECT, lambda words, *_: Answer(0, found[words[0]]) if words[0] in found else off)
        with pytest.raises(SetupError, match="gcloud services enable cloudbilling"):
            look_before(cloud, "europe-west2", token="", ping="")

    def test_with_a_project_that_is_not_there(self, project: Project) -> None:
        done = CliRunner().invoke(app, ["--project", "elsewhere"])
        assert "There is no project elsewhere." in done.output

    @pytest.mark.parametrize(
        ("denied", "who", "role"),
        [
            ("run deploy", f"Whoever owns the project {PROJECT}", "Cloud Run Admin"),
            ("alpha monitoring policies create", f"Whoever owns the project {PROJECT}", "Monitoring Admin"),
            ("billing budgets", "Whoever administers the billing account", "Billing Account Costs Manager"),
        ],
    )
    def test_a_permission_that_is_missing(
        self, project: Project, first: tuple[str, ...], denied: str, who: str, role: str
    ) -> None:
        project.denied = denied
        code, said = deploy(*first, "--apply")
        assert code == 2
        assert f"{who} must give it the role “{role}”" in said
        assert "it goes on from here" in said
        project.denied = ""
        assert deploy(*first, "--apply")[0] == 0

    @pytest.mark.parametrize(
        ("error", "sentence"),
        [
            ("You do not currently have an active account selected.", "Run “gcloud auth login” and sign in."),
            ("Permission 'iam.serviceaccounts.actAs' denied on service account", "role “Service Account User”"),
            ("Cannot find metric that matches type = x", "Wait ten minutes, and run this again"),
            ("ERROR: (gcloud.run.deploy) the image is too large", "it said: ERROR: (gcloud.run.deploy) the image is"),
        ],
    )
    def test_what_gcloud_says_of_a_change(self, error: str, sentence: str) -> None:
        cloud = Gcloud(PROJECT, lambda *_: Answer(1, err=f"{error}\n"))
        with pytest.raises(SetupError) as refused:
            cloud.do(Change("", ("run", "deploy", "cme-tick")))
        assert sentence in str(refused.value)

    def test_what_runs_is_gcloud_itself_in_the_folder_that_goes_up(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        command = tmp_path / "gcloud"
        command.write_text('#!/bin/sh\nls | head -1\ncat\necho "$#: $2" >&2\nexit 3\n')
        command.chmod(0o755)
        (tmp_path / "upload").mkdir()
        (tmp_path / "upload" / "main.py").touch()
        monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
        answer = run_gcloud(["builds", "a word; with signs"], tmp_path / "upload", "a secret\n")
        assert answer == Answer(3, "main.py\na secret\n", "2: a word; with signs\n")

    def test_where_gcloud_is_not_installed(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PATH", "")
        with pytest.raises(SetupError, match="Open Cloud Shell"):
            run_gcloud(["version"], None)
