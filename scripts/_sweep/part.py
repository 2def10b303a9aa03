"""One part of what `scripts/sweep` tries: its figures, what did not hold, and how it is told while it runs."""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

T = TypeVar("T")


@dataclass(frozen=True)
class Part:
    """What one part measured. `wrong`: a sentence for each thing that did not hold, with the command that shows it."""

    name: str
    sentence: str
    figures: dict[str, Any]
    wrong: tuple[str, ...] = ()


@dataclass(frozen=True)
class Said:
    """Where a person reads how it goes."""

    console: Console
    errors: Console

    def progress(self, what: str, results: Iterable[tuple[int, T]], total: int) -> Iterator[T]:
        """Yield results while a bar shows how much is done; each comes with how much it is."""
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Progress(*columns, console=self.errors, transient=True) as bar:
            task = bar.add_task(what, total=total)
            for number, result in results:
                bar.advance(task, number)
                yield result

    def done(self, part: Part) -> Part:
        """Print what a part found, and return it."""
        for sentence in part.wrong:
            self.console.print(f"✗ {sentence}", markup=False, soft_wrap=True)
        self.console.print(part.sentence, markup=False, soft_wrap=True)
        return part


@dataclass(frozen=True)
class Stopwatch:
    """When a part began, and on which machine."""

    began: float = field(default_factory=time.monotonic)
    load: float = field(default_factory=lambda: os.getloadavg()[0])

    def stop(self, processes: int) -> dict[str, Any]:
        """Return when it was, how long it took, and on what."""
        system = f"{platform.system()} on {platform.machine()}, Python {platform.python_version()}"
        return {
            "on": datetime.now(UTC).date().isoformat(),
            "seconds": round(time.monotonic() - self.began),
            "machine": f"{system}, {os.cpu_count()} cores, {processes} processes",
            "load": round(self.load, 1),
        }
