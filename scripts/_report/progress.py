"""Says on a terminal how far a report has come; where nobody looks at one, it says nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

from cme.reports.parts import Part
from scripts._report.plots import draw


@dataclass(frozen=True, slots=True)
class Said:
    """What is being done, and how much of it is done where that is known."""

    progress: Progress
    task: TaskID

    def __call__(self, words: str) -> None:
        """Say what begins now, of which nobody knows how long it takes."""
        self.progress.update(self.task, description=words, completed=0, total=None)

    def drawings(self, parts: Sequence[Part]) -> Iterator[str]:
        """Yield a drawing for each part, empty where it has none, and say which is drawn."""
        for number, part in enumerate(parts):
            words = f"Drawing {part.title}"
            self.progress.update(self.task, description=words, completed=number, total=len(parts))
            yield draw(part.chart) if part.chart is not None else ""


@contextmanager
def saying(console: Console) -> Iterator[Said]:
    """Show a line that changes, for as long as the work goes on; it is gone when the work is done."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        yield Said(progress, progress.add_task("", total=None))
