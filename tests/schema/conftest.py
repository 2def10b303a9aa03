"""A sandbox for each test, a door to it as the dedicated mailbox has, and one workbook that the set-up has made."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from cme.edges.google import Endpoint, Google, connect
from cme.edges.setup_calls import create_workbook
from cme.jobs.apply_schema import apply_workbook
from sandbox.app import App, create_app

NOW = "2026-11-23T07:30:00Z"
BOT = "sandbox:bot@innov8.example"


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A sandbox's file that holds a workbook as the set-up makes it, and the workbook's id: copied by each test."""
    file = tmp_path_factory.mktemp("made") / "sandbox.sqlite"
    app = create_app(file, now=NOW)
    google = connect(Endpoint(app.start()[1]), BOT)
    workbook = create_workbook(google, "innov8")
    apply_workbook(google, workbook)
    app.stop()
    return file, workbook


@pytest.fixture
def app(made: tuple[Path, str], tmp_path: Path) -> Iterator[App]:
    for part in made[0].parent.glob("sandbox.sqlite*"):
        shutil.copy(part, tmp_path / part.name)
    running = create_app(tmp_path / "sandbox.sqlite", now=NOW)
    yield running
    running.stop()


@pytest.fixture
def google(app: App) -> Google:
    return connect(Endpoint(app.start()[1]), BOT)


@pytest.fixture
def workbook(made: tuple[Path, str]) -> str:
    return made[1]
