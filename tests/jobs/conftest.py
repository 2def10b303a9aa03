"""A small charity's sandbox for each test, copied from one that the real set-up has made once."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sandbox.stage import Stage
from tests.jobs.monthly import a_month_is_over
from tests.jobs.small import EARLY, Scene, at, set_up


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The sandbox's file after the set-up and the first tick, and the workbook's id."""
    file = tmp_path_factory.mktemp("small") / "sandbox.sqlite"
    stage = Stage(file, EARLY)
    stage.workbook_id = set_up(stage.google())
    scene = Scene.__new__(Scene)
    scene.stage, scene.workbook, scene.file = stage, stage.workbook_id, file
    scene.tick("07:30")
    scene.tick("08:55")
    stage.close()
    return file, stage.workbook_id


@pytest.fixture
def scene(made: tuple[Path, str], tmp_path: Path) -> Iterator[Scene]:
    """The charity at 08:55 on a Monday, nothing said yet."""
    shutil.copy(made[0], tmp_path / "sandbox.sqlite")
    running = Scene(tmp_path / "sandbox.sqlite", made[1], at("08:55"))
    yield running
    running.close()


@pytest.fixture(scope="session")
def busy(made: tuple[Path, str], tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], Scene]:
    """Return what opens a copy of a busy minute: at 09:15 a register waits, a notice and a page are due."""
    file = tmp_path_factory.mktemp("busy") / "sandbox.sqlite"
    shutil.copy(made[0], file)
    scene = Scene(file, made[1], at("08:55"))
    scene.tick("09:08")
    scene.tick("09:12")
    scene.register("09:14", "BIKE", "P4", "P2")
    scene.close()

    def opened(folder: Path) -> Scene:
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copy(file, folder / "sandbox.sqlite")
        return Scene(folder / "sandbox.sqlite", made[1], at("09:15"))

    return opened


@pytest.fixture
def folder(scene: Scene) -> str:
    """A month is over in which something was said, and Settings name a folder for its archive."""
    return a_month_is_over(scene)
