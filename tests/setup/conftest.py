"""A sandbox that is empty, one in which everything is set up, and the guided set-up as a person runs it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import requests
from typer.testing import CliRunner, Result

from cme.edges.google import Endpoint, Google, connect
from sandbox.app import App, create_app
from scripts._setup.__main__ import app as command

BOT, NOW = "bot@innov8.example", "2026-11-23T07:30:00Z"
SETTINGS = "attendance@innov8.example\ninnov8.example\nDee Safeguard\n07700 900106\n07700 900107\n"
TERMS = "7 September\n07/09/2026\n18/12/2026\nAutumn\n01/10/2026\n02/10/2026\n\n"
ANSWERS = "y\n" * 4 + SETTINGS + "y\n" + TERMS + "y\n" * 6
"""Yes to each step, and what is asked for: among it a day that is none, and a term within another."""
Run = Callable[..., Result]


def started(app: App, *words: str, answers: str = "", who: str = BOT) -> Result:
    """Run the command against a sandbox."""
    environment = {"CME_TOKEN": f"sandbox:{who}", "CME_WORKBOOK_ID": "", "COLUMNS": "200"}
    every = ["--endpoint", app.start()[1], *words]
    return CliRunner().invoke(command, every, input=answers, env=environment, color=False)


def broken(app: App, **rule: object) -> None:
    """Make the sandbox fail as a rule says."""
    requests.post(f"{app.start()[1]}/sandbox/faults", json=rule, timeout=5).raise_for_status()


@pytest.fixture(scope="session")
def ready(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A sandbox's file in which somebody went through every step, and what they saw."""
    file = tmp_path_factory.mktemp("ready") / "sandbox.sqlite"
    app = create_app(file, now=NOW)
    done = started(app, answers=ANSWERS)
    app.stop()
    return file, done.output


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[App]:
    running = create_app(tmp_path / "sandbox.sqlite", now=NOW)
    yield running
    running.stop()


@pytest.fixture
def app(ready: tuple[Path, str], tmp_path: Path) -> Iterator[App]:
    for part in ready[0].parent.glob("sandbox.sqlite*"):
        shutil.copy(part, tmp_path / part.name)
    running = create_app(tmp_path / "sandbox.sqlite", now=NOW)
    yield running
    running.stop()


def google_of(app: App) -> Google:
    """Return the mailbox's way to a sandbox."""
    return connect(Endpoint(app.start()[1]), f"sandbox:{BOT}")
