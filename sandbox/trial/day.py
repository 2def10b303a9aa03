"""The example day as a story that is played through the real function's process, as the scheduler would call it."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

from sandbox.example.cast import HERE
from sandbox.stage import Stage
from sandbox.stories.callers import Function
from sandbox.stories.player import Played, play
from sandbox.stories.story import read_story
from sandbox.trial.function import FunctionProcess

DAY = HERE / "day.yaml"


def play_day(log: Path, port: int = 0) -> Played:
    """Play the example day and return what came of it; `log` is where the function's process writes."""
    with ExitStack() as running:

        def start(stage: Stage) -> Function:
            return Function(running.enter_context(FunctionProcess(stage.base, stage.workbook_id, log)).url)

        return play(read_story(DAY), by=start, port=port)
