"""The charity of the jobs' tests, and what its pages show while nobody has typed anything hostile."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.jobs.conftest import made as made
from tests.jobs.small import LEAD, Scene

pytest.register_assert_rewrite("tests.hostile.charity")

from tests.hostile.charity import Pairs, opened, read_pages  # noqa: E402 - its assertions are to speak


@pytest.fixture
def scene(made: tuple[Path, str], tmp_path: Path) -> Iterator[Scene]:
    """The charity at 08:55 on a Monday, nothing said yet."""
    running = opened(made, tmp_path)
    yield running
    running.close()


@pytest.fixture(scope="session")
def ours(made: tuple[Path, str], tmp_path_factory: pytest.TempPathFactory) -> Pairs:
    """Every element and attribute that the pages have after an ordinary minute."""
    scene = opened(made, tmp_path_factory.mktemp("plain"))
    scene.stage.move(scene.stage.now)
    scene.stage.send("change", LEAD, {"child": "P1", "change": "not coming", "reason": "ill", "said_by": "school"})
    scene.stage.send("today", LEAD, {"which": "COOK", "what": "moved", "where": "Village Hall"})
    scene.register("09:02", "BIKE", "P4")
    scene.tick("09:08")
    scene.tick("09:15")
    scene.tick("09:16")
    pairs, _ = read_pages(scene, "pupils", "places", "staff")
    scene.close()
    return pairs
