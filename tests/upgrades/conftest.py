"""The small charity of the jobs' tests, and two later versions of the program, made once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.jobs.conftest import made, scene
from tests.upgrades import later
from tests.upgrades.later import Program

__all__ = ["made", "scene"]


@pytest.fixture(scope="session")
def second(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    running = Program(later.second(tmp_path_factory.mktemp("second") / "program"))
    yield running
    running.close()


@pytest.fixture(scope="session")
def third(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    running = Program(later.third(tmp_path_factory.mktemp("third") / "program"))
    yield running
    running.close()
