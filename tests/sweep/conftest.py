"""The busy day, played once for all tests of the sweep."""

from __future__ import annotations

from pathlib import Path

import pytest

from sandbox.sweep.day import Day, play_day
from sandbox.switches import turned, usual


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("sweep")


@pytest.fixture(scope="session")
def day(folder: Path) -> Day:
    # Its minutes are said of Google as it usually is; the stories hold either way.
    with turned(usual()):
        return play_day(folder)
