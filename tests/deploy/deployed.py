"""scripts/deploy as somebody calls it, in a project that is empty at first."""

from __future__ import annotations

import json
from typing import Any

from typer.testing import CliRunner

from cme.edges.credentials import SCOPES
from scripts._deploy.__main__ import app
from tests.deploy.cloud import PROJECT, Project

TOKEN: dict[str, Any] = {"client_id": "c", "client_secret": "s", "refresh_token": "1//not-for-anybody"}
SECRET = json.dumps(TOKEN | {"scopes": list(SCOPES)})
Said = tuple[int, str]


def deploy(*more: str) -> Said:
    done = CliRunner().invoke(app, ["--project", PROJECT, *more], env={"COLUMNS": "200"})
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, done.output


def applied(project: Project, *first: str) -> None:
    assert deploy(*first, "--apply")[0] == 0
    project.changes.clear()
