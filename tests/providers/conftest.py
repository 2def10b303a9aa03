"""A sandbox with twenty workbooks, made once by the real set-up, and copied for each test."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox.stage import Stage
from tests.jobs import small
from tests.providers.many import NAMES, Trust, mailbox, people, settings


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    file = tmp_path_factory.mktemp("trust") / "sandbox.sqlite"
    stage = Stage(file, small.EARLY)
    workbooks = {
        name: small.set_up(stage.google(f"sandbox:{mailbox(name)}"), people(name), settings(name)) for name in NAMES
    }
    for name in NAMES:
        stage.control("tasks", {"queue": f"projects/cme-example/locations/europe-west2/queues/cme-{name}"})
    stage.close()
    return file, workbooks


@pytest.fixture
def trust(made: tuple[Path, dict[str, str]], tmp_path: Path) -> Iterator[Trust]:
    shutil.copy(made[0], tmp_path / "sandbox.sqlite")
    stage = Stage(tmp_path / "sandbox.sqlite", small.EARLY)
    yield Trust(stage, made[1], tmp_path)
    stage.close()
