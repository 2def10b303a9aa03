"""What is uploaded, built and started here as Google's buildpack would: a clean folder, pinned packages, HTTP."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from sandbox.trial.function import FunctionProcess
from scripts._deploy.alarms import FAILED, GOOD, LOOKED, NOT_WELL, REFUSED, Counted
from scripts._deploy.upload import PARTS, build_settings, unkept, uploaded
from tests.edges.test_caller import NOW, SET, pair, token
from tests.jobs.small import NAMES, PEOPLE, Scene

ADDRESSES = {str(row[key]) for slug in ("schools", "staff") for row in PEOPLE[slug] for key in row if "mail" in key}
IMPORTED = """
import sys, functions_framework
functions_framework.create_app("tick", "functions/main.py")
there = {name.split(".")[0] for name, module in sys.modules.items() if getattr(module, "__file__", None)}
print(*sorted(name for name in there - set(sys.stdlib_module_names) if not name.startswith("_")))
"""
PACKAGES = (
    "blinker certifi charset_normalizer click cloudevents cme cryptography deprecation flask functions_framework "
    "google google_auth_oauthlib gspread idna itsdangerous jinja2 main markupsafe oauthlib packaging requests "
    "requests_oauthlib tenacity urllib3 werkzeug"
)
"""All that `tick` imports before its first call, besides the standard library: each costs a cold start time."""


def test_nothing_goes_up_but_what_runs() -> None:
    names = uploaded()
    assert {name.split("/")[0] for name in names} == set(PARTS)
    assert {"functions/main.py", "templates/absence/subject.txt", "sheets_schema/tabs/runs.toml"} <= set(names)
    assert not [name for name in names if re.search(r"(^|/)(sandbox|tests|scripts|docs|\.git|\.venv)(/|$)", name)]


def test_a_token_that_lies_beside_the_code_does_not_go_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scripts._deploy.upload.ROOT", tmp_path)
    (tmp_path / "functions").mkdir()
    for name in ("main.py", "token.json"):
        (tmp_path / "functions" / name).touch()
    for command in (("init", "-q"), ("add", "functions/main.py")):
        subprocess.run(["git", *command], cwd=tmp_path, check=True)
    assert uploaded() == ["functions/main.py"]
    assert unkept() == ["functions/main.py", "functions/token.json"]


def test_the_buildpack_finds_what_it_looks_for(workspace: Path) -> None:
    told = build_settings(workspace)
    assert f"def {told['GOOGLE_FUNCTION_TARGET']}(" in (workspace / told["GOOGLE_FUNCTION_SOURCE"]).read_text()
    assert re.search(r"^functions-framework==", (workspace / "requirements.txt").read_text(), re.MULTILINE)
    # With another Python than here, what is started there would not be what the tests have seen.
    assert told["GOOGLE_PYTHON_VERSION"] == f"{sys.version_info.major}.{sys.version_info.minor}.x"


def test_what_tick_imports_is_this_list(workspace: Path) -> None:
    python = workspace.parent / "python" / "bin" / "python"
    done = subprocess.run([python, "-c", IMPORTED], cwd=workspace, capture_output=True, text=True, check=True, env={})
    assert done.stdout.strip() == PACKAGES


@dataclass
class Deployed:
    """A service as Cloud Run has it: where it is called, and what it has written into its log so far."""

    url: str
    log: Path

    def call(self, shown: str = "") -> tuple[int, dict[str, Any]]:
        headers = {"X-CloudScheduler-JobName": "cme-job", "X-CloudScheduler-ScheduleTime": "2026-11-23T09:15:00Z"}
        headers |= {"Authorization": f"Bearer {shown}"} if shown else {}
        try:
            with urlopen(Request(self.url, data=b"", method="POST", headers=headers), timeout=60) as answer:
                return answer.status, json.loads(answer.read())
        except HTTPError as refused:
            return refused.code, json.loads(refused.read())

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.log.read_text().splitlines() if line.startswith("{")]


Deploy = Callable[[str], Any]


@pytest.fixture
def scene(busy: Callable[[Path], Scene], tmp_path: Path) -> Iterator[Scene]:
    """A quarter past nine: a register waits, and a school is to be told."""
    opened = busy(tmp_path / "scene")
    yield opened
    opened.close()


@pytest.fixture
def deployed(workspace: Path, scene: Scene, tmp_path: Path) -> Deploy:
    """Return what starts an entry point as it is deployed; only where Google's addresses lead is ours."""
    (tmp_path / "certificates.json").write_text(json.dumps({"first": pair("first")[1]}))
    mailbox = {"client_id": "c", "client_secret": "s", "refresh_token": "r", "type": "authorized_user"}
    (tmp_path / "token.json").write_text(json.dumps(mailbox))
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(Path(__file__).parent / "google_here"),
        "TEST_NOW": NOW.isoformat(),
        "TEST_SANDBOX": scene.stage.base,
        "TEST_CERTIFICATES": str(tmp_path / "certificates.json"),
        "CME_WORKBOOK_ID": scene.workbook,
        "CME_TOKEN_FILE": str(tmp_path / "token.json"),
        "FUNCTION_SOURCE": build_settings(workspace)["GOOGLE_FUNCTION_SOURCE"],
        "WORKERS": "1",
        "THREADS": "1",
        **SET,
    }

    @contextmanager
    def start(target: str) -> Iterator[Deployed]:
        log = tmp_path / "log"
        process = FunctionProcess("", "", log)
        framework = str(workspace.parent / "python" / "bin" / "functions-framework")
        process._command = ["env", "-C", str(workspace), framework, "--host", "127.0.0.1", "--port", str(process.port)]
        process._environment = environment | {"FUNCTION_TARGET": target}
        with process:
            yield Deployed(process.url, log)

    return start


def test_tick_tells_the_school_once_and_names_nobody_in_its_log(scene: Scene, deployed: Deploy) -> None:
    with deployed("tick") as tick:
        first, second, stranger = tick.call(token()), tick.call(token()), tick.call(token("stranger"))
    assert [(status, said["outcome"]) for status, said in (first, second)] == [(200, "done"), (200, "idle")]
    assert stranger == (403, {"outcome": "refused", "error": "Only the scheduler may call this. Nothing was done."})
    assert scene.told().count(("absence", "HILL", "attendance@hill.example")) == 1
    assert [line["message"] for line in tick.lines] == ["tick.done", "tick.done", "tick.refused"]
    assert [line.get("job") for line in tick.lines] == ["cme-job", "cme-job", None]
    assert [count(counted, tick.lines) for counted in (GOOD, REFUSED, FAILED)] == [2, 1, 0]
    assert not named(tick.log.read_text() + json.dumps([first, second]))


@pytest.mark.parametrize(("target", "message"), [("daily", "daily.done"), ("health", "health")])
def test_the_same_folder_serves_the_other_entry_points(deployed: Deploy, target: str, message: str) -> None:
    with deployed(target) as service:
        refused, (status, said) = service.call(), service.call(token())
    assert (refused[0], status) == (403, 200)
    assert said.get("outcome", said.get("well")) in ("done", True)
    assert [line["message"] for line in service.lines] == [f"{target}.refused", message]
    assert [count(counted, service.lines) for counted in (LOOKED, NOT_WELL)] == [int(target == "health"), 0]
    assert not named(service.log.read_text() + json.dumps(said))


def count(counted: Counted, lines: list[dict[str, Any]]) -> int:
    """How many lines the log's own filter would find."""
    told = {"message": counted.messages, **counted.facts}
    return sum(
        all(line.get(name) in (value if isinstance(value, tuple) else (value,)) for name, value in told.items())
        for line in lines
    )


def named(text: str) -> set[str]:
    return {word for word in NAMES | ADDRESSES if word in text}
